"""A human at the keys, or at a game pad: what is pressed becomes the action, and whole episodes become demonstrations.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent

from pg_desktop.ui.panes.demonstrations.keys import END, HOLD, KEYS, Action, Keys
from pg_desktop.ui.panes.demonstrations.pad import Pad, find_pad

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.actor import Actor
    from pg_desktop.learning.acting.distributions import Float32
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.algorithms.imitation.taking_over import TakingOver
    from pg_desktop.learning.worlds.world import World
    from pg_desktop.ui.panes.agent.render_pane import RenderPane

_PAD_MS: Final = 8
SPEEDS: Final = (0.125, 0.25, 0.5, 1.0)
_USUAL: Final = 0.25


class Driver(QObject):
    """Drives the shown episode, or takes over from the policy while a key is down.

    The world stands still until the first key of an episode, while Space is down, while the policy learns from what
    somebody did, and while the picture does not have the keyboard.

    Attributes:
        speed: of the game, as a multiple of real time.
        records: whether whole episodes are kept.
        takes_over: whether the policy drives where no key is down.
        teaches: whether it learns from each episode in which somebody took over, before it drives the next one.
        find_pad: looks for a game pad, each time that somebody begins to drive.

    Signals:
        changed (): somebody drives or no longer, or stands still for another reason.
        recorded (Demonstration): an episode came to its end while it was recorded.
    """

    changed = Signal()
    recorded = Signal(object)

    def __init__(self, pane: RenderPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.speed = _USUAL
        self.records = True
        self.takes_over = False
        self.teaches = False
        self._learning = False
        self._world: World | None = None
        self._keys: Keys | None = None
        self.find_pad: Callable[[], Pad | None] = find_pad
        self._pad: Pad | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_PAD_MS)
        self._timer.timeout.connect(self._look_at_pad)
        self._on_keys: frozenset[int] = frozenset()
        self._on_pad: frozenset[int] = frozenset()
        self._waits = False
        self._before: Action | None = None
        self._acting: tuple[Actor, TakingOver] | None = None
        self._seed = -1
        self._steps: list[tuple[Moment, bool]] = []
        self._rewards: list[float] = []
        pane.stage.installEventFilter(self)

    @property
    def driving(self) -> bool:
        """Whether somebody does."""
        return self._keys is not None

    @property
    def keys(self) -> Keys | None:
        """How the world is driven; None while nobody does."""
        return self._keys

    @property
    def pad(self) -> str:
        """What the game pad is called that is listened to; "" without one."""
        return "" if self._pad is None else self._pad.name

    @property
    def waits(self) -> bool:
        """Whether the episode has not begun, because no key was pressed."""
        return self._waits

    @property
    def holds(self) -> bool:
        """Whether Space is down."""
        return HOLD in self._down

    @property
    def has_keyboard(self) -> bool:
        """Whether keys arrive here."""
        return self._pane.stage.hasFocus()

    @property
    def stands_still(self) -> bool:
        """Whether no env step is to be taken."""
        return self._waits or self.holds or self._learning or not self.has_keyboard

    @property
    def learning(self) -> bool:
        """Whether the policy is learning from what somebody did, before it drives on."""
        return self._learning

    def let_learn(self, *, learning: bool) -> None:
        """Let the world stand still while the policy learns, or go on."""
        if learning != self._learning:
            self._learning = learning
            self.changed.emit()

    @staticmethod
    def can_drive(environment: str) -> bool:
        """Whether there are keys for a world, by its id."""
        return environment in KEYS

    def begin(self, world: World, *, takes_over: bool) -> None:
        """Drive, from a new episode on."""
        self._world, self._keys, self.takes_over = world, KEYS[world.entry.id], takes_over
        self._on_keys, self._on_pad, self._learning = frozenset(), frozenset(), False
        self._acting = None
        if self._pad is None:
            self._pad = self.find_pad()
        if self._pad is not None:
            self._timer.start()
        self._pane.drive(self)
        self.changed.emit()

    @Slot()
    def end(self) -> None:
        """Let the policy drive again; an episode that has not ended is not kept."""
        if self.driving:
            self._keys = self._world = self._acting = None
            self._steps.clear()
            self._let_go_of_pad()
            self._pane.drive(None)
            self.changed.emit()

    def drives_in(self, world: World) -> bool:
        """Whether somebody drives in a world; what their keys do means nothing in another."""
        return self.driving and world == self._world

    def acting(self, policy: Actor) -> Actor:
        """The policy with a hand on it; the same again as long as the policy is."""
        from pg_desktop.learning.algorithms.imitation.taking_over import TakingOver  # noqa: PLC0415 (NumPy)

        if self._acting is None or self._acting[0] is not policy:
            self._acting = policy, TakingOver(policy, self._hand)
        return self._acting[1]

    def began(self, world: World, seed: int) -> None:
        """Be ready for an episode that has just begun.

        Args:
            world: where; in another one nobody drives any more.
            seed: what its environment's reset was told.
        """
        if world != self._world:
            self.end()
            return
        self._seed, self._before = seed, None
        self._steps, self._rewards = [], []
        self._waits = not self.takes_over
        self.changed.emit()

    def stepped(self, before: Moment, after: Moment) -> None:
        """Take an env step into account.

        Args:
            before: the moment that was acted in.
            after: what came of it.
        """
        if not self.driving:
            return
        taken = self._acting is not None and self._acting[1].taken
        if taken and self._keys is not None:
            self._before = self._action(self._keys)
        self._steps.append((before, taken))
        self._rewards.append(after.episode_return - before.episode_return)
        if after.ended and self.records:
            self._keep(after)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.driving:
            return False
        kind = event.type()
        if isinstance(event, QKeyEvent):
            if kind is QEvent.Type.ShortcutOverride and self._means_something(event.key()):
                event.accept()
                return True
            if kind is QEvent.Type.KeyPress:
                return self._pressed(event)
            if kind is QEvent.Type.KeyRelease:
                return self._released(event)
        elif isinstance(event, QFocusEvent):
            self._on_keys = frozenset()
            self.changed.emit()
        return False

    def _means_something(self, key: int) -> bool:
        return key in (HOLD, END) or (self._keys is not None and key in self._keys.uses)

    def _pressed(self, event: QKeyEvent) -> bool:
        key = event.key()
        if not self._means_something(key):
            return False
        if event.isAutoRepeat():
            return True
        self._on_keys |= {key}
        self._came_down(frozenset({key}))
        return True

    def _released(self, event: QKeyEvent) -> bool:
        key = event.key()
        if not self._means_something(key) or event.isAutoRepeat():
            return self._means_something(key)
        self._on_keys -= {key}
        if key == HOLD:
            self.changed.emit()
        return True

    @property
    def _down(self) -> frozenset[int]:
        """The keys that are down, or that the game pad stands for."""
        return self._on_keys | self._on_pad

    def _came_down(self, keys: frozenset[int]) -> None:
        if END in keys:
            self.end()
        elif keys and (HOLD in keys or self._waits):
            self._waits = self._waits and HOLD in keys
            self.changed.emit()

    @Slot()
    def _look_at_pad(self) -> None:
        if self._pad is None or not self.has_keyboard:
            return
        before = self._on_pad
        self._on_pad = frozenset(filter(self._means_something, self._pad.down()))
        self._came_down(self._on_pad - before)
        if HOLD in before - self._on_pad:
            self.changed.emit()

    def _let_go_of_pad(self) -> None:
        self._timer.stop()
        self._on_pad = frozenset()
        if self._pad is not None:
            self._pad.close()
            self._pad = None

    def _action(self, keys: Keys) -> Action:
        return keys.does(self._down, self._before)

    def _hand(self, obs_NO: Float32) -> NDArray[Any] | None:
        """What the keys say; None where the policy is to drive."""
        import numpy as np  # noqa: PLC0415 (after the first paint)

        del obs_NO
        keys = self._keys
        if keys is None or (self.takes_over and not self._down & keys.uses):
            return None
        action = self._action(keys)
        return np.array([action], np.int64 if isinstance(action, int) else np.float32)

    def _keep(self, last: Moment) -> None:
        """Make a demonstration of the episode that has ended, unless nothing in it was the player's."""
        import numpy as np  # noqa: PLC0415 (after the first paint)

        from pg_desktop.learning.demonstrations.demonstration import Demonstration, PlayedBy, Shown  # noqa: PLC0415

        if self._world is None or not any(taken for _, taken in self._steps):
            return
        moments = [moment for moment, _ in self._steps]
        action_L = np.array([moment.environment_action for moment in moments])
        world, drove = self._world.entry.id, self.takes_over
        about = Shown(world, PlayedBy.HUMAN, self.speed, self._seed, last.terminated, drove)
        shown = Demonstration(
            about,
            np.array([moment.obs_O for moment in moments]),
            last.obs_O.copy(),
            action_L,
            action_L,
            np.array([taken for _, taken in self._steps]),
            np.array(self._rewards),
        )
        self._steps, self._rewards = [], []
        self.recorded.emit(shown)
