"""The picker of presets, and when what the chosen one says acts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pg_desktop.learning.settings.table import Settings, hyperparameter, pending_until_reset
from pg_desktop.storage.presets import Preset, preset_matching
from pg_desktop.ui.kit.settings.chips import Chip
from pg_desktop.ui.kit.settings.number_fields import ComboBox
from pg_desktop.ui.kit.settings.setting_controls import translated


class PresetControl(QWidget):
    """A combo box of presets, which shows which one the settings are. Lives in the GUI thread.

    Signals:
        chosen (Preset): the user wants the values of a preset.
    """

    chosen = Signal(object)

    def __init__(self, presets: Sequence[Preset], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("presetControl")
        self._presets = tuple(presets)
        self._settings = Settings()
        self.combo_box = self._make_combo_box()
        self.label = QLabel(self.tr("&Preset"), self)
        self.label.setBuddy(self.combo_box)
        self.chip = Chip(self)
        tip = self.tr("A set of values that belong together. What acts only on Reset waits for it.")
        self.combo_box.setToolTip(tip)
        self.label.setToolTip(tip)
        items = "".join(
            f"<li><b>{QCoreApplication.translate('Presets', preset.name)}</b>: "
            f"{QCoreApplication.translate('Presets', preset.summary)}</li>"
            for preset in self._presets
        )
        self.setWhatsThis(f"<h3>{self.tr('Preset')}</h3><p>{tip}</p><p>{self._when()}</p><ul>{items}</ul>")
        self.combo_box.setWhatsThis(self.whatsThis())
        self._lay_out()
        self.combo_box.activated.connect(self._activated)
        self._show_rest()

    def show_settings(self, settings: Settings) -> None:
        """Show which preset these are, or that they are the user's own."""
        self._settings = settings
        preset = preset_matching(settings, self._presets)
        self.combo_box.setCurrentIndex(self._presets.index(preset) if preset else len(self._presets))

    def show_applied(self, applied: Settings, *, all_acting: bool) -> None:
        """Tell what of the shown preset is not in force yet; see `ControlPanel.show_applied`."""
        preset: Preset | None = self.combo_box.currentData()
        waiting = pending_until_reset(self._settings, applied) if preset is not None else ()
        names = [translated(hyperparameter(key).name) for key in waiting]
        if names:
            several = self.tr("{count} settings until Reset").format(count=len(names))
            one = self.tr("{name} until Reset").format(name=names[0])
            tip = self.tr("These wait for Reset: {names}.").format(names=", ".join(names))
            self.chip.say("waiting", one if len(names) == 1 else several, tip)
        elif preset is not None and not all_acting:
            self.chip.say("waiting", self.tr("until next update"), self.tr("The run takes its values over."))
        else:
            self._show_rest()

    def _make_combo_box(self) -> ComboBox:
        box = ComboBox(self)
        box.setObjectName("preset")
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setAccessibleName(self.tr("Preset"))
        for index, preset in enumerate(self._presets):
            box.addItem(QCoreApplication.translate("Presets", preset.name), preset)
            summary = QCoreApplication.translate("Presets", preset.summary)
            box.setItemData(index, summary, Qt.ItemDataRole.ToolTipRole)
        box.addItem(self.tr("Custom"), None)
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.chip, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.combo_box, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)

    def _when(self) -> str:
        return self.tr(
            "What a preset says of learning acts from the next update on. What it says of the environment, the "
            "network's layers and the seed acts on Reset, or at once while the run has not begun."
        )

    def _show_rest(self) -> None:
        self.chip.say("reset", self.tr("partly on Reset"), self._when())

    @Slot(int)
    def _activated(self, index: int) -> None:
        preset: Preset | None = self.combo_box.itemData(index)
        if preset is None:
            self.show_settings(self._settings)
        else:
            self.chosen.emit(preset)
