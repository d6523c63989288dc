"""Perturbing the pole: pushes by mouse and keys, on a transparent sheet over the stage."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from pg_desktop.ui.cart_pole.perturb.episode import PushedEpisode, Tally
from pg_desktop.ui.cart_pole.perturb.grip import NO_FORCES, Forces, Grip, Motion, Part, Pose
from pg_desktop.ui.cart_pole.perturb.painting import Arrow, FadingArrow, Sheet, paint_hold
from pg_desktop.ui.cart_pole.perturb.push import Clock, KeyPush, MousePush
from pg_desktop.ui.cart_pole.scene import CartPoleGeometry
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.theme import LIGHT, Theme

_TAP_ARROW: Final = 0.4
"""How long the arrow of a tap is, of the longest."""
_DIRECTIONS: Final = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}
_FOCUS_BY_KEY: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Perturb(QWidget):
    """Lets the user push the cart and the pole. Lives in the GUI thread.

    It covers its parent, the stage, and is hidden where nothing can be pushed. Keys come from the stage, which keeps
    the focus: ← and → push the pole's tip, with Shift the cart.

    A click is a tap away from where the mouse is. Dragging, or holding for 0.2 s, pulls what is held towards the
    mouse. A push counts as soon as it is known whether the pole survives it: that it stands 2 s after the
    push has ended, or that it has fallen before. Of pushes that a time limit or a restart overtakes, nothing is known.

    Signals:
        counted (int survived, int pushes): another push counts, or the count begins again.
    """

    counted = Signal(int, int)

    def __init__(self, stage: QWidget, clock: Clock = time.monotonic) -> None:
        super().__init__(stage)
        self._clock = clock
        self.setObjectName("perturb")
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Perturb on the pole"))
        text = self.tr(
            "Push the pole or the cart: click for a tap, drag to pull, hold to keep it in place. The keys ← and → push "
            "the pole's tip while they are held, with Shift the cart."
        )
        self._tip = f"<p>{text}</p>"  # as rich text it is wrapped
        self.setToolTip(self._tip)
        self.setAccessibleDescription(text)
        self.setWhatsThis(
            self.tr(
                "{text} The policy has never met these forces in training; see whether it catches the pole. A push is "
                "survived when the pole stands two seconds later."
            ).format(text=text)
        )
        self._theme = LIGHT
        self._pose: Pose | None = None
        self._mouse: QPointF | None = None
        self._shape = Qt.CursorShape.ArrowCursor
        self._episode = PushedEpisode()
        self._sheet = Sheet(self, self._paint)
        self._arrow = FadingArrow(self)
        self._arrow.changed.connect(self._redraw)
        self._introduced = False
        self._focus_shown = False
        self.setGeometry(stage.rect())
        stage.installEventFilter(self)
        self.hide()

    @property
    def active(self) -> bool:
        """Whether there is something to push."""
        return not self.isHidden()

    @property
    def survived(self) -> int:
        """How many of `pushes` the pole has survived."""
        return self._episode.tally.survived

    @property
    def pushes(self) -> int:
        """How many pushes count."""
        return self._episode.tally.pushes

    @property
    def holds(self) -> bool:
        """Whether something is held, by the mouse or a key."""
        return self._episode.push is not None

    def set_active(self, active: bool) -> None:
        """Appear for a world that can be pushed, vanish for another."""
        self.setVisible(active)
        if active:
            self.raise_()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self._redraw()

    def show_moment(self, position: float, angle: float, geometry: CartPoleGeometry) -> None:
        """Take over where the cart and the pole are drawn.

        Args:
            position: of the cart, m.
            angle: of the pole, rad.
            geometry: of the picture, in the stage's coordinates.
        """
        self._pose = Pose(geometry, position, angle)
        if self.active:
            self._show_cursor()
            if self._drag is not None or self._arrow.shown:
                self._redraw()  # they follow what is held

    def forces(self, state: Sequence[float]) -> Forces:
        """What is to act during the next env step: to be asked once before each, and given to `SteerableSite.push`.

        Args:
            state: position (m), velocity (m/s), angle (rad), angular velocity (rad/s); `SteerableSite.state` will do.
        """
        if self._pose is None:
            return NO_FORCES
        return self._episode.forces(Motion(*map(float, state)), self._pose.geometry)

    def stepped(self, *, terminated: bool, truncated: bool) -> None:
        """Take an env step into account, and whether it ended the episode."""
        before = self._episode.tally.counts
        held = self.holds
        self._episode.stepped(terminated=terminated, truncated=truncated)
        if held and not self.holds:
            self._released()
        counts = self._episode.tally.counts
        if counts != before:
            self.counted.emit(*counts)

    def episode_began(self) -> None:
        """Be ready for a new episode; what was held is let go."""
        self._let_go()
        self._episode.began()

    def reset_count(self) -> None:
        """Count from nothing, for another run."""
        self._episode.tally = Tally()
        self.counted.emit(0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.Resize and isinstance(event, QResizeEvent):
            self.resize(event.size())
        elif isinstance(event, QKeyEvent) and self.active:
            if kind is QEvent.Type.KeyPress:
                return self._key_pressed(event)
            if kind is QEvent.Type.KeyRelease:
                return self._key_released(event)
        elif isinstance(event, QFocusEvent):
            self._focus_changed(event)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        grip = self._hovered(event.position())
        if grip is None or self.holds or event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        QToolTip.hideText()
        self._mouse = event.position()
        self._begin(MousePush(grip, event.position(), QApplication.startDragDistance(), self._clock))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        push = self._episode.push
        if isinstance(push, MousePush):
            push.move(event.position())
            self._redraw()
        elif not self._introduced and self._hovered(event.position()) is not None:
            # Says what can be done here when the mouse comes over it for the first time.
            self._introduced = True
            QToolTip.showText(event.globalPosition().toPoint(), self._tip, self)
        self._show_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and isinstance(self._episode.push, MousePush):
            self._end()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse = None
        self._show_cursor()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._let_go()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheet.resize(self.size())

    def _redraw(self) -> None:
        self._sheet.setVisible(bool(self._drag or self._arrow.shown or self._focus_shown))
        self._sheet.update()

    def _paint(self, painter: QPainter) -> None:
        """Draw what is held, what pushes, and the focus."""
        if self._focus_shown:
            paint_focus(painter, self._theme, QRectF(self.rect()))
        pose, drag = self._pose, self._drag
        if pose is None:
            return
        self._arrow.paint(painter, self._theme, pose)
        if drag is not None:
            held = pose.point(drag.grip) + QPointF(drag.grip.offset * pose.geometry.scale, 0.0)
            paint_hold(painter, self._theme, held, drag.point)
            Arrow.of_pull(drag.grip, drag.force).paint(painter, self._theme, pose, 1.0)

    @property
    def _drag(self) -> MousePush | None:
        """What the mouse pulls."""
        push = self._episode.push
        return push if isinstance(push, MousePush) and push.drags else None

    def _hovered(self, point: QPointF) -> Grip | None:
        if self._pose is None or not self._episode.playing:
            return None
        return self._pose.grip_at(point)

    def _show_cursor(self) -> None:
        if isinstance(self._episode.push, MousePush):
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._mouse is not None and self._hovered(self._mouse) is not None:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if shape is not self._shape:
            self._shape = shape
            self.setCursor(shape)
        tip = "" if self._mouse is not None and shape is Qt.CursorShape.ArrowCursor else self._tip
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _key_pressed(self, event: QKeyEvent) -> bool:
        direction = _DIRECTIONS.get(event.key())
        allowed = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if direction is None or event.modifiers() & ~allowed:
            return False
        if not event.isAutoRepeat() and self._episode.playing and not isinstance(self._episode.push, MousePush):
            self._end()
            part = Part.CART if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else Part.POLE
            self._begin(KeyPush(event.key(), part, direction, self._clock))
            self._show_arrow(part, direction)
        return True

    def _key_released(self, event: QKeyEvent) -> bool:
        push = self._episode.push
        if isinstance(push, KeyPush) and event.key() == push.key and not event.isAutoRepeat():
            self._end()
        return event.key() in _DIRECTIONS

    def _focus_changed(self, event: QFocusEvent) -> None:
        if event.lostFocus() and isinstance(self._episode.push, KeyPush):
            self._end()
        shown = event.gotFocus() and event.reason() in _FOCUS_BY_KEY
        if shown != self._focus_shown:
            self._focus_shown = shown
            self._redraw()

    def _begin(self, push: MousePush | KeyPush) -> None:
        self._arrow.clear()
        self._episode.push = push
        self._show_cursor()
        self._redraw()

    def _end(self) -> None:
        """Let go, which a tap is completed by."""
        push = self._episode.push
        if push is None:
            return
        tap = self._episode.release()
        if tap is not None:
            self._show_arrow(tap.part, tap.direction)
        elif isinstance(push, MousePush) and push.force:
            self._arrow.show(Arrow.of_pull(push.grip, push.force))
        self._released()

    def _let_go(self) -> None:
        """Hold nothing, and expect nothing more of this episode."""
        self._episode.drop()
        self._released()

    def _released(self) -> None:
        self._arrow.fade()
        self._show_cursor()
        self._redraw()

    def _show_arrow(self, part: Part, direction: int) -> None:
        if self._pose is not None:
            self._arrow.show(Arrow(self._pose.middle(part), direction, _TAP_ARROW))
