"""Whatever environments of others do, the training thread lives, and is at the user's command meanwhile."""

import time

import numpy as np
import pytest

from pg_desktop.learning.worlds import elsewhere
from pg_desktop.learning.worlds.limits import Limits
from pg_desktop.messages import UserError
from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.live.board import Board
from pg_desktop.runs.live.replaying import Replaying
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.live.worker import TrainingWorker
from tests.learning.worlds.test_border import HOSTILE, arguments
from tests.runs.conftest import SMALL, advanced, assert_same_run, new_run, trained

READY, TRAINING, PAUSED, STOPPED = RunState.READY, RunState.TRAINING, RunState.PAUSED, RunState.STOPPED
AT_ONCE = 1.0
"""Seconds; an environment is given a minute to answer."""


def hostile(**given):
    return SMALL.changed({"environment": HOSTILE, "environment_arguments": arguments(**given)})


@pytest.fixture
def stuck(observe, tmp_path):
    """A session whose environment does not come back from a step."""
    switch = tmp_path / "switch"
    observed = observe(hostile(where="step", what="lock", switch=switch)).ready()
    observed.step(1)
    switch.touch()
    observed.session.train()
    observed.until(lambda: observed.status.state is TRAINING)
    observed.until(lambda: observed.status.progress is not None)
    observed.switch = switch
    return observed


def test_a_pause_acts_at_once_while_an_environment_does_not_answer(stuck):
    asked = time.monotonic()
    stuck.session.pause()
    stuck.until(lambda: stuck.status.state is PAUSED)
    assert time.monotonic() - asked < AT_ONCE
    stuck.session.train()
    stuck.until(lambda: stuck.status.state is TRAINING)
    assert stuck.failures == []


def test_closing_acts_at_once_while_an_environment_does_not_answer(stuck):
    asked = time.monotonic()
    stuck.session.close()
    assert time.monotonic() - asked < AT_ONCE
    assert stuck.status.state is STOPPED


def test_a_reset_acts_at_once_and_training_begins_anew(stuck):
    stuck.switch.unlink()
    run = stuck.status.run
    stuck.session.reset()
    stuck.until(lambda: stuck.status.run > run)
    stuck.session.step(1)
    stuck.until(lambda: stuck.status.update == 1)


def test_closing_acts_at_once_while_an_environment_is_being_made(observe, monkeypatch):
    observed = observe().ready()
    observed.session.want(hostile(where="make", what="lock"))
    observed.session.reset()
    observed.until(lambda: not observed.session._control.waiting())
    asked = time.monotonic()
    observed.session.close()
    assert time.monotonic() - asked < AT_ONCE


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit, SystemExit, MemoryError, RuntimeError])
@pytest.mark.parametrize("where", [(Board, "publish"), (Replaying, "play_due"), (TrainingWorker, "_obey")])
def test_the_thread_survives_whatever_is_raised_in_its_loop(observe, monkeypatch, error, where):
    observed = observe().ready()
    observed.step(1)
    with monkeypatch.context() as broken:
        owner, name = where
        broken.setattr(owner, name, lambda *_, **__: (_ for _ in ()).throw(error("broken")))
        observed.session.train()
        assert f"{error.__name__}: broken" in observed.failure()
        observed.until(lambda: observed.status.state is PAUSED or name == "_obey")
    before = observed.session.worker._live.run.updates
    observed.session.step(2)
    observed.until(lambda: observed.status.update == before + 2 and observed.status.state is PAUSED)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), before + 2))


class SilentError(Exception):
    def __str__(self):
        raise KeyboardInterrupt


def test_an_exception_that_cannot_be_told_is_told(observe, monkeypatch):
    observed = observe().ready()
    with monkeypatch.context() as broken:
        broken.setattr(TrainingWorker, "_obey", lambda *_: (_ for _ in ()).throw(SilentError()))
        observed.session.train()
        assert "SilentError: its text cannot be read" in observed.failure()
    observed.step(1)


def test_a_thread_that_has_ended_of_itself_is_started_again(observe, monkeypatch):
    observed = observe().ready()
    with monkeypatch.context() as broken:
        broken.setattr(TrainingWorker, "_go_on", lambda _: False)
        observed.session.want(SMALL.changed({"learning_rate": 0.2}))  # wakes it
        observed.session.pause()
        observed.session.worker.wait()
    assert observed.status.state is STOPPED
    observed.session.step(2)
    observed.until(lambda: observed.status.update == 2)


def test_where_a_loaded_policy_cannot_look_around_the_old_settings_are_wanted_again(observe, tmp_path):
    """To change the hidden size of a policy that was loaded, a few episodes are played."""
    switch = tmp_path / "switch"
    settings = hostile(where="step", what="exit", switch=switch)
    observed = observe(settings).ready()
    observed.session.load(settings, trained(1, settings))
    observed.until(lambda: observed.status.run == 2)
    policy = observed.policy
    switch.touch()
    observed.session.want(settings.changed({"hidden_size": 16}))
    assert observed.failure().endswith("has failed in step(): SystemExit: 7.")
    observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    assert observed.session.wanted == observed.status.settings == settings
    assert observed.policy.equals(policy)
    assert observed.session.edits.all() == ()
    switch.unlink()
    observed.session.want(settings.changed({"hidden_size": 16}))
    observed.until(lambda: observed.status.settings.hidden_size == 16)
    observed.step(1)


def _broken_checkpoint(*_):
    raise MemoryError("no room for a checkpoint")


def test_an_update_that_cannot_be_recorded_has_not_been_done(monkeypatch):
    """Trainer, history, checkpoints and what is known of the run go on together or not at all."""
    from pg_desktop.learning.trainer import Trainer
    from pg_desktop.runs.run import Run

    run = Run.begin(SMALL, watched=True)
    undisturbed = advanced(Run.begin(SMALL, watched=True), 3)
    advanced(run, 2)
    before = run.state(), run.record.progress, run.history.since(), run.record.checkpoints.entries()

    def beyond_float32(report):
        object.__setattr__(report, "returns_N", np.full_like(report.returns_N, 1e39))
        return report

    update = Trainer.update
    with monkeypatch.context() as broken:
        broken.setattr(
            Trainer,
            "update",
            lambda trainer, stop, keep, **how: update(trainer, stop, lambda r: keep(beyond_float32(r)), **how),
        )
        with pytest.raises(ValueError, match="returns_E must be finite"):
            run.advance()
    _assert_as(run, before)
    with monkeypatch.context() as broken:
        broken.setattr(Checkpoints, "record", _broken_checkpoint)
        broken.setattr(Checkpoints, "wanted", lambda *_: True)
        with pytest.raises(UserError, match="not enough memory"):
            run.advance()
    _assert_as(run, before)
    run.advance()
    assert_same_run(run.history, run.policy(), undisturbed)
    assert run.record.progress.solved == undisturbed.record.progress.solved


def _assert_as(run, before):
    state, progress, block, entries = before
    now = run.state()
    assert now.trainer.updates == state.trainer.updates == run.history.updates == run.updates
    assert now.trainer.rng == state.trainer.rng
    assert now.trainer.algorithm.policy().equals(state.trainer.algorithm.policy())
    assert (now.solved, now.seconds, now.edits) == (state.solved, state.seconds, state.edits)
    np.testing.assert_array_equal(now.last_returns, state.last_returns)
    assert now.collapse == state.collapse
    assert run.record.progress == progress
    assert run.record.checkpoints.entries() == entries
    np.testing.assert_array_equal(run.history.since().returns_E, block.returns_E)


def test_a_deadline_can_be_set(observe, monkeypatch, tmp_path):
    monkeypatch.setattr(elsewhere, "usual_limits", lambda: Limits(seconds=0.3))
    switch = tmp_path / "switch"
    observed = observe(hostile(where="step", what="spin", switch=switch)).ready()
    observed.step(1)
    switch.touch()
    observed.session.train()
    observed.expect(TRAINING, PAUSED)
    assert observed.failure().endswith(
        "it has not answered for 0.3 s, so its process was ended; "
        "Edit ▸ Environment limits allows more, and so does --env-seconds."
    )
    switch.unlink()
    observed.step(1)
    observed.until(lambda: observed.status.update == 2)


def test_a_limit_that_is_raised_acts_when_the_run_goes_on(observe, monkeypatch, tmp_path):
    monkeypatch.setenv("PG_DESKTOP_ENV_SECONDS", "0.3")
    switch = tmp_path / "switch"
    observed = observe(hostile(where="step", what="spin", switch=switch)).ready()
    switch.touch()
    observed.session.train()
    assert "has not answered for 0.3 s" in observed.failure()
    monkeypatch.setenv("PG_DESKTOP_ENV_SECONDS", "0.7")
    observed.session.train()
    assert "has not answered for 0.7 s" in observed.failure()
