"""How strong players are, from the games between them: Elo ratings.

In the model of Bradley and Terry (1952), with Elo's scale, A scores 1 / (1 + 10^((R_B − R_A) / 400)) against B. Ratings
are those under which the results are most likely, a draw being half a win, with a normal prior as wide as the whole
scale, so that who has won every game is not infinitely strong.

Shape suffixes: P players.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.matches import Tally
from pg_desktop.learning.measuring.intervals import NORMAL_97_5

_ELO: Final = 400 / log(10)
"""Elo points of 1 in the exponent."""
_PRIOR: Final = (_ELO / 1000) ** 2
"""One over the variance of the prior, which has a standard deviation of 1000 Elo points."""
_STEPS: Final = 100
_PRECISE: Final = 1e-9

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Rating:
    """How strong a player is.

    Attributes:
        elo: points more than the anchor's.
        low: the lower end of the 95 % confidence interval of the difference to the anchor.
        high: its upper end.
    """

    elo: float
    low: float
    high: float


def ratings(players: Sequence[str], results: Mapping[tuple[str, str], Tally], anchor: str) -> dict[str, Rating]:
    """Rate players by all their games.

    Args:
        players: everybody who is to be rated; who has not played is rated as the anchor, with a wide interval.
        results: how games between two of them went for the one who is named first.
        anchor: the player whose rating is 0.

    Returns:
        the rating of each, in the order of `players`.
    """
    place = {player: index for index, player in enumerate(players)}
    points_PP = np.zeros((len(players), len(players)))
    for (a, b), tally in results.items():
        points_PP[place[a], place[b]] += tally.points
        points_PP[place[b], place[a]] += tally.reversed().points
    free_P = np.arange(len(players)) != place[anchor]
    strength_P, deviation_P = _most_likely(points_PP, free_P)
    half_P = NORMAL_97_5 * deviation_P
    return {
        player: Rating(*(float(_ELO * x) for x in (strength, strength - half, strength + half)))
        for player, strength, half in zip(players, strength_P, half_P, strict=True)
    }


def _most_likely(points_PP: Float64, free_P: NDArray[np.bool_]) -> tuple[Float64, Float64]:
    """Strengths, of which those that are not free stay 0, and their standard deviations: Newton's method."""
    strength_P = np.zeros(len(points_PP))
    deviation_P = np.zeros(len(points_PP))
    if not free_P.any():
        return strength_P, deviation_P
    objective = _objective(points_PP, strength_P)
    for _ in range(_STEPS):
        slope_P, curvature_PP = _derivatives(points_PP, strength_P)
        step_P = np.zeros_like(strength_P)
        step_P[free_P] = np.linalg.solve(curvature_PP[np.ix_(free_P, free_P)], slope_P[free_P])
        while (after := _objective(points_PP, strength_P + step_P)) < objective:
            step_P /= 2
        strength_P, objective = strength_P + step_P, after
        if np.abs(step_P).max() < _PRECISE:
            break
    _, curvature_PP = _derivatives(points_PP, strength_P)
    deviation_P[free_P] = np.sqrt(np.diag(np.linalg.inv(curvature_PP[np.ix_(free_P, free_P)])))
    return strength_P, deviation_P


def _objective(points_PP: Float64, strength_P: Float64) -> float:
    """The logarithm of likelihood and prior."""
    behind_PP = strength_P[None, :] - strength_P[:, None]
    return float(-(points_PP * np.logaddexp(0, behind_PP)).sum() - _PRIOR / 2 * (strength_P**2).sum())


def _derivatives(points_PP: Float64, strength_P: Float64) -> tuple[Float64, Float64]:
    """The objective's gradient, and the negative of its second derivatives."""
    expected_PP = 1 / (1 + np.exp(strength_P[None, :] - strength_P[:, None]))
    games_PP = points_PP + points_PP.T
    slope_P = (points_PP - games_PP * expected_PP).sum(1) - _PRIOR * strength_P
    weight_PP = games_PP * expected_PP * (1 - expected_PP)
    return slope_P, np.diag(weight_PP.sum(1) + _PRIOR) - weight_PP
