"""A search tree that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import tabular
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.heat_map.palette import SHADES, readable_on, two_sided
from pg_desktop.ui.kit.shapes import round_pen
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.search.layout import Drawing, Spot

_EDGE_MIN: Final = 1.2
_EDGE_MAX: Final = 12.0
_RADIUS: Final = 12.0
_LEAST_RADIUS: Final = 6.0
_SMALL: Final = 0.82
_SIDE: Final = 8.0
_ARROW: Final = 5.0
LEAF_WIDTH: Final = 31.0
"""Pixels of a place in the tree, at least."""


@dataclass(frozen=True)
class Dot:
    """A node as it is drawn.

    Attributes:
        spot: its place.
        label: the move that led to it.
        visits: simulations through it.
        value: what they came to, 1 where it is good for the player who began, −1 where for the other.
    """

    spot: Spot
    label: str
    visits: int
    value: float


@dataclass(frozen=True)
class TreePicture:
    """What there is to be seen.

    Attributes:
        drawing: how much room the tree takes.
        dots: its nodes.
        path: the nodes of the last simulation.
        new: a node that has only just been made; None for none.
        bubble: what stands beside the end of the path; "" for nothing.
        rising: whether something goes up along the path.
        most: simulations of the widest line there can be.
    """

    drawing: Drawing
    dots: tuple[Dot, ...]
    path: tuple[int, ...] = ()
    new: int | None = None
    bubble: str = ""
    rising: bool = False
    most: int = field(default=1)


class TreeView(QWidget):
    """Draws the most visited part of a tree: wide where many simulations went, in the colour of whom it is good for.

    Lives in the GUI thread.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("searchTree")
        self.setAccessibleName(self.tr("Search tree"))
        tip = self.tr(
            "The root is the board's position. Lines are as wide as simulations went through them, nodes have the "
            "colour of whom they are good for, and dark lines are the last simulation's path. Of the moves that are "
            "not drawn, “+” says how many there are."
        )
        self.setToolTip(tip)
        self.setWhatsThis(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 70)
        self._theme = LIGHT
        self._picture: TreePicture | None = None
        self._message = ""
        self._tip_of: Callable[[int, int], str] | None = None

    @property
    def picture(self) -> TreePicture | None:
        """What is drawn; None where a sentence stands in its place."""
        return self._picture

    @property
    def leaves_max(self) -> int:
        """How many nodes have room side by side."""
        return max(2, int((self.width() - 2 * _SIDE) // LEAF_WIDTH))

    def show_tree(self, picture: TreePicture, tip_of: Callable[[int, int], str]) -> None:
        """Draw a tree.

        Args:
            picture: what there is to be seen.
            tip_of: what is said of a node, by its number and how many of its children are not drawn; as a tooltip.
        """
        self._tip_of = tip_of
        if picture != self._picture:
            self._picture, self._message = picture, ""
            self.update()

    def show_message(self, text: str) -> None:
        """Say why there is no tree."""
        self._picture, self._message = None, text
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    def place_of(self, spot: Spot) -> QPointF:
        """Where a node is drawn."""
        picture, room = self._picture, self._room
        leaves = 1 if picture is None else picture.drawing.leaves
        depth = 1 if picture is None else max(picture.drawing.depth, 1)
        x = room.left() + (spot.x + 0.5) * room.width() / leaves
        return QPointF(x, room.top() + spot.depth * room.height() / depth)

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(320, 200)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._picture is None:
            painter.setPen(self._theme.muted)
            centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()).adjusted(8, 0, -8, 0), centred, self._message)
        else:
            self._paint_tree(painter, self._picture)
        if self.hasFocus():
            paint_focus(painter, self._theme, QRectF(self.rect()))
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._tip_of and self._picture:
            at = QPointF(event.pos())
            for dot in self._picture.dots:
                if QLineF(self.place_of(dot.spot), at).length() <= self._radius + 2:
                    QToolTip.showText(event.globalPos(), self._tip_of(dot.spot.index, dot.spot.hidden), self)
                    return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @property
    def _room(self) -> QRectF:
        """Where the middles of nodes are: below the last ones there is a line of figures."""
        below = QFontMetricsF(self.font()).height() + 5
        radius = self._radius
        return QRectF(self.rect()).adjusted(_SIDE, radius + 4, -_SIDE, -radius - below - 2)

    @property
    def _radius(self) -> float:
        """As large as nodes below each other leave room for."""
        depth = 1 if self._picture is None else max(self._picture.drawing.depth, 1)
        return min(_RADIUS, max(_LEAST_RADIUS, self.height() / (depth + 1) / 3.4))

    @property
    def _small(self) -> QFont:
        font = tabular(self.font())
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        return font

    def _paint_tree(self, painter: QPainter, picture: TreePicture) -> None:
        by_index = {dot.spot.index: dot for dot in picture.dots}
        on_path = set(picture.path)
        edges = [(by_index[dot.spot.parent], dot) for dot in picture.dots if dot.spot.parent in by_index]
        for before, dot in sorted(edges, key=lambda edge: edge[1].spot.index in on_path):
            self._paint_edge(painter, picture, before, dot, on_path)
        for dot in picture.dots:
            self._paint_dot(painter, picture, dot)
        if picture.bubble and picture.path and picture.path[-1] in by_index:
            self._paint_bubble(painter, self.place_of(by_index[picture.path[-1]].spot), picture.bubble)

    def _paint_edge(self, painter: QPainter, picture: TreePicture, before: Dot, dot: Dot, on_path: set[int]) -> None:
        start, end = self.place_of(before.spot), self.place_of(dot.spot)
        width = _EDGE_MIN + (_EDGE_MAX - _EDGE_MIN) * dot.visits / max(picture.most, 1)
        taken = dot.spot.index in on_path
        pen = round_pen(self._theme.text if taken else self._theme.groove, width)
        if dot.spot.index == picture.new:
            pen.setStyle(Qt.PenStyle.DotLine)
            pen.setWidthF(2.0)
        painter.setPen(pen)
        painter.drawLine(start, end)
        if taken and picture.rising:
            self._paint_arrow(painter, start, end)

    def _paint_arrow(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        """Half way up an edge, pointing up."""
        line = QLineF(end, start)
        along = line.unitVector()
        step = QPointF(along.dx(), along.dy())
        across = QPointF(-step.y(), step.x())
        middle = line.center()
        painter.setPen(QPen(self._theme.card, 1.5))
        painter.setBrush(self._theme.text)
        tip, back = middle + step * _ARROW * 1.5, middle - step * _ARROW * 0.8
        painter.drawPolygon(QPolygonF([tip, back + across * _ARROW, back - across * _ARROW]))

    def _paint_dot(self, painter: QPainter, picture: TreePicture, dot: Dot) -> None:
        at, radius, theme = self.place_of(dot.spot), self._radius, self._theme
        colour = self._colour(dot.value) if dot.visits or dot.spot.index == 0 else theme.card
        on_path = dot.spot.index in picture.path
        rim = QPen(theme.text if on_path else theme.groove, 2.0 if on_path else 1.0)
        if dot.spot.index == picture.new:
            rim.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(rim)
        painter.setBrush(colour)
        painter.drawEllipse(at, radius, radius)
        painter.setFont(self._small)
        metrics = QFontMetricsF(self._small)
        if radius > _LEAST_RADIUS + 1 and metrics.horizontalAdvance(dot.label) <= 2 * radius:
            painter.setPen(readable_on(colour))
            painter.drawText(QRectF(at.x() - 20, at.y() - 10, 40, 20), Qt.AlignmentFlag.AlignCenter, dot.label)
        self._write_figures(painter, picture, dot, metrics)

    def _write_figures(self, painter: QPainter, picture: TreePicture, dot: Dot, metrics: QFontMetricsF) -> None:
        """How many simulations there were: below a leaf, beside another node, as far as there is room."""
        at, radius = self.place_of(dot.spot), self._radius
        more = f"{dot.visits} +{dot.spot.hidden}" if dot.spot.hidden else str(dot.visits)
        painter.setPen(self._theme.muted)
        if not any(other.spot.parent == dot.spot.index for other in picture.dots):
            room = self._room.width() / picture.drawing.leaves
            place = QRectF(at.x() - room / 2, at.y() + radius + 1, room, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._fullest((more, str(dot.visits)), metrics, room))
            return
        row = [self.place_of(other.spot).x() for other in picture.dots if other.spot.depth == dot.spot.depth]
        room = min((x for x in row if x > at.x()), default=self.width() + radius) - at.x() - 2 * radius - 4
        beside = QRectF(at.x() + radius + 3, at.y() - metrics.height() / 2, max(room, 0), metrics.height())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(beside, side, self._fullest((more, str(dot.visits)), metrics, room))

    @staticmethod
    def _fullest(texts: tuple[str, ...], metrics: QFontMetricsF, room: float) -> str:
        return next((text for text in texts if metrics.horizontalAdvance(text) <= room), "")

    def _paint_bubble(self, painter: QPainter, at: QPointF, text: str) -> None:
        metrics = QFontMetricsF(self.font())
        width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 3
        x = min(max(at.x() - width / 2, 2.0), self.width() - 2 - width)
        place = QRectF(x, at.y() + self._radius + 2, width, height)
        painter.setFont(self.font())
        painter.setPen(QPen(self._theme.text, 1.0))
        painter.setBrush(self._theme.card)
        painter.drawRoundedRect(place, height / 2, height / 2)
        painter.setPen(self._theme.text)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _colour(self, value: float) -> QColor:
        shade = round((min(max(value, -1.0), 1.0) + 1) / 2 * (SHADES - 1))
        return two_sided(self._theme)[shade]
