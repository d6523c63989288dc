"""Whose robustness is measured, and how: in another thread, where NumPy loads with the first measurement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.learning.cart_pole.physics import Physics
from pg_desktop.learning.measurements import PushTest, TransferMap

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.policies import Policy
    from pg_desktop.learning.worlds import World

Stop = Callable[[], bool]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Subject:
    """Whose robustness is measured.

    Attributes:
        policy: who plays.
        world: where.
        physics: in which physics.
        update: updates that the policy has had, in this run and before it.
        opened_at: those of them that it had had when its run began.
    """

    policy: Policy
    world: World
    physics: Physics
    update: int
    opened_at: int = 0


PushMeasure = Callable[[Subject, Stop, Progress], PushTest]
TransferMeasure = Callable[[Subject, str, str, Stop, Progress], TransferMap]


def measure_pushes(subject: Subject, stop: Stop, progress: Progress) -> PushTest:
    """See `learning.robustness.push_test`; it may run in any thread."""
    from pg_desktop.learning.robustness import push_test  # noqa: PLC0415 (NumPy, after the first paint)

    return push_test(
        subject.policy, subject.world, physics=subject.physics, update=subject.update, stop=stop, progress=progress
    )


def measure_transfer(subject: Subject, x: str, y: str, stop: Stop, progress: Progress) -> TransferMap:
    """See `learning.robustness.transfer_map`; it may run in any thread."""
    from pg_desktop.learning.robustness import transfer_map  # noqa: PLC0415 (NumPy, after the first paint)

    return transfer_map(
        subject.policy,
        subject.world,
        x=x,
        y=y,
        physics=subject.physics,
        update=subject.update,
        stop=stop,
        progress=progress,
    )


def moment_name(update: int, opened_at: int) -> str:
    """What a measured policy is called, in terms of the run that is on.

    Args:
        update: updates that it had had.
        opened_at: updates that the run's policy had had when the run began.
    """
    number = QLocale().toString
    if update > opened_at or not opened_at:
        return QCoreApplication.translate("Robustness", "Update {update}").format(update=number(update - opened_at))
    if update == opened_at:
        return QCoreApplication.translate("Robustness", "As opened")
    return QCoreApplication.translate("Robustness", "Update {update}, before it was saved").format(
        update=number(update)
    )
