"""The table of an episode as it is seen, clicked at and walked through with the keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.rows_table import Index, RowsTable, heading_width
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.episode.columns import Column
from pg_desktop.ui.panes.episode.model import EpisodeModel, alignment_of, bar_of

_EDGE: Final = 7
"""Pixels between a text and each side of its cell."""
_ROW_AIR: Final = 8
_BAR: Final = 3
_QUIET: Final = 0.7
"""Opacity of the bars: what is read are the numbers."""
_STRETCH: Final = 1.9
"""How much wider than it needs to be a column becomes, where there is room: for its bars."""


class BarDelegate(QStyledItemDelegate):
    """Draws each number with a quiet bar below it. Lives in the GUI thread.

    It asks the model's columns and not the style, which would ask for eight things more of every cell.
    """

    def __init__(self, model: EpisodeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.show_theme(LIGHT)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self._positive, self._negative = (_quiet(colour) for colour in (theme.accent, theme.second))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column, row = self._model.columns[index.column()], index.row()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._theme.wedge)
        room = option.rect.adjusted(_EDGE - 1, 0, 1 - _EDGE, 0)
        painter.setFont(option.font)
        painter.setPen(self._theme.text)
        text = elided(column.text(row), option.fontMetrics, room.width() + 1)
        painter.drawText(room, alignment_of(column), text)
        bar = bar_of(column, row)
        if bar is None:
            return
        begin, end, positive = bar
        bottom, width = room.bottom() - 1.0, room.width()
        painter.fillRect(QRectF(room.left(), bottom, width, 1), self._theme.grid)
        place = QRectF(room.left() + begin * width, bottom + 1 - _BAR, (end - begin) * width, _BAR)
        painter.fillRect(place, self._positive if positive else self._negative)


class EpisodeView(RowsTable):
    """One row a step. Lives in the GUI thread.

    Signals:
        picked (int): the user wants to see the moment of a row.
    """

    picked = Signal(int)

    def __init__(self, model: EpisodeModel, parent: QWidget) -> None:
        self._episode = model
        super().__init__(model, parent)
        self.setObjectName("episodeTable")
        self.setAccessibleName(self.tr("Steps of the episode"))
        self.setWhatsThis(self._help())
        self.delegate = BarDelegate(model, self)
        self.setItemDelegate(self.delegate)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.delegate.show_theme(theme)
        self.viewport().update()

    def row_chosen(self, row: int) -> None:
        """See `RowsTable.row_chosen`."""
        self.picked.emit(row)

    @Slot()
    def fit_columns(self) -> None:
        """Show columns from the most important one on, as long as there is room, and give their bars what is left."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _ROW_AIR)
        columns = self._episode.columns
        widths = [self._width_for(index, column) for index, column in enumerate(columns)]
        room = self.viewport().width()
        shown: list[int] = []
        for index in sorted(range(len(columns)), key=lambda index: columns[index].rank):
            if widths[index] > room and shown:
                room = 0  # what comes after it is less important, and would stand alone
            else:
                shown.append(index)
                room -= widths[index]
        wider = self._wider(columns, widths, shown)
        for index in range(len(columns)):
            self.setColumnHidden(index, index not in shown)
            self.setColumnWidth(index, wider[index])

    def _wider(self, columns: tuple[Column, ...], widths: list[int], shown: list[int]) -> list[int]:
        needed = sum(widths[index] for index in shown if columns[index].values is not None)
        rest = self.viewport().width() - sum(widths[index] for index in shown)
        factor = min(1 + max(rest, 0) / needed, _STRETCH) if needed else 1.0
        return [
            int(width * factor) if column.values is not None else width
            for column, width in zip(columns, widths, strict=True)
        ]

    def _width_for(self, index: int, column: Column) -> int:
        sample = self.fontMetrics().horizontalAdvance(column.sample) + 2 * _EDGE
        return max(sample, heading_width(self.horizontalHeader(), index))

    def _help(self) -> str:
        return self.tr(
            "<h3>Episode</h3><p>The memory of one episode, as the course chapter has it: t, what was seen (s), what "
            "was done (a), how probable that was (π), what was earned (r), and what became of it: Gₜ = Σₖ γᵏ rₜ₊ₖ, "
            "the discounted sum of what followed (Williams 1992). Normalised, Gₜ is the advantage that weighs "
            "log π(a|s) in the loss.</p><p><b>Click</b> a row, or walk with the arrow keys, and the agent's pane shows "
            "that moment. A bar is as long as its number is large among all episodes of the update; the colour is the "
            "sign.</p>"
        )


def _quiet(colour: QColor) -> QColor:
    quiet = QColor(colour)
    quiet.setAlphaF(_QUIET)
    return quiet
