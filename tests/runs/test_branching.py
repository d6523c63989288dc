"""Branches: going on from an earlier state as another run, with and without the thread."""

import numpy as np
import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.checkpoint import Checkpoint
from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.facts import Limit, Parent
from pg_desktop.runs.grid import on_grid
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.run import Run
from tests.runs.conftest import SMALL, advanced, assert_same_run, new_run, play, trained

VALUED = SMALL.changed({"advantage": "value"})
ONE_EPISODE = SMALL.changed({"episodes_per_update": 1})
"""For many updates of which it does not matter what they learn."""


def kept_run(settings=SMALL, **bounds):
    """A run that keeps its states."""
    run = Run.begin(settings, id=1, watched=True)
    if bounds:
        run.record.contents.checkpoints = Checkpoints(**bounds)
        run._kept.remember()
    return run


def entry_at(run, update):
    entry = run.record.checkpoints.nearest(update)
    assert entry.update == update
    return entry


def branched(run, update, stream=1, **changes):
    entry = entry_at(run, update)
    return Run.branch(run.record, entry, entry.payload.settings.changed(changes), stream=stream, id=2)


def lengths(history):
    return history.since().lengths_E


@pytest.mark.parametrize("settings", [SMALL, VALUED])
@pytest.mark.parametrize("update", [0, 3, 6])
def test_it_is_the_run_that_changes_its_random_numbers_then_and_its_parent_goes_on_as_if_nothing_was(settings, update):
    run = advanced(kept_run(settings), 8)
    before, policy = lengths(run.history), run.policy()
    branch = branched(run, update)
    assert branch.updates == branch.history.updates == update
    assert branch.policy().equals(entry_at(run, update).payload.policy())
    assert branch.seconds == entry_at(run, update).payload.seconds
    expected = advanced(new_run(settings), update)
    expected.reseed(1)
    assert_same_run(advanced(branch, 4).history, branch.policy(), advanced(expected, 4))
    np.testing.assert_array_equal(lengths(run.history), before)
    assert run.policy().equals(policy)
    assert_same_run(advanced(run, 2).history, run.policy(), advanced(new_run(settings), 10))


def test_a_branch_is_not_empty_that_changes_what_its_parent_changed_at_that_point():
    run = advanced(kept_run(), 2)
    for gamma in (0.9, 0.8):
        run.apply(run.settings.changed({"gamma": gamma}))
    entry = Checkpoint(run.updates, None, 0, run.state())
    branch = Run.branch(run.record, entry, run.settings, stream=1, id=2)
    parents = branch.edits.all()
    assert branch.record.is_empty
    before = branch.settings.gamma
    branch.apply(branch.settings.changed({"gamma": 0.7}))
    assert not branch.record.is_empty
    assert branch.edits.all()[:-1] == parents
    branch.apply(branch.settings.changed({"gamma": before}))
    assert branch.record.is_empty


def test_with_another_stream_it_goes_another_way_which_is_always_the_same():
    run = advanced(kept_run(), 6)
    first, again, other = (advanced(branched(run, 4, stream), 2) for stream in (1, 1, 2))
    assert_same_run(first.history, first.policy(), again)
    done = run.history.since().last_episodes_U[3]
    for branch in (first, other):
        np.testing.assert_array_equal(lengths(branch.history)[:done], lengths(run.history)[:done])
        assert not branch.policy().equals(run.policy())
    assert not first.policy().equals(other.policy())
    assert [(e.update, e.key, e.old, e.new) for e in first.edits.all()] == [(4, "stream", 0, 1)]


def test_a_branch_of_a_branch_has_the_edits_of_both():
    run = advanced(kept_run(), 3)
    first = advanced(branched(run, 2), 3)
    second = Run.branch(first.record, entry_at(first, 4), first.settings, stream=2, id=3)
    assert [(e.update, e.key, e.old, e.new) for e in second.edits.all()] == [(2, "stream", 0, 1), (4, "stream", 1, 2)]
    assert (second.record.parent, second.record.stream) == (Parent(2, 4), 2)
    # What it shares with its grandparent was drawn from the grandparent's stream.
    third = Run.branch(first.record, entry_at(first, 1), first.settings, stream=3, id=4)
    assert [(e.update, e.key, e.old, e.new) for e in third.edits.all()] == [(1, "stream", 0, 3)]


def test_a_change_of_the_size_is_not_in_a_branch_from_before():
    run = advanced(kept_run(), 2)
    run.apply(run.settings.changed({"gamma": 0.5}))
    advanced(run, 2)
    run.apply(run.settings.changed({"hidden_size": 20, "learning_rate": 0.001}))
    advanced(run, 2)
    assert run.policy().architecture.hidden_sizes == (20, 20)
    branch = branched(run, 4)
    assert branch.settings == SMALL.changed({"gamma": 0.5})
    assert branch.policy().architecture.hidden_sizes == (8, 8)
    assert [(edit.update, edit.key) for edit in branch.edits.all()] == [(2, "gamma"), (4, "stream")]
    assert max(each.update for each in branch.record.checkpoints.entries()) == 4
    expected = advanced(new_run(), 2)
    expected.apply(SMALL.changed({"gamma": 0.5}))
    advanced(expected, 2).reseed(1)
    assert_same_run(branch.history, advanced(branch, 2).policy(), advanced(expected, 2))


def test_another_size_from_the_branch_on_is_drawn_before_the_random_numbers_are_others():
    run = advanced(kept_run(), 3)
    branch = branched(run, 2, hidden_size=20)
    expected = advanced(new_run(), 2)
    expected.apply(SMALL.changed({"hidden_size": 20}))
    expected.reseed(1)
    assert branch.edits.all() == expected.edits.all()
    assert_same_run(advanced(branch, 2).history, branch.policy(), advanced(expected, 2))


def test_solved_collapse_and_seconds_are_those_of_the_state(monkeypatch):
    good, bad = [500] * 100, [10] * 100
    play(monkeypatch, [bad, bad, good, good, *[bad] * 6])
    run = advanced(kept_run(), 10)
    assert run.solved.update == 3
    assert run.collapse is not None
    branch = branched(run, 2)
    assert (branch.solved, branch.collapse, branch.seconds) == (None, None, 0.25 + 0.5)
    # What was last played counts, and what comes after it is noticed as it was before.
    play(monkeypatch, [good, good, *[bad] * 6])
    branch.advance()
    assert (branch.solved.update, branch.solved.episode) == (3, 295)
    advanced(branch, 7)
    assert branch.collapse == run.collapse
    again = branched(branch, 4)
    assert again.solved.update == 3
    assert again.collapse is None


def test_a_branch_shares_states_and_full_columns_with_its_parent():
    run = advanced(kept_run(), 5)
    branch = branched(run, 3)
    assert branch.record.checkpoints.entries() == run.record.checkpoints.entries()[:4]
    assert branch.record.own_nbytes == 0
    advanced(branch, 1)
    assert 0 < branch.record.own_nbytes < 1000


def _until_checkpoints_at(observed, update):
    observed.until(
        lambda: observed.session.checkpoints.nearest(update) is not None and observed.status.update >= update
    )
    return observed.session.checkpoints.nearest(update)


def test_the_thread_branches_while_it_trains_and_goes_on(observe):
    observed = observe().ready()
    session = observed.session
    session.train()
    observed.expect(RunState.TRAINING)
    entry = _until_checkpoints_at(observed, 8)
    session.branch(entry)
    assert session.will_train
    observed.until(lambda: observed.status.run == 2 and observed.status.update > entry.update)
    assert session.experiment.live.parent == Parent(1, entry.update)
    session.pause()
    observed.expect(RunState.PAUSED)
    assert [(e.update, e.key, e.old, e.new) for e in session.edits.all()] == [(entry.update, "stream", 0, 1)]
    # It is the run that anybody else would have got this way.
    expected = advanced(new_run(), entry.update)
    expected.reseed(1)
    advanced(expected, observed.status.update - entry.update)
    assert_same_run(session.history, observed.policy, expected)
    assert observed.failures == []
    assert [view.status.run for view in observed.runs] == [1, 2]
    assert all(observed.in_own_thread)


def test_a_branch_has_the_checkpoints_settings_and_the_users_own_pace_and_view(observe):
    observed = observe().ready()
    observed.step(2)
    entry = observed.session.checkpoints.nearest(2)
    observed.want(gamma=0.5, hidden_size=16, pace=77.0, smoothing_window=7)
    observed.step(1)
    observed.session.branch(entry)
    observed.until(lambda: observed.status.run == 2)
    assert observed.status.settings == SMALL.changed({"pace": 77.0, "smoothing_window": 7})
    assert observed.session.wanted == observed.status.settings
    assert observed.status.settings_version == observed.session.wanted_version
    assert observed.policy.equals(entry.payload.policy())
    # Branching off there again is a third way, not the second.
    observed.session.branch(entry, run=1)
    observed.until(lambda: observed.status.run == 3)
    assert [(e.update, e.key, e.old, e.new) for e in observed.session.edits.all()] == [(2, "stream", 0, 2)]
    # The second is no more: nothing had happened in it.
    assert [record.id for record in observed.session.experiment.records] == [1, 3]


def test_a_run_that_is_not_trained_can_be_branched_off_from(observe):
    observed = observe().ready()
    observed.step(3)
    entry = observed.session.checkpoints.nearest(2)
    observed.session.reset()
    observed.expect(RunState.READY)
    observed.step(1)
    observed.session.branch(entry, run=1)
    observed.until(lambda: observed.status.run == 3)
    assert (observed.status.update, observed.session.experiment.live.parent) == (2, Parent(1, 2))
    assert [record.history.updates for record in observed.session.experiment.records] == [3, 1, 2]


def test_a_state_that_is_no_longer_kept_is_refused_and_the_settings_come_back(observe):
    observed = observe().ready()
    observed.step(3)
    entry = observed.session.checkpoints.nearest(2)
    observed.session.reset()
    observed.expect(RunState.READY)
    observed.want(gamma=0.5)
    observed.step(1)
    before, policy = observed.session.wanted, observed.policy
    observed.session.branch(entry)  # which is none of this run's
    assert observed.session.wanted != before
    observed.until(lambda: observed.session.wanted == before)
    observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    assert observed.status.settings == before
    assert (observed.status.update, observed.status.run) == (1, 2)
    assert observed.policy.equals(policy)


def test_a_run_that_is_over_can_be_branched_off_from(observe):
    observed = observe(update_limit=3).ready()
    observed.session.train()
    observed.expect(RunState.TRAINING, RunState.FINISHED)
    assert observed.status.limit is Limit.UPDATES
    observed.session.branch(observed.session.checkpoints.nearest(1))
    observed.expect(RunState.PAUSED)
    assert observed.status.update == 1
    assert observed.status.limit is None
    observed.session.train()
    observed.expect(RunState.TRAINING, RunState.FINISHED)
    assert observed.status.update == 3
    assert isinstance(observed.status.settings, Settings)


def off_grid(checkpoints, first, last):
    """What is held between two updates besides the grid."""
    held = (entry.update for entry in checkpoints.entries())
    return [update for update in held if first < update < last and not on_grid(update, checkpoints.density)]


def test_an_edits_neighbours_are_kept():
    run = kept_run(ONE_EPISODE, max_entries=12)
    checkpoints = run.record.checkpoints
    advanced(run, 101)
    run.apply(run.settings.changed({"gamma": 0.5}))
    advanced(run, 60)
    assert off_grid(checkpoints, 90, 120) == [101, 102]
    held = {entry.update: entry.payload.settings.gamma for entry in checkpoints.entries()}
    assert (held[101], held[102]) == (SMALL.gamma, 0.5)


@pytest.mark.slow
def test_of_a_drag_the_two_ends_are_kept():
    run = kept_run(ONE_EPISODE, max_entries=12)
    checkpoints = run.record.checkpoints
    advanced(run, 101)
    for gamma in (0.9, 0.8, 0.7, 0.6):
        run.apply(run.settings.changed({"gamma": gamma}))
        advanced(run, 2)
    run.apply(run.settings.changed({"learning_rate": 0.01}))
    advanced(run, 60)
    assert off_grid(checkpoints, 90, 120) == [101, 108, 109, 110]


def test_what_a_policy_from_a_file_is_changed_by_before_its_first_update_is_an_edit():
    run = Run.begin(SMALL, trained(2), watched=True)
    assert not run.untouched
    run.apply(SMALL.changed({"hidden_size": SMALL.hidden_size + 3, "gamma": 0.5}))
    gamma, size = run.edits.all()
    assert (gamma.update, gamma.key, gamma.old, gamma.new) == (0, "gamma", SMALL.gamma, 0.5)
    assert (size.update, size.key, size.new) == (0, "hidden_size", SMALL.hidden_size + 3)
    assert size.moved is not None


def test_what_is_changed_before_anything_has_happened_is_what_the_run_begins_with():
    run = new_run()
    assert run.untouched
    run.apply(SMALL.changed({"gamma": 0.5}))
    assert run.untouched
    assert run.edits.all() == ()
    assert not advanced(run, 1).untouched


def test_after_a_branch_to_the_very_beginning_changes_are_edits(observe):
    observed = observe().ready()
    session = observed.session
    observed.step(3)
    session.branch(session.checkpoints.nearest(0))
    observed.until(lambda: observed.status.update == 0)
    observed.want(hidden_size=session.wanted.hidden_size + 1)
    assert session.status.run == 2
    assert [(edit.update, edit.key) for edit in session.edits.all()] == [(0, "stream"), (0, "hidden_size")]


def test_edits_that_are_replayed_are_recorded_as_they_were():
    run = branched(advanced(kept_run(), 2), 0)
    run.apply(run.settings.changed({"hidden_size": 7}))
    advanced(run, 2)
    edits = run.edits.all()
    again = new_run()
    again.replay(edit for edit in edits if edit.update == 0)
    advanced(again, 2)
    assert again.edits.all() == edits
    assert again.policy().equals(run.policy())
    np.testing.assert_array_equal(lengths(again.history), lengths(run.history))
