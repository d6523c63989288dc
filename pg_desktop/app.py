"""The composition root of the window: application, look, session and window wired together."""

from __future__ import annotations

import atexit
import signal
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

import pg_desktop
from pg_desktop import process
from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.ids import module_of
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.live.session import Session
from pg_desktop.storage.shown import shown_name
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.theme import ThemeChoice, ThemeKeeper
from pg_desktop.ui.panes.robustness.card import RobustnessCard
from pg_desktop.ui.shell.housekeeping import Housekeeping
from pg_desktop.ui.shell.main_window import MainWindow
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.screenshot import Photographer

if TYPE_CHECKING:  # safetensors, which the window does not need for its first paint
    from pg_desktop.storage.policy_format import PolicyDocument


def build(
    argv: Sequence[str] | None = None, theme: ThemeChoice | None = None, remembered: Path | None = None
) -> tuple[QApplication, MainWindow]:
    """Make the application and its window; nothing has started, nothing is shown.

    What goes on in other threads ends with the window or the process, also where nobody closes it. While the training
    thread runs, the window collects Python's garbage, see `Housekeeping`.

    Args:
        argv: the process's arguments for Qt; `sys.argv` if None.
        theme: the look; what the user chose last time if None.
        remembered: the folder of what was chosen last time; see `Preferences`.
    """
    process.prepare()
    if sys.platform == "win32":
        import torch  # noqa: F401, PLC0415 (its libraries fail to load once Qt's are there)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(list(sys.argv if argv is None else argv))
    QCoreApplication.setOrganizationName("PG Desktop")
    QCoreApplication.setApplicationName("pg-desktop")
    QCoreApplication.setApplicationVersion(pg_desktop.__version__)
    application.setStyle("Fusion")
    preferences = Preferences(remembered)
    keeper = ThemeKeeper(theme or preferences.theme())
    complaint = ""
    try:
        settings = preferences.settings()
    except UserError as error:
        settings, complaint = Settings(), sentence(error)
    window = MainWindow(Session(settings), preferences, keeper)
    keeper.setParent(window)
    housekeeping = Housekeeping(window)
    window.session.worker.started.connect(housekeeping.start)
    window.ended.connect(housekeeping.stop)
    # At the process's end as well, and then before Qt takes the application down.
    atexit.register(weakref.finalize(window, _end_threads, window.session, window.robustness_card))
    if complaint:
        window.notice.show_notice(complaint)
    return application, window


def _end_threads(session: Session, robustness: RobustnessCard) -> None:
    session.close()
    if isValid(robustness):
        robustness.stop()


def run(options: GuiOptions, watch: Callable[[MainWindow], None] | None = None, remembered: Path | None = None) -> int:
    """Show the window until it is closed.

    Ctrl-C in the terminal closes it without a question about unsaved changes.

    Args:
        options: how it begins.
        watch: is given the window before it is shown.
        remembered: see `build`.

    Returns:
        The process's exit code.

    Raises:
        UserError: if there is no picture though one was asked for: a policy could not be opened, training failed, or
            it could not be saved.
    """
    opened = _policy_for_picture(options)
    application, window = build(theme=ThemeChoice(options.theme) if options.theme else None, remembered=remembered)
    if options.size is not None:
        window.resize(*options.size)
    photographer = None
    if options.screenshot is not None:
        photographer = Photographer(window, options.screenshot, options.updates, opened)
        window.ready.connect(photographer.start)
    elif options.file is not None:
        file = options.file
        window.ready.connect(lambda: window.open_policy(file))
    if watch is not None:
        watch(window)
    window.show()
    with _interruptible(application, window):
        code = application.exec()
    if photographer is not None and photographer.problem is not None:
        raise photographer.problem
    return code


def _policy_for_picture(options: GuiOptions) -> tuple[Path, PolicyDocument] | None:
    """What a picture shows, read before the window opens: there is nobody to see its dialogs.

    Raises:
        UserError: if it cannot be read, or would have code of its choice run.
    """
    if options.screenshot is None or options.file is None:
        return None
    from pg_desktop.storage.policy_file import load_policy  # noqa: PLC0415 (not for a window without a picture)

    document = load_policy(options.file)
    module = module_of(document.environment)
    if module is not None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” asks for {environment}, which runs the code of the module {module}; open it in the window, "
                "which asks you first.",
            ),
            file=shown_name(options.file),
            environment=document.environment,
            module=module,
        )
    return options.file, document


@contextmanager
def _interruptible(application: QApplication, window: MainWindow) -> Iterator[None]:
    """Within this, Ctrl-C ends the window and the event loop; a second one ends the process at once."""

    def end() -> None:
        window.end()
        application.exit(ExitCode.INTERRUPTED)

    def interrupted(number: int, frame: FrameType | None) -> None:
        del number, frame
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        # Python calls this in the middle of whatever the GUI thread is doing.
        QTimer.singleShot(0, application, end)

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
