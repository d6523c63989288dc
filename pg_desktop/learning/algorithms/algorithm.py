"""What learns, seen from the trainer: it plays, changes its policy, and can be stopped, kept and gone back to.

Shape suffixes: N episodes of an update.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar, Protocol

import numpy as np
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import Actor
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.designed import reward_of
from pg_desktop.learning.algorithms.table import ALGORITHMS, algorithm_entry, is_for
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.memory import require_memory
from pg_desktop.learning.meter import Meter
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import Spaces
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


class NonFiniteUpdateError(UserError):
    """An update would have left something that is not a finite number; it has been undone."""

    def __init__(self, template: str, update: int) -> None:
        super().__init__(template, update=update)


@dataclass(frozen=True, eq=False)
class Play:
    """Where an update takes place.

    Attributes:
        env: as many environments as episodes are to be played; nobody else makes use of them meanwhile.
        options: what their reset is told.
        rng: the run's random numbers: for the environments' seed, the actor's noise and what is drawn to learn from.
        stop: asked all the time; it may let the update stand still for a while.
        meter: is told how far the update is.
        traced: whether the outcome is to lay the update open.
    """

    env: VectorEnv[Any, Any, Any]
    options: dict[str, Any] | None
    rng: np.random.Generator
    stop: Callable[[], bool]
    meter: Meter = field(default_factory=Meter)
    traced: bool = False


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an update came to.

    Attributes:
        returns_N: float64, the undiscounted return of each of its episodes.
        lengths_N: int64, the env steps of each.
        metrics: what else was measured, by the keys of the table of metrics; what there was none of is left out.
        trace: the update laid open, where that was asked for.
    """

    returns_N: NDArray[np.float64]
    lengths_N: NDArray[np.int64]
    metrics: Mapping[str, float]
    trace: Trace | None = None


class AlgorithmState(Protocol):
    """Everything that an algorithm's next update depends on besides the settings and the random numbers. Immutable."""

    @property
    def nbytes(self) -> int:
        """What it takes that no other state of the run shares."""
        ...

    @property
    def shared(self) -> tuple[NDArray[Any], ...]:
        """Arrays that other states of the run reach into too."""
        ...

    @property
    def spaces(self) -> Spaces:
        """What the policy sees and may do."""
        ...

    def policy(self) -> Policy:
        """The policy as it was then, with arrays of its own."""
        ...


class Algorithm(Protocol):
    """What learns. Made, used and dropped in one thread.

    An update begins and ends between episodes, so that no environment's inner state has to be kept.

    Attributes:
        State: what `state` returns, a frozen dataclass that a file can hold (`storage.codec`); its `check` looks
            whether what a file says belongs together.
    """

    State: ClassVar[type]

    def actor(self, mode: ActionMode, rng: np.random.Generator) -> Actor:
        """The policy as it is now, acting."""
        ...

    def policy(self) -> Policy:
        """A frozen copy of the policy as it is now."""
        ...

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """Take over a policy's weights and scales.

        Args:
            policy: whose.
            env_steps: env steps that it has been trained for, None if unknown.

        Raises:
            UserError: if it is built differently.
        """
        ...

    def update(self, play: Play, settings: Settings, number: int) -> Outcome:
        """Play one episode in each of the environments and learn.

        Args:
            play: where.
            settings: all hyperparameters.
            number: of this update, from 1, for messages.

        Raises:
            RolloutStoppedError: when `play.stop` said so; the state is to be restored.
            NonFiniteUpdateError: when something was not finite; the state is to be restored.
        """
        ...

    def apply(
        self, old: Settings, new: Settings, rng: np.random.Generator, look: Callable[[], Rollout]
    ) -> float | None:
        """Let settings act that change what there is, such as the size of networks.

        Args:
            old: the settings before.
            new: those from now on.
            rng: the run's random numbers.
            look: lets the policy play a few episodes, for an algorithm that has to know what it is for and has not
                seen it yet. The run's random numbers have no part in that.

        Returns:
            Where the hidden size changed, how much that moved the policy: mean KL over recent observations, nats; None
            where it did not, or the policy has no probabilities to compare.
        """
        ...

    def state(self) -> AlgorithmState:
        """A copy of everything that the next update depends on besides the settings and the random numbers."""
        ...

    def restore(self, state: Any) -> None:
        """Go back to a state of this algorithm in this run, bit for bit."""
        ...


def make_algorithm(
    settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
) -> Algorithm:
    """What the settings want to learn in a world.

    Args:
        settings: all hyperparameters.
        world: where.
        initial: draws the policy's weights.
        further: draws whatever else there is to begin with.

    Raises:
        UserError: if the algorithm or the reward does not fit the world, the settings contradict each other, or there
            is less memory than they may need.
    """
    require_family(settings)
    require_memory(settings, world.spaces.observation.size, world.max_episode_steps)
    reward_of(settings, world)
    made: Algorithm = _class_of(settings.algorithm)(settings, world, initial, further)
    return made


def require_family(settings: Settings) -> None:
    """Make sure that the algorithm is one for the world.

    Raises:
        UserError: if it is for worlds of another kind.
    """
    entry = algorithm_entry(settings.algorithm)
    if not is_for(entry, environment_entry(settings.environment).family):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{algorithm} learns board games for two, and {environment} is none; choose a board game as the "
                "environment, or {other} as the algorithm.",
            ),
            algorithm=entry.name,
            environment=settings.environment,
            other=ALGORITHMS[0].name,
        )


def state_type(algorithm: str) -> type[AlgorithmState]:
    """What an algorithm's states are, by its id in the table."""
    kind: type[AlgorithmState] = _class_of(algorithm).State
    return kind


def _class_of(algorithm: str) -> Any:
    module, _, name = algorithm_entry(algorithm).entry_point.partition(":")
    return getattr(import_module(module), name)
