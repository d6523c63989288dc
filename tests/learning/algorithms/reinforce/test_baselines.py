"""What a learned baseline says of a rollout, and that it takes noise out of the gradient and nothing else."""

import numpy as np
import pytest

from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.reinforce.baselines import judge, with_returns
from pg_desktop.learning.algorithms.reinforce.loss import Batch, backward
from pg_desktop.learning.algorithms.reinforce.returns import generalised_advantage, reward_to_go
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.networks.running_statistics import RunningStatistics
from pg_desktop.learning.networks.value_network import ValueNetwork
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from tests.learning.playing import played
from tests.learning.states import assert_same_value_network


class _Known:
    """V(s) = s."""

    def __init__(self):
        self.met = []

    def meet(self, return_B):
        self.met.append(return_B.tolist())

    def values(self, obs_BO):
        return obs_BO[:, 0].astype(np.float64)


def _rollout():
    """Two episodes; the first is cut off by a time limit after three steps, the second ends by itself after two."""
    obs_TNO = np.array([[2, 1], [4, 6], [8, 99]], np.float32)[..., None]
    return Rollout(
        obs_TNO,
        np.zeros((3, 2), int),
        np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]]),
        np.array([[True, True], [True, True], [True, False]]),
        np.array([False, True]),
        np.array([[20.0], [40.0]], np.float32),
    )


def _judge(value_network, rollout, **settings):
    obs_BO = rollout.obs_TNO[rollout.mask_TN]
    return judge(
        value_network, rollout, obs_BO, rollout.final_obs_NO, rollout.reward_TN, Settings(gamma=0.5, **settings)
    )


# See test_gae: with λ = ½ and the time limit worth V = 20, the end by itself worth 0.
ADVANTAGE_TN = np.array([[1 + (3 + 7 / 4) / 4, 4 - 2 / 4], [3 + 7 / 4, -2], [7, 0]])


def test_a_judgement_by_hand():
    value_network = _Known()
    judgement = _judge(value_network, _rollout(), gae_lambda=0.5)
    scale = np.sqrt(np.square(ADVANTAGE_TN).sum() / 5)
    np.testing.assert_allclose(judgement.advantage_TN, ADVANTAGE_TN / scale)
    advantage_B, value_B = ADVANTAGE_TN[_rollout().mask_TN], np.array([2, 1, 4, 6, 8])
    np.testing.assert_allclose(judgement.target_B, advantage_B + value_B)
    # It is told what returns look like before it is asked.
    assert value_network.met == [[3.75, 4, 5.5, 4, 5]]


def test_what_the_baseline_should_have_said_with_lambda_1_is_the_return():
    judgement = _judge(_Known(), _rollout(), gae_lambda=1.0)
    # What the time limit cut off is worth γ³ · 20 from the start.
    np.testing.assert_allclose(judgement.target_B, [3.75 + 2.5, 4, 5.5 + 5, 4, 5 + 10])


@pytest.mark.parametrize("gae_lambda", [0.0, 0.5, 1.0])
def test_what_the_baseline_explains_is_the_returns_whatever_lambda_is(gae_lambda):
    """The returns from each step on, the time limit worth V = 20: 6.25, 4, 10.5, 4, 15; V says 2, 1, 4, 6, 8."""
    # Mean 7.95 and variance 18.06; the differences are 4.25, 3, 6.5, −2, 7, of mean 3.75 and variance 10.4.
    expected = 1 - 10.4 / 18.06
    assert _judge(_Known(), _rollout(), gae_lambda=gae_lambda).explained_variance == pytest.approx(expected)


def test_discounting_from_the_start_weighs_late_actions_less():
    plain = _judge(_Known(), _rollout(), gae_lambda=0.5)
    late = _judge(_Known(), _rollout(), gae_lambda=0.5, discounting="from start")
    expected_TN = ADVANTAGE_TN * np.array([[1], [0.5], [0.25]])
    np.testing.assert_allclose(late.advantage_TN, expected_TN / np.sqrt(np.square(expected_TN).sum() / 5))
    np.testing.assert_array_equal(late.target_B, plain.target_B)


def test_judging_teaches_the_baseline_nothing():
    value_network = ValueNetwork(1, (4,), "tanh")
    value_network.initialise(np.random.default_rng(0))
    _judge(value_network, _rollout())
    before = value_network.state()
    _judge(value_network, _rollout())
    assert_same_value_network(value_network.state(), before)


def test_the_unit_of_normalised_rewards_is_the_spread_of_the_returns():
    rollout = _rollout()
    moments = with_returns(RunningStatistics.empty(1), rollout, 0.5)
    assert moments.count == 5
    assert moments.mean_D[0] == pytest.approx(np.mean([3.75, 4, 5.5, 4, 5]))
    assert moments.std_D[0] == pytest.approx(np.std([3.75, 4, 5.5, 4, 5]))
    twice = with_returns(moments, rollout, 0.5)
    assert (twice.count, twice.std_D[0]) == (10, pytest.approx(moments.std_D[0]))


EPISODES = 1500


def _gradients(network, rollout, advantage_TN):
    """The gradient of each episode's Σ −log π(a|s) · A, float64 (N, P)."""
    gradients = []
    for n, length in enumerate(rollout.length_N):
        steps = slice(0, length)
        advantage_T = advantage_TN[steps, n].astype(np.float32)
        batch = Batch(rollout.obs_TNO[steps, n].copy(), rollout.action_TN[steps, n].copy(), advantage_T)
        backward(network, batch, 0.0)
        gradients.append(length * network.gradient_P.astype(np.float64))
    return np.array(gradients)


def _scores(difference_NP):
    """The mean of each weight's gradient in its standard errors; those that are always 0 say nothing."""
    std_P = difference_NP.std(0, ddof=1)
    moved_P = std_P > 0
    return difference_NP.mean(0)[moved_P] / (std_P[moved_P] / len(difference_NP) ** 0.5)


@pytest.mark.slow
def test_a_learned_baseline_leaves_the_gradients_expectation_and_lowers_its_variance(record_property):
    settings = Settings(hidden_size=8, activation="tanh", episodes_per_update=16, seed=2)
    trainer = Trainer(settings)
    for _ in range(8):
        trainer.update()
    policy, gamma = trainer.policy(), settings.gamma
    network = PolicyNetwork(Architecture(trainer.world.spaces, (8, 8), "tanh"))
    network.load(policy)
    env, rng = trainer.world.vector_env(EPISODES), np.random.default_rng(0)

    # From episodes of its own: what it says must not depend on the actions that it judges.
    earlier = played(env, policy, rng)
    value_network = ValueNetwork(4, (32,), "tanh")
    value_network.initialise(rng)
    return_TN = reward_to_go(earlier.reward_TN, gamma)
    value_network.learn(
        earlier.obs_TNO[earlier.mask_TN], return_TN[earlier.mask_TN], steps=400, learning_rate=0.01, rng=rng
    )

    rollout = played(env, policy, rng)
    # What a time limit cut off counts as nothing on both sides, so that the only difference is V(s) of each step.
    mask_TN = rollout.mask_TN
    value_TN = np.zeros(mask_TN.shape)
    value_TN[mask_TN] = value_network.values(rollout.obs_TNO[mask_TN])
    return_TN = reward_to_go(rollout.reward_TN, gamma)
    advantage_TN = generalised_advantage(
        rollout.reward_TN, value_TN, np.zeros(EPISODES), mask_TN, gamma=gamma, lambda_=1.0
    )
    plain_NP, learned_NP = (_gradients(network, rollout, weight_TN) for weight_TN in (return_TN, advantage_TN))

    scores_P = _scores(learned_NP - plain_NP)
    assert np.abs(scores_P).max() < 4.5
    assert np.square(scores_P).mean() < 2
    # The bound is a bound: half the return itself, which depends on the actions, is no baseline.
    assert np.abs(_scores(-0.5 * plain_NP)).max() > 4.5

    ratio = plain_NP.var(0, ddof=1).sum() / learned_NP.var(0, ddof=1).sum()
    record_property("variance_ratio", float(ratio))
    print(  # noqa: T201
        f"\nvariance of the gradient without a baseline / with the learned one: {ratio:.2f} "
        f"({EPISODES} episodes, {int(mask_TN.sum())} steps; largest score of the difference of the means "
        f"{np.abs(scores_P).max():.2f})"
    )
    assert ratio > 2
