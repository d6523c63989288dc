"""The danger line on the track, and the flash of a block."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsLineItem

from pg_desktop.ui.cart_pole.painter import CartPolePainter, CartPoleScene
from pg_desktop.ui.cart_pole.scene_painter import cart_pole_colours
from pg_desktop.ui.kit.theme import LIGHT


def test_danger_begins_at_two_dashed_lines_and_a_block_colours_the_cart(qapp):
    painter, room, colours = CartPolePainter(), QRectF(0, 0, 600, 400), cart_pole_colours(LIGHT)
    painter.arrange(room, CartPoleScene(0.0, 0.0), colours, QFont())
    dashed = [
        item
        for item in painter.graphics.items()
        if isinstance(item, QGraphicsLineItem) and item.pen().dashPattern() and not item.isVisible()
    ]
    assert len(dashed) == 2
    painter.arrange(room, CartPoleScene(0.0, 0.0, danger=1.2, blocked=True), colours, QFont())
    assert all(item.isVisible() for item in dashed)
    middle = sum(item.line().x1() for item in dashed) / 2
    assert abs(middle - 300) <= 1
    assert abs(abs(dashed[0].line().x1() - 300) - 1.2 * 125) <= 1
    assert painter._parts._cart.brush().color() == colours.failure
    painter.arrange(room, CartPoleScene(0.0, 0.0), colours, QFont())
    assert not any(item.isVisible() for item in dashed)
    assert painter._parts._cart.brush().color() == colours.cart
