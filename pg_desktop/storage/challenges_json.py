"""What the challenges have measured of a run's policies as JSON, see `measurements_json`."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

from pg_desktop.learning.adapting.scores import Adapting, Score
from pg_desktop.learning.measuring.measurements import REMOVALS_MAX
from pg_desktop.learning.overseeing.removed import Removal
from pg_desktop.storage.reality_json import require_entries


def removals_as_json(removals: tuple[Removal, ...]) -> list[dict[str, Any]]:
    """The form in which files hold tests without the helper."""
    return [dict(vars(removal)) for removal in removals]


def removals_from_json(document: Any) -> tuple[Removal, ...]:
    """Read what `removals_as_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: if it is something else.
    """
    if not isinstance(document, list) or not 0 < len(document) <= REMOVALS_MAX:
        raise ValueError("no list of tests")
    for entry in document:
        require_entries(entry, {each.name for each in fields(Removal)})
    return tuple(Removal(**entry) for entry in document)


def adapting_as_json(adapting: Adapting) -> dict[str, Any]:
    """The form in which files hold what adapting was worth; what never came is null."""
    scores = [
        {**vars(score), "told_after": None if math.isnan(score.told_after) else score.told_after}
        for score in adapting.scores
    ]
    return {"update": adapting.update, "scores": scores}


def adapting_from_json(document: Any) -> Adapting:
    """Read what `adapting_as_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: if it is something else.
    """
    require_entries(document, {"update", "scores"})
    if not isinstance(document["scores"], list):
        raise TypeError("no list of scores")
    return Adapting(document["update"], tuple(map(_score, document["scores"])))


def _score(document: Any) -> Score:
    require_entries(document, {each.name for each in fields(Score)})
    told_after = document["told_after"]
    return Score(**{**document, "told_after": math.nan if told_after is None else told_after})
