"""Episodes played side by side, one in each slot of a vector environment, from their beginnings to their ends.

Each slot plays exactly one. Taking the first N that finish would favour short episodes.

Shape suffixes: N episodes, P those that are still played, O observation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import Actor, Choice
from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.meter import Meter
from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.learning.worlds.checked import OWN_REWARD
from pg_desktop.learning.worlds.processes import heed

_IDLE_SHARE: Final = 1 / 16
"""When this part of the episodes that the actor is asked about is over, they are left out. Not one by one: the network
would need other memory at every step, and fresh memory costs as much as computing in it."""


class Step(NamedTuple):
    """One env step of every episode.

    Attributes:
        obs_NO: float32, what was seen before it.
        going_N: which episodes it belongs to; of the others nothing in here means anything.
        choice: what was done; of `Episodes.only_where_going`, for the episodes that are still played.
        reward_N: what was earned.
        ended_N: which episodes it ended.
        terminated_N: which episodes it ended by themselves, and not by a time limit.
        next_obs_NO: float32, what is seen after it.
        given_N: what the world itself gave, where somebody has added to it; else None.
    """

    obs_NO: Float32
    going_N: NDArray[np.bool_]
    choice: Choice
    reward_N: NDArray[Any]
    ended_N: NDArray[np.bool_]
    terminated_N: NDArray[np.bool_]
    next_obs_NO: Float32
    given_N: NDArray[Any] | None = None

    @property
    def own_N(self) -> NDArray[Any]:
        """What the world itself gave."""
        return self.reward_N if self.given_N is None else self.given_N

    @property
    def added_N(self) -> NDArray[Any] | None:
        """What somebody has added to that; None if there is nobody."""
        return None if self.given_N is None else self.reward_N - self.given_N


class Episodes:
    """One episode in every slot of an environment, stepped by an actor.

    What a slot does after its episode has ended is ignored; it must be able to go on, as with Gymnasium's autoreset on
    the next step, and must not begin the next episode in the same.

    Attributes:
        actor: who acts; may be replaced between steps.
        obs_NO: float32, what is seen now.
        going_N: which episodes are not over yet.
        going: whether any is not.
    """

    def __init__(
        self,
        env: VectorEnv[Any, Any, Any],
        actor: Actor,
        seed: int,
        *,
        options: dict[str, Any] | None = None,
        only_where_going: bool = False,
        stop: Callable[[], bool] = never,
        meter: Meter | None = None,
    ) -> None:
        """Begin all episodes.

        Args:
            env: the vector environment, of which nobody else makes use meanwhile.
            actor: who acts.
            seed: of the environment.
            options: what the environment's reset is told.
            only_where_going: whether the actor is spared most of the episodes that are over. What it draws at random
                then depends on how long episodes last.
            stop: asked before every step, and all the time while one waits for environments of others.
            meter: counts what is played, for whoever wants to know.

        Raises:
            ValueError: if the environment shows the next episode's beginning where one ends
                (`AutoresetMode.SAME_STEP`).
        """
        if env.metadata.get("autoreset_mode") is AutoresetMode.SAME_STEP:
            raise ValueError("an environment that restarts in the same step does not show where an episode ended")
        self.actor = actor
        self._env, self._stop = env, stop
        heed(env, stop)
        first_NO, _ = env.reset(seed=seed, options=options)
        self.obs_NO: Float32 = np.array(first_NO, np.float32)
        self.going_N: NDArray[np.bool_] = np.ones(env.num_envs, np.bool_)
        self.going = True
        self._meter = Meter() if meter is None else meter
        self._going_count: int = env.num_envs
        self._played_P = np.arange(env.num_envs) if only_where_going else None

    @property
    def asked_P(self) -> NDArray[np.int64]:
        """Which episodes the rows of the latest choice belong to; some of them may be over."""
        return np.arange(len(self.going_N)) if self._played_P is None else self._played_P

    def step(self) -> Step:
        """Let every episode go on by one env step.

        Raises:
            RolloutStoppedError: when `stop` said so.
        """
        if self._stop():
            raise RolloutStoppedError
        obs_NO, going_N = self.obs_NO, self.going_N
        choice, environment_action_N = self._choose()
        next_NO, reward_N, terminated_N, truncated_N, info = self._env.step(environment_action_N)
        # Copied, because an environment may write its next observations into the same memory.
        self.obs_NO = np.array(next_NO, np.float32)
        ended_N = (terminated_N | truncated_N) & going_N
        self._meter.env_steps += self._going_count
        ended = int(np.count_nonzero(ended_N))  # a tenth of the time that `any` takes
        if ended:
            self._meter.episodes += ended
            self._going_count -= ended
            self.going_N = going_N & ~ended_N
            self.going = self._going_count > 0
        given_N = info.get(OWN_REWARD)
        return Step(obs_NO, going_N, choice, np.array(reward_N), ended_N, terminated_N, self.obs_NO, given_N)

    def _choose(self) -> tuple[Choice, NDArray[Any]]:
        """What the actor does, and what all slots of the environment are given for it."""
        if self._played_P is None:
            choice = self.actor.act(self.obs_NO)
            return choice, choice.environment_action_N
        if np.count_nonzero(self.going_N) < (1 - _IDLE_SHARE) * len(self._played_P):
            self._played_P = np.flatnonzero(self.going_N)
        choice = self.actor.act(self.obs_NO[self._played_P])
        action_P = choice.environment_action_N
        action_N = np.zeros((len(self.going_N), *action_P.shape[1:]), action_P.dtype)
        action_N[self._played_P] = action_P
        return choice, action_N
