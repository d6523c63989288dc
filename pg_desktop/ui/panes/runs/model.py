"""The experiment's runs as rows of a list."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont

from pg_desktop.ui.kit.foreign import readable
from pg_desktop.ui.panes.runs.tree import ROOT, RunTree
from pg_desktop.ui.panes.runs.words import RunWords, run_name
from pg_desktop.ui.panes.shown_run import ShownRun

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.experiment import Experiment
    from pg_desktop.runs.record import RunRecord

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    DIFFERENCES = 1
    MEAN_RETURN = 2
    SOLVED = 3
    UPDATES = 4
    ENV_STEPS = 5
    ALGORITHM = 6
    WORLD = 7


_FIGURES: Final = (Column.MEAN_RETURN, Column.SOLVED, Column.UPDATES, Column.ENV_STEPS)
RUN_ROLE: Final = Qt.ItemDataRole.UserRole
"""The id of a row's run."""
COLOUR_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The index of its colour."""
LIVE_ROLE: Final = Qt.ItemDataRole.UserRole + 2
"""Whether it is the one that is trained."""
PINNED_ROLE: Final = Qt.ItemDataRole.UserRole + 3
"""Whether it is pinned."""
FALLEN_ROLE: Final = Qt.ItemDataRole.UserRole + 4
"""Whether it was solved, and its returns have fallen far below the target since."""


class RunsModel(QAbstractItemModel):
    """One row a run. Lives in the GUI thread.

    What is edited and ticked here is not changed at once: somebody else does it, so that it can be undone.

    Signals:
        relabel_wanted (int, dict): a run is to have other values of its label.
    """

    relabel_wanted = Signal(int, object)

    def __init__(self, experiment: Experiment, shown: ShownRun, parent: QObject) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self._shown = shown
        self._version = experiment.version
        self._records: dict[int, RunRecord] = {}
        self._tree = RunTree()
        self._words: dict[int, tuple[object, RunWords]] = {}
        self._live: tuple[int, object] | None = None

    def refresh(self) -> None:
        """Take over which runs there are and what they are called; costs next to nothing if that is as before."""
        version = self._experiment.version
        if version == self._version and self._records:
            return
        self._version = version
        records = self._experiment.records
        wanted = RunTree.of(records)
        self._words.clear()
        self._records |= {record.id: record for record in records}
        self._bring_about(ROOT, wanted)
        self._records = {record.id: record for record in records}
        self._tell_all(_NOWHERE)

    def refresh_live(self) -> None:
        """Show how far the live run has come."""
        live = self._experiment.live
        if live is None:
            return
        seen = live.id, (live.figures.updates, live.progress, len(live.edits.all()))
        if seen != self._live:
            self._live = seen
            self._tell(live.id, Column.DIFFERENCES, Column.ENV_STEPS)

    def index_of(self, run: int, column: Column = Column.NAME) -> QModelIndex:
        """Where a run is; an invalid index if it is not there."""
        parent = self._tree.parents.get(run)
        if parent is None:
            return QModelIndex()
        return self.createIndex(self._tree.children[parent].index(run), column, run)

    def record_at(self, index: Index) -> RunRecord | None:
        """The run of a row."""
        return self._records.get(int(index.internalId())) if index.isValid() else None

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        children = self._below(parent)
        if not (0 <= row < len(children) and 0 <= column < len(Column)):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: Index | None = None) -> Any:
        if index is None:
            return super().parent()
        parent = self._tree.parents.get(int(index.internalId()), ROOT) if index.isValid() else ROOT
        return QModelIndex() if parent == ROOT else self.index_of(parent)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self._below(parent))

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        del parent
        return len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable
        if index.column() == Column.NAME:
            flags |= flag.ItemIsEditable | flag.ItemIsUserCheckable
        return flags

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
        record = self.record_at(index)
        if record is None:
            return None
        column, item = Column(index.column()), Qt.ItemDataRole
        known: dict[int, Callable[[], object]] = {
            item.DisplayRole: lambda: _text(self.words(record), column),
            item.EditRole: lambda: run_name(record),
            item.CheckStateRole: lambda: _tick(record) if column is Column.NAME else None,
            item.FontRole: lambda: _bold() if column is Column.NAME and record is self._experiment.live else None,
            item.TextAlignmentRole: lambda: _alignment(column),
            item.ToolTipRole: lambda: self._tip(record),
            item.AccessibleTextRole: lambda: self._accessible(record, column),
            RUN_ROLE: lambda: record.id,
            COLOUR_ROLE: lambda: record.label.colour,
            LIVE_ROLE: lambda: record is self._experiment.live,
            PINNED_ROLE: lambda: record.label.pinned,
            FALLEN_ROLE: lambda: record.progress.fallen,
        }
        return known[role]() if role in known else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        record = self.record_at(index)
        if record is None or index.column() != Column.NAME:
            return False
        if role == Qt.ItemDataRole.CheckStateRole:
            self.relabel_wanted.emit(record.id, {"hidden": Qt.CheckState(value) is Qt.CheckState.Unchecked})
            return True
        name = str(value).strip()
        if role == Qt.ItemDataRole.EditRole and name != run_name(record):
            self.relabel_wanted.emit(record.id, {"name": name})
        return True

    def words(self, record: RunRecord) -> RunWords:
        """What is said of a run, as of now."""
        key = record.figures.updates, record.progress, len(record.edits.all())
        known = self._words.get(record.id)
        if known is None or known[0] != key:
            known = self._words[record.id] = key, RunWords.of(record, self._before(record), QLocale())
        return known[1]

    def _before(self, record: RunRecord) -> RunRecord | None:
        """What a run is compared with: the one that is no branch and began before it."""
        earlier = (other for other in self._records.values() if other.id < record.id and other.parent is None)
        return max(earlier, key=lambda other: other.id, default=None)

    def _below(self, parent: Index) -> list[int]:
        if parent.isValid() and parent.column() != Column.NAME:
            return []
        return self._tree.children.get(int(parent.internalId()) if parent.isValid() else ROOT, [])

    def _bring_about(self, parent: int, wanted: RunTree) -> None:
        """Let the rows below a run be as wanted, one step at a time, so that views keep what they have of the rest."""
        there, tree = wanted.children[parent], self._tree
        for row in reversed(range(len(tree.children[parent]))):
            run = tree.children[parent][row]
            if run not in there:
                self.beginRemoveRows(self.index_of(parent), row, row)
                tree.take_out(run)
                self.endRemoveRows()
        for row, run in enumerate(there):
            here = tree.children[parent]
            if row < len(here) and here[row] == run:
                continue
            if run in here:
                index, now = self.index_of(parent), here.index(run)
                self.beginMoveRows(index, now, now, index, row)
                here.remove(run)
                here.insert(row, run)
                self.endMoveRows()
                continue
            self._clear_elsewhere(run, wanted)
            self.beginInsertRows(self.index_of(parent), row, row)
            tree.put_in(run, parent, row, wanted)
            self.endInsertRows()
        for run in there:
            self._bring_about(run, wanted)

    def _clear_elsewhere(self, run: int, wanted: RunTree) -> None:
        """Take out what still stands somewhere else: a run whose parent is back, or gone, and its branches."""
        for other in (run, *wanted.below(run)):
            if other in self._tree.parents:
                index = self.index_of(other)
                self.beginRemoveRows(index.parent(), index.row(), index.row())
                self._tree.take_out(other)
                self.endRemoveRows()

    def _tell_all(self, parent: QModelIndex) -> None:
        last = self.rowCount(parent) - 1
        if last < 0:
            return
        self.dataChanged.emit(self.index(0, 0, parent), self.index(last, len(Column) - 1, parent))
        for row in range(last + 1):
            self._tell_all(self.index(row, 0, parent))

    def _tell(self, run: int, first: Column, last: Column) -> None:
        if run in self._tree.parents:
            self.dataChanged.emit(self.index_of(run, first), self.index_of(run, last))

    def _title(self, column: Column) -> str:
        return {
            Column.NAME: self.tr("Run"),
            Column.DIFFERENCES: self.tr("What differs"),
            Column.MEAN_RETURN: self.tr("Return"),
            Column.SOLVED: self.tr("Solved"),
            Column.UPDATES: self.tr("Updates"),
            Column.ENV_STEPS: self.tr("Env steps"),
            Column.ALGORITHM: self.tr("Algorithm"),
            Column.WORLD: self.tr("World"),
        }[column]

    def _help(self, column: Column) -> str:
        return {
            Column.NAME: self.tr(
                "What the run is called, and its colour in the plots. A click on the colour hides it there or shows it."
            ),
            Column.DIFFERENCES: self.tr(
                "Where the run began, and which settings differ: since it left its parent, or from those with which "
                "the run before it began."
            ),
            Column.MEAN_RETURN: self.tr("Mean return of the last 100 episodes, or of all if there are fewer."),
            Column.SOLVED: self.tr(
                "The episode with which the mean return of 100 episodes first reached the environment's target. An "
                "arrow down: it has fallen far below it since."
            ),
            Column.UPDATES: self.tr("Updates of the policy's weights."),
            Column.ENV_STEPS: self.tr("Steps of the environments in all episodes."),
            Column.ALGORITHM: self.tr("What trains the policy."),
            Column.WORLD: self.tr("The environment in which it is trained."),
        }[column]

    def _tip(self, record: RunRecord) -> str:
        words = self.words(record)
        lines = [
            f"<b>{_escaped(words.name)}</b> – {_escaped(words.world)}, {words.algorithm}",
            *map(_escaped, words.differences),
            *words.in_full,
        ]
        if record.label.note:
            lines.append(f"<i>{_escaped(record.label.note)}</i>")
        return "<br>".join(lines)

    def _accessible(self, record: RunRecord, column: Column) -> str:
        if column is Column.SOLVED:
            return self.words(record).solved_said
        text = _text(self.words(record), column)
        if column is not Column.NAME:
            return text
        states = [text]
        if record is self._experiment.live:
            states.append(self.tr("live"))
        if record is self._shown.record:
            states.append(self.tr("shown"))
        if record.label.pinned:
            states.append(self.tr("pinned"))
        return ", ".join(states)


def _text(words: RunWords, column: Column) -> str:
    return {
        Column.NAME: words.name,
        Column.DIFFERENCES: ", ".join(words.differences),
        Column.MEAN_RETURN: words.mean_return,
        Column.SOLVED: words.solved,
        Column.UPDATES: words.updates,
        Column.ENV_STEPS: words.env_steps,
        Column.ALGORITHM: words.algorithm,
        Column.WORLD: words.world,
    }[column]


def _tick(record: RunRecord) -> Qt.CheckState:
    return Qt.CheckState.Unchecked if record.label.hidden else Qt.CheckState.Checked


def _bold() -> QFont:
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _FIGURES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _escaped(text: str) -> str:
    return readable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
