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
from torch import Tensor

from pg_desktop.learning.distributions import Float32
from pg_desktop.learning.hyperparameters import Settings, applied_now
from pg_desktop.learning.network import PolicyNetwork
from pg_desktop.learning.policies import Architecture, Policy
from pg_desktop.learning.reinforce import LossReport, backward, make_batch
from pg_desktop.learning.rollout import Rollout, collect, never
from pg_desktop.learning.worlds import World, make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

HIDDEN_LAYERS: Final = 2


class NonFiniteUpdateError(UserError):
    """An update would have left something that is not a finite number; it has been undone."""

    def __init__(self, update: int, what: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP(
                "Errors",
                "In update {update} the {what} was no longer a finite number, so the update was undone and training "
                "paused. A lower learning rate usually helps; then train on.",
            ),
            update=update,
            what=what,
        )


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
        parameters: float32 weights by name.
        moments: Adam's state by weight and quantity ("step", "exp_avg", "exp_avg_sq"); empty before the first update.
        rng: the state of the run's random generator.
    """

    updates: int
    parameters: Mapping[str, Float32]
    moments: Mapping[str, Mapping[str, Tensor]]
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
            UserError: if the environment cannot be made.
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
            self._network.load(policy.parameters)
        self._acting = self._network.policy()
        self._optimiser = torch.optim.Adam(self._network.parameters(), fused=True)
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
            stop: asked before every env step; True abandons the update, and nothing has happened.

        Raises:
            RolloutStoppedError: when `stop` said so.
            NonFiniteUpdateError: when a loss, gradient or weight was not finite; nothing has happened.
        """
        started = time.perf_counter()
        before = self.state()
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                rollout = collect(self._vector_env(), self._acting, self._rng, stop=stop)
                loss, gradient_norm = self._learn(rollout)
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
        names = self._acting.parameters
        moments = {
            name: {key: tensor.clone() for key, tensor in self._optimiser.state[parameter].items()}
            for name, parameter in zip(names, self._network.parameters(), strict=True)
            if parameter in self._optimiser.state
        }
        parameters = {name: array.copy() for name, array in names.items()}
        return TrainerState(self._updates, parameters, moments, self._rng.bit_generator.state)

    def restore(self, state: TrainerState) -> None:
        """Go back to a state of this run, bit for bit."""
        self._updates = state.updates
        self._network.load(state.parameters)
        self._optimiser.state.clear()
        for name, parameter in zip(self._acting.parameters, self._network.parameters(), strict=True):
            if name in state.moments:
                self._optimiser.state[parameter] = {k: v.clone() for k, v in state.moments[name].items()}
        self._rng.bit_generator.state = state.rng

    def _vector_env(self) -> VectorEnv[Any, Any, Any]:
        wanted = self.settings.episodes_per_update
        if self._env is None or self._env.num_envs != wanted:
            self._env = self.world.vector_env(wanted)
        return self._env

    def _learn(self, rollout: Rollout) -> tuple[LossReport, float]:
        settings = self.settings
        batch = make_batch(
            rollout, gamma=settings.gamma, discounting=settings.discounting, advantage=settings.advantage
        )
        loss = backward(self._network, batch, settings.entropy_bonus)
        parameters = list(self._network.parameters())
        gradient_norm = float(torch.nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None]))
        self._require_finite("loss", loss.policy_loss + loss.entropy)
        self._require_finite("gradient", gradient_norm)
        self._optimiser.param_groups[0]["lr"] = settings.learning_rate
        self._optimiser.step()
        self._require_finite("policy", sum(float(np.abs(array).max()) for array in self._acting.parameters.values()))
        return loss, gradient_norm

    def _require_finite(self, what: str, number: float) -> None:
        if not np.isfinite(number):
            raise NonFiniteUpdateError(self._updates + 1, what)


def architecture_of(settings: Settings, world: World) -> Architecture:
    """The policy that the settings describe for a world."""
    return Architecture(world.spaces, (settings.hidden_size,) * HIDDEN_LAYERS, settings.activation)
