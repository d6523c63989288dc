"""Telling the user that something went wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QMessageBox, QPushButton, QToolButton, QWidget

from pg_desktop.messages import UserError, printable, quotable, shortened
from pg_desktop.runs.live.status import Failure
from pg_desktop.ui.kit import numbers
from pg_desktop.ui.kit.foreign import readable
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.message_boxes import dress, plain_box
from pg_desktop.ui.kit.overlay import SHADOW, Overlay
from pg_desktop.ui.kit.theme import Theme

_DETAILS_MAX: Final = 100_000
"""Characters; whoever reports a problem copies them."""
_WIDEST: Final = 640
_BESIDE: Final = 460
"""From this width on, a notice's buttons stand beside its text."""


def sentence(error: UserError | Failure) -> str:
    """What went wrong, in the user's language."""
    values = error.values if isinstance(error, UserError) else dict(error.values)
    return QCoreApplication.translate("Errors", error.template).format(
        **{key: _value_text(value) for key, value in values.items()}
    )


def _value_text(value: object) -> str:
    match value:
        case UserError():
            return sentence(value)
        case bool():
            return str(value)
        case int() if abs(value) <= sys.maxsize:
            return numbers.whole(value)
        case float():
            return numbers.exact(value)
    return str(quotable(value))


def error_box(parent: QWidget, text: str, details: str = "") -> QMessageBox:
    """A dialog that tells what went wrong, to be opened; `dress` it again where it gets other buttons."""
    # Names of files and environments are in the text, which may look like markup.
    box = plain_box(parent, QMessageBox.Icon.Warning, parent.tr("PG Desktop"), text, "errorDialog")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setDetailedText(shortened(printable(details, keep="\n\t"), _DETAILS_MAX))
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    dress(box)
    return box


def show_error(parent: QWidget, text: str, details: str = "") -> QMessageBox:
    """Open a dialog that tells what went wrong; returns at once."""
    box = error_box(parent, text, details)
    box.open()
    return box


@dataclass(frozen=True, eq=False)
class _Notice:
    """One thing to be told.

    Attributes:
        text: a sentence.
        details: for a report, or "".
        label: of the button that does something about it, or "".
        tip: of that button.
        action: what it does, or None.
        friendly: whether nothing went wrong.
    """

    text: str
    details: str = ""
    label: str = ""
    tip: str = ""
    action: Callable[[], None] | None = None
    friendly: bool = False


class NoticeBar(Overlay):
    """A card over the top of a pane: why training paused. It goes when the user says so or trains on.

    Of several notices the newest is shown; when it is closed, the one before comes back. Once the card is hidden, all
    of them are done with. Lives in the GUI thread.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._theme: Theme | None = None
        self._notices: list[_Notice] = []
        self._sign = QLabel(self)
        self.text = QLabel(self)
        self.text.setObjectName("noticeText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more = QLabel(self)
        self.more.setObjectName("noticeMore")
        self.more.setProperty("role", "muted")
        self.more.setToolTip(self.tr("Earlier notices come back when this one is closed."))
        self.action_button = QPushButton(self)
        self.action_button.setObjectName("noticeAction")
        self.action_button.setToolTip(self.tr("Do what this notice proposes."))
        self.action_button.setAccessibleName(self.action_button.toolTip())
        self.details_button = QPushButton(self.tr("&Details…"), self)
        self.details_button.setObjectName("noticeDetails")
        self.details_button.setToolTip(self.tr("Show what to put into a report."))
        self.close_button = QToolButton(self)
        self.close_button.setObjectName("noticeClose")
        self.close_button.setIconSize(QSize(14, 14))
        self.close_button.setToolTip(self.tr("Hide this notice (Esc)"))
        self.close_button.setAccessibleName(self.tr("Hide this notice"))
        self._lay_out()
        self.action_button.clicked.connect(self._act)
        self.details_button.clicked.connect(self._show_details)
        self.close_button.clicked.connect(self.dismiss)

    def show_notice(self, text: str, details: str = "") -> None:
        """Show a sentence, and behind a button the details if there are any."""
        self._push(_Notice(text, details))

    def tell(self, text: str) -> None:
        """Show a sentence that is no complaint."""
        self._push(_Notice(text, friendly=True))

    def offer(self, text: str, label: str, tip: str, action: Callable[[], None]) -> None:
        """Show a sentence with a button that does something about it."""
        self._push(_Notice(text, label=label, tip=tip, action=action))

    def withdraw_offer(self, action: Callable[[], None] | None) -> None:
        """Take back what was offered, if it still is."""
        kept = [notice for notice in self._notices if action is None or notice.action is not action]
        if len(kept) < len(self._notices):
            self._keep(kept)

    def withdraw(self, text: str) -> None:
        """Take back a sentence that is no longer true, if it still stands."""
        kept = [notice for notice in self._notices if notice.text != text]
        if len(kept) < len(self._notices):
            self._keep(kept)

    def dismiss(self) -> None:
        """Close the notice that is shown; the one before comes back."""
        self._keep(self._notices[:-1])

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.close_button.setIcon(icon("close", theme.muted))
        self._show_sign()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if not visible:
            self._notices = []

    def place_in(self, room: QRect) -> QRect:
        width = min(_WIDEST, room.width())
        beside = width >= _BESIDE
        self._words.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        left = room.left() + (room.width() - width) // 2
        return QRect(left, room.top(), width, self.heightForWidth(width))

    def _lay_out(self) -> None:
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(8)
        buttons = QHBoxLayout()
        buttons.addWidget(self.action_button)
        buttons.addWidget(self.details_button)
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        self._words.addWidget(self.text, 1)
        self._words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(SHADOW + 12, SHADOW + 7, SHADOW + 7, SHADOW + 7)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addLayout(self._words, 1)
        row.addWidget(self.close_button)

    def _push(self, notice: _Notice) -> None:
        # The same once more takes the place of the one before.
        others = [old for old in self._notices if old.text != notice.text]
        self._keep([*others, notice])

    def _keep(self, notices: list[_Notice]) -> None:
        """Have these notices from now on, and show the newest."""
        before = self._notices[-1] if self._notices else None
        self._notices = notices
        if not notices:
            self.hide()
            return
        self._show(notices[-1])
        if self.isHidden():
            self.show()
        elif notices[-1] is not before:
            self.guard()
        self.place()
        if notices[-1] is not before:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _show(self, notice: _Notice) -> None:
        self.text.setText(readable(notice.text))
        self.setAccessibleName(self.text.text())
        self.details_button.setVisible(bool(notice.details))
        self.action_button.setVisible(notice.action is not None)
        if notice.action is not None:
            self.action_button.setText(notice.label)
            self.action_button.setToolTip(notice.tip)
            self.action_button.setAccessibleName(notice.label.replace("&", ""))
        earlier = len(self._notices) - 1
        self.more.setText(self.tr("{count} more").format(count=numbers.whole(earlier, self.locale())))
        self.more.setVisible(earlier > 0)
        self._show_sign()

    def _show_sign(self) -> None:
        if self._theme is not None:
            friendly = bool(self._notices) and self._notices[-1].friendly
            colour = self._theme.accent if friendly else self._theme.waiting
            self._sign.setPixmap(icon("about" if friendly else "warning", colour).pixmap(18, 18))
            self.show_edge(colour)

    @Slot()
    def _act(self) -> None:
        action = self._notices[-1].action if self._notices else None
        self.dismiss()
        if action is not None:
            action()

    @Slot()
    def _show_details(self) -> None:
        if self._notices:
            show_error(self, self._notices[-1].text, self._notices[-1].details)
