"""Actions of an update as rows of a table: what was seen and done, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from math import exp
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from pg_desktop.ui.kit.numbers import fixed, whole
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.anatomy.sight import Sight, action_text, seen_text, signed_fixed

if TYPE_CHECKING:  # NumPy and torch
    from numpy.typing import NDArray

    from pg_desktop.learning.explaining.anatomy import Anatomy

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
MOST_CHANGED: Final = 50
"""Rows of the lists of what changed most."""


class Column(IntEnum):
    """The columns, from left to right."""

    EPISODE = 0
    TIME = 1
    SEEN = 2
    ACTION = 3
    BEFORE = 4
    AFTER = 5
    ADVANTAGE = 6
    CHANGE = 7


class Which(IntEnum):
    """Whose actions are in the rows, in the order of their buttons."""

    EPISODE = 0
    BATCH = 1
    ENCOURAGED = 2
    DISCOURAGED = 3


def rows_of(anatomy: Anatomy, which: Which, episode: int) -> NDArray[Any]:
    """Where in the steps of an update the actions are that a table shows."""
    if which is Which.ENCOURAGED:
        return anatomy.most_encouraged(MOST_CHANGED)
    if which is Which.DISCOURAGED:
        return anatomy.most_discouraged(MOST_CHANGED)
    # The steps come time by time; a table goes through one episode after the other.
    order: NDArray[Any] = anatomy.episode_B.argsort(kind="stable")
    return order if which is Which.BATCH else order[anatomy.episode_B[order] == episode]


class ActionsModel(QAbstractTableModel):
    """One row an action. Lives in the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None
        self._rows: Any = ()
        self._which = Which.EPISODE
        self._theme = LIGHT

    @property
    def which(self) -> Which:
        """Whose actions there are."""
        return self._which

    def show_actions(self, sight: Sight | None, which: Which) -> None:
        """Have the rows of an update; none while nothing is known of its actions."""
        before, self._which = self._key(), which
        self._sight = sight
        if self._key() == before:
            return
        self.beginResetModel()
        anatomy = None if sight is None else sight.anatomy
        self._rows = () if sight is None or anatomy is None else rows_of(anatomy, which, sight.episode)
        self.endResetModel()

    def show_theme(self, theme: Theme) -> None:
        """Colour what rose and what fell for a look."""
        self._theme = theme
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(Column) - 1))

    def place_of(self, row: int) -> tuple[int, int]:
        """The episode and the step of a row."""
        anatomy = self._anatomy
        index = self._rows[row]
        return int(anatomy.episode_B[index]), int(anatomy.time_B[index])

    def row_of(self, episode: int, step: int) -> int | None:
        """The row of a moment; None if it is not among them."""
        if not len(self._rows):
            return None
        anatomy = self._anatomy
        here = (anatomy.episode_B[self._rows] == episode) & (anatomy.time_B[self._rows] == step)
        return int(here.argmax()) if here.any() else None

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
                return self._title(column)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.WhatsThisRole:
                return self._help(column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._sight is None:
            return None
        column, at = Column(index.column()), self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(column, at)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(column, at)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.tr("{column}: {value}").format(column=self._title(column), value=self._text(column, at))
        return None

    @property
    def _anatomy(self) -> Anatomy:
        if self._sight is None or self._sight.anatomy is None:
            raise ValueError("no actions are known")
        return self._sight.anatomy

    def _key(self) -> object:
        """Equal as long as the rows are the same."""
        sight = self._sight
        if sight is None or sight.anatomy is None:
            return None
        return id(sight.anatomy), self._which, sight.episode if self._which is Which.EPISODE else None

    def _text(self, column: Column, at: int) -> str:
        anatomy, sight = self._anatomy, self._sight
        if sight is None:
            return ""
        time, episode = int(anatomy.time_B[at]), int(anatomy.episode_B[at])
        rollout = sight.trace.rollout
        texts: dict[Column, Callable[[], str]] = {
            Column.EPISODE: lambda: whole(episode + 1),
            Column.TIME: lambda: whole(time),
            Column.SEEN: lambda: seen_text(rollout.obs_TNO[time, episode]),
            Column.ACTION: lambda: action_text(rollout.action_TN[time, episode], sight.names),
            Column.BEFORE: lambda: self._measure(float(anatomy.before_B[at])),
            Column.AFTER: lambda: self._measure(float(anatomy.after_B[at])),
            Column.ADVANTAGE: lambda: signed_fixed(float(anatomy.advantage_B[at]), 2),
            Column.CHANGE: lambda: signed_fixed(float(anatomy.change_B[at]), 4),
        }
        return texts[column]()

    def _measure(self, value: float) -> str:
        """A probability where there is one, else a log density or what the action is worth."""
        if self._sight is not None and not self._sight.by_values and not self._sight.continuous:
            return fixed(exp(value), 3)
        return fixed(value, 3)

    def _colour(self, column: Column, at: int) -> QColor | None:
        if column not in (Column.ADVANTAGE, Column.CHANGE):
            return None
        anatomy = self._anatomy
        value = float(anatomy.change_B[at] if column is Column.CHANGE else anatomy.advantage_B[at])
        return self._theme.good if value > 0 else self._theme.bad if value < 0 else self._theme.muted

    def _title(self, column: Column) -> str:
        sight = self._sight
        measure, advantage, change = "π(a|s)", "A", "Δ log π"
        if sight is not None and sight.by_values:
            measure, advantage, change = "Q(s, a)", "δ", "Δ Q"
        elif sight is not None and sight.continuous:
            measure, change = "log p(a|s)", "Δ log p"
        return {
            Column.EPISODE: self.tr("ep."),
            Column.TIME: "t",
            Column.SEEN: self.tr("seen"),
            Column.ACTION: "a",
            Column.BEFORE: measure,
            Column.AFTER: self.tr("→ after"),
            Column.ADVANTAGE: advantage,
            Column.CHANGE: change,
        }[column]

    def _help(self, column: Column) -> str:
        return {
            Column.EPISODE: self.tr("Which of the update's episodes it was."),
            Column.TIME: self.tr("Env steps since the episode began."),
            Column.SEEN: self.tr("The first numbers of the observation, as the environment gave them."),
            Column.ACTION: self.tr("The action that was taken."),
            Column.BEFORE: self.tr(
                "What the policy made of the action before the update: its probability, the logarithm of its density, "
                "or what it was taken to be worth."
            ),
            Column.AFTER: self.tr("The same after the update."),
            Column.ADVANTAGE: self.tr("How much better the action turned out than expected."),
            Column.CHANGE: self.tr("By how much the update changed it; green rose, red fell."),
        }[column]


def _alignment(column: Column) -> Qt.AlignmentFlag:
    left = column in (Column.SEEN, Column.ACTION)
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
