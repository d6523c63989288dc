"""What rewards can be written with, to be clicked: the world's quantities and the functions."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

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
_WRITTEN: Final = Qt.ItemDataRole.UserRole


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
        for name, count in FUNCTIONS.items():
            _add(self.functions, f"{name}({', '.join(_LETTERS[:count])})", _tr(_MEANINGS[name]), f"{name}(")
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
        self.quantities.clear()
        known = {quantity.name: quantity for quantity in quantities}
        for quantity in quantities:
            names = f"{quantity.name}, {quantity.symbol}" if quantity.symbol else quantity.name
            meaning = QCoreApplication.translate("Quantities", quantity.meaning)
            _add(self.quantities, names, meaning, quantity.name)
            if not is_of_action(quantity, known):
                after = self.tr("{name} after the step").format(name=quantity.name)
                _add(self.quantities, f"{quantity.name}'", after, f"{quantity.name}'")
        for name, meaning in COMMON.items():
            _add(self.quantities, name, QCoreApplication.translate("Quantities", meaning), name)

    def _list(self, name: str, title: str) -> QListWidget:
        made = QListWidget(self)
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setToolTip(self.tr("{title}: a click or Enter writes one where the cursor is.").format(title=title))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.itemClicked.connect(self._chosen)
        made.itemActivated.connect(self._chosen)
        return made

    @Slot(QListWidgetItem)
    def _chosen(self, item: QListWidgetItem) -> None:
        self.wanted.emit(item.data(_WRITTEN))


def _add(to: QListWidget, name: str, meaning: str, written: str) -> None:
    item = QListWidgetItem(f"{name}   {meaning}", to)
    item.setData(_WRITTEN, written)
    item.setToolTip(plain_tip(f"{name}: {meaning}"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reward", text)
