"""File ▸ Replay edits: a run is played again in the window, bit for bit as on the command line."""

import json

import pytest
from PySide6.QtWidgets import QMessageBox

from pg_desktop.__main__ import main
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.edit_script import EditScript, write_edit_script
from pg_desktop.storage.policy_format import tensors_digest
from tests.ui.policy_files import other_file

SMALL = Settings(hidden_size=8, episodes_per_update=4, seed=3, pace=PACE_MAX)
EDITS = (
    Edit(2, 0, 0, "gamma", 0.99, 0.9),
    Edit(3, 0, 0, "hidden_size", 8, 12),
    Edit(3, 0, 0, "stream", 0, 1),
    Edit(5, 0, 0, "learning_rate", 0.03, 0.01),
)


@pytest.fixture
def script(tmp_path):
    file = tmp_path / "edits.json"
    write_edit_script(file, EditScript(SMALL, EDITS, 6))
    return file


def trained_without_window(capsys, *arguments):
    assert main(["train", *map(str, arguments), "--quiet", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def replay(user, choose, file):
    choose(file)
    user.window.actions_.replay_edits.trigger()


def replay_and_pause(user, choose, file):
    """Pause before the second update."""
    user.window.panel.choose({"pace": 0.5})  # two seconds for a click
    write_edit_script(file, EditScript(SMALL, EDITS, 6))
    replay(user, choose, file)
    user.wait_until(lambda: user.status.replay is not None and user.status.update == 1)
    user.click(user.train_button)
    user.wait_for(RunState.PAUSED)
    assert user.status.update == 1


def told(user):
    return user.window.notice.text.text() if user.window.notice.isVisible() else ""


def full_speed(user):
    user.window.panel.choose({"pace": PACE_MAX})


def test_the_weights_are_those_of_the_command_line(user, choose, script, capsys):
    full_speed(user)
    user.step()
    runs = len(user.window.experiment.records)
    replay(user, choose, script)
    user.wait_until(lambda: told(user).startswith("The run in edits.json"))
    user.settle()
    expected = trained_without_window(capsys, "--edits", script)
    assert tensors_digest(user.policy.parameters) == expected["policy_sha256"]
    assert (user.status.update, user.status.env_steps) == (expected["updates"], expected["env_steps"])
    assert told(user) == "The run in edits.json has been played again to its end, update 6."
    assert user.status.state is RunState.PAUSED
    assert len(user.window.experiment.records) == runs + 1  # the one before is kept
    # The controls show what the edits have changed.
    assert user.control("gamma").value() == 0.9
    assert user.control("hidden_size").value() == 12
    assert user.window.panel.settings == user.window.session.wanted == user.status.settings


def test_what_the_window_exports_the_window_plays_again(user, choose, tmp_path):
    full_speed(user)
    user.step(2)
    user.type(user.control("gamma").stops[1], "0.9")
    user.step(2)
    file = tmp_path / "mine.json"
    choose(file)
    user.window.actions_.export_edits.trigger()
    before = user.policy
    replay(user, choose, file)
    user.wait_until(lambda: "played again to its end, update 4" in told(user))
    assert user.policy.equals(before)


def test_it_says_so_while_it_goes_on_also_after_a_pause(user, choose, script):
    sentence = "Replaying 4 edits of edits.json; changing a setting ends the replay."
    replay_and_pause(user, choose, script)
    assert told(user) == sentence
    user.click(user.window.notice.close_button)
    user.click(user.train_button)
    user.wait_until(lambda: told(user) == sentence)


def test_a_changed_setting_ends_it(user, choose, script):
    replay_and_pause(user, choose, script)
    user.type(user.control("pace").stops[1], "500")  # no matter of the run
    user.settle()
    assert told(user).startswith("Replaying")
    user.type(user.control("gamma").stops[1], "0.5")
    user.wait_until(lambda: told(user).startswith("You have changed a setting"))
    assert told(user) == (
        "You have changed a setting, so the replay of edits.json ended after update 1; edits left out: 4."
    )
    user.click(user.train_button)
    user.wait_until(lambda: user.status.update > 6)
    assert [edit.key for edit in user.window.session.edits.all()] == ["gamma"]
    assert user.control("hidden_size").value() == 8


def test_another_run_takes_the_words_away(user, choose, script):
    replay_and_pause(user, choose, script)
    assert told(user).startswith("Replaying")
    run = user.status.run
    user.window.session.reset()
    user.wait_until(lambda: user.status.run > run and user.status.replay is None)
    user.wait_until(lambda: told(user) == "")


def test_nothing_happens_if_no_file_is_chosen(user, choose):
    run = user.status.run
    replay(user, choose, None)
    user.settle()
    assert user.status.run == run


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "“edits.json” holds no edits of a run: "),
        ('{"settings": {}, "edits": [{}]}', "“edits.json” holds no edits of a run: Edit 1 must have the entries "),
        ('{"settings": {"telepathy": 1}, "edits": []}', "“edits.json” holds no edits of a run: There is no setting "),
        (None, "There is no file “edits.json”."),
    ],
)
def test_a_file_that_holds_no_edits_is_one_sentence(user, choose, tmp_path, content, sentence):
    file = tmp_path / "edits.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    run = user.status.run
    replay(user, choose, file)
    box = user.dialog("errorDialog")
    assert box.text().startswith(sentence)
    assert "\n" not in box.text()
    user.dismiss(box)
    assert user.status.run == run


def test_a_world_that_there_is_not_leaves_the_run_as_it_was(user, choose, tmp_path):
    user.step()
    file = tmp_path / "edits.json"
    write_edit_script(file, EditScript(SMALL.changed({"environment": "Nowhere-v1"}), (), 2))
    replay(user, choose, file)
    user.wait_until(lambda: "Nowhere-v1" in told(user))
    user.settle()
    assert (user.status.update, user.window.session.wanted) == (1, Settings())
    assert user.window.panel.settings == Settings()


MODULE = "tests.ui.own_world"
OWN = f"{MODULE}:OwnWorld-v0"


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """The file that is there once the module has run, in whichever process."""
    monkeypatch.setenv("OWN_WORLD_HAS_RUN", str(tmp_path / "ran"))
    return tmp_path / "ran"


@pytest.fixture
def strangers(tmp_path, ran):
    """Edits that ask for a module, which has not run."""
    file = tmp_path / "edits.json"
    write_edit_script(file, EditScript(SMALL.changed({"environment": OWN}), (), 1))
    return file


def test_no_module_of_a_file_is_run_without_a_question(user, choose, strangers, ran):
    run = user.status.run
    replay(user, choose, strangers)
    box = user.dialog("replayQuestion")
    assert box.text() == f"“edits.json” asks for {OWN}, which runs the code of the module {MODULE}."
    assert "only if you trust it" in box.informativeText()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    user.click(box.button(QMessageBox.StandardButton.Cancel))
    user.settle()
    assert user.status.run == run
    assert not ran.exists()


def test_whoever_trusts_it_sees_it_played(user, choose, strangers, ran):
    full_speed(user)
    replay(user, choose, strangers)
    box = user.dialog("replayQuestion")
    user.click(next(button for button in box.buttons() if "Run it" in button.text()))
    user.wait_until(lambda: "played again to its end, update 1" in told(user))
    assert user.status.settings.environment == OWN
    assert ran.exists()


@pytest.fixture
def begun_from_a_policy(user, saved, tmp_path):
    """Edits of a run that began from `saved`, in which nothing was done."""
    run = user.status.run
    user.window.open_policy(saved)
    user.wait_until(lambda: user.status.run > run and user.status.origin is not None)
    user.settle()
    script = EditScript(user.status.settings, EDITS[:1], 3, user.status.origin.policy_sha256)
    file = tmp_path / "edits.json"
    write_edit_script(file, script)
    return file


def ask_for_the_policy(user, choose, edits, policy):
    replay(user, choose, edits)
    box = user.dialog("replayQuestion")
    assert "began from a policy" in box.text()
    choose(policy)
    user.click(next(button for button in box.buttons() if "policy" in button.text()))


def test_a_run_that_began_from_a_policy_asks_for_it(user, choose, saved, begun_from_a_policy, capsys):
    full_speed(user)
    ask_for_the_policy(user, choose, begun_from_a_policy, saved)
    user.wait_until(lambda: "played again to its end, update 3" in told(user))
    expected = trained_without_window(capsys, "--edits", begun_from_a_policy, "--from", saved)
    assert tensors_digest(user.policy.parameters) == expected["policy_sha256"]
    assert user.status.origin.file == saved.name
    assert user.status.updates_before == 1


def test_another_policy_is_refused(user, choose, begun_from_a_policy, tmp_path):
    other_file(user, tmp_path / "other.safetensors")
    run = user.status.run
    ask_for_the_policy(user, choose, begun_from_a_policy, tmp_path / "other.safetensors")
    box = user.dialog("errorDialog")
    assert box.text().startswith(
        "The run in “edits.json” began from another policy than the one in “other.safetensors”: from the one whose "
    )
    user.dismiss(box)
    assert user.status.run == run
