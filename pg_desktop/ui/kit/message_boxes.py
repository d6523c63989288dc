"""What all dialogs have in common: the program's own icons, and a letter behind Alt for every button."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox, QPushButton, QTextEdit, QWidget

from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.ui.kit.foreign import readable
from pg_desktop.ui.kit.icons import icon_pixmap

_SIGN: Final = 36
"""Logical pixels."""
_Standard = QDialogButtonBox.StandardButton
_TEXTS: Final = {
    _Standard.Ok: QT_TRANSLATE_NOOP("Buttons", "&OK"),
    _Standard.Save: QT_TRANSLATE_NOOP("Buttons", "&Save"),
    _Standard.Discard: QT_TRANSLATE_NOOP("Buttons", "&Discard"),
    _Standard.Cancel: QT_TRANSLATE_NOOP("Buttons", "&Cancel"),
    _Standard.Close: QT_TRANSLATE_NOOP("Buttons", "&Close"),
    _Standard.Yes: QT_TRANSLATE_NOOP("Buttons", "&Yes"),
    _Standard.No: QT_TRANSLATE_NOOP("Buttons", "&No"),
}


def dress_buttons(buttons: QDialogButtonBox) -> None:
    """Give the standard buttons of a dialog their letters, and none of the pictures that some desktops put on them."""
    for standard, text in _TEXTS.items():
        button = buttons.button(standard)
        if button is not None:
            button.setText(_tr(text))
            button.setIcon(QIcon())


def dress(box: QMessageBox) -> None:
    """Give a message box that has all its buttons the program's own icon, and the buttons their letters."""
    question = box.icon() is QMessageBox.Icon.Question
    role = QPalette.ColorRole.Accent if question else QPalette.ColorRole.BrightText
    name = "help" if question else "warning"
    box.setIconPixmap(icon_pixmap(name, box.palette().color(role), _SIGN, box.devicePixelRatioF()))
    for buttons in box.findChildren(QDialogButtonBox):
        dress_buttons(buttons)
    if box.detailedText():
        _dress_details(box)


def _dress_details(box: QMessageBox) -> None:
    """Let the button that shows the details have a letter, whatever it says at the moment."""
    button = next(button for button in box.buttons() if box.buttonRole(button) is QMessageBox.ButtonRole.ActionRole)
    assert isinstance(button, QPushButton)  # noqa: S101 (as Qt makes it)

    def name() -> None:
        field = box.findChild(QTextEdit)
        shown = field is not None and field.isVisibleTo(box)
        button.setText(_tr("Hide &details…") if shown else _tr("Show &details…"))

    button.clicked.connect(name)  # after Qt's own slot, which writes a text without a letter
    name()


def plain_box(parent: QWidget, sign: QMessageBox.Icon, title: str, text: str, name: str) -> QMessageBox:
    """A message box whose text is no markup; `dress` it once it has its buttons."""
    box = QMessageBox(sign, title, "", parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(readable(text))
    box.setObjectName(name)
    return box


def _tr(text: str) -> str:
    return QCoreApplication.translate("Buttons", text)
