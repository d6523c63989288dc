"""Whose robustness is measured, and how: in another thread, where NumPy loads with the first measurement."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.measuring.measurements import PushTest, TransferMap
from pg_desktop.learning.settings.table import hyperparameter
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.settings.quantities import quantity_text
from pg_desktop.ui.kit.settings.values import translated

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.worlds.world import World

Stop = Callable[[], bool]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Subject:
    """Whose robustness is measured.

    Attributes:
        policy: who plays.
        world: where.
        variation: in which physics.
        update: updates that the policy has had, in this run and before it.
        opened_at: those of them that it had had when its run began.
    """

    policy: Policy
    world: World
    variation: Variation
    update: int
    opened_at: int = 0


PushMeasure = Callable[[Subject, Stop, Progress], PushTest]
TransferMeasure = Callable[[Subject, str, str, Stop, Progress], TransferMap]


def measure_pushes(subject: Subject, stop: Stop, progress: Progress) -> PushTest:
    """See `cart_pole.push_test`; it may run in any thread."""
    from pg_desktop.learning.worlds.cart_pole.push_test import push_test  # noqa: PLC0415 (NumPy, after the first paint)

    return push_test(
        subject.policy, subject.world, variation=subject.variation, update=subject.update, stop=stop, progress=progress
    )


def measure_transfer(subject: Subject, x: str, y: str, stop: Stop, progress: Progress) -> TransferMap:
    """See `measuring.transfer_map`; it may run in any thread."""
    from pg_desktop.learning.measuring.transfer_map import transfer_map  # noqa: PLC0415 (NumPy, after the first paint)

    return transfer_map(
        subject.policy,
        subject.world,
        x=x,
        y=y,
        variation=subject.variation,
        update=subject.update,
        stop=stop,
        progress=progress,
    )


def physics_name(variation: Variation, besides: Collection[str] = ()) -> str:
    """In which physics something was measured: what is not as on the Earth and in Gymnasium, or "".

    Args:
        variation: that in which it was measured.
        besides: names of quantities to leave out.
    """
    away = variation.differences().items()
    return ", ".join(_quantity(name, value) for name, value in away if name not in besides)


def _quantity(name: str, value: float) -> str:
    return f"{translated(hyperparameter(name).name)}\u00a0{quantity_text(name, value)}"


def measured_title(moment: str, physics: str) -> str:
    """What a measurement is called: whose it is, and in which physics if not in the usual one."""
    if not physics:
        return moment
    return QCoreApplication.translate("Robustness", "{moment} · {physics}").format(moment=moment, physics=physics)


def with_physics(tip: str, physics: str) -> str:
    """What figures mean, and in which physics they were measured if not in the usual one."""
    if not physics:
        return tip
    sentence = QCoreApplication.translate("Robustness", "{tip} In this physics: {physics}.")
    return sentence.format(tip=tip, physics=physics)


def moment_name(update: int, opened_at: int) -> str:
    """What a measured policy is called, in terms of the run that is on.

    Args:
        update: updates that it had had.
        opened_at: updates that the run's policy had had when the run began.
    """
    if update > opened_at or not opened_at:
        return QCoreApplication.translate("Robustness", "Update {update}").format(update=whole(update - opened_at))
    if update == opened_at:
        return QCoreApplication.translate("Robustness", "As opened")
    return QCoreApplication.translate("Robustness", "Update {update}, before it was saved").format(update=whole(update))
