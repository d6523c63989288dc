"""The picker of worlds: the table's, and any other by its id."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from pg_desktop.learning.settings.kinds import EnvironmentParameter, Value
from pg_desktop.learning.worlds.ids import short_id
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.settings.bar_controls import BarChoice


class EnvironmentControl(BarChoice):
    """A combo box of worlds. Lives in the GUI thread.

    Signals:
        other_wanted (): the user wants one that is not in the table.
    """

    other_wanted = Signal()

    def __init__(self, row: EnvironmentParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self._shown = self.value()
        self._help = self.combo_box.tip
        self.combo_box.addItem(self.tr("Other…"), "")
        tip = self.tr("Any environment registered with Gymnasium, by its id.")
        self.combo_box.setItemData(self.combo_box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        if self.combo_box.findData(value) < 0:
            # Before the entry for others, which stays the last one.
            place = self.combo_box.count() - 1
            self.combo_box.insertItem(place, short_id(str(value)), value)
            self.combo_box.setItemData(place, plain_tip(str(value)), Qt.ItemDataRole.ToolTipRole)
        super().setValue(value)
        self._shown = self.value()

    def show_facts(self, *facts: str) -> None:
        """Tell of the chosen world where the mouse rests on it.

        Args:
            facts: plain sentences.
        """
        self.combo_box.explain(self._help + "".join(f"<p>{escape(fact)}</p>" for fact in facts))

    @Slot()
    def _changed(self) -> None:
        if self.value():
            self._shown = self.value()
            super()._changed()
            return
        self.combo_box.blockSignals(True)
        self.combo_box.setCurrentIndex(self.combo_box.findData(self._shown))
        self.combo_box.blockSignals(False)
        self.other_wanted.emit()
