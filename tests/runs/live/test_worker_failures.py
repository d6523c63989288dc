"""What the training thread does when something fails: it says so and goes on from where it was."""

import sys

import pytest

from pg_desktop.learning import trainer as trainer_module
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.reinforce import reinforce as reinforce_module
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.messages import UserError
from pg_desktop.runs.live.status import RunState
from tests.learning.worlds.counting_world import FAIL_WHILE
from tests.runs.conftest import SMALL, advanced, assert_same_run, new_run, trained

READY, TRAINING, PAUSED = RunState.READY, RunState.TRAINING, RunState.PAUSED
FAILING = "tests.learning.worlds.counting_world:Failing-v0"
RUN_MODULE = "pg_desktop.runs.run"


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


def _exit_in_a_step(monkeypatch, at_step):
    step, steps = CartPoleVectorEnv.step, 0

    def exiting_step(env, actions):
        nonlocal steps
        steps += 1
        if steps == at_step:
            raise SystemExit("the environment has had enough")
        return step(env, actions)

    monkeypatch.setattr(CartPoleVectorEnv, "step", exiting_step)


def _spoil_the_gradient(monkeypatch, at_update):
    backward, updates = reinforce_module.backward, 0

    def spoilt(network, *arguments):
        nonlocal updates
        updates += 1
        loss = backward(network, *arguments)
        if updates == at_update:
            network.gradient_P[...] = float("nan")
        return loss

    monkeypatch.setattr(reinforce_module, "backward", spoilt)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda patch: _break_the_motor(patch, at_step=5), "unexpected happened: RuntimeError: the motor burned out."),
        (lambda patch: _exit_in_a_step(patch, at_step=5), "happened: SystemExit: the environment has had enough."),
        (lambda patch: _spoil_the_gradient(patch, at_update=1), "In update 3 the gradient was no longer a finite"),
    ],
    ids=["the environment raises", "the environment exits", "the gradient is not finite"],
)
def test_an_update_that_fails_is_undone_and_training_can_go_on(observe, monkeypatch, spoil, sentence):
    observed = observe().ready()
    observed.step(2)
    before = observed.policy
    spoil(monkeypatch)
    observed.session.train()
    observed.expect(TRAINING, PAUSED)
    assert sentence in observed.failure()
    assert observed.policy.equals(before)
    assert (observed.status.update, observed.status.run) == (2, 1)
    assert observed.session.history.updates == 2
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


def test_what_an_environment_of_others_raised_is_said_with_its_traceback(observe, monkeypatch, tmp_path):
    trouble = tmp_path / "trouble"
    monkeypatch.setenv(FAIL_WHILE, str(trouble))
    observed = observe(SMALL.changed({"environment": FAILING, "update_limit": 0})).ready()
    observed.step(1)
    trouble.touch()
    observed.session.train()
    observed.expect(TRAINING, PAUSED)
    (failure,) = observed.failures
    assert observed.failure() == f"The environment {FAILING} has failed in step(): RuntimeError: out of fuel."
    assert 'raise RuntimeError("out of fuel")' in failure.details
    assert observed.status.update == 1
    trouble.unlink()
    observed.step(1)
    observed.until(lambda: observed.status.update == 2)


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

    def only_version_1(name, **how):
        if name != "CartPole-v1":
            raise UserError("There is no environment named {id}.", id=name)
        return make_world(name, **how)

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


def _no_world(name, **_):
    raise UserError("There is no environment named {id}.", id=name)


def test_a_session_that_cannot_begin_says_so_and_begins_when_it_can(observe, monkeypatch):
    observed = observe()
    with monkeypatch.context() as broken:
        broken.setattr(trainer_module, "make_world", _no_world)
        observed.session.start()
        observed.expect(PAUSED)
        assert observed.failure() == "There is no environment named CartPole-v1."
        assert observed.session.view.policy is None
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


@pytest.mark.parametrize("missing", [[RUN_MODULE], [RUN_MODULE, "pg_desktop.learning.acting.rollout"]])
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
