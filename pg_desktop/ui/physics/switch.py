"""The switch at the top of the physics card: buttons side by side, one of which is down."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

_PADDING: Final = 5
"""Pixels from a segment's text to its edge, at least."""


class PageSwitch(QWidget):
    """Chooses one of several pages. Lives in the GUI thread.

    Attributes:
        segments: its buttons, from left to right.

    Signals:
        chosen (int): the user wants the page of that index.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.segments: list[QToolButton] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(lambda index, down: self.chosen.emit(index) if down else None)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def add(self, name: str, text: str, tip: str) -> None:
        """Append a segment.

        Args:
            name: its object name.
            text: what stands on it.
            tip: what its page is for.
        """
        segment = QToolButton(self)
        segment.setObjectName(name)
        segment.setProperty("role", "toggle")
        segment.setStyleSheet("padding: 1px 2px;")
        segment.setText(text)
        segment.setToolTip(tip)
        segment.setWhatsThis(tip)
        segment.setAccessibleName(text)
        segment.setCheckable(True)
        segment.setChecked(not self.segments)
        segment.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        segment.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group.addButton(segment, len(self.segments))
        self.segments.append(segment)
        self._row.addWidget(segment)

    def mark(self, index: int, marked: bool) -> None:
        """Put a dot on a segment, or take it away."""
        segment = self.segments[index]
        name = segment.accessibleName()
        dotted = self.tr("{page} •").format(page=name)
        segment.setText(dotted if marked else name)
        segment.setAccessibleDescription(self.tr("Something is changed here.") if marked else "")
        # Room for the dot whether it is there or not, but not for Qt's generous margins.
        segment.setMinimumWidth(segment.fontMetrics().horizontalAdvance(dotted) + 2 * _PADDING)
