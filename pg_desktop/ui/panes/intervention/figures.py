"""What the overseer has done so far: who drives, catastrophes, interventions and false blocks, update by update."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.runs.x_axis import XAxis
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.numbers import percent, whole
from pg_desktop.ui.kit.theme import LIGHT, Theme

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.history import History

CATASTROPHES: Final = "catastrophes"
INTERVENTIONS: Final = "interventions"
FALSE_BLOCKS: Final = "false_blocks"
HELPED: Final = "helped"

_POINTS: Final = 200
_BAR: Final = 0.7
"""Of a line of text."""


@dataclass(frozen=True)
class Course:
    """How a run has gone.

    Attributes:
        counts: by key, a value an update; of a long run the smallest and largest of some neighbours.
        totals: by key, the sums over all updates.
        helped: the part of the latest update's env steps in which the overseer drove; None before the first.
    """

    counts: dict[str, tuple[float, ...]]
    totals: dict[str, float]
    helped: float | None

    @classmethod
    def of(cls, history: History | None) -> Course:
        """From a run's record."""
        counts: dict[str, tuple[float, ...]] = {}
        totals: dict[str, float] = {}
        helped = None
        if history is not None:
            block = history.since().metrics_U
            for key in (CATASTROPHES, INTERVENTIONS, FALSE_BLOCKS):
                _, values = history.points(key, XAxis.EPISODE, -inf, inf, _POINTS)
                counts[key] = tuple(map(float, values))
                known = block[key]
                totals[key] = float(known[known >= 0].sum())  # where there is a value
            latest = history.item(HELPED, XAxis.EPISODE, history.updates)
            helped = None if latest is None else float(latest.y)
        return cls(counts, totals, helped)


class Figures(QWidget):
    """A bar of who drives, and a small curve for each count. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("interventionFigures")
        self.setAccessibleName(self.tr("What the overseer has done"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = LIGHT
        self.course = Course({}, {}, None)
        self.setToolTip(
            self.tr(
                "In the bar, the part of the latest update in which the overseer drove; below, all updates so far. A "
                "false block is an intervention where the scripted human would have let the policy go."
            )
        )

    def show_course(self, course: Course) -> None:
        """Show how a run has gone."""
        if course != self.course:
            self.course = course
            rows = [f"{name}: {text}" for name, text, *_ in self._rows()]
            if course.helped is not None:
                rows.insert(0, self.tr("Overseer drives: {part}").format(part=percent(course.helped)))
            self.setAccessibleDescription(" · ".join(rows))
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(round(14 * self._em), round(9 * self._em))

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(round(6 * self._em), round(9 * self._em))

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_driver(painter, QRectF(0, 0, self.width(), 1.9 * self._em))
        rows = self._rows()
        top = 2.2 * self._em
        height = min((self.height() - top) / len(rows), 3.6 * self._em)
        for index, row in enumerate(rows):
            self._paint_row(painter, QRectF(0, top + index * height, self.width(), height), *row)

    def _rows(self) -> Sequence[tuple[str, str, tuple[float, ...], QColor]]:
        theme, course = self._theme, self.course
        named = (
            (CATASTROPHES, self.tr("Catastrophes"), theme.bad),
            (INTERVENTIONS, self.tr("Interventions"), theme.accent),
            (FALSE_BLOCKS, self.tr("False blocks"), theme.second),
        )
        rows = []
        for key, name, colour in named:
            known = bool(course.counts.get(key))
            rows.append((name, whole(course.totals[key]) if known else "–", course.counts.get(key, ()), colour))
        return rows

    def _paint_driver(self, painter: QPainter, room: QRectF) -> None:
        theme, helped = self._theme, self.course.helped
        metrics = QFontMetricsF(self.font())
        line = QRectF(room.left(), room.top(), room.width(), self._em)
        name = elided(self.tr("Overseer"), metrics, 0.7 * room.width())
        painter.setPen(theme.muted)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(theme.text)
        text = "–" if helped is None else percent(helped)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        bar = QRectF(room.left(), line.bottom() + 2, room.width(), _BAR * self._em)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.grid if helped is None else theme.accent)
        painter.drawRoundedRect(bar, 3, 3)
        if helped:
            painter.setBrush(theme.bad)
            width = max(3.0, helped * bar.width())
            painter.drawRoundedRect(QRectF(bar.right() - width, bar.top(), width, bar.height()), 3, 3)

    def _paint_row(
        self, painter: QPainter, room: QRectF, name: str, text: str, values: tuple[float, ...], colour: QColor
    ) -> None:
        line, middle = QRectF(room.left(), room.top(), room.width(), self._em), Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._theme.muted)
        painter.drawText(line, middle, elided(name, QFontMetricsF(self.font()), 0.7 * room.width()))
        painter.setPen(self._theme.text)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, text)
        curve = room.adjusted(0, self._em + 1, 0, -4)
        painter.setPen(QPen(self._theme.grid, 1.0))
        painter.drawLine(curve.bottomLeft(), curve.bottomRight())
        if len(values) > 1 and curve.height() > 3:
            highest = max(*values, 1.0)
            painter.setPen(QPen(colour, 1.4))
            points = [
                QPointF(
                    curve.left() + curve.width() * index / (len(values) - 1),
                    curve.bottom() - (curve.height() - 1) * value / highest,
                )
                for index, value in enumerate(values)
            ]
            painter.drawPolyline(QPolygonF(points))

    @property
    def _em(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()
