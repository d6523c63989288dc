"""Robustness measurements as JSON, as policy files hold them.

An object with the entries `push_test` and `transfer_map`, each null or an object with the attributes of
`learning.measurements.PushTest` and `TransferMap`; `physics` is an object of its seven numbers, and the numbers of a
map are a list of rows.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, TypeVar

from pg_desktop.learning.measuring.measurements import Measurements, PushTest, TransferMap
from pg_desktop.learning.worlds.cart_pole.physics import Physics

_Measured = TypeVar("_Measured", PushTest, TransferMap)


def measurements_as_json(measurements: Measurements) -> dict[str, Any]:
    """The form in which files hold measurements."""
    result: dict[str, Any] = _plain(asdict(measurements))
    return result


def measurements_from_json(document: Any) -> Measurements:
    """Read what `measurements_as_json` wrote.

    Args:
        document: any value of JSON.

    Raises:
        KeyError, TypeError, ValueError: if it is something else.
    """
    _require_entries(document, Measurements)
    return Measurements(_measured(PushTest, document["push_test"]), _measured(TransferMap, document["transfer_map"]))


def _measured(kind: type[_Measured], document: Any) -> _Measured | None:
    if document is None:
        return None
    _require_entries(document, kind)
    _require_entries(document["physics"], Physics)
    values = {key: _tuples(value) for key, value in document.items()}
    values["physics"] = Physics(**document["physics"])
    return kind(**values)


def _require_entries(document: Any, kind: type[Measurements | PushTest | TransferMap | Physics]) -> None:
    if not isinstance(document, dict) or set(document) != {entry.name for entry in fields(kind)}:
        raise ValueError(f"not the entries of {kind.__name__}")


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return list(map(_plain, value)) if isinstance(value, tuple) else value
