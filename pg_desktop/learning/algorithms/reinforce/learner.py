"""What learns: a policy network with its optimiser, its value network and its scales; one step along the gradient.

Shape suffixes: T time, N episodes, O observation, B steps of all episodes together, P weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import OBSERVATION_MEAN, OBSERVATION_STD, Architecture, Policy
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.reinforce.baselines import VALUE, Judgement, advantages, judge, with_returns
from pg_desktop.learning.algorithms.reinforce.loss import LossReport, backward, make_batch
from pg_desktop.learning.networks.adam import Adam, AdamState
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.networks.resizing import resize
from pg_desktop.learning.networks.running_statistics import Float64, RunningStatistics
from pg_desktop.learning.networks.value_network import ValueNetwork, ValueNetworkState
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

RECENT: Final = 2000
"""Observations that are remembered for a change of the hidden size."""

_LOADED_COUNT: Final = 10_000
"""Observations that the normalisation of a loaded policy counts for at the most: it may have learned somewhere else."""

_LOSS: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "In update {update} the loss was no longer a finite number, so the update was undone and training paused. A lower "
    "learning rate usually helps; then train on.",
)
_GRADIENT: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "In update {update} the gradient was no longer a finite number, so the update was undone and training paused. A "
    "lower learning rate usually helps; then train on.",
)
_WEIGHTS: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "In update {update} the policy's weights were no longer finite numbers, so the update was undone and training "
    "paused. A lower learning rate usually helps; then train on.",
)
_VALUES: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "In update {update} the value network's weights were no longer finite numbers, so the update was undone and "
    "training paused. A lower value learning rate usually helps; then train on.",
)


class NonFiniteUpdateError(UserError):
    """An update would have left something that is not a finite number; it has been undone."""

    def __init__(self, template: str, update: int) -> None:
        super().__init__(template, update=update)


@dataclass(frozen=True, eq=False)
class LearnerState:
    """Everything that the next step depends on besides the settings.

    Attributes:
        architecture: how the policy is built.
        weights_P: all its weights, float32; see `FlatNetwork.weights_P`.
        adam: what the optimiser remembers.
        value_network: the value network.
        observations: moments of what the policy has seen.
        returns: moments of the discounted returns, the unit of normalised rewards.
        recent_BO: the latest observations as the environment gave them, at most `RECENT`; never written to.
    """

    architecture: Architecture
    weights_P: Float32
    adam: AdamState
    value_network: ValueNetworkState
    observations: RunningStatistics
    returns: RunningStatistics
    recent_BO: Float32

    @property
    def nbytes(self) -> int:
        """What it takes."""
        return 3 * self.weights_P.nbytes + self.value_network.nbytes + self.recent_BO.nbytes

    def policy(self) -> Policy:
        """The policy as it was then, with arrays of its own."""
        flat = np.split(self.weights_P, np.cumsum([size for _, size in self._sizes()])[:-1])
        shapes = self.architecture.learned_shapes()
        arrays = {name: part.reshape(shapes[name]) for (name, _), part in zip(self._sizes(), flat, strict=True)}
        return Policy(self.architecture, arrays | scales_of(self.architecture, self.observations)).frozen()

    def _sizes(self) -> list[tuple[str, int]]:
        shapes = self.architecture.learned_shapes()
        return [(name, int(np.prod(shape))) for name, shape in shapes.items()]


class Learner:
    """A policy that learns. Made, used and dropped in one thread.

    Attributes:
        acting: the policy as it is now; it shares the network's memory, and a change of the hidden size replaces it.
    """

    acting: Policy

    def __init__(
        self, architecture: Architecture, *, start_std: float, initial: np.random.Generator, values: np.random.Generator
    ) -> None:
        """Prepare.

        Args:
            architecture: how the policy is built.
            start_std: σ of an untrained Gaussian policy.
            initial: draws the policy's weights.
            values: draws the value network's.
        """
        observations = architecture.spaces.observation.size
        self._observations = RunningStatistics.empty(observations)
        self._returns = RunningStatistics.empty(1)
        self._recent_BO = np.empty((0, observations), np.float32)
        self._build(architecture)
        self._network.initialise(initial)
        self._network.start_std(start_std)
        self._value_network = ValueNetwork(observations, architecture.hidden_sizes, architecture.activation)
        self._value_network.initialise(values)

    @property
    def architecture(self) -> Architecture:
        """How the policy is built."""
        return self._network.architecture

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """Take over a policy's weights and scales.

        Args:
            policy: whose.
            env_steps: observations that its scales come from, or None if unknown. Those of a policy that has seen
                nothing say nothing, and are as good as forgotten.

        Raises:
            UserError: if it is built differently.
        """
        self._network.load(policy)
        if self.architecture.normalised:
            mean_O, std_O = policy.parameters[OBSERVATION_MEAN], policy.parameters[OBSERVATION_STD]
            count = _LOADED_COUNT if env_steps is None else min(env_steps, _LOADED_COUNT)
            self._see(RunningStatistics(count, mean_O.astype(np.float64), count * np.square(std_O.astype(np.float64))))

    def learn(
        self,
        rollout: Rollout,
        settings: Settings,
        rng: np.random.Generator,
        update: int,
        stop: Callable[[], bool],
    ) -> dict[str, float]:
        """Take one step along the policy gradient.

        Args:
            rollout: what `acting` has played.
            settings: all hyperparameters.
            rng: draws what the value network learns from.
            update: the number of this update, for messages.
            stop: asked all the time.

        Returns:
            What was measured, by the keys of the table of metrics.

        Raises:
            RolloutStoppedError: when `stop` said so; the state is to be restored.
            NonFiniteUpdateError: when a loss, gradient or weight was not finite; the state is to be restored.
        """
        seen_BO = rollout.obs_TNO[rollout.mask_TN]
        obs_BO = self.acting.normalised(seen_BO)
        reward_TN = self._scaled_rewards(rollout, settings)
        explained: dict[str, float] = {}
        if settings.advantage == VALUE:
            judgement = self._judge(rollout, obs_BO, reward_TN, settings, rng, stop)
            advantage_TN = judgement.advantage_TN
            if judgement.explained_variance is not None:
                explained["explained_variance"] = judgement.explained_variance
            if not self._value_network.is_finite():
                raise NonFiniteUpdateError(_VALUES, update)
        else:
            advantage_TN = advantages(rollout, reward_TN, settings)
        batch = make_batch(rollout, obs_BO, advantage_TN)
        loss = backward(self._network, batch, settings.entropy_bonus, stop)
        gradient_norm = self._step(loss, settings.learning_rate, update)
        self.remember(seen_BO)
        if self.architecture.normalised:
            # After the step: the gradient is that of the policy which acted.
            self._see(self._observations.with_batch(seen_BO))
        return {
            "policy_loss": loss.policy_loss,
            "entropy": loss.entropy,
            "gradient_norm": gradient_norm,
            **explained,
        }

    @property
    def remembers(self) -> bool:
        """Whether it has seen observations in this run."""
        return len(self._recent_BO) > 0

    def remember(self, seen_BO: Float32) -> None:
        """Keep some of the observations for a change of the hidden size.

        Args:
            seen_BO: as the environment gave them, at least one.
        """
        self._recent_BO = seen_BO[:: -(-len(seen_BO) // RECENT)].copy()

    def resize(self, hidden_size: int, rng: np.random.Generator) -> float:
        """Give every hidden layer of both networks `hidden_size` units; see `resizing`.

        Returns:
            How much that moved the policy: mean KL(before ‖ after) over recent observations, nats; 0 without any.
        """
        old, adam = self._network, self._adam.state()
        obs_BO = self.acting.normalised(self._recent_BO)
        net = old.perceptron()
        resized = resize(net, net.like(adam.mean_P), net.like(adam.square_P), obs_BO, hidden_size, rng)
        free = old.architecture.distribution.free_size
        kept = slice(len(adam.mean_P) - free, None)
        self._build(replace(old.architecture, hidden_sizes=(hidden_size,) * len(net.hidden_sizes)))
        self._network.weights_P[...] = np.concatenate([resized.net.flat(), old.weights_P[kept]])
        self._adam.restore(
            AdamState(
                adam.steps,
                np.concatenate([resized.mean.flat(), adam.mean_P[kept]]),
                np.concatenate([resized.square.flat(), adam.square_P[kept]]),
            )
        )
        self._value_network.resize(hidden_size, obs_BO, rng)
        return self._distance(old, obs_BO)

    def state(self) -> LearnerState:
        """A copy of everything that the next step depends on besides the settings."""
        return LearnerState(
            architecture=self.architecture,
            weights_P=self._network.weights_P.copy(),
            adam=self._adam.state(),
            value_network=self._value_network.state(),
            observations=self._observations,
            returns=self._returns,
            recent_BO=self._recent_BO,
        )

    def restore(self, state: LearnerState) -> None:
        """Go back to a state of this learner, bit for bit."""
        if state.architecture != self.architecture:
            self._build(state.architecture)
        self._network.weights_P[...] = state.weights_P
        self._adam.restore(state.adam)
        self._value_network.restore(state.value_network)
        self._returns = state.returns
        self._recent_BO = state.recent_BO
        self._see(state.observations)

    def _build(self, architecture: Architecture) -> None:
        """Make the parts whose shapes follow from the architecture; what the policy has seen stays."""
        self._scales = scales_of(architecture, self._observations)
        self._network = PolicyNetwork(architecture)
        self._adam = Adam(len(self._network.weights_P))
        self.acting = self._network.policy(self._scales)

    def _step(self, loss: LossReport, learning_rate: float, update: int) -> float:
        network = self._network
        gradient_norm = float(np.linalg.norm(network.gradient_P))
        if not np.isfinite(loss.policy_loss + loss.entropy):
            raise NonFiniteUpdateError(_LOSS, update)
        if not np.isfinite(gradient_norm):
            raise NonFiniteUpdateError(_GRADIENT, update)
        self._adam.step(network.weights_P, network.gradient_P, learning_rate)
        if not np.isfinite(network.weights_P).all():
            raise NonFiniteUpdateError(_WEIGHTS, update)
        network.bound_free()
        return gradient_norm

    def _judge(
        self,
        rollout: Rollout,
        obs_BO: Float32,
        reward_TN: Float64,
        settings: Settings,
        rng: np.random.Generator,
        stop: Callable[[], bool],
    ) -> Judgement:
        """Ask the value network, and then let it learn from the same episodes."""
        final_obs_NO = self.acting.normalised(rollout.final_obs_NO)
        judgement = judge(self._value_network, rollout, obs_BO, final_obs_NO, reward_TN, settings)
        self._value_network.learn(
            obs_BO,
            judgement.target_B,
            steps=settings.value_steps,
            learning_rate=settings.value_learning_rate,
            rng=rng,
            stop=stop,
        )
        return judgement

    def _scaled_rewards(self, rollout: Rollout, settings: Settings) -> Float64:
        if not settings.normalise_rewards:
            return rollout.reward_TN
        self._returns = with_returns(self._returns, rollout, settings.gamma)
        scaled_TN: Float64 = rollout.reward_TN / self._returns.std_D[0]
        return scaled_TN

    def _see(self, observations: RunningStatistics) -> None:
        self._observations = observations
        for name, array in scales_of(self.architecture, observations).items():
            self._scales[name][...] = array

    def _distance(self, old: PolicyNetwork, obs_BO: Float32) -> float:
        if not len(obs_BO):
            return 0.0
        with torch.inference_mode():
            obs = torch.from_numpy(obs_BO)
            return max(0.0, float(self.architecture.distribution.kl(old(obs), self._network(obs)).mean()))


def scales_of(architecture: Architecture, observations: RunningStatistics) -> dict[str, Float32]:
    """What a policy of this architecture scales its observations by, under the names of its parameters."""
    if not architecture.normalised:
        return {}
    mean_O, std_O = observations.as_float32()
    return {OBSERVATION_MEAN: mean_O, OBSERVATION_STD: std_O}
