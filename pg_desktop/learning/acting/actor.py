"""Who chooses actions: a policy, a script, a human at the keys. Everything that plays episodes asks an `Actor`.

Shape suffixes: N environments, O observation, K parameters of a distribution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.distributions import ActionDistribution, Float32
from pg_desktop.learning.acting.policy import Policy


class Choice(NamedTuple):
    """What an actor does in one moment of several environments.

    Attributes:
        action_N: one action a row, as learning takes it.
        environment_action_N: what the environments are given for them.
        distribution: what the actions were drawn from; None for an actor without one, such as a human.
        parameters_NK: its parameters, float32; overwritten by the next choice.
        overruled_N: where somebody else has decided what the environment is given; None if nowhere.
    """

    action_N: NDArray[Any]
    environment_action_N: NDArray[Any]
    distribution: ActionDistribution | None = None
    parameters_NK: Float32 | None = None
    overruled_N: NDArray[np.bool_] | None = None


class Actor(Protocol):
    """Chooses an action for each environment from what is seen of it. To be used in one thread."""

    def act(self, obs_NO: Float32) -> Choice:
        """Choose.

        Args:
            obs_NO: float32, one row an environment. As many rows as in the call before, or others: an actor that
                remembers something of each row, forgets it where their number changes.
        """
        ...


ActorMaker = Callable[[np.random.Generator], Actor]
"""Makes an actor that draws whatever is random about it from a generator."""


class PolicyActor:
    """A policy that acts, its weights as they were when it began to. See `Actor`.

    Where weights have changed since, `refresh` it or make a new one.
    """

    def __init__(self, policy: Policy, mode: ActionMode, rng: np.random.Generator, at_once: int | None = None) -> None:
        """Prepare.

        Args:
            policy: who acts.
            mode: how it chooses its actions.
            rng: the source of its noise, asked as late as can be.
            at_once: steps for which noise is drawn at once, see `ActionDistribution.noise_by_step`.
        """
        self.policy = policy
        self.mode = mode
        self._distribution = policy.architecture.distribution
        self._rng, self._at_once = rng, at_once
        self._rows = -1
        self._forward: Callable[[Float32], Float32]
        self._noise: Iterator[Float32]

    def act(self, obs_NO: Float32) -> Choice:
        """See `Actor.act`."""
        if len(obs_NO) != self._rows:
            self._prepare(len(obs_NO))
        distribution = self._distribution
        parameters_NK = self._forward(obs_NO)
        action_N = distribution.choose(parameters_NK, self.mode, self._noise)
        return Choice(action_N, distribution.environment_action(action_N), distribution, parameters_NK)

    def refresh(self) -> None:
        """Act with the weights as they are now; the noise goes on as it was."""
        if self._rows >= 0:
            self._forward = self.policy.prepared(self._rows)

    def reads(self, obs_NO: Float32) -> Float32:
        """The parameters of its distribution, without a choice: float32 (N, K), overwritten by the next call."""
        if len(obs_NO) != self._rows:
            self._prepare(len(obs_NO))
        return self._forward(obs_NO)

    def _prepare(self, rows: int) -> None:
        self._rows = rows
        self._forward = self.policy.prepared(rows)
        at_once = {} if self._at_once is None else {"at_once": self._at_once}
        self._noise = self._distribution.noise_by_step(self._rng, rows, **at_once)
