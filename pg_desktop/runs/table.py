"""A run as a table: its episodes, and the edits where they took effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.metrics import EPISODE_RETURN
from pg_desktop.runs.history import EpisodeRow, History


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
