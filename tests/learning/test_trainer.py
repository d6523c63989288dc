"""Training: the same run from the same seed, state out and in, and nothing left behind by an update that failed."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.algorithms.reinforce import reinforce as reinforce_module
from pg_desktop.learning.algorithms.reinforce.loss import LossReport
from pg_desktop.learning.algorithms.reinforce.reinforce import architecture_of
from pg_desktop.learning.algorithms.table import ALGORITHMS
from pg_desktop.learning.networks.adam import Adam
from pg_desktop.learning.settings.kinds import Group, TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.learning.trainer import NonFiniteUpdateError, Trainer
from pg_desktop.learning.worlds.board.settings import BoardSettings
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from tests.learning.states import assert_same_report, assert_same_run, assert_same_state

SMALL = Settings(hidden_size=8, episodes_per_update=4, seed=3)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"activation": "tanh", "entropy_bonus": 0.01},
        {"advantage": "none", "discounting": "from start"},
        {"advantage": "value", "normalise_observations": True, "normalise_rewards": True, "gae_lambda": 0.9},
    ],
)
def test_the_same_seed_and_settings_give_the_same_run_bit_for_bit(changes):
    settings = SMALL.changed(changes)
    first = Trainer(settings)
    reports = []
    for _ in range(5):
        reports.append(first.update())
        # Nothing else in the process has a say, whatever it draws.
        torch.manual_seed(len(reports))
        np.random.seed(len(reports))
    torch.manual_seed(99)
    second = Trainer(settings)
    for report in reports:
        assert_same_report(second.update(), report)
    assert_same_state(first.state(), second.state())


def test_another_seed_gives_another_run():
    first, second = Trainer(SMALL), Trainer(SMALL.changed({"seed": 4}))
    assert not first.policy().equals(second.policy())
    assert first.update().lengths_N.tolist() != second.update().lengths_N.tolist()


def test_what_an_update_reports():
    trainer = Trainer(SMALL)
    reports = [trainer.update() for _ in range(2)]
    assert [report.update for report in reports] == [1, 2]
    assert trainer.updates == 2
    for report in reports:
        assert (report.returns_N.shape, report.returns_N.dtype) == ((4,), np.float64)
        assert (report.lengths_N.shape, report.lengths_N.dtype) == ((4,), np.int64)
        np.testing.assert_array_equal(report.returns_N, report.lengths_N)
        assert 0 < report.metrics["entropy"] <= np.log(2) + 1e-6
        assert np.isfinite(report.metrics["policy_loss"])
        assert report.metrics["gradient_norm"] > 0
        assert report.seconds > 0


def test_the_gradient_norm_is_that_of_all_weights_together(monkeypatch):
    def ones(network, batch, entropy_bonus, stop):
        del batch, entropy_bonus, stop
        network.gradient_P[:] = 2.0
        return LossReport(0.5, 0.25)

    monkeypatch.setattr(reinforce_module, "backward", ones)
    trainer = Trainer(SMALL)
    report = trainer.update()
    weights = sum(array.size for array in trainer.policy().parameters.values())
    assert weights == 4 * 8 + 8 + 8 * 8 + 8 + 8 * 2 + 2
    assert report.metrics["gradient_norm"] == pytest.approx(2 * weights**0.5)
    assert (report.metrics["policy_loss"], report.metrics["entropy"]) == (0.5, 0.25)


def test_the_first_step_of_adam_is_the_learning_rate():
    trainer = Trainer(SMALL.changed({"learning_rate": 0.004}))
    before = trainer.policy()
    trainer.update()
    after = trainer.policy()
    steps = np.concatenate([(after.parameters[name] - array).ravel() for name, array in before.parameters.items()])
    moved = np.abs(steps[steps != 0])
    assert len(moved) > 50
    np.testing.assert_allclose(moved, 0.004, rtol=0.01)


def test_state_and_restore_go_on_bit_for_bit():
    first = Trainer(SMALL)
    for _ in range(3):
        first.update()
    state = first.state()
    second = Trainer(SMALL)
    second.restore(state)
    assert_same_state(second.state(), state)
    assert_same_run(first, second)

    # The same trainer can go back, too, also to where there are no moments yet.
    first.restore(state)
    fresh = Trainer(SMALL)
    fresh.restore(state)
    assert_same_run(first, fresh)
    first.restore(Trainer(SMALL).state())
    assert_same_run(first, Trainer(SMALL))


def test_a_state_is_a_copy():
    trainer, twin = Trainer(SMALL), Trainer(SMALL)
    trainer.update()
    twin.update()
    state = trainer.state()
    kept = twin.state()
    trainer.update()
    assert_same_state(state, kept)
    trainer.restore(state)
    trainer.update()
    assert_same_state(state, kept)


def test_the_optimiser_remembers_one_number_a_weight_and_its_steps():
    trainer = Trainer(SMALL)
    assert trainer.state().algorithm.trained.adam.steps == 0
    trainer.update()
    state = trainer.state().algorithm.trained
    assert state.adam.steps == 1
    assert state.adam.mean_P.shape == state.adam.square_P.shape == state.weights_P.shape
    assert np.any(state.adam.mean_P)


def _report_nan(real):
    def faulty(network, batch, entropy_bonus, stop):
        report = real(network, batch, entropy_bonus, stop)
        return LossReport(float("nan"), report.entropy)

    return faulty


def _report_infinite_entropy(real):
    def faulty(network, batch, entropy_bonus, stop):
        report = real(network, batch, entropy_bonus, stop)
        return LossReport(report.policy_loss, float("inf"))

    return faulty


def _spoil_gradient(value):
    def spoil(real):
        def faulty(network, batch, entropy_bonus, stop):
            report = real(network, batch, entropy_bonus, stop)
            next(network.layers.parameters()).grad[0, 0] = value
            return report

        return faulty

    return spoil


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (_report_nan, "loss"),
        (_report_infinite_entropy, "loss"),
        (_spoil_gradient(float("inf")), "gradient"),
        (_spoil_gradient(float("nan")), "gradient"),
    ],
)
@pytest.mark.parametrize("updates", [0, 2])
def test_an_update_that_is_not_finite_is_undone(monkeypatch, fault, what, updates):
    trainer, twin = Trainer(SMALL), Trainer(SMALL)
    for _ in range(updates):
        assert_same_report(trainer.update(), twin.update())
    with monkeypatch.context() as patch:
        patch.setattr(reinforce_module, "backward", fault(reinforce_module.backward))
        with pytest.raises(NonFiniteUpdateError) as caught:
            trainer.update()
    assert str(caught.value).startswith(f"In update {updates + 1} the {what} was no longer a finite number")
    assert_same_state(trainer.state(), twin.state())
    assert_same_run(trainer, twin)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
@pytest.mark.parametrize("updates", [0, 2])
def test_weights_that_are_not_finite_are_taken_back(monkeypatch, value, updates):
    trainer, twin = Trainer(SMALL), Trainer(SMALL)
    for _ in range(updates):
        assert_same_report(trainer.update(), twin.update())
    with monkeypatch.context() as patch:
        step = Adam.step

        def faulty(self, weights_P, gradient_P, learning_rate):
            step(self, weights_P, gradient_P, learning_rate)
            weights_P[-1] = value

        patch.setattr(Adam, "step", faulty)
        with pytest.raises(NonFiniteUpdateError, match="weights were no longer finite numbers"):
            trainer.update()
    assert_same_state(trainer.state(), twin.state())
    assert_same_run(trainer, twin)


def test_weights_so_large_that_the_loss_overflows_are_an_error_and_no_warning():
    shapes = architecture_of(SMALL, make_world(SMALL.environment)).parameter_shapes()
    huge = {name: np.full(shape, 1e30, np.float32) for name, shape in shapes.items()}
    trainer = Trainer(SMALL)
    trainer = Trainer(SMALL, Policy(trainer.policy().architecture, huge))
    before = trainer.state()
    for _ in range(2):
        with pytest.raises(NonFiniteUpdateError):
            trainer.update()
        assert_same_state(trainer.state(), before)


def test_training_goes_on_after_a_failed_update(monkeypatch):
    trainer = Trainer(SMALL)
    with monkeypatch.context() as patch:
        patch.setattr(reinforce_module, "backward", _report_nan(reinforce_module.backward))
        with pytest.raises(NonFiniteUpdateError):
            trainer.update()
    before = trainer.policy()
    assert trainer.update().update == 1
    assert not trainer.policy().equals(before)


@pytest.mark.parametrize("error", [RuntimeError("out of memory"), KeyboardInterrupt()])
def test_an_update_that_fails_in_any_other_way_is_undone_too(monkeypatch, error):
    trainer, twin = Trainer(SMALL), Trainer(SMALL)
    trainer.update()
    twin.update()
    with monkeypatch.context() as patch:
        step = Adam.step

        def faulty(self, weights_P, gradient_P, learning_rate):
            step(self, weights_P, gradient_P, learning_rate)
            raise error

        patch.setattr(Adam, "step", faulty)
        with pytest.raises(type(error)):
            trainer.update()
    assert_same_state(trainer.state(), twin.state())
    assert_same_run(trainer, twin)


@pytest.mark.parametrize("updates", [0, 2])
@pytest.mark.parametrize("steps", [0, 5])
def test_stop_abandons_an_update_and_nothing_has_happened(updates, steps):
    trainer, twin = Trainer(SMALL), Trainer(SMALL)
    for _ in range(updates):
        assert_same_report(trainer.update(), twin.update())
    asked = []

    def stop():
        asked.append(True)
        return len(asked) > steps

    with pytest.raises(RolloutStoppedError):
        trainer.update(stop)
    assert len(asked) == steps + 1
    assert_same_state(trainer.state(), twin.state())
    assert_same_run(trainer, twin)


LIVE = {
    "gamma": 0.5,
    "learning_rate": 0.001,
    "episodes_per_update": 7,
    "entropy_bonus": 0.2,
    "advantage": "none",
    "discounting": "from start",
    "reward": "1 - x'^2",
}
LIVE_WITH_VALUES = {"gae_lambda": 0.5, "value_learning_rate": 0.1, "value_steps": 3, "normalise_rewards": True}
WORLD = {key: row.high for key, row in HYPERPARAMETERS.items() if row.group in {Group.PHYSICS, Group.RANGES}}
WORLD["motor"] = -1.0  # whose highest is the usual one


@pytest.mark.parametrize("key", LIVE | LIVE_WITH_VALUES | WORLD)
def test_live_settings_act_from_the_next_update_on(key):
    small = SMALL.changed({"advantage": "value"} if key in LIVE_WITH_VALUES else {})
    changed = small.changed({key: (LIVE | LIVE_WITH_VALUES | WORLD)[key]})
    trainer, reference, unchanged = Trainer(small), Trainer(changed), Trainer(small)
    trainer.update()
    reference.restore(replace(trainer.state(), settings=changed))
    trainer.apply(changed)
    assert trainer.settings == changed
    assert_same_run(trainer, reference)
    for _ in range(trainer.updates):
        unchanged.update()
    assert not unchanged.policy().equals(trainer.policy())


def test_every_setting_that_training_reads_is_among_the_live_ones():
    others = {"pace", "smoothing_window", "episode_limit", "update_limit", "stop_when_solved"}
    of_helpers = {"overseer", "oversight", "danger", "price", "temptation", "blocker"}
    with_tests_of_their_own = {"hidden_size", "reality", *of_helpers}
    of_others = {entry.id for entry in ALGORITHMS if entry.id != "reinforce"} | {BoardSettings.OWNER}
    live = {
        key
        for key, row in HYPERPARAMETERS.items()
        if row.takes_effect is not TakesEffect.RESET and not {*row.owners} <= of_others
    }
    assert live == {*LIVE, *LIVE_WITH_VALUES, *WORLD, *others, *with_tests_of_their_own}


def test_another_stream_plays_other_episodes_with_the_same_weights():
    trainer, twin = Trainer(SMALL), Trainer(SMALL)
    assert_same_run(trainer, twin)
    trainer.reseed(1)
    assert trainer.policy().equals(twin.policy())
    assert trainer.state().rng != twin.state().rng
    assert trainer.update().lengths_N.tolist() != twin.update().lengths_N.tolist()
    # A stream is the seed's: whoever changes to it later begins at its beginning, and 0 is the run's own.
    late, early = Trainer(SMALL), Trainer(SMALL)
    late.update()
    for each in (late, early):
        each.reseed(2)
    assert late.state().rng == early.state().rng
    assert late.state().rng == Trainer(SMALL, stream=2).state().rng
    early.reseed(0)
    assert_same_run(early, Trainer(SMALL))


@pytest.mark.parametrize("change", [{"pace": 1.0}, {"smoothing_window": 7}, {"update_limit": 1}, {"episode_limit": 1}])
def test_settings_of_the_view_and_the_run_never_change_what_an_update_computes(change):
    trainer, twin = Trainer(SMALL), Trainer(SMALL)
    trainer.apply(SMALL.changed(change))
    for _ in range(2):
        assert_same_report(trainer.update(), twin.update())
    assert_same_state(trainer.state(), replace(twin.state(), settings=SMALL.changed(change)))


def test_settings_that_act_on_reset_stay():
    trainer, twin = Trainer(SMALL), Trainer(SMALL)
    wanted = SMALL.changed(
        {
            "hidden_layers": 3,
            "activation": "tanh",
            "action_distribution": "squashed",
            "std_source": "state",
            "start_std": 2.0,
            "normalise_observations": True,
            "seed": 8,
            "gamma": 0.5,
        }
    )
    trainer.apply(wanted)
    assert trainer.settings == SMALL.changed({"gamma": 0.5})
    twin.apply(SMALL.changed({"gamma": 0.5}))
    assert_same_run(trainer, twin)


def test_the_number_of_episodes_can_change_back_and_forth():
    trainer = Trainer(SMALL)
    for episodes in (4, 9, 1, 4):
        trainer.apply(SMALL.changed({"episodes_per_update": episodes}))
        assert len(trainer.update().returns_N) == episodes


def test_a_run_can_start_from_a_policy():
    source = Trainer(SMALL.changed({"seed": 77})).policy()
    trainer = Trainer(SMALL, source)
    assert trainer.policy().equals(source)
    assert trainer.updates == 0
    kept = source.frozen()
    trainer.update()
    assert source.equals(kept)
    assert not trainer.policy().equals(source)


def test_the_seed_fixes_the_episodes_wherever_the_weights_come_from():
    own = Trainer(SMALL)
    assert_same_run(Trainer(SMALL, own.policy()), own)


def _other_policy(spaces=None, hidden_sizes=(8, 8), activation="relu"):
    architecture = Architecture(spaces or Spaces(VectorSpace(4), DiscreteSpace(2)), hidden_sizes, activation)
    shapes = architecture.parameter_shapes()
    return Policy(architecture, {name: np.ones(shape, np.float32) for name, shape in shapes.items()})


@pytest.mark.parametrize(
    "policy",
    [
        _other_policy(hidden_sizes=(1, 1)),
        _other_policy(hidden_sizes=(16, 16)),
        _other_policy(hidden_sizes=(8,)),
        _other_policy(hidden_sizes=(8, 8, 8)),
        _other_policy(activation="tanh"),
        _other_policy(Spaces(VectorSpace(1), DiscreteSpace(1))),
        _other_policy(Spaces(VectorSpace(4), DiscreteSpace(3))),
    ],
    ids=["narrow", "wide", "shallow", "deep", "tanh", "one observation", "three actions"],
)
def test_a_policy_of_another_architecture_is_refused(policy):
    with pytest.raises(UserError):
        Trainer(SMALL, policy)


def test_a_policy_is_a_view():
    trainer = Trainer(SMALL)
    policy = trainer.policy()
    kept = policy.frozen()
    trainer.update()
    assert policy.equals(kept)
    assert not any(array.flags.writeable for array in policy.parameters.values())


def test_the_settings_describe_the_architecture():
    world = make_world("CartPole-v1")
    settings = Settings(hidden_size=5, activation="tanh")
    assert architecture_of(settings, world) == Architecture(world.spaces, (5, 5), "tanh")
    assert Trainer(settings).policy().architecture == architecture_of(settings, world)


def test_no_warning_escapes_while_finished_carts_roll_on():
    trainer = Trainer(SMALL.changed({"episodes_per_update": 64}))
    with np.errstate(all="raise", under="ignore"):
        for _ in range(3):
            trainer.update()


def test_what_an_update_stood_still_is_not_what_it_took():
    trainer = Trainer(SMALL)

    def stands_still():
        trainer.meter.waited = 1000.0
        return False

    assert -1000.0 < trainer.update(stands_still).seconds < -900.0
    assert trainer.update().seconds > 0
