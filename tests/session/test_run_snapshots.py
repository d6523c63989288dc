"""Which states a run keeps to go back to."""

import pytest

from pg_desktop.session.edits import EditLog
from pg_desktop.session.history import History
from pg_desktop.session.run import Run
from pg_desktop.session.snapshots import Snapshots
from tests.session.conftest import SMALL, advanced, new_run, play


def kept_run(settings=SMALL):
    snapshots = Snapshots()
    return Run(settings, History(), EditLog(), None, snapshots), snapshots


def updates(snapshots):
    return [entry.update for entry in snapshots.entries()]


def test_a_run_keeps_its_beginning_and_every_early_update():
    run, snapshots = kept_run()
    assert updates(snapshots) == [0]
    assert snapshots.nearest(0).payload.policy().equals(run.policy())
    advanced(run, 5)
    assert updates(snapshots) == [0, 1, 2, 3, 4, 5]
    assert snapshots.nearest(5).payload.policy().equals(run.policy())
    assert all(entry.payload.trainer.updates == entry.update for entry in snapshots.entries())
    assert all(entry.nbytes == entry.payload.trainer.learner.nbytes for entry in snapshots.entries())
    assert [entry.payload.seconds for entry in snapshots.entries()] == sorted(
        {e.payload.seconds for e in snapshots.entries()}
    )


def test_what_is_kept_changes_nothing():
    run, _ = kept_run()
    assert advanced(run, 4).policy().equals(advanced(new_run(), 4).policy())


def test_a_new_run_forgets_the_states_of_the_old_one():
    run, snapshots = kept_run()
    old = snapshots.nearest(0)
    advanced(run, 3)
    Run(SMALL.changed({"seed": 8}), run.history, run.edits, None, snapshots)
    assert updates(snapshots) == [0]
    assert snapshots.nearest(0) != old


def test_the_beginning_is_that_of_the_settings_in_force():
    run, snapshots = kept_run()
    run.apply(SMALL.changed({"gamma": 0.5}))
    assert updates(snapshots) == [0]
    assert snapshots.nearest(0).payload.settings.gamma == 0.5
    assert run.edits.all() == ()


def test_the_state_before_an_edit_is_kept_with_the_settings_of_before(monkeypatch):
    play(monkeypatch, [[1]] * 1500)
    run, snapshots = kept_run()
    advanced(run, 1203)
    assert 1203 not in updates(snapshots)
    run.apply(SMALL.changed({"gamma": 0.5}))
    entry = snapshots.nearest(1203)
    assert entry.update == 1203
    assert entry.payload.settings == SMALL
    advanced(run, 290)
    assert 1203 in updates(snapshots)


@pytest.mark.parametrize("change", [{"pace": 3.0}, {"smoothing_window": 7}])
def test_what_changes_nothing_about_learning_keeps_nothing(monkeypatch, change):
    play(monkeypatch, [[1]] * 1300)
    run, snapshots = kept_run()
    advanced(run, 1203)
    before = updates(snapshots)
    run.apply(SMALL.changed(change))
    assert updates(snapshots) == before


def test_the_best_hundred_episodes_are_kept(monkeypatch):
    play(monkeypatch, [*[[1] * 10] * 1203, [9] * 10, *[[1] * 10] * 60])
    run, snapshots = kept_run()
    advanced(run, 1204 + 60)
    assert snapshots.best.update == 1204
    assert snapshots.best.mean_return == pytest.approx((90 * 1 + 10 * 9) / 100)


def test_without_a_place_for_them_no_states_are_kept_and_no_collapse_is_looked_for(monkeypatch):
    play(monkeypatch, [*[[10] * 100] * 2, *[[500] * 100] * 2, *[[10] * 100] * 6])
    assert advanced(new_run(), 10).collapse is None
    play(monkeypatch, [*[[10] * 100] * 2, *[[500] * 100] * 2, *[[10] * 100] * 6])
    run, _ = kept_run()
    assert advanced(run, 10).collapse is not None
