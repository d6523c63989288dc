"""Going back to a view and on from there, with and without the thread."""

import numpy as np
import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.checkpoints import Checkpoints, on_grid
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.history import Cursor, History
from pg_desktop.runs.live.status import Limit, RunState
from pg_desktop.runs.run import Run
from pg_desktop.runs.x_axis import XAxis
from tests.runs.conftest import SMALL, advanced, assert_same_run, play

VALUED = SMALL.changed({"advantage": "value"})


def kept_run(settings=SMALL, **bounds):
    """A run that keeps its states."""
    checkpoints = Checkpoints(**bounds)
    return Run(settings, History(), EditLog(), None, checkpoints), checkpoints


def entry_at(checkpoints, update):
    entry = checkpoints.nearest(update)
    assert entry.update == update
    return entry


def lengths(history):
    return history.since(Cursor())[0].lengths_E


@pytest.mark.parametrize("settings", [SMALL, VALUED])
@pytest.mark.parametrize("update", [0, 3, 6])
def test_with_the_same_stream_it_repeats_itself_bit_for_bit(settings, update):
    run, checkpoints = kept_run(settings)
    advanced(run, 8)
    before, expected = lengths(run.history), run.policy()
    entry = entry_at(checkpoints, update)
    run.branch(entry, entry.payload.settings)
    assert run.updates == run.history.updates == update
    assert run.policy().equals(entry.payload.policy())
    assert run.seconds == entry.payload.seconds
    advanced(run, 8 - update)
    np.testing.assert_array_equal(lengths(run.history), before)
    assert_same_run(run.history, expected, advanced(Run(settings, History(), EditLog()), 8))


def test_with_the_next_stream_it_goes_another_way_which_is_always_the_same():
    def branched(stream):
        run, checkpoints = kept_run()
        advanced(run, 6)
        run.branch(entry_at(checkpoints, 4), SMALL.changed({"stream": stream}))
        return advanced(run, 2)

    first, other = branched(1), branched(2)
    assert_same_run(first.history, first.policy(), branched(1))
    usual = advanced(Run(SMALL, History(), EditLog()), 6)
    done = usual.history.since(Cursor())[0].last_episodes_U[3]
    for run in (first, other):
        np.testing.assert_array_equal(lengths(run.history)[:done], lengths(usual.history)[:done])
        assert not run.policy().equals(usual.policy())
    assert not first.policy().equals(other.policy())
    assert [(e.update, e.key, e.old, e.new) for e in first.edits.all()] == [(4, "stream", 0, 1)]


def test_a_change_of_the_size_is_taken_back_with_everything_after_it():
    run, checkpoints = kept_run()
    advanced(run, 2)
    run.apply(run.settings.changed({"gamma": 0.5}))
    advanced(run, 2)
    entry = entry_at(checkpoints, 4)
    run.apply(run.settings.changed({"hidden_size": 20, "learning_rate": 0.001}))
    advanced(run, 2)
    assert run.policy().architecture.hidden_sizes == (20, 20)
    run.branch(entry, entry.payload.settings)
    assert run.settings == SMALL.changed({"gamma": 0.5})
    assert run.policy().architecture.hidden_sizes == (8, 8)
    assert [(edit.update, edit.key) for edit in run.edits.all()] == [(2, "gamma")]
    assert max(each.update for each in checkpoints.entries()) == 4
    expected = advanced(Run(SMALL, History(), EditLog()), 2)
    expected.apply(SMALL.changed({"gamma": 0.5}))
    assert_same_run(run.history, advanced(run, 2).policy(), advanced(expected, 4))


def test_solved_collapse_and_seconds_are_those_of_the_view(monkeypatch):
    good, bad = [500] * 100, [10] * 100
    play(monkeypatch, [bad, bad, good, good, *[bad] * 6])
    run, checkpoints = kept_run()
    advanced(run, 10)
    assert run.solved.update == 3
    assert run.collapse is not None
    collapse = run.collapse
    run.branch(entry_at(checkpoints, 2), SMALL)
    assert (run.solved, run.collapse, run.seconds) == (None, None, 0.25 + 0.5)
    # What was last played counts, and what comes after it is noticed as it was before.
    play(monkeypatch, [good, good, *[bad] * 6])
    run.advance()
    assert (run.solved.update, run.solved.episode) == (3, 295)
    advanced(run, 7)
    assert run.collapse == collapse
    run.branch(entry_at(checkpoints, 4), SMALL)
    assert run.solved.update == 3
    assert run.collapse is None


def test_what_was_abandoned_stays_to_be_looked_at(monkeypatch):
    play(monkeypatch, [[1] * 4, [2] * 4, [3] * 4, [4] * 4, [7] * 4])
    run, checkpoints = kept_run()
    advanced(run, 4)
    run.branch(entry_at(checkpoints, 2), SMALL.changed({"stream": 1}))
    assert run.history.branches == (2,)
    (curve,) = run.history.abandoned("episode_return", XAxis.EPISODE, 1, -np.inf, np.inf, 100)
    assert curve[0].tolist() == [*range(8, 17)]
    assert curve[1].tolist() == [2, *[3] * 4, *[4] * 4]
    (losses,) = run.history.abandoned("policy_loss", XAxis.ENV_STEP, 1, -np.inf, np.inf, 100)
    assert (losses[0].tolist(), losses[1].tolist()) == ([16, 24, 32], [2, 3, 4])
    advanced(run, 1)
    assert lengths(run.history).size == 12
    run.branch(entry_at(checkpoints, 0), SMALL)
    assert run.history.branches == (0,)
    Run(SMALL, run.history, run.edits, None, checkpoints)
    assert run.history.branches == ()


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
    assert session.wanted.stream == 1
    assert session.will_train
    observed.until(lambda: session.history.branches)
    assert session.history.branches == (entry.update,)
    observed.until(lambda: observed.status.update > entry.update and observed.status.settings.stream == 1)
    session.pause()
    observed.expect(RunState.PAUSED)
    assert [(e.update, e.key, e.old, e.new) for e in session.edits.all()] == [(entry.update, "stream", 0, 1)]
    # It is the run that anybody else would have got this way.
    expected = advanced(Run(SMALL, History(), EditLog()), entry.update)
    expected.apply(SMALL.changed({"stream": 1}))
    advanced(expected, observed.status.update - entry.update)
    assert_same_run(session.history, observed.policy, expected)
    assert observed.failures == []
    assert len(observed.runs) == 1
    assert all(observed.in_own_thread)


def test_a_branch_has_the_checkpoints_settings_and_the_users_own_pace_and_view(observe):
    observed = observe().ready()
    observed.step(2)
    entry = observed.session.checkpoints.nearest(2)
    observed.want(gamma=0.5, hidden_size=16, pace=77.0, smoothing_window=7)
    observed.step(1)
    observed.session.branch(entry)
    observed.until(lambda: observed.status.update == 2)
    assert observed.status.settings == SMALL.changed({"pace": 77.0, "smoothing_window": 7, "stream": 1})
    assert observed.session.wanted == observed.status.settings
    assert observed.status.settings_version == observed.session.wanted_version
    assert observed.policy.equals(entry.payload.policy())
    # Branching off there again is a third way, not the second.
    observed.session.branch(entry)
    observed.until(lambda: observed.status.settings.stream == 2)
    assert [(e.update, e.key, e.old, e.new) for e in observed.session.edits.all()] == [(2, "stream", 0, 2)]


def test_an_entry_of_an_older_run_is_refused_and_the_settings_come_back(observe):
    observed = observe().ready()
    observed.step(3)
    entry = observed.session.checkpoints.nearest(2)
    observed.session.reset()
    observed.expect(RunState.READY)
    observed.want(gamma=0.5)
    observed.step(1)
    before, policy = observed.session.wanted, observed.policy
    observed.session.branch(entry)
    assert observed.session.wanted != before
    observed.until(lambda: observed.session.wanted == before)
    observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    assert observed.status.settings == before
    assert observed.status.update == 1
    assert observed.policy.equals(policy)
    assert observed.session.history.branches == ()


def test_what_was_abandoned_cannot_be_branched_off_from(observe):
    observed = observe().ready()
    observed.step(4)
    early, late = (observed.session.checkpoints.nearest(update) for update in (1, 4))
    observed.session.branch(early)
    observed.until(lambda: observed.status.update == 1)
    before = observed.session.wanted
    observed.session.branch(late)
    observed.until(lambda: observed.session.wanted == before)
    assert observed.status.update == 1


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
    run, checkpoints = kept_run(max_entries=12)
    advanced(run, 101)
    run.apply(run.settings.changed({"gamma": 0.5}))
    advanced(run, 60)
    assert off_grid(checkpoints, 90, 120) == [101, 102]
    held = {entry.update: entry.payload.settings.gamma for entry in checkpoints.entries()}
    assert (held[101], held[102]) == (SMALL.gamma, 0.5)


def test_of_a_drag_the_two_ends_are_kept():
    run, checkpoints = kept_run(max_entries=12)
    advanced(run, 101)
    for gamma in (0.9, 0.8, 0.7, 0.6):
        run.apply(run.settings.changed({"gamma": gamma}))
        advanced(run, 2)
    run.apply(run.settings.changed({"learning_rate": 0.01}))
    advanced(run, 60)
    assert off_grid(checkpoints, 90, 120) == [101, 108, 109, 110]


def test_what_a_policy_from_a_file_is_changed_by_before_its_first_update_is_an_edit():
    policy = advanced(Run(SMALL, History(), EditLog()), 2).policy()
    run = Run(SMALL, History(), EditLog(), policy, Checkpoints())
    assert not run.untouched
    run.apply(SMALL.changed({"hidden_size": SMALL.hidden_size + 3, "gamma": 0.5}))
    gamma, size = run.edits.all()
    assert (gamma.update, gamma.key, gamma.old, gamma.new) == (0, "gamma", SMALL.gamma, 0.5)
    assert (size.update, size.key, size.new) == (0, "hidden_size", SMALL.hidden_size + 3)
    assert size.moved is not None


def test_what_is_changed_before_anything_has_happened_is_what_the_run_begins_with():
    run = Run(SMALL, History(), EditLog())
    assert run.untouched
    run.apply(SMALL.changed({"gamma": 0.5}))
    assert run.untouched
    assert run.edits.all() == ()
    assert not advanced(run, 1).untouched


def test_after_a_branch_to_the_very_beginning_changes_are_edits_and_the_abandoned_stretch_stays(observe):
    observed = observe().ready()
    session = observed.session
    observed.step(3)
    session.branch(entry_at(session.checkpoints, 0))
    observed.until(lambda: observed.status.update == 0)
    observed.want(hidden_size=session.wanted.hidden_size + 1)
    assert session.status.run == 1
    assert session.history.branches
    assert [(edit.update, edit.key) for edit in session.edits.all()] == [(0, "stream"), (0, "hidden_size")]


def test_edits_that_are_replayed_are_recorded_as_they_were():
    run, checkpoints = kept_run()
    entry = entry_at(checkpoints, 0)
    advanced(run, 2)
    run.branch(entry, SMALL.changed({"stream": 1}))
    run.apply(run.settings.changed({"hidden_size": 7}))
    advanced(run, 2)
    edits = run.edits.all()
    again = Run(SMALL, History(), EditLog())
    again.replay(edit for edit in edits if edit.update == 0)
    advanced(again, 2)
    assert again.edits.all() == edits
    assert again.policy().equals(run.policy())
    np.testing.assert_array_equal(lengths(again.history), lengths(run.history))
