"""A slider whose handle goes to where its groove is clicked."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from pg_desktop.ui.kit.wheel import Slider


class GrooveSlider(Slider):
    """A horizontal slider. A press anywhere takes the handle there, and the mouse holds it. Lives in the GUI thread."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not self._is_handle(event.position().toPoint()):
            self.setValue(self._value_at(event.position().toPoint().x()))
        super().mousePressEvent(event)  # which now finds the handle, and drags it from there

    def place_of(self, value: int) -> QPoint:
        """Where the middle of the handle is at a value."""
        first, span = self._handle_range()
        offset = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), value, span)
        return QPoint(first + offset, self.rect().center().y())

    def _value_at(self, x: int) -> int:
        first, span = self._handle_range()
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x - first, span)

    def _handle_range(self) -> tuple[int, int]:
        """The leftmost middle of the handle, and how far it can go from there, in pixels."""
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl
        groove = self.style().subControlRect(control, self._option(), part.SC_SliderGroove, self)
        handle = self.style().subControlRect(control, self._option(), part.SC_SliderHandle, self)
        return groove.left() + handle.width() // 2, groove.width() - handle.width()

    def _is_handle(self, place: QPoint) -> bool:
        control, handle = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        return self.style().hitTestComplexControl(control, self._option(), place, self) == handle

    def _option(self) -> QStyleOptionSlider:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return option
