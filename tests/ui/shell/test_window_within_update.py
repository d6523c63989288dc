"""What the window says and does while something takes long: PyTorch loads, or an update is in progress."""

import pytest
from PySide6.QtCore import Qt

from pg_desktop.app import build
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.runs.live import update_in_progress as module
from pg_desktop.runs.live.status import RunState
from tests.runs.conftest import SECONDS, Barrier
from tests.runs.live.barriers import stop_in_the_making
from tests.ui.user import CTRL, PATIENCE, User


@pytest.fixture
def loading(qtbot, monkeypatch):
    """A window whose training thread is held up while it loads, and what lets it go on."""
    barrier = Barrier()
    stop_in_the_making(monkeypatch, barrier)
    _, window = build([])
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.plots.return_plot.canvas is not None, timeout=PATIENCE)
    yield User(window, qtbot), barrier
    barrier.open()
    monkeypatch.setattr(window.experiments, "may_discard", lambda: True)
    window.close()
    window.deleteLater()


def said(user):
    return user.window.status_line.state.text(), user.train_button.text()


def test_space_while_pytorch_loads_is_shown_and_obeyed(loading):
    user, barrier = loading
    assert said(user) == ("Loading PyTorch…", "Train")
    user.press(Qt.Key.Key_Space)
    assert said(user) == ("Loading PyTorch… training starts then", "Pause")
    barrier.open()
    user.wait_until(lambda: user.status.update >= 1)


def test_a_second_space_takes_it_back(loading):
    user, barrier = loading
    user.press(Qt.Key.Key_Space, times=2)
    assert said(user) == ("Loading PyTorch…", "Train")
    barrier.open()
    user.wait_for(RunState.PAUSED)
    assert (user.status.update, said(user)) == (0, ("Paused", "Train"))


def test_step_while_pytorch_loads_is_shown_too(loading):
    user, barrier = loading
    user.press(Qt.Key.Key_S)
    assert said(user) == ("Loading PyTorch… training starts then", "Pause")
    barrier.open()
    user.wait_for(RunState.PAUSED)
    assert user.status.update == 1


@pytest.fixture
def standing(user, monkeypatch):
    """The first update stands still after four of its env steps, of 32 episodes each."""
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.0)
    barrier, step, steps = Barrier(), CartPoleVectorEnv.step, 0

    def step_late(env, actions):
        nonlocal steps
        steps += env.num_envs == 32
        if steps == 4:
            barrier()
        return step(env, actions)

    monkeypatch.setattr(CartPoleVectorEnv, "step", step_late)
    user.press(Qt.Key.Key_Space)
    assert barrier.reached.wait(SECONDS)
    user.press(Qt.Key.Key_Space)
    assert user.train_button.text() == "Train"
    barrier.open()
    user.wait_for(RunState.PAUSED)
    return user


def figure(user):
    return user.window.status_line.row.labels["update"].text()


def test_a_pause_within_an_update_says_where(standing):
    assert said(standing) == ("Paused", "Train")
    assert figure(standing) == "update 1: 0 of 32 episodes, 128 env steps"


def test_step_finishes_the_update_in_progress(standing):
    standing.press(Qt.Key.Key_S)
    standing.wait_until(lambda: standing.status.update == 1)
    standing.wait_for(RunState.PAUSED)
    assert (standing.status.update, standing.status.episodes, figure(standing)) == (1, 32, "update 1")


def test_train_goes_on_with_the_update_in_progress(standing):
    standing.click(standing.train_button)
    standing.wait_until(lambda: standing.status.update >= 2)


def test_reset_within_an_update(standing):
    run = standing.status.run
    standing.press(Qt.Key.Key_R, CTRL)
    standing.wait_until(lambda: standing.status.run == run + 1)
    standing.wait_for(RunState.READY)
    assert figure(standing) == "update 0"


def test_another_setting_within_an_update_lets_it_start_over(standing):
    standing.type(standing.control("gamma").spin_box, "0.5")
    standing.settle()
    assert (standing.status.settings.gamma, standing.status.state, figure(standing)) == (
        0.5,
        RunState.PAUSED,
        "update 0",
    )


def test_closing_within_an_update(standing, monkeypatch):
    monkeypatch.setattr(standing.window.experiments, "may_discard", lambda: True)
    standing.window.close()
    assert standing.window.session.worker.isFinished()
