"""`pg-desktop bench --gui`: the figures are about what they say."""

import gc
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, QTimer

from pg_desktop.bench import window as bench_window
from pg_desktop.bench import window_at_work
from pg_desktop.bench.window_at_work import (
    Beside,
    everything_open,
    following,
    kept_while_measuring,
    opened_window,
    pause_here,
)
from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.shell.preferences import Preferences
from tests.ui.offscreen import complaints, environ

# Windows that appear only for the benchmark.
pytestmark = pytest.mark.qt_log_ignore(
    r"^This plugin does not support (propagateSizeHints\(\)|raise\(\)|grabbing the keyboard)$", extend=True
)


@pytest.fixture
def window(qtbot, monkeypatch):
    # The process is not for a test to change for good; but garbage may hold Qt's objects and is collected here alone.
    gc.disable()
    with opened_window() as window:
        yield window
    window.deleteLater()
    gc.collect()
    gc.enable()


def test_the_share_of_speed_is_that_of_each_turn():
    assert Beside([100.0, 200.0, 50.0], [90.0, 100.0, 40.0]).kept == 0.8
    assert Beside().lateness_ms == []


def test_what_the_user_has_left_behind_does_not_matter(qtbot, window, monkeypatch):
    """Neither panes nor settings of last time; and nothing of the benchmark is there next time."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation))
    with everything_open(window):
        Preferences().remember_geometry(window.saveGeometry())
        window.perspectives.remember()
    Preferences().remember_settings(Settings(hidden_size=8, gamma=0.5))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with opened_window() as another:
        assert another.session.wanted == Settings()
        assert not any(dock.isFloating() for dock in another.panes)
    another.deleteLater()
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_with_everything_open_no_pane_is_behind_another(window):
    loss = window.plots.loss_plot
    with everything_open(window):
        docks = [dock for dock in window.panes if "train" in dock.entry.places]
        assert all(dock.isVisible() and dock.in_front for dock in docks)
        assert len(docks) == 7
        shown = [strip.style.series for strip in loss.canvas.shown]
        assert len(shown) == 3
        assert window.panes.pane("robustness").transfer.isVisible()
        places = [dock.frameGeometry() for dock in list(window.panes) if dock.isFloating()]
        assert len(places) == 4
        assert not any(one.intersects(other) for one in places for other in places if one is not other)
        with following(window):
            assert window.panes.pane("robustness").transfer.bar.busy
        assert not window.panes.pane("robustness").transfer.bar.busy
    assert not any(dock.isFloating() for dock in list(window.panes))
    assert len(loss.canvas.shown) == 1


def test_the_click_is_over_when_the_curve_is_painted(window, monkeypatch):
    canvas = window.plots.return_plot.canvas
    curve = canvas.strips[0].curve
    painted = []
    paint = type(curve).paint

    def paint_slowly(self, *arguments):
        if self is curve and not canvas.is_empty and not painted:
            time.sleep(0.3)
            painted.append(True)
        paint(self, *arguments)

    monkeypatch.setattr(type(curve), "paint", paint_slowly)
    assert bench_window._click_to_plot(window) >= 300
    assert window.session.status.state is RunState.PAUSED


@pytest.mark.slow
def test_training_goes_on_while_panes_measure(window):
    card = window.panes.pane("robustness")
    window.session.want(window.session.wanted.changed({"pace": PACE_MAX}))
    starts = []
    for pane in (card.push, card.transfer):
        pane.bar.busy_changed.connect(lambda busy, pane=pane: starts.append(pane) if busy else None)
    assert kept_while_measuring(window, (card.push, card.transfer), 2.4) > 0
    assert {card.push, card.transfer} == set(starts)
    assert not card.push.bar.busy
    assert not card.transfer.bar.busy
    assert window.session.status.state is RunState.PAUSED


def test_a_turn_lasts_until_an_update_is_done(window, monkeypatch):
    session = window.session
    monkeypatch.setattr(window_at_work, "_SETTLE_SECONDS", 0.0)
    session.want(session.wanted.changed({"pace": PACE_MAX, "episodes_per_update": 64}))
    # Far too short for an update of that many episodes.
    assert kept_while_measuring(window, (), 0.001) > 0
    assert session.status.update >= 2 * window_at_work._TURNS


def test_no_frames_have_no_lateness():
    assert list(bench_window._lateness("Lateness", Beside())) == []
    late = Beside(lateness_ms=[1.0] * 100 + [60.0])
    assert [(figure.value, figure.met) for figure in bench_window._lateness("Lateness", late)] == [
        (1.0, True),
        (60.0, False),
    ]


def test_figures_come_as_they_are_measured_and_the_window_closes_with_an_interruption(monkeypatch, qapp):
    monkeypatch.setattr(bench_window, "_first_paints", lambda count: [(0.5, False)] * count)
    monkeypatch.setattr(bench_window, "_click_to_plot", lambda window: opened.append(window) or 100.0)
    monkeypatch.setattr(bench_window, "warmed_up", lambda window: QTimer.singleShot(0, interrupt) or pause_here(60))
    opened = []

    def interrupt():
        signal.raise_signal(signal.SIGINT)

    handler = signal.getsignal(signal.SIGINT)
    figures = bench_window.window_figures(60)
    assert [next(figures).value for _ in range(3)] == [0.5, 0, 100.0]
    with pytest.raises(KeyboardInterrupt):
        next(figures)
    assert signal.getsignal(signal.SIGINT) is handler
    assert not opened[0].isVisible()
    assert opened[0].session.status.state is RunState.STOPPED
    opened[0].deleteLater()


_INTERRUPTED = """
import sys
from pg_desktop.bench.window_at_work import everything_open, opened_window
try:
    with opened_window() as window, everything_open(window):
        raise KeyboardInterrupt
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.slow
def test_an_interruption_with_everything_open_ends_in_peace():
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED], check=False, capture_output=True, text=True, env=environ(), timeout=100
    )
    assert (done.returncode, complaints(done.stderr)) == (130, "")


def test_the_first_paint_is_that_of_the_whole_program(tmp_path):
    probe = [sys.executable, "-m", "pg_desktop.bench.paint_probe", repr(time.time()), tmp_path]
    done = subprocess.run(probe, check=False, capture_output=True, text=True, env=environ(), timeout=60)
    assert (done.returncode, complaints(done.stderr)) == (0, "")
    found = json.loads(done.stdout)
    assert found["torch"] is False
    assert 0 < found["seconds"] < 60


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_the_first_paint_needs_a_display_as_the_program_does(tmp_path):
    probe = [sys.executable, "-m", "pg_desktop.bench.paint_probe", repr(time.time()), tmp_path]
    nowhere = {**environ(), "QT_QPA_PLATFORM": "linuxfb:fb=/dev/null", "DISPLAY": ""}
    done = subprocess.run(probe, check=False, capture_output=True, text=True, env=nowhere, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no device that Qt's platform linuxfb could draw on")
