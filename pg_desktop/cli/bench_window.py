"""`pg-desktop bench --gui`: what the window costs, and how it feels, beside a trainer at full speed.

Runs on the screen or, with QT_QPA_PLATFORM=offscreen, without one. The trainer's speed with and without the window is
measured in one process and in turns, so that whatever else the computer does slows both down alike.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer

from pg_desktop.app import build, start_services
from pg_desktop.cli.figures import Bar, Figure
from pg_desktop.learning.hyperparameters import PACE_MAX, Settings
from pg_desktop.session.edits import EditLog
from pg_desktop.session.history import History, UpdateRecord
from pg_desktop.session.run import Run
from pg_desktop.session.status import RunState
from pg_desktop.ui.main_window import MainWindow

SPEED_KEPT: Final = Bar(">=", 0.85)
FRAME_P99_MS: Final = Bar("<=", 8)
FRAME_WORST_MS: Final = Bar("<=", 50)
CLICK_MS: Final = Bar("<=", 300)
PAINTED_SECONDS: Final = Bar("<=", 0.6)
REFRESH_MS: Final = Bar("<=", 10)
HISTORY_MB: Final = Bar("<=", 60)

_STARTS: Final = 5
_CLICKS: Final = 5
_TURNS: Final = 6
_SETTLE_SECONDS: Final = 1.0
_WARM_UP_UPDATES: Final = 30
"""After these the Quick preset is solved and every update costs the same."""
_EPISODES: Final = 1_000_000
_REFRESHES: Final = 50
_PATIENCE_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Beside:
    """A trainer at full speed beside a window at work, and without it, in turns.

    Attributes:
        alone: env steps per second of wall-clock time without the window, each turn.
        beside: the same beside it, each turn.
        lateness_ms: how late each frame of the render pane was.
    """

    alone: list[float]
    beside: list[float]
    lateness_ms: list[float]

    @property
    def kept(self) -> float:
        """The median over the turns of the share of speed that is kept."""
        return median(beside / alone for beside, alone in zip(self.beside, self.alone, strict=True))


def window_figures(seconds: float) -> list[Figure]:
    """Measure everything; the trainer runs beside the window for `seconds`."""
    painted = [_first_paint() for _ in range(_STARTS)]
    with _window() as window:
        clicks = [_click_to_plot(window) for _ in range(_CLICKS)]
        beside = _beside(window, seconds)
        refresh_ms, history_mb = _long_history(window)
    late = beside.lateness_ms
    return [
        Figure("Window painted after", median(seconds for seconds, _ in painted), "s", PAINTED_SECONDS),
        Figure("Starts with torch loaded before the paint", sum(torch for _, torch in painted), bar=Bar("<=", 0)),
        Figure("Click on Train to the first plotted update", median(clicks), "ms", CLICK_MS),
        Figure("Speed of the trainer without the window", median(beside.alone), "steps/s"),
        Figure("Speed of the trainer beside the window", median(beside.beside), "steps/s"),
        Figure("Speed kept beside the window", beside.kept, bar=SPEED_KEPT),
        Figure("Frames of the render pane", len(late)),
        Figure("Lateness of a frame, 99th percentile", float(np.percentile(late, 99)), "ms", FRAME_P99_MS),
        Figure("Lateness of a frame, worst", max(late), "ms", FRAME_WORST_MS),
        Figure("Refresh of the plots with 1,000,000 episodes", refresh_ms, "ms", REFRESH_MS),
        Figure("History of 1,000,000 episodes", history_mb, "MB", HISTORY_MB),
    ]


def _first_paint() -> tuple[float, bool]:
    command = [sys.executable, "-m", "pg_desktop.cli.paint_probe", repr(time.time())]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return float(found["seconds"]), bool(found["torch"])


def _speed(run: Run, seconds: float) -> float:
    steps, started = run.history.env_steps, time.perf_counter()
    while time.perf_counter() - started < seconds:
        run.advance()
    return (run.history.env_steps - steps) / (time.perf_counter() - started)


@contextmanager
def _window() -> Iterator[MainWindow]:
    _, window = build([])
    start_services(window)
    window.session.want(Settings())
    window.show()
    try:
        _wait_for(lambda: window.session.status.state is RunState.READY)
        yield window
    finally:
        window.hide()
        window.session.close()


def _click_to_plot(window: MainWindow) -> float:
    curve = window.plots.return_plot.canvas
    window.session.reset()
    _wait_for(lambda: window.session.status.state is RunState.READY and window.session.status.update == 0)
    _wait_for(lambda: curve is not None and curve.is_empty)
    started = time.perf_counter()
    window.run_bar.train_button.click()
    _wait_for(lambda: curve is not None and not curve.is_empty, poll_ms=1)
    elapsed = time.perf_counter() - started
    window.session.pause()
    _wait_for(lambda: window.session.status.state is RunState.PAUSED)
    return 1000 * elapsed


def _beside(window: MainWindow, seconds: float) -> Beside:
    session, clock = window.session, window.render_pane.clock
    session.want(session.wanted.changed({"pace": PACE_MAX}))
    session.step(_WARM_UP_UPDATES)
    _wait_for(lambda: session.status.update >= _WARM_UP_UPDATES and session.status.state is RunState.PAUSED)
    run = Run(Settings(), History(), EditLog())
    for _ in range(_WARM_UP_UPDATES):
        run.advance()
    found = Beside([], [], [])
    for _ in range(_TURNS):
        # The event loop stands still meanwhile: the window costs nothing.
        before = _speed(run, seconds / _TURNS / 4)
        session.train()
        _pause_here(_SETTLE_SECONDS)
        clock.lateness.clear()
        steps, started = session.status.env_steps, time.perf_counter()
        _pause_here(seconds / _TURNS)
        found.beside.append((session.status.env_steps - steps) / (time.perf_counter() - started))
        found.lateness_ms.extend(1000 * late for late in clock.lateness)
        session.pause()
        _wait_for(lambda: session.status.state is RunState.PAUSED)
        found.alone.append((before + _speed(run, seconds / _TURNS / 4)) / 2)
    return found


def _long_history(window: MainWindow) -> tuple[float, float]:
    history = window.session.history
    rng = np.random.default_rng(0)
    one = np.ones(1, np.int64)
    history.truncate(0)
    for episode in range(_EPISODES):
        loss, spread = rng.standard_normal(2)
        history.append(UpdateRecord(np.array([200 + 50 * spread]), 200 * one, loss, 0.5, 1.0, episode * 1e-3))
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


def _wait_for(condition: Callable[[], bool], poll_ms: int = 5) -> None:
    """Let the window work until a condition holds.

    Raises:
        TimeoutError: if it does not within a minute.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not do what the benchmark waits for")
        _pause_here(poll_ms / 1000)


def _pause_here(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()
