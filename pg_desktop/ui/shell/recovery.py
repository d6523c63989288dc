"""What a crash has left behind: found, offered, and kept or thrown away."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from pg_desktop.runs.live.working_copies import Lost, WorkingCopies
from pg_desktop.ui.kit.notices import NoticeBar


class Recovery(QObject):
    """Offers lost experiments, of which the user goes on with one or discards it. Lives in the GUI thread.

    Signals:
        wanted (Lost): the user wants to go on with one; `taken` says that this is so.
    """

    wanted = Signal(object)

    def __init__(self, copies: WorkingCopies, notice: NoticeBar, window: QWidget) -> None:
        """Look nowhere yet.

        Args:
            copies: among which there may be lost ones; may be replaced by others.
            notice: tells where there are none.
            window: above which the dialog opens.
        """
        super().__init__(window)
        self.copies = copies
        self._notice, self._window = notice, window
        self._lost: list[Lost] = []
        self._looked = False

    @Slot()
    def offer(self) -> None:
        """Show what a crash has left behind."""
        from pg_desktop.ui.shell.recover_dialog import RecoverDialog  # noqa: PLC0415 (not for the first paint)

        self._lost += self.copies.lost()
        if not self._lost:
            self._notice.tell(self.tr("No experiment was left behind by a crash or a power cut."))
        else:
            dialog = RecoverDialog(self._lost, self._window)
            dialog.recover_wanted.connect(self.wanted)
            dialog.discard_wanted.connect(self._discard)
            dialog.open()

    @Slot()
    def offer_once(self) -> None:
        """Show it if there is any, the first time that this is called: what reads experiments has been loaded."""
        if not self._looked:
            self._looked = True
            if self.copies.any_lost():
                QTimer.singleShot(0, self, self.offer)

    def taken(self, lost: Lost) -> None:
        """One is not lost any more."""
        self._lost.remove(lost)

    def end(self) -> None:
        """Leave the others to the next start."""
        for lost in self._lost:
            lost.copy.leave()

    @Slot(object)
    def _discard(self, lost: Lost) -> None:
        self._lost.remove(lost)
        lost.copy.discard()
