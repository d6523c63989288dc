"""`pg-desktop train --from`: a policy goes on where it was saved."""

import json
from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli.parser import parse
from pg_desktop.learning.measuring.measurements import Measurements, PushTest
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.run import Run
from pg_desktop.storage.edit_script import EditScript, write_edit_script
from pg_desktop.storage.policy_file import PolicyDocument, TrainingStatistics, load_policy, save_policy
from pg_desktop.storage.policy_format import tensors_digest
from tests.tables import about_in, table_in

SETTINGS = Settings(hidden_size=8, episodes_per_update=4, seed=3, gamma=0.9)


@pytest.fixture
def start(tmp_path):
    """A policy after two updates and an edit, which was solved and pushed."""
    run = Run.begin(SETTINGS)
    run.advance()
    run.apply(run.settings.changed({"gamma": 0.8}))
    run.advance()
    pushed = PushTest(update=2, variation=Physics(), strengths=(0.1,), angles=(0.0,), survival=((0.5,),), episodes=1)
    document = PolicyDocument(
        policy=run.policy(),
        settings=run.settings,
        environment="CartPole-v1",
        statistics=TrainingStatistics(2, 8, run.history.env_steps, 1.5, 20.0, 7),
        edits=run.edits.all(),
        measurements=Measurements(pushed),
    )
    save_policy(tmp_path / "start.safetensors", document)
    return tmp_path / "start.safetensors"


def train(start, *arguments, code=0):
    assert main(["train", "--from", str(start), "--quiet", "--json", *map(str, arguments)]) == code


def refused(capsys, *arguments):
    """The one sentence with which the arguments are refused."""
    assert main(["train", *map(str, arguments)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def going_on(start, updates, changes=None, streams=None):
    """The run that the command must do, done here; changes by the update after which they are made."""
    document = load_policy(start)
    run = Run.begin(document.settings, document.policy, origin=Origin(document.statistics))
    for update in range(updates + 1):
        if update in (streams or {}):
            run.reseed(streams[update])
        run.apply(run.settings.changed((changes or {}).get(update, {})))
        if update < updates:
            run.advance()
    return run


def script_of(run, start, tmp_path):
    digest = tensors_digest(load_policy(start).policy.parameters)
    script = EditScript.of_run(run.settings, run.record.stream, run.edits.all(), run.updates, digest)
    write_edit_script(tmp_path / "edits.json", script)
    return tmp_path / "edits.json"


def test_weights_and_settings_are_those_of_the_file(capsys, start, tmp_path):
    saved = tmp_path / "saved.safetensors"
    train(start, "--updates", 2, "--save", saved)
    run, document = going_on(start, 2), load_policy(saved)
    assert document.policy.equals(run.policy())
    assert document.settings == run.settings == SETTINGS.changed({"gamma": 0.8})
    found = json.loads(capsys.readouterr().out)
    # What is printed is about this run.
    assert (found["updates"], found["episodes"], found["env_steps"]) == (2, 8, run.history.env_steps)


def test_the_file_counts_on(capsys, start, tmp_path):
    saved = tmp_path / "saved.safetensors"
    run = going_on(start, 3, {1: {"learning_rate": 0.01}})
    train(start, "--edits", script_of(run, start, tmp_path), "--save", saved)
    before, after = load_policy(start), load_policy(saved)
    assert after.policy.equals(run.policy())
    assert after.statistics == replace(
        before.statistics,
        updates=2 + 3,
        episodes=8 + 12,
        env_steps=before.statistics.env_steps + run.history.env_steps,
        train_seconds=after.statistics.train_seconds,
        mean_return_100=run.history.mean_return(),
    )
    assert after.statistics.train_seconds > 1.5
    (edit,) = run.edits.all()
    assert after.edits == (
        *before.edits,
        replace(
            edit,
            update=2 + 1,
            episode=8 + 4,
            env_step=before.statistics.env_steps + edit.env_step,
        ),
    )
    assert after.measurements == before.measurements


def test_without_an_update_the_statistics_stay(capsys, start, tmp_path):
    saved = tmp_path / "saved.safetensors"
    train(start, "--edits", script_of(going_on(start, 0), start, tmp_path), "--save", saved)
    before, after = load_policy(start), load_policy(saved)
    assert after.statistics == before.statistics
    assert after.policy.equals(before.policy)


def test_arguments_change_the_files_settings(start):
    def settings(*arguments):
        return parse(["train", "--from", str(start), *arguments]).settings

    saved = load_policy(start).settings
    assert settings() == saved
    assert settings("--seed", "9", "--set", "learning_rate=0.01") == saved.changed({"seed": 9, "learning_rate": 0.01})
    assert settings("--env", "CartPole-v1").gamma == settings("--preset", "quick").gamma == 0.99


def test_a_run_from_a_policy_is_played_again(capsys, start, tmp_path):
    saved, table = tmp_path / "saved.safetensors", tmp_path / "history.csv"
    run = going_on(start, 3, {1: {"hidden_size": 12}, 2: {"gamma": 0.5}}, {1: 2})
    train(start, "--edits", script_of(run, start, tmp_path), "--save", saved, "--history", table)
    assert load_policy(saved).policy.equals(run.policy())
    rows = table_in(table)
    expected = [row.episode_return for block in run.history.episode_rows() for row in block]
    np.testing.assert_array_equal([float(row["episode_return"]) for row in rows], expected)
    assert rows[8]["edits"] == "gamma: 0.8 -> 0.5"
    assert about_in(table)["policy_sha256"] == tensors_digest(load_policy(start).policy.parameters)


def test_a_hidden_size_that_changed_before_the_first_update_is_played_again(capsys, start, tmp_path):
    saved, script = tmp_path / "saved.safetensors", tmp_path / "edits.json"
    run = going_on(start, 2, {0: {"hidden_size": 5}})
    edit = {"update": 0, "key": "hidden_size", "old": 8, "new": 5}
    document = {
        "settings": run.settings.changed({"hidden_size": 8}).as_dict(),
        "edits": [edit],
        "updates": 2,
        "policy_sha256": tensors_digest(load_policy(start).policy.parameters),
    }
    script.write_text(json.dumps(document), encoding="utf-8")
    train(start, "--edits", script, "--save", saved)
    assert load_policy(saved).policy.equals(run.policy())


def test_a_run_from_a_policy_needs_that_policy(capsys, start, tmp_path):
    script = script_of(going_on(start, 1), start, tmp_path)
    digest = tensors_digest(load_policy(start).policy.parameters)
    assert refused(capsys, "--edits", script) == (
        f"The run in “edits.json” began from a policy; name its file with --from. Its SHA-256 is {digest}.\n"
    )
    other = tmp_path / "other.safetensors"
    train(start, "--updates", 1, "--save", other)
    capsys.readouterr()
    assert refused(capsys, "--edits", script, "--from", other) == (
        "The run in “edits.json” began from another policy than the one in “other.safetensors”: from the one whose "
        f"SHA-256 is {digest}.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--env", "Acrobot-v1"],
            "“start.safetensors” holds a policy for CartPole-v1, but the run is to be in Acrobot",
        ),
        (["--preset", "chapter-23"], "but the run is to be in CartPole-v0"),
        (["--set", "environment=CartPole-v0"], "but the run is to be in CartPole-v0"),
        (["--set", "hidden_size=16"], "The policy is built as 4 → 8 → 8 → 2, relu, but the settings ask for 4 → 16 →"),
        (["--preset", "quick"], "The policy is built as 4 → 8 → 8 → 2, relu, but the settings ask for 4 → 64 → 64 → 2"),
    ],
)
def test_a_policy_that_does_not_fit_is_refused(capsys, start, arguments, sentence):
    assert sentence in refused(capsys, "--from", start, *arguments, "--updates", 1)


@pytest.mark.parametrize(("content", "sentence"), [(None, "There is no file “gone”."), (b"", "“gone” is empty.")])
def test_a_file_that_is_no_policy_is_refused(capsys, tmp_path, content, sentence):
    if content is not None:
        (tmp_path / "gone").write_bytes(content)
    assert refused(capsys, "--from", tmp_path / "gone") == f"{sentence}\n"
