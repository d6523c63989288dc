"""Undo and redo of what the user has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, hyperparameter
from pg_desktop.ui.cart_pole.physics.playback import PlaybackPhysics
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.settings.values import change_text, translated

TextOf = Callable[[str, Value], str]
"""What the user reads for a setting's value: key and value."""

_LIMIT = 200


class _Step(QUndoCommand):
    """Something that the user has done already, and what takes it back or does it again.

    Steps of one gesture, such as the drag of a slider, are one.
    """

    def __init__(self, gesture: int | None) -> None:
        super().__init__()
        self.gesture = gesture
        self._done = True

    def redo(self) -> None:
        if self._done:  # the stack redoes what is put on it
            self._done = False
        else:
            self.again()

    def again(self) -> None:
        """Do it again."""
        raise NotImplementedError(type(self))

    def belongs_to(self, other: QUndoCommand) -> bool:
        """Whether both are of one gesture."""
        return type(other) is type(self) and self.gesture is not None and other.gesture == self.gesture


class SettingsStep(_Step):
    """Some settings, from some values to others. Undoing it is a change of the run like any other.

    Only what the step changed is set back, so that it leaves alone what has happened to other settings since.
    """

    def __init__(
        self,
        old: Mapping[str, Value],
        new: Mapping[str, Value],
        gesture: int | None,
        name: Callable[[Mapping[str, Value], Mapping[str, Value]], str],
        choose: Callable[[Mapping[str, Value]], None],
    ) -> None:
        """Describe a step.

        Args:
            old: the values before it, by key.
            new: the values after it, of the same keys.
            gesture: what it is a part of; None for a step of its own.
            name: what the Edit menu calls such a change.
            choose: sets settings as the user would.
        """
        super().__init__(gesture)
        self._old, self._new = dict(old), dict(new)
        self._name, self._choose = name, choose
        self.setText(name(old, new))

    def id(self) -> int:
        return 1

    def undo(self) -> None:
        self._choose(self._old)

    def again(self) -> None:
        """See `_Step.again`."""
        self._choose(self._new)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, SettingsStep) or not self.belongs_to(other):
            return False
        self._old = other._old | self._old
        self._new |= other._new
        self.setText(self._name(self._old, self._new))
        self.setObsolete(self._old == self._new)
        return True


class PlaybackStep(_Step):
    """What the shown episode is played in. The run knows nothing of it."""

    def __init__(
        self,
        old: PlaybackPhysics,
        new: PlaybackPhysics,
        gesture: int | None,
        text_of: TextOf,
        show: Callable[[PlaybackPhysics], None],
    ) -> None:
        """Describe a step; see `SettingsStep`."""
        super().__init__(gesture)
        self._old, self._new = old, new
        self._text_of, self._show = text_of, show
        self.setText(playback_description(old, new, text_of))

    def id(self) -> int:
        return 2

    def undo(self) -> None:
        self._show(self._old)

    def again(self) -> None:
        """See `_Step.again`."""
        self._show(self._new)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, PlaybackStep) or not self.belongs_to(other):
            return False
        self._new = other._new
        self.setText(playback_description(self._old, self._new, self._text_of))
        self.setObsolete(self._old == self._new)
        return True


class RunStep(_Step):
    """Something that was done with a run of the list."""

    def __init__(self, text: str, undo: Callable[[], None], again: Callable[[], bool]) -> None:
        """Describe a step.

        Args:
            text: what the Edit menu calls it.
            undo: takes it back.
            again: does it again, and tells whether that could be done.
        """
        super().__init__(None)
        self._undo, self._again = undo, again
        self.setText(text)

    def id(self) -> int:
        return 3

    def undo(self) -> None:
        self._undo()

    def again(self) -> None:
        """See `_Step.again`."""
        self.setObsolete(not self._again())


class Undo(QUndoStack):
    """The steps that can be undone. Lives in the GUI thread."""

    def __init__(
        self,
        text_of: TextOf,
        choose: Callable[[Mapping[str, Value]], None],
        show_playback: Callable[[PlaybackPhysics], None],
        parent: QObject,
    ) -> None:
        """Begin with nothing to undo.

        Args:
            text_of: what the user reads for values.
            choose: sets settings, by key, as the user would.
            show_playback: lets the shown episode be played in something.
            parent: who owns this object.
        """
        super().__init__(parent)
        self.setUndoLimit(_LIMIT)
        self._text_of = text_of
        self._choose = choose
        self._show_playback = show_playback

    def record(
        self, old: Settings, new: Settings, gesture: int | None = None, *, name: str = "", several: str = ""
    ) -> None:
        """Remember a step of the settings that has been done.

        Args:
            old: the settings before it.
            new: those after it.
            gesture: what it is a part of, such as the drag of a slider; None for a step of its own.
            name: what the Edit menu calls it; made of what changed if "".
            several: what it calls it if more than one setting changed, and not the world.
        """
        keys = [key for key in HYPERPARAMETERS if old.value(key) != new.value(key)]
        if keys:
            before, after = ({key: settings.value(key) for key in keys} for settings in (old, new))
            self.push(
                SettingsStep(
                    before,
                    after,
                    gesture,
                    lambda a, b: name or description(a, b, self._text_of, several),
                    self._choose,
                )
            )

    def record_playback(self, old: PlaybackPhysics, new: PlaybackPhysics, gesture: int | None) -> None:
        """Remember a step of the shown episode's physics that the user has done; see `record`."""
        if old != new:
            self.push(PlaybackStep(old, new, gesture, self._text_of, self._show_playback))


def description(old: Mapping[str, Value], new: Mapping[str, Value], text_of: TextOf, several: str = "") -> str:
    """What changed, for the Edit menu.

    Args:
        old: values by key.
        new: values of the same keys.
        text_of: what the user reads for them.
        several: what is said of several settings; how many they are if "".
    """
    changed = [key for key in new if old[key] != new[key]]
    # With another world come the settings that suit it.
    named = "environment" if "environment" in changed else changed[0] if len(changed) == 1 else None
    if named is None:
        return several or QCoreApplication.translate("Undo", "{count} settings").format(count=whole(len(changed)))
    name = translated(hyperparameter(named).name)
    return _change(name, named, old[named], new[named], text_of)


def playback_description(old: PlaybackPhysics, new: PlaybackPhysics, text_of: TextOf) -> str:
    """What changed of the shown episode, for the Edit menu."""
    if new.linked and not old.linked:
        return QCoreApplication.translate("Undo", "shown episode linked to training")
    if old.linked and not new.linked:
        return QCoreApplication.translate("Undo", "shown episode with physics of its own")
    before, after = old.physics.as_dict(), new.physics.as_dict()
    changed = [name for name in after if before[name] != after[name]]
    if len(changed) != 1:
        return QCoreApplication.translate("Undo", "physics of the shown episode")
    (key,) = changed
    name = QCoreApplication.translate("Undo", "{quantity} of the shown episode").format(
        quantity=translated(hyperparameter(key).name)
    )
    return _change(name, key, before[key], after[key], text_of)


def _change(name: str, key: str, old: Value, new: Value, text_of: TextOf) -> str:
    before, after = text_of(key, old), text_of(key, new)
    if before == after:
        before, after = change_text(hyperparameter(key), old, new)
    return QCoreApplication.translate("Undo", "{name} {old} → {new}").format(name=name, old=before, new=after)
