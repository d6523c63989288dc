"""Telling the user of what nobody has foreseen, and closing the pane that it has happened in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from PySide6.QtWidgets import QWidget

from pg_desktop.mishaps import Funnel, Mishap
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.shell.centre_view import CentreView
from pg_desktop.ui.shell.pane_dock import PaneDock
from pg_desktop.ui.shell.pane_docks import PaneDocks


class MishapDesk(QObject):
    """Says in a notice what has happened; the program goes on. Lives in the GUI thread.

    Attributes:
        funnel: ends here; the program lets it catch what nobody else does.
    """

    _came = Signal(object, object)

    def __init__(self, panes: PaneDocks, notice: NoticeBar, window: QWidget, views: Sequence[CentreView] = ()) -> None:
        """Prepare.

        Args:
            panes: may be what has failed.
            notice: where it is said.
            window: whose they are.
            views: in the middle; may be what has failed too.
        """
        super().__init__(window)
        self._panes, self._views = panes, views
        self._notice = notice
        self.funnel = Funnel(self.take)
        # Not in the middle of whatever has failed, such as painting.
        self._came.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        panes.failed.connect(self._tell_of_pane)
        for view in views:
            view.failed.connect(self._tell_of_view)

    def take(self, mishap: Mishap, trace: TracebackType | None, again: bool) -> None:
        """Tell of an exception that nobody has caught, in any thread; see `Funnel`."""
        pane = pane_of(trace) if QThread.currentThread() is self.thread() else None
        if pane is not None or not again:
            self._came.emit(mishap, pane)

    def surviving(self, work: Callable[[], None]) -> None:
        """Do something that nothing else is to suffer from; what it raises is told as if nobody had caught it."""
        try:
            work()
        except (Exception, SystemExit) as error:  # noqa: BLE001 (see above)
            self.funnel.take(error, "in the window")

    @Slot(object, object)
    def _tell(self, mishap: Mishap, pane: Pane | None) -> None:
        if pane is not None and any(view.give_up(pane, mishap) for view in self._views):
            return
        if pane is not None and self._panes.give_up(pane, mishap):
            return
        text = self.tr("Something unexpected has happened ({error}). The program goes on.")
        self._notice.show_notice(text.format(error=mishap.error), mishap.details)

    @Slot(object, object)
    def _tell_of_pane(self, dock: PaneDock, mishap: Mishap) -> None:
        text = self.tr(
            "The pane “{pane}” has failed and was closed ({error}). The others go on; View ▸ Panes opens it again."
        )
        self._notice.show_notice(text.format(pane=dock.plain_title, error=mishap.error), mishap.details)

    @Slot(object, object)
    def _tell_of_view(self, view: CentreView, mishap: Mishap) -> None:
        text = self.tr(
            "The view “{view}” has failed and was closed ({error}). The others go on; another perspective and back "
            "opens it again."
        )
        self._notice.show_notice(text.format(view=view.plain_title, error=mishap.error), mishap.details)


def pane_of(trace: TracebackType | None) -> Pane | None:
    """The pane in whose code, or in that of a part of it, an exception was raised; None if it was elsewhere."""
    found = None
    while trace is not None:
        owner = trace.tb_frame.f_locals.get("self")
        found = _pane_around(owner) or found
        trace = trace.tb_next
    return found


def _pane_around(owner: object) -> Pane | None:
    try:
        while isinstance(owner, QObject) and not isinstance(owner, Pane):
            owner = owner.parent()
    except RuntimeError:  # Qt's half of it is gone
        return None
    return owner if isinstance(owner, Pane) else None
