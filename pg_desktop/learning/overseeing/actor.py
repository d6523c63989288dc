"""A policy that acts under the eyes of an overseer, for an episode that is shown.

Shape suffixes: N environments, O observation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import Actor, Choice
from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.overseeing.overseer import Overseer, Oversight
from pg_desktop.learning.overseeing.rule import Float64


class OverseenActor:
    """An actor, and an overseer who sees what it sees. See `Actor`.

    Attributes:
        actor: who wants something.
        oversight: who looks after it.
    """

    def __init__(self, actor: Actor, oversight: Oversight) -> None:
        self.actor, self.oversight = actor, oversight
        self._overseer = Overseer(oversight)
        self._rows = -1

    def act(self, obs_NO: Float32) -> Choice:
        """See `Actor.act`; what is carried out is the overseer's where it steps in."""
        if len(obs_NO) != self._rows:
            self._rows = len(obs_NO)
            self._overseer.begin(self._rows)
        choice = self.actor.act(obs_NO)
        wanted_N = share_of(choice.environment_action_N)
        carried_out_N = self._overseer.take(obs_NO.T.astype(np.float64), wanted_N)
        if not self.oversight.acts or not self._overseer.stepped_in_N.any():
            return choice
        instead_N = action_of(carried_out_N, choice.environment_action_N)
        return choice._replace(environment_action_N=instead_N, overruled_N=self._overseer.stepped_in_N)


def share_of(action_N: NDArray[Any]) -> Float64:
    """The pushes to the right that a cart-pole world's actions mean, in parts of the greatest."""
    if action_N.ndim == 1:
        return 2.0 * action_N - 1.0
    return np.clip(action_N[:, 0].astype(np.float64), -1.0, 1.0)


def action_of(share_N: Float64, like_N: NDArray[Any]) -> NDArray[Any]:
    """The actions that mean pushes, of the kind of others."""
    if like_N.ndim == 1:
        return (share_N > 0).astype(like_N.dtype)
    return share_N[:, None].astype(like_N.dtype)
