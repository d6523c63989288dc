"""The training thread and the session around it: what commands do, and that no settings get lost."""

import pytest

from pg_desktop.runs.edits import Edit
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.live.control import Load
from pg_desktop.runs.live.live_run import LiveRun
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.policy_file import TrainingStatistics
from tests.runs.conftest import SECONDS, SMALL, Barrier, advanced, assert_same_run, new_run, trained
from tests.runs.live.barriers import stop_at_the_import, stop_in_the_making

READY, TRAINING, PAUSED, FINISHED = RunState.READY, RunState.TRAINING, RunState.PAUSED, RunState.FINISHED


# States and commands


def test_a_session_starts_with_nothing_and_gets_ready(observe):
    observed = observe()
    assert observed.status.state is RunState.STARTING
    assert observed.session.view.policy is None
    assert observed.session.view.world is None
    observed.ready()
    status = observed.status
    assert (status.run, status.update, status.episodes, status.env_steps) == (1, 0, 0, 0)
    assert (status.mean_return_100, status.solved, status.limit, status.train_seconds) == (None, None, None, 0)
    assert status.settings == SMALL
    assert status.settings_version == observed.session.wanted_version == 0
    assert observed.policy.equals(new_run().policy())
    assert observed.session.view.world.entry.id == "CartPole-v1"
    assert [view.status for view in observed.runs] == [status]


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
    assert status.train_seconds == pytest.approx(history.since().seconds_U[-1])
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
    observed.want(hidden_layers=1, gamma=0.5)
    wanted = SMALL.changed({"hidden_layers": 1, "gamma": 0.5})
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


@pytest.mark.parametrize("stop", [stop_at_the_import, stop_in_the_making])
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


def test_the_scales_of_a_loaded_policy_count_as_far_as_its_origin_says(observe):
    settings = SMALL.changed({"normalise_observations": True})
    fresh = new_run(settings)
    observed = observe(settings).ready()
    observed.session.load(settings, fresh.policy(), Origin(TrainingStatistics(0, 0, 0, 0.0, None, None)))
    observed.until(lambda: len(observed.runs) == 2)
    observed.step(2)
    assert_same_run(observed.session.history, observed.policy, advanced(fresh, 2))


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
    observed.want(activation="tanh")
    assert observed.policy.equals(policy)
    assert observed.status.settings.activation == "relu"
    observed.session.reset()
    observed.until(lambda: len(observed.runs) == 3)
    assert observed.policy.equals(new_run(SMALL.changed({"activation": "tanh"})).policy())


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


@pytest.mark.parametrize("begins", [True, False])
def test_a_command_counts_while_it_is_being_obeyed(observe, monkeypatch, begins):
    """Or Space, pressed a second time just then, would do the same once more."""
    observed, barrier = observe().ready(), Barrier()
    if not begins:
        observed.session.train()
        observed.expect(TRAINING)
    set_state = LiveRun.set_state

    def set_state_late(live, state):
        barrier()
        set_state(live, state)

    monkeypatch.setattr(LiveRun, "set_state", set_state_late)
    (observed.session.train if begins else observed.session.pause)()
    assert barrier.reached.wait(SECONDS)
    assert observed.session.will_train is begins
    barrier.open()
    observed.expect(TRAINING if begins else PAUSED)
    assert observed.session.will_train is begins
