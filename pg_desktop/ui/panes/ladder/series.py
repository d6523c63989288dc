"""The curves of a rung: what is drawn of its run's metrics, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from pg_desktop.messages import QT_TRANSLATE_NOOP

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.history import History

_POINTS: Final = 400
_SMOOTHED_UPDATES: Final = 10
"""Of what is measured at every update, the mean of so many is drawn."""
_SOLID, _DASHED, _DOTTED = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine


@dataclass(frozen=True)
class Line:
    """How a metric is drawn here; texts are English sources for translation in the context "Ladder".

    Attributes:
        key: of the metric.
        label: its name in the legend.
        tip: what it is, in a sentence.
        colour: index among the theme's colours of runs, which are unlike each other for all eyes.
        pen: how its line is drawn, for whoever tells no colours apart.
        lost: whether it is drawn as what is missing to 1.
        dense: whether it is measured at every update.
        nats: whether it is no share, and stands below the others.
    """

    key: str
    label: str
    tip: str
    colour: int
    pen: Qt.PenStyle = _SOLID
    lost: bool = False
    dense: bool = False
    nats: bool = False


LINES: Final = (
    Line(
        "accuracy",
        QT_TRANSLATE_NOOP("Ladder", "agrees with the expert"),
        QT_TRANSLATE_NOOP("Ladder", "Share of expert moves that it foresees, in games that it does not learn from."),
        4,
        dense=True,
    ),
    Line(
        "against_teacher",
        QT_TRANSLATE_NOOP("Ladder", "against its teacher"),
        QT_TRANSLATE_NOOP(
            "Ladder",
            "Score against the policy that it began as, in games that both sample; a draw counts half. Half is equal.",
        ),
        0,
    ),
    Line(
        "against_teacher_greedy",
        QT_TRANSLATE_NOOP("Ladder", "the same, greedy"),
        QT_TRANSLATE_NOOP(
            "Ladder", "The same where both make their likeliest move; random openings tell the games apart."
        ),
        0,
        _DASHED,
    ),
    Line(
        "optimal_moves",
        QT_TRANSLATE_NOOP("Ladder", "optimal moves"),
        QT_TRANSLATE_NOOP("Ladder", "Share of positions in which its likeliest move is one of the best there are."),
        2,
    ),
    Line(
        "not_lost",
        QT_TRANSLATE_NOOP("Ladder", "lost to perfect play"),
        QT_TRANSLATE_NOOP(
            "Ladder", "Share of games that it loses, with its likeliest moves, to a player who makes no mistake."
        ),
        1,
        lost=True,
    ),
    Line(
        "win_rate",
        QT_TRANSLATE_NOOP("Ladder", "score in training"),
        QT_TRANSLATE_NOOP("Ladder", "Score in its training games, whoever its opponents are then."),
        7,
        _DOTTED,
        dense=True,
    ),
    Line(
        "entropy",
        QT_TRANSLATE_NOOP("Ladder", "entropy"),
        QT_TRANSLATE_NOOP("Ladder", "How undecided the policy is, in nats; what is lost of it hardly comes back."),
        3,
        dense=True,
        nats=True,
    ),
)
"""All that can be drawn, in the order of the legend."""


@dataclass(frozen=True)
class Series:
    """A line with its points.

    Attributes:
        line: how it is drawn.
        games: training games that had been played, ascending.
        values: what was measured then.
    """

    line: Line
    games: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def last(self) -> float:
        """The newest value."""
        return self.values[-1]

    def at(self, games: float) -> float:
        """The value at a number of games: between two points on the line, beyond the ends as there."""
        if games <= self.games[0]:
            return self.values[0]
        ends = pairwise(zip(self.games, self.values, strict=True))
        for (left, low), (right, high) in ends:
            if games <= right:
                return low + (high - low) * (games - left) / (right - left)
        return self.values[-1]


def series_of(history: History) -> tuple[Series, ...]:
    """What there is to be drawn of a run."""
    keys = {metric.key for metric in history.metrics}
    window = max(1, _SMOOTHED_UPDATES * history.episodes // max(history.updates, 1))
    found = (_series(history, line, window) for line in LINES if line.key in keys)
    return tuple(series for series in found if series is not None)


def by_key(series: tuple[Series, ...]) -> Mapping[str, Series]:
    """The same by the keys of their metrics."""
    return {each.line.key: each for each in series}


def _series(history: History, line: Line, window: int) -> Series | None:
    from pg_desktop.runs.x_axis import XAxis  # noqa: PLC0415 (NumPy is there by now)

    if line.dense:
        x, y = history.smoothed(line.key, XAxis.EPISODE, window, 0.0, inf, _POINTS)
    else:
        x, y = history.points(line.key, XAxis.EPISODE, 0.0, inf, _POINTS)
    if not len(x):
        return None
    values = 1 - y if line.lost else y
    return Series(line, tuple(map(float, x)), tuple(map(float, values)))
