"""What climbing a rung came to, in one sentence."""

from __future__ import annotations

from typing import Final

from pg_desktop.ladder.climbing import Climbed

_WORSE: Final = 0.05
"""By so much less, a share counts as having fallen."""
_BETTER: Final = 0.53
"""With so many points a game one beats somebody."""


def told(climbed: Climbed, below: Climbed | None) -> str:
    """One sentence about a rung.

    Args:
        climbed: the rung.
        below: the one before; None for the first.
    """
    truth = _truth(climbed)
    if below is None:
        accuracy = climbed.metrics.get("accuracy", 0.0)
        return f"Foresees {accuracy:.0%} of the experts' moves in games it has not seen{_and(truth)}."
    against = climbed.against[below.rung.id]
    points = f"{against.sampled.score:.2f} points a game, greedy {against.greedy.score:.2f}"
    name = below.rung.name.lower()
    if against.sampled.score < _BETTER:
        return f"Is no better than “{name}” below it ({points}){_and(truth)}."
    fallen = _fallen(climbed, below)
    if fallen:
        return f"Beats “{name}” ({points}), and plays worse: {fallen}."
    return f"Beats “{name}” ({points}){_and(truth)}."


def _truth(climbed: Climbed) -> str:
    strength = climbed.strength
    if strength.perfect is not None:
        lost = strength.perfect.losses
        return f"loses {lost:,} of {strength.perfect.games:,} games to perfect play"
    if strength.optimal is not None:
        return f"{strength.optimal:.0%} of its moves are best ones"
    return ""


def _and(truth: str) -> str:
    return f"; {truth}" if truth else ""


def _fallen(climbed: Climbed, below: Climbed) -> str:
    """What has become worse by the truth; "" if nothing has."""
    now, before = climbed.strength, below.strength
    if now.perfect is not None and before.perfect is not None:
        lost, lost_before = now.perfect.losses, before.perfect.losses
        if lost > lost_before + _WORSE * now.perfect.games:
            return f"it loses {lost:,} of {now.perfect.games:,} games to perfect play, the other {lost_before:,}"
    if now.optimal is not None and before.optimal is not None and now.optimal < before.optimal - _WORSE:
        return f"{now.optimal:.0%} of its moves are best ones, of the other's {before.optimal:.0%}"
    return ""
