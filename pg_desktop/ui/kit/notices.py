"""Telling the user that something went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QToolButton, QWidget

from pg_desktop.messages import UserError
from pg_desktop.runs.live.status import Failure
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import Theme


def sentence(error: UserError | Failure) -> str:
    """What went wrong, in the user's language."""
    values = error.values if isinstance(error, UserError) else dict(error.values)
    texts = {key: sentence(value) if isinstance(value, UserError) else value for key, value in values.items()}
    return QCoreApplication.translate("Errors", error.template).format(**texts)


def error_box(parent: QWidget, text: str, details: str = "") -> QMessageBox:
    """A dialog that tells what went wrong, to be opened."""
    box = QMessageBox(QMessageBox.Icon.Warning, parent.tr("PG Desktop"), "", parent=parent)
    # Names of files and environments are in it, which may look like markup.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setObjectName("errorDialog")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setDetailedText(details)
    return box


def show_error(parent: QWidget, text: str, details: str = "") -> QMessageBox:
    """Open a dialog that tells what went wrong; returns at once."""
    box = error_box(parent, text, details)
    box.open()
    return box


class NoticeBar(QFrame):
    """A line above the pane in the middle: why training paused. It goes when the user says so or trains on.

    Lives in the GUI thread.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self.setProperty("role", "notice")
        self._details = ""
        self._sign = QLabel(self)
        self.text = QLabel(self)
        self.text.setObjectName("noticeText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action_button = QPushButton(self)
        self.action_button.setObjectName("noticeAction")
        self.action_button.setToolTip(self.tr("Do what this notice proposes."))
        self.action_button.setAccessibleName(self.action_button.toolTip())
        self._action: Callable[[], None] | None = None
        self.details_button = QPushButton(self.tr("&Details…"), self)
        self.details_button.setToolTip(self.tr("Show what to put into a report."))
        self.close_button = QToolButton(self)
        self.close_button.setIconSize(QSize(14, 14))
        self.close_button.setToolTip(self.tr("Hide this notice"))
        self.close_button.setAccessibleName(self.tr("Hide this notice"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.action_button)
        row.addWidget(self.details_button)
        row.addWidget(self.close_button)
        self.action_button.clicked.connect(self._act)
        self.details_button.clicked.connect(self._show_details)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def show_notice(self, text: str, details: str = "") -> None:
        """Show a sentence, and behind a button the details if there are any."""
        self.text.setText(text)
        self._details, self._action = details, None
        self.details_button.setVisible(bool(details))
        self.action_button.hide()
        self.show()

    def offer(self, text: str, label: str, tip: str, action: Callable[[], None]) -> None:
        """Show a sentence with a button that does something about it."""
        self.show_notice(text)
        self._action = action
        self.action_button.setText(label)
        self.action_button.setToolTip(tip)
        self.action_button.setAccessibleName(label.replace("&", ""))
        self.action_button.show()

    def withdraw_offer(self, action: Callable[[], None] | None) -> None:
        """Take back what was offered, if it still is."""
        if action is not None and self._action is action:
            self._action = None
            self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._sign.setPixmap(icon("warning", theme.waiting).pixmap(18, 18))
        self.close_button.setIcon(icon("close", theme.muted))

    @Slot()
    def _act(self) -> None:
        action, self._action = self._action, None
        self.hide()
        if action is not None:
            action()

    @Slot()
    def _show_details(self) -> None:
        show_error(self, self.text.text(), self._details)
