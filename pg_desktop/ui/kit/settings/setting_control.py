"""What every control of a setting has: its name, when a change takes effect, and how one tells of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pg_desktop.learning.settings.kinds import (
    Hyperparameter,
    TakesEffect,
    Value,
)
from pg_desktop.ui.kit.fitted import NoteLabel
from pg_desktop.ui.kit.settings.chips import EffectChip, effect_sentence
from pg_desktop.ui.kit.settings.gesture import Gesture
from pg_desktop.ui.kit.settings.values import translated, value_text

_SMALL: Final = 0.9


class SettingControl(QWidget):
    """One setting: its name, its control, and when a change takes effect. Lives in the GUI thread.

    Its object name is the setting's key.

    Attributes:
        row: its row of the table.
        stops: where Tab stops in it, in order.
        gesture: the drag, held key or quick series of keys by which the user changes it.
        note: a line below the control, if it has been given one.

    Signals:
        changed (str, object): the user chose another value: key and value. A row whose changes last tells of it only
            once the gesture is over.
    """

    changed = Signal(str, object)

    def __init__(self, row: Hyperparameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setObjectName(row.key)
        self.chip = EffectChip(row.takes_effect, self)
        self.name_label = QLabel(self._name_text(), self)
        self.name_label.setTextFormat(Qt.TextFormat.RichText)
        self.stops: list[QWidget] = []
        self.gesture = Gesture(self)
        self.gesture.ended.connect(self._tell)
        self._told: Value | None = None
        self._in_force: Value | None = None
        self._said_elsewhere: TakesEffect | None = None
        self.note: NoteLabel | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        # The chip comes and goes without moving what lies below.
        self._grid.setRowMinimumHeight(0, self.chip.minimumHeight())

    def value(self) -> Value:
        """What the control shows."""
        raise NotImplementedError(type(self))

    def setValue(self, value: Value) -> None:
        """Choose a value as a user would; `changed` tells if it is another."""
        raise NotImplementedError(type(self))

    def show_value(self, value: Value) -> None:
        """Show a value that something else chose, without `changed`."""
        with QSignalBlocker(self):
            self.setValue(value)
            self.gesture.end()
        self._told = self.value()

    def show_applied(self, applied: Value) -> None:
        """Say whether what the control shows is in force yet."""
        self._in_force = applied
        waits = applied != self.value()
        if waits:
            self.chip.show_waiting(self.text_of(applied))
        else:
            self.chip.show_applied()
        self.chip.setVisible(waits or self.row.takes_effect is not self._said_elsewhere)

    def leave_unsaid(self, effect: TakesEffect) -> None:
        """Show no chip if changes act then, which is said once for several settings, unless one waits."""
        self._said_elsewhere = effect
        self.chip.setVisible(self.row.takes_effect is not effect)

    def _chosen(self) -> None:
        """The control shows another value: tell it now, or when the gesture is over."""
        if self.signalsBlocked():  # something else chose it
            return
        self.gesture.go_on()
        if not self.row.lasting:
            self._tell()
        elif self._in_force is not None:
            self.show_applied(self._in_force)

    @Slot()
    def _tell(self) -> None:
        value = self.value()
        if value != self._told:
            self._told = value
            self.changed.emit(self.row.key, value)

    def give_note_room(self, text: str) -> None:
        """Keep a line below the control for what there is to say, in which this stands at first."""
        self.note = NoteLabel(self)
        self.note.setProperty("role", "muted")
        font = self.note.font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        self.note.setFont(font)
        self.note.say(text)
        self._grid.addWidget(self.note, self._grid.rowCount(), 0, 1, -1)

    def text_of(self, value: Value) -> str:
        """A value as the user reads it."""
        return value_text(self.row, value, self.locale())

    def _name_text(self) -> str:
        name = translated(self.row.name)
        return f"{name}&nbsp;&nbsp;<i>{self.row.symbol}</i>" if self.row.symbol else name

    def _describe(self, *controls: QWidget) -> None:
        row = self.row
        help_text, formula = translated(row.help), row.formula
        tip = f"<p>{help_text}</p>" + (f"<p><i>{formula}</i></p>" if formula else "")
        tip += f"<p>{effect_sentence(row.takes_effect)}</p>"
        whats_this = f"<h3>{translated(row.name)} {row.symbol}</h3>{tip}<p><code>--set {row.key}=…</code></p>"
        self.explain(whats_this + self._choices_help(), *controls)
        for control in controls:
            self.gesture.watch(control)
            control.setToolTip(tip)
            control.setAccessibleName(translated(row.name))
            control.setAccessibleDescription(help_text)
        self.stops = list(controls)
        self.name_label.setToolTip(tip)
        self.name_label.setBuddy(controls[-1])

    def explain(self, text: str, *stops: QWidget) -> None:
        """Answer What's This with a text, wherever in the control it is asked."""
        for widget in (self, *(stops or self.stops)):
            widget.setWhatsThis(text)

    def _choices_help(self) -> str:
        return ""
