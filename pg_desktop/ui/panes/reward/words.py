"""What rewards can be written with, to be clicked: the world's quantities and the functions."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from pg_desktop.learning.rewards.reward import COMMON, is_of_action
from pg_desktop.learning.rewards.tree import FUNCTIONS
from pg_desktop.learning.worlds.quantities import Quantity
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.ui.kit.foreign import plain_tip

_MEANINGS: Final = {
    "abs": QT_TRANSLATE_NOOP("Reward", "the size of a, without its sign"),
    "sign": QT_TRANSLATE_NOOP("Reward", "−1, 0 or 1"),
    "sqrt": QT_TRANSLATE_NOOP("Reward", "the square root of a"),
    "exp": QT_TRANSLATE_NOOP("Reward", "e to the power of a"),
    "log": QT_TRANSLATE_NOOP("Reward", "the natural logarithm of a"),
    "sin": QT_TRANSLATE_NOOP("Reward", "the sine of a, in rad"),
    "cos": QT_TRANSLATE_NOOP("Reward", "the cosine of a, in rad"),
    "tanh": QT_TRANSLATE_NOOP("Reward", "a, bent into −1 … 1"),
    "atan2": QT_TRANSLATE_NOOP("Reward", "the angle of the point (b, a), in rad"),
    "min": QT_TRANSLATE_NOOP("Reward", "the smaller one"),
    "max": QT_TRANSLATE_NOOP("Reward", "the larger one"),
    "clip": QT_TRANSLATE_NOOP("Reward", "a, no less than b and no more than c"),
    "where": QT_TRANSLATE_NOOP("Reward", "b where a holds, as in x > 1, else c"),
}
_LETTERS: Final = "abc"

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class Word(NamedTuple):
    """What can be written.

    Attributes:
        name: as it is read.
        meaning: in a few words.
        written: what it puts into the expression.
    """

    name: str
    meaning: str
    written: str


class WordsModel(QAbstractListModel):
    """Words below each other. Lives in the GUI thread.

    Attributes:
        words: from the top.
    """

    words: tuple[Word, ...] = ()

    def show_words(self, words: tuple[Word, ...]) -> None:
        """Have these and no others."""
        self.beginResetModel()
        self.words = words
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.words)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.words):
            return None
        word = self.words[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{word.name}   {word.meaning}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{word.name}: {word.meaning}")
        return None


class WordsPage(QWidget):
    """Two lists; what is chosen in them is to be written. Lives in the GUI thread.

    Attributes:
        quantities: of the world.
        functions: of all worlds.

    Signals:
        wanted (str): something to be written where the cursor is.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Show no quantities yet."""
        super().__init__(parent)
        self._shown: tuple[Quantity, ...] | None = None
        self.quantities = self._list("rewardQuantities", self.tr("Quantities of this world"))
        self.functions = self._list("rewardFunctions", self.tr("Functions"))
        self._model_of(self.functions).show_words(
            tuple(
                Word(f"{name}({', '.join(_LETTERS[:count])})", _tr(_MEANINGS[name]), f"{name}(")
                for name, count in FUNCTIONS.items()
            )
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.quantities, 3)
        row.addWidget(self.functions, 2)

    def show_quantities(self, quantities: tuple[Quantity, ...]) -> None:
        """Offer what a world has."""
        if quantities == self._shown:
            return
        self._shown = quantities
        known = {quantity.name: quantity for quantity in quantities}
        words: list[Word] = []
        for quantity in quantities:
            names = f"{quantity.name}, {quantity.symbol}" if quantity.symbol else quantity.name
            words.append(Word(names, QCoreApplication.translate("Quantities", quantity.meaning), quantity.name))
            if not is_of_action(quantity, known):
                after = self.tr("{name} after the step").format(name=quantity.name)
                words.append(Word(f"{quantity.name}'", after, f"{quantity.name}'"))
        for name, meaning in COMMON.items():
            words.append(Word(name, QCoreApplication.translate("Quantities", meaning), name))
        self._model_of(self.quantities).show_words(tuple(words))

    def _list(self, name: str, title: str) -> QListView:
        made = QListView(self)
        made.setModel(WordsModel(made))
        made.setProperty("role", "list")
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setToolTip(self.tr("{title}: a click or Enter writes one where the cursor is.").format(title=title))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.clicked.connect(self._chosen)
        made.activated.connect(self._chosen)
        return made

    @staticmethod
    def _model_of(words: QListView) -> WordsModel:
        model = words.model()
        assert isinstance(model, WordsModel)  # noqa: S101 (which it was given)
        return model

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        model = index.model()
        if isinstance(model, WordsModel) and index.row() < len(model.words):
            self.wanted.emit(model.words[index.row()].written)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reward", text)
