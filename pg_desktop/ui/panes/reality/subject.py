"""Whose gap is measured, and how: in another thread, where NumPy loads with the first measurement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pg_desktop.learning.measuring.reality_reading import RealityGap
from pg_desktop.learning.settings.table import Settings
from pg_desktop.ui.panes.robustness.subject import Progress, Stop

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.worlds.world import World
    from pg_desktop.runs.record import RunRecord


@dataclass(frozen=True, eq=False)
class Subject:
    """Whose gap is measured.

    Attributes:
        policy: who plays.
        world: where.
        settings: of its run, whose physics is the simulator's.
        reality: the number of the sealed physics.
        update: updates that the policy has had, in this run and before it.
        spent: training episodes that it has had in reality.
        record: of its run.
    """

    policy: Policy
    world: World
    settings: Settings
    reality: int
    update: int
    spent: int
    record: RunRecord


def measure_gap(subject: Subject, stop: Stop, progress: Progress) -> RealityGap:
    """See `measuring.reality_gap`; it may run in any thread."""
    from pg_desktop.learning.measuring import reality_gap  # noqa: PLC0415 (NumPy, after the first paint)

    return reality_gap.measure_gap(
        subject.policy,
        subject.world,
        subject.reality,
        subject.settings.physics,
        update=subject.update,
        spent=subject.spent,
        stop=stop,
        progress=progress,
    )
