"""The table of demonstrations, clicked at and walked through with the keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QTableView, QWidget

from pg_desktop.ui.kit.rows_table import Index, RowsTable, heading_width
from pg_desktop.ui.panes.demonstrations.model import DemonstrationsModel

_EDGE: Final = 12
_RANKS: Final = (2, 1, 3, 0, 4, 5)
"""Of each column, how soon it goes where there is no room: the least goes last."""
_SAMPLES: Final = ("999", "scripted (synthetic)", "⅛×", "−9,999.9", "9,999", "9,999")


class DemonstrationsView(RowsTable):
    """One row an episode. Lives in the GUI thread.

    Signals:
        replay_wanted (int): the episode of a row is to be shown.
        delete_wanted (int): the episode of a row is to go.
    """

    replay_wanted = Signal(int)
    delete_wanted = Signal(int)

    def __init__(self, model: DemonstrationsModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setObjectName("demonstrationsTable")
        self.setAccessibleName(self.tr("Episodes that were shown"))
        tip = self.tr("Click an episode, or press Enter, to see it again in the agent's pane; Delete takes it out.")
        self.setToolTip(tip)
        self.setWhatsThis(tip)
        self.delete_action = QAction(self.tr("&Delete episode"), self)
        self.delete_action.setObjectName("deleteDemonstrationAction")
        self.delete_action.setShortcut(QKeySequence("Del"))
        self.delete_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.delete_action.triggered.connect(self._delete)
        self.addAction(self.delete_action)

    def currentChanged(self, current: Index, previous: Index) -> None:
        # To walk along the list, or to come to it by Tab, is not yet to want to see an episode.
        QTableView.currentChanged(self, current, previous)

    def row_chosen(self, row: int) -> None:
        """See `RowsTable.row_chosen`."""
        self.replay_wanted.emit(row)

    @Slot()
    def fit_columns(self) -> None:
        """Show columns from the most important one on, as long as there is room."""
        metrics, room = self.fontMetrics(), self.viewport().width()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 6)
        self.setMinimumHeight(self.horizontalHeader().sizeHint().height() + metrics.height() + 8)
        header = self.horizontalHeader()
        widths = [
            max(metrics.horizontalAdvance(sample) + 2 * _EDGE, heading_width(header, index))
            for index, sample in enumerate(_SAMPLES)
        ]
        shown = set[int]()
        for index in sorted(range(len(widths)), key=_RANKS.__getitem__):
            if widths[index] <= room:
                shown.add(index)
                room -= widths[index]
        for index, width in enumerate(widths):
            self.setColumnHidden(index, index not in shown)
            self.setColumnWidth(index, width + (max(room, 0) if index == 1 else 0))

    @Slot()
    def _delete(self) -> None:
        row = self.currentIndex().row()
        if row >= 0:
            self.delete_wanted.emit(row)
