"""What an update tells of the overseer that looked after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pg_desktop.learning.algorithms.algorithm import Outcome
from pg_desktop.learning.overseeing.overseer import OVERSEER, Overseer


def with_overseer(outcome: Outcome, options: Mapping[str, Any] | None) -> Outcome:
    """An outcome with what the overseer has counted, if there was one.

    Returns are then what the world itself has paid: prices and temptations are what the policy learns from, and no
    measure of how well it does.

    Args:
        outcome: of an update.
        options: what the reset of its environments was told.
    """
    overseer = (options or {}).get(OVERSEER)
    if not isinstance(overseer, Overseer):
        return outcome
    return replace(outcome, returns_N=overseer.returns_N.copy(), metrics={**outcome.metrics, **overseer.metrics()})
