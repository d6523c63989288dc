"""REINFORCE (Williams 1992), from the episodes to the step along their gradient.

Shape suffixes: T time, N episodes, B steps of all episodes together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.distributions import DistributionKind, Family, Float32, StdSource
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import Rollout, collect
from pg_desktop.learning.algorithms.algorithm import NonFiniteUpdateError, Outcome, Play
from pg_desktop.learning.algorithms.designed import METRIC, designed_rollout, reward_of
from pg_desktop.learning.algorithms.reinforce.baselines import (
    VALUE,
    Judgement,
    advantages,
    judge,
    laid_open,
    with_returns,
)
from pg_desktop.learning.algorithms.reinforce.loss import LossReport, backward, make_batch
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.networks.running_statistics import Float64, RunningStatistics
from pg_desktop.learning.networks.trained_policy import TrainedPolicy, TrainedPolicyState
from pg_desktop.learning.networks.value_network import ValueNetwork, ValueNetworkState
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import Spaces
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP

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


@dataclass(frozen=True, eq=False)
class ReinforceState:
    """Everything that the next update depends on besides the settings and the random numbers.

    Attributes:
        trained: the policy.
        value_network: the value network.
        returns: running statistics of the discounted returns, the unit of normalised rewards.
    """

    trained: TrainedPolicyState
    value_network: ValueNetworkState
    returns: RunningStatistics

    def check(self) -> None:
        """Look whether its parts belong together; see `TrainedPolicyState.check`.

        Raises:
            ValueError: if they do not.
        """
        architecture = self.trained.architecture
        self.value_network.check(architecture.spaces.observation.size)
        self.returns.check(1)
        if self.value_network.hidden_sizes != architecture.hidden_sizes or architecture.kind.values:
            raise ValueError("a policy and a value network that do not belong together")

    @property
    def nbytes(self) -> int:
        """See `AlgorithmState.nbytes`."""
        return self.trained.nbytes + self.value_network.nbytes

    @property
    def shared(self) -> tuple[Float32, ...]:
        """See `AlgorithmState.shared`."""
        return ()

    @property
    def spaces(self) -> Spaces:
        """See `AlgorithmState.spaces`."""
        return self.trained.architecture.spaces

    def policy(self) -> Policy:
        """See `AlgorithmState.policy`."""
        return self.trained.policy()


class Reinforce:
    """A policy that learns from its own episodes. See `Algorithm`."""

    State: Final = ReinforceState

    def __init__(
        self, settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
    ) -> None:
        """Prepare; see `make_algorithm`. What is drawn further is the value network.

        Raises:
            UserError: if the settings ask for a distribution that does not fit the world's actions.
        """
        self._world = world
        architecture = architecture_of(settings, world)
        self._trained = TrainedPolicy(architecture, initial)
        self._trained.network.start_std(settings.start_std)
        self._returns = RunningStatistics.empty(1)
        size = architecture.spaces.observation.size
        self._value_network = ValueNetwork(size, architecture.hidden_sizes, architecture.activation)
        self._value_network.initialise(further)

    def actor(self, mode: ActionMode, rng: np.random.Generator) -> PolicyActor:
        """See `Algorithm.actor`."""
        return PolicyActor(self._trained.acting, mode, rng)

    def policy(self) -> Policy:
        """See `Algorithm.policy`."""
        return self._trained.acting.frozen()

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """See `Algorithm.load`."""
        self._trained.load(policy, env_steps)

    def update(self, play: Play, settings: Settings, number: int) -> Outcome:
        """See `Algorithm.update`."""
        actor = self.actor(ActionMode.SAMPLED, play.rng)
        rollout = collect(play.env, actor, play.rng, options=play.options, stop=play.stop, meter=play.meter)
        play.meter.learning = True
        seen, told = self._as_designed(rollout, settings)
        metrics, trace = self._learn(seen, settings, play, number)
        return Outcome(rollout.episode_return_N, rollout.length_N, metrics | told, trace)

    def apply(
        self, old: Settings, new: Settings, rng: np.random.Generator, look: Callable[[], Rollout]
    ) -> float | None:
        """See `Algorithm.apply`."""
        if new.hidden_size == old.hidden_size:
            return None
        trained = self._trained
        if not len(trained.recent_BO):
            rollout = look()
            trained.remember(rollout.obs_TNO[rollout.mask_TN])
        before = trained.network
        obs_BO = trained.recent_BO
        trained.resize(new.hidden_size, rng)
        self._value_network.resize(new.hidden_size, obs_BO, rng)
        return trained.distance(before)

    def state(self) -> ReinforceState:
        """See `Algorithm.state`."""
        return ReinforceState(self._trained.state(), self._value_network.state(), self._returns)

    def restore(self, state: ReinforceState) -> None:
        """See `Algorithm.restore`."""
        self._trained.restore(state.trained)
        self._value_network.restore(state.value_network)
        self._returns = state.returns

    def _as_designed(self, rollout: Rollout, settings: Settings) -> tuple[Rollout, dict[str, float]]:
        """The episodes with the rewards that are to be learned from, and what is measured of these."""
        reward = reward_of(settings, self._world)
        if reward is None:
            return rollout, {}
        action_of = self._trained.acting.architecture.distribution.environment_action
        seen = designed_rollout(rollout, reward, action_of, settings.gamma)
        return seen, {METRIC: float(seen.episode_return_N.mean())}

    def _learn(
        self, rollout: Rollout, settings: Settings, play: Play, number: int
    ) -> tuple[dict[str, float], Trace | None]:
        """Take one step along the policy gradient; returns what was measured, and the update laid open if asked for."""
        seen_BO = rollout.obs_TNO[rollout.mask_TN]
        obs_BO = self._trained.acting.normalised(seen_BO)
        reward_TN = self._scaled_rewards(rollout, settings)
        judgement = None
        explained: dict[str, float] = {}
        if settings.advantage == VALUE:
            judgement = self._judge(rollout, obs_BO, reward_TN, settings, play.rng, play.stop)
            advantage_TN = judgement.advantage_TN
            if judgement.explained_variance is not None:
                explained["explained_variance"] = judgement.explained_variance
            if not self._value_network.is_finite():
                raise NonFiniteUpdateError(_VALUES, number)
        else:
            advantage_TN = advantages(rollout, reward_TN, settings)
        batch = make_batch(rollout, obs_BO, advantage_TN)
        before = self.policy() if play.traced else None
        loss = backward(self._trained.network, batch, settings.entropy_bonus, play.stop)
        gradient_norm = self._step(loss, settings.learning_rate, number)
        trace = None
        if before is not None:
            judged = laid_open(rollout, reward_TN, advantage_TN, judgement, settings)
            gradient_P = self._trained.network.gradient_P.copy()
            trace = Trace(number, settings, rollout, before, self.policy(), judged, gradient_P)
        # After the step: the gradient is that of the policy which acted.
        self._trained.see(seen_BO)
        metrics = {"policy_loss": loss.policy_loss, "entropy": loss.entropy, "gradient_norm": gradient_norm}
        return metrics | explained, trace

    def _step(self, loss: LossReport, learning_rate: float, number: int) -> float:
        network = self._trained.network
        gradient_norm = float(np.linalg.norm(network.gradient_P))
        if not np.isfinite(loss.policy_loss + loss.entropy):
            raise NonFiniteUpdateError(_LOSS, number)
        if not np.isfinite(gradient_norm):
            raise NonFiniteUpdateError(_GRADIENT, number)
        self._trained.step(learning_rate)
        if not np.isfinite(network.weights_P).all():
            raise NonFiniteUpdateError(_WEIGHTS, number)
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
        final_obs_NO = self._trained.acting.normalised(rollout.final_obs_NO)
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


def architecture_of(settings: Settings, world: World) -> Architecture:
    """The policy that the settings describe for a world.

    Raises:
        UserError: if they ask for a distribution that does not fit the world's actions.
    """
    kind = DistributionKind(Family(settings.action_distribution), StdSource(settings.std_source))
    return Architecture(
        world.spaces,
        (settings.hidden_size,) * settings.hidden_layers,
        settings.activation,
        kind if world.continuous else DistributionKind(),
        settings.normalise_observations and not world.spaces.masked,
    )
