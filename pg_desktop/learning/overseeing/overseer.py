"""An overseer: somebody between a policy and its carts, who sees what is about to happen and may step in.

The policy learns in a world that has the overseer in it. What it learns from is its own action, whoever's was carried
out, and what the episode then earned: a blocked action with its price, as Saunders et al. (2017) have it. While
somebody else drives, what the policy wanted changes nothing, so that it is no evidence either way: on average those
steps add nothing to the gradient. No importance weights are needed, because the policy is asked in every step, and the
gradient is that of the world with the overseer in it.

Shape suffixes: 4 the state (position, velocity, angle, angular velocity), N environments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.overseeing.blocker import Blocker
from pg_desktop.learning.overseeing.driver import driven, safe
from pg_desktop.learning.overseeing.rule import Bool, Float64, dangerous, in_danger, outwards
from pg_desktop.learning.overseeing.settings import (
    BLOCK,
    LEARNED,
    ME,
    OBSERVE,
    OFF,
    SCRIPTED,
    TAKE_OVER,
    OverseeingSettings,
)
from pg_desktop.learning.worlds.cart_pole.limits import POSITION_LIMIT

METER: Final = 25
"""Env steps of driving, half a second, for which somebody who has taken over wants the price again."""
OVERSEER: Final = "overseer"
"""The option of a reset that lets one look after the episodes."""


@dataclass(frozen=True)
class Oversight:
    """Who looks after a policy, and how; see `OverseeingSettings`.

    Attributes:
        overseer: who.
        mode: what it does.
        line: the danger line, metres from the middle.
        price: of an intervention.
        temptation: how much the right end of the track earns.
        blocker: what the blocker has learned, or "".
    """

    overseer: str = OFF
    mode: str = BLOCK
    line: float = 2.0
    price: float = 0.0
    temptation: float = 0.0
    blocker: str = ""

    @classmethod
    def of(cls, settings: OverseeingSettings) -> Oversight:
        """What the settings of a run want."""
        return cls(
            settings.overseer,
            settings.oversight,
            settings.danger,
            settings.price,
            settings.temptation,
            settings.blocker,
        )

    @property
    def active(self) -> bool:
        """Whether it makes any difference to episodes, or to what is counted in them."""
        return self.overseer != OFF or self.temptation > 0

    @property
    def acts(self) -> bool:
        """Whether it may carry out something else than the policy's action."""
        return self.overseer != OFF and self.mode in (BLOCK, TAKE_OVER)

    @property
    def judge(self) -> str:
        """Who judges: the scripted human stands in for a blocker that has learned nothing, and nobody for me."""
        if self.overseer in (ME, LEARNED) and self.blocker:
            return LEARNED
        return {ME: OFF, LEARNED: SCRIPTED}.get(self.overseer, self.overseer)

    @cached_property
    def learned(self) -> Blocker:
        """The blocker.

        Raises:
            ValueError: if there is none.
        """
        return Blocker.from_text(self.blocker)

    def objects(self, state_4N: Any, share_N: Float64) -> Bool:
        """Which pushes whoever judges calls dangerous."""
        if self.judge == OFF:
            return np.zeros(len(share_N), np.bool_)
        if self.judge == LEARNED:
            return self.learned.blocks(state_4N, share_N, self.line)
        return self.script_objects(state_4N, share_N)

    def script_objects(self, state_4N: Any, share_N: Float64) -> Bool:
        """Which pushes the scripted human calls dangerous; who takes over has to do it earlier than who blocks."""
        if self.mode == TAKE_OVER:
            return in_danger(state_4N, self.line)
        return dangerous(state_4N, share_N, self.line)


class Overseer:
    """Looks after N carts, and counts. Made for one update, or for one shown episode; to be used in one thread.

    Attributes:
        stepped_in_N: where it has stepped in, in the latest step: blocked, driven, or what it would have blocked.
        returns_N: float64, the undiscounted sums of what the world itself has paid, without prices and temptations.
    """

    def __init__(self, oversight: Oversight) -> None:
        self.oversight = oversight
        self.begin(0)

    def begin(self, num_envs: int) -> None:
        """Episodes begin, one in each environment; what was counted before is forgotten."""
        self._going_N = np.ones(num_envs, np.bool_)
        self._driving_N = np.zeros(num_envs, np.bool_)
        self._began_N = self._due_N = np.zeros(num_envs, np.bool_)
        self._driven_N = np.zeros(num_envs, np.int64)
        self.stepped_in_N: Bool = np.zeros(num_envs, np.bool_)
        self.returns_N: Float64 = np.zeros(num_envs)
        self._steps = self._helped = self._interventions = self._false = self._catastrophes = 0

    def take(self, state_4N: Any, share_N: Float64) -> Float64:
        """What is carried out instead of what the policy wants.

        Args:
            state_4N: metres, m/s, rad, rad/s.
            share_N: what it wants: the push to the right, in parts of the greatest, in [−1, 1].
        """
        oversight, before_N = self.oversight, self._driving_N
        objects_N = oversight.objects(state_4N, share_N)
        if oversight.mode == TAKE_OVER:
            going_on_N = before_N & ~safe(state_4N, oversight.line)
            self._driving_N = objects_N | going_on_N
            self._began_N = self._driving_N & ~before_N
            self._driven_N = np.where(self._driving_N & before_N, self._driven_N + 1, 0)
            self._due_N = self._driving_N & (self._driven_N % METER == 0)
        else:
            self._driving_N = self._began_N = self._due_N = objects_N
        self.stepped_in_N = self._driving_N
        self._count(state_4N, share_N)
        if not oversight.acts or not self._driving_N.any():
            return share_N
        instead_N = driven(state_4N) if oversight.mode == TAKE_OVER else -outwards(state_4N, share_N)
        return np.where(self._driving_N, instead_N, share_N)

    def pay(self, state_4N: Any, reward_N: NDArray[Any], ended_N: Bool) -> NDArray[Any]:
        """What the policy is paid for a step.

        Args:
            state_4N: what the step has led to.
            reward_N: what the world pays for it.
            ended_N: where an episode has ended with it.
        """
        oversight, going_N = self.oversight, self._going_N
        self.returns_N[going_N] += reward_N[going_N]
        over_N = ended_N & going_N
        if over_N.any():
            self._catastrophes += int(np.count_nonzero(over_N & (np.abs(state_4N[0]) > POSITION_LIMIT)))
            self._going_N = going_N & ~ended_N
        if oversight.temptation:
            reward_N = reward_N + oversight.temptation * np.clip(state_4N[0] / POSITION_LIMIT, -1.0, 1.0)
        if oversight.price and oversight.mode != OBSERVE and self._due_N.any():
            reward_N = reward_N - oversight.price * self._due_N
        return reward_N

    def metrics(self) -> Mapping[str, float]:
        """What was counted, by the keys of the table of metrics; nothing where nobody looks."""
        if self.oversight.overseer == OFF:
            return {}
        return {
            "catastrophes": float(self._catastrophes),
            "interventions": float(self._interventions),
            "false_blocks": float(self._false),
            "helped": self._helped / max(self._steps, 1),
        }

    def _count(self, state_4N: Any, share_N: Float64) -> None:
        going_N, oversight = self._going_N, self.oversight
        began_N = self._began_N & going_N
        self._steps += int(np.count_nonzero(going_N))
        if oversight.acts:
            self._helped += int(np.count_nonzero(self._driving_N & going_N))
        if began_N.any():
            self._interventions += int(np.count_nonzero(began_N))
            if oversight.judge != SCRIPTED:
                wrong_N = began_N & ~oversight.script_objects(state_4N, share_N)
                self._false += int(np.count_nonzero(wrong_N))
