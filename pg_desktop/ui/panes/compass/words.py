"""What the compass says, in words."""

from __future__ import annotations

from math import acos, degrees
from typing import Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.measuring.compass_reading import CompassReading, CompassRow, Estimate
from pg_desktop.ui.kit.numbers import fixed, whole

_ASTRAY: Final = 0.5
"""Below this cosine, a gradient points more than 60° away: almost anywhere."""
_RIGHT: Final = 0.7
"""From here on it points the right way, within 45°."""


def number(value: float) -> str:
    """A cosine."""
    return fixed(value, 2)


def with_error(estimate: Estimate) -> str:
    """A cosine and how far it may be off."""
    return _tr("{value} ± {half}").format(value=number(estimate.value), half=number(estimate.half))


def angle(value: float) -> float:
    """Of a cosine, in degrees."""
    return degrees(acos(min(max(value, -1.0), 1.0)))


def row_name(row: CompassRow) -> str:
    """Which batches a row is of."""
    names = {
        "time": _tr("{count} episodes, baseline"),
        "batch": _tr("{count} episodes, batch mean"),
        "normalised": _tr("{count} episodes, normalised"),
        "none": _tr("{count} episodes, no baseline"),
        "whole": _tr("{count} episodes, whole return"),
    }
    if row.episodes == 1:
        alone = {
            "none": _tr("1 episode, no baseline"),
            "whole": _tr("1 episode, whole return"),
        }
        return alone.get(row.weights, _tr("1 episode"))
    return names[row.weights].format(count=whole(row.episodes))


def row_tip(row: CompassRow) -> str:
    """What a row means, as a sentence."""
    meanings = {
        "time": _tr("each action weighed by what followed it against the mean of the episodes still going then"),
        "batch": _tr("each action weighed by what followed it against the mean of the batch"),
        "normalised": _tr("each action weighed by what followed it against the mean of its own episode"),
        "none": _tr("each action weighed by all that followed it, without a baseline"),
        "whole": _tr("each action weighed by the return of its whole episode against the mean of the others"),
    }
    sentence = _tr(
        "The mean over {batches} batches: {value}, surely between {low} and {high} (95 %); {meaning}. That is "
        "{angle}° away from the reference."
    )
    cosine = row.cosine
    return sentence.format(
        batches=whole(row.batches),
        value=number(cosine.value),
        low=number(cosine.low),
        high=number(cosine.high),
        meaning=meanings[row.weights],
        angle=whole(angle(cosine.value)),
    )


def lesson(reading: CompassReading) -> str:
    """What the reading says of one episode and of many, with its numbers; "" where it has none of both."""
    singles = [row for row in reading.rows if row.episodes == 1]
    many = [row for row in reading.rows if row.episodes > 1]
    if not singles or not many:
        return ""
    one, best = singles[0].cosine.value, max(many, key=lambda row: row.cosine.value)
    values = {"one": number(one), "count": whole(best.episodes), "many": number(best.cosine.value)}
    if one < _ASTRAY and best.cosine.value >= _RIGHT:
        template = _tr(
            "One episode's gradient points almost anywhere ({one}); that of {count} points the right way ({many})."
        )
    else:
        template = _tr("The gradient of one episode has a cosine of {one} with the reference, that of {count}, {many}.")
    return template.format(**values)


def spoken(reading: CompassReading) -> str:
    """All of a reading in one line, for those who cannot see it."""
    own = reading.cosine
    parts = [] if own is None else [_tr("this update {value}").format(value=with_error(own))]
    parts += [f"{row_name(row)} {with_error(row.cosine)}" for row in reading.rows]
    return " · ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compass", text)
