"""Arrows and discs, by exact values."""

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainterPath

from pg_desktop.ui.kit.shapes import ActionArrow, ArrowStyle, curved_arrow, disc, on_circle, straight_arrow

pytestmark = pytest.mark.usefixtures("qapp")

STYLE = ArrowStyle(4.0, QSizeF(10.0, 12.0))


def test_a_straight_arrow():
    arrow = straight_arrow(QPointF(20, 5), 40, 1, STYLE)
    assert arrow.boundingRect() == QRectF(20, -1, 40, 12)
    for inside in (QPointF(21, 6.5), QPointF(59, 5), QPointF(51, 0.5)):
        assert arrow.contains(inside)
    for outside in (QPointF(19, 5), QPointF(49, 0.5), QPointF(61, 5), QPointF(30, 8)):
        assert not arrow.contains(outside)


def test_to_the_left_it_is_its_reflection():
    left = straight_arrow(QPointF(20, 5), 40, -1, STYLE)
    assert left.boundingRect() == QRectF(-60, -1, 40, 12)
    assert left.contains(QPointF(-59, 5))


def test_one_that_is_shorter_than_its_head_has_no_shaft():
    assert straight_arrow(QPointF(0, 0), 6, 1, STYLE).boundingRect() == QRectF(0, -6, 6, 12)


@pytest.mark.parametrize(
    ("angle", "point"), [(0, (0, -50)), (90, (50, 0)), (180, (0, 50)), (-90, (-50, 0)), (30, (25, -43.301))]
)
def test_angles_count_clockwise_from_the_top(angle, point):
    assert on_circle(50, angle).toTuple() == pytest.approx(point, abs=1e-3)


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("start", [0, 170])
def test_a_curved_arrow(start, side):
    arrow = curved_arrow(50, start, side * 80, STYLE)
    head = 11.459  # degrees that ten pixels are, fifty pixels from the centre
    inside = [(50, 1), (48.5, 40), (51.5, 40), (50, 67), (55, 69.5), (45, 69.5), (50, 79)]
    outside = [(50, -1), (47.5, 40), (52.5, 40), (55, 80 - head - 2), (50, 81), (0, 0), (50, 200)]
    for radius, angle in inside:
        assert arrow.contains(on_circle(radius, start + side * angle)), (radius, angle)
    for radius, angle in outside:
        assert not arrow.contains(on_circle(radius, start + side * angle)), (radius, angle)


def test_a_short_curved_arrow_is_its_head():
    arrow = curved_arrow(50, 0, 5, STYLE)
    assert arrow.contains(on_circle(54, 0.5))
    assert arrow.contains(on_circle(50, 4.5))
    assert not arrow.contains(on_circle(50, 5.5))


def test_a_disc():
    item = disc(QPointF(3, 4), 2.0, QColor("#123456"))
    assert item.rect() == QRectF(1, 2, 4, 4)
    assert item.brush().color().name() == "#123456"


def test_an_action_arrow_is_drawn_once_for_an_amount():
    asked = []

    def outline(amount: float) -> QPainterPath:
        asked.append(amount)
        return straight_arrow(QPointF(0, 0), 100 * abs(amount), 1 if amount > 0 else -1, STYLE)

    arrow = ActionArrow(QColor("#0a69cf"), outline)
    assert not arrow.item.isVisible()
    for amount in (0.5, 0.5, -0.5, 0.5, None, 0.0, 0.5):
        arrow.show(amount)
        assert arrow.item.isVisible() is bool(amount)
        if amount:
            assert arrow.item.path().boundingRect().width() == 50
            assert (arrow.item.path().boundingRect().left() < 0) is (amount < 0)
    assert asked == [0.5, -0.5]


def test_arrows_of_no_end_of_amounts_are_not_all_kept():
    asked = []

    def outline(amount: float) -> QPainterPath:
        asked.append(amount)
        return QPainterPath()

    arrow = ActionArrow(QColor("#0a69cf"), outline)
    for _ in range(2):
        for step in range(1, 101):
            arrow.show(step / 100)
    assert len(asked) > 150
