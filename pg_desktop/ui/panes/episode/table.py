"""An episode's memory for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pg_desktop
from pg_desktop.learning.settings.table import HYPERPARAMETERS, applies, is_the_users
from pg_desktop.storage.history_csv import Table

if TYPE_CHECKING:  # NumPy and torch
    from pg_desktop.learning.explaining.memory import Memory

_FIRST = ("environment", "algorithm", "seed")


def table_of(memory: Memory, run: str) -> Table:
    """The memory of an episode.

    Args:
        memory: of the episode.
        run: what its run is called, in one line.
    """
    trace, settings = memory.trace, memory.trace.settings
    keys = [*_FIRST, *(key for key in HYPERPARAMETERS if key not in _FIRST)]
    about = [
        ("program", "PG Desktop"),
        ("version", pg_desktop.__version__),
        ("run", run),
        ("update", str(trace.update)),
        ("episode", f"{memory.episode + 1} of {len(trace.rollout.length_N)}"),
        ("terminated", str(bool(trace.rollout.terminated_N[memory.episode])).lower()),
    ]
    if trace.rollout.seed is not None:
        about.append(("rollout_seed", str(trace.rollout.seed)))
    about += [(key, _written(settings.value(key))) for key in keys if not is_the_users(key) and applies(key, settings)]
    if memory.scale is not None:
        about.append(("advantage_scale", repr(memory.scale)))
    if memory.reward_scale != 1.0:
        about.append(("reward_scale", repr(memory.reward_scale)))
    actions = memory.action_L.reshape(len(memory), -1).shape[1]
    header = (
        "t",
        *(f"obs_{index + 1}" for index in range(memory.obs_LO.shape[1])),
        *(("action",) if actions == 1 else (f"action_{index + 1}" for index in range(actions))),
        memory.measure.name.lower(),
        "reward",
        "return",
        "baseline",
        "advantage",
    )
    name = f"update-{trace.update}-episode-{memory.episode + 1}"
    return Table(name, tuple(about), header, _rows(memory))


def _written(value: object) -> str:
    """A value as `--set` takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rows(memory: Memory) -> Iterator[Sequence[float | str]]:
    actions = memory.action_L.reshape(len(memory), -1).tolist()
    for step in range(len(memory)):
        yield (
            step,
            *memory.obs_LO[step].tolist(),
            *actions[step],
            float(memory.expected_L[step]),
            float(memory.reward_L[step]),
            float(memory.return_L[step]),
            float(memory.baseline_L[step]),
            float(memory.advantage_L[step]),
        )
