"""The first minute: three doors, and out of the way after the first choice."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.welcome import Welcome
from tests.ui.user import LEFT, NONE, User


@pytest.fixture
def newcomer(open_window, qtbot):
    """Somebody who has never been here, before the welcome."""
    Preferences()._store.remove("welcomed")
    user = User(open_window(welcomed=False), qtbot)
    user.wait_until(lambda: is_greeted(user))
    return user


def welcome_of(user) -> Welcome:
    welcome = user.window.greeting.welcome
    assert welcome is not None
    return welcome


def is_greeted(user):
    welcome = user.window.greeting.welcome
    return welcome is not None and welcome.isVisible()


def place(user, widget):
    return QRect(widget.mapTo(user.window, QPoint()), widget.size())


def settings(user):
    return user.window.session.wanted


def test_who_has_been_here_is_not_greeted(user):
    assert user.window.greeting.welcome is None


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
def test_it_hides_neither_the_agent_nor_what_begins_training(newcomer, size):
    window = newcomer.window
    newcomer.resize(*size)
    QGuiApplication.processEvents()
    covered = place(newcomer, welcome_of(newcomer))
    assert covered.height() > 150
    for widget in (window.run_bar, window.time_machine, window.statusBar()):
        assert not covered.intersects(place(newcomer, widget).adjusted(8, 8, -8, -8)), widget
    agent = place(newcomer, window.render_pane)
    if size[1] > 680:
        assert not covered.intersects(agent.adjusted(8, 8, -8, -8))
    else:  # where nothing is below it
        assert covered.top() > agent.center().y()
    for door in welcome_of(newcomer).doors:
        assert covered.contains(place(newcomer, door))
        assert door.heightForWidth(door.width()) <= door.height()


def test_it_stays_before_the_panes_when_the_window_is_arranged_anew(newcomer):
    welcome = welcome_of(newcomer)
    newcomer.resize(1280, 800)
    for arrange in (lambda: newcomer.resize(1024, 730), newcomer.window.actions_.reset_layout.trigger):
        arrange()
        newcomer.wait_until(lambda: newcomer.window.perspectives.at_rest and not welcome.guarded)
        QGuiApplication.processEvents()
        for door in welcome.doors:
            seen = newcomer.window.childAt(place(newcomer, door).center())
            assert welcome.isAncestorOf(seen)


def test_space_trains_and_takes_it_away_for_good(newcomer, open_window):
    assert newcomer.window.render_pane.stage.hasFocus()
    newcomer.press(Qt.Key.Key_Space)
    newcomer.wait_until(lambda: newcomer.status.update > 0)
    assert not is_greeted(newcomer)
    assert Preferences().welcomed()
    again = open_window(welcomed=False)
    QGuiApplication.processEvents()
    assert again.greeting.welcome is None


def test_a_step_takes_it_away(newcomer):
    newcomer.step()
    assert not is_greeted(newcomer)


def test_a_policy_that_is_opened_takes_it_away(newcomer, tmp_path):
    from tests.ui.shell.test_screenshot import policy_file

    newcomer.window.open_policy(policy_file(tmp_path))
    newcomer.wait_until(lambda: newcomer.status.origin is not None)
    newcomer.settle()
    assert not is_greeted(newcomer)
    assert Preferences().welcomed()


@pytest.mark.parametrize("how", ["escape", "button"])
def test_it_can_be_dismissed_and_brought_back(newcomer, how):
    welcome = welcome_of(newcomer)
    if how == "escape":
        newcomer.press(Qt.Key.Key_Escape)
    else:
        newcomer.click(welcome.close_button)
    assert welcome.isHidden()
    assert Preferences().welcomed()
    assert newcomer.status.update == 0
    newcomer.window.actions_.welcome.trigger()
    assert welcome.isVisible()
    assert welcome.doors[0].hasFocus()


def test_tab_goes_from_the_stage_to_the_doors_and_enter_opens_one(newcomer):
    welcome = welcome_of(newcomer)
    reached = []
    for _ in range(4):
        newcomer.press(Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [*welcome.doors, welcome.close_button]
    welcome.doors[2].setFocus(Qt.FocusReason.TabFocusReason)
    newcomer.press(Qt.Key.Key_Return)
    assert [door.isVisible() for door in welcome.experiments] == [True] * 4
    assert welcome.experiments[0].hasFocus()
    newcomer.press(Qt.Key.Key_Space)  # with the focus a door has Space for itself
    newcomer.wait_until(lambda: newcomer.status.update > 0)
    assert settings(newcomer).gravity == 2.0


def test_it_gets_out_of_the_way_of_what_tab_reaches_beneath_it(newcomer):
    newcomer.window.plots.loss_plot.toggles["entropy"].setFocus(Qt.FocusReason.TabFocusReason)
    assert not is_greeted(newcomer)
    assert not Preferences().welcomed()


def test_whoever_goes_to_another_perspective_has_found_a_beginning(newcomer):
    newcomer.click(newcomer.window.rail.buttons["challenge"])
    assert not is_greeted(newcomer)
    assert Preferences().welcomed()


def test_watch_it_learn(newcomer):
    newcomer.press(Qt.Key.Key_1)
    newcomer.wait_until(lambda: newcomer.status.update > 1)
    assert newcomer.window.panel.preset_name == "Quick"
    assert newcomer.status.state is RunState.TRAINING
    assert not is_greeted(newcomer)
    assert Preferences().welcomed()


def test_follow_the_chapter(newcomer):
    newcomer.press(Qt.Key.Key_2)
    newcomer.wait_until(lambda: newcomer.status.update > 1)
    assert newcomer.window.panel.preset_name == "Chapter 23"
    assert newcomer.status.settings.environment == "CartPole-v0"
    assert (newcomer.status.settings.seed, newcomer.status.settings.episodes_per_update) == (123, 1)


@pytest.mark.parametrize(
    ("number", "changed"),
    [
        (Qt.Key.Key_1, {"algorithm": "reinforce", "gravity": 2.0, "episodes_per_update": 32}),
        (Qt.Key.Key_2, {"algorithm": "reinforce", "gravity": 1.0, "episodes_per_update": 32}),
        (Qt.Key.Key_3, {"algorithm": "dqn", "gravity": 1.0}),
        (Qt.Key.Key_4, {"algorithm": "reinforce", "gravity": 1.0, "episodes_per_update": 1}),
    ],
)
def test_an_experiment_is_set_up_and_begins(newcomer, number, changed):
    newcomer.press(Qt.Key.Key_3)
    newcomer.press(number)
    newcomer.wait_until(lambda: newcomer.status.update > 0)
    applied = newcomer.status.settings
    assert {key: applied.value(key) for key in changed} == changed
    assert newcomer.window.render_pane.stage.hasFocus()
    told = newcomer.window.notice.isVisible() and "Push the pole with ← and →" in newcomer.window.notice.text.text()
    assert told == (number == Qt.Key.Key_2)


def test_what_was_chosen_can_be_undone(newcomer):
    before = settings(newcomer)
    newcomer.press(Qt.Key.Key_2)
    newcomer.wait_until(lambda: newcomer.status.update > 0)
    newcomer.window.steering.undo_stack.undo()
    assert settings(newcomer) == before


def test_a_door_is_not_opened_by_a_click_that_was_aimed_elsewhere(newcomer):
    welcome = welcome_of(newcomer)
    newcomer.press(Qt.Key.Key_Escape)
    newcomer.window.actions_.welcome.trigger()
    centre = place(newcomer, welcome.doors[0]).center()
    QTest.mouseClick(newcomer.window.windowHandle(), LEFT, NONE, centre)
    assert newcomer.status.update == 0
    assert not newcomer.window.session.will_train
    assert welcome.isHidden() or welcome.guarded


def test_chapter_23_is_the_second_preset():
    assert [preset.id for preset in load_presets()][:2] == ["quick", "chapter-23"]
