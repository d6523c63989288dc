"""The episode that is looked at, as a table or a picture in a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from pg_desktop.runs.experiment import Experiment
from pg_desktop.ui.kit.exporting import export, picture_kind, table_kind
from pg_desktop.ui.kit.notices import show_error
from pg_desktop.ui.panes.runs.words import run_name
from pg_desktop.ui.shell.pane_docks import PaneDocks

if TYPE_CHECKING:
    from pg_desktop.storage.history_csv import Table
    from pg_desktop.ui.panes.episode.card import EpisodeCard

_PANE: Final = "episode"


class EpisodeExport(QObject):
    """Does what File ▸ Export episode says. Lives in the GUI thread."""

    def __init__(
        self, experiment: Experiment, panes: PaneDocks, folder: Callable[[], Path], window: QMainWindow
    ) -> None:
        """Prepare.

        Args:
            experiment: all runs.
            panes: one of them shows the episode.
            folder: tells where a dialog begins.
            window: above which dialogs open.
        """
        super().__init__(window)
        self._experiment, self._panes, self._folder, self._window = experiment, panes, folder, window

    @Slot()
    def export(self) -> None:
        """Ask for a file and save the episode to it."""
        pane: EpisodeCard | None = self._panes.made_by_now.get(_PANE)  # type: ignore[assignment]
        memory = None if pane is None else pane.memory
        if pane is None or memory is None:
            text = self.tr("There is no episode to export: show the pane “Episode”, and press Step.")
            show_error(self._window, text)
            return
        record = None if pane.traced is None else self._experiment.record(pane.traced.run)
        name = f"update-{memory.trace.update}-episode-{memory.episode + 1}.csv"

        def table() -> Table:
            from pg_desktop.ui.panes.episode.table import table_of  # noqa: PLC0415 (after the first paint)

            return table_of(memory, "" if record is None else run_name(record))

        kinds = table_kind(table), picture_kind(pane.picture)
        export(self._window, self.tr("Export episode"), self._folder() / name, kinds)
