"""A scripted player: a law, seen late, done with a hand that slips. Synthetic, and labelled so wherever it is shown.

Shape suffixes: N environments, O observation, A numbers of an action.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import Choice
from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.demonstrations.laws import NO_KEY, SCRIPTS, Script
from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

REACTION_SECONDS: Final = 0.2
"""Between seeing and doing, as of a human at the keys."""
_JITTER_SECONDS: Final = 0.02
_SLIPS: Final = 0.01
"""The part of the steps in which the hand does something else."""


@dataclass(frozen=True)
class Habits:
    """How a scripted player plays.

    Attributes:
        reaction_seconds: between seeing and doing.
        jitter_seconds: how much that differs from episode to episode, a standard deviation.
        slips: the part of the steps, in [0, 1], in which it does something else.
        decided: whether it answers with an action where it would press no key.
    """

    reaction_seconds: float = REACTION_SECONDS
    jitter_seconds: float = _JITTER_SECONDS
    slips: float = _SLIPS
    decided: bool = False


AT_LEISURE: Final = Habits(reaction_seconds=0.0, jitter_seconds=0.0, slips=0.0, decided=True)
"""Of somebody who looks at stills and thinks about each."""


class ScriptedPlayer:
    """Plays one episode in each of the environments. See `Actor`; to be made anew, or told to `begin`, for the next.

    At half speed, half as many env steps pass while it reacts.
    """

    def __init__(self, world: World, speed: float, rng: np.random.Generator, habits: Habits | None = None) -> None:
        """Prepare.

        Args:
            world: where.
            speed: of the game, as a multiple of real time.
            rng: of its reaction times and slips.
            habits: the usual if None.

        Raises:
            UserError: if there is no scripted player for the world.
        """
        self._script = _script_for(world)
        self._space = world.spaces.action
        self._rng = rng
        self._habits = Habits() if habits is None else habits
        self._steps_a_second = speed * world.entry.frames_per_second
        self._seen: list[Float32] = []
        self._delay_N: NDArray[np.int64] = np.empty(0, np.int64)
        self._pushed_N: NDArray[np.int64] = np.empty(0, np.int64)
        self._steps = 0

    def begin(self) -> None:
        """Forget what was seen: other episodes begin."""
        self._seen.clear()

    def act(self, obs_NO: Float32) -> Choice:
        """See `Actor.act`."""
        action = self.does(obs_NO)
        return Choice(action, action)

    def does(self, obs_NO: Float32) -> NDArray[Any]:
        """What it does, as the environment is given it: int64 (N,) or float32 (N, A)."""
        habits, count = self._habits, len(obs_NO)
        if not self._seen or len(self._delay_N) != count:
            self._begin(count)
        self._seen.append(obs_NO.copy())
        del self._seen[: -1 - int(self._delay_N.max(initial=0))]
        last = len(self._seen) - 1
        late_NO = np.array([self._seen[max(last - delay, 0)][row] for row, delay in enumerate(self._delay_N)])
        law = self._script.decided if habits.decided and self._script.decided else self._script.law
        seen_N = self._delay_N <= self._steps
        self._steps += 1
        return self._slipped(self._idling(law(late_NO), seen_N))

    def _begin(self, count: int) -> None:
        habits = self._habits
        self._seen.clear()
        seconds_N = habits.reaction_seconds + habits.jitter_seconds * self._rng.standard_normal(count)
        self._delay_N = np.rint(np.maximum(seconds_N, 0.0) * self._steps_a_second).astype(np.int64)
        self._steps = 0
        self._pushed_N = self._rng.integers(2, size=count)

    def _idling(self, action_N: NDArray[Any], seen_N: NDArray[np.bool_]) -> NDArray[Any]:
        """Do nothing, as far as the world lets one, where nothing has been seen yet or no key is pressed."""
        idle = self._script.idle
        if action_N.ndim == 2:
            quiet_NA: NDArray[Any] = np.where(seen_N[:, None], action_N, np.float32(idle))
            return quiet_NA
        if idle != NO_KEY:
            return np.where(seen_N, action_N, int(idle))
        done_N = np.where(seen_N & (action_N != NO_KEY), action_N, 1 - self._pushed_N)
        self._pushed_N = done_N
        return done_N

    def _slipped(self, action_N: NDArray[Any]) -> NDArray[Any]:
        slips_N = self._rng.random(len(action_N)) < self._habits.slips
        match self._space:
            case DiscreteSpace(count):
                by_chance_N = self._rng.integers(count, size=len(action_N))
                return np.where(slips_N, by_chance_N, action_N)
            case BoxSpace(low, high):
                by_chance_NA = self._rng.uniform(low, high, action_N.shape).astype(np.float32)
                slipped: NDArray[Any] = np.where(slips_N[:, None], by_chance_NA, action_N).astype(np.float32)
                return slipped
        return action_N


def _script_for(world: World) -> Script:
    script = SCRIPTS.get(world.entry.id)
    if script is None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is no scripted player for {environment}; drive it yourself, or choose another environment.",
            ),
            environment=world.name,
        )
    return script
