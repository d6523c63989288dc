"""How a hand's pull and push are drawn. Everything here belongs to the GUI thread."""

from __future__ import annotations

from math import hypot
from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from pg_desktop.ui.hands.grip import Grip, Part, Pose
from pg_desktop.ui.theme import Theme

_FADE_FRAMES: Final = 9
_FADE_INTERVAL: Final = 40
"""Milliseconds."""
_TURNS: Final = 7
_AMPLITUDE: Final = 4.5
_STRAIGHT: Final = 0.12
"""The part of a spring at either end that is straight."""
_LINE: Final = 1.8
_RING: Final = 5.0

# Metres.
_GAP: Final = 0.055
_SHORTEST, _LONGEST = 0.16, 0.34
_SHAFT: Final = 0.03
_HEAD_LENGTH, _HEAD_HEIGHT = 0.1, 0.12


class FadingArrow(QObject):
    """The arrow where a push is or has just been. Lives in the GUI thread.

    Signals:
        changed (): it must be painted again.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._grip: Grip | None = None
        self._direction = 1
        self._strength = 0.0
        self._opacity = 1.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FADE_INTERVAL)
        self._timer.timeout.connect(self._fade)

    @property
    def shown(self) -> bool:
        """Whether there is anything to paint."""
        return self._grip is not None

    def show(self, grip: Grip, direction: int, strength: float) -> None:
        """Appear.

        Args:
            grip: where.
            direction: 1 to the right, −1 to the left.
            strength: in [0, 1], as its length.
        """
        self._grip, self._direction, self._strength, self._opacity = grip, direction, strength, 1.0
        self._timer.stop()
        self.changed.emit()

    def fade(self) -> None:
        """Begin to vanish."""
        if self._grip is not None and not self._timer.isActive():
            self._timer.start()

    def clear(self) -> None:
        """Vanish at once."""
        self._grip = None
        self._timer.stop()
        self.changed.emit()

    def paint(self, painter: QPainter, theme: Theme, pose: Pose) -> None:
        """Draw it beside what is pushed, wherever that is now."""
        grip, scale = self._grip, pose.geometry.scale
        if grip is None:
            return
        at = pose.point(grip)
        if grip.part is Part.CART:
            # At the cart's upper edge, above the arrow that shows the policy's own push.
            body = pose.geometry.cart_rect(pose.position)
            at = QPointF(body.left() if self._direction > 0 else body.right(), body.top())
        paint_arrow(painter, theme, at, self._direction, self._strength, self._opacity, scale)

    @Slot()
    def _fade(self) -> None:
        self._opacity -= 1.0 / _FADE_FRAMES
        if self._opacity <= 0.0:
            self.clear()
        else:
            self.changed.emit()


def paint_spring(painter: QPainter, theme: Theme, grip: QPointF, mouse: QPointF) -> None:
    """Draw a stretched spring.

    Args:
        painter: an active painter.
        theme: the look.
        grip: the end that has hold, pixels.
        mouse: the end that is dragged, pixels.
    """
    painter.setPen(QPen(theme.text, _LINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF(_zigzag(grip, mouse)))
    painter.setBrush(QBrush(theme.card))
    painter.drawEllipse(grip, _RING, _RING)


def paint_arrow(
    painter: QPainter, theme: Theme, at: QPointF, direction: int, strength: float, opacity: float, scale: float
) -> None:
    """Draw a push: an arrow whose head touches what it pushes.

    Args:
        painter: an active painter.
        theme: the look.
        at: where it pushes, pixels.
        direction: 1 to the right, −1 to the left.
        strength: in [0, 1], as its length.
        opacity: in [0, 1].
        scale: pixels per metre.
    """
    colour = QColor(theme.text)
    colour.setAlphaF(min(max(opacity, 0.0), 1.0))
    head = -_GAP * scale
    neck = head - _HEAD_LENGTH * scale
    tail = head - (_SHORTEST + (_LONGEST - _SHORTEST) * min(max(strength, 0.0), 1.0)) * scale
    half, wide = _SHAFT * scale / 2, _HEAD_HEIGHT * scale / 2
    outline = ((tail, -half), (neck, -half), (neck, -wide), (head, 0.0), (neck, wide), (neck, half), (tail, half))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([at + QPointF(direction * x, y) for x, y in outline]))


def paint_focus(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """Draw that the keys act here."""
    painter.setPen(QPen(theme.accent, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)


def _zigzag(start: QPointF, end: QPointF) -> list[QPointF]:
    along = end - start
    length = hypot(along.x(), along.y())
    if length < 4 * _AMPLITUDE:
        return [start, end]
    across = QPointF(-along.y(), along.x()) / length * _AMPLITUDE
    share = (1 - 2 * _STRAIGHT) / (2 * _TURNS)
    teeth = [
        start + along * (_STRAIGHT + (turn + 0.5) * share) + across * (1 if turn % 2 else -1)
        for turn in range(2 * _TURNS)
    ]
    return [start, start + along * _STRAIGHT, *teeth, end - along * _STRAIGHT, end]
