"""An environment of one's own: it is looked up before it is accepted, and its module runs only when the user wants."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.settings import other_environment
from pg_desktop.ui.panes.settings.other_environment import OtherEnvironmentDialog
from tests.ui.policy_files import other_file, wait_for_new_run

MODULE = "tests.ui.own_world"
OWN = f"{MODULE}:OwnWorld-v0"


@pytest.fixture(autouse=True)
def told(tmp_path, monkeypatch):
    """What the module has told since the test began; it runs in processes of its own, and never in this one."""
    path = tmp_path / "told"
    path.touch()
    monkeypatch.setenv("OWN_WORLD_HAS_RUN", str(path))
    return lambda: path.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def dialog(user):
    """The dialog, opened with the last entry of the picker."""
    user.control("environment").combo_box.setFocus()
    user.press(Qt.Key.Key_End)
    user.wait_until(lambda: user.window.findChild(OtherEnvironmentDialog) is not None)
    dialog = user.window.findChild(OtherEnvironmentDialog)
    user.wait_until(dialog.isVisible)
    return dialog


def look_up(user, dialog, identifier):
    user.type(dialog.field, identifier)
    user.wait_until(dialog.look_button.isEnabled)
    return dialog.answer.text()


def test_an_environment_of_ones_own_is_found_and_trained(user, dialog):
    assert not dialog.use_button.isEnabled()
    assert not dialog.look_button.isEnabled()
    assert user.control("environment").value() == "CartPole-v1"
    answer = look_up(user, dialog, OWN)
    assert "at most 9 steps" in answer
    assert "solved at 9" in answer
    user.click(dialog.use_button)
    assert not dialog.isVisible()
    user.activate()
    assert user.window.session.wanted.environment == OWN
    user.wait_until(lambda: user.status.settings.environment == OWN)
    box = user.control("environment").combo_box
    assert (box.currentText(), box.itemText(box.count() - 1)) == (OWN, "Other…")
    assert user.window.panel.world_words.summary.text() == "An environment of your own."
    user.step()
    assert user.status.mean_return_100 == 9.0


def test_what_has_no_limit_gets_one(user, dialog):
    assert "at most 1,000 steps" in look_up(user, dialog, f"{MODULE}:EndlessWorld-v0")
    assert dialog.use_button.isEnabled()


def test_arguments_are_given_and_shown(user, dialog, qtbot):
    dialog.arguments.setFocus()
    qtbot.keyClicks(dialog.arguments, "map_name=8x8, is_slippery=False")
    answer = look_up(user, dialog, "FrozenLake-v1")
    assert answer.startswith("is_slippery=false, map_name=8x8 · Discrete(64) → Discrete(4) · at most 100 steps")
    user.click(dialog.use_button)
    user.activate()
    held = '{"is_slippery": false, "map_name": "8x8"}'
    wanted = user.window.session.wanted
    assert (wanted.environment, wanted.environment_arguments) == ("FrozenLake-v1", held)
    user.wait_until(lambda: user.status.settings.environment_arguments == held)
    assert user.control("environment_arguments").field.text() == "is_slippery=false, map_name=8x8"
    facts = user.window.panel.world_words.facts
    user.wait_until(lambda: facts.text().replace("\N{NO-BREAK SPACE}", " ").startswith("is_slippery=false, map_name"))
    assert "Discrete(64)" in facts.text()
    # Another world has arguments of its own.
    user.window.panel.choose_environment("CartPole-v1")
    assert user.window.session.wanted.environment_arguments == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [("slippery", "'slippery' is no list of arguments; "), ("ice=true", "cannot be made: TypeError: ")],
)
def test_arguments_that_cannot_be_used_say_why(user, dialog, qtbot, arguments, reason):
    dialog.arguments.setFocus()
    qtbot.keyClicks(dialog.arguments, arguments)
    assert reason in look_up(user, dialog, "FrozenLake-v1")
    assert not dialog.use_button.isEnabled()
    dialog.arguments.clear()
    user.click(dialog.look_button)
    user.wait_until(dialog.use_button.isEnabled)


@pytest.mark.parametrize(
    ("identifier", "reason"),
    [
        ("NoSuchWorld-v0", "There is no environment named 'NoSuchWorld-v0'"),
        ("no such world", "is no name of an environment"),
        (f"{MODULE}:NoSuchWorld-v0", f"There is no environment named '{MODULE}:NoSuchWorld-v0'"),
        (
            "tests.ui.no_such_module:World-v0",
            "There is no module tests.ui.no_such_module for the environment",
        ),
        ("tests.ui.own_broken_world:World-v0", "cannot be imported: RuntimeError: out of order."),
        (f"{MODULE}:PictureWorld-v0", "(8, 8, 3), uint8) are not supported"),
    ],
)
def test_what_cannot_be_trained_in_says_why(user, dialog, identifier, reason):
    assert reason in look_up(user, dialog, identifier)
    assert not dialog.use_button.isEnabled()
    user.press(Qt.Key.Key_Escape)
    assert user.window.session.wanted.environment == "CartPole-v1"


def test_another_id_must_be_looked_up_again(user, dialog, qtbot):
    look_up(user, dialog, OWN)
    assert dialog.use_button.isEnabled()
    dialog.field.setFocus()
    qtbot.keyClicks(dialog.field, "1")
    assert not dialog.use_button.isEnabled()
    assert dialog.answer.text() == ""


def test_what_is_found_for_an_id_that_has_gone_is_not_shown(user, dialog, monkeypatch, qtbot):
    failed, user_has_typed = [], Event()
    make = other_environment._maker

    def slow(*asked):
        def work(stop):
            user_has_typed.wait(10)
            failed.append(asked)
            return make(*asked)(stop)

        return work

    monkeypatch.setattr(other_environment, "_maker", slow)
    user.type(dialog.field, "NoSuchWorld-v0")
    qtbot.keyClicks(dialog.field, "1")
    user_has_typed.set()
    user.wait_until(lambda: bool(failed) and not dialog._search.running)
    QApplication.processEvents()
    assert dialog.answer.text() == ""


def test_cancel_while_it_looks(user, dialog, monkeypatch, told):
    chosen = []
    dialog.chosen.connect(lambda *found: chosen.append(found))
    monkeypatch.setattr(other_environment, "_maker", lambda *_: _until_stopped)
    user.type(dialog.field, OWN)
    assert dialog.answer.text() == f"Looking for {OWN} …"
    assert not dialog.look_button.isEnabled()
    user.press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog._search.running
    QApplication.processEvents()
    assert chosen == []
    assert told() == []
    assert user.window.session.wanted.environment == "CartPole-v1"


def test_cancel_while_it_is_tried_how_fast_a_world_is(user, dialog, told):
    user.type(dialog.field, f"{MODULE}:PatientWorld-v0")
    user.wait_until(lambda: "a step" in told())
    user.press(Qt.Key.Key_Escape)
    assert not dialog._search.running
    assert told().count("a step") <= 2
    assert not dialog.isVisible()


def _until_stopped(stop):
    while not stop():
        Event().wait(0.005)
    raise RolloutStoppedError


def test_a_policy_of_such_a_world_is_opened_only_when_the_user_agrees(user, tmp_path, told):
    path = tmp_path / "own.safetensors"
    other_file(user, path, environment=OWN)
    assert told() == []
    user.window.open_policy(path)
    box = user.dialog("errorDialog")
    assert f"runs the code of the Python module {MODULE}" in box.informativeText()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    user.click(box.button(QMessageBox.StandardButton.Cancel))
    user.activate()
    user.settle()
    assert told() == []
    assert (user.status.run, user.window.session.wanted.environment) == (1, "CartPole-v1")

    user.window.open_policy(path)
    box = user.dialog("errorDialog")
    run = user.status.run
    user.click(next(button for button in box.buttons() if "Switch" in button.text()))
    user.activate()
    wait_for_new_run(user, run)
    assert "it runs" in told()
    assert user.status.settings.environment == OWN
    assert user.control("environment").value() == OWN
    assert user.status.state is RunState.READY


FILE = """
import os
from pathlib import Path

import gymnasium
from gymnasium.envs.classic_control import CartPoleEnv

for name in {names}:
    gymnasium.register(name, CartPoleEnv, max_episode_steps=5, reward_threshold=5)
Path(os.environ["OWN_WORLD_HAS_RUN"]).write_text("it runs")
"""


@pytest.fixture
def own_file(tmp_path, choose):
    """A file of the user's with environments of these names, which is chosen in the file dialog."""

    def write(*registered):
        path = tmp_path / "my_env.py"
        path.write_text(FILE.format(names=registered), encoding="utf-8")
        choose(path)
        return path

    return write


def test_a_file_runs_only_after_a_question(user, dialog, own_file, told):
    path = own_file("Mine-v0")
    user.click(dialog.browse_button)
    box = user.dialog("runFileQuestion")
    assert "my_env.py" in box.text()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    user.click(box.button(QMessageBox.StandardButton.Cancel))
    QApplication.processEvents()
    assert told() == []
    assert dialog.field.text() == ""

    user.click(dialog.browse_button)
    box = user.dialog("runFileQuestion")
    user.click(next(button for button in box.buttons() if "Run" in button.text()))
    user.wait_until(dialog.use_button.isEnabled)
    assert dialog.field.text() == f"{path}:Mine-v0"
    assert "at most 5 steps" in dialog.answer.text()
    user.click(dialog.use_button)
    user.activate()
    user.wait_until(lambda: user.status.settings.environment == f"{path}:Mine-v0")
    assert user.control("environment").combo_box.currentText() == "my_env.py:Mine-v0"
    user.step()
    assert user.status.mean_return_100 == 5.0


def test_a_file_with_several_environments_names_them(user, dialog, own_file):
    path = own_file("First-v0", "Second-v0")
    user.click(dialog.browse_button)
    box = user.dialog("runFileQuestion")
    user.click(next(button for button in box.buttons() if "Run" in button.text()))
    user.wait_until(lambda: "First-v0, Second-v0" in dialog.answer.text())
    assert dialog.field.text() == f"{path}:First-v0"
    assert "at most 5 steps" in look_up(user, dialog, f"{path}:Second-v0")


def test_a_file_that_fails_says_why(user, dialog, own_file):
    own_file().write_text("1 / 0", encoding="utf-8")
    user.click(dialog.browse_button)
    box = user.dialog("runFileQuestion")
    user.click(next(button for button in box.buttons() if "Run" in button.text()))
    user.wait_until(lambda: "cannot be run: ZeroDivisionError: division by zero." in dialog.answer.text())
    assert not dialog.use_button.isEnabled()
