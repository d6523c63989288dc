"""How a search looks ahead. Light: the window reads it before NumPy is there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchSettings:
    """How a search looks ahead.

    Attributes:
        simulations: how many positions after the one in question it looks at, at most; 0 for none, which leaves the
            prior.
        c: how much the prior, and what has hardly been tried, count against what moves have turned out to be worth.
        unvisited: how much worse than the position itself a move is taken to be that has not been tried.
        root_noise: which part of the prior in question is noise, so that a search does not try the same moves always.
        dirichlet_alpha: the noise's parameter: below 1, most of it is on a few moves.
    """

    simulations: int
    c: float = 1.5
    unvisited: float = 0.25
    root_noise: float = 0.0
    dirichlet_alpha: float = 1.0
