"""Which states a run keeps to go back to."""

import pytest

from pg_desktop.runs.run import Run
from tests.runs.conftest import SMALL, advanced, new_run, play


def kept_run(settings=SMALL):
    run = Run.begin(settings, watched=True)
    return run, run.record.checkpoints


def updates(checkpoints):
    return [entry.update for entry in checkpoints.entries()]


def test_a_run_keeps_its_beginning_and_every_early_update():
    run, checkpoints = kept_run()
    assert updates(checkpoints) == [0]
    assert checkpoints.nearest(0).payload.policy().equals(run.policy())
    advanced(run, 5)
    assert updates(checkpoints) == [0, 1, 2, 3, 4, 5]
    assert checkpoints.nearest(5).payload.policy().equals(run.policy())
    assert all(entry.payload.trainer.updates == entry.update for entry in checkpoints.entries())
    assert all(entry.nbytes == entry.payload.trainer.algorithm.nbytes for entry in checkpoints.entries())
    assert [entry.payload.seconds for entry in checkpoints.entries()] == sorted(
        {e.payload.seconds for e in checkpoints.entries()}
    )


def test_what_is_kept_changes_nothing():
    run, _ = kept_run()
    assert advanced(run, 4).policy().equals(advanced(new_run(), 4).policy())


def test_the_beginning_is_that_of_the_settings_in_force():
    run, checkpoints = kept_run()
    run.apply(SMALL.changed({"gamma": 0.5}))
    assert updates(checkpoints) == [0]
    assert checkpoints.nearest(0).payload.settings.gamma == 0.5
    assert run.edits.all() == ()


def test_the_state_before_an_edit_is_kept_with_the_settings_of_before(monkeypatch):
    play(monkeypatch, [[1]] * 1500)
    run, checkpoints = kept_run()
    advanced(run, 1203)
    assert 1203 not in updates(checkpoints)
    run.apply(SMALL.changed({"gamma": 0.5}))
    entry = checkpoints.nearest(1203)
    assert entry.update == 1203
    assert entry.payload.settings == SMALL
    advanced(run, 290)
    assert 1203 in updates(checkpoints)


@pytest.mark.parametrize("change", [{"pace": 3.0}, {"smoothing_window": 7}])
def test_what_changes_nothing_about_learning_keeps_nothing(monkeypatch, change):
    play(monkeypatch, [[1]] * 1300)
    run, checkpoints = kept_run()
    advanced(run, 1203)
    before = updates(checkpoints)
    run.apply(SMALL.changed(change))
    assert updates(checkpoints) == before


def test_the_best_hundred_episodes_are_kept(monkeypatch):
    play(monkeypatch, [*[[1] * 10] * 1203, [9] * 10, *[[1] * 10] * 60])
    run, checkpoints = kept_run()
    advanced(run, 1204 + 60)
    assert checkpoints.best.update == 1204
    assert checkpoints.best.mean_return == pytest.approx((90 * 1 + 10 * 9) / 100)


def test_of_a_run_that_nobody_watches_no_states_are_kept_and_no_collapse_is_looked_for(monkeypatch):
    play(monkeypatch, [*[[10] * 100] * 2, *[[500] * 100] * 2, *[[10] * 100] * 6])
    run = advanced(new_run(), 10)
    assert (run.collapse, run.record.checkpoints.entries()) == (None, ())
    play(monkeypatch, [*[[10] * 100] * 2, *[[500] * 100] * 2, *[[10] * 100] * 6])
    run, _ = kept_run()
    assert advanced(run, 10).collapse is not None
