"""The File menu at work: which action does what, and the export of the plots."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtWidgets import QMainWindow

from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.exporting import FileKind, export
from pg_desktop.ui.panes.plots.plots import Plots
from pg_desktop.ui.shell.files import EXPERIMENT_SUFFIX, POLICY_SUFFIX, Files


class FileActions(QObject):
    """Does what the File menu says of policies, exports and the end. Lives in the GUI thread."""

    def __init__(
        self, actions: Actions, files: Files, folder: Callable[[], Path], plots: Plots, window: QMainWindow
    ) -> None:
        """Connect the actions.

        Args:
            actions: the window's.
            files: what is opened and saved.
            folder: tells where a dialog begins.
            plots: what is exported as a picture.
            window: above which dialogs open.
        """
        super().__init__(window)
        self._plots, self._folder = plots, folder
        self._window = window
        a = actions
        a.open.triggered.connect(files.open)
        a.save_policy.triggered.connect(files.save_policy)
        a.export_history.triggered.connect(files.export_history)
        a.export_plot.triggered.connect(self._export_plot)
        a.export_edits.triggered.connect(files.export_edits)
        a.quit.triggered.connect(window.close)

    @Slot()
    def _export_plot(self) -> None:
        picture, drawing = self.tr("Picture (*.png)"), self.tr("Drawing (*.svg)")
        kinds = [
            FileKind(suffix, name, self._plots.save_picture) for suffix, name in ((".png", picture), (".svg", drawing))
        ]
        export(self._window, self.tr("Export plot"), self._folder() / "training.png", kinds)


def dropped_file(data: QMimeData) -> Path | None:
    """The experiment or the policy among what is dragged over the window, if it is one and nothing else."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix in (EXPERIMENT_SUFFIX, POLICY_SUFFIX) else None
