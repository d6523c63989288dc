"""Measurements as JSON, as policy files and experiments hold them.

An object with the entries `push_test` and `transfer_map`, each null or an object with the attributes of
`measurements.PushTest` and `TransferMap`; the numbers of a map are a list of rows, and the variation is an object of
its quantities under the name `physics`. Where a gradient was measured, there is a third entry, `compass`: a list of
objects with the attributes of `compass_reading.CompassReading`. Where a policy met a sealed physics, there is an entry
`reality`: an object of `gaps`, a list of objects with the attributes of `reality_reading.RealityGap`, and `unsealed`,
the numbers of those that have been looked into. Where policies of an experiment have played each other, there is an
entry `matches`: a list of objects with the attributes of `match_reading.MatchReading`. Where a helper was taken away,
there is an entry `removals`: a list of objects with the attributes of `removed.Removal`; where changes came within
episodes, an entry `adapting`: an object with the attributes of `scores.Adapting`.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final, TypeVar

from pg_desktop.learning.measuring.compass_reading import CompassReading, CompassRow, Estimate
from pg_desktop.learning.measuring.measurements import COMPASS_MAX, Measurements, PushTest, TransferMap
from pg_desktop.learning.worlds.variation import Variations
from pg_desktop.storage.challenges_json import (
    adapting_as_json,
    adapting_from_json,
    removals_as_json,
    removals_from_json,
)
from pg_desktop.storage.matches_json import matches_as_json, matches_from_json
from pg_desktop.storage.reality_json import reality_as_json, reality_from_json, require_entries

_Measured = TypeVar("_Measured", PushTest, TransferMap)
_MAPS: Final = ("push_test", "transfer_map")
_COMPASS: Final = "compass"
_REALITY: Final = "reality"
_MATCHES: Final = "matches"
_REMOVALS: Final = "removals"
_ADAPTING: Final = "adapting"
_OPTIONAL: Final = frozenset({_COMPASS, _REALITY, _MATCHES, _REMOVALS, _ADAPTING})
_ROWS_MAX: Final = 100
_NAMES: Final = {"variation": "physics"}
"""What files call an attribute, where it is not its own name."""


def measurements_as_json(measurements: Measurements) -> dict[str, Any]:
    """The form in which files hold measurements."""
    maps: dict[str, Any] = {name: _as_json(getattr(measurements, name)) for name in _MAPS}
    if measurements.compass:
        maps[_COMPASS] = _readings_as_json(measurements.compass)
    if measurements.gaps or measurements.unsealed:
        maps[_REALITY] = reality_as_json(measurements.gaps, measurements.unsealed)
    if measurements.matches:
        maps[_MATCHES] = matches_as_json(measurements.matches)
    if measurements.removals:
        maps[_REMOVALS] = removals_as_json(measurements.removals)
    if measurements.adapting is not None:
        maps[_ADAPTING] = adapting_as_json(measurements.adapting)
    return maps


def measurements_from_json(document: Any, variations: Variations | None) -> Measurements:
    """Read what `measurements_as_json` wrote.

    Args:
        document: any value of JSON.
        variations: which physics the world can have that the measurements were made in.

    Raises:
        KeyError, TypeError, ValueError: if it is something else.
    """
    require_entries(document, {*_MAPS, *_OPTIONAL}, set(_OPTIONAL))
    gaps, unsealed = reality_from_json(document[_REALITY], variations) if _REALITY in document else ((), ())
    return Measurements(
        _measured(PushTest, document["push_test"], variations),
        _measured(TransferMap, document["transfer_map"], variations),
        _readings(document[_COMPASS]) if _COMPASS in document else (),
        gaps,
        unsealed,
        matches_from_json(document[_MATCHES]) if _MATCHES in document else (),
        removals_from_json(document[_REMOVALS]) if _REMOVALS in document else (),
        adapting_from_json(document[_ADAPTING]) if _ADAPTING in document else None,
    )


def _as_json(measured: PushTest | TransferMap | None) -> dict[str, Any] | None:
    if measured is None:
        return None
    values = {entry.name: getattr(measured, entry.name) for entry in fields(measured)}
    values["variation"] = measured.variation.as_dict()
    return {_NAMES.get(name, name): _lists(value) for name, value in values.items()}


def _measured(kind: type[_Measured], document: Any, variations: Variations | None) -> _Measured | None:
    if document is None:
        return None
    if variations is None:
        raise ValueError("a measurement in a world whose physics cannot be changed")
    require_entries(document, {_NAMES.get(entry.name, entry.name) for entry in fields(kind)})
    # What files from before there were some quantities leave out was the world's own.
    require_entries(document["physics"], set(variations.quantities), set(variations.since))
    values = {key: _tuples(value) for key, value in document.items() if key != "physics"}
    return kind(variation=variations.make(document["physics"]), **values)


def _readings_as_json(readings: tuple[CompassReading, ...]) -> list[dict[str, Any]]:
    return [
        {
            "update": reading.update,
            "episodes": reading.episodes,
            "env_steps": reading.env_steps,
            "cosine": None if reading.cosine is None else _estimate_as_json(reading.cosine),
            "rows": [{**vars(row), "cosine": _estimate_as_json(row.cosine)} for row in reading.rows],
        }
        for reading in readings
    ]


def _estimate_as_json(estimate: Estimate) -> list[float]:
    return [estimate.value, estimate.low, estimate.high]


def _readings(document: Any) -> tuple[CompassReading, ...]:
    if not isinstance(document, list) or not 0 < len(document) <= COMPASS_MAX:
        raise ValueError("no list of readings")
    readings = tuple(map(_reading, document))
    updates = [reading.update for reading in readings]
    if updates != sorted(set(updates)):
        raise ValueError("readings that are not in order")
    return readings


def _reading(document: Any) -> CompassReading:
    require_entries(document, {entry.name for entry in fields(CompassReading)})
    rows = document["rows"]
    if not isinstance(rows, list) or len(rows) > _ROWS_MAX:
        raise ValueError("no list of rows")
    for row in rows:
        require_entries(row, {entry.name for entry in fields(CompassRow)})
    cosine = document["cosine"]
    return CompassReading(
        update=document["update"],
        episodes=document["episodes"],
        env_steps=document["env_steps"],
        cosine=None if cosine is None else _estimate(cosine),
        rows=tuple(CompassRow(**{**row, "cosine": _estimate(row["cosine"])}) for row in rows),
    )


def _estimate(document: Any) -> Estimate:
    value, low, high = document
    return Estimate(value, low, high)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _lists(value: Any) -> Any:
    return list(map(_lists, value)) if isinstance(value, tuple) else value
