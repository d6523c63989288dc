"""Boxes and sliders that leave the wheel to what lies behind them until the user has gone into them on purpose."""

from __future__ import annotations

from html import escape
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSlider,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from pg_desktop.ui.kit.contained import contained, nothing

_BY_KEYS: Final = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)
_COMING_BACK: Final = frozenset(
    {
        Qt.FocusReason.ActiveWindowFocusReason,
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
    }
)
"""With these the focus comes back from where it has been for a while."""
_LINE_HEIGHT: Final = 9
_SCROLL_BAR: Final = 30
"""Pixels that a list needs beside its texts."""


class DeliberateWheel:
    """Turns with the wheel only where the focus has come on purpose; otherwise what lies behind is scrolled.

    To be put before a widget's class. By keys the focus comes on purpose. By the mouse it comes along with what is
    done: a choice from a list, the drag of a slider. Whoever turns the wheel afterwards wants to scroll. Only where a
    click does nothing but go in, as into the text of a number, `CLICKS_GO_IN` may say so.
    """

    CLICKS_GO_IN = False
    _on_purpose = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        reason = event.reason()
        if reason not in _COMING_BACK:
            self._on_purpose = reason in _BY_KEYS or (self.CLICKS_GO_IN and reason is Qt.FocusReason.MouseFocusReason)
        super().focusInEvent(event)  # type: ignore[misc]

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._on_purpose and self.hasFocus():  # type: ignore[attr-defined]
            super().wheelEvent(event)  # type: ignore[misc]
        else:
            event.ignore()


class _ListDelegate(QStyledItemDelegate):
    """Draws the entries of a combo box's list as the style sheet says, which Qt's own does not; and the lines."""

    @contained(QStyledItemDelegate.sizeHint)
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if _is_line(index):
            return QSize(1, _LINE_HEIGHT)
        return super().sizeHint(option, index)

    @contained(nothing)
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if not _is_line(index):
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect
        palette: QPalette = option.palette
        painter.fillRect(rect.adjusted(6, _LINE_HEIGHT // 2, -6, -_LINE_HEIGHT // 2 + 1), palette.mid())


def _is_line(index: QModelIndex | QPersistentModelIndex) -> bool:
    return bool(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator")  # which is how Qt marks it


class ComboBox(DeliberateWheel, QComboBox):
    """A combo box, whose list is as wide as what is in it. Lives in the GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # and not by the wheel
        self._listed = False

    def showPopup(self) -> None:
        view = self.view()
        if not self._listed:
            self._listed = True
            view.setItemDelegate(_ListDelegate(view))
            # Its window has more than the list in it, and would be painted in the colour of the ground.
            view.window().setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            view.window().setContentsMargins(1, 0, 1, 0)
        view.setMinimumWidth(max(view.minimumWidth(), view.sizeHintForColumn(0) + 2 * view.frameWidth() + _SCROLL_BAR))
        super().showPopup()

    def hidePopup(self) -> None:
        self._on_purpose = False
        super().hidePopup()


class Slider(DeliberateWheel, QSlider):
    """A slider. Lives in the GUI thread."""


class SpinBox(DeliberateWheel, QSpinBox):
    """A field for a whole number. Lives in the GUI thread."""

    CLICKS_GO_IN = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class PickerBox(ComboBox):
    """A combo box of what changes much at once, such as the world: the wheel never turns it. Lives in the GUI thread.

    It takes little room, cutting off long texts at the right, and its border says when a choice waits.

    Attributes:
        tip: what is chosen here, as rich text.
        waiting: what waits, in a sentence; "" if nothing does.
    """

    _LEAST: Final = 10
    _MOST: Final = 25
    """Letters of ordinary width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tip = ""
        self.waiting = ""
        self.currentTextChanged.connect(self._show_tip)

    def explain(self, tip: str) -> None:
        """Say what is chosen here, in the tooltip, which begins with the choice in full."""
        self.tip = tip
        self._show_tip()

    def show_waiting(self, sentence: str) -> None:
        """Say what of the choice waits; "" if nothing does."""
        if sentence == self.waiting:
            return
        self.waiting = sentence
        self.setProperty("waiting", bool(sentence))
        self.style().unpolish(self)
        self.style().polish(self)
        self._show_tip()

    @contained(ComboBox.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._LEAST * self.fontMetrics().averageCharWidth()), hint.height())

    @contained(ComboBox.sizeHint)
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width(), self._MOST * self.fontMetrics().averageCharWidth()), hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, field, self).width()
        text = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        option.currentText = text
        painter = QStylePainter(self)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    @Slot()
    def _show_tip(self) -> None:
        waiting = f"<p>{escape(self.waiting)}</p>" if self.waiting else ""
        self.setToolTip(f"<b>{escape(self.currentText())}</b>{self.tip}{waiting}")
