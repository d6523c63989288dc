"""Training: update after update, with the complete state in and out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray

from pg_desktop.learning.adam import Adam, AdamState
from pg_desktop.learning.baselines import VALUE, advantages, judge, with_returns
from pg_desktop.learning.critic import Critic, CriticState
from pg_desktop.learning.distributions import DistributionKind, Family, Float32, StdSource
from pg_desktop.learning.hyperparameters import Settings, applied_now
from pg_desktop.learning.moments import Float64, Moments
from pg_desktop.learning.network import PolicyNetwork
from pg_desktop.learning.policies import (
    OBSERVATION_MEAN,
    OBSERVATION_STD,
    Architecture,
    Policy,
    acting_may_overflow,
)
from pg_desktop.learning.reinforce import LossReport, backward, make_batch
from pg_desktop.learning.rollout import Rollout, collect, never
from pg_desktop.learning.worlds import World, make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

HIDDEN_LAYERS: Final = 2

_LOADED_COUNT: Final = 10_000
"""Observations that the normalisation of a loaded policy counts for."""


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
class UpdateReport:
    """What one update did.

    Attributes:
        update: its number, from 1.
        returns_N: float64, the undiscounted return of each of its episodes.
        lengths_N: int64, the env steps of each.
        policy_loss: see `LossReport`.
        entropy: mean entropy, nats.
        gradient_norm: Euclidean norm of the loss's gradient over all weights.
        explained_variance: how much of the returns' variance the value network foresaw, at most 1; None without one.
        seconds: what the update took.
    """

    update: int
    returns_N: NDArray[np.float64]
    lengths_N: NDArray[np.int64]
    policy_loss: float
    entropy: float
    gradient_norm: float
    explained_variance: float | None
    seconds: float


@dataclass(frozen=True, eq=False)
class TrainerState:
    """Everything that the next update depends on besides the settings: weights, optimisers, moments and RNG.

    Attributes:
        updates: updates done.
        weights_P: all weights, float32; see `PolicyNetwork.weights_P`.
        adam: what the optimiser remembers.
        critic: the value network.
        observations: moments of what the policy has seen.
        returns: moments of the discounted returns, the unit of normalised rewards.
        rng: the state of the run's random generator.
    """

    updates: int
    weights_P: Float32
    adam: AdamState
    critic: CriticState
    observations: Moments
    returns: Moments
    rng: Mapping[str, Any]


class Trainer:
    """REINFORCE on one policy. Made, used and dropped in one thread.

    The run is a function of the settings and the seed alone: initial weights, starting states and actions all come
    from the seed's own generators, and every update seeds its environments anew.
    """

    def __init__(self, settings: Settings, policy: Policy | None = None) -> None:
        """Prepare a run.

        Args:
            settings: all hyperparameters.
            policy: weights to start from, of the architecture that `architecture_of(settings)` describes; drawn from
                the seed if None.

        Raises:
            UserError: if the environment cannot be made, or the policy is built differently.
        """
        # A second thread costs a small network more than it brings, takes the GUI's core, and would let the number of
        # cores have a say in how sums round.
        torch.set_num_threads(1)
        self.settings = settings
        self.world = make_world(settings.environment)
        initial, run, values = np.random.SeedSequence(settings.seed).spawn(3)
        self._rng = np.random.default_rng(run)
        self._architecture = architecture_of(settings, self.world)
        self._network = PolicyNetwork(self._architecture)
        self._network.initialise(np.random.default_rng(initial))
        self._network.start_std(settings.start_std)
        observations = self._architecture.spaces.observation.size
        self._critic = Critic(observations, self._architecture.hidden_sizes, settings.activation)
        self._critic.initialise(np.random.default_rng(values))
        self._observations = Moments.nothing(observations)
        self._returns = Moments.nothing(1)
        self._scales = self._make_scales()
        if policy is not None:
            self._network.load(policy)
            self._take_scales(policy)
        self._acting = self._network.policy(self._scales)
        self._adam = Adam(len(self._network.weights_P))
        self._env: VectorEnv[Any, Any, Any] | None = None
        self._updates = 0

    @property
    def updates(self) -> int:
        """Updates done."""
        return self._updates

    def policy(self) -> Policy:
        """A copy of the policy as it is now."""
        return self._acting.snapshot()

    def apply(self, wanted: Settings) -> None:
        """Let settings act from the next update on; what acts only on Reset stays as it is."""
        self.settings = applied_now(wanted, self.settings)

    def update(self, stop: Callable[[], bool] = never) -> UpdateReport:
        """Play a batch of episodes and take one step along the policy gradient.

        Args:
            stop: asked all the time; True abandons the update, and nothing has happened.

        Raises:
            RolloutStoppedError: when `stop` said so.
            NonFiniteUpdateError: when a loss, gradient or weight was not finite; nothing has happened.
        """
        started = time.perf_counter()
        before = self.state()
        try:
            with acting_may_overflow():
                rollout = collect(self._vector_env(), self._acting, self._rng, stop=stop)
                loss, gradient_norm, explained = self._learn(rollout, stop)
        except BaseException:
            self.restore(before)
            raise
        self._updates += 1
        return UpdateReport(
            update=self._updates,
            returns_N=rollout.episode_return_N,
            lengths_N=rollout.length_N,
            policy_loss=loss.policy_loss,
            entropy=loss.entropy,
            gradient_norm=gradient_norm,
            explained_variance=explained,
            seconds=time.perf_counter() - started,
        )

    def state(self) -> TrainerState:
        """A copy of everything that the next update depends on besides the settings."""
        return TrainerState(
            updates=self._updates,
            weights_P=self._network.weights_P.copy(),
            adam=self._adam.state(),
            critic=self._critic.state(),
            observations=self._observations,
            returns=self._returns,
            rng=self._rng.bit_generator.state,
        )

    def restore(self, state: TrainerState) -> None:
        """Go back to a state of this run, bit for bit."""
        self._updates = state.updates
        self._network.weights_P[...] = state.weights_P
        self._adam.restore(state.adam)
        self._critic.restore(state.critic)
        self._returns = state.returns
        self._see(state.observations)
        self._rng.bit_generator.state = state.rng

    def close(self) -> None:
        """Let go of the environments, which may have processes of their own."""
        if self._env is not None:
            self._env.close()
            self._env = None

    def _vector_env(self) -> VectorEnv[Any, Any, Any]:
        wanted = self.settings.episodes_per_update
        if self._env is None or self._env.num_envs != wanted:
            self.close()
            self._env = self.world.vector_env(wanted)
        return self._env

    def _learn(self, rollout: Rollout, stop: Callable[[], bool]) -> tuple[LossReport, float, float | None]:
        obs_BO = self._acting.normalised(rollout.obs_TNO[rollout.mask_TN])
        reward_TN = self._scaled_rewards(rollout)
        explained = None
        if self.settings.advantage == VALUE:
            advantage_TN, explained = self._judge(rollout, obs_BO, reward_TN, stop)
        else:
            advantage_TN = advantages(rollout, reward_TN, self.settings)
        batch = make_batch(rollout, obs_BO, advantage_TN)
        loss = backward(self._network, batch, self.settings.entropy_bonus, stop)
        gradient_norm = self._step(loss)
        if self._architecture.normalised:
            # After the step: the gradient is that of the policy which acted.
            self._see(self._observations.with_batch(rollout.obs_TNO[rollout.mask_TN]))
        return loss, gradient_norm, explained

    def _step(self, loss: LossReport) -> float:
        network, update = self._network, self._updates + 1
        gradient_norm = float(np.linalg.norm(network.gradient_P))
        if not np.isfinite(loss.policy_loss + loss.entropy):
            raise NonFiniteUpdateError(_LOSS, update)
        if not np.isfinite(gradient_norm):
            raise NonFiniteUpdateError(_GRADIENT, update)
        self._adam.step(network.weights_P, network.gradient_P, self.settings.learning_rate)
        if not np.isfinite(network.weights_P).all():
            raise NonFiniteUpdateError(_WEIGHTS, update)
        return gradient_norm

    def _judge(
        self, rollout: Rollout, obs_BO: Float32, reward_TN: Float64, stop: Callable[[], bool]
    ) -> tuple[Float64, float | None]:
        """Ask the value network, and then let it learn from the same episodes."""
        settings, critic = self.settings, self._critic
        final_obs_NO = self._acting.normalised(rollout.final_obs_NO)
        judgement = judge(critic, rollout, obs_BO, final_obs_NO, reward_TN, settings)
        critic.learn(
            obs_BO,
            judgement.target_B,
            steps=settings.value_steps,
            learning_rate=settings.value_learning_rate,
            rng=self._rng,
            stop=stop,
        )
        if not critic.is_finite():
            raise NonFiniteUpdateError(_VALUES, self._updates + 1)
        return judgement.advantage_TN, judgement.explained_variance

    def _scaled_rewards(self, rollout: Rollout) -> Float64:
        if not self.settings.normalise_rewards:
            return rollout.reward_TN
        self._returns = with_returns(self._returns, rollout, self.settings.gamma)
        scaled_TN: Float64 = rollout.reward_TN / self._returns.std_D[0]
        return scaled_TN

    def _make_scales(self) -> dict[str, Float32]:
        if not self._architecture.normalised:
            return {}
        mean_O, std_O = self._observations.as_float32()
        return {OBSERVATION_MEAN: mean_O, OBSERVATION_STD: std_O}

    def _take_scales(self, policy: Policy) -> None:
        """Go on from a policy's normalisation, as if it had been learned from `_LOADED_COUNT` observations."""
        if not self._architecture.normalised:
            return
        mean_O, std_O = policy.parameters[OBSERVATION_MEAN], policy.parameters[OBSERVATION_STD]
        count = _LOADED_COUNT
        self._see(Moments(count, mean_O.astype(np.float64), count * np.square(std_O.astype(np.float64))))

    def _see(self, observations: Moments) -> None:
        self._observations = observations
        for name, array in self._make_scales().items():
            self._scales[name][...] = array


def architecture_of(settings: Settings, world: World) -> Architecture:
    """The policy that the settings describe for a world.

    Raises:
        UserError: if they ask for a distribution that does not fit the world's actions.
    """
    kind = DistributionKind(Family(settings.action_distribution), StdSource(settings.std_source))
    return Architecture(
        world.spaces,
        (settings.hidden_size,) * HIDDEN_LAYERS,
        settings.activation,
        kind if world.continuous else DistributionKind(),
        settings.normalise_observations,
    )
