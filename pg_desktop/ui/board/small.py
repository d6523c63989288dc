"""A small board for a tooltip. Everything here belongs to the GUI thread."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from pg_desktop.ui.board.look import Look
from pg_desktop.ui.board.painter import board_layout, paint_board
from pg_desktop.ui.board.picture import Picture
from pg_desktop.ui.kit.exporting import png_of
from pg_desktop.ui.kit.theme import theme_in_use

_SIZE: Final = 150
_EDGE: Final = 4.0
_SCALE: Final = 2


def picture_tag(look: Look, picture: Picture) -> str:
    """A board as an image of rich text."""
    image = QImage(_SIZE * _SCALE, _SIZE * _SCALE, QImage.Format.Format_RGB32)
    theme, font = theme_in_use(), QFont(QApplication.font())
    image.fill(theme.card)
    room = QRectF(0, 0, _SIZE, _SIZE).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
    with QPainter(image) as painter:
        painter.scale(_SCALE, _SCALE)
        paint_board(painter, board_layout(room, look, (), font), picture, theme, font)
    data = b64encode(png_of(image)).decode()
    return f"<p><img src='data:image/png;base64,{data}' width='{_SIZE}' height='{_SIZE}'></p>"
