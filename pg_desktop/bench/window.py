"""`pg-desktop bench --gui`: what the window costs, and how it feels, beside a trainer at full speed.

Runs on the screen or, with QT_QPA_PLATFORM=offscreen, without one. The trainer's speed with and without the window is
measured in one process and in turns, so that whatever else the computer does slows both down alike.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QObject

from pg_desktop.bench.figures import Bar, Figure, Figures
from pg_desktop.bench.window_at_work import (
    Beside,
    everything_open,
    following,
    kept_while_measuring,
    measure_beside,
    opened_window,
    robustness_of,
    wait_for,
    warmed_up,
)
from pg_desktop.runs.history import UpdateRecord
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.run import Run
from pg_desktop.ui.panes.plots.canvas import PlotCanvas
from pg_desktop.ui.panes.robustness.push import PushPane
from pg_desktop.ui.panes.robustness.transfer import TransferPane
from pg_desktop.ui.shell.main_window import MainWindow

SPEED_KEPT: Final = Bar(">=", 0.85)
SPEED_KEPT_MEASURING: Final = Bar(">=", 0.5)
FRAME_P99_MS: Final = Bar("<=", 8)
FRAME_WORST_MS: Final = Bar("<=", 50)
CLICK_MS: Final = Bar("<=", 300)
PAINTED_SECONDS: Final = Bar("<=", 0.6)
REFRESH_MS: Final = Bar("<=", 10)
HISTORY_MB: Final = Bar("<=", 60)

_STARTS: Final = 5
_CLICKS: Final = 5
_EPISODES: Final = 1_000_000
_REFRESHES: Final = 50


def window_figures(seconds: float) -> Figures:
    """Measure everything, with one window that is open until the last figure has been taken.

    Args:
        seconds: how long the trainer runs beside the window as it opens. With everything open it runs half as long,
            once more with a map that follows it, and half as long beside each kind of measurement.
    """
    painted = _first_paints(_STARTS)
    yield Figure("Window painted after", median(seconds for seconds, _ in painted), "s", PAINTED_SECONDS)
    yield Figure("Starts with torch loaded before the paint", sum(torch for _, torch in painted), bar=Bar("<=", 0))
    with opened_window() as window:
        clicks = [_click_to_plot(window) for _ in range(_CLICKS)]
        yield Figure("Click on Train to the first plotted update", median(clicks), "ms", CLICK_MS)
        run = warmed_up(window)
        yield from _as_it_opens(window, run, seconds)
        yield from _with_everything_open(window, run, seconds / 2)
        yield from _beside_measurements(window, seconds / 2)
        refresh_ms, history_mb = _long_history(window)
        yield Figure("Refresh of the plots with 1,000,000 episodes", refresh_ms, "ms", REFRESH_MS)
        yield Figure("History of 1,000,000 episodes", history_mb, "MB", HISTORY_MB)


def _as_it_opens(window: MainWindow, run: Run, seconds: float) -> Figures:
    beside = measure_beside(window, run, seconds)
    yield Figure("Speed of the trainer without the window", median(beside.alone), "steps/s")
    yield Figure("Speed of the trainer beside the window", median(beside.beside), "steps/s")
    yield Figure("Speed kept beside the window", beside.kept, bar=SPEED_KEPT)
    yield Figure("Frames of the render pane", len(beside.lateness_ms))
    yield from _lateness("Lateness of a frame", beside)


def _with_everything_open(window: MainWindow, run: Run, seconds: float) -> Figures:
    with everything_open(window):
        beside = measure_beside(window, run, seconds)
        yield Figure("Speed kept with everything open", beside.kept, bar=SPEED_KEPT)
        yield from _lateness("Lateness of a frame with everything open", beside)
        with following(window):
            followed = measure_beside(window, run, seconds)
    # The map may take up to half of the speed: it has figures of its own.
    yield from _lateness("Lateness of a frame with everything open and a map that follows", followed)


def _beside_measurements(window: MainWindow, seconds: float) -> Figures:
    card = robustness_of(window)
    kinds: dict[str, tuple[PushPane | TransferPane, ...]] = {
        "push tests": (card.push,),
        "transfer maps": (card.transfer,),
        "both at once": (card.push, card.transfer),
    }
    for name, panes in kinds.items():
        kept = kept_while_measuring(window, panes, seconds)
        yield Figure(f"Speed kept in the window beside {name}", kept, bar=SPEED_KEPT_MEASURING)


def _lateness(name: str, found: Beside) -> Figures:
    late = found.lateness_ms
    if late:
        yield Figure(f"{name}, 99th percentile", float(np.percentile(late, 99)), "ms", FRAME_P99_MS)
        yield Figure(f"{name}, worst", max(late), "ms", FRAME_WORST_MS)


def _first_paints(count: int) -> list[tuple[float, bool]]:
    """Starts of the program with its modules compiled, as installed: seconds to the paint, and whether torch is in."""
    with TemporaryDirectory() as compiled:
        environ = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        return [_first_paint(environ) for _ in range(count + 1)][1:]


def _first_paint(environ: dict[str, str]) -> tuple[float, bool]:
    with TemporaryDirectory() as nothing:
        command = [sys.executable, "-m", "pg_desktop.bench.paint_probe", repr(time.time()), nothing]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)  # noqa: S603
    found = json.loads(done.stdout)
    return float(found["seconds"]), bool(found["torch"])


class _CurveWatch(QObject):
    """Sees the first paint of a canvas that shows something. Lives in the GUI thread."""

    def __init__(self, canvas: PlotCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.painted = False
        canvas.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See `QObject.eventFilter`: the painting itself follows before anybody can look at `painted`."""
        if event.type() is QEvent.Type.Paint and not self._canvas.is_empty:
            self.painted = True
        return False


def _click_to_plot(window: MainWindow) -> float:
    """Milliseconds from a click on Train until the curve's first update is painted."""
    canvas = window.plots.return_plot.canvas
    if canvas is None:
        raise RuntimeError("a window that is ready has its plots")
    window.session.reset()
    wait_for(lambda: window.session.status.state is RunState.READY and window.session.status.update == 0)
    wait_for(lambda: canvas.is_empty)
    watch = _CurveWatch(canvas)
    started = time.perf_counter()
    window.run_bar.train_button.click()
    wait_for(lambda: watch.painted, poll_ms=1)
    elapsed = time.perf_counter() - started
    watch.deleteLater()
    window.session.pause()
    wait_for(lambda: window.session.status.state is RunState.PAUSED)
    return 1000 * elapsed


def _long_history(window: MainWindow) -> tuple[float, float]:
    window.session.reset()
    wait_for(lambda: window.session.status.state is RunState.READY and window.session.status.update == 0)
    history = window.session.history
    rng = np.random.default_rng(0)
    one = np.ones(1, np.int64)
    for episode in range(_EPISODES):
        loss, spread = rng.standard_normal(2)
        metrics = {"policy_loss": loss, "entropy": 0.5, "gradient_norm": 1.0}
        history.append(UpdateRecord(np.array([200 + 50 * spread]), 200 * one, episode * 1e-3, metrics))
    megabytes = history.nbytes / 1e6
    times = []
    for _ in range(_REFRESHES):
        window.plots.forget()
        started = time.perf_counter()
        window.refresh()
        for plot in window.plots.cards:
            if plot.canvas is not None:
                plot.canvas.viewport().repaint()
        times.append(1000 * (time.perf_counter() - started))
    return median(times), megabytes
