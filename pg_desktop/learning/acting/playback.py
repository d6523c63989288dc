"""A policy shown at work: one episode after another, apart from training.

A playback has an environment and a random generator of its own. Nothing that it does reaches the training run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import ActionDistribution, ChoicePart, Float32, Part
from pg_desktop.learning.acting.policy import ActionMode, Policy, acting_may_overflow
from pg_desktop.learning.acting.sites import GymnasiumSite, Site, SteerableSite
from pg_desktop.learning.worlds.making import in_one_line
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


@dataclass(frozen=True, eq=False)
class Moment:
    """One moment of a shown episode.

    Attributes:
        obs_O: float32, what the policy sees.
        state: the inner state of a cart and pole that can be interfered with, float64; None of any other environment.
        step: env steps since the episode's start.
        episode_return: undiscounted sum of the rewards until here.
        action: what the policy has drawn in this moment, or None after the episode's end.
        environment_action: what the environment is given for it.
        distribution: the family of π(·|s).
        parameters_K: its parameters in this moment, float32.
        terminated: whether the episode has ended here by itself.
        truncated: whether a time limit has ended it here.
    """

    obs_O: Float32
    state: NDArray[np.float64] | None
    step: int
    episode_return: float
    action: Any
    environment_action: Any
    distribution: ActionDistribution
    parameters_K: Float32
    terminated: bool
    truncated: bool

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """π(·|s), to be looked at, dimension by dimension."""
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
    def entropy(self) -> float:
        """H(π(·|s)), nats."""
        return sum(part.entropy for part in self.parts)

    @property
    def ended(self) -> bool:
        """Whether the episode is over."""
        return self.terminated or self.truncated


class Playback:
    """Plays a policy in one environment, step by step. To be used in one thread.

    Policies are checkpoints: what one has been prepared for stays as long as the next moment is the same policy's.

    Raises:
        UserError: from here and from each method that needs the environment, if that fails.
    """

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        try:
            self._site: Site = SteerableSite(world) if world.entry.steerable else GymnasiumSite(world)
        except Exception as error:
            raise self._blamed_on_the_world(error) from error
        self._rng = np.random.default_rng(seed)
        self._prepared: tuple[Policy, Callable[[Float32], Float32]] | None = None
        self._noise: tuple[ActionDistribution, Iterator[Float32]] | None = None

    @property
    def site(self) -> Site:
        """Where the episode takes place; a `SteerableSite` can be interfered with."""
        return self._site

    def begin(self, policy: Policy, mode: ActionMode) -> Moment:
        """Start an episode."""
        try:
            obs_O = self._as_vector(self._site.reset(int(self._rng.integers(2**31))))
        except Exception as error:
            raise self._blamed_on_the_world(error) from error
        return self._moment(obs_O, self._site.state, policy, mode, step=0, episode_return=0.0)

    def advance(self, moment: Moment, policy: Policy, mode: ActionMode) -> Moment:
        """Take the moment's action and let `policy` choose the next.

        Args:
            moment: the one that was returned last, before the episode's end.
            policy: who chooses next; it may be another from step to step.
            mode: how it chooses.
        """
        try:
            obs, reward, terminated, truncated = self._site.step(moment.environment_action)
            obs_O = self._as_vector(obs)
        except Exception as error:
            raise self._blamed_on_the_world(error) from error
        return self._moment(
            obs_O,
            self._site.state,
            policy,
            mode,
            step=moment.step + 1,
            episode_return=moment.episode_return + reward,
            terminated=terminated,
            truncated=truncated,
        )

    def reconsidered(self, moment: Moment, policy: Policy, mode: ActionMode) -> Moment:
        """The same moment as another policy, or the same in another mode, takes it; its action is drawn anew.

        Args:
            moment: the one that was returned last.
            policy: who chooses now.
            mode: how it chooses.
        """
        return self._moment(
            moment.obs_O,
            moment.state,
            policy,
            mode,
            step=moment.step,
            episode_return=moment.episode_return,
            terminated=moment.terminated,
            truncated=moment.truncated,
        )

    def frame(self) -> NDArray[np.uint8] | None:
        """Gymnasium's own picture of this moment: uint8 (height, width, 3); None if the environment draws none."""
        try:
            return self._site.frame()
        except Exception as error:
            raise self._blamed_on_the_world(error) from error

    def _moment(
        self,
        obs_O: Float32,
        state: NDArray[np.float64] | None,
        policy: Policy,
        mode: ActionMode,
        *,
        step: int,
        episode_return: float,
        terminated: bool = False,
        truncated: bool = False,
    ) -> Moment:
        if self._prepared is None or self._prepared[0] is not policy:
            self._prepared = policy, policy.prepared(1)
        distribution = policy.architecture.distribution
        action = environment_action = None
        with acting_may_overflow():
            outputs_1K = self._prepared[1](obs_O[None]).copy()
            if not (terminated or truncated):
                action_1 = distribution.choose(outputs_1K, mode, self._noise_for(distribution))
                action, environment_action = action_1[0], distribution.environment_action(action_1)[0]
        return Moment(
            obs_O=obs_O,
            state=state,
            step=step,
            episode_return=episode_return,
            action=action,
            environment_action=environment_action,
            distribution=distribution,
            parameters_K=outputs_1K[0],
            terminated=terminated,
            truncated=truncated,
        )

    def _noise_for(self, distribution: ActionDistribution) -> Iterator[Float32]:
        if self._noise is None or self._noise[0] != distribution:
            self._noise = distribution, distribution.noise_by_step(self._rng, 1)
        return self._noise[1]

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
            id=self.world.entry.id,
            cause=in_one_line(error),
        )
