"""A heat map with its figures below, which give way to what is under the mouse or the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.ui.kit.fitted import ElidedLabel, Part, PartsLabel
from pg_desktop.ui.kit.heat_map.data import Cell, HeatMapData
from pg_desktop.ui.kit.heat_map.heat_map import HeatMap
from pg_desktop.ui.kit.theme import Theme


class MeasuredMap(QWidget):
    """A map and what it comes to. Lives in the GUI thread."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._at: Cell | None = None
        self.map = HeatMap(self)
        self.map.setObjectName(f"{name}Map")
        self.map.setMinimumSize(220, 150)
        self.figures = PartsLabel(self)
        self.figures.setObjectName(f"{name}Figures")
        self.reading = ElidedLabel(self)
        self.reading.setObjectName(f"{name}Reading")
        self.reading.setProperty("role", "muted")
        for label in (self.figures, self.reading):
            # Their texts come and go; the card is no wider for them.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.reading.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.map, 1)
        column.addWidget(self.figures)
        column.addWidget(self.reading)
        self.map.hovered.connect(self._show_reading)
        self.map.installEventFilter(self)

    def show_result(self, data: HeatMapData, name: str, figures: Sequence[str], tip: str) -> None:
        """Show a map.

        Args:
            data: the map.
            name: what the map is, for those who cannot see it.
            figures: each as rich text, the most important one first.
            tip: what the figures mean.
        """
        self.map.show_map(data)
        self.map.setAccessibleName(name)
        self.figures.explain(f"<p>{tip}</p>")
        self.figures.show_parts([Part(text, -place) for place, text in enumerate(figures)], " · ")
        at = self._at
        still_there = at is not None and at.column < data.columns and at.row < data.rows
        self._show_reading(data.cell(at.column, at.row) if at is not None and still_there else None)

    def show_placeholder(self, text: str) -> None:
        """Show a sentence and no figures."""
        self.map.show_placeholder(text)
        self.figures.explain("")
        self.figures.show_parts([])
        self._show_reading(None)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.map.show_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.map and event.type() is QEvent.Type.FocusOut:
            self._show_reading(None)
        return False

    @Slot(object)
    def _show_reading(self, cell: Cell | None) -> None:
        self._at = cell
        if cell is not None:
            self.reading.setText(self.map.reading(cell))
        self.reading.setVisible(cell is not None)
        self.figures.setVisible(cell is None)


def figure(name: str, value: str) -> str:
    """A name and its value, in rich text."""
    return f"{name} <b>{value}</b>"
