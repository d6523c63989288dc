"""The training thread and the session around it: what commands do, what comes back, and that nothing gets lost."""

import sys
import time
from types import ModuleType

import numpy as np
import pytest
from PySide6.QtCore import QThread

from pg_desktop.learning import trainer as trainer_module
from pg_desktop.learning.cart_pole import CartPoleVectorEnv
from pg_desktop.learning.hyperparameters import PACE_MAX
from pg_desktop.learning.policies import Policy
from pg_desktop.messages import UserError
from pg_desktop.session.control import Control, Load
from pg_desktop.session.edits import Edit
from pg_desktop.session.history import Cursor
from pg_desktop.session.run import Run
from pg_desktop.session.status import Limit, RunState
from tests.session.conftest import SECONDS, SMALL, Barrier, advanced, assert_same_run, new_run, play

READY, TRAINING, PAUSED = RunState.READY, RunState.TRAINING, RunState.PAUSED
FINISHED, STOPPED = RunState.FINISHED, RunState.STOPPED
RUN_MODULE = "pg_desktop.session.run"


def trained(updates, settings=SMALL):
    """A policy that is no longer the seed's."""
    return advanced(new_run(settings), updates).policy()


# States and commands


def test_a_session_starts_with_nothing_and_gets_ready(observe):
    observed = observe()
    assert observed.status.state is RunState.STARTING
    assert observed.session.snapshot.policy is None
    assert observed.session.snapshot.world is None
    observed.ready()
    status = observed.status
    assert (status.run, status.update, status.episodes, status.env_steps) == (1, 0, 0, 0)
    assert (status.mean_return_100, status.solved, status.limit, status.train_seconds) == (None, None, None, 0)
    assert status.settings == SMALL
    assert status.settings_version == observed.session.wanted_version == 0
    assert observed.policy.equals(new_run().policy())
    assert observed.session.snapshot.world.entry.id == "CartPole-v1"
    assert [snapshot.status for snapshot in observed.runs] == [status]


def test_steps_are_exactly_as_many_as_asked_for(observe):
    observed = observe().ready()
    for updates, so_far in ((1, 1), (3, 4), (1, 5)):
        observed.step(updates)
        # The next round of the thread's loop shows whether it really waits.
        observed.want(smoothing_window=so_far)
        assert (observed.status.update, observed.status.state) == (so_far, PAUSED)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 5))


def test_the_status_is_that_of_the_history(observe):
    observed = observe().ready()
    observed.step(3)
    status, history = observed.status, observed.session.history
    assert (status.update, status.episodes, status.env_steps) == (3, 12, history.env_steps)
    assert status.mean_return_100 == history.mean_return()
    assert status.train_seconds == pytest.approx(history.since(Cursor())[0].seconds_U[-1])
    assert status.steps_per_second == pytest.approx(status.env_steps / status.train_seconds)


def test_train_goes_on_until_pause(observe):
    observed = observe().ready()
    observed.session.train()
    observed.expect(TRAINING)
    observed.until(lambda: observed.status.update >= 5)
    observed.session.pause()
    observed.expect(PAUSED)
    update = observed.status.update
    observed.want(smoothing_window=7)
    assert (observed.status.update, observed.status.state) == (update, PAUSED)
    observed.session.train()
    observed.expect(TRAINING)
    observed.until(lambda: observed.status.update > update)


def test_the_first_command_starts_the_thread(observe):
    observed = observe(update_limit=2)
    observed.session.train()
    observed.expect(READY, TRAINING, FINISHED)
    assert observed.status.update == 2


def test_pause_means_nothing_while_nothing_trains(observe):
    observed = observe().ready()
    observed.session.pause()
    observed.step(1)
    assert [status.state for status in observed.states] == [READY, TRAINING, PAUSED]


def test_train_turns_steps_into_training_without_end(observe):
    observed = observe().ready()
    observed.session.step(2)
    observed.session.train()
    observed.until(lambda: observed.status.update >= 10)
    assert observed.status.state is TRAINING


def test_reset_begins_anew_bit_for_bit(observe):
    observed = observe().ready()
    observed.step(3)
    observed.session.reset()
    observed.expect(READY)
    observed.until(lambda: len(observed.runs) == 2)
    assert observed.policy.equals(new_run().policy())
    status = observed.status
    assert (status.run, status.update, status.episodes, status.train_seconds) == (2, 0, 0, 0)
    assert (status.mean_return_100, status.steps_per_second) == (None, 0)
    observed.step(3)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 3))


def test_reset_while_training_begins_anew(observe):
    observed = observe().ready()
    observed.session.train()
    observed.until(lambda: observed.status.update >= 3)
    observed.session.reset()
    observed.until(lambda: len(observed.runs) == 2)
    observed.until_state(READY)
    assert observed.status.update == 0
    observed.step(2)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 2))
    assert observed.failures == []


# The same run, whatever happens around it


@pytest.mark.usefixtures("eager_threads")
@pytest.mark.parametrize("pace", [PACE_MAX, 100.0])
def test_the_run_is_the_one_without_a_window_whatever_the_window_does(observe, pace):
    updates = 25
    observed = observe(update_limit=updates, pace=pace)
    session, looks, cursor = observed.session, 0, Cursor()

    def look():
        nonlocal looks, cursor
        looks += 1
        _, cursor = session.history.since(cursor)
        session.history.mean_return()
        if session.snapshot.policy is not None:
            session.snapshot.policy.outputs(np.zeros((3, 4), np.float32))
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
def test_every_snapshot_is_of_one_moment(observe):
    updates = 40
    policies = _policies(SMALL, updates)
    observed, seen = observe(update_limit=updates), set()

    def look():
        snapshot = observed.session.snapshot
        status = snapshot.status
        if snapshot.policy is not None:
            seen.add(status.update)
            assert snapshot.policy.equals(policies[status.update])
            assert status.episodes == SMALL.episodes_per_update * status.update
            assert (status.mean_return_100 is None) == (status.update == 0)

    observed.session.train()
    observed.keep_busy_until(FINISHED, look)
    assert observed.status.update == updates
    assert len(seen) > 2


def test_no_snapshot_mixes_two_runs(observe, monkeypatch):
    """The snapshot is looked at while it is being replaced."""
    other = SMALL.changed({"seed": 5})
    policies = {1: _policies(SMALL, 2), 2: _policies(other, 1)}
    observed, snapshots = observe(), []
    policy = Run.policy

    def policy_while_somebody_looks(run):
        snapshots.append(observed.session.snapshot)
        return policy(run)

    monkeypatch.setattr(Run, "policy", policy_while_somebody_looks)
    observed.ready()
    observed.step(2)
    observed.want(seed=5)
    observed.session.reset()
    observed.expect(READY)
    observed.step(1)
    assert {snapshot.status.run for snapshot in snapshots} == {0, 1, 2}
    for snapshot in snapshots:
        status = snapshot.status
        if status.run == 0:
            assert snapshot.policy is None
        else:
            assert snapshot.policy.equals(policies[status.run][status.update]), status


# Settings


def test_settings_act_at_the_next_update_and_are_logged(observe):
    observed = observe().ready()
    observed.step(3)
    env_steps = observed.status.env_steps
    observed.want(learning_rate=0.2)
    assert observed.status.settings.learning_rate == 0.2
    assert observed.session.edits.all() == (
        Edit(update=3, episode=12, env_step=env_steps, key="learning_rate", old=0.03, new=0.2),
    )
    observed.step(2)
    headless = advanced(new_run(), 3)
    headless.apply(SMALL.changed({"learning_rate": 0.2}))
    assert_same_run(observed.session.history, observed.policy, advanced(headless, 2))


def test_settings_changed_while_it_trains_act_where_the_log_says(observe):
    observed = observe().ready()
    observed.session.train()
    for changes in ({"learning_rate": 0.2}, {"gamma": 0.5, "episodes_per_update": 6}):
        update = observed.status.update
        observed.until(lambda update=update: observed.status.update > update + 2)
        observed.want(**changes)
    observed.session.pause()
    observed.until_state(PAUSED)
    edits = observed.session.edits.all()
    assert [edit.key for edit in edits] == ["learning_rate", "gamma", "episodes_per_update"]
    assert edits[1].update == edits[2].update
    headless = new_run()
    for edit in edits:
        advanced(headless, edit.update - headless.updates)
        headless.apply(headless.settings.changed({edit.key: edit.new}))
    assert headless.edits.all() == edits
    advanced(headless, observed.status.update - headless.updates)
    assert_same_run(observed.session.history, observed.policy, headless)


def test_before_the_first_update_every_setting_acts_at_once(observe):
    observed = observe().ready()
    observed.want(hidden_size=16, seed=5, gamma=0.5)
    observed.until(lambda: len(observed.runs) == 2)
    wanted = SMALL.changed({"hidden_size": 16, "seed": 5, "gamma": 0.5})
    assert (observed.status.settings, observed.status.state, observed.status.run) == (wanted, READY, 2)
    assert observed.policy.equals(new_run(wanted).policy())
    observed.step(2)
    assert observed.session.edits.all() == ()
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(wanted), 2))


def test_what_acts_on_reset_waits_for_it(observe):
    observed = observe().ready()
    observed.step(1)
    observed.want(hidden_size=16, gamma=0.5)
    wanted = SMALL.changed({"hidden_size": 16, "gamma": 0.5})
    assert observed.status.settings == SMALL.changed({"gamma": 0.5})
    assert observed.session.wanted == wanted
    assert [edit.key for edit in observed.session.edits.all()] == ["gamma"]
    observed.step(1)
    assert observed.policy.architecture.hidden_sizes == (8, 8)
    assert len(observed.runs) == 1
    observed.session.reset()
    observed.expect(READY)
    assert observed.status.settings == wanted
    assert observed.policy.equals(new_run(wanted).policy())
    assert observed.session.edits.all() == ()


def _stop_at_the_import(monkeypatch, barrier):
    class RunModule(ModuleType):
        @property
        def Run(self):
            barrier()
            return Run

    monkeypatch.setitem(sys.modules, RUN_MODULE, RunModule(RUN_MODULE))


def _stop_in_the_making(monkeypatch, barrier):
    make_world = trainer_module.make_world

    def make_world_late(name):
        barrier()
        return make_world(name)

    monkeypatch.setattr(trainer_module, "make_world", make_world_late)


@pytest.mark.parametrize("stop", [_stop_at_the_import, _stop_in_the_making])
@pytest.mark.parametrize("changes", [{"learning_rate": 0.2}, {"hidden_size": 16}])
def test_settings_changed_while_the_thread_starts_are_not_lost(observe, monkeypatch, stop, changes):
    barrier = Barrier()
    stop(monkeypatch, barrier)
    observed = observe()
    observed.session.start()
    assert barrier.reached.wait(SECONDS)
    observed.session.want(SMALL.changed(changes))
    barrier.open()
    observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    observed.expect(READY)
    assert observed.status.settings == SMALL.changed(changes)
    assert observed.policy.equals(new_run(SMALL.changed(changes)).policy())


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


# Weights from elsewhere


def test_load_begins_a_run_from_these_weights_and_settings(observe):
    policy = trained(4)
    settings = SMALL.changed({"learning_rate": 0.005, "seed": 9})
    observed = observe(gamma=0.5).ready()
    observed.step(2)
    observed.session.load(settings, policy)
    observed.expect(READY)
    observed.until(lambda: len(observed.runs) == 2)
    assert observed.policy.equals(policy)
    assert observed.status.settings == observed.session.wanted == settings
    observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    assert (observed.status.run, observed.status.update, observed.status.episodes) == (2, 0, 0)
    assert observed.session.edits.all() == ()
    observed.step(3)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(settings, policy), 3))


def test_load_is_possible_as_the_first_command(observe):
    policy = trained(1)
    observed = observe(hidden_size=16)
    observed.session.load(SMALL, policy)
    observed.until(lambda: len(observed.runs) == 2)
    assert observed.policy.equals(policy)


def test_loaded_weights_stay_when_what_acts_on_reset_is_changed(observe):
    policy = trained(1)
    observed = observe().ready()
    observed.session.load(SMALL, policy)
    observed.until(lambda: len(observed.runs) == 2)
    observed.want(hidden_size=16)
    assert observed.policy.equals(policy)
    assert observed.status.settings.hidden_size == 8
    observed.session.reset()
    observed.until(lambda: len(observed.runs) == 3)
    assert observed.policy.equals(new_run(SMALL.changed({"hidden_size": 16})).policy())


def test_settings_wanted_right_after_a_load_are_not_lost(observe):
    loaded = SMALL.changed({"seed": 9})
    observed = observe()
    # Both are there before the thread looks.
    observed.session._control.send(Load(loaded, trained(1)))
    observed.session.want(loaded.changed({"learning_rate": 0.2}))
    observed.session.start()
    observed.until(lambda: len(observed.runs) == 2)
    observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    assert observed.status.settings == loaded.changed({"learning_rate": 0.2})
    assert observed.policy.equals(trained(1))


# Limits


def test_the_update_limit_ends_the_run(observe):
    observed = observe(update_limit=3).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.update, observed.status.limit) == (3, Limit.UPDATES)


def test_train_after_a_limit_says_what_to_do_and_after_raising_it_goes_on(observe):
    observed = observe(episode_limit=10).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.update, observed.status.episodes, observed.status.limit) == (3, 12, Limit.EPISODES)
    for again in (observed.session.train, observed.session.step):
        again()
        assert observed.failure() == (
            "The run has reached its episode limit. Raise the limit to train on, or reset to begin anew."
        )
        assert (observed.status.update, observed.status.state) == (3, FINISHED)
    observed.want(episode_limit=20)
    assert (observed.status.update, observed.status.state) == (3, FINISHED)
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.episodes, observed.status.limit) == (20, Limit.EPISODES)
    assert observed.failures == []


def test_train_after_the_update_limit_says_so(observe):
    observed = observe(update_limit=1).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    observed.session.train()
    assert observed.failure().startswith("The run has reached its update limit.")


def test_reset_after_a_limit_begins_anew(observe):
    observed = observe(update_limit=2).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    observed.session.reset()
    observed.expect(READY)
    assert observed.status.limit is None
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert observed.status.update == 2


def test_steps_end_at_a_limit(observe):
    observed = observe(update_limit=2).ready()
    observed.session.step(5)
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.update, observed.status.limit) == (2, Limit.UPDATES)


def test_no_limit_is_shown_while_it_trains_on(observe):
    observed = observe(update_limit=2).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    observed.want(update_limit=0)
    observed.step(1)
    assert (observed.status.update, observed.status.limit) == (3, None)


def test_it_stops_when_solved_and_trains_on_when_told_to(observe, monkeypatch):
    play(monkeypatch, [[500] * 60] * 5)
    observed = observe(stop_when_solved=True).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    status = observed.status
    assert (status.update, status.limit) == (2, Limit.SOLVED)
    assert (status.solved_at_episode, status.solved.update) == (100, 2)
    observed.step(2)
    assert observed.status.update == 4
    assert observed.status.solved == status.solved
    assert observed.failures == []


@pytest.mark.parametrize("stop", [True, False])
def test_other_limits_hold_after_it_was_solved(observe, monkeypatch, stop):
    play(monkeypatch, [[500] * 60] * 9)
    observed = observe(stop_when_solved=stop, update_limit=4).ready()
    observed.session.train()
    if stop:
        observed.expect(TRAINING, FINISHED)
        assert observed.status.limit is Limit.SOLVED
        observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.update, observed.status.limit) == (4, Limit.UPDATES)
    observed.session.train()
    assert observed.failure().startswith("The run has reached its update limit.")


# Failures


def _break_the_motor(monkeypatch, at_step):
    step, steps = CartPoleVectorEnv.step, 0

    def broken_step(env, actions):
        nonlocal steps
        steps += 1
        if steps == at_step:
            raise RuntimeError("the motor burned out")
        return step(env, actions)

    monkeypatch.setattr(CartPoleVectorEnv, "step", broken_step)


def _spoil_the_gradient(monkeypatch, at_update):
    backward, updates = trainer_module.backward, 0

    def spoilt(network, *arguments):
        nonlocal updates
        updates += 1
        loss = backward(network, *arguments)
        if updates == at_update:
            next(network.parameters()).grad.fill_(float("nan"))
        return loss

    monkeypatch.setattr(trainer_module, "backward", spoilt)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda patch: _break_the_motor(patch, at_step=5), "unexpected happened: RuntimeError: the motor burned out."),
        (lambda patch: _spoil_the_gradient(patch, at_update=1), "In update 3 the gradient was no longer a finite"),
    ],
    ids=["the environment raises", "the gradient is not finite"],
)
def test_an_update_that_fails_is_undone_and_training_can_go_on(observe, monkeypatch, spoil, sentence):
    observed = observe().ready()
    observed.step(2)
    before, generation = observed.policy, observed.session.history.generation
    spoil(monkeypatch)
    observed.session.train()
    observed.expect(TRAINING, PAUSED)
    assert sentence in observed.failure()
    assert observed.policy.equals(before)
    assert (observed.status.update, observed.status.run) == (2, 1)
    assert (observed.session.history.updates, observed.session.history.generation) == (2, generation)
    observed.step(2)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 4))
    assert observed.failures == []


def test_what_was_unexpected_comes_with_its_traceback_and_what_was_not_without(observe, monkeypatch):
    observed = observe().ready()
    _break_the_motor(monkeypatch, at_step=1)
    _spoil_the_gradient(monkeypatch, at_update=1)
    for _ in range(2):
        observed.step(1)
    observed.until(lambda: len(observed.failures) == 2)
    assert 'raise RuntimeError("the motor burned out")' in observed.failures[0].details
    assert observed.failures[1].details == ""


def _other_policy(**changes):
    return lambda: trained(1, SMALL.changed(changes))


def _without_the_output_layer():
    policy = trained(1)
    parameters = {name: array for name, array in policy.parameters.items() if not name.startswith("logits")}
    return Policy(policy.architecture, parameters)


@pytest.mark.parametrize("updates_before", [0, 2])
@pytest.mark.parametrize(
    "make_policy",
    [
        pytest.param(_other_policy(hidden_size=16), id="more units"),
        pytest.param(_other_policy(hidden_size=1), id="one unit"),
        pytest.param(_other_policy(activation="tanh"), id="another activation"),
        pytest.param(_without_the_output_layer, id="a layer too few"),
    ],
)
def test_weights_that_do_not_fit_are_refused(observe, make_policy, updates_before):
    observed = observe().ready()
    if updates_before:
        observed.step(updates_before)
    _assert_refused(observed, SMALL.changed({"learning_rate": 0.2}), make_policy(), updates_before)


def test_an_environment_that_does_not_exist_is_refused(observe, monkeypatch):
    observed = observe().ready()
    observed.step(2)
    make_world = trainer_module.make_world

    def only_version_1(name):
        if name != "CartPole-v1":
            raise UserError("There is no environment named {id}.", id=name)
        return make_world(name)

    monkeypatch.setattr(trainer_module, "make_world", only_version_1)
    settings = SMALL.changed({"environment": "CartPole-v0"})
    assert _assert_refused(observed, settings, trained(1), 2) == "There is no environment named CartPole-v0."


def _assert_refused(observed, settings, policy, updates):
    """A Load fails with a sentence, and the run goes on as if nobody had asked; returns the sentence."""
    state, wanted = observed.status.state, observed.session.wanted
    observed.session.load(settings, policy)
    sentence = observed.failure()
    assert observed.status.state is state
    observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    assert observed.session.wanted == wanted
    assert observed.status.settings == SMALL
    assert (observed.status.run, observed.status.update) == (1, updates)
    observed.step(2)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), updates + 2))
    assert observed.session.edits.all() == ()
    assert observed.failures == []
    return sentence


def test_weights_that_do_not_fit_leave_a_run_that_trains_as_it_is(observe):
    observed = observe().ready()
    observed.session.train()
    observed.until(lambda: observed.status.update >= 3)
    observed.session.load(SMALL.changed({"learning_rate": 0.2}), trained(1, SMALL.changed({"hidden_size": 16})))
    observed.failure()
    observed.session.pause()
    observed.until_state(PAUSED)
    observed.step(2)
    assert observed.status.run == 1
    assert observed.session.edits.all() == ()
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), observed.status.update))


def _no_world(name):
    raise UserError("There is no environment named {id}.", id=name)


def test_a_session_that_cannot_begin_says_so_and_begins_when_it_can(observe, monkeypatch):
    observed = observe()
    with monkeypatch.context() as broken:
        broken.setattr(trainer_module, "make_world", _no_world)
        observed.session.start()
        observed.expect(PAUSED)
        assert observed.failure() == "There is no environment named CartPole-v1."
        assert observed.session.snapshot.policy is None
        observed.session.train()
        assert observed.failure() == "There is no environment named CartPole-v1."
        assert observed.status.state is PAUSED
    observed.session.step(2)
    observed.expect(READY, TRAINING, PAUSED)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 2))


def test_settings_changed_where_no_run_could_begin_are_taken_note_of(observe, monkeypatch):
    """Otherwise the thread would look for them again and again without end."""
    observed = observe()
    with monkeypatch.context() as broken:
        broken.setattr(trainer_module, "make_world", _no_world)
        observed.session.start()
        observed.failure()
        observed.session.want(SMALL.changed({"learning_rate": 0.2}))
        observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    observed.session.step(1)
    observed.until(lambda: observed.status.update == 1)
    assert observed.status.settings.learning_rate == 0.2


@pytest.mark.parametrize("missing", [[RUN_MODULE], [RUN_MODULE, "pg_desktop.learning.rollout"]])
def test_a_library_that_does_not_load_is_reported(observe, monkeypatch, missing):
    observed = observe()
    with monkeypatch.context() as broken:
        for module in missing:
            broken.setitem(sys.modules, module, None)
        observed.session.start()
        assert "ModuleNotFoundError" in observed.failure()
        observed.expect(PAUSED)
    observed.session.step(1)
    observed.expect(READY, TRAINING, PAUSED)


# The end


def test_close_stops_the_thread(observe):
    observed = observe().ready()
    observed.step(1)
    observed.session.close()
    assert observed.session.worker.isFinished()
    observed.expect(STOPPED)
    assert observed.session.snapshot.policy.equals(trained(1))
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
    make_batch = trainer_module.make_batch

    def make_batch_late(*arguments, **keywords):
        barrier()
        return make_batch(*arguments, **keywords)

    monkeypatch.setattr(trainer_module, "make_batch", make_batch_late)


@pytest.mark.parametrize("stop", [_stop_at_the_import, _stop_in_the_making, _stop_while_playing, _stop_while_learning])
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
    assert observed.session.worker._run is not None
    observed.session.close()
    assert observed.session.worker._run is None
