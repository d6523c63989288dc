"""Whether there is memory for what settings ask for, and what is said where there was none after all.

An estimate of the most that training may need: what it plays, keeps and computes with. What the environments
themselves need is not known.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pg_desktop.learning.settings.table import Settings, applies
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_NUMBER: Final = 4
"""Bytes of a float32."""
_COPIES: Final = 12
"""Of all weights: gradient, Adam's three vectors, the state to go back to, what is shown, and a checkpoint."""
_NETWORKS: Final = 2
"""The policy's, and the value network or the target network."""
_ROWS: Final = 4096
"""Observations that go through a network at once, at the most."""
_OBSERVATIONS: Final = 3
"""How often an update has an observation: as it was played, in a row with the others, and scaled."""
_BESIDE: Final = 48
"""Bytes of an env step besides its observation: action, reward, advantage, and what is computed from them."""
_MB: Final = 1_000_000

_WEIGHTS: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "These settings may need {need} MB of memory, most of it for the weights of the networks, but only {free} MB are "
    "free; choose a smaller hidden size or fewer hidden layers, or close other programs.",
)
_EPISODES: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "These settings may need {need} MB of memory, most of it for the steps of an update's episodes, but only {free} MB "
    "are free; choose fewer episodes per update or a lower step limit, or close other programs.",
)
_REPLAY: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "These settings may need {need} MB of memory, most of it for the replay buffer, but only {free} MB are free; "
    "choose a smaller replay buffer, or close other programs.",
)
_EXHAUSTED: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "There was not enough memory, so nothing of what was begun has happened; choose a smaller hidden size or fewer "
    "episodes per update, or close other programs, and then train on.",
)


class _WindowsMemory(ctypes.Structure):
    """`MEMORYSTATUSEX`."""

    _fields_ = [
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *((name, ctypes.c_ulonglong) for name in ("all", "free", "pages", "page", "virtual", "address", "more")),
    ]


@dataclass(frozen=True)
class Need:
    """The most that training may need, in bytes.

    Attributes:
        weights: for the networks, and what they compute at once.
        episodes: for the env steps of an update.
        replay: for the steps that are remembered.
    """

    weights: int
    episodes: int
    replay: int

    @property
    def total(self) -> int:
        """All together."""
        return self.weights + self.episodes + self.replay


def memory_needed(settings: Settings, observation: int, steps: int) -> Need:
    """Estimate what training needs.

    Args:
        settings: all hyperparameters.
        observation: numbers in an observation.
        steps: env steps after which an episode is cut off.
    """
    hidden, layers = settings.hidden_size, settings.hidden_layers
    weights = observation * hidden + (layers - 1) * hidden * hidden + layers * hidden
    played = settings.episodes_per_update * steps
    remembered = settings.buffer_size if applies("buffer_size", settings) else 0
    rows = 2 * settings.batch_size if remembered else min(_ROWS, played)
    return Need(
        weights=_NUMBER * (_COPIES * _NETWORKS * weights + 2 * rows * (2 * hidden * layers + observation)),
        episodes=played * (_NUMBER * _OBSERVATIONS * observation + _BESIDE),
        replay=remembered * _NUMBER * (2 * observation + 3),
    )


def require_memory(settings: Settings, observation: int, steps: int, before: Settings | None = None) -> None:
    """Make sure that there is as much memory as settings may need.

    Args:
        settings: all hyperparameters.
        observation: numbers in an observation.
        steps: env steps after which an episode is cut off.
        before: those in force; what needs no more than they do is not refused.

    Raises:
        UserError: if there is not, with the estimate and what would need less.
    """
    need = memory_needed(settings, observation, steps)
    if before is not None and need.total <= memory_needed(before, observation, steps).total:
        return
    free = free_memory()
    if free is None or need.total <= free:
        return
    largest = max(need.weights, need.episodes, need.replay)
    template = {need.weights: _WEIGHTS, need.episodes: _EPISODES, need.replay: _REPLAY}[largest]
    raise UserError(template, need=-(-need.total // _MB), free=free // _MB)


@contextmanager
def naming_memory() -> Iterator[None]:
    """Within this, that memory has run out is said in one sentence.

    Raises:
        UserError: where it has.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not is_shortage(error):
            raise
        raise UserError(_EXHAUSTED) from error


def is_shortage(error: BaseException) -> bool:
    """Whether it means that memory has run out; torch says so in words only."""
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and "DefaultCPUAllocator" in str(error) and "memory" in str(error)
    )


def free_memory() -> int | None:
    """Bytes that this process may still have, as far as the system tells; None if it does not."""
    if sys.platform == "win32":
        return _of_windows()
    if sys.platform != "linux":  # all that there is: how much of it is free, only other programs tell
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    known = [free for free in (_of_linux(), _of_group(), _of_limit()) if free is not None]
    return min(known, default=None)


def _of_linux() -> int | None:
    for line in _lines("/proc/meminfo"):
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    return None


def _of_group() -> int | None:
    """What the process's control group leaves, as in a container."""
    folder = Path("/sys/fs/cgroup")
    limit, used = _lines(str(folder / "memory.max")), _lines(str(folder / "memory.current"))
    if not limit or not used or not limit[0].isdigit():
        return None
    files = (line.split() for line in _lines(str(folder / "memory.stat")))
    reclaimable = sum(int(words[1]) for words in files if words[:1] == ["inactive_file"])
    return max(0, int(limit[0]) - int(used[0]) + reclaimable)


def _of_limit() -> int | None:
    """What a limit of the address space leaves, as `ulimit -v` sets it."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (Windows has none)

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        used = _lines("/proc/self/statm")
        if limit != resource.RLIM_INFINITY and used:
            return max(0, limit - int(used[0].split()[0]) * resource.getpagesize())
    return None


def _of_windows() -> int | None:
    if sys.platform == "win32":
        status = _WindowsMemory(length=ctypes.sizeof(_WindowsMemory))
        if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            return int(status.free)
    return None


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # which means that nothing is known
        return []
