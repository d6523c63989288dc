"""Matches between players of an experiment are written and read, and stay in their experiment."""

import json
from dataclasses import replace

import pytest

from pg_desktop.learning.measuring.match_reading import PERFECT, RANDOM, MatchReading, Seat, Side
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.storage.measurements_json import measurements_as_json, measurements_from_json

SEARCH = Seat(Side.POLICY, 4, 500, simulations=25)
MATCH = MatchReading(SEARCH, PERFECT, 0, 98, 2)
OTHER = MatchReading(Seat(Side.POLICY, 2, 40, greedy=True), RANDOM, 300, 60, 40)
PLAYED = Measurements(matches=(MATCH, OTHER))


def written(measurements):
    return json.loads(json.dumps(measurements_as_json(measurements), allow_nan=False))


def test_what_is_written_is_what_is_read():
    assert measurements_from_json(written(PLAYED), None) == PLAYED
    assert "matches" not in written(Measurements())


@pytest.mark.parametrize(
    "change",
    [{"wins": -1}, {"wins": 1.5}, {"wins": True}, {"games": 3}, {"one": {"side": "policy"}}, {"one": None}],
)
def test_what_is_no_match_is_refused(change):
    document = written(PLAYED)
    document["matches"][0] |= change
    with pytest.raises((KeyError, TypeError, ValueError)):
        measurements_from_json(document, None)


def test_the_same_players_have_one_result_and_a_branch_has_none():
    again = replace(MATCH, wins=1, draws=97)
    assert PLAYED.with_match(again).matches == (OTHER, again)
    assert PLAYED.with_match(again.turned).matches == (OTHER, again.turned)
    assert PLAYED.any
    assert PLAYED.until(10**6) == Measurements()
