"""A window to use, and somebody who uses it."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pg_desktop.app import build
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.shell.main_window import MainWindow
from pg_desktop.ui.shell.preferences import Preferences
from tests.ui.user import CTRL, PATIENCE, User


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's platform without a screen warns of what it cannot do for a window or a list; that says nothing about us."""
    harmless = pytest.mark.qt_log_ignore(
        r"^This plugin does not support (propagateSizeHints\(\)|raise\(\)|grabbing the (keyboard|mouse))$",
        r"^Keyboard event not accepted by receiving widget$",  # QTest's: a key that means nothing there
        extend=True,
    )
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(harmless)


@pytest.fixture(scope="session", autouse=True)
def _loaded_libraries() -> None:
    """Load what the training thread would load, so that no test has to wait for it."""
    import pg_desktop.learning.acting.playback
    import pg_desktop.learning.algorithms.dqn.dqn
    import pg_desktop.learning.algorithms.reinforce.reinforce
    import pg_desktop.runs.run
    import pg_desktop.ui.panes.plots.canvas  # noqa: F401

    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _the_programs_name(qapp: QApplication) -> None:
    """Preferences are the program's from the first test on, also before it has built a window."""
    qapp.setOrganizationName("PG Desktop")
    qapp.setApplicationName("pg-desktop")


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """Collect garbage in the GUI thread alone, as the program does: it may hold Qt's objects."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _plain_english() -> Iterator[None]:
    """Numbers are written as in the United States, whatever the machine's habits are."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def open_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., MainWindow]]:
    """Open windows, ready to use; at the end they close without a question about unsaved changes.

    Whoever uses them has been welcomed before, unless said otherwise.
    """
    windows: list[MainWindow] = []

    def open_one(*, welcomed: bool = True) -> MainWindow:
        if welcomed:
            Preferences().remember_welcomed()
        _, window = build([])
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: is_ready(window), timeout=PATIENCE)
        return window

    yield open_one
    for dialog in (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog)):
        dialog.close()
    for window in filter(isValid, windows):
        monkeypatch.setattr(window.experiments, "may_discard", lambda: True)
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    """A window at 1280x800 that has just started."""
    return open_window()


@pytest.fixture
def user(window: MainWindow, qtbot: QtBot) -> User:
    """Who uses `window`."""
    return User(window, qtbot)


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """Let every file dialog return this path; None cancels it."""

    def choose_(path: Path | None) -> None:
        answer = ("" if path is None else str(path), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: answer)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: answer)

    return choose_


@pytest.fixture
def saved(user: User, choose: Callable[[Path | None], None], tmp_path: Path) -> Path:
    """A policy after one update, saved as `pole.safetensors`."""
    user.step()
    path = tmp_path / "pole.safetensors"
    choose(path)
    user.press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    user.settle()
    return path


def is_ready(window: MainWindow) -> bool:
    """Whether a policy is shown and can be trained."""
    session, pane, plot = window.session, window.render_pane, window.plots.return_plot
    drawn = plot.canvas is not None or not plot.isVisible()
    return session.status.state is RunState.READY and pane.moment is not None and drawn
