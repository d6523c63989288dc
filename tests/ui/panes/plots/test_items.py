"""Dots are where the points are, and curves go through them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from pg_desktop.ui.panes.plots.frame import Frame
from pg_desktop.ui.panes.plots.items import Curve, DotCloud

RED = QColor("#ff0000")
FRAME = Frame(QRectF(0, 0, 200, 100), (0.0, 20.0), (0.0, 10.0))
"""x in [0, 20] and y in [0, 10] on 200x100 pixels."""


def cloud(x, y, opacity=1.0, crowded=False):
    dots = DotCloud()
    dots.set_colour(RED, opacity)
    dots.set_points(np.array(x, float), np.array(y, np.float32), crowded=crowded)
    return dots


def redness(item, ratio=1, frame=FRAME) -> np.ndarray:
    """How red each pixel is: 0 where it is white, 255 where it is red."""
    image = QImage(200 * ratio, 100 * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        item.paint(painter, frame)
    pixels = np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return 255 - pixels[..., 0].astype(int)


def test_a_large_dot_is_round_and_in_the_middle_of_its_point():
    red = redness(cloud([10.0], [5.0])) > 128
    assert red[48:53, 98:103].astype(int).tolist() == [
        [0, 1, 1, 1, 0],
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
        [0, 1, 1, 1, 0],
    ]
    assert red.sum() == 21


def test_in_a_crowd_a_dot_is_small():
    red = redness(cloud([10.0], [5.0], crowded=True)) > 128
    assert red[50:52, 100:102].all()
    assert red.sum() == 4


@pytest.mark.parametrize("crowded", [True, False])
def test_on_a_fine_screen_a_dot_covers_as_much_of_it(crowded):
    dots = cloud([10.0], [5.0], crowded=crowded)
    once, twice = redness(dots) > 128, redness(dots, 2) > 128
    assert twice.sum() == 4 * once.sum()
    assert (twice.reshape(100, 2, 200, 2).all(axis=(1, 3)) == once).all()


def test_points_are_drawn_where_they_are():
    rows, columns = np.nonzero(redness(cloud([5.0, 15.0], [2.0, 8.0])) > 128)
    left, right = columns < 100, columns >= 100
    assert (columns[left].mean(), rows[left].mean()) == pytest.approx((50, 80), abs=1)
    assert (columns[right].mean(), rows[right].mean()) == pytest.approx((150, 20), abs=1)


def test_the_more_points_the_darker():
    darkness = [redness(cloud(np.full(count, 10.0), np.full(count, 5.0), 0.3)).max() for count in (1, 2, 5, 12, 40)]
    assert darkness[0] == pytest.approx(255 * 0.3, abs=2)
    assert darkness[1] == pytest.approx(255 * (1 - 0.7**2), abs=2)
    assert darkness == sorted(darkness)
    assert darkness[-1] == pytest.approx(255, abs=3)


def test_other_points_replace_the_first():
    dots = cloud([5.0], [5.0])
    dots.set_points(np.array([15.0]), np.array([5.0]), crowded=False)
    assert not (redness(dots)[:, :100] > 0).any()
    dots.set_points(np.empty(0), np.empty(0), crowded=False)
    assert not (redness(dots) > 0).any()


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=20))
def test_points_however_far_away_do_not_come_into_sight(far):
    outside = [number for number in far if abs(number) > 1e3]
    dots = cloud([*outside, 10.0], [5.0] * len(outside) + [5.0])
    assert (redness(dots) > 128).sum() == 21


def test_a_curve_goes_through_its_points():
    curve = Curve(np.array([0.0, 10.0, 20.0]), np.array([0.0, 10.0, 0.0]), QPen(RED, 2))
    red = redness(curve) > 128
    for column in (20, 50, 90, 120, 180):
        rows = np.nonzero(red[:, column])[0]
        assert rows.mean() == pytest.approx(99.5 - column if column < 100 else column - 100.5, abs=1)


def test_a_curve_far_beyond_the_frame_still_crosses_it_where_it_should():
    frame = Frame(FRAME.rect, FRAME.x_range, (0.0, 1e-9))
    red = redness(Curve(np.array([9.0, 11.0]), np.array([-1.0, 1.0]), QPen(RED, 2)), frame=frame) > 128
    assert red[:, 99:101].all()
    assert red.sum() == 200


def test_a_frame_knows_its_pixels():
    frame = Frame(QRectF(50, 10, 100, 40), (100.0, 300.0), (-1.0, 3.0))
    assert frame.x_pixel(150.0) == 75.0
    assert frame.point(300.0, 3.0).toTuple() == (150.0, 10.0)
    polygon = frame.polygon(np.array([100.0, 200.0]), np.array([-1.0, 0.0], np.float32))
    assert [point.toTuple() for point in polygon] == [(50.0, 50.0), (100.0, 40.0)]
    twice = frame.polygon(np.array([100.0, 200.0]), np.array([-1.0, 0.0]), np.array([[0.0, 0.0], [1.0, -0.5]]))
    assert [point.toTuple() for point in twice] == [(50.0, 50.0), (100.0, 40.0), (51.0, 49.5), (101.0, 39.5)]
