"""What there is to see of the four in one moment. Plain Python: the window draws it."""

from __future__ import annotations

from dataclasses import dataclass

from pg_desktop.learning.adapting.changes import Change
from pg_desktop.learning.adapting.scores import Who


@dataclass(frozen=True)
class Lane:
    """One of the four.

    Attributes:
        who: which.
        position: of the cart, metres to the right.
        angle: of the pole, rad to the right.
        push: −1 or 1, what its last action asked for; None where it has fallen, or not acted yet.
        stands: whether it has not fallen.
        steps: env steps that it has stood since the last change, or else since the beginning.
    """

    who: Who
    position: float
    angle: float
    push: float | None
    stands: bool
    steps: int


@dataclass(frozen=True)
class Belief:
    """What the adaptive one believes of the push after a step.

    Attributes:
        step: env steps since the beginning.
        mean: which part of a push arrives.
        std: its standard deviation.
        truth: which part does.
        second_stage: whether the linear dynamics drive.
    """

    step: int
    mean: float
    std: float
    truth: float
    second_stage: bool


@dataclass(frozen=True)
class Event:
    """A change that has come.

    Attributes:
        step: env steps since the beginning.
        change: which.
    """

    step: int
    change: Change
