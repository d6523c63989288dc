"""A run is played again in the training thread: bit for bit, until its end or until somebody steers it."""

import pytest

from pg_desktop.learning.edits import Edit
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.live.status import ReplayEnd, ReplayEnded, RunState
from pg_desktop.runs.replay import Replay
from pg_desktop.runs.run import Run
from pg_desktop.storage.policy_file import TrainingStatistics
from tests.runs.conftest import SMALL, assert_same_run, trained

READY, TRAINING, PAUSED, FINISHED = RunState.READY, RunState.TRAINING, RunState.PAUSED, RunState.FINISHED


def played(*steps, settings=SMALL, policy=None, updates=2):
    """A run with changes every few updates; `stream` is the random numbers."""
    run = Run.begin(settings, policy)
    for changes in ({}, *steps):
        if "stream" in changes:
            run.reseed(changes["stream"])
        else:
            run.apply(run.settings.changed(changes))
        for _ in range(updates):
            run.advance()
    return run


def replay_of(run):
    return Replay(run.edits.all(), run.updates, "edits.json")


def ends_of(observed):
    """What is told of replays that end."""
    ends = []
    observed.session.worker.replay_ended.connect(ends.append)
    return ends


def paused_after_one_update(observed, run):
    observed.session.replay(SMALL, replay_of(run))
    observed.session.pause()  # at once, in the first update or before it
    observed.expect(TRAINING, PAUSED)
    observed.step(1)
    assert observed.status.update == 1


STEPS = [
    {"hidden_size": 12},
    {"gamma": 0.9, "learning_rate": 0.01},
    {"stream": 1},
    {"episodes_per_update": 6, "advantage": "value"},
]


@pytest.mark.parametrize(
    "settings",
    [SMALL, SMALL.changed({"environment": "ContinuousCartPole", "normalise_observations": True})],
    ids=["discrete", "continuous"],
)
def test_it_is_the_same_run_bit_for_bit(observe, settings):
    run = played(*STEPS, settings=settings)
    observed = observe(pace=500.0).ready()
    ends = ends_of(observed)
    observed.session.replay(settings, replay_of(run))
    observed.expect(TRAINING, PAUSED)
    observed.until(lambda: ends)
    assert ends == [ReplayEnded(replay_of(run), ReplayEnd.DONE, 10)]
    assert_same_run(observed.session.history, observed.policy, run)
    assert observed.session.edits.all() == run.edits.all()
    # What is wanted is what has become of it, but for how fast it goes, which is the user's.
    assert observed.session.wanted == observed.status.settings == run.settings.changed({"pace": 500.0})
    assert observed.session.wanted_version == observed.status.settings_version
    assert observed.status.replay is None
    assert len(observed.session.experiment.records) == 1  # in place of the run in which nothing had happened
    observed.step(1)
    assert observed.status.update == 11


def test_while_it_goes_on_it_says_so(observe):
    run = played({"gamma": 0.5})
    observed = observe().ready()
    observed.session.replay(SMALL, replay_of(run))
    assert observed.session.will_train
    observed.until(lambda: len(observed.runs) == 2)
    assert observed.runs[1].status.replay == replay_of(run)


def test_changes_before_the_first_update_and_after_the_last_one(observe):
    policy = trained(1)
    run = Run.begin(SMALL, policy)
    run.apply(run.settings.changed({"hidden_size": 5}))
    run.advance()
    run.apply(run.settings.changed({"gamma": 0.5}))
    origin = Origin(TrainingStatistics(1, 4, 80, 0.1, 20.0, None))
    observed = observe().ready()
    observed.session.replay(SMALL, replay_of(run), policy, origin)
    observed.expect(TRAINING, PAUSED)
    assert_same_run(observed.session.history, observed.policy, run)
    assert observed.session.edits.all() == run.edits.all()
    assert observed.session.wanted.gamma == 0.5
    assert observed.status.origin is origin


def test_a_run_of_which_nothing_happened_ends_at_once(observe):
    observed = observe().ready()
    ends = ends_of(observed)
    observed.session.replay(SMALL, Replay((), 0, "edits.json"))
    observed.until(lambda: ends)
    assert (ends[0].cause, ends[0].update) == (ReplayEnd.DONE, 0)
    observed.until(lambda: observed.status.state is PAUSED)


@pytest.mark.parametrize("limits", [{"update_limit": 1}, {"episode_limit": 4}])
def test_limits_end_nothing_that_is_known_to_have_gone_on(observe, limits):
    run = played({"gamma": 0.5}, settings=SMALL.changed(limits))
    observed = observe().ready()
    observed.session.replay(run.record.settings, replay_of(run))
    observed.expect(TRAINING, PAUSED, FINISHED)
    assert observed.status.update == 4
    assert_same_run(observed.session.history, observed.policy, run)


def test_without_a_count_of_updates_it_goes_as_far_as_its_edits(observe):
    run = played({"gamma": 0.5})
    observed = observe().ready()
    observed.session.replay(SMALL, Replay(run.edits.all(), 0, "old.json"))
    observed.expect(TRAINING, PAUSED)
    assert (observed.status.update, observed.session.wanted.gamma) == (2, 0.5)


def test_paused_and_stepped_it_is_still_the_same_run(observe):
    run = played(*STEPS)
    observed = observe(pace=0.5).ready()
    ends = ends_of(observed)
    paused_after_one_update(observed, run)
    assert observed.status.replay is not None
    for _ in range(3):
        observed.step(1)
    observed.want(pace=1000.0, smoothing_window=7)  # no matter of the run
    observed.session.train()
    observed.until(lambda: ends)
    assert ends[0].cause is ReplayEnd.DONE
    assert_same_run(observed.session.history, observed.policy, run)
    assert observed.session.wanted.smoothing_window == 7


def test_a_change_ends_it_and_the_run_goes_on_as_one_of_its_own(observe):
    run = played(*STEPS)
    observed = observe().ready()
    ends = ends_of(observed)
    paused_after_one_update(observed, run)
    observed.want(gamma=0.3)
    observed.until(lambda: ends)
    assert (ends[0].cause, ends[0].update) == (ReplayEnd.CHANGED, 1)
    assert observed.status.replay is None
    assert observed.status.settings.gamma == 0.3
    observed.session.train()
    observed.until(lambda: observed.status.update > 10)
    assert [edit.key for edit in observed.session.edits.all()] == ["gamma"]


def test_a_change_before_the_first_update_is_how_another_run_begins(observe):
    observed = observe().ready()
    ends = ends_of(observed)
    observed.session.replay(SMALL, Replay((Edit(50, 0, 0, "gamma", 0.99, 0.5),), 60, "edits.json"))
    observed.session.want(observed.session.wanted.changed({"seed": 9}))
    observed.until(lambda: ends)
    assert ends[0].cause is ReplayEnd.CHANGED
    observed.until(lambda: observed.status.update > 3)
    assert observed.session.edits.all() == ()
    assert observed.status.settings.seed == 9


@pytest.mark.parametrize("leave", ["reset", "branch"])
def test_another_run_ends_it_without_a_word(observe, leave):
    run = played(*STEPS)
    observed = observe().ready()
    ends = ends_of(observed)
    paused_after_one_update(observed, run)
    if leave == "reset":
        observed.session.reset()
    else:
        observed.session.branch(observed.session.checkpoints.entries()[0])
    observed.until(lambda: len(observed.runs) == 3)
    assert observed.status.replay is None
    assert ends == []


def test_a_branch_of_it_draws_random_numbers_that_none_of_its_edits_draws(observe):
    run = played({"stream": 3}, {"gamma": 0.5})
    observed = observe().ready()
    observed.session.replay(SMALL, replay_of(run))
    observed.expect(TRAINING, PAUSED)
    observed.session.branch(observed.session.checkpoints.entries()[0])
    observed.until(lambda: len(observed.runs) == 3)
    assert observed.runs[2].record.stream == 4


def test_one_that_cannot_begin_leaves_all_as_it_was(observe):
    observed = observe().ready()
    observed.step(1)
    before = observed.session.wanted
    observed.session.replay(SMALL.changed({"environment": "Nowhere-v1"}), Replay((), 3, "edits.json"))
    assert "Nowhere-v1" in observed.failure()
    assert observed.session.wanted == before
    assert (observed.status.state, observed.status.update, observed.status.replay) == (PAUSED, 1, None)


def test_changes_of_the_user_and_of_the_replay_do_not_get_lost(observe, eager_threads):
    """Whatever the thread does meanwhile, how fast it goes is the user's choice to the last."""
    edits = tuple(Edit(n, 0, 0, "gamma", 0.9, 0.9 - n / 100) for n in range(1, 40))
    observed = observe(pace=200.0).ready()
    ends = ends_of(observed)
    observed.session.replay(SMALL, Replay(edits, 40, "edits.json"))
    observed.until(lambda: ends)
    assert ends[0].cause is ReplayEnd.DONE
    observed.want(pace=300.0)
    assert observed.session.wanted.gamma == pytest.approx(0.51)
    assert observed.status.settings == observed.session.wanted
