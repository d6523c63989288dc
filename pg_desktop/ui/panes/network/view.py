"""The network drawn: its units and weights, to be looked at, pointed at and walked through by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.heat_map.picture import small_font
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.network.layout import Circles, Matrices, layout_of

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    import numpy as np
    from numpy.typing import NDArray

    from pg_desktop.learning.explaining.network import Health, Inside
    from pg_desktop.ui.panes.network.facts import Facts, Unit

_GAP: Final = 5
_NAME_MAX: Final = 0.24
"""Part of the width that names at either side may have."""
_MOVES: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class NetworkView(QWidget):
    """Lives in the GUI thread. The weights are a kept picture, drawn again only when they have changed.

    Attributes:
        drawings: how often the weights have been drawn.

    Signals:
        looked_at (Unit | None): another unit is under the mouse or the cursor; None when none is.
    """

    looked_at = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 110)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Units and weights of the policy's network"))
        self.drawings = 0
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._inside: Inside | None = None
        self._health: Health | None = None
        self._hovered: Unit | None = None
        self._cursor: Unit | None = None
        self._picture: QPixmap | None = None

    @property
    def unit(self) -> Unit | None:
        """What is looked at: under the mouse, or else under the cursor while the keys act here."""
        if self._hovered is not None:
            return self._hovered
        return self._cursor if self.hasFocus() else None

    def show_network(self, facts: Facts) -> None:
        """Draw a network; the same one again costs nothing."""
        before = self._facts
        if before is not None and facts.policy is before.policy:
            return
        if before is None or before.sizes != facts.sizes:
            self._hovered = self._cursor = None
        self._facts, self._picture = facts, None
        self._describe()
        self.update()

    def show_inside(self, inside: Inside | None) -> None:
        """Fill the units as much as they put out."""
        self._inside = inside
        self._describe()
        self.update()

    def show_health(self, health: Health | None) -> None:
        """Cross out what is of no use."""
        self._health = health
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme, self._picture = theme, None
        self.update()

    def layout_now(self) -> Circles | Matrices | None:
        """Where units are; None before there is a network."""
        return None if self._facts is None else layout_of(self._area(self._facts), self._facts.sizes)

    def reading(self) -> str:
        """The unit that is looked at, in words; "" for none."""
        unit = self.unit
        return "" if self._facts is None or unit is None else self._facts.reading(unit, self._inside)

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(360, 260)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        facts, layout = self._facts, self.layout_now()
        if facts is None or layout is None:
            painter.fillRect(self.rect(), self._theme.card)
            return
        if self._picture is None or self._picture.deviceIndependentSize().toSize() != self.size():
            self._picture = self._drawn(facts, layout)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._picture)
        if isinstance(layout, Circles):
            self._paint_circles(painter, facts, layout)
        else:
            self._paint_matrices(painter, facts, layout)
        if self.hasFocus():
            paint_focus(painter, self._theme, QRectF(self.rect()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self._at(event)
        if unit is not None and event.button() is Qt.MouseButton.LeftButton:
            self._cursor = unit
            self._changed()
        else:
            super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        facts, key = self._facts, Qt.Key(event.key())
        if facts is None or (key not in _MOVES and key not in (Qt.Key.Key_Home, Qt.Key.Key_End)):
            super().keyPressEvent(event)
            return
        from pg_desktop.ui.panes.network.facts import Unit  # noqa: PLC0415 (NumPy, after the first paint)

        here = self._cursor or Unit(min(1, len(facts.sizes) - 1), 0)
        right, down = _MOVES.get(key, (0, 0))
        layer = min(max(here.layer + right, 0), len(facts.sizes) - 1)
        last = facts.sizes[layer] - 1
        index = round(here.index * last / max(facts.sizes[here.layer] - 1, 1)) if right else here.index + down
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            index = 0 if key == Qt.Key.Key_Home else last
        self._cursor = Unit(layer, min(max(index, 0), last))
        self._hovered = None
        self._changed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._cursor is None and self._facts is not None:
            from pg_desktop.ui.panes.network.facts import Unit  # noqa: PLC0415 (NumPy, after the first paint)

            self._cursor = Unit(min(1, len(self._facts.sizes) - 1), 0)
        self._changed()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._changed()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._picture = None
            self.update()

    def _area(self, facts: Facts) -> QRectF:
        """Where units are, between the names at both sides and below the names of layers."""
        metrics = QFontMetrics(small_font(self.font()))
        left, right = (
            min(max(map(metrics.horizontalAdvance, names)), self.width() * _NAME_MAX) + 2 * _GAP
            for names in (facts.inputs, facts.outputs)
        )
        if max(facts.sizes) > 64:
            left = right = _GAP
        top = metrics.height() + 2 * _GAP
        return QRectF(left, top, max(self.width() - left - right, 40), max(self.height() - top - _GAP, 20))

    def _drawn(self, facts: Facts, layout: Circles | Matrices) -> QPixmap:
        """Everything that stays as long as the weights do."""
        from pg_desktop.ui.panes.network.picture import paint_matrices, paint_weights  # noqa: PLC0415 (NumPy, after the first paint)

        self.drawings += 1
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.card)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(layout, Circles):
            paint_weights(painter, layout, facts.weights, self._theme)
        else:
            paint_matrices(painter, layout, facts.weights, self._theme)
        painter.setFont(small_font(self.font()))
        self._write(painter, facts, layout)
        painter.end()
        return picture

    def _write(self, painter: QPainter, facts: Facts, layout: Circles | Matrices) -> None:
        """Names of layers, and of what goes in and comes out."""
        metrics = painter.fontMetrics()
        painter.setPen(self._theme.muted)
        count = len(facts.sizes)
        for layer in range(count) if isinstance(layout, Circles) else range(1, count):
            if isinstance(layout, Circles):
                room, centre = self.width() / count, layout.centre(layer, 0).x()
            else:
                room, centre = layout.matrix(layer).width(), layout.matrix(layer).center().x()
            text = elided(facts.layer_name(layer), metrics, room - _GAP)
            width = metrics.horizontalAdvance(text)
            left = min(max(centre - width / 2, float(_GAP)), self.width() - width - _GAP)
            painter.drawText(QRectF(left, 3, width + 2, metrics.height()), int(Qt.AlignmentFlag.AlignCenter), text)
        if isinstance(layout, Matrices):
            return
        painter.setPen(self._theme.text)
        for layer, names, side in ((0, facts.inputs, -1), (count - 1, facts.outputs, 1)):
            self._write_names(painter, layout, layer, names, side)

    def _write_names(self, painter: QPainter, layout: Circles, layer: int, names: tuple[str, ...], side: int) -> None:
        metrics, away = painter.fontMetrics(), layout.radius(layer) + _GAP
        if len(names) * metrics.height() * 0.8 > layout.area.height():
            return
        room = self.width() * _NAME_MAX
        for index, name in enumerate(names):
            centre = layout.centre(layer, index)
            left = centre.x() + away if side > 0 else centre.x() - away - room
            align = Qt.AlignmentFlag.AlignLeft if side > 0 else Qt.AlignmentFlag.AlignRight
            rect = QRectF(left, centre.y() - metrics.height() / 2, room, metrics.height())
            painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter), elided(name, metrics, room))

    def _paint_circles(self, painter: QPainter, facts: Facts, layout: Circles) -> None:
        from pg_desktop.ui.panes.network.picture import paint_units, paint_weights_of  # noqa: PLC0415 (NumPy, after the first paint)

        unit = self.unit
        if unit is not None:
            veil = QColor(self._theme.card)
            veil.setAlphaF(0.72)
            painter.fillRect(layout.area, veil)
            paint_weights_of(painter, layout, facts.weights, (unit.layer, unit.index), self._theme)
        for layer in range(len(facts.sizes)):
            values = None if self._inside is None else facts.values(layer, self._inside)
            paint_units(painter, layout, layer, values, self._useless(layer, facts), self._theme)
        if unit is not None:
            painter.setPen(QPen(self._theme.text, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            around = layout.radius(unit.layer) + 2.5
            painter.drawEllipse(layout.centre(unit.layer, unit.index), around, around)

    def _paint_matrices(self, painter: QPainter, facts: Facts, layout: Matrices) -> None:
        from pg_desktop.ui.panes.network.picture import paint_strip  # noqa: PLC0415 (NumPy, after the first paint)

        if self._inside is not None:
            for layer in range(1, len(facts.sizes)):
                paint_strip(painter, layout, layer, facts.values(layer, self._inside), self._theme)
        unit = self.unit
        if unit is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            rect = layout.row(unit.layer, unit.index).adjusted(-2, -2, 2, 2)
            for colour, width in ((self._theme.card, 4.0), (self._theme.text, 1.6)):
                painter.setPen(QPen(colour, width))
                painter.drawRect(rect)

    def _useless(self, layer: int, facts: Facts) -> NDArray[np.bool_] | None:
        if self._health is None or not 0 < layer < len(facts.sizes) - 1 or layer > len(self._health.dead):
            return None
        useless = self._health.dead[layer - 1] | self._health.saturated[layer - 1]
        return useless if len(useless) == facts.sizes[layer] else None

    def _at(self, event: QMouseEvent) -> Unit | None:
        from pg_desktop.ui.panes.network.facts import Unit  # noqa: PLC0415 (NumPy, after the first paint)

        layout = self.layout_now()
        place = None if layout is None else layout.at(event.position())
        return None if place is None else Unit(*place)

    def _hover(self, unit: Unit | None) -> None:
        if unit != self._hovered:
            self._hovered = unit
            self._changed()

    def _changed(self) -> None:
        self._describe()
        self.update()
        self.looked_at.emit(self.unit)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.reading())
