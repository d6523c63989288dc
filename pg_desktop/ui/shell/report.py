"""Help ▸ Report a problem: what there is to say, as a text to read and to copy. Nothing is ever sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QScreen
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.journal import last_lines
from pg_desktop.learning.settings.table import applies
from pg_desktop.runs.live.status import Status
from pg_desktop.ui.kit.message_boxes import dress_buttons
from pg_desktop.ui.kit.theme import theme_in_use
from pg_desktop.versions import machine, versions

_LINES: Final = 200
"""Of the log."""


def report_text(status: Status, zoom: int, folder: Path) -> str:
    """What is to be known of the program and of where it runs, in English, without the name of the user's home.

    Args:
        status: of the run that is trained.
        zoom: how large the window draws, in per cent.
        folder: where the log is.
    """
    settings = status.settings
    in_force = [(key, str(value)) for key, value in settings.as_dict().items() if applies(key, settings)]
    run = [
        ("Run", f"{status.run}, {status.state.name.lower()}"),
        ("Update", f"{status.update}"),
        ("Episodes", f"{status.episodes}"),
        ("Env steps", f"{status.env_steps}"),
    ]
    log = last_lines(folder, _LINES) or ["nothing was written down"]
    sections = [
        _section("Versions", versions()),
        _section("Machine", [*machine(), *_screens(), *_look(zoom)]),
        _section("Run", run),
        _section("Settings in force", in_force),
        "\n".join(["Log", *(f"  {line}" for line in log)]),
    ]
    return _without_home("\n\n".join(sections) + "\n")


def _section(title: str, rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join([title, *(f"  {name}: {value}" for name, value in rows)])


def _screens() -> list[tuple[str, str]]:
    return [(f"Screen {number}", _screen(screen)) for number, screen in enumerate(QGuiApplication.screens(), start=1)]


def _screen(screen: QScreen) -> str:
    size, ratio = screen.size(), screen.devicePixelRatio()
    dots = screen.logicalDotsPerInch()
    return f"{size.width()}×{size.height()} at {ratio:.0%}, {dots:.0f} dots per inch, {screen.refreshRate():.0f} Hz"


def _look(zoom: int) -> list[tuple[str, str]]:
    font = QApplication.font()
    return [
        ("Qt's platform", QGuiApplication.platformName()),
        ("Theme", "dark" if theme_in_use().dark else "light"),
        ("Zoom", f"{zoom} %"),
        ("Font", f"{font.family()}, {font.pointSizeF():g} points"),
        ("Locale", QLocale().name()),
    ]


def _without_home(text: str) -> str:
    """Say "~" for the user's home, whose name is nobody's business."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


class ReportDialog(QDialog):
    """Shows the text, with a button that copies it. Lives in the GUI thread."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("reportDialog")
        self.setWindowTitle(self.tr("Report a problem"))
        intro = QLabel(
            self.tr(
                "This is what helps to find a problem: versions, the settings in force and the last lines of the log. "
                "Nothing is sent. Read it, leave out what nobody is to know, and put it into your report, below a "
                "sentence that says what you did and what happened."
            ),
            self,
        )
        intro.setWordWrap(True)
        self.text = QPlainTextEdit(text, self)
        self.text.setObjectName("reportText")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("What to put into the report"))
        self.text.setAccessibleDescription(intro.text())
        self.copy_button = QPushButton(self.tr("Copy &all"), self)
        self.copy_button.setObjectName("copyReport")
        self.copy_button.setToolTip(self.tr("Copy the whole text to the clipboard."))
        self.copy_button.setDefault(True)
        self.copy_button.clicked.connect(self._copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        dress_buttons(buttons)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(intro)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        self.resize(720, 560)
        self.copy_button.setFocus()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy_button.setText(self.tr("&All copied"))
