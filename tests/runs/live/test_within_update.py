"""What can be done and seen in the middle of an update: its progress, a pause, and how it goes on from there."""

import time

import pytest

from pg_desktop.learning.algorithms.reinforce import reinforce as reinforce_module
from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.runs.live import update_in_progress as module
from pg_desktop.runs.live.control import Control, Quit, Reset
from pg_desktop.runs.live.status import RunState, UpdateProgress
from pg_desktop.runs.run import Run
from tests.runs.conftest import SECONDS, SMALL, Barrier, advanced, assert_same_run, new_run, trained
from tests.runs.live.barriers import stop_in_the_making

READY, TRAINING, PAUSED, STOPPED = RunState.READY, RunState.TRAINING, RunState.PAUSED, RunState.STOPPED
DQN = Settings(algorithm="dqn", hidden_size=8, episodes_per_update=4, seed=3, pace=PACE_MAX, learning_starts=32)
STEP_LIMIT = 500


@pytest.fixture
def at_once(monkeypatch):
    """A pause begins in the middle of however short an update."""
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.0)


@pytest.fixture
def hold_up(monkeypatch):
    """Hold the training thread up in an env step, counted from now on."""

    def hold_up_(at_step):
        barrier, step, steps = Barrier(), CartPoleVectorEnv.step, 0

        def step_late(env, actions):
            nonlocal steps
            steps += 1
            if steps == at_step:
                barrier()
            return step(env, actions)

        monkeypatch.setattr(CartPoleVectorEnv, "step", step_late)
        return barrier

    return hold_up_


def pause_within(observed, barrier):
    """Train, and pause before the env step after the one in which the thread is held up."""
    observed.session.train()
    observed.expect(TRAINING)
    assert barrier.reached.wait(SECONDS)
    observed.session.pause()
    barrier.open()
    observed.expect(PAUSED)


def go_on(observed):
    """Finish the update in progress."""
    observed.session.step()
    observed.expect(TRAINING, PAUSED)


# Pausing


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("settings", [SMALL, DQN], ids=["reinforce", "dqn"])
def test_a_pause_in_the_middle_of_an_update_changes_nothing(observe, hold_up, settings):
    observed = observe(settings).ready()
    observed.step(2)
    pause_within(observed, hold_up(at_step=5))
    assert (observed.status.update, observed.status.episodes) == (2, 8)
    assert observed.status.progress == UpdateProgress(
        update=3, episodes=0, of_episodes=4, env_steps=20, share=20 / (4 * STEP_LIMIT), learning=False
    )
    go_on(observed)
    assert (observed.status.update, observed.status.progress) == (3, None)
    observed.step(2)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(settings), 5))
    assert observed.session.edits.all() == ()
    assert observed.failures == []


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("last", [Reset(), Quit()], ids=lambda command: type(command).__name__)
def test_a_command_that_comes_while_one_looks_for_the_next_is_obeyed(observe, hold_up, monkeypatch, last):
    """Between the looks whether one is urgent and which one comes first."""
    observed = observe().ready()
    barrier, first = hold_up(at_step=5), Control.first
    waiting = [last]

    def first_late(control):
        if observed.status.state is PAUSED and waiting:
            control.send(waiting.pop())
        return first(control)

    monkeypatch.setattr(Control, "first", first_late)
    pause_within(observed, barrier)
    expected = READY if isinstance(last, Reset) else STOPPED
    observed.until(lambda: observed.status.state is expected)
    assert observed.failures == []


def test_the_settings_of_a_run_that_is_to_come_are_not_those_of_the_one_before(observe, hold_up):
    observed = observe().ready()
    observed.step(1)
    observed.session.reset()
    observed.expect(READY)
    observed.step(1)
    observed.want(gamma=0.5)
    before = observed.session.view.record
    edits = before.edits.all()
    barrier = hold_up(at_step=5)
    observed.session.train()
    observed.expect(TRAINING)
    assert barrier.reached.wait(SECONDS)
    observed.session.pause()
    observed.session.activate(1)
    barrier.open()
    observed.until(lambda: observed.status.run == 1)
    assert observed.status.settings.gamma == SMALL.gamma
    assert before.edits.all() == edits
    assert before.left.settings.gamma == 0.5


@pytest.mark.usefixtures("at_once")
def test_a_pause_while_it_learns_changes_nothing(observe, monkeypatch):
    barrier, make_batch = Barrier(), reinforce_module.make_batch

    def make_batch_late(*arguments):
        barrier()
        return make_batch(*arguments)

    monkeypatch.setattr(reinforce_module, "make_batch", make_batch_late)
    observed = observe().ready()
    pause_within(observed, barrier)
    progress = observed.status.progress
    assert (progress.learning, progress.episodes, progress.share) == (True, 4, 1.0)
    go_on(observed)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 1))


@pytest.mark.usefixtures("at_once")
def test_train_goes_on_with_the_update_and_with_others(observe, hold_up):
    observed = observe().ready()
    pause_within(observed, hold_up(at_step=3))
    observed.session.train()
    observed.until(lambda: observed.status.update >= 4)
    observed.session.pause()
    observed.until_state(PAUSED)
    if observed.status.progress is not None:
        go_on(observed)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), observed.status.update))


def test_in_a_long_update_a_pause_comes_at_once(observe):
    observed = observe(environment="Acrobot-v1", episodes_per_update=512, hidden_size=512).ready()
    observed.session.train()
    observed.until(lambda: observed.status.progress is not None)
    asked = time.monotonic()
    observed.session.pause()
    observed.until(lambda: observed.status.state is PAUSED)
    assert time.monotonic() - asked < 0.5
    assert observed.status.update == 0
    assert observed.status.progress.env_steps > 0


def test_a_pause_waits_for_the_end_of_a_short_update(observe, hold_up, monkeypatch):
    monkeypatch.setattr(module, "GRACE_SECONDS", SECONDS)
    observed = observe().ready()
    pause_within(observed, hold_up(at_step=5))
    assert (observed.status.update, observed.status.progress) == (1, None)


def test_a_step_pauses_at_the_end_of_the_update_in_progress(observe, hold_up):
    observed, barrier = observe().ready(), hold_up(at_step=5)
    observed.session.train()
    assert barrier.reached.wait(SECONDS)
    observed.session.step()
    observed.session.step()
    barrier.open()
    observed.expect(TRAINING, PAUSED)
    assert observed.status.update == 2


def test_what_has_not_begun_can_be_taken_back(observe, monkeypatch):
    observed, barrier = observe(), Barrier()
    stop_in_the_making(monkeypatch, barrier)  # or the thread might obey the first before the second is there
    observed.session.start()
    assert barrier.reached.wait(SECONDS)
    for command in (observed.session.train, observed.session.pause):
        assert observed.session.will_train is (command == observed.session.pause)
        command()
    barrier.open()
    observed.expect(READY, TRAINING, PAUSED)
    observed.want(smoothing_window=7)
    assert (observed.status.update, observed.status.state) == (0, PAUSED)


@pytest.mark.usefixtures("at_once")
def test_standing_still_is_no_computing_time(observe, hold_up):
    observed = observe().ready()
    began = time.monotonic()
    pause_within(observed, hold_up(at_step=3))
    stands = time.monotonic()
    observed.until(lambda: time.monotonic() > stands + 0.3)
    stood = time.monotonic() - stands
    go_on(observed)
    assert observed.status.train_seconds < time.monotonic() - began - stood


# Other commands, and settings


@pytest.mark.usefixtures("at_once")
def test_reset_while_an_update_stands_still_begins_anew(observe, hold_up):
    observed = observe().ready()
    observed.step(1)
    pause_within(observed, hold_up(at_step=5))
    observed.session.reset()
    observed.expect(READY)
    assert (observed.status.run, observed.status.update, observed.status.progress) == (2, 0, None)
    first = observed.session.experiment.records[0]
    assert (first.history.updates, first.left.trainer.updates) == (1, 1)
    observed.step(2)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 2))
    observed.session.activate(first.id)
    observed.until(lambda: observed.status.run == first.id)
    observed.step(1)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 2))


@pytest.mark.usefixtures("at_once")
def test_opening_a_policy_while_an_update_stands_still(observe, hold_up):
    policy = trained(2)
    observed = observe().ready()
    pause_within(observed, hold_up(at_step=5))
    observed.session.load(SMALL, policy)
    observed.until(lambda: observed.status.run == 2)
    assert observed.policy.equals(policy)
    assert observed.failures == []


@pytest.mark.usefixtures("at_once")
def test_a_branch_while_an_update_stands_still(observe, hold_up):
    observed = observe().ready()
    observed.step(2)
    pause_within(observed, hold_up(at_step=5))
    observed.session.branch(observed.session.checkpoints.nearest(1))
    observed.until(lambda: observed.status.run == 2)
    assert (observed.status.update, observed.status.state) == (1, PAUSED)


@pytest.mark.usefixtures("at_once")
def test_the_end_while_an_update_stands_still(observe, hold_up):
    observed = observe().ready()
    pause_within(observed, hold_up(at_step=5))
    asked = time.monotonic()
    observed.session.close()
    assert time.monotonic() - asked < 1
    observed.expect(STOPPED)
    assert (observed.status.update, observed.session.history.updates) == (0, 0)
    assert observed.policy.equals(new_run().policy())


@pytest.mark.usefixtures("at_once")
def test_a_setting_that_acts_on_the_update_lets_it_start_over(observe, hold_up):
    observed = observe().ready()
    observed.step(2)
    pause_within(observed, hold_up(at_step=5))
    observed.want(gamma=0.5)
    assert (observed.status.state, observed.status.update, observed.status.progress) == (PAUSED, 2, None)
    assert observed.status.settings.gamma == 0.5
    assert [(edit.update, edit.key) for edit in observed.session.edits.all()] == [(2, "gamma")]
    observed.step(2)
    headless = advanced(new_run(), 2)
    headless.apply(SMALL.changed({"gamma": 0.5}))
    assert_same_run(observed.session.history, observed.policy, advanced(headless, 2))


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("updates", [0, 2])
def test_pace_and_looks_leave_the_update_as_it_is(observe, hold_up, updates):
    observed = observe().ready()
    if updates:
        observed.step(updates)
    pause_within(observed, hold_up(at_step=5))
    observed.want(smoothing_window=7, pace=30.0)
    assert observed.status.settings.pace == 30.0
    assert observed.status.progress.env_steps == 20
    go_on(observed)
    assert (observed.status.update, observed.status.settings.smoothing_window) == (updates + 1, 7)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), updates + 1))


@pytest.mark.usefixtures("at_once")
def test_settings_that_came_while_it_stood_still_outlast_the_abandoned_update(observe, hold_up):
    observed = observe().ready()
    observed.step(1)
    pause_within(observed, hold_up(at_step=5))
    observed.want(smoothing_window=7)
    observed.want(gamma=0.5)
    for settings in (observed.status.settings, observed.session.worker._live.run.settings):
        assert (settings.smoothing_window, settings.gamma) == (7, 0.5)


@pytest.mark.usefixtures("at_once")
def test_another_seed_begins_a_run_in_its_first_update(observe, hold_up):
    observed = observe().ready()
    pause_within(observed, hold_up(at_step=5))
    observed.want(seed=9)
    observed.until(lambda: observed.status.run == 2)
    assert observed.policy.equals(new_run(SMALL.changed({"seed": 9})).policy())


# Progress


def test_nothing_is_said_of_a_short_update(observe, hold_up):
    observed, barrier = observe().ready(), hold_up(at_step=5)
    observed.session.step()
    assert barrier.reached.wait(SECONDS)
    assert observed.status.progress is None
    barrier.open()


def test_an_update_tells_how_far_it_is(observe, hold_up, monkeypatch):
    for name in ("LONG_SECONDS", "TELL_SECONDS"):
        monkeypatch.setattr(module, name, 0.0)
    # The first two episodes have ended by then.
    lengths = sorted(advanced(new_run(), 1).history.since().lengths_E.tolist())
    at_step = lengths[1] + 1
    assert lengths[2] > at_step
    observed, barrier = observe().ready(), hold_up(at_step)
    observed.session.step()
    assert barrier.reached.wait(SECONDS)
    env_steps = sum(min(length, at_step - 1) for length in lengths)
    assert observed.status.progress == UpdateProgress(
        update=1, episodes=2, of_episodes=4, env_steps=env_steps, share=0.5, learning=False
    )
    barrier.open()
    observed.expect(TRAINING, PAUSED)
    assert observed.status.progress is None


def test_after_a_long_update_the_next_one_tells_from_its_beginning(observe, hold_up, monkeypatch):
    observed = observe().ready()
    observed.step(1)
    monkeypatch.setattr(module, "LONG_SECONDS", observed.status.train_seconds / 2)
    monkeypatch.setattr(module, "TELL_SECONDS", SECONDS)
    barrier = hold_up(at_step=2)
    observed.session.step()
    assert barrier.reached.wait(SECONDS)
    assert (observed.status.progress.update, observed.status.progress.env_steps) == (2, 0)
    barrier.open()


def test_an_update_that_fails_leaves_no_progress_behind(observe, monkeypatch):
    for name in ("LONG_SECONDS", "TELL_SECONDS"):
        monkeypatch.setattr(module, name, 0.0)
    observed, advance = observe().ready(), Run.advance

    def fails(run, stop):
        advance(run, stop)
        raise RuntimeError("out of luck")

    monkeypatch.setattr(Run, "advance", fails)
    observed.session.step()
    observed.expect(TRAINING, PAUSED)
    assert observed.status.progress is None
    observed.failure()
