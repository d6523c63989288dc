"""Where in a pane the scene is drawn."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from pg_desktop.learning.worlds.cart_pole.limits import POSITION_LIMIT
from pg_desktop.ui.cart_pole.painter import limit_label
from pg_desktop.ui.cart_pole.scene_painter import cart_pole_geometry


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("width", [300, 500, 900])
def test_what_stands_below_the_ends_of_the_track_is_within_the_pane(qapp, width, percent):
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * percent / 100)
    room = QRectF(0, 0, width, 700)
    geometry = cart_pole_geometry(room, font, 1.0)
    for side in (-1, 1):
        half = QFontMetricsF(font).horizontalAdvance(limit_label(side)) / 2
        centre = geometry.cart_centre(side * POSITION_LIMIT).x()
        assert room.left() <= centre - half
        assert centre + half <= room.right()
