"""An episode's memory as rows of a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from pg_desktop.ui.kit.numbers import fixed
from pg_desktop.ui.panes.episode.columns import Column, columns_of, observation_names

if TYPE_CHECKING:  # NumPy and torch, which the first paint does not need
    from pg_desktop.learning.explaining.memory import Memory
    from pg_desktop.learning.worlds.table import EnvironmentEntry

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
BAR_ROLE: Final = Qt.ItemDataRole.UserRole
"""From where to where a cell's bar goes, in [0, 1] of the cell, and whether its value is not negative; or None."""
_TOLD_MAX: Final = 64


class EpisodeModel(QAbstractTableModel):
    """One row a step. Lives in the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._memory: Memory | None = None
        self._names: tuple[str, ...] = ()
        self.columns: tuple[Column, ...] = ()

    @property
    def memory(self) -> Memory | None:
        """What is shown; None while nothing is."""
        return self._memory

    def show_memory(self, memory: Memory | None, entry: EnvironmentEntry | None, locale: QLocale) -> None:
        """Have the rows of another episode."""
        self.beginResetModel()
        self._memory, self.columns, self._names = memory, (), ()
        if memory is not None and entry is not None:
            self.columns = columns_of(memory, entry, locale)
            self._names = observation_names(memory, entry)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._memory is None else len(self._memory)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.WhatsThisRole:
                return f"<p>{escape(column.help)}</p>"
            case Qt.ItemDataRole.TextAlignmentRole:
                return alignment_of(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._memory is None:
            return None
        column, row = self.columns[index.column()], index.row()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return alignment_of(column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._seen(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.tr("{column}: {value}").format(column=column.title, value=column.text(row))
        return bar_of(column, row) if role == BAR_ROLE else None

    def _seen(self, row: int) -> str:
        """The whole observation, for a tooltip: there may be more numbers than columns."""
        if self._memory is None:
            return ""
        numbers = zip(self._names, self._memory.obs_LO[row].tolist(), strict=True)
        told = [f"{name} = {fixed(value, 4)}" for name, value in list(numbers)[:_TOLD_MAX]]
        more = ["…"] if len(self._names) > _TOLD_MAX else []
        return f"<p>{escape(', '.join(told + more))}</p>"


def alignment_of(column: Column) -> int:
    """Numbers stand at the right, words at the left."""
    side = Qt.AlignmentFlag.AlignRight if column.numbers else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def bar_of(column: Column, row: int) -> tuple[float, float, bool] | None:
    """What `BAR_ROLE` gives."""
    if column.values is None or not column.extent:
        return None
    value = float(column.values[row])
    if not abs(value) <= column.extent * 1.0001:  # not a number, too
        return None
    share = value / column.extent
    zero, reach = (0.5, 0.5) if column.signed else (0.0, 1.0)
    return min(zero, zero + share * reach), max(zero, zero + share * reach), value >= 0
