"""That it learns: everything together, on a world small enough for a test and on CartPole."""

import gymnasium
import numpy as np
import pytest
import torch
from gymnasium.vector import SyncVectorEnv

from pg_desktop.learning.acting.policy import ActionMode, Architecture
from pg_desktop.learning.algorithms.reinforce.loss import backward
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from tests.learning.algorithms.reinforce.batches import batch_of
from tests.learning.playing import played


class MatchTheSignal(gymnasium.Env):
    """For a few steps, one of three signals is shown; naming it is worth 1. Episodes are 1 to 4 steps long."""

    observation_space = gymnasium.spaces.Box(0, 1, (3,))
    action_space = gymnasium.spaces.Discrete(3)

    def _show(self):
        self.signal = int(self.np_random.integers(3))
        return np.eye(3, dtype=np.float32)[self.signal]

    def reset(self, *, seed=None, options=None):
        del options
        super().reset(seed=seed)
        self.left = int(self.np_random.integers(1, 5))
        return self._show(), {}

    def step(self, action):
        reward = float(action == self.signal)
        self.left -= 1
        return self._show(), reward, self.left == 0, False, {}


def _success(rollout):
    return rollout.reward_TN.sum() / rollout.mask_TN.sum()


@pytest.mark.parametrize("discounting", ["reward-to-go", "from start"])
@pytest.mark.parametrize("advantage", ["time", "batch", "none"])
def test_a_bandit_with_three_signals_is_learned(advantage, discounting):
    network = PolicyNetwork(Architecture(Spaces(VectorSpace(3), DiscreteSpace(3)), (16,), "tanh"))
    rng = np.random.default_rng(0)
    network.initialise(rng)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.05)
    env = SyncVectorEnv([MatchTheSignal] * 24)
    before = _success(played(env, network.policy({}), rng))
    for _ in range(30):
        rollout = played(env, network.policy({}), rng)
        batch = batch_of(rollout, gamma=0.5, discounting=discounting, advantage=advantage)
        backward(network, batch, 0.0)
        optimiser.step()
    assert before < 0.5
    assert _success(played(env, network.policy({}), rng)) > 0.9
    assert _success(played(env, network.policy({}), rng, mode=ActionMode.GREEDY)) == 1


def test_the_entropy_bonus_alone_makes_the_policy_undecided():
    network = PolicyNetwork(Architecture(Spaces(VectorSpace(3), DiscreteSpace(3)), (16,), "tanh"))
    rng = np.random.default_rng(0)
    network.initialise(rng)
    network.policy({}).parameters["logits.bias"][...] = [2, 0, 0]
    optimiser = torch.optim.Adam(network.parameters(), lr=0.05)
    rollout = played(SyncVectorEnv([MatchTheSignal] * 24), network.policy({}), rng)
    batch = batch_of(rollout, gamma=0.0, discounting="reward-to-go", advantage="none")
    batch.advantage_B[...] = 0
    entropies = []
    for _ in range(60):
        entropies.append(backward(network, batch, 1.0).entropy)
        optimiser.step()
    assert entropies[0] < 0.9
    assert entropies[-1] > 0.999 * np.log(3)


def _updates_until_solved(trainer, at_most):
    """Updates until the mean return of the last 100 episodes reaches the world's target."""
    returns = []
    for update in range(1, at_most + 1):
        returns.extend(trainer.update().returns_N)
        if len(returns) >= 100 and np.mean(returns[-100:]) >= trainer.world.threshold:
            return update
    pytest.fail(f"not solved after {at_most} updates; the last 100 episodes returned {np.mean(returns[-100:])}")


def _assert_solved(seed):
    trainer = Trainer(Settings(seed=seed))
    _updates_until_solved(trainer, at_most=60)
    evaluation = evaluate(trainer.policy(), trainer.world, episodes=100, seed=0, mode=ActionMode.SAMPLED)
    assert evaluation.mean_return > 450


def test_cart_pole_is_solved_with_the_defaults():
    _assert_solved(seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_cart_pole_is_solved_with_the_defaults_from_every_seed(seed):
    _assert_solved(seed)


@pytest.mark.parametrize("advantage", [choice.value for choice in HYPERPARAMETERS["advantage"].choices])
def test_every_advantage_improves_the_policy(advantage):
    settings = Settings(advantage=advantage, episodes_per_update=16, hidden_size=16, learning_rate=0.01)
    trainer = Trainer(settings)
    returns = [trainer.update().returns_N.mean() for _ in range(25)]
    assert np.mean(returns[-3:]) > 2 * np.mean(returns[:3])
