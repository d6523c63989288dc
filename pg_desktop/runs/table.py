"""A run as a table: its episodes, the edits where they took effect, and what it began with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

import pg_desktop
from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.learning.metrics import EPISODE_RETURN
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, applies, is_the_users
from pg_desktop.runs.history import EpisodeRow, History
from pg_desktop.storage.edit_script import EditScript

_FIRST: Final = ("environment", "algorithm", "seed")


def table_about(script: EditScript) -> list[tuple[str, str]]:
    """What stands above the table: the program, and what the run began with; see `history_csv`.

    Args:
        script: how the run can be played again.
    """
    settings = script.settings
    keys = [*_FIRST, *(key for key in HYPERPARAMETERS if key not in _FIRST and _matters(key, settings))]
    about = [("program", "PG Desktop"), ("version", pg_desktop.__version__)]
    about += [(key, _written(settings.value(key))) for key in keys]
    if script.stream:
        about.append((STREAM, str(script.stream)))
    if script.policy_sha256 is not None:
        about.append(("policy_sha256", script.policy_sha256))
    return about


def _matters(key: str, settings: Settings) -> bool:
    return not is_the_users(key) and applies(key, settings)


def _written(value: Value) -> str:
    """A value as `--set` takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def table_header(history: History) -> tuple[str, ...]:
    """The names of the columns."""
    return (
        "episode",
        "update",
        "env_step",
        EPISODE_RETURN,
        "length",
        *(m.key for m in history.metrics),
        "seconds",
        "edits",
    )


def table_rows(history: History, edits: Iterable[Edit]) -> Iterator[Sequence[float | str]]:
    """The rows under `table_header`, one an episode.

    The first episode of an update tells in its last column what had changed before it, such as "gamma: 0.99 -> 0.9".
    The last episode of all tells what has changed after it, for which no update has been done yet, as "afterwards
    gamma: 0.99 -> 0.9": so every row is an episode, and none has empty cells because of an edit. What was changed
    before there were episodes is told by the settings that the run began with.
    """
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for edit in edits:
        texts[edit.update + 1].append(f"{edit.key}: {edit.old} -> {edit.new}")
    seen = 0
    before: EpisodeRow | None = None
    told: list[str] = []
    for row in chain.from_iterable(history.episode_rows()):
        if before is not None:
            yield *_numbers(before), "; ".join(told)
        before, told = row, texts.pop(row.update, []) if row.update != seen else []
        seen = row.update
    if before is not None:
        later = [f"afterwards {text}" for left in texts.values() for text in left]
        yield *_numbers(before), "; ".join([*told, *later])


def _numbers(row: EpisodeRow) -> tuple[float, ...]:
    return *row[:5], *row.metrics, row.seconds
