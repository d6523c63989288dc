"""The composition root of the window: application, look, session and window wired together."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

import pg_desktop
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.learning.hyperparameters import Settings
from pg_desktop.messages import UserError
from pg_desktop.session.session import Session
from pg_desktop.ui.main_window import MainWindow
from pg_desktop.ui.notices import sentence
from pg_desktop.ui.preferences import Preferences
from pg_desktop.ui.screenshot import Photographer
from pg_desktop.ui.theme import ThemeChoice, ThemeKeeper

_SWITCH_SECONDS = 0.005
"""How long the training thread may keep Python from the window."""
_COLLECT_MS = 1000


def build(argv: Sequence[str] | None = None, theme: ThemeChoice | None = None) -> tuple[QApplication, MainWindow]:
    """Make the application and its window; nothing has started, nothing is shown.

    Whoever lets the window train calls `start_services` before, or sees in another way to it that Python's garbage
    is collected in the GUI thread alone. It is not done here, because it changes the whole process for good.

    Args:
        argv: the process's arguments for Qt; `sys.argv` if None.
        theme: the look; what the user chose last time if None.
    """
    if sys.platform == "win32":
        import torch  # noqa: F401, PLC0415 (its libraries fail to load once Qt's are there)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(list(sys.argv if argv is None else argv))
    QCoreApplication.setOrganizationName("PG Desktop")
    QCoreApplication.setApplicationName("pg-desktop")
    QCoreApplication.setApplicationVersion(pg_desktop.__version__)
    application.setStyle("Fusion")
    preferences = Preferences()
    keeper = ThemeKeeper(theme or preferences.theme())
    complaint = ""
    try:
        settings = preferences.settings()
    except UserError as error:
        settings, complaint = Settings(), sentence(error)
    window = MainWindow(Session(settings), preferences, keeper)
    keeper.setParent(window)
    if complaint:
        window.notice.show_notice(complaint)
    return application, window


def run(options: GuiOptions) -> int:
    """Show the window until it is closed.

    Returns:
        The process's exit code.

    Raises:
        UserError: if the picture that was asked for could not be saved.
    """
    application, window = build(theme=ThemeChoice(options.theme) if options.theme else None)
    start_services(window)
    if options.size is not None:
        window.resize(*options.size)
    if options.file is not None:
        file = options.file
        window.ready.connect(lambda: window.open_policy(file))
    photographer = None
    if options.screenshot is not None:
        photographer = Photographer(window, options.screenshot, options.updates)
        window.ready.connect(photographer.start)
    window.show()
    code = application.exec()
    if photographer is not None and photographer.problem is not None:
        raise photographer.problem
    return code


def start_services(window: MainWindow) -> None:
    """Change what the whole process shares, for a window that stays responsive beside the training thread."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    GarbageCollector(window).start()


class GarbageCollector(QObject):
    """Collects Python's garbage in the GUI thread alone, in small portions.

    Qt objects that a cycle keeps alive must not be destroyed by whichever thread happens to collect, and a full
    collection would stall the window for a tenth of a second. Lives in the GUI thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_COLLECT_MS)
        self._timer.timeout.connect(self._collect)
        self._loaded = False

    @Slot()
    def start(self) -> None:
        """Take over from Python."""
        gc.disable()
        self._timer.start()

    @Slot()
    def _collect(self) -> None:
        if not self._loaded and "torch" in sys.modules:
            self._loaded = True
            gc.collect()
            gc.freeze()
        gc.collect(1)
