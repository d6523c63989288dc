"""Pictures of plots for a file: a title, and each plot with the name of what it shows. Loads nothing of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPalette
from PySide6.QtWidgets import QToolButton, QWidget

if TYPE_CHECKING:
    from pg_desktop.ui.panes.plots.metric_plot import MetricPlot

_PNG_SCALE: Final = 2
TITLE_HEIGHT: Final = 34
"""Pixels of the line above the plots."""
NAME_WIDTH: Final = 14
"""Pixels to the left of each plot, where the name of what it shows stands upright."""
_EDGE: Final = 14


def picture_size(cards: Sequence[MetricPlot]) -> QSize:
    """The size of a picture of some plots side by side, in logical pixels."""
    bodies = [card.body for card in cards]
    width = sum(NAME_WIDTH + body.width() for body in bodies)
    return QSize(width, TITLE_HEIGHT + max(body.height() for body in bodies))


def png(cards: Sequence[MetricPlot], title: str) -> bytes:
    """A picture with two pixels for each logical one.

    Args:
        cards: the plots, from left to right; at least one.
        title: what is written above them, cut where there is no room.
    """
    image = QImage(picture_size(cards) * _PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PNG_SCALE)
    _render(cards, title, image)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def svg(cards: Sequence[MetricPlot], title: str) -> bytes:
    """A drawing; see `png`."""
    from PySide6.QtSvg import QSvgGenerator  # noqa: PLC0415 (after the first paint)

    size = picture_size(cards)
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setResolution(cards[0].body.logicalDpiX())
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    _render(cards, title, generator)
    return bytes(data.data())


def _render(cards: Sequence[MetricPlot], title: str, device: object) -> None:
    size = picture_size(cards)
    painter = QPainter(device)  # type: ignore[call-overload]
    painter.fillRect(QRect(QPoint(0, 0), size), cards[0].body.palette().button())
    _write_title(painter, title, cards[0].body, size.width())
    x = NAME_WIDTH
    for card in cards:
        painter.save()
        painter.translate(x, TITLE_HEIGHT)
        _draw(painter, card)
        _write_names(painter, card)
        painter.restore()
        x += card.body.width() + NAME_WIDTH
    painter.end()


def _draw(painter: QPainter, card: MetricPlot) -> None:
    for part in card.body.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if part is card.canvas:
            painter.save()
            painter.translate(part.pos())
            card.canvas.draw(painter)
            painter.restore()
        elif part.isVisible() and not isinstance(part, QToolButton):  # in a picture there is nothing to click
            part.render(painter, part.pos(), renderFlags=QWidget.RenderFlag.DrawChildren)


def _write_title(painter: QPainter, title: str, body: QWidget, width: int) -> None:
    place = QRect(NAME_WIDTH + _EDGE, 0, width - NAME_WIDTH - 2 * _EDGE, TITLE_HEIGHT)
    font = QFont(body.font())
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(body.palette().color(QPalette.ColorRole.WindowText))
    text = QFontMetrics(font).elidedText(title, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _write_names(painter: QPainter, card: MetricPlot) -> None:
    """Write what each plot shows beside its y axis, from below upwards."""
    canvas = card.canvas
    if canvas is None:
        return
    for strip in canvas.shown:
        axis = strip.axes["left"]
        middle = canvas.viewport().mapTo(card.body, canvas.mapFromScene(strip.plot.vb.sceneBoundingRect().center()))
        painter.save()
        painter.translate(QPointF(0, middle.y()))
        painter.rotate(-90)
        painter.setFont(axis.style["tickFont"])
        painter.setPen(axis.textPen())
        height = round(strip.size[1])
        place = QRect(-height // 2, -NAME_WIDTH + 2, height, NAME_WIDTH + _EDGE)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, strip.style.name)
        painter.restore()
