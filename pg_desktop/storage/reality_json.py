"""What was measured in sealed physics as JSON, see `measurements_json`."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pg_desktop.learning.measuring.measurements import GAPS_MAX
from pg_desktop.learning.measuring.reality_reading import RealityGap, Score
from pg_desktop.learning.worlds.variation import Variations

_SCORES = ("simulator", "real")


def reality_as_json(gaps: tuple[RealityGap, ...], unsealed: tuple[int, ...]) -> dict[str, Any]:
    """The form in which files hold it."""
    return {"gaps": list(map(_as_json, gaps)), "unsealed": list(unsealed)}


def reality_from_json(document: Any, variations: Variations | None) -> tuple[tuple[RealityGap, ...], tuple[int, ...]]:
    """Read what `reality_as_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: if it is something else.
    """
    if variations is None:
        raise ValueError("a measurement in a world whose physics cannot be changed")
    require_entries(document, {"gaps", "unsealed"})
    gaps, unsealed = document["gaps"], document["unsealed"]
    if not isinstance(gaps, list) or not isinstance(unsealed, list) or len(gaps) > GAPS_MAX:
        raise ValueError("no lists of gaps and numbers")
    found = tuple(map(_gap, gaps))
    for number in {*(gap.reality for gap in found), *unsealed}:
        if type(number) is not int:
            raise ValueError("no number of a physics")
        variations.reality(number)  # raises ValueError if there is none
    if unsealed != sorted(set(unsealed)):
        raise ValueError("numbers that are not in order")
    return found, tuple(unsealed)


def require_entries(document: Any, names: set[str], optional: set[str] | None = None) -> None:
    """Make sure that a value is an object with these entries, of which some may be missing.

    Raises:
        ValueError: if it is something else.
    """
    if not isinstance(document, dict) or set(document) | (optional or set()) != names:
        raise ValueError(f"not the entries {', '.join(sorted(names))}")


def _as_json(gap: RealityGap) -> dict[str, Any]:
    scores = {name: _score_as_json(getattr(gap, name)) for name in _SCORES}
    return {**vars(gap), **scores}


def _score_as_json(score: Score) -> list[float]:
    return [score.mean, score.low, score.high]


def _gap(document: Any) -> RealityGap:
    require_entries(document, {entry.name for entry in fields(RealityGap)})
    return RealityGap(**{**document, **{name: _score(document[name]) for name in _SCORES}})


def _score(document: Any) -> Score:
    mean, low, high = document
    return Score(mean, low, high)
