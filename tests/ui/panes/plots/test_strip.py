"""What a plot of one metric shows of it."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QFont

from pg_desktop.runs.columns import UpdateRecord
from pg_desktop.runs.history import History, XAxis
from pg_desktop.ui.panes.plots.strip import PlotStrip, StripStyle
from tests.runs.histories import record


@pytest.fixture
def strip(qtbot):
    widget = pg.GraphicsLayoutWidget()
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    widget.show()
    yield PlotStrip(widget.ci, 0, StripStyle("episode_return", "return", "accent", 0.0), QFont())


@pytest.mark.parametrize("target", [-300.0, -0.5, 0.0, 0.9, 475.0])
def test_an_empty_plot_shows_the_target_and_zero(strip, target):
    strip.set_target(target)
    strip.refresh(History(), XAxis.EPISODE, 50)
    low, high = strip.box.viewRange()[1]
    assert low <= min(0.0, target)
    assert max(0.0, target) < high
    assert high - low <= 2.2 * max(abs(target), 1.0)


def test_an_empty_plot_without_a_target_begins_at_zero(strip):
    strip.set_target(None)
    strip.refresh(History(), XAxis.EPISODE, 50)
    assert strip.box.viewRange()[1][0] == 0


def update(returned: float) -> UpdateRecord:
    """Sixteen episodes with the same return."""
    return record(np.full(16, returned, np.float32), np.full(16, 5))


def test_dots_are_small_where_many_lie_even_if_few_are_drawn(strip):
    """Of episodes that all have the same return, a few stand for the rest."""
    history = History()
    for _ in range(15):
        history.append(update(500.0))
    strip.refresh(history, XAxis.EPISODE, 50)
    assert not strip.dots.crowded
    for _ in range(700):
        history.append(update(500.0))
    strip.refresh(history, XAxis.EPISODE, 50)
    assert len(strip.dots.x) < 250
    assert strip.dots.crowded
