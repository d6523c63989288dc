"""An actor shown at work, usually the policy: one episode after another, apart from training.

A playback has an environment and a random generator of its own. Nothing that it does reaches the training run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import Actor
from pg_desktop.learning.acting.distributions import ActionDistribution, ChoicePart, Float32, Part, ValuePart
from pg_desktop.learning.acting.policy import acting_may_overflow
from pg_desktop.learning.acting.shown_elsewhere import EpisodeElsewhere, Seen
from pg_desktop.learning.acting.sites import GymnasiumSite, Site, SteerableSite, steerable_site_of
from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.learning.worlds.guarded import is_the_users
from pg_desktop.learning.worlds.limits import Place
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_LOOK_SECONDS: Final = 0.02


class Passed(NamedTuple):
    """The env step that led to a moment.

    Attributes:
        obs_O: float32, what was seen before it.
        environment_action: what the environment was given.
        reward: what it gave.
    """

    obs_O: Float32
    environment_action: Any
    reward: float


@dataclass(frozen=True, eq=False)
class Moment:
    """One moment of a shown episode.

    Attributes:
        obs_O: float32, what the actor sees.
        state: the inner state where it can be interfered with, float64; None in any other world.
        step: env steps since the episode's start.
        episode_return: undiscounted sum of the rewards until here.
        action: what the actor has chosen in this moment, or None after the episode's end.
        environment_action: what the environment is given for it.
        distribution: the family of π(·|s); None of an actor without one.
        parameters_K: its parameters in this moment, float32.
        terminated: whether the episode has ended here by itself.
        truncated: whether a time limit has ended it here.
        passed: the step that led here; None at the beginning.
        overruled: whether somebody else than the actor has decided what the environment is given.
    """

    obs_O: Float32
    state: NDArray[np.float64] | None
    step: int = 0
    episode_return: float = 0.0
    action: Any = None
    environment_action: Any = None
    distribution: ActionDistribution | None = None
    parameters_K: Float32 | None = None
    terminated: bool = False
    truncated: bool = False
    passed: Passed | None = None
    overruled: bool = False

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """π(·|s), to be looked at, dimension by dimension; none of an actor without one."""
        if self.distribution is None or self.parameters_K is None:
            return ()
        with acting_may_overflow():
            return self.distribution.parts(self.parameters_K, self.action)

    @property
    def probability(self) -> float | None:
        """π(a|s) of the action; None for one of real numbers, and after the episode's end."""
        choices = [part for part in self.parts if isinstance(part, ChoicePart) and part.chosen is not None]
        if not choices or len(choices) < len(self.parts):
            return None
        return prod(float(part.probabilities_C[part.chosen]) for part in choices)

    @property
    def value(self) -> float | None:
        """Q(s, a) of the action; None where actions are not chosen by what they are worth, and after the end."""
        if len(self.parts) != 1 or not isinstance(self.parts[0], ValuePart) or self.parts[0].chosen is None:
            return None
        return float(self.parts[0].values_C[self.parts[0].chosen])

    @property
    def entropy(self) -> float:
        """H(π(·|s)), nats."""
        return sum(part.entropy for part in self.parts)

    @property
    def ended(self) -> bool:
        """Whether the episode is over."""
        return self.terminated or self.truncated


class Playback:
    """Lets an actor play in one environment, step by step. To be used in one thread.

    What an environment of others does takes place in a process of its own: who must not wait for it asks with
    `ask_begin` and `ask_advance`, and looks with `arrived`. In any other environment what is asked is there at once.

    Raises:
        UserError: from here and from each method that needs the environment, if that fails.
    """

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.steerable: SteerableSite | None = None
        """Where the episode takes place, if it can be interfered with there."""
        self._elsewhere = EpisodeElsewhere(world) if world.foreign else None
        self._site: Site | None = None
        if self._elsewhere is None:
            with self._blaming_the_world(Place.MAKE):
                self.steerable = steerable_site_of(world)
                self._site = self.steerable or GymnasiumSite(world)
        self.rng = np.random.default_rng(seed)
        """Where starting states come from, and what an actor may draw from."""
        self.seed = -1
        """What the environment was told at the beginning of the episode; −1 before there is one."""
        self._before: Moment | None = None
        self._here: Seen | None = None
        self._frame: NDArray[np.uint8] | None = None
        self._no_picture = ""

    @property
    def waiting(self) -> bool:
        """Whether something was asked that has not been taken yet."""
        return self._here is not None or (self._elsewhere is not None and self._elsewhere.waiting)

    @property
    def no_picture(self) -> str:
        """Why the environment draws no pictures any more, in one line; "" where nothing went wrong."""
        return self._site.no_picture if isinstance(self._site, GymnasiumSite) else self._no_picture

    def tell(self, options: dict[str, Any] | None) -> None:
        """What the environment is told at the beginning of each episode from the next on, see `World.training_options`.

        One that can be interfered with is told by other ways.
        """
        if isinstance(self._site, GymnasiumSite):
            self._site.options = options

    def ask_begin(self) -> None:
        """Ask for an episode's first moment; whatever else was asked is forgotten."""
        seed = self.seed = int(self.rng.integers(2**31))
        self._before = None
        with self._blaming_the_world(Place.RESET):
            if self._elsewhere is not None:
                self._elsewhere.ask_reset(seed)
            elif self._site is not None:
                self._here = Seen(self._site.reset(seed), first=True)

    def ask_advance(self, moment: Moment) -> None:
        """Ask for what comes of the moment's action.

        Args:
            moment: the one that was returned last, before the episode's end.
        """
        self._before = moment
        with self._blaming_the_world(Place.STEP):
            if self._elsewhere is not None:
                self._elsewhere.ask_step(moment.environment_action)
            elif self._site is not None:
                self._here = Seen(*self._site.step(moment.environment_action))

    def arrived(self, actor: Actor, seconds: float = 0.0) -> Moment | None:
        """Take what was asked, if it is there.

        Args:
            actor: who chooses next; it may be another from step to step.
            seconds: how long to wait for it at the most.
        """
        with self._blaming_the_world(Place.STEP):
            seen, self._here = self._here, None
            if self._elsewhere is not None:
                seen = self._elsewhere.arrived(seconds)
            if seen is None:
                return None
            self._frame, self._no_picture = seen.frame, seen.no_picture
            obs_O = np.array(seen.obs, np.float32).reshape(self.world.spaces.observation.size)
        state = None if self._site is None else self._site.state
        before = None if seen.first else self._before
        if before is None:
            return _chosen(actor, Moment(obs_O, state))
        return _chosen(
            actor,
            Moment(
                obs_O,
                state,
                step=before.step + 1,
                episode_return=before.episode_return + seen.reward,
                terminated=seen.terminated,
                truncated=seen.truncated,
                passed=Passed(before.obs_O, before.environment_action, seen.reward),
            ),
        )

    def begin(self, actor: Actor) -> Moment:
        """Start an episode, and wait for it."""
        self.ask_begin()
        return self._awaited(actor)

    def advance(self, moment: Moment, actor: Actor) -> Moment:
        """Take the moment's action, wait for what comes of it, and let `actor` choose the next.

        Args:
            moment: the one that was returned last, before the episode's end.
            actor: who chooses next; it may be another from step to step.
        """
        self.ask_advance(moment)
        return self._awaited(actor)

    def close(self) -> None:
        """End the environment's process, if it has one."""
        if self._elsewhere is not None:
            self._elsewhere.close()

    def _awaited(self, actor: Actor) -> Moment:
        while (moment := self.arrived(actor, _LOOK_SECONDS)) is None:
            pass
        return moment

    def reconsidered(self, moment: Moment, actor: Actor) -> Moment:
        """The same moment as another actor takes it; its action is drawn again.

        Args:
            moment: the one that was returned last.
            actor: who chooses now.
        """
        return _chosen(actor, moment)

    def frame(self) -> NDArray[np.uint8] | None:
        """Gymnasium's own picture of this moment: uint8 (height, width, 3); None if the environment draws none."""
        if self._site is None:
            return self._frame
        with self._blaming_the_world(Place.RENDER):
            return self._site.frame()

    @contextmanager
    def _blaming_the_world(self, place: Place) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            if is_the_users(error):
                raise
            values = error.values if isinstance(error, UserError) else {}
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "The shown episode has stopped because {id} failed in {place}: {cause}. Training goes on; restart "
                    "the episode to try again.",
                ),
                id=self.world.name,
                place=values.get("place", Place.IMPORT.value if isinstance(error, UserError) else place.value),
                cause=values.get("cause", in_one_line(error)),
            ) from error


def _chosen(actor: Actor, moment: Moment) -> Moment:
    """A moment with what an actor does in it, which is nothing after the episode's end."""
    with acting_may_overflow():
        choice = actor.act(moment.obs_O[None])
    parameters = choice.parameters_NK
    return replace(
        moment,
        action=None if moment.ended else choice.action_N[0],
        environment_action=None if moment.ended else choice.environment_action_N[0],
        distribution=choice.distribution,
        parameters_K=None if parameters is None else parameters[0].copy(),
        overruled=choice.overruled_N is not None and bool(choice.overruled_N[0]),
    )
