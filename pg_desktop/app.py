"""The composition root of the window: application, look, session and window wired together."""

from __future__ import annotations

import atexit
import signal
import sys
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

import pg_desktop
from pg_desktop import process
from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.journal import Journal, listening
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.ids import module_of
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.processes import Processes
from pg_desktop.storage.shown import shown_name
from pg_desktop.ui.kit.fitted import tabular
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import ThemeChoice, ThemeKeeper
from pg_desktop.ui.shell.housekeeping import Housekeeping
from pg_desktop.ui.shell.main_window import MainWindow
from pg_desktop.ui.shell.others_code import without_code_of_others
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.screenshot import Photographer

if TYPE_CHECKING:  # safetensors, which the window does not need for its first paint
    from pg_desktop.storage.policy_format import PolicyDocument


_STYLED: Final = "pgDesktopStyled"
_SIGNALLED: Final = 128
"""What a shell adds to the number of the signal that has ended a program."""


def build(
    argv: Sequence[str] | None = None,
    theme: ThemeChoice | None = None,
    remembered: Path | None = None,
    *,
    fresh: bool = False,
) -> tuple[QApplication, MainWindow]:
    """Make the application and its window; nothing has started, nothing is shown.

    What goes on in other threads ends with the window or the process, also where nobody closes it. While the training
    thread runs, the window collects Python's garbage, see `Housekeeping`.

    Args:
        argv: the process's arguments for Qt; `sys.argv` if None.
        theme: the look; what the user chose last time if None.
        remembered: the folder of what was chosen last time; see `Preferences`.
        fresh: whether settings and arrangement are not those of last time.
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
    if not application.property(_STYLED):  # a second window would dress everything anew
        application.setStyle("Fusion")
        application.setProperty(_STYLED, True)
    application.setFont(tabular(application.font()))
    preferences = Preferences(remembered, fresh=fresh)
    keeper = ThemeKeeper(theme or preferences.theme())
    complaints = []
    try:
        settings = preferences.settings()
    except UserError as error:
        settings = Settings()
        complaints.append(sentence(error))
    settings, told = without_code_of_others(settings)
    complaints += told
    window = MainWindow(Session(settings), preferences, keeper)
    keeper.setParent(window)
    housekeeping = Housekeeping(window)
    window.session.worker.started.connect(housekeeping.start)
    window.ended.connect(housekeeping.stop)
    _end_threads_with(window)
    complaints += map(sentence, window.presets.problems)
    window.ready.connect(partial(window.last_time.tell, complaints))
    return application, window


def _end_threads_with(window: MainWindow) -> None:
    """End what goes on in other threads with the window, or with the process, before Qt takes the application down."""
    session, panes, processes = window.session, window.panes.made_by_now, window.processes

    def end() -> None:
        atexit.unregister(end)
        _end_threads(session, panes, processes)

    atexit.register(end)
    weakref.finalize(window, end)


def _end_threads(session: Session, panes: Mapping[str, Pane], processes: Processes) -> None:
    session.close()
    processes.close()
    for pane in panes.values():
        if isValid(pane):
            pane.stop()


def run(options: GuiOptions, watch: Callable[[MainWindow], None] | None = None, remembered: Path | None = None) -> int:
    """Show the window until it is closed.

    Ctrl-C in the terminal, a signal to end, and logging out close it without a question about unsaved changes. What
    nobody catches, in any thread, is written down and told in a notice, and the window goes on.

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
    theme = ThemeChoice(options.theme) if options.theme else None
    application, window = build(theme=theme, remembered=remembered, fresh=options.fresh)
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
    # Also where another window is still open; and not twice, since the second time would end whatever comes next.
    application.setQuitOnLastWindowClosed(False)
    window.ended.connect(partial(application.exit, 0))
    journal = Journal(Preferences(remembered).data)
    window.ready.connect(journal.begin)
    with listening(journal), window.mishaps.funnel.catching(), _ending_when_told(application, window):
        window.show()
        code = application.exec()
    application.setQuitOnLastWindowClosed(True)
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
def _ending_when_told(application: QApplication, window: MainWindow) -> Iterator[None]:
    """Within this, Ctrl-C, a signal to end and the end of the user's session end the window and the event loop.

    What the window is like is remembered, and its threads come to their ends. The same signal a second time ends the
    process at once. Libraries that are loaded later, such as pygame's, leave a handler alone that is there already.
    """

    def end(code: int) -> None:
        window.end()
        application.exit(code)

    def told(number: int, frame: FrameType | None) -> None:
        del frame
        signal.signal(number, signal.SIG_DFL)
        # Python calls this in the middle of whatever the GUI thread is doing.
        QTimer.singleShot(0, application, lambda: end(_SIGNALLED + number))

    def session_ends() -> None:
        # An application is not to end within this, and the system may not wait for long.
        window.remember()
        QTimer.singleShot(0, application, lambda: end(ExitCode.OK))

    before = {number: signal.signal(number, told) for number in _signals_to_end()}
    application.commitDataRequest.connect(session_ends)
    try:
        yield
    finally:
        application.commitDataRequest.disconnect(session_ends)
        for number, handler in before.items():
            signal.signal(number, handler)


def _signals_to_end() -> list[signal.Signals]:
    """Those on which the window closes; what the process was told to survive, as by nohup, it survives."""
    signals = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signals.append(signal.SIGHUP)
    return signals
