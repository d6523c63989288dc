"""The measured table: a row for every change, and how long each of the four stood."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pg_desktop.learning.adapting.changes import HELD_OUT, NAMED, Change
from pg_desktop.learning.adapting.scores import Score, Who, Worth
from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.rows_table import RowsTable, heading_width
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.adaptation.words import name_of, name_of_change, reason_of, tip_of, told_of, worth_of

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
CHANGES: Final = (*HELD_OUT, *NAMED)
"""The rows: first those that nothing was built for."""
_EDGE: Final = 10
_ROW_AIR: Final = 5


class Column(IntEnum):
    """The columns, from left to right."""

    CHANGE = 0
    FIXED = 1
    RANDOMISED = 2
    ADAPTIVE = 3
    ORACLE = 4
    WORTH = 5


_RANKS: Final = (Column.ADAPTIVE, Column.FIXED, Column.WORTH, Column.RANDOMISED, Column.ORACLE)
"""Besides the names: the most important one first."""
_NAME_LEAST: Final = 11
"""Letters of a name that there is room for."""
_WHO: Final = dict(zip((Column.FIXED, Column.RANDOMISED, Column.ADAPTIVE, Column.ORACLE), Who, strict=True))


class ScoresModel(QAbstractTableModel):
    """One row a change. Lives in the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._scores: dict[str, Score] = {}
        self._theme = LIGHT

    def show_scores(self, scores: tuple[Score, ...]) -> None:
        """Have these; changes of which nothing is known have no figures."""
        self._scores = {score.change: score for score in scores}
        self._changed()

    def show_theme(self, theme: Theme) -> None:
        """Colour what adapting was worth for a look."""
        self._theme = theme
        self._changed()

    def score_of(self, row: int) -> Score | None:
        """What is known of a row."""
        return self._scores.get(CHANGES[row].id)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(CHANGES)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._title(column)
            case Qt.ItemDataRole.ToolTipRole if column in _WHO:
                return plain_tip(
                    self.tr("{tip} Mean further steps, of 500, after the change.").format(tip=tip_of(_WHO[column]))
                )
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, score = Column(index.column()), self.score_of(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(CHANGES[index.row()], column, score)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(reason_of(CHANGES[index.row()]) if score is None else told_of(score))
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case Qt.ItemDataRole.ForegroundRole if column is Column.WORTH and score is not None:
                return self._colour(score.worth)
        return None

    def _title(self, column: Column) -> str:
        if column is Column.CHANGE:
            return self.tr("Change")
        if column is Column.WORTH:
            return self.tr("Adapting")
        short = {Column.RANDOMISED: self.tr("Rand."), Column.ADAPTIVE: self.tr("Adapt.")}
        return short.get(column) or name_of(_WHO[column])

    def _text(self, change: Change, column: Column, score: Score | None) -> str:
        if column is Column.CHANGE:
            return name_of_change(change)
        if score is None:
            return ""
        return worth_of(score) if column is Column.WORTH else whole(getattr(score, _WHO[column]))

    def _colour(self, worth: Worth) -> QColor:
        if worth is Worth.HELPS:
            return self._theme.good
        return self._theme.bad if worth is Worth.HURTS else self._theme.waiting

    @staticmethod
    def _alignment(column: Column) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in _WHO else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _changed(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(CHANGES) - 1, len(Column) - 1))


class _Delegate(QStyledItemDelegate):
    """Leaves no number cut in two, and keeps the colours in the row that is chosen."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole) or option.palette.color(QPalette.ColorRole.Text)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)
        option.text = elided(option.text, option.fontMetrics, option.rect.width() - 6)


class ScoresTable(RowsTable):
    """The scores as they are seen and walked through. Lives in the GUI thread.

    Signals:
        picked (int): the row that the user has chosen.
    """

    picked = Signal(int)

    def __init__(self, model: ScoresModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setObjectName("adaptationTable")
        self.setAccessibleName(self.tr("How long each of the four stands after each change"))
        self.setItemDelegate(_Delegate(self))
        self.fit_columns()

    def row_chosen(self, row: int) -> None:
        """See `RowsTable.row_chosen`."""
        self.picked.emit(row)

    @Slot()
    def fit_columns(self) -> None:
        """Show figures from the most important ones on, as long as names have room; these have the rest."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_AIR)
        names = max(metrics.horizontalAdvance(name_of_change(change)) for change in CHANGES) + _EDGE
        room = self.viewport().width()
        for column in _RANKS:
            sample = self.tr("no need") if column is Column.WORTH else "500"
            width = max(metrics.horizontalAdvance(sample) + _EDGE, heading_width(self.horizontalHeader(), column))
            fits = room - width >= min(names, _NAME_LEAST * metrics.averageCharWidth())
            self.setColumnHidden(column, not fits)
            if fits:
                self.setColumnWidth(column, width)
                room -= width
        self.setColumnWidth(Column.CHANGE, room)
