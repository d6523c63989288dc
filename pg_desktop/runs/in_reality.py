"""How many of a run's training episodes were played in a sealed physics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import Settings

_KEY = "reality"


def episodes_in_reality(began: Settings, edits: Iterable[Edit], episodes: int) -> Mapping[int, int]:
    """Count them, each once, from what was changed in the run.

    Args:
        began: what the run began with.
        edits: what was changed in it until then, in order.
        episodes: how many it has played until then.

    Returns:
        By the number of the sealed physics, those in which any were played.
    """
    counted: Counter[int] = Counter()
    now, since = began.reality, 0
    for edit in edits:
        if edit.key == _KEY:
            counted[now] += edit.episode - since
            now, since = int(edit.new), edit.episode
    counted[now] += episodes - since
    return {number: count for number, count in counted.items() if number and count}
