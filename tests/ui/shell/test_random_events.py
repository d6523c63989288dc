"""Whatever a user does in whatever order: nothing fails, complains or stands still, and no file is touched."""

import faulthandler
import os
import sys
import tempfile
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.policy_file import PolicyDocument, TrainingStatistics, save_policy
from tests.runs.archive.small_runs import small_records, write_records
from tests.ui import conftest
from tests.ui.shell.random_events import RandomEvents
from tests.ui.user import PATIENCE

SEEDS = 3
EVENTS = 50_000
"""For each seed."""
IN_ONE_TEST = 5_000
QUICK = 500
LONGEST_WAIT = 1.0
"""Seconds for which the window may not answer."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_touched: list[str] = []
_watched: list[Path] = []
"""Where files may be written; nothing is watched while it is empty."""


def _hook(event, arguments):
    if not _watched:
        return
    if event == "open":
        path, mode, flags = arguments
        writes = (flags & _WRITES) if mode is None else any(letter in mode for letter in "wax+")
    else:
        path = arguments[0] if arguments else None
        writes = event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect")
    if writes and isinstance(path, str | os.PathLike):
        place = Path(os.fspath(path).removeprefix("file:")).absolute()
        allowed = any(root in place.parents or root == place for root in _watched)
        if not (allowed or "__pycache__" in place.parts or str(place).startswith(("/dev/", "/proc/"))):
            _touched.append(f"{event} {place}")


sys.addaudithook(_hook)


@contextmanager
def nothing_touched_but(*roots):
    """Within this, only what is in some folders may be written."""
    _touched.clear()
    _watched[:] = roots
    try:
        yield
    finally:
        _watched.clear()
    assert _touched == []


@pytest.fixture
def files(tmp_path):
    """What may be opened."""
    folder = tmp_path / "files"
    folder.mkdir()
    settings = Settings(seed=7, hidden_size=8, episodes_per_update=4, pace=PACE_MAX)
    document = PolicyDocument(
        Trainer(settings).policy(), settings, settings.environment, TrainingStatistics(0, 0, 0, 0.0, None, None)
    )
    save_policy(folder / "policy.safetensors", document)
    write_records(folder / "experiment.pglab", small_records(3))
    (folder / "nonsense.pglab").write_bytes(b"SQLite format 3\0" + bytes(range(256)))
    (folder / "nonsense.safetensors").write_bytes(bytes(range(256)))
    (folder / "nonsense.json").write_text("{}")
    (folder / "folder").mkdir()
    return folder


@pytest.fixture
def anything(open_window, files, monkeypatch, tmp_path_factory):
    """Makes somebody who does anything."""
    made = []
    monkeypatch.chdir(files)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_: True)
    # A later window may show no plot, or have settings that nothing can be begun with.
    monkeypatch.setattr(conftest, "is_ready", lambda window: window.session.status.state is not RunState.STARTING)

    def make(seed):
        somebody = RandomEvents(seed, open_window, files)
        made.append(somebody)
        for name in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_, **__: (somebody.path(), ""))
        return somebody

    yield make
    for somebody in made:
        somebody.end()


def do(somebody, events, qtbot, qtlog):
    """Do things one after the other until something goes wrong."""
    with qtbot.capture_exceptions() as raised:
        while somebody.events < events:
            before = len(qtlog.records)
            somebody.do()
            complaints = [record.message for record in qtlog.records[before:] if not record.ignored]
            stalled = [somebody.pulse.where] if somebody.pulse.longest >= LONGEST_WAIT else []
            unexpected = [failure for failure in somebody.failures if "unexpected" in failure.template]
            if wrong := (*raised, *complaints, *stalled, *unexpected):
                for kind, error, trace in raised:
                    traceback.print_exception(kind, error, trace)
                pytest.fail("\n".join(map(str, (*wrong, somebody.pulse.longest, *somebody.done))), pytrace=False)


def assert_it_works(window):
    """A run begins and is trained, in the window and in the thread."""
    assert window.isVisible()
    while (on_top := QApplication.activePopupWidget() or QApplication.activeModalWidget()) is not None:
        on_top.close()
    session = window.session
    run = session.status.run
    session.want(Settings(seed=3, hidden_size=8, episodes_per_update=2, pace=PACE_MAX))
    session.reset()
    _wait_until(lambda: session.status.run > run and session.status.state is RunState.READY, session)
    session.step()
    _wait_until(lambda: session.status.update == 1 and session.status.state is RunState.PAUSED, session)
    expected = Trainer(session.wanted)
    expected.update()
    assert session.view.policy.equals(expected.policy())


def _wait_until(condition, session):
    until = time.monotonic() + PATIENCE / 1000
    while not condition():
        if time.monotonic() > until:
            faulthandler.dump_traceback()
            pytest.fail(f"the session does not answer: {session.status}")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def test_some_things_that_come_to_mind(anything, qtbot, qtlog, tmp_path_factory):
    somebody = anything("some")
    with nothing_touched_but(tmp_path_factory.getbasetemp()):
        do(somebody, QUICK, qtbot, qtlog)
    assert_it_works(somebody.window)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("first", range(0, EVENTS, IN_ONE_TEST))
@pytest.mark.parametrize("seed", range(SEEDS))
def test_everything_that_comes_to_mind(anything, qtbot, qtlog, tmp_path_factory, scoreboard, seed, first):
    somebody = anything(f"{seed} {first}")
    with nothing_touched_but(tmp_path_factory.getbasetemp()):
        do(somebody, IN_ONE_TEST, qtbot, qtlog)
    assert_it_works(somebody.window)
    scoreboard("events", IN_ONE_TEST, of=SEEDS * EVENTS, seconds=somebody.pulse.longest)
