"""What the shown episode is played in."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from pg_desktop.learning.worlds.cart_pole.physics import Physics


@dataclass(frozen=True)
class PlaybackPhysics:
    """What the user has chosen for the shown episode.

    Attributes:
        physics: in which it is played.
        linked: whether it follows training's.
    """

    physics: Physics
    linked: bool


class Playback(QObject):
    """The physics of the shown episode, which is no setting of the run. Lives in the GUI thread.

    Attributes:
        gesture: a number for what the latest choice is a part of; see `ControlPanel.gesture`.

    Signals:
        changed (Physics): the shown episode is to be played in this physics from now on.
        linked_changed (): it follows training from now on, or no longer does.
        chosen (PlaybackPhysics, PlaybackPhysics): the user has chosen that, from one to another.
    """

    changed = Signal(object)
    linked_changed = Signal()
    chosen = Signal(object, object)

    def __init__(self, training: Physics, parent: QObject | None = None) -> None:
        """Begin linked to training.

        Args:
            training: what the policy learns in.
            parent: who keeps it.
        """
        super().__init__(parent)
        self.gesture = 0
        self._last_gesture: tuple[str, int] | None = None
        self._training = training
        self._wanted = PlaybackPhysics(training, linked=True)

    @property
    def wanted(self) -> PlaybackPhysics:
        """What is chosen now."""
        return self._wanted

    @property
    def physics(self) -> Physics:
        """In which the shown episode is to be played."""
        return self._wanted.physics

    @property
    def linked(self) -> bool:
        """Whether it follows training."""
        return self._wanted.linked

    def follow(self, training: Physics) -> None:
        """Take over what the policy learns in from now on."""
        self._training = training
        if self.linked:
            self.show(PlaybackPhysics(training, linked=True))

    def show(self, wanted: PlaybackPhysics) -> None:
        """Play in this from now on; nobody has chosen it just now."""
        before = self._wanted
        self._wanted = PlaybackPhysics(self._training, linked=True) if wanted.linked else wanted
        if self._wanted.linked != before.linked:
            self.linked_changed.emit()
        if self._wanted.physics != before.physics:
            self.changed.emit(self.physics)

    def choose(self, physics: Physics, *, linked: bool, gesture: tuple[str, int] | None = None) -> None:
        """Choose as the user does.

        Args:
            physics: in which it is to be played.
            linked: whether it follows training.
            gesture: what of which control it is a part of; None for a choice of its own.
        """
        if gesture is None or gesture != self._last_gesture:
            self.gesture += 1
        self._last_gesture = gesture
        before = self._wanted
        self.show(PlaybackPhysics(physics, linked))
        if self._wanted != before:
            self.chosen.emit(before, self._wanted)
