"""The picker of worlds: the table's, and any other by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from pg_desktop.learning.environments import environment_entry, missing_extra
from pg_desktop.learning.hyperparameter_kinds import EnvironmentParameter, Value
from pg_desktop.ui.settings.setting_controls import ChoiceControl
from pg_desktop.ui.settings.world_facts import world_facts

if TYPE_CHECKING:  # Gymnasium, which the first paint does not need
    from pg_desktop.learning.worlds import World


class EnvironmentControl(ChoiceControl):
    """A combo box of worlds, and what is hard about the chosen one. Lives in the GUI thread.

    Signals:
        other_wanted (): the user wants one that is not in the table.
    """

    other_wanted = Signal()

    def __init__(self, row: EnvironmentParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self._shown = self.value()
        self.summary = QLabel(self)
        self.summary.setObjectName("environmentSummary")
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)
        font = self.summary.font()
        font.setPointSizeF(font.pointSizeF() * 0.92)
        self.summary.setFont(font)
        self._grid.addWidget(self.summary, 2, 0, 1, 2)
        self.combo_box.addItem(self.tr("Other…"), "")
        tip = self.tr("Any environment registered with Gymnasium, by its id.")
        self.combo_box.setItemData(self.combo_box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._show_summary()

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        if self.combo_box.findData(value) < 0:
            # Before the entry for others, which stays the last one.
            self.combo_box.insertItem(self.combo_box.count() - 1, str(value), value)
        super().setValue(value)
        self._shown = self.value()
        self._show_summary()

    def show_world(self, world: World) -> None:
        """Tell more of the world that is in force."""
        self.summary.setToolTip(world_facts(world))

    def text_of(self, value: Value) -> str:
        """See `SettingControl.text_of`."""
        return super().text_of(value) or str(value)

    @Slot(int)
    def _changed(self, index: int) -> None:
        if self.value():
            self._shown = self.value()
            self._show_summary()
            super()._changed(index)
            return
        self.combo_box.blockSignals(True)
        self.combo_box.setCurrentIndex(self.combo_box.findData(self._shown))
        self.combo_box.blockSignals(False)
        self.other_wanted.emit()

    def _show_summary(self) -> None:
        entry = environment_entry(str(self._shown))
        text = QCoreApplication.translate("Environments", entry.summary)
        if entry.extra is not None and missing_extra(entry):
            text += " " + QCoreApplication.translate("Environments", entry.extra.sentence)
        self.summary.setText(text)
