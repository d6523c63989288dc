"""The moves of the position that is searched, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import QWidget

from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.rows_table import RowsTable, heading_width

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_EDGE: Final = 14
_ROW_AIR: Final = 3


class Column(IntEnum):
    """The columns, from left to right."""

    MOVE = 0
    PRIOR = 1
    VISITS = 2
    Q = 3
    U = 4


@dataclass(frozen=True)
class MoveRow:
    """A move of the root, written out.

    Attributes:
        texts: by column.
        next: whether the next simulation will begin with it.
    """

    texts: tuple[str, ...]
    next: bool = False


class RootModel(QAbstractTableModel):
    """One row a move. Lives in the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[MoveRow, ...] = ()

    @property
    def rows(self) -> tuple[MoveRow, ...]:
        """The moves."""
        return self._rows

    def show_rows(self, rows: Sequence[MoveRow]) -> None:
        """Have these."""
        rows = tuple(rows)
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows != self._rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (self.tr("Move"), self.tr("Prior"), self.tr("Visits"), self.tr("Q"), self.tr("U"))[column]
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._tip(column))
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = row.texts[column]
                return self.tr("▸ {move}").format(move=text) if row.next and column is Column.MOVE else text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self.tr("The next simulation begins here.") if row.next else self._tip(column))
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
        return None

    def _tip(self, column: Column) -> str:
        return {
            Column.MOVE: self.tr("Every legal move of the board's position."),
            Column.PRIOR: self.tr("How likely the policy makes the move."),
            Column.VISITS: self.tr("How many simulations began with the move; the search plays the most visited one."),
            Column.Q: self.tr("What these came to on average, for whoever makes the move."),
            Column.U: self.tr("How much the prior, and how little it has been tried, speak for the move."),
        }[column]

    @staticmethod
    def _alignment(column: Column) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft if column is Column.MOVE else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter


class RootTable(RowsTable):
    """The moves as they are seen. Lives in the GUI thread."""

    def __init__(self, model: RootModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setObjectName("searchMoves")
        self.setAccessibleName(self.tr("Moves of the position that is searched"))
        tip = self.tr(
            "Each simulation begins with the move whose Q + U is largest: what it has come to, and how much speaks for "
            "trying it. In the end the most visited move is played."
        )
        self.setToolTip(tip)
        self.setWhatsThis(tip)
        self.setMinimumSize(200, 56)
        self.fit_columns()

    def row_chosen(self, row: int) -> None:
        """See `RowsTable.row_chosen`: a row has nothing to be chosen for."""

    @Slot()
    def fit_columns(self) -> None:
        """Figures have what they need, moves the rest."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_AIR)
        samples = {Column.PRIOR: "100 %", Column.VISITS: "400", Column.Q: "−0.00", Column.U: "0.00"}
        room = self.viewport().width()
        for column, sample in samples.items():
            width = max(metrics.horizontalAdvance(sample) + _EDGE, heading_width(self.horizontalHeader(), column))
            self.setColumnWidth(column, width)
            room -= width
        self.setColumnWidth(Column.MOVE, max(room, metrics.horizontalAdvance("▸ pass") + _EDGE))
