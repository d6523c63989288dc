"""Pictures of plots for a file: a title, and each plot with the names of its axes. Loads nothing of its own.

However the panes stand on the screen, in a picture all plots have the same size and stand on the same line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from pg_desktop.ui.kit.fitted import elided

if TYPE_CHECKING:
    from pg_desktop.ui.panes.plots.metric_plot import MetricPlot

_PNG_SCALE: Final = 2
TITLE_HEIGHT: Final = 34
"""Pixels of the line above the plots."""
NAME_WIDTH: Final = 14
"""Pixels to the left of each plot, where the name of what it shows stands upright."""
LABEL_HEIGHT: Final = 8
"""Pixels below the plots: with what a card leaves empty below its plot, room for the name of the x axis."""
_LEAST: Final = QSize(420, 280)
"""Pixels of a plot whose pane is smaller."""
_EDGE: Final = 14


def plot_size(cards: Sequence[MetricPlot]) -> QSize:
    """The size of each plot in a picture, in logical pixels: as large as the largest on the screen."""
    size = _LEAST
    for card in cards:
        size = size.expandedTo(card.size())
    return size


def picture_size(cards: Sequence[MetricPlot]) -> QSize:
    """The size of a picture of some plots side by side, in logical pixels."""
    size = plot_size(cards)
    return QSize(len(cards) * (NAME_WIDTH + size.width()), TITLE_HEIGHT + size.height() + LABEL_HEIGHT)


def png(cards: Sequence[MetricPlot], title: str, x_name: str) -> bytes:
    """A picture with two pixels for each logical one.

    Args:
        cards: the plots, from left to right; at least one.
        title: what is written above them, cut where there is no room.
        x_name: what their x axes count.
    """
    image = QImage(picture_size(cards) * _PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PNG_SCALE)
    _render(cards, title, x_name, image)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def svg(cards: Sequence[MetricPlot], title: str, x_name: str) -> bytes:
    """A drawing; see `png`."""
    from PySide6.QtSvg import QSvgGenerator  # noqa: PLC0415 (after the first paint)

    size = picture_size(cards)
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setResolution(cards[0].logicalDpiX())
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    _render(cards, title, x_name, generator)
    return bytes(data.data())


def _render(cards: Sequence[MetricPlot], title: str, x_name: str, device: object) -> None:
    size, each = picture_size(cards), plot_size(cards)
    painter = QPainter(device)  # type: ignore[call-overload]
    painter.fillRect(QRect(QPoint(0, 0), size), cards[0].palette().button())
    _write_title(painter, title, cards[0], size.width())
    x = NAME_WIDTH
    for card in cards:
        painter.save()
        painter.translate(x, TITLE_HEIGHT)
        with _sized(card, each):
            _draw(painter, card)
            _write_names(painter, card)
            _write_x_name(painter, card, x_name)
        painter.restore()
        x += each.width() + NAME_WIDTH
    painter.end()


@contextmanager
def _sized(body: QWidget, size: QSize) -> Iterator[None]:
    """Within this, a card has a size; nothing is painted on the screen meanwhile."""
    before = body.size()
    _resize(body, size)
    try:
        yield
    finally:
        _resize(body, before)


def _resize(body: QWidget, size: QSize) -> None:
    body.resize(size)
    layout = body.layout()
    if layout is not None:
        layout.activate()


def _draw(painter: QPainter, card: MetricPlot) -> None:
    for part in card.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
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
    text = elided(title, QFontMetrics(font), place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _write_names(painter: QPainter, card: MetricPlot) -> None:
    """Write what each plot shows beside its y axis, from below upwards."""
    canvas = card.canvas
    if canvas is None:
        return
    for strip in canvas.shown:
        axis = strip.axes["left"]
        middle = canvas.viewport().mapTo(card, canvas.mapFromScene(strip.box.sceneBoundingRect().center()))
        painter.save()
        painter.translate(QPointF(0, middle.y()))
        painter.rotate(-90)
        painter.setFont(axis.style["tickFont"])
        painter.setPen(axis.textPen())
        height = round(strip.size[1])
        place = QRect(-height // 2, -NAME_WIDTH + 2, height, NAME_WIDTH + _EDGE)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, strip.style.name)
        painter.restore()


def _write_x_name(painter: QPainter, card: MetricPlot, x_name: str) -> None:
    """Write what the x axis counts below the lowest plot."""
    canvas = card.canvas
    if canvas is None:
        return
    strip = canvas.shown[-1]
    plot = canvas.mapFromScene(strip.box.sceneBoundingRect()).boundingRect()
    left = canvas.viewport().mapTo(card, plot.topLeft()).x()
    painter.setFont(strip.axes["bottom"].style["tickFont"])
    painter.setPen(strip.axes["bottom"].textPen())
    place = QRect(left, canvas.geometry().bottom() + 1, plot.width(), _EDGE)
    above = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.drawText(place, above | Qt.TextFlag.TextDontClip, x_name)
