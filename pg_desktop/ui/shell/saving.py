"""Saving the experiment: the keeper's thread writes, and the window waits without standing still."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.live.document import Document
from pg_desktop.storage.shown import shown_name
from pg_desktop.ui.kit.notices import NoticeBar

if TYPE_CHECKING:
    from pg_desktop.runs.archive.keeper import Keeper

SLOW_MS: Final = 700
"""After so long it is said that it is being saved."""
_WAIT_MS: Final = 60_000
_NOT_YET: Final = QT_TRANSLATE_NOOP("Errors", "There is nothing to save yet: PyTorch is still loading.")
_NOT_SAVED: Final = QT_TRANSLATE_NOOP("Errors", "The experiment was not saved: {cause}. Choose another folder.")


class Saving(QObject):
    """Has a document copied to a file, and waits for that. Lives in the GUI thread.

    Attributes:
        busy: whether it waits.
    """

    _finished = Signal(object, object)
    """From the keeper's thread: the document, and what was raised while it was saved, or None."""

    def __init__(self, notice: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._notice = notice
        self.busy = False

    def save(self, document: Document | None, path: Path, *, usable: bool) -> None:
        """Write a file while the window goes on to be drawn; where that takes longer than a moment, it is said.

        Args:
            document: whose working copy is saved; None if there is none yet.
            path: the file.
            usable: whether the user goes on to work meanwhile.

        Raises:
            UserError: if that cannot be.
        """
        keeper = None if document is None else document.keeper
        if document is None or keeper is None:
            raise UserError(_NOT_YET)
        text = self.tr("“{file}” is being saved. You can go on meanwhile.") if usable else self.tr("Saving “{file}”…")
        text = text.format(file=shown_name(path))
        slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        slow.timeout.connect(lambda: self._notice.tell(text))
        slow.start()
        self.busy = True
        try:
            problem = self._problem_of(keeper, document, path, usable=usable)
        finally:
            self.busy = False
            slow.stop()
            slow.deleteLater()
            self._notice.withdraw(text)
        if isinstance(problem, UserError):
            raise problem
        if problem is not None:
            raise UserError(_NOT_SAVED, cause=problem) from problem

    def _problem_of(self, keeper: Keeper, document: Document, path: Path, *, usable: bool) -> BaseException | None:
        """What was raised while it was written, or None."""
        loop, found = QEventLoop(), list[BaseException | None]()

        def finished(of: Document, problem: BaseException | None) -> None:
            if of is document:
                found.append(problem)
                loop.quit()

        self._finished.connect(finished)
        keeper.then(lambda file: file.save_copy(path), lambda problem: self._finished.emit(document, problem))
        QTimer.singleShot(_WAIT_MS, loop, loop.quit)
        if not found:
            events = QEventLoop.ProcessEventsFlag
            loop.exec(events.AllEvents if usable else events.ExcludeUserInputEvents)
        self._finished.disconnect(finished)
        return found[0] if found else TimeoutError(_WAIT_MS)
