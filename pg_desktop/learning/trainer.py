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
from pg_desktop.learning.distributions import Float32
from pg_desktop.learning.hyperparameters import Settings, applied_now
from pg_desktop.learning.network import PolicyNetwork
from pg_desktop.learning.policies import Architecture, Policy, acting_may_overflow
from pg_desktop.learning.reinforce import LossReport, backward, make_batch
from pg_desktop.learning.rollout import Rollout, collect, never
from pg_desktop.learning.worlds import World, make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

HIDDEN_LAYERS: Final = 2


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
        seconds: what the update took.
    """

    update: int
    returns_N: NDArray[np.float64]
    lengths_N: NDArray[np.int64]
    policy_loss: float
    entropy: float
    gradient_norm: float
    seconds: float


@dataclass(frozen=True, eq=False)
class TrainerState:
    """Everything that the next update depends on besides the settings: weights, optimiser and RNG.

    Attributes:
        updates: updates done.
        weights_P: all weights, float32; see `PolicyNetwork.weights_P`.
        adam: what the optimiser remembers.
        rng: the state of the run's random generator.
    """

    updates: int
    weights_P: Float32
    adam: AdamState
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
        initial, run = np.random.SeedSequence(settings.seed).spawn(2)
        self._rng = np.random.default_rng(run)
        self._network = PolicyNetwork(architecture_of(settings, self.world))
        self._network.initialise(np.random.default_rng(initial))
        if policy is not None:
            self._network.load(policy)
        self._acting = self._network.policy()
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
                loss, gradient_norm = self._learn(rollout, stop)
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
            seconds=time.perf_counter() - started,
        )

    def state(self) -> TrainerState:
        """A copy of everything that the next update depends on besides the settings."""
        return TrainerState(
            self._updates, self._network.weights_P.copy(), self._adam.state(), self._rng.bit_generator.state
        )

    def restore(self, state: TrainerState) -> None:
        """Go back to a state of this run, bit for bit."""
        self._updates = state.updates
        self._network.weights_P[...] = state.weights_P
        self._adam.restore(state.adam)
        self._rng.bit_generator.state = state.rng

    def _vector_env(self) -> VectorEnv[Any, Any, Any]:
        wanted = self.settings.episodes_per_update
        if self._env is None or self._env.num_envs != wanted:
            if self._env is not None:
                self._env.close()
            self._env = self.world.vector_env(wanted)
        return self._env

    def _learn(self, rollout: Rollout, stop: Callable[[], bool]) -> tuple[LossReport, float]:
        settings = self.settings
        batch = make_batch(
            rollout, gamma=settings.gamma, discounting=settings.discounting, advantage=settings.advantage
        )
        network = self._network
        loss = backward(network, batch, settings.entropy_bonus, stop)
        gradient_norm = float(np.linalg.norm(network.gradient_P))
        if not np.isfinite(loss.policy_loss + loss.entropy):
            raise NonFiniteUpdateError(_LOSS, self._updates + 1)
        if not np.isfinite(gradient_norm):
            raise NonFiniteUpdateError(_GRADIENT, self._updates + 1)
        self._adam.step(network.weights_P, network.gradient_P, settings.learning_rate)
        if not np.isfinite(network.weights_P).all():
            raise NonFiniteUpdateError(_WEIGHTS, self._updates + 1)
        return loss, gradient_norm


def architecture_of(settings: Settings, world: World) -> Architecture:
    """The policy that the settings describe for a world."""
    return Architecture(world.spaces, (settings.hidden_size,) * HIDDEN_LAYERS, settings.activation)
