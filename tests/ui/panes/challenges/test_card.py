"""The pane "Challenges": chosen, set up and trained with the keys alone."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabBar

from pg_desktop.challenges.table import CHALLENGES
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.challenges.card import ChallengesPane


@pytest.fixture
def pane(user):
    window = user.window
    user.resize(1366, 768)
    user.click(window.rail.buttons["challenge"])
    user.wait_until(lambda: isinstance(window.panes.made_by_now.get("challenges"), ChallengesPane))
    return window.panes.made_by_now["challenges"]


@pytest.mark.parametrize("number", range(len(CHALLENGES)), ids=[each.id for each in CHALLENGES])
def test_a_challenge_is_set_up_by_keys_and_the_next_space_trains(user, pane, number):
    pane.box.setFocus(Qt.FocusReason.TabFocusReason)
    user.press(Qt.Key.Key_Home)
    user.press(Qt.Key.Key_Down, times=number)
    challenge = CHALLENGES[number]
    assert pane.challenge == challenge
    user.wait_until(pane.setups[0].isVisible)
    user.press(Qt.Key.Key_Tab)
    assert pane.setups[0].hasFocus()
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: challenge.pane in user.window.panes.made_by_now)
    user.wait_until(lambda: user.status.settings.environment == user.window.session.wanted.environment)
    user.settle()
    run = user.status.run
    user.press(Qt.Key.Key_Space)
    user.wait_for(RunState.TRAINING)
    assert user.status.run == run
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: not user.window.session.will_train)


@pytest.mark.parametrize("name", ["adaptation", "intervention"])
def test_where_a_pane_comes_in_front_of_the_text_its_tabs_have_the_keyboard(user, pane, name):
    pane.box.setCurrentIndex([each.id for each in CHALLENGES].index(name))
    user.wait_until(pane.setups[0].isVisible)
    pane.setups[0].setFocus(Qt.FocusReason.TabFocusReason)
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: user.window.panes[name].in_front and not pane.in_front)
    user.settle()
    bar = QApplication.focusWidget()
    assert isinstance(bar, QTabBar)
    assert bar.tabText(bar.currentIndex()) == user.window.panes[name].windowTitle()
    user.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is user.window.panes.made_by_now[name].switch.buttons[0]
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    user.press(Qt.Key.Key_Left, times=bar.currentIndex())
    user.wait_until(lambda: pane.in_front)
    assert bar.hasFocus()


def test_tab_goes_from_the_tabs_to_the_page_that_is_chosen(user, pane):
    pane.box.setCurrentIndex([each.id for each in CHALLENGES].index("intervention"))
    for page in (1, 2):
        user.wait_until(pane.setups[0].isVisible)
        pane.setups[0].setFocus(Qt.FocusReason.TabFocusReason)
        user.press(Qt.Key.Key_Space)
        user.wait_until(lambda: isinstance(QApplication.focusWidget(), QTabBar))
        user.settle()
        user.press(Qt.Key.Key_Tab)
        switch = user.window.panes.made_by_now["intervention"].switch
        assert QApplication.focusWidget() is switch.buttons[page - 1]
        user.press(Qt.Key.Key_Right)
        assert switch.index == page
        user.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        assert pane.in_front


@pytest.mark.parametrize("name", ["reality", "intervention"])
def test_a_pane_comes_to_the_front_from_a_world_that_has_no_use_for_it(user, pane, name):
    user.window.panel.choose_environment("MountainCar-v0")
    user.window.actions_.reset.trigger()
    user.wait_until(lambda: not user.window.panes[name].isVisible())
    pane.box.setCurrentIndex([each.id for each in CHALLENGES].index(name))
    pane.setups[0].click()
    user.wait_until(lambda: user.window.panes[name].isVisible() and user.window.panes[name].in_front)
    user.wait_until(lambda: isinstance(QApplication.focusWidget(), QTabBar) or pane.text.hasFocus())


def test_the_run_of_before_has_no_part_in_what_is_set_up_next(user, pane, monkeypatch):
    pane.setups[0].click()
    user.wait_until(lambda: user.status.run > 1)
    user.step(1)
    session, looks = user.window.session, []
    record, want = session.view.record, session.want

    def look_from_elsewhere(settings):
        want(settings)
        pool = ThreadPoolExecutor(1)  # as the training thread would
        looks.append(pool.submit(lambda: session.wanted))
        assert not wait(looks, timeout=0.1).done
        pool.shutdown(wait=False)

    monkeypatch.setattr(session, "want", look_from_elsewhere)
    pane.setups[1].click()
    assert looks
    user.wait_until(lambda: session.view.record is not record)
    user.settle()
    assert record.edits.all() == ()


def test_another_challenge_is_shown_in_what_its_run_learns_in(user, pane):
    playback = user.window.playback
    playback.choose(replace(playback.physics, delay=3), linked=False)
    pane.setups[0].click()
    assert playback.linked
    assert playback.physics.delay == 0


def test_tab_stops_at_no_heading_of_a_pane_behind_another(user, pane):
    behind = [dock for dock in user.window.panes if dock.isVisible() and not dock.in_front]
    assert len(behind) > 3
    assert {dock.header.close_button.focusPolicy() for dock in behind} == {Qt.FocusPolicy.NoFocus}
    assert user.window.panes["challenges"].header.close_button.focusPolicy() is Qt.FocusPolicy.TabFocus
