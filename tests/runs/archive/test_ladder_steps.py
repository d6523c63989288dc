"""Which rung a run climbs is kept with it, and nothing else is taken for that."""

import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.runs.archive.records import record_as_json, record_from_json
from pg_desktop.runs.facts import LadderStep, Origin
from pg_desktop.runs.record import RunRecord
from pg_desktop.storage.policy_format import TrainingStatistics

STEP = LadderStep("tic-tac-toe", "compete", 3, 60)


def written():
    origin = Origin(TrainingStatistics(0, 0, 0, 0.0, None, None), step=STEP)
    record = RunRecord(4, Settings(), origin=origin)
    return record_as_json(record, record.figures, 0)


def test_a_rung_is_read_as_it_was_written():
    record, _ = record_from_json(written())
    assert record.origin is not None
    assert record.origin.step == STEP


def test_files_from_before_there_were_ladders_say_nothing_of_rungs():
    document = written()
    del document["origin"]["step"]
    record, _ = record_from_json(document)
    assert record.origin is not None
    assert record.origin.step is None


@pytest.mark.parametrize("change", [{"run": -1}, {"update": -1}, {"rung": "r" * 101}, {"rung": 2}, {"more": 1}])
def test_what_is_no_rung_is_refused(change):
    document = written()
    document["origin"]["step"] |= change
    with pytest.raises(UserError):
        record_from_json(document)
