"""The training thread ends at once, wherever it is."""

import time

import pytest

from pg_desktop.learning.algorithms.reinforce import reinforce as reinforce_module
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.runs.live.control import Control
from pg_desktop.runs.live.status import RunState
from tests.runs.conftest import SECONDS, Barrier, new_run, trained
from tests.runs.live.barriers import stop_at_the_import, stop_in_the_making

STOPPED = RunState.STOPPED


# The end


def test_close_stops_the_thread(observe):
    observed = observe().ready()
    observed.step(1)
    observed.session.close()
    assert observed.session.worker.isFinished()
    observed.expect(STOPPED)
    assert observed.session.view.policy.equals(trained(1))
    observed.session.close()


def test_close_while_training_with_big_updates_does_not_wait_for_their_end(observe):
    observed = observe(episodes_per_update=512, hidden_size=256)
    observed.session.train()
    observed.until(lambda: observed.status.update >= 1)
    asked = time.monotonic()
    observed.session.close()
    assert time.monotonic() - asked < 1
    assert observed.status.state is STOPPED


def test_close_before_the_start(observe):
    observed = observe()
    observed.session.close()
    assert not observed.session.worker.isRunning()
    assert observed.states == []


def test_nothing_starts_after_close(observe):
    observed = observe()
    observed.session.close()
    for start in (observed.session.start, observed.session.train, observed.session.reset):
        start()
        assert not observed.session.worker.isRunning()


def _stop_while_playing(monkeypatch, barrier):
    step = CartPoleVectorEnv.step

    def step_late(env, actions):
        barrier()
        return step(env, actions)

    monkeypatch.setattr(CartPoleVectorEnv, "step", step_late)


def _stop_while_learning(monkeypatch, barrier):
    make_batch = reinforce_module.make_batch

    def make_batch_late(*arguments, **keywords):
        barrier()
        return make_batch(*arguments, **keywords)

    monkeypatch.setattr(reinforce_module, "make_batch", make_batch_late)


@pytest.mark.parametrize("stop", [stop_at_the_import, stop_in_the_making, _stop_while_playing, _stop_while_learning])
def test_close_wherever_the_thread_is(observe, monkeypatch, stop):
    barrier, send = Barrier(), Control.send

    def send_and_open(control, command):
        send(control, command)
        barrier.open()

    stop(monkeypatch, barrier)
    observed = observe()
    observed.session.train()
    assert barrier.reached.wait(SECONDS)
    monkeypatch.setattr(Control, "send", send_and_open)
    asked = time.monotonic()
    observed.session.close()
    assert time.monotonic() - asked < 1
    assert observed.session.worker.isFinished()
    assert observed.status.state is STOPPED
    assert (observed.status.update, observed.session.history.updates) == (0, 0)
    assert observed.policy.equals(new_run().policy())
    observed.until(lambda: observed.states and observed.states[-1].state is STOPPED)
    assert observed.failures == []


def test_commands_before_the_end_are_obeyed(observe):
    observed = observe().ready()
    observed.step(1)
    observed.session.pause()
    observed.session.close()
    assert observed.status.update == 1
