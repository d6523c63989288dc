"""How the held-out changes were drawn, so that anybody can draw them again: `drawn(SEED)`. Plain Python.

Each change is one or two quantities of the cart-pole's table, every one as likely as any other, somewhere in its whole
range: factors evenly by their logarithms, steps from 1 on, all else evenly.
"""

from __future__ import annotations

import math
from random import Random
from typing import Final

from pg_desktop.learning.worlds.cart_pole.physics import TABLE, Kind, Physics, Quantity

SEED: Final = 2016
"""The year of the paper. It was written down before anything was drawn from it, and is the only one that was tried."""
COUNT: Final = 10


def drawn(seed: int) -> tuple[Physics, ...]:
    """Ten changes.

    Args:
        seed: of all of them.
    """
    rng = Random(seed)  # noqa: S311 (nothing secret)
    return tuple(_physics(rng) for _ in range(COUNT))


def _physics(rng: Random) -> Physics:
    wanted = 1 if rng.random() < 0.5 else 2
    found: dict[str, float] = {}
    while len(found) < wanted:
        row = TABLE[int(rng.random() * len(TABLE))]
        if row.name not in found:
            found[row.name] = _value(row, rng.random())
    return Physics(**found)


def _value(row: Quantity, share: float) -> float:
    if row.kind is Kind.FACTOR:
        return round(row.low * math.exp(share * math.log(row.high / row.low)), 2)
    if row.kind is Kind.STEPS:
        return 1 + int(share * row.high)
    return round(row.low + (row.high - row.low) * share, 2)
