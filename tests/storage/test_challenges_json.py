"""What the challenges have measured is written and read, and nothing else is taken for it."""

import json
import math
from dataclasses import replace

import pytest

from pg_desktop.learning.adapting.scores import Adapting, Score
from pg_desktop.learning.measuring.measurements import REMOVALS_MAX, Measurements
from pg_desktop.learning.overseeing.removed import Removal
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.archive.records import record_as_json, record_from_json
from pg_desktop.runs.record import Figures, RunRecord
from pg_desktop.storage.measurements_json import measurements_as_json, measurements_from_json

SCORES = Score("noise", 500.0, 20.5, 499.0, 500.0), Score("reversed", 8.0, 8.0, 498.0, 500.0, 6.5, 0.25)
KNOWN = Measurements(
    removals=(Removal(200, 7, 301.25, 60, "scripted human, take over, price 0"), Removal(200, 0, 500.0)),
    adapting=Adapting(40, SCORES),
)


def test_runs_and_policies_of_any_world_hold_it():
    text = json.dumps(measurements_as_json(KNOWN), allow_nan=False)
    assert measurements_from_json(json.loads(text), None) == KNOWN
    record = RunRecord(1, Settings())
    record.measurements = KNOWN
    document = json.loads(json.dumps(record_as_json(record, Figures(0, 0, 0, None), 0)))
    assert record_from_json(document)[0].measurements == KNOWN


def test_a_branch_has_what_was_measured_until_it_left():
    assert KNOWN.until(60) == KNOWN
    assert KNOWN.until(59) == replace(KNOWN, removals=KNOWN.removals[1:])
    assert KNOWN.until(39) == Measurements(removals=KNOWN.removals[1:])
    many = KNOWN
    for update in range(REMOVALS_MAX):
        many = many.with_removal(Removal(200, 0, 500.0, update))
    assert [one.update for one in many.removals] == [*reversed(range(REMOVALS_MAX))]


def changed(entry, **values):
    document = json.loads(json.dumps(measurements_as_json(KNOWN)))
    row = document["removals"][0] if entry == "removals" else document["adapting"]["scores"][0]
    (document["adapting"] if entry == "adapting" else row).update(values)
    return document


@pytest.mark.parametrize(
    "document",
    [
        changed("removals", catastrophes=201),
        changed("removals", episodes=0),
        changed("removals", mean_return="1"),
        changed("removals", mean_return=math.inf),
        changed("removals", helped=1),
        changed("removals", helped="x" * 301),
        changed("removals", more=1),
        changed("adapting", update=-1),
        changed("adapting", update=True),
        changed("adapting", scores=[]),
        changed("adapting", scores={}),
        changed("scores", fixed=501.0),
        changed("scores", fixed=math.nan),
        changed("scores", told_after=-1.0),
        changed("scores", second_stage=1.5),
        changed("scores", change=""),
        changed("scores", more=1),
        {**changed("removals"), "removals": []},
        {**changed("removals"), "more": []},
    ],
)
def test_nothing_else_is_taken_for_it(document):
    with pytest.raises((KeyError, TypeError, ValueError)):
        measurements_from_json(document, None)
