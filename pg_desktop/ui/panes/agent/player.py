"""What the render pane plays: one world, one episode after another, and whose policy the shown moment is of.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pg_desktop.learning.acting.action_mode import ActionMode

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.actor import PolicyActor
    from pg_desktop.learning.acting.playback import Moment, Playback
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.acting.sites import SteerableSite
    from pg_desktop.runs.live.status import View

_SEED: Final = 0


class Player:
    """Episodes of the newest policy.

    Attributes:
        newest: what acts from the next step on; None before there is anything.
        shown: what the present moment's π(·|s) and action are from; None where there is no moment.
        playback: the world that is played in; None before there is one, and after it has failed.
        site: where pushes and physics go; None where nothing can be interfered with.
        moment: what is shown now.
    """

    def __init__(self) -> None:
        self.newest: View | None = None
        self.shown: View | None = None
        self.playback: Playback | None = None
        self.site: SteerableSite | None = None
        self.moment: Moment | None = None
        self._actor: PolicyActor | None = None

    @property
    def frames_per_second(self) -> int | None:
        """Env steps in a second of real time."""
        return None if self.playback is None else self.playback.world.entry.frames_per_second

    def enter_world(self) -> bool:
        """Be in the newest view's world; returns whether that is another than before.

        Raises:
            UserError: if the world cannot be made.
        """
        from pg_desktop.learning.acting.playback import Playback  # noqa: PLC0415 (Gymnasium, after the first paint)

        world = None if self.newest is None else self.newest.world
        if world is None or (self.playback is not None and self.playback.world == world):
            return False
        self.leave_world()
        # The old environment is only dropped: closing it would end pygame for the whole process.
        self.playback = Playback(world, _SEED)
        self.site = self.playback.steerable
        return True

    def leave_world(self) -> None:
        """Play nothing any more."""
        self.playback = self.site = self.moment = self.shown = self._actor = None

    def begin(self, mode: ActionMode) -> None:
        """Start an episode, where there is a world and a policy.

        Raises:
            UserError: if the world fails.
        """
        if self.playback is not None and (actor := self._acting(mode)) is not None:
            self.moment, self.shown = self.playback.begin(actor), self.newest

    def advance(self, mode: ActionMode) -> None:
        """Take an env step, unless the episode has ended.

        Raises:
            UserError: if the world fails.
        """
        playback, moment, actor = self.playback, self.moment, self._acting(mode)
        if playback is not None and moment is not None and not moment.ended and actor is not None:
            self.moment, self.shown = playback.advance(moment, actor), self.newest

    def reconsider(self, mode: ActionMode) -> bool:
        """Let the newest policy take the present moment if it is another than it was; returns whether it is."""
        before, policy = None if self.shown is None else self.shown.policy, self._policy
        if before is None or policy is None:
            return False
        if policy is before or policy.equals(before):
            self.shown = self.newest
            return False
        self.choose_anew(mode)
        return True

    def choose_anew(self, mode: ActionMode) -> None:
        """Let the newest policy take the present moment, and draw its action again."""
        playback, moment, actor = self.playback, self.moment, self._acting(mode)
        if playback is not None and moment is not None and actor is not None:
            self.moment, self.shown = playback.reconsidered(moment, actor), self.newest

    def _acting(self, mode: ActionMode) -> PolicyActor | None:
        """The newest policy, acting in the playback's world; the same actor again as long as both are the same."""
        from pg_desktop.learning.acting.actor import PolicyActor  # noqa: PLC0415 (NumPy, after the first paint)

        policy, playback = self._policy, self.playback
        if policy is None or playback is None:
            return None
        actor = self._actor
        if actor is None or actor.policy is not policy or actor.mode is not mode:
            actor = self._actor = PolicyActor(policy, mode, playback.rng)
        return actor

    @property
    def _policy(self) -> Policy | None:
        return None if self.newest is None else self.newest.policy
