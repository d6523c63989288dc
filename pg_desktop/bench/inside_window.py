"""What the policy map costs a run that trains at full speed in the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

from pg_desktop.bench.figures import Bar, Figure, Figures
from pg_desktop.bench.window_at_work import Beside, opened_window, pause_here, speed_in, training, wait_for, warmed_up
from pg_desktop.ui.shell.main_window import MainWindow

if TYPE_CHECKING:
    from pg_desktop.ui.panes.policy_map.card import PolicyMapPane

_SECONDS: Final = 1.5
_TURNS: Final = 6
_MAP: Final = "policyMap"
_SPEED_KEPT: Final = Bar(">=", 0.85)
_MAPS_A_SECOND: Final = Bar(">=", 10)


def inside_window_figures() -> Figures:
    """Measure the map in a window."""
    with opened_window() as window:
        warmed_up(window)
        beside, maps = kept_beside_the_map(window)
        yield Figure("Speed kept by training beside the policy map", beside.kept, bar=_SPEED_KEPT)
        yield Figure("Policy maps at full training", maps, "1/s", _MAPS_A_SECOND)


def kept_beside_the_map(window: MainWindow, seconds: float = _SECONDS, turns: int = _TURNS) -> tuple[Beside, float]:
    """The speed of training with the map in sight and without it, in turns; and how many are drawn in a second."""
    found, drawn = Beside(), 0.0
    with training(window):
        for _ in range(turns):
            found.alone.append(speed_in(window, seconds))
            with _map_in_sight(window) as pane:
                before = pane.maker.begun
                found.beside.append(speed_in(window, seconds))
                drawn += (pane.maker.begun - before) / seconds
    return found, drawn / turns


@contextmanager
def _map_in_sight(window: MainWindow) -> Iterator[PolicyMapPane]:
    view = next(view for view in window.views if view.entry.id == _MAP)
    view.show()
    wait_for(lambda: view.pane is not None and view.pane.in_sight)
    pause_here(0.5)
    try:
        yield cast("PolicyMapPane", view.pane)
    finally:
        view.hide()
