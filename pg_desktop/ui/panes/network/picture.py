"""Draws a network's weights, and what its units put out. Everything here belongs to the GUI thread."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from pg_desktop.ui.kit.heat_map.palette import SHADES, two_sided
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.network.layout import Circles, Matrices

_LINES_MAX: Final = 240
"""Of each layer: those of the largest weights. More would be one grey."""
_LINES_AT_ONCE: Final = 40
"""Lines after which those of the other colour have their turn again."""
_WIDTHS: Final = (0.5, 1.0, 1.8, 3.0)
"""Pixels; a weight has one of these by its size in relation to the largest of its layer."""
_LEAST_SHARE: Final = 0.04
"""Of the largest weight, below which none is drawn."""


def paint_weights(painter: QPainter, layout: Circles, weights: tuple[NDArray[np.float32], ...], theme: Theme) -> None:
    """All weights as lines: the sign as colour, the size as width."""
    for layer, weight_KI in enumerate(weights):
        _paint_layer(painter, layout, layer, weight_KI, np.abs(weight_KI) > 0, theme, 0.5)


def paint_weights_of(
    painter: QPainter, layout: Circles, weights: tuple[NDArray[np.float32], ...], unit: tuple[int, int], theme: Theme
) -> None:
    """Those into a unit and out of it, strongly."""
    layer, index = unit
    if layer > 0:
        mask = np.zeros(weights[layer - 1].shape, np.bool_)
        mask[index] = True
        _paint_layer(painter, layout, layer - 1, weights[layer - 1], mask, theme, 1.0)
    if layer < len(weights):
        mask = np.zeros(weights[layer].shape, np.bool_)
        mask[:, index] = True
        _paint_layer(painter, layout, layer, weights[layer], mask, theme, 1.0)


def _paint_layer(
    painter: QPainter,
    layout: Circles,
    layer: int,
    weight_KI: NDArray[np.float32],
    mask_KI: NDArray[np.bool_],
    theme: Theme,
    opacity: float,
) -> None:
    size_KI = np.abs(weight_KI)
    most = float(size_KI.max(initial=0.0))
    if not most > 0 or not np.isfinite(most):
        return
    share_KI = np.where(mask_KI, size_KI / most, 0.0)
    wanted = np.argwhere(share_KI >= _LEAST_SHARE)
    if len(wanted) > _LINES_MAX:
        order = np.argsort(share_KI[wanted[:, 0], wanted[:, 1]])
        wanted = wanted[order[-_LINES_MAX:]]
    wanted = wanted[np.argsort(share_KI[wanted[:, 0], wanted[:, 1]], kind="stable")]
    groups: dict[tuple[int, int, bool], list[QLineF]] = {}
    for number, (output, source) in enumerate(wanted.tolist()):
        share = float(share_KI[output, source])
        # In turns, so that neither colour lies over all of the other.
        turn = number // _LINES_AT_ONCE
        key = turn, min(int(share * len(_WIDTHS)), len(_WIDTHS) - 1), bool(weight_KI[output, source] > 0)
        line = QLineF(layout.centre(layer, source), layout.centre(layer + 1, output))
        groups.setdefault(key, []).append(line)
    for (_, width, positive), lines in sorted(groups.items(), key=lambda group: group[0]):
        colour = QColor(theme.accent if positive else theme.second)
        colour.setAlphaF(opacity * (0.3 + 0.7 * (width + 1) / len(_WIDTHS)))
        painter.setPen(QPen(colour, _WIDTHS[width]))
        painter.drawLines(lines)


def paint_units(
    painter: QPainter,
    layout: Circles,
    layer: int,
    values: NDArray[np.float64] | None,
    useless: NDArray[np.bool_] | None,
    theme: Theme,
) -> None:
    """A layer's units, filled as much as they put out; those of no use are crossed out."""
    radius = layout.radius(layer)
    shades = two_sided(theme)
    most = _most(values)
    for unit in range(layout.sizes[layer]):
        centre = layout.centre(layer, unit)
        painter.setPen(QPen(theme.muted, 1.0))
        painter.setBrush(theme.card if values is None else shades[_shade(float(values[unit]), most)])
        painter.drawEllipse(centre, radius, radius)
        if useless is not None and useless[unit]:
            painter.setPen(QPen(theme.bad, 1.4))
            painter.drawLine(QLineF(centre.x() - radius, centre.y() + radius, centre.x() + radius, centre.y() - radius))


def paint_matrices(painter: QPainter, layout: Matrices, weights: tuple[NDArray[np.float32], ...], theme: Theme) -> None:
    """All weights as colours."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for layer, weight_KI in enumerate(weights, 1):
        rect = layout.matrix(layer)
        _draw(painter, rect, weight_KI.astype(np.float64), theme)
        painter.setPen(QPen(theme.border, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)


def paint_strip(painter: QPainter, layout: Matrices, layer: int, values: NDArray[np.float64], theme: Theme) -> None:
    """What the units of a layer put out, as colours beside their weights."""
    _draw(painter, layout.strip(layer), values[:, None], theme)


def _draw(painter: QPainter, rect: QRectF, values: NDArray[np.float64], theme: Theme) -> None:
    most = _most(values)
    indices = np.nan_to_num(np.clip(np.rint((values / most + 1) / 2 * (SHADES - 1)), 0, SHADES - 1)).astype(np.uint8)
    data, (rows, columns) = indices.tobytes(), indices.shape  # the image does not keep it
    image = QImage(data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable([shade.rgb() for shade in two_sided(theme)])
    painter.drawImage(rect, image)


def _most(values: NDArray[np.float64] | None) -> float:
    most = 0.0 if values is None else float(np.abs(values).max(initial=0.0))
    return most if most > 0 and np.isfinite(most) else 1.0


def _shade(value: float, most: float) -> int:
    share = (value / most + 1) / 2 * (SHADES - 1)
    return round(min(max(share, 0), SHADES - 1)) if np.isfinite(share) else SHADES // 2
