"""What a plot of one metric shows of it."""

import pyqtgraph as pg
import pytest
from PySide6.QtGui import QFont

from pg_desktop.session.history import History, XAxis
from pg_desktop.session.series import Series
from pg_desktop.ui.plots.strip import PlotStrip, StripStyle


@pytest.fixture
def strip(qtbot):
    widget = pg.GraphicsLayoutWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 200)
    yield PlotStrip(widget.ci, 0, StripStyle(Series.EPISODE_RETURN, "return", "accent", 0.0), QFont())


@pytest.mark.parametrize("target", [-300.0, -0.5, 0.0, 0.9, 475.0])
def test_an_empty_plot_shows_the_target_and_zero(strip, target):
    strip.set_target(target)
    strip.refresh(History(), XAxis.EPISODE, 50)
    low, high = strip.plot.viewRange()[1]
    assert low <= min(0.0, target)
    assert max(0.0, target) < high
    assert high - low <= 2.2 * max(abs(target), 1.0)


def test_an_empty_plot_without_a_target_begins_at_zero(strip):
    strip.set_target(None)
    strip.refresh(History(), XAxis.EPISODE, 50)
    assert strip.plot.viewRange()[1][0] == 0
