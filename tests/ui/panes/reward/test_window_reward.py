"""The pane "Reward" in the window: written, checked, learned from, watched, and cheated."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.edit_script import EditScript, write_edit_script
from pg_desktop.storage.presets import Preset

SMALL = {"hidden_size": 8, "episodes_per_update": 4, "pace": PACE_MAX}


@pytest.fixture
def pane(user):
    window = user.window
    window.perspectives.switch(next(p for p in window.perspectives.offered if p.id == "challenge"))
    user.wait_until(lambda: window.perspectives.at_rest)
    window.panes["reward"].raise_()
    made = window.panes.pane("reward")
    user.wait_until(lambda: made.in_sight)
    window.panel.choose(SMALL)
    user.settle()
    return made


def write(user, pane, text):
    """Type a reward in place of what is there."""
    pane.field.setFocus()
    pane.field.selectAll()
    if text:
        QTest.keyClicks(pane.field, text)
    else:
        QTest.keyClick(pane.field, Qt.Key.Key_Delete)


def enter(pane):
    QTest.keyClick(pane.field, Qt.Key.Key_Return)


def test_tab_stops_nowhere_between_the_field_and_the_buttons(user, pane):
    write(user, pane, "1 - theta^2")
    for stop in (pane.use_button, pane.own_button, pane.switch.buttons[0]):
        user.press(Qt.Key.Key_Tab)
        assert stop.hasFocus()


def test_an_arrow_turns_to_the_next_page(user, pane):
    pane.switch.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    user.press(Qt.Key.Key_Right)
    assert pane.pages.currentIndex() == 1


def test_what_is_typed_is_learned_from_after_enter(user, pane):
    write(user, pane, "1 - theta^2")
    assert user.window.session.wanted.reward == ""
    assert pane.note.text() == "Press Enter to learn from it."
    enter(pane)
    assert user.window.session.wanted.reward == "1 - theta^2"
    user.settle()
    assert user.status.settings.reward == "1 - theta^2"
    assert pane.note.text() == "In force. The score stays the world's own."
    user.step()
    user.window.refresh()
    designed, true = pane.curves.curves
    returned = user.window.session.view.record.history.mean_return()
    assert designed.last is not None
    assert designed.last < true.last == pytest.approx(returned)


def test_what_is_wrong_is_said_with_its_column_and_enter_goes_there(user, pane):
    write(user, pane, "1 + foo")
    assert pane.note.text().startswith("Column 5: there is no foo in this world")
    assert not pane.use_button.isEnabled()
    enter(pane)
    assert user.window.session.wanted.reward == ""
    assert pane.field.cursorPosition() == 4
    write(user, pane, "abs(x")
    assert pane.note.text().startswith("Column 4: this bracket is never closed")


def test_the_worlds_own_comes_back_with_a_click(user, pane):
    write(user, pane, "v")
    enter(pane)
    user.settle()
    user.click(pane.own_button)
    user.settle()
    assert user.status.settings.reward == ""
    assert pane.field.text() == ""
    assert pane.note.text() == "The world's own reward is in force."


def test_undo_takes_a_reward_back(user, pane):
    write(user, pane, "v")
    enter(pane)
    user.window.actions_.undo.trigger()
    user.settle()
    assert user.window.session.wanted.reward == ""
    assert pane.field.text() == ""


def test_a_click_on_a_word_writes_it(user, pane):
    user.click(pane.switch.buttons[2])
    functions, quantities = pane.words.functions, pane.words.quantities
    user.click(functions.viewport(), functions.visualRect(functions.model().index(0)).center())
    assert pane.field.text() == "abs()"
    user.click(quantities.viewport(), quantities.visualRect(quantities.model().index(1)).center())
    assert pane.field.text() == "abs(x')"
    enter(pane)
    user.settle()
    assert user.status.settings.reward == "abs(x')"


def test_terms_of_the_shown_step_add_up(user, pane):
    user.click(pane.switch.buttons[1])
    write(user, pane, "2 - x'^2 - theta^2 + reward")
    user.wait_until(lambda: bool(pane.terms.bars))
    *terms, total, own = pane.terms.bars
    assert [bar.name for bar in terms] == ["2", "−x'^2", "−theta^2", "reward"]
    assert total.value == pytest.approx(sum(bar.value for bar in terms))
    assert terms[-1].value == own.value == 1.0


def test_the_gallery_sets_up_another_run(user, pane):
    runs = len(user.window.experiment.records)
    pane.gallery.box.setCurrentIndex(1)
    assert "<code" in pane.gallery.text.toHtml() or "v" in pane.gallery.text.toPlainText()
    user.click(pane.gallery.try_button)
    user.wait_until(lambda: len(user.window.experiment.records) == runs + 1 or user.status.settings.reward == "v")
    user.settle()
    assert user.status.settings.reward == "v"
    assert pane.field.text() == "v"
    assert user.window.panel.preset_name == "Reward: Dive"
    assert pane.gallery.text.hasFocus()  # where Space trains; on the button, it would begin yet another run
    assert not user.window.notice.isVisible()


def test_another_world_has_other_quantities(user, pane):
    user.window.panel.choose_environment("MountainCar-v0")
    user.window.actions_.reset.trigger()
    user.settle()
    write(user, pane, "height' - height")
    assert pane.note.text() == "Press Enter to learn from it."
    write(user, pane, "theta")
    assert "there is no theta" in pane.note.text()


def test_the_field_of_the_settings_refuses_what_the_world_does_not_have(user, pane):
    user.window.panel.choose({"reward": "1 + velocity"})
    user.wait_until(user.window.notice.isVisible)
    assert "there is no velocity" in user.window.notice.text.text()
    user.settle()
    assert user.window.session.wanted.reward == ""


def test_a_reward_that_a_script_of_edits_brings_is_shown_before_it_acts(user, pane, choose, tmp_path):
    file = Path(tmp_path) / "edits.json"
    settings = Settings().changed({**SMALL, "reward": "1 - x^2"})
    write_edit_script(file, EditScript(settings, (Edit(1, 0, 0, "reward", "1 - x^2", "2 - v^2"),), 2))
    choose(file)
    user.window.actions_.replay_edits.trigger()
    box = user.dialog("replayQuestion")
    assert "brings a reward of its own" in box.text()
    assert box.informativeText() == "1 - x^2\n2 - v^2"
    assert user.status.replay is None
    button = next(button for button in box.buttons() if "Learn from it" in button.text().replace("&", ""))
    user.click(button)
    user.wait_until(lambda: user.status.update == 2 and user.status.state is RunState.PAUSED)
    assert user.status.settings.reward == "2 - v^2"


def test_a_preset_of_ones_own_that_brings_one_pauses_and_shows_it(user, pane):
    preset = Preset("mine", "Mine", "Mine alone.", {**SMALL, "reward": "4 - x^2"})
    user.window.panel.preset.show_presets((preset,))
    user.click(user.train_button)
    user.wait_for(RunState.TRAINING)  # of which the window has heard, which hides what was told before
    user.window.panel.choose_preset(preset)
    user.wait_for(RunState.PAUSED)
    assert "in place of the world's: 4 - x^2." in user.window.notice.text.text()
    assert pane.field.text() == "4 - x^2"


def test_a_run_that_a_file_brings_stands_still_and_shows_its_reward(user, pane):
    user.window.session.load(Settings().changed({**SMALL, "reward": "3 - x^2"}), None, None, 0)
    user.settle()
    assert user.status.state is not RunState.TRAINING
    assert "in place of the world's: 3 - x^2." in user.window.notice.text.text()


def test_what_the_user_has_typed_is_not_told_again(user, pane):
    write(user, pane, "5 - x^2")
    enter(pane)
    user.settle()
    user.window.actions_.reset.trigger()
    user.settle()
    assert user.status.settings.reward == "5 - x^2"
    assert not user.window.notice.isVisible()


@pytest.mark.parametrize("width", [420, 520])
def test_what_is_said_of_a_reward_has_its_room_and_moves_nothing(user, pane, width):
    dock = user.window.panes["reward"]
    dock.setFloating(True)
    user.wait_until(lambda: bool(dock.windowFlags() & Qt.WindowType.WindowTitleHint))
    dock.resize(width, 500)
    user.wait_until(lambda: dock.width() == width and abs(pane.width() - width) < 5)
    write(user, pane, "1 - theta^2")
    user.settle()
    before = pane.switch.geometry()
    enter(pane)
    user.settle()
    assert pane.note.text() == pane.note.said == "In force. The score stays the world's own."
    pane.note.say("Acts from the next update, or from Reset where the world is another.")
    assert pane.note.text() == pane.note.said
    assert pane.switch.geometry() == before
