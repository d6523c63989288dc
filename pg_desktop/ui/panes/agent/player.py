"""What the render pane plays: one world, one episode after another, and whose policy the shown moment is of.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.settings.table import applies

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    import numpy as np
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.actor import Actor, PolicyActor
    from pg_desktop.learning.acting.playback import Moment, Playback
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.acting.sites import SteerableSite
    from pg_desktop.learning.overseeing.actor import OverseenActor
    from pg_desktop.learning.worlds.variation import Variation
    from pg_desktop.learning.worlds.world import World
    from pg_desktop.runs.live.status import View
    from pg_desktop.ui.panes.agent.frame_painter import FramePainter
    from pg_desktop.ui.panes.agent.recorded import Recorded
    from pg_desktop.ui.panes.demonstrations.driver import Driver

_SEED: Final = 0
_PATIENCE_SECONDS: Final = 0.004
"""How long one waits, in the window's thread, for an environment in another process: most steps take less."""


class Player:
    """Episodes of the newest policy, and in their place a recorded one, while which the others stand still.

    Attributes:
        newest: what acts from the next step on; None before there is anything.
        shown: what the present moment's π(·|s) and action are from; None where there is no moment.
        playback: the world that is played in; None before there is one, and after it has failed.
        recorded: what is shown in place of the newest policy's episode; None if nothing is.
        driver: who has a hand on the policy, see `Driver`; None if nobody has.
    """

    def __init__(self) -> None:
        self.newest: View | None = None
        self.shown: View | None = None
        self.playback: Playback | None = None
        self.recorded: Recorded | None = None
        self.driver: Driver | None = None
        self._site: SteerableSite | None = None
        self._moment: Moment | None = None
        self._actor: PolicyActor | None = None
        self._helped: OverseenActor | None = None

    @property
    def moment(self) -> Moment | None:
        """What is shown now."""
        return self._moment if self.recorded is None else self.recorded.moment

    @property
    def site(self) -> SteerableSite | None:
        """Where pushes and physics go; None where nothing can be interfered with."""
        return self._site if self.recorded is None else None

    @property
    def world(self) -> World | None:
        """Where the shown moment is."""
        if self.recorded is not None:
            return self.recorded.tape.world
        return None if self.playback is None else self.playback.world

    @property
    def variation(self) -> Variation | None:
        """The physics of a recorded episode, where it is known."""
        return None if self.recorded is None else self.recorded.tape.variation

    @property
    def frames_per_second(self) -> int | None:
        """Env steps in a second of real time."""
        return None if self.world is None else self.world.entry.frames_per_second

    def frame(self) -> NDArray[np.uint8] | None:
        """The environment's own picture of the shown moment.

        Raises:
            UserError: if the world fails.
        """
        if self.recorded is not None:
            return self.recorded.frame()
        return None if self.playback is None else self.playback.frame()

    def explain_pictures(self, painter: FramePainter) -> None:
        """Let a painter say why there is no picture, if there is none."""
        if self.recorded is not None:
            painter.tell(self.recorded.why_not)
        elif self.playback is not None:
            painter.tell_why_not(self.playback.no_picture)

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
        # An old environment in this process is only dropped: closing it would end pygame for the whole process.
        self.playback = Playback(world, _SEED)
        self._site = self.playback.steerable
        return True

    def leave_world(self) -> None:
        """Play nothing any more."""
        self.end()
        self.playback = self._site = self._moment = self.shown = self._actor = None

    def waits(self) -> bool:
        """Whether what was begun or advanced has not come yet; `look` takes it."""
        return self.recorded is None and self.playback is not None and self.playback.waiting

    def end(self) -> None:
        """End what is played in another process; nothing is played after it."""
        if self.playback is not None:
            self.playback.close()

    def begin(self, mode: ActionMode) -> bool:
        """Start an episode, where there is a world and a policy; returns whether it is there already.

        Raises:
            UserError: if the world fails.
        """
        if self.recorded is not None:
            self.recorded.go_to(0)
            return True
        if self.playback is None or self.newest is None or self._acting(mode) is None:
            return False
        if self._site is None:
            self.playback.tell(self.playback.world.training_options(self.newest.status.settings))
        self.playback.ask_begin()
        return self.look(mode, _PATIENCE_SECONDS)

    def advance(self, mode: ActionMode) -> bool:
        """Take an env step, unless the episode has ended or one is being waited for; returns whether it is done.

        Raises:
            UserError: if the world fails.
        """
        if self.recorded is not None:
            return self.recorded.advance()
        playback, moment = self.playback, self._moment
        if playback is None or playback.waiting or moment is None or moment.ended or self._acting(mode) is None:
            return False
        playback.ask_advance(moment)
        return self.look(mode, _PATIENCE_SECONDS)

    def look(self, mode: ActionMode, seconds: float = 0.0) -> bool:
        """Take what is being waited for, if it is there; returns whether it was.

        Raises:
            UserError: if the world fails.
        """
        if self.recorded is not None:
            return False
        playback, actor = self.playback, self._acting(mode)
        moment = None if playback is None or actor is None else playback.arrived(actor, seconds)
        if moment is None:
            return False
        self._moment, self.shown = moment, self.newest
        return True

    def reconsider(self, mode: ActionMode) -> bool:
        """Let the newest policy take the present moment if it is another than it was; returns whether it is."""
        before, policy = None if self.shown is None else self.shown.policy, self._policy
        if before is None or policy is None or self.recorded is not None or self.waits():
            return False
        if policy is before or policy.equals(before):
            self.shown = self.newest
            return False
        self.choose_anew(mode)
        return True

    def choose_anew(self, mode: ActionMode) -> None:
        """Let the newest policy take the present moment, and draw its action again."""
        playback, moment, actor = self.playback, self._moment, self._acting(mode)
        if self.recorded is not None or playback is None or playback.waiting:
            return
        if moment is not None and actor is not None:
            self._moment, self.shown = playback.reconsidered(moment, actor), self.newest

    @property
    def danger(self) -> float | None:
        """Metres from the middle of the track at which danger begins; None where nobody looks after the policy."""
        settings = None if self.newest is None else self.newest.status.settings
        if settings is None or self.recorded is not None or not applies("overseer", settings):
            return None
        return None if settings.overseer == "off" else settings.danger

    def _acting(self, mode: ActionMode) -> Actor | None:
        """The newest policy, acting in the playback's world; the same actor again as long as both are the same.

        Who looks after it in training does so here.
        """
        from pg_desktop.learning.acting.actor import PolicyActor  # noqa: PLC0415 (NumPy, after the first paint)

        policy, playback = self._policy, self.playback
        if policy is None or playback is None:
            return None
        actor = self._actor
        if actor is None or actor.policy is not policy or actor.mode is not mode:
            actor = self._actor = PolicyActor(policy, mode, playback.rng)
        if self.driver is not None and self.driver.drives_in(playback.world):
            return self.driver.acting(actor)
        return actor if self.danger is None else self._overseen(actor)

    def _overseen(self, actor: PolicyActor) -> Actor:
        from pg_desktop.learning.overseeing.actor import OverseenActor  # noqa: PLC0415 (NumPy)
        from pg_desktop.learning.overseeing.overseer import Oversight  # noqa: PLC0415 (NumPy)

        before = self._helped
        oversight = Oversight.of(self.newest.status.settings)  # type: ignore[union-attr]
        if before is None or before.actor is not actor or before.oversight != oversight:
            self._helped = before = OverseenActor(actor, oversight)
        return before

    @property
    def _policy(self) -> Policy | None:
        return None if self.newest is None else self.newest.policy
