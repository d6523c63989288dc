"""Games between the players of an experiment as JSON, see `measurements_json`."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pg_desktop.learning.measuring.match_reading import MatchReading, Seat
from pg_desktop.learning.measuring.measurements import MATCHES_MAX
from pg_desktop.storage.reality_json import require_entries

_SEATS = ("one", "other")


def matches_as_json(matches: tuple[MatchReading, ...]) -> list[dict[str, Any]]:
    """The form in which files hold them."""
    return [{**vars(match), **{name: dict(vars(getattr(match, name))) for name in _SEATS}} for match in matches]


def matches_from_json(document: Any) -> tuple[MatchReading, ...]:
    """Read what `matches_as_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: if it is something else.
    """
    if not isinstance(document, list) or not 0 < len(document) <= MATCHES_MAX:
        raise ValueError("no list of matches")
    return tuple(map(_match, document))


def _match(document: Any) -> MatchReading:
    require_entries(document, {entry.name for entry in fields(MatchReading)})
    return MatchReading(**{**document, **{name: _seat(document[name]) for name in _SEATS}})


def _seat(document: Any) -> Seat:
    require_entries(document, {entry.name for entry in fields(Seat)})
    return Seat(**document)
