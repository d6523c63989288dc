"""The two quantities of a transfer map."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from pg_desktop.learning.settings.kinds import RealParameter
from pg_desktop.learning.settings.table import hyperparameter
from pg_desktop.learning.worlds.variation import known_variations
from pg_desktop.ui.kit.settings.values import translated
from pg_desktop.ui.kit.wheel import ComboBox

_QUANTITIES: Final = tuple(dict.fromkeys(name for variations in known_variations() for name in variations.quantities))


def quantity_name(quantity: str) -> str:
    """What a quantity is called, as among the settings."""
    return translated(hyperparameter(quantity).name)


def quantity_unit(quantity: str) -> str:
    """What a quantity is counted in, or ""."""
    row = hyperparameter(quantity)
    return row.unit if isinstance(row, RealParameter) else QCoreApplication.translate("TransferMap", "steps")


class AxesPicker(QWidget):
    """Two combo boxes that never choose the same. Lives in the GUI thread.

    Signals:
        changed (): other axes are chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.x_box = self._box("transferX", self.tr("x axis"), self.tr("What differs from column to column."))
        self.y_box = self._box("transferY", self.tr("y axis"), self.tr("What differs from row to row."))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        # In the order in which they lie beside the map: "x" and "y" are read as its axes.
        for name, box in ((self.tr("x"), self.x_box), (self.tr("y"), self.y_box)):
            label = QLabel(name, self)
            label.setProperty("role", "muted")
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1)
        self._chosen = _QUANTITIES[0], _QUANTITIES[1]
        for box, quantity in zip((self.x_box, self.y_box), self._chosen, strict=True):
            box.setCurrentIndex(box.findData(quantity))
        self.x_box.currentIndexChanged.connect(self._x_changed)
        self.y_box.currentIndexChanged.connect(self._y_changed)

    @property
    def chosen(self) -> tuple[str, str]:
        """The quantities of x and y."""
        return self._chosen

    def _box(self, name: str, accessible_name: str, tip: str) -> ComboBox:
        box = ComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(accessible_name)
        box.setToolTip(tip)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setMinimumContentsLength(5)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for quantity in _QUANTITIES:
            box.addItem(quantity_name(quantity), quantity)
        return box

    @Slot()
    def _x_changed(self) -> None:
        x, y = self._chosen
        self._choose(self.x_box.currentData(), x if self.x_box.currentData() == y else y)

    @Slot()
    def _y_changed(self) -> None:
        x, y = self._chosen
        self._choose(y if self.y_box.currentData() == x else x, self.y_box.currentData())

    def _choose(self, x: str, y: str) -> None:
        """Choose both; one that took the other's quantity has given it its own."""
        self._chosen = x, y
        for box, quantity in ((self.x_box, x), (self.y_box, y)):
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(quantity))
        self.changed.emit()
