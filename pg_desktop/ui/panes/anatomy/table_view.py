"""The table of actions as it is seen and clicked at."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.rows_table import Index, RowsTable, heading_width
from pg_desktop.ui.panes.anatomy.table import ActionsModel, Column, Which

_SAMPLES: Final = {
    Column.EPISODE: "ep. 8",
    Column.TIME: "8,888",
    Column.SEEN: "−8.88  −8.88 …",
    Column.ACTION: "left engine",
    Column.BEFORE: "−88.888",
    Column.AFTER: "→ after 8",
    Column.ADVANTAGE: "−88.88",
    Column.CHANGE: "−88.8888",
}
"""What each column has room for at least."""
_RANKS: Final = (
    Column.TIME,
    Column.CHANGE,
    Column.ACTION,
    Column.BEFORE,
    Column.ADVANTAGE,
    Column.AFTER,
    Column.EPISODE,
    Column.SEEN,
)
"""The most important one first."""
_EDGE: Final = 12
_ROW_AIR: Final = 5


class _Delegate(QStyledItemDelegate):
    """Leaves no number cut in two, and colours what rose and what fell also in the row that is chosen."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        colour = option.palette.color(QPalette.ColorRole.Text)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)
        option.text = elided(option.text, option.fontMetrics, option.rect.width() - 6)


class ActionsTable(RowsTable):
    """Actions of an update. Lives in the GUI thread.

    Signals:
        picked (int, int): the episode and the step of the row that the user has chosen.
    """

    picked = Signal(int, int)

    def __init__(self, model: ActionsModel, parent: QWidget) -> None:
        self._actions = model
        super().__init__(model, parent)
        self.setObjectName("anatomyTable")
        self.setAccessibleName(self.tr("Actions of this update"))
        self.setItemDelegate(_Delegate(self))
        self.fit_columns()

    def show_moment(self, episode: int, step: int) -> None:
        """Let the row of a moment stand out, if it is there."""
        self.show_row(self._actions.row_of(episode, step))

    def row_chosen(self, row: int) -> None:
        """See `RowsTable.row_chosen`."""
        self.picked.emit(*self._actions.place_of(row))

    @Slot()
    def fit_columns(self) -> None:
        """Show columns from the most important one on, as long as there is room."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_AIR)
        room = self.viewport().width()
        shown = []
        for column in _RANKS:
            needless = column is Column.EPISODE and self._actions.which is Which.EPISODE
            sample = metrics.horizontalAdvance(_SAMPLES[column]) + _EDGE
            width = max(sample, heading_width(self.horizontalHeader(), column))
            fits = not needless and (room >= width or column is Column.TIME)
            self.setColumnHidden(column, not fits)
            if fits:
                room -= width
                self.setColumnWidth(column, width)
                shown.append(column)
        widest = Column.SEEN if Column.SEEN in shown else Column.ACTION if Column.ACTION in shown else Column.TIME
        self.setColumnWidth(widest, self.columnWidth(widest) + max(room, 0))
