"""How a hand's pull and push are drawn. Everything here belongs to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from pg_desktop.ui.cart_pole.perturb.grip import STRENGTHS, Grip, Part, Pose
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.theme import Theme

_FADE_FRAMES: Final = 9
_FADE_INTERVAL: Final = 40
"""Milliseconds."""
_LINE: Final = 1.2
_RING: Final = 5.0

# Metres.
_GAP: Final = 0.055
_SHORTEST, _LONGEST = 0.16, 0.34
_LONGEST_PULL: Final = 0.5
_SHAFT: Final = 0.03
_HEAD_LENGTH, _HEAD_HEIGHT = 0.1, 0.12


@dataclass(frozen=True)
class Arrow:
    """A force at a grip: one that pushes has its head there, one that pulls its tail.

    Attributes:
        grip: where it acts.
        direction: 1 to the right, −1 to the left.
        strength: in [0, 1], as its length; that of a pull is in proportion.
        pulls: whether it pulls.
    """

    grip: Grip
    direction: int
    strength: float
    pulls: bool = False

    @classmethod
    def of_pull(cls, grip: Grip, force: float) -> Arrow:
        """A drag's force, newtons to the right."""
        return cls(grip, 1 if force > 0 else -1, min(abs(force) / STRENGTHS[grip.part].limit, 1.0), pulls=True)

    def paint(self, painter: QPainter, theme: Theme, pose: Pose, opacity: float) -> None:
        """Draw it beside what it acts on, wherever that is now.

        Args:
            painter: an active painter.
            theme: the look.
            pose: of the cart and the pole.
            opacity: in [0, 1].
        """
        if not self.strength:
            return
        scale = pose.geometry.scale
        tail, tip = self._ends
        head = min(_HEAD_LENGTH, tip - tail)
        neck, half, wide = tip - head, _SHAFT / 2, _HEAD_HEIGHT / 2 * head / _HEAD_LENGTH
        outline = ((tail, -half), (neck, -half), (neck, -wide), (tip, 0.0), (neck, wide), (neck, half), (tail, half))
        colour = QColor(theme.text)
        colour.setAlphaF(min(max(opacity, 0.0), 1.0))
        at = self._place(pose)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([at + QPointF(self.direction * x, y) * scale for x, y in outline]))

    @property
    def _ends(self) -> tuple[float, float]:
        """Where tail and tip are, metres from what it acts on in its direction."""
        if self.pulls:
            return _GAP, _GAP + _LONGEST_PULL * self.strength
        return -_GAP - _SHORTEST - (_LONGEST - _SHORTEST) * self.strength, -_GAP

    def _place(self, pose: Pose) -> QPointF:
        if self.grip.part is Part.POLE:
            return pose.point(self.grip)
        # At the cart's upper edge, above the arrow that shows the policy's own push.
        body = pose.geometry.cart_rect(pose.position)
        return QPointF(body.right() if (self.direction > 0) is self.pulls else body.left(), body.top())


class FadingArrow(QObject):
    """The arrow where a push is or has just been. Lives in the GUI thread.

    Signals:
        changed (): it must be painted again.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._arrow: Arrow | None = None
        self._opacity = 1.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FADE_INTERVAL)
        self._timer.timeout.connect(self._fade)

    @property
    def shown(self) -> bool:
        """Whether there is anything to paint."""
        return self._arrow is not None

    def show(self, arrow: Arrow) -> None:
        """Appear."""
        self._arrow, self._opacity = arrow, 1.0
        self._timer.stop()
        self.changed.emit()

    def fade(self) -> None:
        """Begin to vanish."""
        if self._arrow is not None and not self._timer.isActive():
            self._timer.start()

    def clear(self) -> None:
        """Vanish at once."""
        self._arrow = None
        self._timer.stop()
        self.changed.emit()

    def paint(self, painter: QPainter, theme: Theme, pose: Pose) -> None:
        """Draw it, as far as it has not vanished."""
        if self._arrow is not None:
            self._arrow.paint(painter, theme, pose, self._opacity)

    @Slot()
    def _fade(self) -> None:
        self._opacity -= 1.0 / _FADE_FRAMES
        if self._opacity <= 0.0:
            self.clear()
        else:
            self.changed.emit()


def paint_hold(painter: QPainter, theme: Theme, grip: QPointF, mouse: QPointF) -> None:
    """Draw what the mouse has hold of: a ring there, and a line from it to the mouse.

    Args:
        painter: an active painter.
        theme: the look.
        grip: the end that has hold, pixels.
        mouse: the end that is dragged, pixels.
    """
    painter.setPen(QPen(theme.muted, _LINE, Qt.PenStyle.DashLine))
    painter.drawLine(grip, mouse)
    painter.setPen(QPen(theme.text, _LINE))
    painter.setBrush(QBrush(theme.card))
    painter.drawEllipse(grip, _RING, _RING)


class Sheet(QWidget):
    """Where perturbations are drawn, over all of their widget. Lives in the GUI thread.

    It is to be there only while there is something to draw: with every frame of the stage below, it is painted too.
    """

    def __init__(self, perturb: QWidget, paint: Callable[[QPainter], None]) -> None:
        super().__init__(perturb)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._paint = paint
        self.hide()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)
        painter.end()
