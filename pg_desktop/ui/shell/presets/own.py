"""File ▸ Presets: what the menu does, and what there is to choose from."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from pg_desktop.messages import UserError
from pg_desktop.storage.own_presets import OwnPresets
from pg_desktop.storage.presets import Preset
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.panes.settings.control_panel import ControlPanel


class PresetMenu(QObject):
    """Opens the dialogs of the user's own presets, and offers what there is. Lives in the GUI thread.

    Attributes:
        presets: all that there are, in their order.
        problems: for each file that had to be left out, why.
    """

    def __init__(self, own: OwnPresets, panel: ControlPanel, actions: Actions, window: QWidget) -> None:
        """Look what there is, and offer it.

        Args:
            own: their files.
            panel: shows the settings, and the presets to choose from.
            actions: some of which ask for the dialogs.
            window: above which they open.
        """
        super().__init__(window)
        self._own = own
        self._panel = panel
        self._window = window
        self.presets: tuple[Preset, ...] = ()
        self.problems: tuple[UserError, ...] = ()
        self._load()
        actions.save_preset.triggered.connect(self.save)
        actions.manage_presets.triggered.connect(self.manage)

    @Slot()
    def save(self) -> None:
        """Ask for a name, and save the settings under it."""
        from pg_desktop.ui.shell.presets.save_dialog import SavePresetDialog  # noqa: PLC0415 (not for the first paint)

        dialog = SavePresetDialog(self._own, self._panel.settings, self._window)
        dialog.saved.connect(self._load)
        dialog.open()

    @Slot()
    def manage(self) -> None:
        """List all, to rename and delete them."""
        from pg_desktop.ui.shell.presets.manage_dialog import ManagePresetsDialog  # noqa: PLC0415 (not for the first paint)

        dialog = ManagePresetsDialog(self._own, self._window)
        dialog.changed.connect(self._load)
        dialog.open()

    @Slot()
    @Slot(object)
    def _load(self, saved: Preset | None = None) -> None:
        """Offer what there is now.

        Args:
            saved: what the settings have just been saved as, if they have.
        """
        found = self._own.load()
        self.presets, self.problems = found.presets, found.problems
        self._panel.preset.show_presets(self.presets, saved)
