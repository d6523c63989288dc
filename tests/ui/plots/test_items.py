"""Dots are where the points are."""

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from pg_desktop.ui.plots.items import _LARGE_DOT, _SMALL_DOT, DotCloud
from pg_desktop.ui.plots.items import _count_dots as count_dots

RED = QColor("#ff0000")


def _count_dots(columns, rows, width, height, dot, ratio):
    """How many dots lie on each pixel, as a picture."""
    pixels, counts = count_dots(columns, rows, width, height, dot, ratio)
    picture = np.zeros(width * height, int)
    picture[pixels] = counts
    return picture.reshape(height, width)


def test_dots_are_counted_by_hand():
    columns, rows = np.array([1, 1, 3]), np.array([1, 1, 0])
    counts = _count_dots(columns, rows, 5, 3, ((0, 0),), 1)
    assert counts.tolist() == [[0, 0, 0, 1, 0], [0, 2, 0, 0, 0], [0, 0, 0, 0, 0]]


def test_a_small_dot_is_a_square_and_a_large_one_round():
    counts = _count_dots(np.array([2]), np.array([2]), 5, 5, _SMALL_DOT, 1)
    assert counts.tolist() == [
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0],
    ]
    counts = _count_dots(np.array([2]), np.array([2]), 5, 5, _LARGE_DOT, 1)
    assert counts.tolist() == [
        [0, 1, 1, 1, 0],
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
        [0, 1, 1, 1, 0],
    ]


def test_on_a_fine_screen_a_dot_covers_as_much_of_it():
    once = _count_dots(np.array([4]), np.array([4]), 9, 9, _SMALL_DOT, 1)
    twice = _count_dots(np.array([8]), np.array([8]), 18, 18, _SMALL_DOT, 2)
    assert twice.sum() == 4 * once.sum()
    assert (twice.reshape(9, 2, 9, 2).sum(axis=(1, 3)) == 4 * once).all()


@given(st.lists(st.tuples(st.integers(-20, 40), st.integers(-20, 40)), min_size=1, max_size=50))
def test_dots_beyond_the_edge_are_left_out(points):
    columns, rows = np.array(points).T
    counts = _count_dots(columns, rows, 16, 12, ((0, 0),), 1)
    inside = sum(0 <= column < 16 and 0 <= row < 12 for column, row in points)
    assert counts.shape == (12, 16)
    assert counts.sum() == inside


@pytest.fixture
def view(qtbot):
    """A plot of 200x100 pixels for x in [0, 20] and y in [0, 10], with nothing around it."""
    widget = pg.GraphicsView()
    qtbot.addWidget(widget)
    widget.resize(200, 100)
    box = pg.ViewBox(enableMenu=False)
    box.setDefaultPadding(0.0)
    widget.setCentralItem(box)
    widget.setBackground("w")
    widget.ci_box = box
    box.setRange(QRectF(0, 0, 20, 10), padding=0.0, disableAutoRange=True)
    widget.show()
    QGuiApplication.processEvents()
    yield widget


def add(view, cloud: DotCloud) -> None:
    view.ci_box.addItem(cloud, ignoreBounds=True)


def redness(view) -> np.ndarray:
    """How red each pixel is: 0 where it is white, 255 where it is red."""
    QGuiApplication.processEvents()
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return 255 - pixels[..., 0].astype(int)


def test_points_are_drawn_where_they_are(view):
    cloud = DotCloud()
    cloud.set_colour(RED, 1.0)
    add(view, cloud)
    cloud.set_points(np.array([5.0, 15.0]), np.array([2.0, 8.0], np.float32))
    red = redness(view)
    rows, columns = np.nonzero(red > 128)
    assert set(zip((columns // 100).tolist(), (rows // 50).tolist(), strict=True)) == {(0, 1), (1, 0)}
    left, right = columns < 100, columns >= 100
    assert (columns[left].mean(), rows[left].mean()) == pytest.approx((50, 80), abs=1.5)
    assert (columns[right].mean(), rows[right].mean()) == pytest.approx((150, 20), abs=1.5)


def test_the_more_points_the_darker(view):
    cloud = DotCloud()
    cloud.set_colour(RED, 0.3)
    add(view, cloud)
    darkness = []
    for count in (1, 2, 5, 12, 40):
        cloud.set_points(np.full(count, 10.0), np.full(count, 5.0))
        darkness.append(redness(view).max())
    assert darkness[0] == pytest.approx(255 * 0.3, abs=2)
    assert darkness[1] == pytest.approx(255 * (1 - 0.7**2), abs=2)
    assert darkness == sorted(darkness)
    assert darkness[-1] == darkness[-2]


def test_many_points_are_small(view):
    cloud = DotCloud()
    cloud.set_colour(RED, 1.0)
    add(view, cloud)
    cloud.set_points(np.full(251, 10.0), np.full(251, 5.0))
    small = (redness(view) > 128).sum()
    cloud.set_points(np.full(250, 10.0), np.full(250, 5.0))
    large = (redness(view) > 128).sum()
    assert (small, large) == (4, 21)


def test_other_points_replace_the_first(view):
    cloud = DotCloud()
    cloud.set_colour(RED, 1.0)
    add(view, cloud)
    cloud.set_points(np.array([5.0]), np.array([5.0]))
    cloud.set_points(np.array([15.0]), np.array([5.0]))
    assert not (redness(view)[:, :100] > 0).any()
    cloud.set_points(np.empty(0), np.empty(0))
    assert not (redness(view) > 0).any()


def test_points_out_of_sight_are_left_out(view):
    cloud = DotCloud()
    cloud.set_colour(RED, 1.0)
    add(view, cloud)
    cloud.set_points(np.array([-100.0, 10.0, 1e4]), np.array([5.0, 5.0, -1e4]))
    assert (redness(view) > 128).sum() == 21


def test_the_bounds_hold_the_points():
    cloud = DotCloud()
    assert cloud.boundingRect().isEmpty()
    cloud.set_points(np.array([1.0, 5.0, 100.0]), np.array([-3.0, 7.0, 2.0]))
    assert cloud.boundingRect().contains(QRectF(1, -3, 99, 10))


def test_a_picture_for_export_has_the_dots_too(view):
    """Where there is no widget, as in an SVG, they are drawn finer."""
    cloud = DotCloud()
    cloud.set_colour(RED, 1.0)
    add(view, cloud)
    cloud.set_points(np.array([10.0]), np.array([5.0]))
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        view.scene().render(painter, QRectF(0, 0, 200, 100), QRectF(0, 0, 200, 100))
    reds = [image.pixelColor(x, y).green() < 100 for x in range(90, 111) for y in range(40, 61)]
    assert 12 <= sum(reds) <= 30
