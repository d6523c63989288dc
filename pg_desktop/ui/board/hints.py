"""What is said of moves on a board: figures, sizes and marks. Everything here belongs to the GUI thread."""

from __future__ import annotations

from math import sqrt
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from pg_desktop.ui.board.layout import BoardLayout
from pg_desktop.ui.board.look import Ground
from pg_desktop.ui.board.picture import Hint, Overlay, Picture
from pg_desktop.ui.board.pieces import DISC, colour_of
from pg_desktop.ui.kit.numbers import fixed, percent, whole
from pg_desktop.ui.kit.shapes import round_pen
from pg_desktop.ui.kit.theme import Theme

_SMALLEST_POINTS: Final = 6.5
_GHOST: Final = 0.30
_RING_WIDTH: Final = 1.5
_MARK: Final = 0.085
_TEXT_ROOM: Final = 0.9
"""Of a cell's width and height, for figures."""
_LEAST_PRIOR: Final = 0.004
_CORNER_FROM: Final = 64.0
"""Pixels of a cell from which on a corner has room for a mark beside figures."""
_VEIL: Final = 0.78
_WORTH: Final = 0.15
"""From here on a value is coloured: it is good or bad for the mover."""


def reading(hint: Hint, overlay: Overlay) -> str:
    """A figure of a hint; "" where it is not known. The truth has a mark instead."""
    if overlay is Overlay.POLICY:
        return "" if hint.prior is None else percent(hint.prior)
    if overlay is Overlay.VISITS:
        return "" if hint.visits is None else whole(hint.visits)
    if overlay is Overlay.VALUE:
        return "" if hint.value is None else signed(hint.value)
    return ""


def signed(value: float) -> str:
    """A value in [−1, 1] with its sign."""
    text = fixed(value, 2)
    return f"+{text}" if value > 0 and float(f"{value:.2f}") else text


def overlay_name(overlay: Overlay) -> str:
    """What a line of figures is called, in a word."""
    translate = QCoreApplication.translate
    return {
        Overlay.POLICY: translate("Board", "policy"),
        Overlay.VISITS: translate("Board", "visits"),
        Overlay.VALUE: translate("Board", "value"),
        Overlay.TRUTH: translate("Board", "truth"),
    }[overlay]


def paint_hints(painter: QPainter, layout: BoardLayout, picture: Picture, theme: Theme, font: QFont) -> None:
    """Draw what is said of every move.

    Args:
        painter: an active painter with smooth edges.
        layout: where.
        picture: what is said.
        theme: the look.
        font: for figures.
    """
    _Hints(painter, layout, picture, theme, font).paint()


def paint_mark(painter: QPainter, centre: QPointF, size: float, truth: float, theme: Theme) -> None:
    """Draw what a move leads to: a tick for a win, two lines for a draw, a wedge downwards for a loss.

    A cross would be one of the pieces of tic-tac-toe.

    Args:
        painter: an active painter with smooth edges.
        centre: of the mark.
        size: half its width, in pixels.
        truth: 1, 0 or −1, for the mover.
        theme: the look.
    """
    colour = theme.good if truth > 0 else theme.bad if truth < 0 else theme.muted
    painter.setPen(round_pen(colour, max(1.6, size * 0.42)))
    painter.setBrush(Qt.BrushStyle.NoBrush)

    def at(x: float, y: float) -> QPointF:
        return centre + QPointF(x, y) * size

    if truth > 0:
        painter.drawPolyline([at(-0.95, 0.05), at(-0.25, 0.75), at(0.95, -0.7)])
    elif truth < 0:
        painter.setPen(Qt.PenStyle.NoPen)  # its round corners would make a small wedge a heart
        painter.setBrush(colour)
        painter.drawPolygon([at(-1.0, -0.75), at(1.0, -0.75), at(0.0, 0.95)])
    else:
        painter.drawLine(at(-0.85, -0.38), at(0.85, -0.38))
        painter.drawLine(at(-0.85, 0.38), at(0.85, 0.38))


class _Hints:
    def __init__(self, painter: QPainter, layout: BoardLayout, picture: Picture, theme: Theme, font: QFont) -> None:
        self._painter, self._layout, self._picture, self._theme = painter, layout, picture, theme
        self._figures: list[Overlay] = [overlay for overlay in picture.overlays if overlay is not Overlay.TRUTH]
        self._lines = list(picture.overlays) if layout.margins.readings else []
        self._font = self._fitted(font)
        self._metrics = QFontMetricsF(self._font)
        self._line = self._metrics.height()

    def paint(self) -> None:
        self._painter.setFont(self._font)
        for cell, hint in enumerate(self._picture.hints):
            if hint is not None:
                self._paint_sizes(cell, hint)
                if self._layout.look.falls:
                    self._paint_below(cell % self._layout.look.columns, hint)
                else:
                    self._paint_inside(cell, hint)
        if self._layout.look.falls and any(self._picture.hints):
            self._name_lines()

    def _paint_sizes(self, cell: int, hint: Hint) -> None:
        """A disc whose area is the move's probability, and a ring whose area is its share of the visits."""
        painter, centre = self._painter, self._layout.centre(cell)
        most = DISC * self._layout.pitch
        if Overlay.POLICY in self._picture.overlays and hint.prior is not None and hint.prior > _LEAST_PRIOR:
            ghost = QColor(colour_of(self._picture.mover, self._theme))
            ghost.setAlphaF(_GHOST)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ghost)
            painter.drawEllipse(centre, most * sqrt(hint.prior), most * sqrt(hint.prior))
        if Overlay.VISITS in self._picture.overlays and hint.visits:
            painter.setPen(QPen(colour_of(self._picture.mover, self._theme), _RING_WIDTH))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = max(most * sqrt(hint.share), 2.0)
            painter.drawEllipse(centre, radius, radius)

    def _paint_inside(self, cell: int, hint: Hint) -> None:
        """Figures below each other, and the mark in the corner, or in their column where that has no room."""
        rect, pitch = self._layout.cell_rect(cell), self._layout.pitch
        shown: list[Overlay] = [overlay for overlay in self._figures if reading(hint, overlay)]
        truth = hint.truth if Overlay.TRUTH in self._picture.overlays else None
        in_corner = pitch >= _CORNER_FROM and bool(shown)
        if truth is not None and not in_corner:
            shown.append(Overlay.TRUTH)
        if not shown:
            return
        shown = shown[: int(_TEXT_ROOM * rect.height() // self._line) or 1]
        height = len(shown) * self._line
        top = rect.center().y() - height / 2
        self._veil(QRectF(rect.left(), top, pitch, height), [reading(hint, overlay) for overlay in shown])
        for number, overlay in enumerate(shown):
            place = QRectF(rect.left(), top + number * self._line, pitch, self._line)
            if overlay is not Overlay.TRUTH:
                self._write(place, reading(hint, overlay), self._ink(overlay, hint))
            elif truth is not None:
                size = _MARK * pitch * 2 if len(shown) == 1 else self._line * 0.3
                paint_mark(self._painter, place.center(), size, truth, self._theme)
        if truth is not None and in_corner:
            inset = pitch * (0.27 if self._layout.look.ground is Ground.HEXAGONS else 0.18)
            corner = QPointF(rect.right() - inset, rect.top() + inset)
            paint_mark(self._painter, corner, max(3.5, _MARK * pitch), truth, self._theme)

    def _veil(self, place: QRectF, texts: list[str]) -> None:
        """Let the lines of a board not run through figures."""
        if self._layout.look.ground is Ground.CROSSINGS:
            veil = QColor(self._theme.field)
            veil.setAlphaF(_VEIL)
            inset = (place.width() - max(map(self._metrics.horizontalAdvance, texts))) / 2 - 3
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(veil)
            self._painter.drawRoundedRect(place.adjusted(inset, 0, -inset, 0), 4, 4)

    def _paint_below(self, column: int, hint: Hint) -> None:
        for line, overlay in enumerate(self._lines):
            place = self._layout.reading(column, line, len(self._lines))
            if overlay is not Overlay.TRUTH:
                self._write(place, reading(hint, overlay), self._ink(overlay, hint))
            elif hint.truth is not None:
                paint_mark(self._painter, place.center(), min(6.0, place.height() * 0.28), hint.truth, self._theme)

    def _name_lines(self) -> None:
        if not self._layout.margins.left:
            return
        for line, overlay in enumerate(self._lines):
            place = self._layout.reading(0, line, len(self._lines))
            room = self._layout.margins.left
            self._painter.setPen(self._theme.muted)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._painter.drawText(
                QRectF(place.left() - room, place.top(), room - 6, place.height()), side, overlay_name(overlay)
            )

    def _write(self, place: QRectF, text: str, ink: QColor) -> None:
        if self._metrics.horizontalAdvance(text) > place.width():
            return  # half of a number is another number
        self._painter.setPen(ink)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _ink(self, overlay: Overlay, hint: Hint) -> QColor:
        if overlay is Overlay.VALUE and hint.value is not None:
            if hint.value >= _WORTH:
                return self._theme.good
            if hint.value <= -_WORTH:
                return self._theme.bad
        return self._theme.text if overlay is Overlay.POLICY else self._theme.muted

    def _fitted(self, font: QFont) -> QFont:
        """The font, smaller where a cell is too narrow for its figures."""
        sized = QFont(font)
        needed = QFontMetricsF(sized).horizontalAdvance("−0.00")
        room = self._layout.pitch * _TEXT_ROOM
        if needed > room:
            sized.setPointSizeF(max(_SMALLEST_POINTS, sized.pointSizeF() * room / needed))
        return sized
