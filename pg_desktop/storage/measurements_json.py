"""Robustness measurements as JSON, as policy files hold them.

An object with the entries `push_test` and `transfer_map`, each null or an object with the attributes of
`learning.measurements.PushTest` and `TransferMap`; the numbers of a map are a list of rows, and the variation is an
object of its quantities under the name `physics`.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final, TypeVar

from pg_desktop.learning.measuring.measurements import Measurements, PushTest, TransferMap
from pg_desktop.learning.worlds.variation import Variations

_Measured = TypeVar("_Measured", PushTest, TransferMap)
_NAMES: Final = {"variation": "physics"}
"""What files call an attribute, where it is not its own name."""


def measurements_as_json(measurements: Measurements) -> dict[str, Any]:
    """The form in which files hold measurements."""
    return {entry.name: _as_json(getattr(measurements, entry.name)) for entry in fields(Measurements)}


def measurements_from_json(document: Any, variations: Variations | None) -> Measurements:
    """Read what `measurements_as_json` wrote.

    Args:
        document: any value of JSON.
        variations: which physics the world can have that the measurements were made in.

    Raises:
        KeyError, TypeError, ValueError: if it is something else.
    """
    _require_entries(document, {entry.name for entry in fields(Measurements)})
    return Measurements(
        _measured(PushTest, document["push_test"], variations),
        _measured(TransferMap, document["transfer_map"], variations),
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
    _require_entries(document, {_NAMES.get(entry.name, entry.name) for entry in fields(kind)})
    _require_entries(document["physics"], set(variations.quantities))
    values = {key: _tuples(value) for key, value in document.items() if key != "physics"}
    return kind(variation=variations.make(document["physics"]), **values)


def _require_entries(document: Any, names: set[str]) -> None:
    if not isinstance(document, dict) or set(document) != names:
        raise ValueError(f"not the entries {', '.join(sorted(names))}")


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _lists(value: Any) -> Any:
    return list(map(_lists, value)) if isinstance(value, tuple) else value
