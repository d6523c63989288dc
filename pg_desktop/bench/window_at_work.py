"""The window and a trainer at full speed: what the benchmark of the window does with both."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Final

from PySide6.QtCore import QEventLoop, QTimer

from pg_desktop.app import build
from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.run import Run
from pg_desktop.ui.kit.cards import CardDock
from pg_desktop.ui.panes.robustness.card import RobustnessCard
from pg_desktop.ui.panes.robustness.push import PushPane
from pg_desktop.ui.panes.robustness.transfer import TransferPane
from pg_desktop.ui.shell.main_window import MainWindow

_TURNS: Final = 6
_SETTLE_SECONDS: Final = 1.0
_WARM_UP_UPDATES: Final = 30
"""After these the Quick preset is solved and every update costs the same."""
_PATIENCE_SECONDS: Final = 60.0
_MEASURE_AGAIN_MS: Final = 20


@dataclass
class Beside:
    """A trainer at full speed beside a window at work, and without it, in turns.

    Attributes:
        alone: env steps per second of wall-clock time without the window, each turn.
        beside: the same beside it, each turn.
        lateness_ms: how late each frame of the render pane was.
    """

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    lateness_ms: list[float] = field(default_factory=list)

    @property
    def kept(self) -> float:
        """The median over the turns of the share of speed that is kept."""
        return median(beside / alone for beside, alone in zip(self.beside, self.alone, strict=True))


@contextmanager
def opened_window() -> Iterator[MainWindow]:
    """A window as it opens the first time, ready to train, and closed at the end; it remembers nothing."""
    with TemporaryDirectory() as nothing:
        _, window = build([], remembered=Path(nothing))
        window.show()
        try:
            wait_for(lambda: window.session.status.state is RunState.READY)
            yield window
        finally:
            window.hide()
            window.panes.stop()
            window.session.close()
            window.processes.close()
            window.ended.emit()


def robustness_of(window: MainWindow) -> RobustnessCard:
    """The window's pane of robustness, made now if need be."""
    card = window.panes.pane("robustness")
    if not isinstance(card, RobustnessCard):
        raise TypeError("the table of panes has another one for robustness")
    return card


@contextmanager
def everything_open(window: MainWindow) -> Iterator[None]:
    """Within this, no pane that stands there at first is behind another, the map is shown and the loss has strips."""
    toggles = [window.plots.loss_plot.toggles[key] for key in ("entropy", "gradient_norm")]
    for button in toggles:
        button.setChecked(True)
    card = robustness_of(window)
    card.stack.setCurrentWidget(card.transfer)
    for name in ("physics", "runs", "distribution", "robustness"):
        _float(window.panes[name])
    _tile(window)
    first = [dock for dock in window.panes if "train" in dock.entry.places]
    wait_for(lambda: all(dock.in_front and dock.isVisible() for dock in first))
    try:
        yield
    finally:
        window.actions_.reset_layout.trigger()
        for button in toggles:
            button.setChecked(False)
        pause_here(0.0)  # Qt ends in a crash with a window that has been put back and has not noticed yet


@contextmanager
def following(window: MainWindow) -> Iterator[None]:
    """Within this, the transfer map follows training."""
    button = robustness_of(window).transfer.follow_button
    button.setChecked(True)
    try:
        yield
    finally:
        button.setChecked(False)
        _give_up((robustness_of(window).transfer,))


def warmed_up(window: MainWindow) -> Run:
    """Bring the window's run, and one like it without a window, to where every update costs the same; returns that."""
    session = window.session
    session.want(session.wanted.changed({"pace": PACE_MAX}))
    session.step(_WARM_UP_UPDATES)
    wait_for(lambda: session.status.update >= _WARM_UP_UPDATES and session.status.state is RunState.PAUSED)
    run = Run.begin(Settings())
    for _ in range(_WARM_UP_UPDATES):
        run.advance()
    return run


def measure_beside(window: MainWindow, run: Run, seconds: float) -> Beside:
    """Train in the window for `seconds`, and in turns without it."""
    found = Beside()
    for _ in range(_TURNS):
        # The event loop stands still meanwhile: the window costs nothing.
        before = _speed(run, seconds / _TURNS / 4)
        with training(window):
            window.render_pane.clock.lateness.clear()
            found.beside.append(speed_in(window, seconds / _TURNS))
            found.lateness_ms.extend(1000 * late for late in window.render_pane.clock.lateness)
        found.alone.append((before + _speed(run, seconds / _TURNS / 4)) / 2)
    return found


def kept_while_measuring(window: MainWindow, panes: Sequence[PushPane | TransferPane], seconds: float) -> float:
    """What training in the window keeps of its speed while these panes measure, again and again."""
    found = Beside()
    with training(window):
        for _ in range(_TURNS):
            found.alone.append(speed_in(window, seconds / _TURNS / 2))
            with _measuring(panes):
                found.beside.append(speed_in(window, seconds / _TURNS / 2))
    return found.kept


def wait_for(condition: Callable[[], bool], poll_ms: int = 5) -> None:
    """Let the window work until a condition holds.

    Raises:
        TimeoutError: if it does not within a minute.
        KeyboardInterrupt: after Ctrl-C.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not do what the benchmark waits for")
        pause_here(poll_ms / 1000)


def pause_here(seconds: float) -> None:
    """Let the window work for a while.

    Raises:
        KeyboardInterrupt: after Ctrl-C; raised within Qt's event loop, as Python does it, it would be lost.
    """
    loop = QEventLoop()
    interrupts: list[int] = []

    def interrupted(number: int, frame: FrameType | None) -> None:
        del frame
        interrupts.append(number)
        loop.quit()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupts:
        raise KeyboardInterrupt


def _float(dock: CardDock) -> None:
    # One that is behind another's tab would float as if it still were.
    dock.raise_()
    wait_for(lambda: dock.in_front)
    dock.setFloating(True)


def _tile(window: MainWindow) -> None:
    """Put the window at the left of the screen and its other panes in a column at the right."""
    room = window.screen().availableGeometry()
    docks = [dock for dock in window.panes if dock.isFloating()]
    width = room.width() * 3 // 10
    window.setGeometry(room.left(), room.top(), room.width() - width, room.height())
    least = [dock.minimumSizeHint().height() for dock in docks]
    spare, top = max(0, room.height() - sum(least)) // len(docks), room.top()
    for dock, needed in zip(docks, least, strict=True):
        dock.setGeometry(room.right() - width, top, width, needed + spare)
        top += needed + spare


@contextmanager
def training(window: MainWindow) -> Iterator[None]:
    """Within this, the window's run trains."""
    session = window.session
    session.train()
    pause_here(_SETTLE_SECONDS)
    try:
        yield
    finally:
        session.pause()
        wait_for(lambda: session.status.state is RunState.PAUSED)


@contextmanager
def _measuring(panes: Sequence[PushPane | TransferPane]) -> Iterator[None]:
    def measure_again() -> None:
        for pane in panes:
            if not pane.bar.busy:
                pane.measure()

    timer = QTimer()
    timer.setInterval(_MEASURE_AGAIN_MS)
    timer.timeout.connect(measure_again)
    measure_again()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        _give_up(panes)


def _give_up(panes: Sequence[PushPane | TransferPane]) -> None:
    for pane in panes:
        pane.bar.cancel()
    wait_for(lambda: not any(pane.bar.busy for pane in panes))


def _speed(run: Run, seconds: float) -> float:
    steps, started = run.history.env_steps, time.perf_counter()
    while time.perf_counter() - started < seconds:
        run.advance()
    return (run.history.env_steps - steps) / (time.perf_counter() - started)


def speed_in(window: MainWindow, seconds: float) -> float:
    """Env steps per second of the window's run while the window works for so long."""
    steps, started = window.session.status.env_steps, time.perf_counter()
    pause_here(seconds)
    wait_for(lambda: window.session.status.env_steps > steps)  # on a busy computer a single update may take longer
    return (window.session.status.env_steps - steps) / (time.perf_counter() - started)
