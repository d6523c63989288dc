"""Where Box2D is not installed, the window says what to install."""

import pytest

from pg_desktop.learning.worlds import world
from pg_desktop.learning.worlds.table import BOX2D
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.settings import world_words
from tests.ui.shell.test_window_worlds import pick, pick_and_wait

LANDERS = ("LunarLander-v3", "LunarLanderContinuous-v3")


@pytest.fixture(autouse=True)
def no_box2d(monkeypatch):
    for module in (world, world_words):
        monkeypatch.setattr(module, "missing_extra", lambda entry: entry.extra is BOX2D)


@pytest.mark.parametrize("lander", LANDERS)
def test_the_picker_and_the_notice_say_what_to_install(user, lander):
    pick(user, lander)
    user.wait_until(user.window.notice.isVisible)
    assert user.window.panel.world_words.summary.text().endswith("It needs Box2D: “pip install 'pg-desktop[box2d]'”.")
    assert user.window.notice.text.text() == (
        f"{lander} needs more than is installed; run “pip install 'pg-desktop[box2d]'” and start again."
    )
    # The run that was there goes on.
    assert user.status.settings.environment == "CartPole-v1"
    assert user.status.state is RunState.READY


def test_other_worlds_need_nothing(user):
    pick_and_wait(user, "Acrobot-v1")
    assert "Box2D" not in user.window.panel.world_words.summary.text()
    assert user.window.notice.isHidden()
