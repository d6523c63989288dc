"""The moves of the game as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.rows_table import RowsTable, heading_width
from pg_desktop.ui.kit.theme import LIGHT, Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_EDGE: Final = 8
_ROW_AIR: Final = 4
_WIDTH: Final = 216


@dataclass(frozen=True)
class MoveRow:
    """A move in the list.

    Attributes:
        number: from 1.
        move: how it is written, with a mark where it is a blunder.
        side: who has made it, 1 or −1.
        value: what the position after it is worth to the player who began, as far as it is known; "" if not.
        truth: how it ends without mistakes; "" if that is not known.
        blunder: whether the truth says that it has thrown something away.
        tip: all of it in a sentence.
    """

    number: str
    move: str
    side: int
    value: str
    truth: str
    blunder: bool
    tip: str


class Column(IntEnum):
    """The columns, from left to right."""

    NUMBER = 0
    MOVE = 1
    VALUE = 2
    TRUTH = 3


class MovesModel(QAbstractTableModel):
    """One row a move. Lives in the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[MoveRow, ...] = ()
        self._theme = LIGHT

    @property
    def rows(self) -> tuple[MoveRow, ...]:
        """The moves."""
        return self._rows

    def show_rows(self, rows: Sequence[MoveRow]) -> None:
        """Have these."""
        rows = tuple(rows)
        if rows == self._rows:
            return
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        else:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))

    def show_theme(self, theme: Theme) -> None:
        """Colour players and blunders for a look."""
        self._theme = theme
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(Column) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("", self.tr("Move"), self.tr("Value"), self.tr("Truth"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (row.number, row.move, row.value, row.truth)[column]
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.tip)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case Qt.ItemDataRole.ForegroundRole if column is Column.MOVE:
                return self._theme.bad if row.blunder else self._theme.accent if row.side > 0 else self._theme.second
            case Qt.ItemDataRole.ForegroundRole if column is Column.NUMBER:
                return self._theme.muted
        return None

    @staticmethod
    def _alignment(column: Column) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in (Column.NUMBER, Column.VALUE) else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class _Delegate(QStyledItemDelegate):
    """Keeps the colours in the row that is shown."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole) or option.palette.color(QPalette.ColorRole.Text)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)


class MovesTable(RowsTable):
    """The moves as they are seen and walked through. Lives in the GUI thread.

    Signals:
        picked (int): the position after so many moves is to be shown.
    """

    picked = Signal(int)

    def __init__(self, model: MovesModel, parent: QWidget) -> None:
        self._truth = True
        super().__init__(model, parent)
        self.setObjectName("boardMoves")
        self.setAccessibleName(self.tr("Moves of the game"))
        tip = self.tr(
            "The moves of the game, what a position is worth to whoever began, and who wins it without mistakes. “?” "
            "has thrown away half of the game, “??” all of it. A click goes there."
        )
        self.setWhatsThis(tip)
        self.setToolTip(tip)
        self.setItemDelegate(_Delegate(self))
        self.setMinimumSize(_WIDTH, 60)
        self.setMaximumWidth(_WIDTH)
        self.fit_columns()

    def show_truth(self, known: bool) -> None:
        """Have a column for the truth, or not."""
        if known != self._truth:
            self._truth = known
            self.fit_columns()

    def row_chosen(self, row: int) -> None:
        """See `RowsTable.row_chosen`."""
        self.picked.emit(row + 1)

    @Slot()
    def fit_columns(self) -> None:
        """Numbers and values have what they need, the truth if there is room, moves the rest."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_AIR)
        room = self.viewport().width()
        needed = {
            Column.NUMBER: metrics.horizontalAdvance("00") + _EDGE,
            Column.VALUE: max(map(metrics.horizontalAdvance, ("−0.00", self.tr("Value")))) + 2 * _EDGE,
            Column.TRUTH: max(map(metrics.horizontalAdvance, (self.tr("Orange"), self.tr("Truth")))) + 2 * _EDGE,
        }
        header = self.horizontalHeader()  # whose edges are wider at a large zoom
        for column in (Column.VALUE, Column.TRUTH):
            needed[column] = max(needed[column], heading_width(header, column))
        least = max(metrics.horizontalAdvance("d ??") + _EDGE, heading_width(header, Column.MOVE))
        for column in (Column.NUMBER, Column.VALUE, Column.TRUTH):
            fits = room - needed[column] >= least and (self._truth or column is not Column.TRUTH)
            self.setColumnHidden(column, not fits)
            if fits:
                self.setColumnWidth(column, needed[column])
                room -= needed[column]
        self.setColumnWidth(Column.MOVE, max(room, 20))
