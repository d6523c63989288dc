"""The picker of presets, and when what the chosen one says acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pg_desktop.learning.settings.table import Settings, hyperparameter, pending_until_reset
from pg_desktop.storage.presets import Preset, grouped, preset_matching
from pg_desktop.ui.kit.glossary.words import explained
from pg_desktop.ui.kit.settings.values import translated
from pg_desktop.ui.kit.wheel import PickerBox


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
        self._own: tuple[Preset, ...] = ()
        self._rows: tuple[Preset | None, ...] = ()
        """What each row of the combo box stands for; None for lines, headings, and settings that are no preset."""
        self._preferred: Preset | None = None
        """What was chosen last: of two presets with the same values, the one that is shown."""
        self._settings = Settings()
        self.combo_box = self._make_combo_box()
        tip = self.tr("A set of values that belong together. What acts only on Reset waits for it.")
        self.combo_box.explain(f"<p>{tip}</p>")
        self._fill()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo_box)
        self.combo_box.activated.connect(self._activated)

    def show_presets(self, own: Sequence[Preset], chosen: Preset | None = None) -> None:
        """Offer the user's own presets below those that come with the program and belong to no group.

        Args:
            own: all that there are, in their order.
            chosen: the one that the settings have just become, or None.
        """
        self._own = tuple(own)
        self._preferred = chosen or self._preferred
        self._fill()
        self.show_settings(self._settings)

    def show_settings(self, settings: Settings) -> None:
        """Show which preset these are, or that they are the user's own."""
        self._settings = settings
        preset, offered = self._preferred, (*self._presets, *self._own)
        if preset not in offered or preset is None or not preset.matches(settings):
            preset = preset_matching(settings, offered)
        self.combo_box.setCurrentIndex(self._rows.index(preset) if preset else len(self._rows) - 1)

    def show_applied(self, applied: Settings, *, all_acting: bool) -> None:
        """Tell what of the shown preset is not in force yet; see `ControlPanel.show_applied`."""
        preset: Preset | None = self.combo_box.currentData()
        waiting = pending_until_reset(self._settings, applied) if preset is not None else ()
        names = [translated(hyperparameter(key).name) for key in waiting]
        if names:
            self.combo_box.show_waiting(self.tr("These wait for Reset: {names}.").format(names=", ".join(names)))
        elif preset is not None and not all_acting:
            self.combo_box.show_waiting(self.tr("The run takes its values over with the next update."))
        else:
            self.combo_box.show_waiting("")

    def _make_combo_box(self) -> PickerBox:
        box = PickerBox(self)
        box.setObjectName("preset")
        box.setAccessibleName(self.tr("Preset"))
        return box

    def _fill(self) -> None:
        """Offer what there is, and say in What's This what each is for."""
        self.combo_box.clear()
        self._rows = ()
        first, *groups = grouped(self._presets).items()
        self._add_all(first[1])
        if self._own:
            self._add_line()
            self._add_all(self._own)
        for heading, presets in groups:
            self._add_heading(QCoreApplication.translate("Presets", heading))
            self._add_all(presets)
        if self._own or groups:
            self._add_line()
        self._add(self.tr("Custom"), None)
        self._explain()

    def _add(self, text: str, preset: Preset | None) -> int:
        """Add a row; returns which."""
        self.combo_box.addItem(text, preset)
        self._rows = (*self._rows, preset)
        return len(self._rows) - 1

    def _add_all(self, presets: Iterable[Preset]) -> None:
        for preset in presets:
            name, summary = self._texts(preset)
            tip = explained(f"<p>{escape(summary)}</p>")  # which somebody may have written
            self.combo_box.setItemData(self._add(name, preset), tip, Qt.ItemDataRole.ToolTipRole)

    def _add_line(self) -> None:
        self.combo_box.insertSeparator(self.combo_box.count())
        self._rows = (*self._rows, None)

    def _add_heading(self, text: str) -> None:
        """Add a row that is read, and passed over by keys and mouse."""
        self._add_line()
        row = self._add(text, None)
        font = self.combo_box.font()
        font.setBold(True)
        self.combo_box.setItemData(row, font, Qt.ItemDataRole.FontRole)
        model = self.combo_box.model()
        if isinstance(model, QStandardItemModel):
            model.item(row).setFlags(Qt.ItemFlag.NoItemFlags)

    def _explain(self) -> None:
        box = self.combo_box
        texts = (self._texts(preset) for preset in self._rows if preset is not None)
        items = "".join(f"<li><b>{escape(name)}</b>: {escape(summary)}</li>" for name, summary in texts)
        self.setWhatsThis(f"<h3>{self.tr('Preset')}</h3>{box.tip}<p>{self._when()}</p><ul>{items}</ul>")
        box.setWhatsThis(self.whatsThis())

    def _texts(self, preset: Preset) -> tuple[str, str]:
        """Name and summary, of the program's presets in the user's language."""
        if preset in self._own:
            return preset.name, preset.summary
        translate = QCoreApplication.translate
        return translate("Presets", preset.name), translate("Presets", preset.summary)

    def _when(self) -> str:
        return self.tr(
            "What a preset says of learning acts from the next update on. What it says of the environment, the "
            "network's layers and the seed acts on Reset, or at once while the run has not begun."
        )

    @Slot(int)
    def _activated(self, index: int) -> None:
        preset: Preset | None = self.combo_box.itemData(index)
        if preset is None:
            self.show_settings(self._settings)
        else:
            self._preferred = preset
            self.chosen.emit(preset)
