"""An actor shown at work, usually the policy: one episode after another, apart from training.

A playback has an environment and a random generator of its own. Nothing that it does reaches the training run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import Actor
from pg_desktop.learning.acting.distributions import ActionDistribution, ChoicePart, Float32, Part, ValuePart
from pg_desktop.learning.acting.policy import acting_may_overflow
from pg_desktop.learning.acting.sites import GymnasiumSite, Site, SteerableSite, steerable_site_of
from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


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

    Raises:
        UserError: from here and from each method that needs the environment, if that fails.
    """

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        try:
            self.steerable: SteerableSite | None = steerable_site_of(world)
            """Where the episode takes place, if it can be interfered with there."""
            self._site: Site = self.steerable or GymnasiumSite(world)
        except Exception as error:
            raise self._blamed_on_the_world(error) from error
        self.rng = np.random.default_rng(seed)
        """Where starting states come from, and what an actor may draw from."""

    def begin(self, actor: Actor) -> Moment:
        """Start an episode."""
        try:
            obs_O = self._as_vector(self._site.reset(int(self.rng.integers(2**31))))
        except Exception as error:
            raise self._blamed_on_the_world(error) from error
        return _chosen(actor, Moment(obs_O, self._site.state))

    def advance(self, moment: Moment, actor: Actor) -> Moment:
        """Take the moment's action and let `actor` choose the next.

        Args:
            moment: the one that was returned last, before the episode's end.
            actor: who chooses next; it may be another from step to step.
        """
        try:
            obs, reward, terminated, truncated = self._site.step(moment.environment_action)
            obs_O = self._as_vector(obs)
        except Exception as error:
            raise self._blamed_on_the_world(error) from error
        return _chosen(
            actor,
            Moment(
                obs_O,
                self._site.state,
                step=moment.step + 1,
                episode_return=moment.episode_return + reward,
                terminated=terminated,
                truncated=truncated,
            ),
        )

    def reconsidered(self, moment: Moment, actor: Actor) -> Moment:
        """The same moment as another actor takes it; its action is drawn again.

        Args:
            moment: the one that was returned last.
            actor: who chooses now.
        """
        return _chosen(actor, moment)

    def frame(self) -> NDArray[np.uint8] | None:
        """Gymnasium's own picture of this moment: uint8 (height, width, 3); None if the environment draws none."""
        try:
            return self._site.frame()
        except Exception as error:
            raise self._blamed_on_the_world(error) from error

    def _as_vector(self, obs: Any) -> Float32:
        vector_O: Float32 = np.array(obs, np.float32).reshape(self.world.spaces.observation.size)
        return vector_O

    def _blamed_on_the_world(self, error: Exception) -> UserError:
        return UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The shown episode has stopped because {id} failed: {cause}. Training goes on; restart the episode "
                "to try again.",
            ),
            id=self.world.name,
            cause=in_one_line(error),
        )


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
    )
