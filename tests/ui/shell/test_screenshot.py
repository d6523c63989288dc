"""`pg-desktop gui --screenshot`: a picture of the window, and an end in any case."""

import subprocess
import sys
from dataclasses import replace

import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.storage.policy_file import save_policy
from tests.storage.policy_samples import STATISTICS, random_policy, sample_document
from tests.ui.offscreen import complaints, environ

_PROGRAM = """
import sys
from pg_desktop.__main__ import main
from pg_desktop.ui.shell.screenshot import Photographer
take = Photographer._take
def take_and_tell(photographer):
    window = photographer._window
    status = window.session.status
    origin = status.origin.statistics.updates if status.origin else None
    settings = window.session.wanted
    print(status.update, origin, status.settings.environment, status.settings.hidden_size, settings.pace)
    print(window.render_pane.moment is not None)
    take(photographer)
Photographer._take = take_and_tell
sys.exit(main(["gui", *sys.argv[1:], "--size", "1280x800", "--theme", "dark"]))
"""


def photograph(path, *arguments, before=""):
    return subprocess.run(
        [sys.executable, "-c", before + _PROGRAM, "--screenshot", str(path), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environ(),
    )


def remembered(**changes):
    """Python that lets the window find settings of an earlier time."""
    return f"""
from pg_desktop.learning.settings.table import Settings
from pg_desktop.ui.shell.preferences import Preferences
Preferences.settings = lambda self: Settings().changed({changes!r})
"""


def policy_file(tmp_path, environment="CartPole-v1", **changes):
    """A policy with 16 hidden units that has had 41 updates."""
    sample = sample_document()
    settings = Settings(hidden_size=16, environment=environment).changed(changes)
    architecture = replace(sample.policy.architecture, hidden_sizes=(16, 16), activation="relu")
    document = replace(sample, policy=random_policy(architecture), settings=settings, environment=environment)
    save_policy(tmp_path / "policy.safetensors", document)
    return tmp_path / "policy.safetensors"


def assert_taken(done, path, seen):
    assert (done.returncode, complaints(done.stderr)) == (0, "")
    assert done.stdout.splitlines() == [seen, "True"]
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.parametrize(("updates", "seen"), [(0, "0 None CartPole-v1 64 10.0"), (2, "2 None CartPole-v1 64 1000.0")])
def test_the_picture_is_taken_after_so_many_updates(tmp_path, updates, seen):
    path = tmp_path / "window.png"
    assert_taken(photograph(path, "--updates", updates), path, seen)


@pytest.mark.slow
@pytest.mark.parametrize(
    "limits",
    [{"update_limit": 2}, {"episode_limit": 40}, {"stop_when_solved": True, "update_limit": 30, "learning_rate": 1e-5}],
)
def test_limits_of_an_earlier_time_do_not_count(tmp_path, limits):
    path = tmp_path / "window.png"
    done = photograph(path, "--updates", 8, before=remembered(**limits))
    assert_taken(done, path, "8 None CartPole-v1 64 1000.0")


@pytest.mark.slow
@pytest.mark.parametrize("updates", [0, 3])
@pytest.mark.parametrize("environment", ["CartPole-v1", "CartPole-v0"])
def test_the_picture_shows_the_policy_in_a_file(tmp_path, updates, environment):
    path = tmp_path / "window.png"
    file = policy_file(tmp_path, environment, update_limit=1)
    done = photograph(path, file, "--updates", updates)
    pace = 1000.0 if updates else 10.0
    assert_taken(done, path, f"{updates} {STATISTICS.updates} {environment} 16 {pace}")


def test_a_file_that_is_refused_is_no_picture(tmp_path):
    path, file = tmp_path / "window.png", tmp_path / "notes.txt"
    file.write_text("no policy", encoding="utf-8")
    done = photograph(path, file)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        complaints(done.stderr)
        == "“notes.txt” is no PG Desktop policy: it does not begin as a safetensors file does.\n"
    )
    assert not path.exists()


def test_a_file_that_brings_code_is_no_picture(tmp_path):
    path, file = tmp_path / "window.png", policy_file(tmp_path, "module_of_a_stranger:Strange-v0")
    done = photograph(path, file)
    assert (done.returncode, done.stdout) == (1, "")
    assert "runs the code of the module module_of_a_stranger; open it in the window" in done.stderr
    assert complaints(done.stderr).count("\n") == 1
    assert not path.exists()


@pytest.mark.slow
def test_a_policy_that_does_not_fit_its_own_settings_is_no_picture(tmp_path):
    path, file = tmp_path / "window.png", policy_file(tmp_path, hidden_size=32)
    done = photograph(path, file)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        complaints(done.stderr)
        == "The policy is built as 4 → 16 → 16 → 2, relu, but the settings ask for 4 → 32 → 32 → 2, relu.\n"
    )
    assert not path.exists()


@pytest.mark.slow
def test_training_that_fails_is_no_picture(tmp_path):
    path = tmp_path / "window.png"
    failing = """
from pg_desktop.learning.algorithms.reinforce import reinforce
from pg_desktop.messages import UserError
collect = reinforce.collect
def fail_in_the_end(*arguments, updates=[], **options):
    updates.append(1)
    if len(updates) > 2:
        raise UserError("It broke.")
    return collect(*arguments, **options)
reinforce.collect = fail_in_the_end
"""
    done = photograph(path, "--updates", 5, before=failing)
    assert (done.returncode, done.stdout, complaints(done.stderr)) == (1, "", "It broke.\n")
    assert not path.exists()


@pytest.mark.slow
def test_a_picture_that_cannot_be_saved_ends_the_program_with_a_sentence(tmp_path):
    done = photograph(tmp_path / "missing" / "window.png", "--updates", 1)
    assert done.returncode == 2  # before anything was trained
    assert "“window.png” was not saved: there is no folder" in done.stderr
