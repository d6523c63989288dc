"""A view in the middle of the window, beside the policy at work: a pane in a card that stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from pg_desktop.mishaps import Mishap, mishap_of, write_down
from pg_desktop.ui.kit.cards import LEAST, Card, heading_font
from pg_desktop.ui.kit.fitted import ElidedLabel
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:
    from pg_desktop.ui.shell.registry import PaneEntry

_HEADING_ROOM = 30


class CentreView(Card):
    """The card of one entry of the table of views. Lives in the GUI thread.

    Its pane is made when it is first shown, but not before the window has been painted. One that fails is closed, and
    made anew when it is shown again.

    Attributes:
        entry: what belongs in it.
        pane: what is in it; None before it has been made, and after it has failed.

    Signals:
        made (Pane): the pane is there from now on.
        failed (CentreView, Mishap): the pane has failed, and is closed.
    """

    made = Signal(object)
    failed = Signal(object, object)

    def __init__(self, entry: PaneEntry, parts: object, parent: QWidget) -> None:
        """Make the card, with nothing in it.

        Args:
            entry: of the table of views.
            parts: has what the entry needs.
            parent: whose it is.
        """
        super().__init__(parent)
        self.entry = entry
        self.pane: Pane | None = None
        self._parts = parts
        self._loads = self._broken = False
        self._scene: Scene | None = None
        self.setObjectName(f"{entry.id}View")
        self.setWhatsThis(QCoreApplication.translate("Panes", entry.tip))
        self.setMinimumSize(LEAST.width(), LEAST.height() + _HEADING_ROOM)
        self.title = QLabel(self.plain_title, self)
        self.title.setProperty("role", "heading")
        heading_font(self.title)
        self.subtitle = ElidedLabel(self)
        self.subtitle.setObjectName(f"{entry.id}Subtitle")
        self.subtitle.setProperty("role", "muted")
        self.subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.message = QLabel(self)
        self.message.setProperty("role", "muted")
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.hide()
        header = QHBoxLayout()
        header.setContentsMargins(14, 10, 14, 4)
        header.setSpacing(8)
        header.addWidget(self.title)
        header.addWidget(self.subtitle, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(header)
        self._column.addWidget(self.message, 1)
        self._room = QWidget(self)
        self._column.addWidget(self._room, 1)

    @property
    def plain_title(self) -> str:
        """What the table calls it, as the user reads it."""
        return QCoreApplication.translate("Panes", self.entry.title).replace("&", "")

    def load(self) -> None:
        """The window has been painted: make the pane, if it is to be seen."""
        self._loads = True
        if self.isVisible():
            self._make()

    def refresh(self, scene: Scene) -> None:
        """Tell the pane what is new, if it is in sight."""
        self._scene = scene
        pane = self.pane
        if pane is not None and pane.in_sight:
            self._call(partial(pane.refresh, scene))

    def stop(self) -> None:
        """Let the pane end what it has at work, for good."""
        self._loads = False
        if self.pane is not None:
            try:
                self.pane.stop()
            except Exception as error:  # noqa: BLE001 (the window is to close)
                write_down(mishap_of(error), f"the view {self.entry.id}, at the end")

    def give_up(self, part: Pane, mishap: Mishap) -> bool:
        """Close the pane if something has failed in it; tells whether it was there."""
        if not isValid(part):
            return False
        pane = self.pane
        if pane is not None and (pane is part or pane.isAncestorOf(part)):
            self._fail(mishap)
            return True
        return part.failed and self.isAncestorOf(part)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._broken = False
        if self._loads:
            QTimer.singleShot(0, self, self._make)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.message.hide()

    @Slot()
    def _make(self) -> None:
        if self.pane is not None or self._broken or not self.isVisible():
            return
        try:
            pane = self.pane = self.entry.make(self._parts, self)
            self._room.hide()
            self._column.addWidget(pane, 1)
            subtitled = getattr(pane, "subtitled", None)
            if subtitled is not None:
                subtitled.connect(self.subtitle.setText)
            self.made.emit(pane)
            pane.load()
            pane.take_look()
            pane.show()
        except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever a pane raises, the others go on)
            mishap = mishap_of(error)
            write_down(mishap, f"the view {self.entry.id}, when it was made")
            self._fail(mishap)
            return
        if self._scene is not None:
            self.refresh(self._scene)

    def _call(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (Exception, SystemExit) as error:  # noqa: BLE001 (see above)
            mishap = mishap_of(error)
            write_down(mishap, f"the view {self.entry.id}")
            self._fail(mishap)

    def _fail(self, mishap: Mishap) -> None:
        pane, self.pane, self._broken = self.pane, None, True
        self.failed.emit(self, mishap)
        self.subtitle.setText("")
        text = self.tr("This view has failed and was closed. Another perspective and back opens it again.")
        self.message.setText(text)
        self.message.show()
        if pane is not None:
            pane.failed = True
            QTimer.singleShot(0, self, partial(self._remove, pane))

    def _remove(self, pane: Pane) -> None:
        """Let go of a pane for good, once whatever goes on is over."""
        self._column.removeWidget(pane)
        pane.hide()
        try:
            pane.stop()
        except Exception as error:  # noqa: BLE001 (it has failed before)
            write_down(mishap_of(error), f"the view {self.entry.id}, when it was closed")
        pane.deleteLater()
