"""The two observed numbers that maps have as their axes, and the unit whose map is wanted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ShownPlane(QObject):
    """What policy map and network share. Lives in the GUI thread.

    Attributes:
        axes: which numbers of the observation are x and y; None before there is a map.
        unit: the hidden unit that is looked at, (layer, unit) from 0; None for none.

    Signals:
        axes_changed (): there are other axes.
        unit_changed (): another unit is looked at, or none.
    """

    axes_changed = Signal()
    unit_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.axes: tuple[int, int] | None = None
        self.unit: tuple[int, int] | None = None

    def choose(self, axes: tuple[int, int] | None) -> None:
        """Have these axes."""
        if axes != self.axes:
            self.axes = axes
            self.axes_changed.emit()

    def look_at(self, unit: tuple[int, int] | None) -> None:
        """Look at a unit, or at none."""
        if unit != self.unit:
            self.unit = unit
            self.unit_changed.emit()
