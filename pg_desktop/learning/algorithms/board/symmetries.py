"""Positions turned and mirrored at random, so that what is learned of one holds for all that are the same.

Shape suffixes: B positions.
"""

from __future__ import annotations

import numpy as np

from pg_desktop.learning.algorithms.board.lessons import Shares
from pg_desktop.learning.games.turning import Turning


def turned(turning: Turning, shares: Shares, rng: np.random.Generator) -> Shares:
    """The same positions, each turned or mirrored at random as its game allows."""
    symmetry_B = rng.integers(0, len(turning), len(shares))
    return Shares(
        turning.planes(shares.obs_BF, symmetry_B),
        turning.over_actions(shares.share_BA, symmetry_B),
        shares.target_B,
    )
