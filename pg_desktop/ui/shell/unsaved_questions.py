"""What the user is asked before something is lost that is not in a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from pg_desktop.ui.kit.message_boxes import dress, plain_box

_Button = QMessageBox.StandardButton


class UnsavedQuestions(QObject):
    """Asks, and waits for the answer. Lives in the GUI thread."""

    def __init__(self, window: QWidget) -> None:
        """Take the window above which the questions open."""
        super().__init__(window)
        self._window = window

    def what_to_do(self, path: Path | None) -> QMessageBox.StandardButton:
        """Ask what to do with an experiment that goes; the answer is Save, Discard or Cancel.

        Args:
            path: where it was saved last; None if it never was.
        """
        text = (
            self.tr("The experiment has not been saved yet.")
            if path is None
            else self.tr("The experiment has changed since it was last saved.")
        )
        box = self._box(self.tr("Unsaved experiment"), text, "unsavedDialog")
        box.setInformativeText(self.tr("Do you want to save it?"))
        box.setStandardButtons(_Button.Save | _Button.Discard | _Button.Cancel)
        box.setDefaultButton(_Button.Save)
        dress(box)
        return _Button(box.exec())

    def may_revert(self, path: Path) -> bool:
        """Ask whether to go back to what a file holds."""
        text = self.tr("Do you want to go back to what {name} holds? What has happened since is lost.")
        box = self._box(self.tr("Revert"), text.format(name=path.name), "revertDialog")
        box.setStandardButtons(_Button.Yes | _Button.No)
        box.setDefaultButton(_Button.No)
        dress(box)
        return box.exec() == _Button.Yes

    def _box(self, title: str, text: str, name: str) -> QMessageBox:
        return plain_box(self._window, QMessageBox.Icon.Question, title, text, name)
