"""The training thread beside the window: the same run whatever the window does, at the pace that is wanted."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QThread

from pg_desktop.learning.settings.table import PACE_MAX
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.runs.live.control import Control
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.run import Run
from tests.runs.conftest import SMALL, advanced, assert_same_run, new_run

READY, TRAINING, PAUSED, FINISHED = RunState.READY, RunState.TRAINING, RunState.PAUSED, RunState.FINISHED


# The same run, whatever happens around it


@pytest.mark.usefixtures("eager_threads")
@pytest.mark.parametrize("pace", [PACE_MAX, 100.0])
def test_the_run_is_the_one_without_a_window_whatever_the_window_does(observe, pace):
    updates = 25
    observed = observe(update_limit=updates, pace=pace)
    session, looks = observed.session, 0

    def look():
        nonlocal looks
        looks += 1
        session.history.since(max(session.history.updates - 3, 0))
        session.history.mean_return()
        if session.view.policy is not None:
            session.view.policy.outputs(np.zeros((3, 4), np.float32))
        session.want(session.wanted.changed({"pace": pace - looks % 2, "smoothing_window": 1 + looks % 9}))

    session.train()
    observed.keep_busy_until(FINISHED, look)
    assert looks > 5
    assert observed.status.update == updates
    assert_same_run(session.history, observed.policy, advanced(new_run(), updates))
    assert session.edits.all() == ()


def _policies(settings, updates):
    """The policy after each number of updates from 0 on."""
    run = new_run(settings)
    return [run.policy()] + [advanced(run, 1).policy() for _ in range(updates)]


@pytest.mark.usefixtures("eager_threads")
def test_every_view_is_of_one_moment(observe):
    updates = 40
    policies = _policies(SMALL, updates)
    observed, seen = observe(update_limit=updates), set()

    def look():
        view = observed.session.view
        status = view.status
        if view.policy is not None:
            seen.add(status.update)
            assert view.policy.equals(policies[status.update])
            assert status.episodes == SMALL.episodes_per_update * status.update
            assert (status.mean_return_100 is None) == (status.update == 0)

    observed.session.train()
    observed.keep_busy_until(FINISHED, look)
    assert observed.status.update == updates
    assert len(seen) > 2


def test_no_view_mixes_two_runs(observe, monkeypatch):
    """The view is looked at while it is being replaced."""
    other = SMALL.changed({"seed": 5})
    policies = {1: _policies(SMALL, 2), 2: _policies(other, 1)}
    observed, checkpoints = observe(), []
    policy = Run.policy

    def policy_while_somebody_looks(run):
        checkpoints.append(observed.session.view)
        return policy(run)

    monkeypatch.setattr(Run, "policy", policy_while_somebody_looks)
    observed.ready()
    observed.step(2)
    observed.want(seed=5)
    observed.session.reset()
    observed.expect(READY)
    observed.step(1)
    assert {view.status.run for view in checkpoints} == {0, 1, 2}
    for view in checkpoints:
        status = view.status
        if status.run == 0:
            assert view.policy is None
        else:
            assert view.policy.equals(policies[status.run][status.update]), status


# The pace


def test_a_slow_pace_waits_and_a_faster_one_wakes_it(observe, monkeypatch):
    waits, take = [], Control.take

    def take_and_note(control, seen, timeout):
        waits.append(timeout)
        return take(control, seen, timeout)

    monkeypatch.setattr(Control, "take", take_and_note)
    observed = observe(pace=0.5).ready()
    observed.session.train()
    observed.until(lambda: observed.status.update == 1 and waits[-1] is not None)
    assert waits[:2] == [None, pytest.approx(2, abs=1)]
    asked = time.monotonic()
    observed.session.want(observed.session.wanted.changed({"pace": PACE_MAX}))
    observed.until(lambda: observed.status.update > 3)
    assert time.monotonic() - asked < 1.2


def test_the_pace_is_kept(observe):
    observed = observe(pace=20.0, update_limit=6)
    started = time.monotonic()
    observed.session.train()
    observed.expect(READY, TRAINING, FINISHED)
    # From the beginning of the first to the beginning of the last are five times a twentieth of a second.
    assert time.monotonic() - started > 5 / 20


def test_pause_does_not_wait_for_a_slow_pace(observe):
    observed = observe(pace=0.5).ready()
    observed.session.train()
    observed.until(lambda: observed.status.update == 1)
    asked = time.monotonic()
    observed.session.pause()
    observed.expect(TRAINING, PAUSED)
    assert time.monotonic() - asked < 1.2
    assert observed.status.update == 1


# Threads


def test_signals_arrive_in_the_thread_of_the_window(observe):
    observed = observe(update_limit=1).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    observed.session.train()
    observed.until(lambda: observed.failures)
    # Three states, a run and a failure.
    assert observed.in_own_thread == [True] * 5


def test_the_run_lives_in_the_training_thread(observe, monkeypatch):
    threads = []

    def note_thread(method):
        def noted(*arguments, **keywords):
            threads.append(QThread.currentThread())
            return method(*arguments, **keywords)

        return noted

    for cls, name in ((Run, "__init__"), (Run, "advance"), (CartPoleVectorEnv, "step")):
        monkeypatch.setattr(cls, name, note_thread(getattr(cls, name)))
    observed = observe().ready()
    observed.step(1)
    assert len(threads) > 3
    assert set(threads) == {observed.session.worker}
    assert observed.session.worker._live.run is not None
    observed.session.close()
    assert observed.session.worker._live.run is None
