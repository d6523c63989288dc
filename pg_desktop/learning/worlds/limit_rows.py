"""The table of what environments of others may take: each row is an option, a variable and a field of the window.

None of it is a setting of a run: it changes no number, and no file holds it. What is chosen is in environment variables
that the process has in common with those that it starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pg_desktop.learning.settings.kinds import Group, RealParameter, Scale, TakesEffect
from pg_desktop.learning.worlds.limits import MEMORY, SECONDS, START_SECONDS, Allowed, Limits, gigabytes
from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class LimitRow:
    """One limit.

    Attributes:
        allowed: how it is called outside the window.
        number: what it can be; its texts are in the context "Limits".
    """

    allowed: Allowed
    number: RealParameter

    def variable(self, value: float) -> tuple[str, str]:
        """The environment variable that sets it, and what that is then."""
        return self.allowed.variable, repr(value)

    def value(self, limits: Limits) -> float:
        """What it is among all, in its unit."""
        if self.allowed is MEMORY:
            return round(gigabytes(limits.memory), 2)
        return limits.seconds if self.allowed is SECONDS else limits.start_seconds


def _row(allowed: Allowed, name: str, help: str, unit: str, low: float, high: float) -> LimitRow:
    number = RealParameter(
        key=allowed.option,
        name=name,
        help=help,
        takes_effect=TakesEffect.NOW,
        group=Group.WORLD,
        low=low,
        high=high,
        scale=Scale.LOG,
        decimals=1,
        unit=unit,
    )
    return LimitRow(allowed, number)


LIMIT_ROWS: Final = (
    _row(
        SECONDS,
        QT_TRANSLATE_NOOP("Limits", "To answer"),
        QT_TRANSLATE_NOOP("Limits", "How long a step, a reset or a picture of one environment may take."),
        "s",
        0.1,
        86_400.0,
    ),
    _row(
        START_SECONDS,
        QT_TRANSLATE_NOOP("Limits", "To start"),
        QT_TRANSLATE_NOOP("Limits", "How long its code may take to be run, and an environment to be made."),
        "s",
        0.1,
        86_400.0,
    ),
    _row(
        MEMORY,
        QT_TRANSLATE_NOOP("Limits", "Memory"),
        QT_TRANSLATE_NOOP("Limits", "How large its process may grow, where the system tells how large it is."),
        "GB",
        0.1,
        10_000.0,
    ),
)
"""In the order in which they are read."""
