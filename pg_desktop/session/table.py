"""A run as a table: its episodes, and the edits where they took effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from pg_desktop.learning.edits import Edit
from pg_desktop.session.history import EpisodeRow, History

HEADER: Final = (*EpisodeRow._fields, "edits")


def table_rows(history: History, edits: Iterable[Edit]) -> Iterator[Sequence[float | str]]:
    """The rows under `HEADER`: one an episode; the first episode of an update tells what had changed before it."""
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for edit in edits:
        texts[edit.update + 1].append(f"{edit.key}: {edit.old} -> {edit.new}")
    last = 0
    for row in chain.from_iterable(history.episode_rows()):
        changed = "; ".join(texts[row.update]) if row.update != last and row.update in texts else ""
        last = row.update
        yield *row, changed
