"""The policy's distribution in one moment, as a slim bar below the scene.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from pg_desktop.ui.kit.numbers import MINUS, fixed, percent
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.distribution.density import action_at
from pg_desktop.ui.panes.distribution.words import mean_and_std, part_names

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.distributions import ChoicePart, DensityPart, Part
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.worlds.table import EnvironmentEntry

_BAR_HEIGHT: Final = 8.0
_BAR_WIDTH: Final = 220.0
_BESIDE: Final = 21
"""Letters of ordinary width for which a bar leaves room on either side."""
_LEAST_SHARE: Final = 0.28
"""Part of the whole width that a bar has at least."""
_GAP: Final = 10.0
_PARTS_MAX: Final = 4
"""More dimensions than these have no room side by side."""
_MARK: Final = 2.2


def paint_action_bar(painter: QPainter, rect: QRectF, moment: Moment, entry: EnvironmentEntry, theme: Theme) -> None:
    """Draw what the policy made of a moment, and what it chose.

    Args:
        painter: an active painter; its font is used.
        rect: where.
        moment: the moment.
        entry: the world, for the names of its actions.
        theme: the look.
    """
    parts = moment.parts[:_PARTS_MAX]
    if not parts:
        return  # somebody acts who has no probabilities
    width = rect.width() / len(parts)
    for index, part in enumerate(parts):
        area = QRectF(rect.left() + index * width, rect.top(), width, rect.height())
        if len(parts) > 1:
            area.adjust(_GAP / 2, 0, -_GAP / 2, 0)
        _Bar(painter, area, theme).paint(part, part_names(moment, entry, index))


class _Bar:
    def __init__(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        self._painter = painter
        self._rect = rect
        self._theme = theme

    def paint(self, part: Part, names: tuple[str, ...]) -> None:
        from pg_desktop.learning.acting.distributions import DensityPart  # noqa: PLC0415 (NumPy, after the first paint)

        if isinstance(part, DensityPart):
            self._paint_density(part, names[0])
        elif len(part.probabilities_C) == 2:
            self._paint_two(part, names)
        else:
            self._paint_many(part, names)

    def _paint_two(self, part: ChoicePart, names: tuple[str, ...]) -> None:
        probability = float(part.probabilities_C[1])
        bar = self._track()
        share = QRectF(bar)
        share.setLeft(bar.right() - max(_BAR_HEIGHT, bar.width() * probability))
        self._fill(share, self._theme.accent)
        if part.chosen is not None:
            self._mark(bar.right() - 4 if part.chosen else bar.left() + 4)
        first, second = _told(part)
        translate = QCoreApplication.translate
        left = translate("ActionBar", "{name} {percent}").format(name=names[0], percent=first)
        right = translate("ActionBar", "{percent} {name}").format(name=names[1], percent=second)
        self._texts_beside(bar, (left, first), (right, second))

    def _paint_many(self, part: ChoicePart, names: tuple[str, ...]) -> None:
        painter, theme, told = self._painter, self._theme, _told(part)
        cell = min(150.0, self._rect.width() / len(names))
        left = self._rect.center().x() - cell * len(names) / 2
        for choice, name in enumerate(names):
            share = float(part.probabilities_C[choice])
            area = QRectF(left + choice * cell, self._rect.top(), cell, self._rect.height()).adjusted(4, 0, -4, 0)
            track = QRectF(area.left(), area.bottom() - 7, area.width(), 5)
            self._fill(track, theme.groove, 2.5)
            self._fill(
                QRectF(track.topLeft(), track.bottomLeft()).adjusted(0, 0, track.width() * share, 0), theme.accent
            )
            painter.setPen(theme.text if choice == part.chosen else theme.muted)
            both = QCoreApplication.translate("ActionBar", "{name} {percent}").format(name=name, percent=told[choice])
            text = fullest((both, told[choice]), painter.fontMetrics(), area.width())
            painter.drawText(area.adjusted(0, 0, 0, -8), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_density(self, part: DensityPart, name: str) -> None:
        bar = self._track()
        low, high = self._limits(part)
        centre = action_at(part, part.mean)
        ends = [action_at(part, part.mean + side * part.std) for side in (-1, 1)]
        first, last = (self._x(bar, end, low, high) for end in ends)
        band = QColor(self._theme.accent)
        band.setAlphaF(0.45)
        self._fill(QRectF(first, bar.top(), max(last - first, 2.0), bar.height()), band)
        mean = self._x(bar, centre, low, high)
        self._fill(QRectF(mean - 1.5, bar.top() - 2, 3, bar.height() + 4), self._theme.accent, 1.5)
        if part.chosen is not None:
            self._mark(min(max(self._x(bar, part.chosen, low, high), bar.left() + 4), bar.right() - 4))
        translate = QCoreApplication.translate
        drawn: tuple[str, ...] = (name,)
        if part.chosen is not None:
            value = fixed(min(max(part.chosen, part.low), part.high), 2)
            drawn = translate("ActionBar", "{name} {value}").format(name=name, value=value), value
        about = mean_and_std(part), translate("ActionBar", "μ {mean}").format(mean=fixed(part.mean, 2))
        if part.squashed:  # μ and σ are not those of the action, which the bar shows
            about = translate("ActionBar", "median {value}").format(value=fixed(centre, 2)), fixed(centre, 2)
        self._texts_beside(bar, drawn, about)

    @staticmethod
    def _limits(part: DensityPart) -> tuple[float, float]:
        low = part.low if math.isfinite(part.low) else -3.0
        high = part.high if math.isfinite(part.high) else 3.0
        return low, high

    @staticmethod
    def _x(bar: QRectF, value: float, low: float, high: float) -> float:
        share = (value - low) / (high - low) if math.isfinite(value) else 0.0
        return bar.left() + bar.width() * min(max(share, 0.0), 1.0)

    def _track(self) -> QRectF:
        room = self._rect.width()
        beside = _BESIDE * self._painter.fontMetrics().averageCharWidth()
        width = min(_BAR_WIDTH, max(_LEAST_SHARE * room, room - 2 * beside))
        bar = QRectF(0, 0, width, _BAR_HEIGHT)
        bar.moveCenter(self._rect.center())
        self._fill(bar, self._theme.groove)
        return bar

    def _fill(self, rect: QRectF, colour: QColor, radius: float = _BAR_HEIGHT / 2) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colour)
        self._painter.drawRoundedRect(rect, radius, radius)

    def _mark(self, x: float) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.card)
        self._painter.drawEllipse(QPointF(x, self._rect.center().y()), _MARK, _MARK)

    def _texts_beside(self, bar: QRectF, left: tuple[str, ...], right: tuple[str, ...]) -> None:
        """Write to the left and right of a bar what there is room for, of texts from the fullest to the shortest."""
        rect = self._rect
        side = QRectF(rect.left(), rect.top(), bar.left() - rect.left() - _GAP, rect.height())
        self._write(side, Qt.AlignmentFlag.AlignRight, left)
        side = QRectF(bar.right() + _GAP, rect.top(), rect.right() - bar.right() - _GAP, rect.height())
        self._write(side, Qt.AlignmentFlag.AlignLeft, right)

    def _write(self, area: QRectF, side: Qt.AlignmentFlag, texts: tuple[str, ...]) -> None:
        self._painter.setPen(self._theme.muted)
        text = fullest(texts, self._painter.fontMetrics(), area.width())
        self._painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, text)


def fullest(texts: tuple[str, ...], metrics: QFontMetrics, width: float) -> str:
    """The first of some texts that fits whole, with room for a minus sign if it has none; "" if none does.

    Without that room a figure would come and go with the sign.
    """
    for text in texts:
        room = width if MINUS in text else width - metrics.horizontalAdvance(MINUS)
        if metrics.horizontalAdvance(text) <= room:
            return text
    return ""


def _told(part: ChoicePart) -> list[str]:
    """What is written of each action: what it is worth, or how probable it is."""
    from pg_desktop.learning.acting.distributions import ValuePart  # noqa: PLC0415 (NumPy, after the first paint)

    if isinstance(part, ValuePart):
        return [fixed(float(value), 2) for value in part.values_C]
    return [percent(float(share)) for share in part.probabilities_C]
