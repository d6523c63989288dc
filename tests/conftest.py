"""What every test needs, and what none may leave behind: threads, warnings in the log, files in the user's home."""

import os

# Before Qt looks for a screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import logging
import re
import signal
import threading

import hypothesis
import pytest

from tests.rapid import mark_the_rapid
from tests.scoreboard import Scorekeeper, scoreboard  # noqa: F401 (a fixture)

try:
    from PySide6.QtCore import QStandardPaths, QThread, QtMsgType, qInstallMessageHandler
    from shiboken6 import isValid
except ImportError:  # what lies below the window is tested without Qt, too
    QThread = None

# How long an example takes depends on what else the computer does.
hypothesis.settings.register_profile("any computer", deadline=None, max_examples=30)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("any computer")

_LEAKED = pytest.StashKey[list[object]]()


def pytest_addoption(parser, pluginmanager):
    """The tests' own option; and without pytest-qt nobody knows its, which would end everything in pyproject.toml."""
    parser.addoption("--scoreboard", action="store_true", help="write what the tests measure to tests/README.md")
    if not pluginmanager.hasplugin("pytest-qt"):
        for option in ("qt_api", "qt_log_level_fail"):
            parser.addini(option, "of pytest-qt, which is not there")


def pytest_configure(config):
    """One process writes what all of them measure, and programs that are tested heed the signals that they are sent."""
    if hasattr(signal, "SIGHUP"):  # which is ignored where the tests outlive their terminal, and children inherit that
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as where a shell without job control starts them aside
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--scoreboard") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Scorekeeper())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Before pytest looks at marks."""
    mark_the_rapid(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """What Qt warns of when windows are closed and destroyed fails the test, too: pytest-qt has stopped listening."""
    if QThread is None:
        return (yield)
    marker = item.get_closest_marker("qt_log_ignore")
    harmless = [*item.config.getini("qt_log_ignore"), *(marker.args if marker else ())]
    complaints = []

    def note(kind, _context, message):
        warns = kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if warns and not any(re.search(pattern, message) for pattern in harmless):
            complaints.append(message)

    before = qInstallMessageHandler(note)
    try:
        result = yield
    finally:
        qInstallMessageHandler(before)
    if complaints:
        pytest.fail("Qt warned in the teardown:\n" + "\n".join(complaints), pytrace=False)
    return result


@pytest.fixture(autouse=True, scope="session")
def _standard_paths_for_tests():
    """Qt keeps away from where the user's files are, also on systems where it does not ask the environment."""
    if QThread is not None:
        QStandardPaths.setTestModeEnabled(True)


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path_factory, monkeypatch):
    """The user's files are neither read nor written, by the test or by the processes that it starts."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in (
        ("APPDATA", "AppData/Roaming"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_CACHE_HOME", ".cache"),
    ):
        monkeypatch.setenv(variable, str(home / folder))


class _Complaints(logging.Handler):
    """Everything that was logged as a warning or worse."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_warning_is_logged():
    complaints = _Complaints()
    logging.getLogger().addHandler(complaints)
    yield
    logging.getLogger().removeHandler(complaints)
    if complaints.lines:
        pytest.fail("Logged:\n" + "\n".join(complaints.lines), pytrace=False)


@pytest.fixture(autouse=True)
def _no_thread_survives(request, monkeypatch):
    before = set(threading.enumerate())
    q_threads = _watch_q_threads(monkeypatch)
    yield
    # What Python takes a QThread for that has run Python code is never removed; those are looked at as QThreads.
    survivors = [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]
    survivors += [thread for thread in q_threads if isValid(thread) and thread.isRunning()]
    if survivors:
        # A QThread whose wrapper goes while it runs takes the whole process with it.
        request.config.stash.setdefault(_LEAKED, []).extend(survivors)
        pytest.fail(f"Threads that the test has started and not ended: {survivors}", pytrace=False)


def _watch_q_threads(monkeypatch):
    """The list to which every QThread is added that is started from now on."""
    started = []
    if QThread is not None:
        start = QThread.start

        def start_and_remember(thread, *arguments):
            # One that has ended is let go of, and with it what it holds: a run and its history.
            started[:] = [other for other in started if isValid(other) and other.isRunning()]
            started.append(thread)
            start(thread, *arguments)

        monkeypatch.setattr(QThread, "start", start_and_remember)
    return started
