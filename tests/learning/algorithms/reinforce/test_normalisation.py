"""Policies that bring observations to mean 0 and standard deviation 1 first, and where the scales come from."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.acting.distributions import DistributionKind, Family, StdSource
from pg_desktop.learning.acting.policy import OBSERVATION_MEAN, OBSERVATION_STD, ActionMode, Architecture, Policy
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace, Spaces, VectorSpace
from pg_desktop.messages import UserError
from tests.learning.playing import played

BOX = BoxSpace((-1.0, -2.0), (1.0, 2.0))
KINDS = [
    (DiscreteSpace(3), DistributionKind()),
    *((BOX, DistributionKind(family, source)) for family in Family for source in StdSource),
]
EACH_KIND = pytest.mark.parametrize(
    ("action", "kind"),
    KINDS,
    ids=lambda value: f"{value.family}-{value.std_source}" if hasattr(value, "family") else "",
)
NORMALISED = Settings(hidden_size=8, episodes_per_update=4, seed=3, normalise_observations=True)


def _policy(action, kind, mean, std, seed=0):
    rng = np.random.default_rng(seed)
    architecture = Architecture(Spaces(VectorSpace(3), action), (7, 5), "tanh", kind, normalised=True)
    shapes = architecture.learned_shapes()
    learned = {name: rng.normal(0, 0.7, shape).astype(np.float32) for name, shape in shapes.items()}
    scales = {OBSERVATION_MEAN: np.array(mean, np.float32), OBSERVATION_STD: np.array(std, np.float32)}
    return Policy(architecture, learned | scales)


def _plain(policy):
    """The same weights without the scales."""
    architecture = policy.architecture
    plain = Architecture(architecture.spaces, architecture.hidden_sizes, architecture.activation, architecture.kind)
    return Policy(plain, {name: policy.parameters[name] for name in plain.parameter_shapes()})


@EACH_KIND
def test_it_acts_as_the_network_does_on_normalised_observations(action, kind):
    policy = _policy(action, kind, [10, -2, 0.5], [3, 0.1, 20])
    obs_NO = np.random.default_rng(1).normal([10, -2, 0.5], [3, 0.1, 20], (50, 3)).astype(np.float32)
    plain, normalised_NO = _plain(policy), policy.normalised(obs_NO)
    np.testing.assert_allclose(normalised_NO, (obs_NO - [10, -2, 0.5]) / [3, 0.1, 20], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(policy.outputs(obs_NO), plain.outputs(normalised_NO), rtol=1e-3, atol=1e-4)
    distribution = policy.architecture.distribution
    for mode in ActionMode:
        own, other = (
            distribution.choose(
                acting.outputs(seen_NO), mode, distribution.noise_by_step(np.random.default_rng(2), len(obs_NO))
            )
            for acting, seen_NO in ((policy, obs_NO), (plain, normalised_NO))
        )
        np.testing.assert_allclose(own, other, rtol=1e-3, atol=1e-3)


@EACH_KIND
def test_torch_learns_what_acts(action, kind):
    policy = _policy(action, kind, [10, -2, 0.5], [3, 0.1, 20])
    network = PolicyNetwork(policy.architecture)
    network.load(policy)
    obs_NO = np.random.default_rng(1).normal([10, -2, 0.5], [3, 0.1, 20], (50, 3)).astype(np.float32)
    with torch.inference_mode():
        outputs = network(torch.from_numpy(policy.normalised(obs_NO))).numpy()
    np.testing.assert_allclose(outputs, policy.outputs(obs_NO), rtol=1e-3, atol=1e-4)
    scales = {name: policy.parameters[name] for name in (OBSERVATION_MEAN, OBSERVATION_STD)}
    assert network.policy(scales).equals(policy)
    assert list(network.policy(scales).parameters) == list(policy.architecture.parameter_shapes())


@given(
    mean=st.lists(st.floats(-100, 100), min_size=3, max_size=3),
    std=st.lists(st.floats(0.01, 100), min_size=3, max_size=3),
    seed=st.integers(0, 2**32 - 1),
)
def test_whatever_the_scales_it_is_the_same_function(mean, std, seed):
    policy = _policy(DiscreteSpace(3), DistributionKind(), mean, std, seed)
    obs_NO = np.random.default_rng(seed).normal(mean, std, (20, 3)).astype(np.float32)
    np.testing.assert_array_equal(policy.outputs(obs_NO), _plain(policy).outputs(policy.normalised(obs_NO)))


def test_acting_and_learning_agree_far_from_zero():
    """A dimension of 1000 that moves by a thousandth loses three digits in float32, but both lose the same."""
    policy = _policy(*KINDS[0], [1000, -5e5, 0], [1e-3, 1, 1e4])
    network = PolicyNetwork(policy.architecture)
    network.load(policy)
    obs_NO = np.random.default_rng(1).normal([1000, -5e5, 0], [1e-3, 1, 1e4], (200, 3)).astype(np.float32)
    with torch.inference_mode():
        learning = network(torch.from_numpy(policy.normalised(obs_NO))).numpy()
    np.testing.assert_allclose(policy.outputs(obs_NO), learning, rtol=0, atol=1e-5)
    assert np.ptp(learning, 0).min() > 1


def test_without_scales_observations_are_what_they_are():
    obs_NO = np.ones((2, 3), np.float32)
    assert _plain(_policy(*KINDS[0], [1, 1, 1], [2, 2, 2])).normalised(obs_NO) is obs_NO


def test_the_scales_are_of_the_policy_and_not_learned():
    policy = _policy(*KINDS[0], [1, 1, 1], [2, 2, 2])
    architecture = policy.architecture
    assert set(architecture.parameter_shapes()) - set(architecture.learned_shapes()) == {
        OBSERVATION_MEAN,
        OBSERVATION_STD,
    }
    assert architecture.summary() == "3 → 7 → 5 → 3, tanh, normalised"
    assert not policy.frozen().parameters[OBSERVATION_STD].flags.writeable


def test_the_first_episodes_are_played_unscaled_and_then_scaled_by_what_was_seen():
    trainer = Trainer(NORMALISED)
    seen = []
    for _ in range(3):
        before, rng = trainer.policy(), np.random.default_rng()
        rng.bit_generator.state = trainer.state().rng
        if not seen:
            np.testing.assert_array_equal(before.parameters[OBSERVATION_MEAN], 0)
            np.testing.assert_array_equal(before.parameters[OBSERVATION_STD], 1)
        # The episodes that the trainer is about to play.
        rollout = played(trainer.world.vector_env(4), before, rng)
        trainer.update()
        seen.append(rollout.obs_TNO[rollout.mask_TN])
        all_BO, after = np.concatenate(seen).astype(np.float64), trainer.policy().parameters
        np.testing.assert_allclose(after[OBSERVATION_MEAN], all_BO.mean(0), rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(after[OBSERVATION_STD], all_BO.std(0), rtol=1e-4)


def test_the_gradient_is_that_of_the_policy_that_acted():
    """The ratio of new to old probabilities is 1 where an update begins: its scales are those of the episodes."""
    trainer, plain = Trainer(NORMALISED), Trainer(NORMALISED.changed({"normalise_observations": False}))
    # Before anything is seen both are the same, and so is their first step.
    first, other = trainer.update(), plain.update()
    assert (first.metrics["policy_loss"], first.metrics["gradient_norm"]) == (
        other.metrics["policy_loss"],
        other.metrics["gradient_norm"],
    )
    assert trainer.update().metrics["policy_loss"] != plain.update().metrics["policy_loss"]


def test_a_loaded_policy_keeps_its_scales_and_they_go_on_slowly():
    source = Trainer(NORMALISED)
    for _ in range(3):
        source.update()
    policy = source.policy()
    trainer = Trainer(NORMALISED, policy)
    assert trainer.policy().equals(policy)
    moments = trainer.state().algorithm.trained.observations
    np.testing.assert_array_equal(moments.mean_D.astype(np.float32), policy.parameters[OBSERVATION_MEAN])
    np.testing.assert_allclose(moments.std_D, policy.parameters[OBSERVATION_STD], rtol=1e-6)
    trainer.update()
    moved = np.abs(trainer.policy().parameters[OBSERVATION_MEAN] - policy.parameters[OBSERVATION_MEAN])
    assert (moved > 0).any()
    assert (moved < 0.05 * policy.parameters[OBSERVATION_STD]).all()


@pytest.mark.parametrize("normalised", [False, True])
def test_a_policy_with_scales_is_not_one_without(normalised):
    settings = NORMALISED.changed({"normalise_observations": normalised})
    other = Trainer(NORMALISED.changed({"normalise_observations": not normalised})).policy()
    with pytest.raises(UserError, match="normalised"):
        Trainer(settings, other)


def test_normalised_rewards_are_for_learning_only():
    plain = Settings(hidden_size=8, episodes_per_update=4, seed=3, advantage="none")
    trainer, other = Trainer(plain.changed({"normalise_rewards": True})), Trainer(plain)
    report, unscaled = trainer.update(), other.update()
    np.testing.assert_array_equal(report.returns_N, unscaled.returns_N)
    std = trainer.state().algorithm.returns.std_D[0]
    assert std > 1
    assert report.metrics["policy_loss"] == pytest.approx(unscaled.metrics["policy_loss"] / std, rel=1e-5)
    assert report.metrics["gradient_norm"] == pytest.approx(unscaled.metrics["gradient_norm"] / std, rel=1e-4)


@pytest.mark.parametrize("source", list(StdSource))
@pytest.mark.parametrize("family", list(Family))
def test_a_gaussian_policy_begins_with_the_spread_that_was_asked_for(family, source):
    settings = Settings(
        environment="Pendulum-v1", action_distribution=family, std_source=source, start_std=0.25, hidden_size=64
    )
    trainer = Trainer(settings)
    outputs = trainer.policy().outputs(np.random.default_rng(0).normal(0, 1, (200, 3)).astype(np.float32))
    log_std = outputs[:, 1]
    if source is StdSource.FREE:
        np.testing.assert_array_equal(log_std, np.float32(np.log(0.25)))
    else:
        assert log_std.mean() == pytest.approx(np.log(0.25), abs=0.3)
        assert log_std.std() > 0
    trainer.close()


def test_the_free_spread_is_learned_like_any_weight():
    settings = Settings(environment="Pendulum-v1", hidden_size=8, episodes_per_update=2, advantage="batch")
    trainer = Trainer(settings)
    before = trainer.policy().parameters["log_std"]
    trainer.update()
    # Adam's first step.
    assert abs(trainer.policy().parameters["log_std"] - before)[0] == pytest.approx(settings.learning_rate, rel=0.01)
    assert trainer.state().algorithm.trained.weights_P.shape == trainer.state().algorithm.trained.adam.mean_P.shape
    trainer.close()


def test_a_kind_of_distribution_is_for_real_numbers_alone():
    spaces = Spaces(VectorSpace(3), DiscreteSpace(2))
    with pytest.raises(ValueError, match="no such choice"):
        Architecture(spaces, (4,), "relu", DistributionKind(Family.SQUASHED))
    # A setting that means nothing here is no error.
    assert Trainer(Settings(action_distribution="squashed", std_source="state")).policy().architecture.kind == (
        DistributionKind()
    )
