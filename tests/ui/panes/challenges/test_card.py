"""The pane "Challenges": chosen, set up and trained with the keys alone."""

import pytest
from PySide6.QtCore import Qt

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
