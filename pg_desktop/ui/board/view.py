"""A board that is clicked and walked over with keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.ui.board.layout import BoardLayout
from pg_desktop.ui.board.look import Look
from pg_desktop.ui.board.painter import board_layout, paint_board
from pg_desktop.ui.board.picture import Picture
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.theme import LIGHT, Theme

_BY_KEYS: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_STEPS: Final = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DIGITS: Final = 9
_EDGE: Final = 6.0
_FALL_MS: Final = 380
_GROW_MS: Final = 160


@dataclass(frozen=True)
class Shown:
    """What a board shows, and what may be done with it.

    Attributes:
        look: what kind of board.
        picture: the position, without what is under the mouse.
        action_of: the action that each cell means.
        landing_of: the cell that gets the piece of each legal action; only of those that may be made now.
        tips: what is said of cells.
        description: the position in words.
    """

    look: Look
    picture: Picture
    action_of: tuple[int | None, ...]
    landing_of: Mapping[int, int | None] = field(default_factory=dict)
    tips: Mapping[int, str] = field(default_factory=dict)
    description: str = ""


class BoardView(QWidget):
    """Draws a board, and tells which move is wanted. Lives in the GUI thread.

    Arrow keys walk over it, Enter makes a move; a digit makes the move of a column, or of a cell of the smallest board.

    Signals:
        chosen (int): the action that the user wants; it may be made.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 110)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Board"))
        self._theme = LIGHT
        self._shown: Shown | None = None
        self._layout: BoardLayout | None = None
        self._hover: int | None = None
        self._cursor = 0
        self._by_keys = False
        self._settling = QVariantAnimation(self)
        self._settling.setStartValue(0.0)
        self._settling.setEndValue(1.0)
        self._settling.valueChanged.connect(self._settle)

    @property
    def shown(self) -> Shown | None:
        """What it shows."""
        return self._shown

    @property
    def geometry_of_board(self) -> BoardLayout | None:
        """Where everything is; None before there is anything."""
        return self._layout

    @property
    def hover(self) -> int | None:
        """The cell under the mouse that would get a piece."""
        return self._hover

    @property
    def cursor_cell(self) -> int:
        """Where the keys are."""
        return self._cursor

    @property
    def settling(self) -> bool:
        """Whether the last piece is on its way into its cell."""
        return self._settling.state() is QVariantAnimation.State.Running

    def show_board(self, shown: Shown) -> None:
        """Draw this from now on."""
        if shown == self._shown:
            return
        before, other = self._shown, self._shown is None or shown.look != self._shown.look
        self._shown = shown
        if before is not None and not other and _is_move(before.picture, shown.picture):
            self._let_settle(falls=shown.look.falls)
        elif before is None or before.picture.stones != shown.picture.stones:
            self._settling.stop()
        if other:
            self._cursor = shown.look.cells // 2
        self._divide()
        self._point(self.mapFromGlobal(self.cursor().pos()).toPointF() if self.underMouse() else None)
        self._describe()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._shown is not None and self._layout is not None:
            focus = self.hasFocus() and self._by_keys
            picture = replace(
                self._shown.picture,
                hover=self._hover,
                cursor=self._cursor if focus else None,
                settled=float(self._settling.currentValue()) if self.settling else 1.0,
            )
            paint_board(painter, self._layout, picture, self._theme, self.font())
        if self.hasFocus() and self._by_keys:
            paint_focus(painter, self._theme, QRectF(self.rect()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._divide()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self._tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._has_use_for(event):
            event.accept()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._show_by_keys(False)
        cell = None if self._layout is None else self._layout.cell_at(event.position())
        if cell is not None:
            self._choose(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._has_use_for(event) or self._shown is None:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._walk(*_STEPS[key])
        elif key in _ENTER:
            self._choose(self._cursor)
        else:
            self._choose(int(event.text()) - 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_by_keys(event.reason() in _BY_KEYS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(360, 360)

    def _has_use_for(self, event: QKeyEvent) -> bool:
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        return event.key() in _STEPS or event.key() in _ENTER or self._digit(event) is not None

    def _digit(self, event: QKeyEvent) -> int | None:
        """The cell that a digit means."""
        look, text = None if self._shown is None else self._shown.look, event.text()
        if look is None or len(text) != 1 or text not in "123456789":
            return None
        most = look.columns if look.falls else look.cells if look.cells <= _DIGITS else 0
        return int(text) - 1 if int(text) <= most else None

    def _walk(self, down: int, right: int) -> None:
        shown = self._shown
        if shown is None:
            return
        look = shown.look
        row, column = divmod(self._cursor, look.columns)
        row = row if look.falls else min(max(row + down, 0), look.rows - 1)
        self._cursor = row * look.columns + min(max(column + right, 0), look.columns - 1)
        self._show_by_keys(True)
        self._describe()

    def _choose(self, cell: int) -> None:
        shown = self._shown
        action = None if shown is None else shown.action_of[cell]
        if shown is not None and action is not None and action in shown.landing_of:
            self._cursor = cell
            self.chosen.emit(action)

    def _let_settle(self, *, falls: bool) -> None:
        """Let the last piece fall, or grow."""
        self._settling.stop()
        self._settling.setDuration(_FALL_MS if falls else _GROW_MS)
        self._settling.setEasingCurve(QEasingCurve.Type.OutBounce if falls else QEasingCurve.Type.OutBack)
        self._settling.start()

    @Slot()
    def _settle(self) -> None:
        self.update()

    def _point(self, at: QPointF | None) -> None:
        """Show where a piece would come to lie."""
        shown, hover = self._shown, None
        if shown is not None and self._layout is not None and at is not None:
            cell = self._layout.cell_at(at)
            action = None if cell is None else shown.action_of[cell]
            hover = None if action is None else shown.landing_of.get(action)
        if hover != self._hover:
            self._hover = hover
            self.setCursor(Qt.CursorShape.ArrowCursor if hover is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def _tip_at(self, at: QPointF) -> str:
        shown = self._shown
        cell = None if self._layout is None else self._layout.cell_at(at)
        action = None if shown is None or cell is None else shown.action_of[cell]
        if shown is None or action is None:
            return self.toolTip()
        return shown.tips.get(action, self.toolTip())

    def _show_by_keys(self, by_keys: bool) -> None:
        self._by_keys = by_keys
        self.update()

    def _describe(self) -> None:
        """Say the position, and where the keys are, to those who cannot see it."""
        shown = self._shown
        if shown is None:
            return
        action = shown.action_of[self._cursor]
        here = "" if action is None else shown.tips.get(action, "")
        self.setAccessibleDescription(f"{shown.description} {here}".strip())

    def _divide(self) -> None:
        if self._shown is not None:
            room = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
            self._layout = board_layout(room, self._shown.look, self._shown.picture.overlays, self.font())
            self.update()


def _is_move(before: Picture, now: Picture) -> bool:
    """Whether a picture comes a move after another."""
    pieces = [sum(map(bool, picture.stones)) for picture in (before, now)]
    return pieces[1] == pieces[0] + 1 and now.last is not None and now.mover != before.mover
