"""The demonstrations of an environment as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pg_desktop.ui.kit.numbers import fixed, whole

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.demonstrations.demonstration import Demonstration

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_SPEEDS: Final = {0.125: "⅛×", 0.25: "¼×", 0.5: "½×", 1.0: "1×"}


class DemonstrationsModel(QAbstractTableModel):
    """One row an episode. Lives in the GUI thread.

    Attributes:
        shown: the episodes.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: tuple[Demonstration, ...] = ()
        self._titles = (
            (self.tr("#"), self.tr("The number of the episode.")),
            (self.tr("Shown by"), self.tr("Who drove, and who told what to do.")),
            (self.tr("Speed"), self.tr("Of the game, as a multiple of real time.")),
            (self.tr("Score"), self.tr("The undiscounted sum of the episode's rewards.")),
            (self.tr("Steps"), self.tr("Env steps of the episode.")),
            (self.tr("Labels"), self.tr("Steps of which is known what the player does: what can be imitated.")),
        )

    def show_all(self, shown: Sequence[Demonstration]) -> None:
        """Have other rows."""
        self.beginResetModel()
        self.shown = tuple(shown)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        title, tip = self._titles[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.WhatsThisRole:
                return tip
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.texts(self.shown[index.row()])[index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                text = self.texts(self.shown[index.row()])[index.column()]
                return self.tr("{column}: {value}").format(column=self._titles[index.column()][0], value=text)
        return None

    def texts(self, shown: Demonstration) -> tuple[str, ...]:
        """What stands in the row of an episode."""
        score = shown.score
        return (
            whole(shown.id),
            self._shown_by(shown),
            _SPEEDS.get(shown.about.speed, f"{shown.about.speed:g}×"),
            fixed(score, 0 if score.is_integer() else 1),
            whole(shown.length),
            whole(shown.labels),
        )

    def _shown_by(self, shown: Demonstration) -> str:
        from pg_desktop.learning.demonstrations.demonstration import PlayedBy  # noqa: PLC0415 (NumPy)

        if shown.about.by is PlayedBy.IMPORTED:
            return self.tr("imported")
        human = shown.about.by is PlayedBy.HUMAN
        if shown.about.policy_drove:
            return self.tr("policy, you took over") if human else self.tr("policy, scripted labels")
        return self.tr("you") if human else self.tr("scripted (synthetic)")


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignLeft if column == 1 else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)
