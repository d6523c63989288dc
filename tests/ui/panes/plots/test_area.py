"""What a plot is laid out in."""

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from pg_desktop.ui.panes.plots.area import PlotArea


@pytest.fixture
def canvas(qtbot):
    widget = pg.GraphicsLayoutWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    QCoreApplication.processEvents()
    return widget


def test_it_makes_no_widgets_that_nobody_sees(canvas):
    """But for the one by which Qt knows the style of a layout."""
    before = set(QApplication.allWidgets())
    canvas.ci.addItem(PlotArea(), row=0, col=0)
    QCoreApplication.processEvents()
    assert len(set(QApplication.allWidgets()) - before) <= 1


def test_the_axes_stand_beside_and_below_what_is_plotted(canvas):
    area = PlotArea()
    canvas.ci.addItem(area, row=0, col=0)
    QCoreApplication.processEvents()
    box, left, below = (item.geometry() for item in (area.box, area.axes["left"], area.axes["bottom"]))
    assert (left.right(), left.top(), left.bottom()) == (box.left(), box.top(), box.bottom())
    assert (below.top(), below.left(), below.right()) == (box.bottom(), box.left(), box.right())
    assert box.width() > 300
    assert box.height() > 200


def test_the_axes_show_the_range_of_what_is_plotted(canvas):
    area = PlotArea()
    canvas.ci.addItem(area, row=0, col=0)
    area.box.setRange(xRange=(10, 30), yRange=(-2, 5))
    assert (area.axes["bottom"].range, area.axes["left"].range) == ([10, 30], [-2, 5])
