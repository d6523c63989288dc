"""Environments in processes of their own that step together: those of others, and where that is faster, in several.

Gymnasium's `AsyncVectorEnv` has a process for each environment, which dies of the Ctrl-C that was meant for the
program, waits for ever, and cannot be used again after an environment has raised something.

Shape suffixes: N environments, O observation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np
from gymnasium import Env, Space, spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from pg_desktop.learning.stopping import never
from pg_desktop.learning.worlds.checked import CheckedEnv, CheckedVectorEnv, require_finite
from pg_desktop.learning.worlds.elsewhere import Elsewhere
from pg_desktop.learning.worlds.limits import Limits, Place
from pg_desktop.learning.worlds.making import make_env, make_vector_env, registered
from pg_desktop.learning.worlds.packed_steps import StepLayout, Stepped
from pg_desktop.learning.worlds.plain import plain_vector_env
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.resting import RestingVectorEnv
from pg_desktop.learning.worlds.serving import House
from pg_desktop.learning.worlds.table import environment_entry


class ProcessVectorEnv(VectorEnv[NDArray[Any], NDArray[Any], NDArray[Any]]):
    """`num_envs` environments in processes of their own, each of which steps its share one after the other.

    What happens is the same, bit for bit, as with one `RestingVectorEnv`, however many processes there are.

    `reset`, `step` and `close` raise `UserError` where an environment fails, and `RolloutStoppedError` where `stop`
    says so. Either ends the processes; the next `reset` starts others.

    Attributes:
        processes: those that the environments live in.
        stop: asked again and again while one waits for them; see `Elsewhere.answer`.
    """

    metadata: dict[str, Any] = {"autoreset_mode": AutoresetMode.DISABLED, "render_modes": []}  # noqa: RUF012

    def __init__(
        self,
        recipe: Recipe,
        num_envs: int,
        processes: int = 1,
        *,
        together: bool = False,
        limits: Limits | None = None,
        stop: Callable[[], bool] = never,
    ) -> None:
        """Start the processes and wait until all environments are made.

        Args:
            recipe: how each is made.
            num_envs: at least 1.
            processes: how many, at the most.
            together: whether they step by a class of their own, in one process.
            limits: what each may take; the usual, at each start anew, if None.
            stop: see the class.

        Raises:
            UserError: if an environment cannot be made.
            RolloutStoppedError: when `stop` said so.
        """
        self.num_envs = num_envs
        self.stop = stop
        self._recipe, self._together = recipe, together
        self._limits = limits
        if together:
            self.metadata = {"autoreset_mode": AutoresetMode.NEXT_STEP, "render_modes": []}
        shares = np.array_split(np.arange(num_envs), 1 if together else min(processes, num_envs))
        self._shares = [len(share) for share in shares]
        self._ends = np.cumsum(self._shares)[:-1]
        self._houses: list[Elsewhere] = []
        self._layouts: list[StepLayout] = []
        self.single_observation_space, self.single_action_space = self._start()
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)

    @property
    def processes(self) -> list[BaseProcess]:
        """See the class."""
        return [house.process for house in self._houses]

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[Any], dict[str, Any]]:
        """Start new episodes; environment i is seeded with `seed` + i, as Gymnasium's are."""
        if any(house.over or house.busy for house in self._houses):
            self._start()
        if self._together:
            return self._all(Place.RESET, _reset, [(seed, options)])[0], {}
        seed_N = [None if seed is None else seed + i for i in range(self.num_envs)]
        ends = [0, *self._ends, self.num_envs]
        parts = [(seed_N[start:end], options) for start, end in pairwise(ends)]
        return np.concatenate(self._all(Place.RESET, _reset, parts)), {}

    def step(
        self, actions: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Step those whose episode is not over, as `RestingVectorEnv.step`."""
        answers = self._stepped(np.split(actions, self._ends) if len(self._ends) else [actions])
        if len(answers) == 1:
            return *answers[0], {}
        obs_NO, reward_N, terminated_N, truncated_N = (np.concatenate(parts) for parts in zip(*answers, strict=True))
        return obs_NO, reward_N, terminated_N, truncated_N, {}

    def close_extras(self, *, at_once: bool = False, **kwargs: Any) -> None:
        """Close the environments and end their processes, in whatever state they are.

        Args:
            at_once: whether to spare the environments' own closing.
            kwargs: of no use.

        Raises:
            UserError: if an environment fails in that.
        """
        del kwargs
        try:
            if not at_once:
                for house in self._houses:
                    house.ask_to_close()
                for house in self._houses:
                    house.closed()
        finally:
            self._end()

    def __del__(self) -> None:
        """Nobody waits for environments that were forgotten; that their processes end is seen to."""

    def _start(self) -> tuple[Space[Any], Space[Any]]:
        self._end()
        self._houses = [Elsewhere(self._recipe.name, self._limits) for _ in self._shares]
        parts = [(self._recipe, share, self._together) for share in self._shares]
        made: tuple[Space[Any], Space[Any]] = self._all(Place.MAKE, _make, parts)[0]
        self._layouts = [StepLayout.of(share, *made) for share in self._shares]
        return made

    def _stepped(self, parts: Sequence[NDArray[Any]]) -> list[Stepped]:
        """Have all processes step, side by side; as bytes, where actions are what the space says."""
        layouts = self._layouts
        packed = [layout.packed_actions(part) for layout, part in zip(layouts, parts, strict=True)]
        if any(body is None for body in packed):
            return self._all(Place.STEP, _step, [(part,) for part in parts])
        try:
            for house, body in zip(self._houses, packed, strict=True):
                house.ask_packed(body or b"")
            return [self._unpacked(house, layout) for house, layout in zip(self._houses, layouts, strict=True)]
        except BaseException:
            self._end()
            raise

    def _unpacked(self, house: Elsewhere, layout: StepLayout) -> Stepped:
        answer = house.answer(self.stop)
        if not isinstance(answer, bytes):
            whole: Stepped = answer
            return whole
        try:
            return layout.stepped(answer)
        except ValueError:
            house.refuse("what it gives is not as long as its observations are")

    def _all(self, place: Place, function: Callable[..., Any], parts: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Have all processes do something, side by side."""
        try:
            for house, part in zip(self._houses, parts, strict=True):
                house.ask(place, function, *part)
            return [house.answer(self.stop) for house in self._houses]
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        for house in self._houses:
            house.end()


def heed(env: VectorEnv[Any, Any, Any], stop: Callable[[], bool]) -> None:
    """Let environments ask whether to stop in the middle of a step, if they can wait for one."""
    if isinstance(env, ProcessVectorEnv):
        env.stop = stop


def pure_space(space: Space[Any]) -> Space[Any]:
    """The same space by a class of Gymnasium's own, of those that `plain` leaves: others may have derived from it."""
    match space:
        case spaces.Box():
            return spaces.Box(space.low, space.high, dtype=space.dtype.type)
        case spaces.Discrete():
            return spaces.Discrete(int(space.n), start=int(space.start))
        case spaces.MultiDiscrete():
            return spaces.MultiDiscrete(space.nvec, dtype=space.dtype.type, start=space.start)
        case spaces.MultiBinary():
            return spaces.MultiBinary(space.shape)
    raise TypeError(f"{space} is no space of a policy's")


def _make(house: House, recipe: Recipe, share: int, together: bool) -> tuple[Space[Any], Space[Any]]:
    house.at(Place.IMPORT)
    registered(environment_entry(recipe.id))
    house.at(Place.MAKE)
    if together:
        house.env = CheckedVectorEnv(plain_vector_env(make_vector_env(recipe, share)))
    else:
        house.env = RestingVectorEnv([partial(_checked, house, recipe)] * share)
    env = house.env
    layout = StepLayout.of(share, env.single_observation_space, env.single_action_space)
    house.packed = partial(_packed_step, house, layout)
    return pure_space(env.single_observation_space), pure_space(env.single_action_space)


def _checked(house: House, recipe: Recipe) -> Env[Any, Any]:
    house.at(Place.MAKE)
    return CheckedEnv(make_env(recipe), house.at)


def _reset(house: House, seed: Any, options: dict[str, Any] | None) -> NDArray[Any]:
    with np.errstate(over="ignore"):  # it is said what cannot be a float32
        obs_NO = np.asarray(house.env.reset(seed=seed, options=options)[0])
    require_finite(obs_NO)
    return obs_NO


def _packed_step(house: House, layout: StepLayout, body: bytes) -> bytes | Stepped:
    stepped = _step(house, layout.actions(body))
    packed = layout.packed(stepped)
    return stepped if packed is None else packed


def _step(house: House, actions: NDArray[Any]) -> Stepped:
    with np.errstate(over="ignore"):
        obs_NO, reward_N, terminated_N, truncated_N, _ = house.env.step(actions)
    require_finite(np.asarray(obs_NO))
    return np.asarray(obs_NO), np.asarray(reward_N), np.asarray(terminated_N), np.asarray(truncated_N)
