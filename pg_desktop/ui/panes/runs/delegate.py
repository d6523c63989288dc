"""How a run's name is drawn: its colour, which is a tick box at once, its name, and signs for what it is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.runs.model import COLOUR_ROLE, FALLEN_ROLE, LIVE_ROLE, PINNED_ROLE, Column

Index = QModelIndex | QPersistentModelIndex
_SWATCH: Final = 12
_GAP: Final = 7
_SIGN: Final = 8
_ROW: Final = 26
CELL_EDGE: Final = 12
"""Pixels of a cell's width that its text cannot use."""


class RunDelegate(QStyledItemDelegate):
    """Draws the rows of the list of runs. Lives in the GUI thread.

    Attributes:
        editor: where a name is being changed, if one is.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor: QWidget | None = None
        self._theme = LIGHT

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        self.editor = super().createEditor(parent, option, index)
        return self.editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() == Column.SOLVED:
            colour = self._theme.bad if index.data(FALLEN_ROLE) else self._theme.good
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, colour)
        if option.rect.width() > 0 and index.column() != 0:
            # Qt would cut numbers in two.
            option.text = elided(option.text, option.fontMetrics, option.rect.width() - CELL_EDGE)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), max(_ROW, option.fontMetrics.height() + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.data(COLOUR_ROLE) is None or index.column() != 0:
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        name, option.text = option.text, ""
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        style = option.widget.style() if option.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_swatch(painter, option.rect, index)
        right = self._draw_signs(painter, option.rect, index)
        place = self._name_place(option.rect)
        place.setRight(right)
        painter.setFont(option.font)
        hidden = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
        painter.setPen(self._theme.muted if hidden else self._theme.text)
        text = elided(name, QFontMetrics(option.font), place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if index.column() != 0 or not isinstance(event, QMouseEvent) or event.button() is not Qt.MouseButton.LeftButton:
            return False
        if not self._click_place(option.rect).contains(event.position().toPoint()):
            return False
        if event.type() is QEvent.Type.MouseButtonRelease:
            shown = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if shown else Qt.CheckState.Checked
            model.setData(index, state, Qt.ItemDataRole.CheckStateRole)
        return True  # a double click is two of these, and nothing else

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        del index
        editor.setGeometry(self._name_place(option.rect).adjusted(-4, 1, 0, -1))

    def swatch_place(self, cell: QRect) -> QRect:
        """Where the colour is in the cell of a name."""
        return QRect(cell.left() + 4, cell.center().y() - _SWATCH // 2 + 1, _SWATCH, _SWATCH)

    def _click_place(self, cell: QRect) -> QRect:
        """What counts as a click on the colour."""
        return QRect(cell.left(), cell.top(), _SWATCH + 8, cell.height())

    def _name_place(self, cell: QRect) -> QRect:
        return cell.adjusted(4 + _SWATCH + _GAP, 0, -4, 0)

    def _draw_swatch(self, painter: QPainter, cell: QRect, index: Index) -> None:
        colour = self._theme.run_colour(index.data(COLOUR_ROLE))
        place = QRectF(self.swatch_place(cell)).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(colour, 1.6))
        hidden = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
        painter.setBrush(Qt.BrushStyle.NoBrush if hidden else colour)
        painter.drawRoundedRect(place, 3, 3)

    def _draw_signs(self, painter: QPainter, cell: QRect, index: Index) -> int:
        """A green dot for the run that is trained, a small pin for those that are pinned; returns what is left."""
        right = cell.right() - 4
        painter.setPen(Qt.PenStyle.NoPen)
        middle = cell.center().y() + 1
        if index.data(LIVE_ROLE):
            painter.setBrush(self._theme.good)
            painter.drawEllipse(QRectF(right - _SIGN, middle - _SIGN / 2, _SIGN, _SIGN))
            right -= _SIGN + 4
        if index.data(PINNED_ROLE):
            painter.setPen(QPen(self._theme.muted, 1.4))
            painter.setBrush(self._theme.muted)
            painter.drawEllipse(QRectF(right - 6.5, middle - 6, 5, 5))
            painter.drawLine(right - 4, middle - 1, right - 4, middle + 5)
            right -= _SIGN + 4
        return right
