"""Environments of Gymnasium's own run in this process; whatever is raised in them is named all the same."""

import signal

import pytest
from gymnasium.envs.classic_control.acrobot import AcrobotEnv

from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.playback import Playback
from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from pg_desktop.runs.live.status import RunState
from tests.runs.conftest import SMALL, advanced, assert_same_run, new_run

ACROBOT = SMALL.changed({"environment": "Acrobot-v1", "hidden_size": 4, "episodes_per_update": 2, "step_limit": 20})
DEEDS = [
    (SystemExit(7), "SystemExit: 7"),
    (KeyboardInterrupt(), "KeyboardInterrupt"),
    (GeneratorExit(), "GeneratorExit"),
    (BaseException("base"), "BaseException: base"),
    (RuntimeError("out of fuel"), "RuntimeError: out of fuel"),
]


def raising(error):
    def call(*arguments, **keywords):
        raise error

    return call


@pytest.fixture
def ctrl_c_heard():
    """As in the window, and while the command line trains: Ctrl-C raises nothing."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(("error", "cause"), DEEDS)
@pytest.mark.parametrize("where", ["reset", "step"])
def test_training_names_it_and_goes_on_from_where_it_was(observe, monkeypatch, where, error, cause):
    observed = observe(ACROBOT).ready()
    observed.step(1)
    with monkeypatch.context() as broken:
        broken.setattr(AcrobotEnv, where, raising(error))
        observed.session.train()
        observed.expect(RunState.TRAINING, RunState.PAUSED)
    assert observed.failure() == f"The environment Acrobot-v1 has failed in {where}(): {cause}."
    observed.step(1)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(ACROBOT), 2))


@pytest.mark.parametrize(("error", "cause"), DEEDS)
def test_a_run_that_cannot_begin_leaves_the_one_that_is_there(observe, monkeypatch, error, cause):
    observed = observe(ACROBOT).ready()
    observed.step(1)
    with monkeypatch.context() as broken:
        broken.setattr(AcrobotEnv, "__init__", raising(error))
        observed.session.reset()
        assert observed.failure() == f"Acrobot-v1 cannot be made: {cause}."
    observed.step(1)
    assert observed.status.update == 2


@pytest.mark.usefixtures("ctrl_c_heard")
@pytest.mark.parametrize(("error", "cause"), DEEDS)
def test_the_main_thread_names_it_where_ctrl_c_is_heard(monkeypatch, error, cause):
    trainer = Trainer(ACROBOT)
    monkeypatch.setattr(AcrobotEnv, "step", raising(error))
    monkeypatch.setattr(AcrobotEnv, "close", raising(error))
    with pytest.raises(UserError) as caught:
        trainer.update()
    assert str(caught.value) == f"The environment Acrobot-v1 has failed in step(): {cause}."


def test_where_nobody_hears_ctrl_c_it_is_the_users(monkeypatch):
    trainer = Trainer(ACROBOT)
    monkeypatch.setattr(AcrobotEnv, "step", raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        trainer.update()


@pytest.mark.usefixtures("ctrl_c_heard")
@pytest.mark.parametrize(("error", "cause"), DEEDS)
@pytest.mark.parametrize("where", ["reset", "step"])
def test_the_shown_episode_names_it(monkeypatch, where, error, cause):
    trainer = Trainer(ACROBOT)
    playback = Playback(trainer.world, 0)
    actor = PolicyActor(trainer.policy(), ActionMode.GREEDY, playback.rng)
    moment = playback.begin(actor)
    monkeypatch.setattr(AcrobotEnv, where, raising(error))
    with pytest.raises(UserError, match="The shown episode has stopped") as caught:
        playback.begin(actor) if where == "reset" else playback.advance(moment, actor)
    assert f"because Acrobot-v1 failed in {where}(): {cause}. Training goes on" in str(caught.value)


@pytest.mark.usefixtures("ctrl_c_heard")
@pytest.mark.parametrize(("error", "cause"), DEEDS)
def test_what_cannot_be_drawn_is_played_on(monkeypatch, error, cause):
    playback = Playback(make_world("Acrobot-v1"), 0)
    playback.begin(PolicyActor(Trainer(ACROBOT).policy(), ActionMode.GREEDY, playback.rng))
    monkeypatch.setattr(AcrobotEnv, "render", raising(error))
    assert playback.frame() is None
    assert playback.no_picture == cause
