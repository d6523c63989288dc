"""When a rung beats its teacher and yet plays worse: what the chapter's warning looks like in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pg_desktop.ui.panes.ladder.series import Series

_BEATS: Final = 0.55
"""Score against its teacher from which on it counts as better than that."""
_WORSE: Final = 0.05
"""By how much a share has to be worse than at first: less may be chance, with a few hundred games."""


@dataclass(frozen=True)
class Divergence:
    """A rung that beats its teacher and plays worse; only what was measured.

    Attributes:
        beats: its score against the policy that it began as.
        lost: the share of games against perfect play that it loses; None where that is not known, or not worse.
        lost_before: the same of its teacher, or when it was first measured.
        optimal: the share of its moves that are best; None where that is not known, or not worse.
        optimal_before: the same of its teacher, or when it was first measured.
    """

    beats: float
    lost: float | None = None
    lost_before: float | None = None
    optimal: float | None = None
    optimal_before: float | None = None


def divergence(series: Mapping[str, Series], teacher: Mapping[str, Series]) -> Divergence | None:
    """Whether a rung's curves part: better against its teacher, worse against the truth.

    Args:
        series: of the rung, by the keys of their metrics.
        teacher: of the rung whose policy it began as; empty where nothing was measured of it.

    Returns:
        The figures that say so; None where they do not.
    """
    against = series.get("against_teacher")
    if against is None or against.last < _BEATS:
        return None
    for key in ("not_lost", "optimal_moves"):
        measured, before = series.get(key), teacher.get(key)
        if measured is None:
            continue
        start = measured.values[0] if before is None else before.last
        if key == "not_lost" and measured.last >= start + _WORSE:
            return Divergence(against.last, lost=measured.last, lost_before=start)
        if key == "optimal_moves" and measured.last <= start - _WORSE:
            return Divergence(against.last, optimal=measured.last, optimal_before=start)
    return None
