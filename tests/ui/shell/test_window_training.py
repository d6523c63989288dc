"""Train, pause, step, reset and close, as a user does them."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pg_desktop.app import build
from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.algorithms.reinforce import reinforce as reinforce_module
from pg_desktop.learning.algorithms.reinforce.loss import LossReport
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.runs.live.status import RunState
from tests.ui.user import CTRL, NONE, User


def curve_x(user: User):
    canvas = user.window.plots.return_plot.canvas
    return canvas.strips[0].curve.x


@pytest.mark.rapid
def test_a_new_window_is_ready_and_still(user):
    assert (user.status.state, user.status.update, user.status.episodes, user.status.env_steps) == (
        RunState.READY,
        0,
        0,
        0,
    )
    assert user.status.mean_return_100 is None
    assert user.status.solved_at_episode is None
    assert user.window.plots.return_plot.figure.text() == "–"
    assert user.train_button.text() == "Train"


def test_build_starts_nothing(qtbot):
    application, window = build([])
    assert application is QApplication.instance()
    assert not window.isVisible()
    assert not window.session.worker.isRunning()
    assert window.session.status.state is RunState.STARTING
    window.close()
    assert not window.session.worker.isRunning()
    window.deleteLater()


@pytest.mark.rapid
def test_train_fills_the_plots_and_says_pause(user):
    user.click(user.train_button)
    user.wait_for(RunState.TRAINING)
    assert user.train_button.text() == "Pause"
    user.wait_until(lambda: user.status.update >= 3)
    user.settle()
    episodes = user.status.episodes
    assert len(curve_x(user)) > 1
    assert 3 * 32 <= curve_x(user)[-1] <= user.status.episodes
    figure = user.window.plots.return_plot.figure
    assert float(figure.text()) > 0
    assert user.window.render_pane.title.text().startswith("Policy after update ")
    user.click(user.train_button)
    user.wait_for(RunState.PAUSED)
    assert user.train_button.text() == "Train"
    user.settle()
    assert curve_x(user)[-1] == user.status.episodes >= episodes
    assert float(figure.text()) == pytest.approx(user.window.session.history.mean_return(), abs=0.051)
    assert figure.text() != "–"


def test_the_pole_stands(user):
    user.choose_full_speed()
    user.click(user.train_button)
    user.wait_until(lambda: user.status.solved_at_episode is not None)
    user.press(Qt.Key.Key_Space)
    user.wait_for(RunState.PAUSED)
    solved = user.status.solved
    assert solved.episode % 32 or solved.episode >= 100
    assert f"solved at episode {solved.episode}" in user.window.status_line.outcome.text()
    returns = user.window.session.history
    rows = [row.episode_return for block in returns.episode_rows() for row in block]
    assert np.mean(rows[solved.episode - 100 : solved.episode]) >= 475
    assert np.mean(rows[solved.episode - 101 : solved.episode - 1]) < 475
    world = user.window.session.view.world
    assert evaluate(user.policy, world, episodes=50, seed=5, mode=ActionMode.GREEDY).mean_return > 400
    marks = user.window.plots.return_plot.canvas.strips[0].solved
    assert [mark.label for spot in marks._spots for mark in spot] == ["solved"]


def test_training_goes_on_after_it_was_solved(user):
    user.unfold()
    switch = user.control("stop_when_solved").check_box
    user.click(switch, QPoint(8, switch.height() // 2))
    user.choose_full_speed()
    user.click(user.train_button)
    user.wait_for(RunState.FINISHED)
    assert "solved" in user.window.status_line.state.text()
    update = user.status.update
    user.click(user.train_button)
    user.wait_until(lambda: user.status.update > update)
    user.click(user.train_button)
    user.wait_for(RunState.PAUSED)


@pytest.mark.parametrize("focus", ["stage", "slider", "spin box", "window"])
def test_space_trains_and_pauses(user, focus):
    places = {
        "stage": user.window.render_pane.stage,
        "slider": user.control("gamma").slider,
        "spin box": user.control("gamma").spin_box,
        "window": user.window,
    }
    places[focus].setFocus(Qt.FocusReason.MouseFocusReason)
    user.press(Qt.Key.Key_Space)
    user.wait_for(RunState.TRAINING)
    user.press(Qt.Key.Key_Space)
    user.wait_for(RunState.PAUSED)


def test_a_key_held_down_acts_once(user):
    stage = user.window.render_pane.stage
    stage.setFocus()
    QTest.simulateEvent(stage, True, Qt.Key.Key_Space.value, NONE, " ", False, -1)
    user.wait_for(RunState.TRAINING)
    for _ in range(3):
        QTest.simulateEvent(stage, True, Qt.Key.Key_Space.value, NONE, " ", True, -1)
    update = user.status.update
    user.wait_until(lambda: user.status.update >= update + 3 or user.status.state is not RunState.TRAINING)
    assert user.status.state is RunState.TRAINING


def test_two_quick_presses_are_train_and_pause(user):
    user.press(Qt.Key.Key_Space, times=2)
    user.wait_until(lambda: user.status.state is not RunState.READY)
    user.wait_for(RunState.PAUSED)


def test_space_presses_the_control_that_tab_has_reached(user):
    user.unfold()
    user.control("update_limit").spin_box.setFocus()
    user.press(Qt.Key.Key_Tab)
    switch = user.control("stop_when_solved").check_box
    assert QApplication.focusWidget() is switch
    user.press(Qt.Key.Key_Space)
    assert switch.isChecked()
    toggle = user.window.plots.loss_plot.toggles["entropy"]
    toggle.setFocus(Qt.FocusReason.TabFocusReason)
    user.press(Qt.Key.Key_Space)
    assert toggle.isChecked()
    user.settle()
    assert user.status.state is RunState.READY


def test_space_steps_on_the_step_button(user):
    user.train_button.setFocus(Qt.FocusReason.TabFocusReason)
    user.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is user.window.run_bar.step_button
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: user.status.update == 1)
    user.wait_for(RunState.PAUSED)


def test_a_click_takes_no_focus_from_space(user):
    user.click(user.window.run_bar.step_button)
    user.wait_until(lambda: user.status.update == 1)
    user.wait_for(RunState.PAUSED)
    user.press(Qt.Key.Key_Space)
    user.wait_for(RunState.TRAINING)


@pytest.mark.rapid
def test_step_does_one_update(user):
    user.press(Qt.Key.Key_S)
    user.wait_until(lambda: user.status.update == 1)
    user.wait_for(RunState.PAUSED)
    user.click(user.window.run_bar.step_button)
    user.wait_until(lambda: user.status.update == 2)
    user.wait_for(RunState.PAUSED)
    assert user.status.update == 2
    assert user.status.episodes == 64


def test_a_step_pauses_a_run_in_progress(user):
    user.click(user.train_button)
    user.wait_until(lambda: user.status.update >= 1)
    user.press(Qt.Key.Key_S)
    user.wait_for(RunState.PAUSED)


@pytest.mark.parametrize("way", ["key", "button"])
def test_reset_goes_back_to_the_same_weights(user, way):
    initial = user.policy
    user.step(2)
    trained = user.policy
    assert not trained.equals(initial)
    run = user.status.run
    if way == "key":
        user.press(Qt.Key.Key_R, CTRL)
    else:
        user.click(user.window.run_bar.reset_button)
    user.wait_until(lambda: user.status.run == run + 1)
    user.wait_for(RunState.READY)
    assert user.policy.equals(initial)
    assert user.window.plots.return_plot.figure.text() == "–"
    assert len(curve_x(user)) == 0
    assert user.window.render_pane.title.text() == "Policy before training"
    user.step(2)
    assert user.policy.equals(trained)


def test_reset_stops_a_run_in_progress(user):
    user.click(user.train_button)
    user.wait_until(lambda: user.status.update >= 2)
    user.press(Qt.Key.Key_R, CTRL)
    user.wait_for(RunState.READY)
    assert user.status.update == 0
    assert user.train_button.text() == "Train"


def test_a_limit_ends_the_run_and_says_so(user):
    user.unfold()
    user.type(user.control("update_limit").spin_box, "2")
    user.click(user.train_button)
    user.wait_for(RunState.FINISHED)
    assert user.status.update == 2
    assert user.window.status_line.state.text() == "Finished: update limit reached"
    user.click(user.train_button)
    user.wait_until(user.window.notice.isVisible)
    assert "Raise the limit" in user.window.notice.text.text()
    user.type(user.control("update_limit").spin_box, "3")
    user.click(user.train_button)
    user.wait_until(lambda: user.status.update == 3)
    assert not user.window.notice.isVisible()


def test_a_number_that_is_not_finite_undoes_the_update_and_says_so(user, monkeypatch):
    user.step()
    before = user.policy
    learn = reinforce_module.backward

    def spoiled(network, *arguments):
        learn(network, *arguments)
        return LossReport(math.nan, 0.5)

    with monkeypatch.context() as spoil:
        spoil.setattr(reinforce_module, "backward", spoiled)
        user.click(user.train_button)
        user.wait_until(user.window.notice.isVisible)
        user.wait_for(RunState.PAUSED)
    assert user.window.notice.text.text() == (
        "In update 2 the loss was no longer a finite number, so the update was undone and training paused. "
        "A lower learning rate usually helps; then train on."
    )
    assert not user.window.notice.details_button.isVisible()
    assert user.policy.equals(before)
    assert user.status.update == 1
    user.click(user.train_button)
    user.wait_until(lambda: user.status.update >= 3)
    assert not user.window.notice.isVisible()


def test_an_unexpected_fault_can_be_reported(user, monkeypatch):
    def broken(*_):
        raise RuntimeError("out of luck")

    with monkeypatch.context() as spoil:
        spoil.setattr(reinforce_module, "backward", broken)
        user.press(Qt.Key.Key_S)
        user.wait_until(user.window.notice.isVisible)
        user.wait_for(RunState.PAUSED)
    assert "RuntimeError: out of luck" in user.window.notice.text.text()
    user.click(user.window.notice.details_button)
    dialog = user.dialog("errorDialog")
    assert "Traceback" in dialog.detailedText()
    assert "out of luck" in dialog.detailedText()
    user.dismiss(dialog)
    user.click(user.window.notice.close_button)
    assert not user.window.notice.isVisible()
    user.step()
    assert user.status.update == 1


@pytest.mark.rapid
def test_the_training_thread_is_not_the_windows(user):
    user.step()
    worker = user.window.session.worker
    assert worker.thread() is QThread.currentThread()
    assert worker.objectName() == "training"
