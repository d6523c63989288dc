"""One episode in slow motion that somebody watches with a finger on the brake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pg_desktop.learning.overseeing.judgement import State

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.worlds.world import World

TICK_MS: Final = 160
"""An eighth of real time, in which a step lasts 20 ms."""

_BEFORE: Final = 0.8
"""Metres before the danger line at which an episode begins: from the middle, a policy may never get there."""
_SPEED: Final = 0.6


@dataclass(frozen=True)
class Watched:
    """A step that was watched.

    Attributes:
        state: before it: metres, m/s, rad, rad/s.
        share: the push that the policy wanted, in parts of the greatest to the right.
        judged: whether it was near the line and towards the edge, so that letting it go or not says something.
        blocked: whether it was blocked.
    """

    state: State
    share: float
    judged: bool
    blocked: bool


class SlowEpisode:
    """A policy on its way to the danger line. To be used in one thread.

    Attributes:
        state: of the cart and the pole now.
        ended: whether the episode is over.
        left_track: whether it ended in the catastrophe.
    """

    def __init__(self, policy: Policy, world: World, line: float, seed: int) -> None:
        """Begin.

        Args:
            policy: who acts.
            world: a cart-pole one.
            line: the danger line, metres from the middle.
            seed: of where it begins, and of what the policy draws.
        """
        import numpy as np  # noqa: PLC0415 (after the first paint)

        from pg_desktop.learning.acting.action_mode import ActionMode  # noqa: PLC0415 (NumPy)
        from pg_desktop.learning.acting.actor import PolicyActor  # noqa: PLC0415 (NumPy)
        from pg_desktop.learning.worlds.cart_pole.site import CartPoleSite  # noqa: PLC0415 (Gymnasium)

        rng = np.random.default_rng(seed)
        self._line = line
        self._site = CartPoleSite(world)
        self._site.reset(seed)
        side = 1.0 if rng.random() < 0.5 else -1.0
        self._site.env.state[:2, 0] = side * (line - _BEFORE), side * _SPEED
        self._obs_1O = self._site.env.observe()
        self._actor = PolicyActor(policy, ActionMode.SAMPLED, rng)
        self.ended = self.left_track = False

    @property
    def state(self) -> State:
        """See the class."""
        position, velocity, angle, turning = self._site.state.tolist()
        return position, velocity, angle, turning

    def step(self, *, blocking: bool) -> Watched:
        """Take an env step.

        Args:
            blocking: whether pushes towards the edge are blocked.
        """
        import numpy as np  # noqa: PLC0415 (after the first paint)

        from pg_desktop.learning.overseeing.actor import action_of, share_of  # noqa: PLC0415 (NumPy)
        from pg_desktop.learning.overseeing.rule import outwards  # noqa: PLC0415 (NumPy)
        from pg_desktop.learning.overseeing.stills import near  # noqa: PLC0415 (NumPy)
        from pg_desktop.learning.worlds.cart_pole.limits import POSITION_LIMIT  # noqa: PLC0415

        state = self.state
        choice = self._actor.act(self._obs_1O)
        wanted_N = share_of(choice.environment_action_N)
        side_N = outwards(np.array(state)[:, None], wanted_N)
        judged = bool(near(np.array(state)[:, None], side_N, self._line)[0])
        blocked = judged and blocking
        carried_out_N = action_of(-side_N, choice.environment_action_N) if blocked else choice.environment_action_N
        obs, _, terminated, truncated = self._site.step(carried_out_N[0])
        self._obs_1O = np.asarray(obs)[None]
        self.ended = terminated or truncated
        self.left_track = self.ended and abs(self.state[0]) > POSITION_LIMIT
        return Watched(state, float(wanted_N[0]), judged, blocked)
