"""A hand on the wheel: somebody drives, or takes over from a policy now and then (HG-DAgger, Kelly et al. 2019)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import Actor, Choice
from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.algorithms.imitation.lesson import as_drawn


class TakingOver:
    """A policy that drives until somebody takes over, and again once they let go (HG-DAgger). See `Actor`.

    Attributes:
        taken: whether somebody else drove in the moment that was asked about last.
    """

    def __init__(self, policy: Actor, hand: Callable[[Float32], NDArray[Any] | None]) -> None:
        """Prepare.

        Args:
            policy: who drives.
            hand: what the player does instead, as the environment is given it, one row an environment; None for
                nothing.
        """
        self.policy = policy
        self._hand = hand
        self.taken = False

    def act(self, obs_NO: Float32) -> Choice:
        """See `Actor.act`."""
        choice = self.policy.act(obs_NO)
        action_N = self._hand(obs_NO)
        self.taken = action_N is not None
        if action_N is None:
            return choice
        drawn_N = action_N if choice.distribution is None else as_drawn(choice.distribution, action_N)
        return choice._replace(action_N=drawn_N, environment_action_N=action_N)
