"""Where the units and weights of a network are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF

DRAWN_MAX: Final = 64
"""Units of a layer up to which each is a circle; a network with a larger layer is drawn as matrices of its weights."""
_RADIUS_MAX: Final = 8.0
_STRIP: Final = 9.0
_GAP: Final = 5.0


@dataclass(frozen=True)
class Circles:
    """Layers as columns of circles.

    Attributes:
        area: of all circles.
        sizes: units of each layer.
    """

    area: QRectF
    sizes: tuple[int, ...]

    def centre(self, layer: int, unit: int) -> QPointF:
        """Where a unit is."""
        x = self.area.left() + self.area.width() * layer / max(len(self.sizes) - 1, 1)
        return QPointF(x, self.area.center().y() + (unit - (self.sizes[layer] - 1) / 2) * self._step(layer))

    def radius(self, layer: int) -> float:
        """How large the circles of a layer are."""
        return max(1.5, min(_RADIUS_MAX, self._step(layer) * 0.42))

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """The unit at a point, or the nearest one of its column; None beside all columns."""
        distance = self.area.width() / max(len(self.sizes) - 1, 1)
        layer = round((point.x() - self.area.left()) / distance) if distance > 0 else 0
        if not 0 <= layer < len(self.sizes):
            return None
        first = self.centre(layer, 0)
        if abs(point.x() - first.x()) > 2 * _RADIUS_MAX:
            return None
        unit = round((point.y() - first.y()) / self._step(layer))
        return (layer, unit) if 0 <= unit < self.sizes[layer] else None

    def _step(self, layer: int) -> float:
        return min(self.area.height() / self.sizes[layer], 4.2 * _RADIUS_MAX)


@dataclass(frozen=True)
class Matrices:
    """Weights of each layer as a matrix: a row for each of its units, with what it puts out in a strip at the right.

    Attributes:
        area: of all matrices.
        sizes: units of each layer, from what is observed on.
    """

    area: QRectF
    sizes: tuple[int, ...]

    def matrix(self, layer: int) -> QRectF:
        """Where the weights into a layer are, from 1 on."""
        width = self.area.width() / (len(self.sizes) - 1)
        left = self.area.left() + (layer - 1) * width
        return QRectF(left, self.area.top(), width - _STRIP - 3 * _GAP, self.area.height())

    def strip(self, layer: int) -> QRectF:
        """Where the outputs of a layer's units are, from 1 on."""
        matrix = self.matrix(layer)
        return QRectF(matrix.right() + _GAP, matrix.top(), _STRIP, matrix.height())

    def row(self, layer: int, unit: int) -> QRectF:
        """Where a unit's weights and output are; of what is observed, its column in the first matrix."""
        if layer == 0:
            matrix = self.matrix(1)
            width = matrix.width() / self.sizes[0]
            return QRectF(matrix.left() + unit * width, matrix.top(), width, matrix.height())
        matrix, height = self.matrix(layer), self.area.height() / self.sizes[layer]
        return QRectF(matrix.left(), matrix.top() + unit * height, self.strip(layer).right() - matrix.left(), height)

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """The unit in whose row a point is; None for none."""
        for layer in range(1, len(self.sizes)):
            whole = self.matrix(layer).united(self.strip(layer))
            if whole.contains(point):
                unit = int((point.y() - whole.top()) / whole.height() * self.sizes[layer])
                return layer, min(unit, self.sizes[layer] - 1)
        return None


def layout_of(area: QRectF, sizes: tuple[int, ...]) -> Circles | Matrices:
    """How a network is drawn in an area."""
    if max(sizes) <= DRAWN_MAX:
        inset = _RADIUS_MAX + 2
        return Circles(area.adjusted(inset, 2, -inset, -2), sizes)
    return Matrices(area, sizes)
