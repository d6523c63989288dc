"""A few words side by side of which one holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

_PADDING: Final = 5
"""Pixels from a segment's text to its edge, at least."""


@dataclass(frozen=True)
class Segment:
    """One of the words.

    Attributes:
        text: the word.
        tip: what it stands for.
        name: its object name, or "".
    """

    text: str
    tip: str
    name: str = ""


class Segments(QWidget):
    """Buttons of which one is down, at first the first. The arrow keys go from one to the next.

    Lives in the GUI thread.

    Attributes:
        buttons: in their order.

    Signals:
        chosen (int): the index of the button that is down now.
    """

    chosen = Signal(int)

    def __init__(self, name: str, segments: Sequence[Segment], parent: QWidget) -> None:
        """Make the buttons.

        Args:
            name: what is chosen with them.
            segments: what they say.
            parent: of the widget.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons = tuple(self._button(segment) for segment in segments)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for index, button in enumerate(self.buttons):
            self._group.addButton(button, index)
            row.addWidget(button)
        self.buttons[0].setChecked(True)
        self._group.buttonToggled.connect(self._toggled)

    @property
    def index(self) -> int:
        """Which one is down."""
        return self._group.checkedId()

    def mark(self, index: int, marked: bool) -> None:
        """Put a dot on a segment, or take it away: something is changed behind it."""
        button = self.buttons[index]
        name = button.accessibleName()
        dotted = self.tr("{page} •").format(page=name)
        button.setText(dotted if marked else name)
        button.setAccessibleDescription(self.tr("Something is changed here.") if marked else button.toolTip())
        # Room for the dot whether it is there or not, but not for Qt's generous margins.
        button.setMinimumWidth(button.fontMetrics().horizontalAdvance(dotted) + 2 * _PADDING)

    def _button(self, segment: Segment) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(segment.name)
        button.setProperty("role", "toggle")
        button.setProperty("room", "segment")
        button.setText(segment.text)
        button.setToolTip(segment.tip)
        button.setWhatsThis(segment.tip)
        button.setAccessibleName(segment.text)
        button.setAccessibleDescription(segment.tip)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    @Slot(QAbstractButton, bool)
    def _toggled(self, button: QAbstractButton, down: bool) -> None:
        if down:
            self.chosen.emit(self._group.id(button))
