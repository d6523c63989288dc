"""What an environment of others may take: time to answer, and memory."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_GIGABYTE: Final = 2**30
_QUOTED_MAX: Final = 50


class Place(StrEnum):
    """Where code of others runs. Its value is how a sentence names it."""

    IMPORT = "import"
    MAKE = "make()"
    RESET = "reset()"
    STEP = "step()"
    RENDER = "render()"
    CLOSE = "close()"


@dataclass(frozen=True)
class Allowed:
    """Where a limit is set.

    Attributes:
        option: of the command line.
        variable: of the environment, where nothing else has been said.
    """

    option: str
    variable: str

    @property
    def way_out(self) -> str:
        """What a sentence says to somebody for whom it is too little."""
        return f"Edit ▸ Environment limits allows more, and so does {self.option}"


SECONDS: Final = Allowed("--env-seconds", "PG_DESKTOP_ENV_SECONDS")
START_SECONDS: Final = Allowed("--env-start-seconds", "PG_DESKTOP_ENV_START_SECONDS")
MEMORY: Final = Allowed("--env-gigabytes", "PG_DESKTOP_ENV_GIGABYTES")


@dataclass(frozen=True)
class Limits:
    """What an environment of others may take before its process is ended.

    Attributes:
        seconds: for an answer to reset, step or render, of one environment.
        start_seconds: for running its code, and for making it.
        close_seconds: for closing it; nobody waits longer for something that is not wanted any more.
        memory: bytes of its process in memory, where the system tells how many there are; 0 for any number.
    """

    seconds: float = 60.0
    start_seconds: float = 120.0
    close_seconds: float = 2.0
    memory: int = 0

    def seconds_at(self, place: Place) -> float:
        """How long an answer may take."""
        match place:
            case Place.IMPORT | Place.MAKE:
                return self.start_seconds
            case Place.CLOSE:
                return self.close_seconds
        return self.seconds


def allowed_at(place: Place) -> Allowed | None:
    """Where it is set how long an answer may take; None where it cannot be."""
    match place:
        case Place.IMPORT | Place.MAKE:
            return START_SECONDS
        case Place.CLOSE:
            return None
    return SECONDS


def usual_limits(*, as_chosen: bool = True) -> Limits:
    """A minute for a step and half of the computer's memory, unless variables of the environment say something else.

    Whoever starts a process asks for them anew, so that a choice acts from the next start on.

    Args:
        as_chosen: whether these variables are heeded.

    Raises:
        UserError: if what they say is no positive number.
    """
    seconds, start, memory = map(_chosen, (SECONDS, START_SECONDS, MEMORY)) if as_chosen else (None, None, None)
    usual = Limits()
    return Limits(
        seconds=usual.seconds if seconds is None else seconds,
        start_seconds=usual.start_seconds if start is None else start,
        memory=_physical_memory() // 2 if memory is None else int(memory * _GIGABYTE),
    )


def _chosen(allowed: Allowed) -> float | None:
    name = allowed.variable
    text = os.environ.get(name, "")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number < math.inf:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors", "The variable {name} must be a positive number, but is {text}; change it, or unset it."
            ),
            name=name,
            text=repr(text[:_QUOTED_MAX]),
        )
    return number


def resident_bytes(process_id: int) -> int | None:
    """How much memory a process has; None where the system does not say."""
    try:
        with open(f"/proc/{process_id}/statm", "rb") as file:  # noqa: PTH123 (asked twice a second)
            return int(file.read().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return None


def gigabytes(count: int) -> float:
    """A number of bytes in the unit of `MEMORY`."""
    return count / _GIGABYTE


def in_gigabytes(count: int) -> str:
    """A number of bytes as a sentence says it."""
    return f"{gigabytes(count):.1f} GB"


def _physical_memory() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * _PAGE
    except (AttributeError, OSError, ValueError):
        return 0


_PAGE: Final = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
