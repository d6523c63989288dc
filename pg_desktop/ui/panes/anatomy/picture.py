"""The picture of a stage: painted by hand, with a place for the mouse and for the keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.anatomy.drawings import Bars, Curves, Dots, Drawing, Rows
from pg_desktop.ui.panes.anatomy.painting import Painting, painting_of
from pg_desktop.ui.panes.anatomy.scatter import ScatterPainting
from pg_desktop.ui.panes.distribution.look import Look

_LEAST: Final = QSize(200, 72)
_KEYS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_PageUp: -10,
}


class Picture(QWidget):
    """A drawing of which parts can be picked: by a click, or with the arrow keys. Lives in the GUI thread.

    Signals:
        picked (int): the index of the part that the user has picked.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._theme: Theme = LIGHT
        self._drawing: Drawing | None = None
        self._painting: Painting | None = None
        self._kept: QPixmap | None = None

    @property
    def drawing(self) -> Drawing | None:
        """What is drawn."""
        return self._drawing

    @property
    def painting(self) -> Painting | None:
        """The same at its place."""
        if self._painting is None and self._drawing is not None:
            room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            self._painting = painting_of(self._drawing, room, Look.of(self._theme, self.font()))
        return self._painting

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Draw something else, or nothing."""
        before, self._drawing = self._drawing, drawing
        pickable = drawing is not None and not isinstance(drawing, Rows)
        self.setCursor(Qt.CursorShape.PointingHandCursor if pickable else Qt.CursorShape.ArrowCursor)
        self.setAccessibleDescription("" if drawing is None else drawing.spoken)
        if isinstance(drawing, Dots) and isinstance(before, Dots) and drawing.source is before.source:
            self.update()  # thousands of dots, of which only another one stands out
        else:
            self._outdate()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self._outdate()

    def tip_at(self, point: QPointF) -> str:
        """What is said of what is at a place; "" for nothing."""
        painting, drawing = self.painting, self._drawing
        index = None if painting is None else painting.index_at(point)
        if index is None or drawing is None:
            return ""
        return drawing.rows[index].tip if isinstance(drawing, Rows) else drawing.tip(index)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._outdate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._outdate()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            if tip:
                QToolTip.showText(event.globalPos(), plain_tip(tip), self)
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = None if self.painting is None else self.painting.index_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index is not None and not isinstance(self._drawing, Rows):
            self.picked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        drawing, move = self._drawing, _KEYS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if move is None or not plain or drawing is None or isinstance(drawing, Rows):
            event.ignore()
            return
        event.accept()
        count = _count(drawing)
        before = drawing.selected
        self.picked.emit(0 if before is None else min(max(before + move, 0), count - 1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        if self._kept is None:
            self._kept = self._painted()
        painter.drawPixmap(0, 0, self._kept)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painting = self.painting
        if isinstance(painting, ScatterPainting) and isinstance(self._drawing, Dots):
            painting.paint_selected(painter, self._drawing.selected)
        if self.hasFocus():
            paint_focus(painter, self._theme, QRectF(self.rect()))

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        kept = QPixmap(self.size() * ratio)
        kept.setDevicePixelRatio(ratio)
        kept.fill(self._theme.card)
        painting = self.painting
        if painting is not None:
            painter = QPainter(kept)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painting.paint(painter)
            painter.end()
        return kept

    def _outdate(self) -> None:
        self._painting = self._kept = None
        self.update()


def _count(drawing: Bars | Curves | Dots) -> int:
    if isinstance(drawing, Bars):
        return len(drawing.values)
    if isinstance(drawing, Curves):
        return len(drawing.plots[0][0].values)
    return len(drawing.x)
