"""What the game was worth, move by move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.ui.board.look import FIRST, SECOND
from pg_desktop.ui.board.pieces import colour_of
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.shapes import round_pen
from pg_desktop.ui.kit.theme import LIGHT, Theme

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.board.advice import Judgement

_HEIGHT: Final = 66
_LOW: Final = 40
_LEAST_PLIES: Final = 8
_EDGE: Final = 8.0
_FILL: Final = 0.26
_TRUTH_WIDTH: Final = 5.0
_TRUTH_FADE: Final = 0.5
_BLUNDER: Final = 4.5


class GameCurve(QWidget):
    """The value of every position: up is good for whoever began. Lives in the GUI thread.

    The filled curve is the search's, the thin one the policy's, the bars are the truth, triangles are blunders. Arrow
    keys go from move to move, a click goes to one.

    Signals:
        picked (int): the position after so many moves is to be shown.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("boardCurve")
        self.setAccessibleName(self.tr("Value over the game"))
        tip = self.tr(
            "What each position is worth to the player who began: 1 is won, 0 even, −1 lost. The filled curve is the "
            "search's value, the thin one the policy's; the bars are the truth where it is known, and triangles are "
            "moves that have thrown something away. A click goes to a move, as do the arrow keys."
        )
        self.setToolTip(tip)
        self.setWhatsThis(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._least = _HEIGHT
        self.setMinimumHeight(_LOW)
        self.setMouseTracking(True)
        self._theme = LIGHT
        self._judgements: tuple[Judgement, ...] = ()
        self._plies = self._ply = 0
        self._sides: tuple[int, ...] = ()
        self._tip_of: Callable[[int], str] | None = None
        self._note = ""

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """What is drawn."""
        return self._judgements

    def show_game(
        self,
        judgements: Sequence[Judgement],
        sides: Sequence[int],
        ply: int,
        tip_of: Callable[[int], str],
        note: str = "",
    ) -> None:
        """Draw a game.

        Args:
            judgements: of its positions, from the beginning on; as many as are known.
            sides: who made each move.
            ply: how many moves were made before the position that is shown.
            tip_of: what is said of the position after so many moves.
            note: what stands there instead of a curve; "" for nothing.
        """
        new = tuple(judgements), len(sides), ply, note
        self._tip_of, self._sides = tip_of, tuple(sides)
        if new != (self._judgements, self._plies, self._ply, self._note):
            self._judgements, self._plies, self._ply, self._note = new
            self.setAccessibleDescription(note or tip_of(ply))
            self.update()

    def show_low(self, low: bool) -> None:
        """Take less height, or as much as usual."""
        self._least = _LOW if low else _HEIGHT
        self.updateGeometry()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    def place_of(self, ply: int) -> float:
        """Where the position after so many moves is, in pixels from the left."""
        return _EDGE + ply * self._step

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(200, self._least)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        if self._note:
            painter.setPen(self._theme.muted)
            centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self._room.adjusted(4, 0, -4, 0), centred, self._note)
        else:
            self._paint_middle(painter)
            self._paint_truth(painter)
            self._paint_search(painter)
            self._paint_policy(painter)
            self._paint_blunders(painter)
            self._paint_now(painter)
        if self.hasFocus():
            paint_focus(painter, self._theme, QRectF(self.rect()))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(self._ply_at(event.position().x()))
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        goals = {
            Qt.Key.Key_Left: self._ply - 1,
            Qt.Key.Key_Right: self._ply + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._plies,
        }
        if event.key() in goals:
            self.picked.emit(min(max(goals[Qt.Key(event.key())], 0), self._plies))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._tip_of and self._plies:
            QToolTip.showText(event.globalPos(), self._tip_of(self._ply_at(event.pos().x())), self)
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
        return QRectF(self.rect()).adjusted(_EDGE, 7, -_EDGE, -7)

    @property
    def _step(self) -> float:
        return self._room.width() / max(self._plies, _LEAST_PLIES)

    def _ply_at(self, x: float) -> int:
        return min(max(round((x - _EDGE) / self._step), 0), self._plies)

    def _at(self, ply: int, value: float) -> QPointF:
        room = self._room
        return QPointF(self.place_of(ply), room.center().y() - value * room.height() / 2)

    def _paint_ground(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.field)
        painter.drawRoundedRect(QRectF(self.rect()), 7, 7)

    def _paint_middle(self, painter: QPainter) -> None:
        """Where a game is even."""
        painter.setPen(QPen(self._theme.groove, 1.0))
        middle = self._room.center().y()
        painter.drawLine(QPointF(_EDGE, middle), QPointF(self.width() - _EDGE, middle))

    def _paint_truth(self, painter: QPainter) -> None:
        """A bar at the height of every position's value."""
        for ply, judgement in enumerate(self._judgements):
            if judgement.truth is not None:
                colour = QColor(self._colour(judgement.truth))
                colour.setAlphaF(_TRUTH_FADE)
                painter.setPen(QPen(colour, _TRUTH_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                at, half = self._at(ply, judgement.truth), QPointF(self._step / 2 - 0.5, 0)
                painter.drawLine(at - half, at + half)

    def _paint_search(self, painter: QPainter) -> None:
        """The curve of the search, filled to the middle in the colour of whom it is good for."""
        for points in self._runs("search"):
            zero = self._room.center().y()
            area = QPolygonF([QPointF(points[0].x(), zero), *points, QPointF(points[-1].x(), zero)])
            path = QPainterPath()
            path.addPolygon(area)
            for side, clip in (
                (FIRST, QRectF(0, 0, self.width(), zero)),
                (SECOND, QRectF(0, zero, self.width(), zero)),
            ):
                colour = QColor(colour_of(side, self._theme))
                painter.save()
                painter.setClipRect(clip)
                colour.setAlphaF(_FILL)
                painter.fillPath(path, colour)
                painter.setPen(round_pen(colour_of(side, self._theme), 2.0))
                painter.drawPolyline(points)
                painter.restore()

    def _paint_policy(self, painter: QPainter) -> None:
        pen = QPen(self._theme.text, 1.2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for points in self._runs("policy"):
            painter.drawPolyline(points)

    def _paint_blunders(self, painter: QPainter) -> None:
        """A triangle at the move, at the edge of whoever has made it, which points to where the game went."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.bad)
        for ply, judgement in enumerate(self._judgements):
            if judgement.blunder and ply < len(self._sides):
                side = self._sides[ply]
                x = self.place_of(ply + 1)
                y = 6.0 if side == FIRST else self.height() - 6.0
                tip = QPointF(x, y + side * _BLUNDER)
                back = y - side * _BLUNDER * 0.7
                painter.drawPolygon(QPolygonF([tip, QPointF(x - _BLUNDER, back), QPointF(x + _BLUNDER, back)]))

    def _paint_now(self, painter: QPainter) -> None:
        x = self.place_of(self._ply)
        painter.setPen(QPen(self._theme.muted, 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, 3), QPointF(x, self.height() - 3))

    def _runs(self, kind: str) -> list[list[QPointF]]:
        """The points of a curve, broken where a value is not known; single points are short lines."""
        runs: list[list[QPointF]] = [[]]
        for ply, judgement in enumerate(self._judgements):
            value: float | None = getattr(judgement, kind)
            if value is None:
                runs.append([])
            else:
                runs[-1].append(self._at(ply, value))
        return [points if len(points) > 1 else [points[0], points[0] + QPointF(1, 0)] for points in runs if points]

    def _colour(self, value: float) -> QColor:
        if not value:
            return self._theme.muted
        return colour_of(FIRST if value > 0 else SECOND, self._theme)
