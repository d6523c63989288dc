"""Many episodes at once in a world whose physics can be changed, each in a physics of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.episodes import Episodes
from pg_desktop.learning.acting.policy import ActionMode, Policy, acting_may_overflow
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.measuring.evaluation import require_fit
from pg_desktop.learning.measuring.measurements import Rows
from pg_desktop.learning.worlds.variation import Variation, Variations
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

Progress = Callable[[float], None]
"""Is told which part is done, in [0, 1]."""


def rows(cells_YX: NDArray[np.float64]) -> Rows:
    """Numbers of a map as plain ones."""
    return tuple(tuple(row) for row in cells_YX.tolist())


def variations_or_say_why(world: World) -> Variations:
    """Which physics a world can have.

    Raises:
        UserError: if it has but its own.
    """
    variations = world.variations
    if variations is None:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The physics of {environment} cannot be changed; that of a cart-pole can."),
            environment=world.name,
        )
    return variations


class Game:
    """Many episodes at once, of which those that are over cost little more.

    Attributes:
        env: where they are played.
        returns_N: float64, the undiscounted sum of each one's rewards so far.
    """

    def __init__(
        self, policy: Policy, world: World, variation_N: Sequence[Variation], seed: int, mode: ActionMode
    ) -> None:
        require_fit(policy, world)
        variations = variations_or_say_why(world)
        self.env = world.vector_env(len(variation_N))
        rng = np.random.default_rng(seed)
        self._episodes = Episodes(
            self.env,
            PolicyActor(policy, mode, rng, at_once=1),
            int(rng.integers(2**31)),
            options=variations.reset_options(variation_N),
            only_where_going=True,
        )
        self.returns_N = np.zeros(len(variation_N))

    @property
    def going_N(self) -> NDArray[np.bool_]:
        """Which episodes still are."""
        return self._episodes.going_N

    @property
    def going(self) -> bool:
        """Whether any episode still is."""
        return self._episodes.going

    def see(self, obs_NO: NDArray[np.float32]) -> None:
        """Let the policy see something else than the last step has shown."""
        self._episodes.obs_NO = obs_NO

    def step(self, stop: Callable[[], bool]) -> None:
        """Let every policy act once."""
        if stop():
            raise RolloutStoppedError
        with acting_may_overflow():
            step = self._episodes.step()
        self.returns_N += np.where(step.going_N, step.reward_N, 0.0)
