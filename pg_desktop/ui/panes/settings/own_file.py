"""A file with an environment of the user's own: chosen, and run only after a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from pg_desktop.runs.live.background import Background, Work
from pg_desktop.storage.shown import shown_name
from pg_desktop.ui.kit.message_boxes import dress, plain_box


class OwnFile(QObject):
    """Asks for a Python file, asks whether to run it, and tells what it registers. Lives in the GUI thread.

    Signals:
        found (list of str): the ids of what the file registers, at least one, each with the file's path.
        failed (Failure): why it registers none.
    """

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._background = Background(self)
        self._search: Work | None = None

    @Slot()
    def browse(self) -> None:
        """Let the user choose a file."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("File of an environment"), str(Path.cwd()), self.tr("Python files (*.py)")
        )
        if name:
            self._ask(Path(name))

    def end(self) -> None:
        """Wait for a file that is running."""
        if self._search is not None:
            self._search.end()

    def _ask(self, path: Path) -> None:
        title = self.tr("Run this file?")
        text = self.tr("To find the environments in {file}, its code has to run.").format(file=shown_name(path))
        box = plain_box(self._window, QMessageBox.Icon.Question, title, text, "runFileQuestion")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setInformativeText(self.tr("It can do whatever you can do on this computer. Run it only if you trust it."))
        run = QPushButton(self.tr("&Run it"), box)
        run.setToolTip(self.tr("Run the file and list the environments that it registers."))
        box.addButton(run, QMessageBox.ButtonRole.AcceptRole)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        dress(box)
        run.clicked.connect(lambda: self._run(path))
        box.open()

    def _run(self, path: Path) -> None:
        self._search = self._background.begin(_lister(path), self.found.emit, self.failed.emit)


def _lister(path: Path) -> Callable[[Callable[[], bool]], list[str]]:
    def list_names(stop: Callable[[], bool]) -> list[str]:
        from pg_desktop.learning.worlds.own_code import (  # noqa: PLC0415 (Gymnasium, after the first paint)
            names_registered_by,
        )

        return [f"{path}:{name}" for name in names_registered_by(path, stop)]

    return list_names
