"""What was measured in sealed physics is written and read, and nothing else is taken for it."""

import json
from dataclasses import replace

import pytest

from pg_desktop.learning.measuring.measurements import GAPS_MAX, Measurements
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.cart_pole.variations import VARIATIONS
from pg_desktop.runs.archive.records import record_as_json, record_from_json
from pg_desktop.runs.record import Figures, RunRecord
from pg_desktop.storage.measurements_json import measurements_as_json, measurements_from_json
from pg_desktop.storage.policy_file import load_policy, save_policy
from tests.learning.measuring.test_measurements import PUSHES
from tests.learning.measuring.test_reality_gap import GAP
from tests.storage.policy_samples import sample_document

KNOWN = Measurements(PUSHES, gaps=(GAP, replace(GAP, update=90, reality=12)), unsealed=(2, 9999))


@pytest.mark.parametrize("known", [KNOWN, Measurements(gaps=(GAP,)), Measurements(unsealed=(1,))])
def test_what_is_written_is_what_is_read(known):
    text = json.dumps(measurements_as_json(known), allow_nan=False)
    assert measurements_from_json(json.loads(text), VARIATIONS) == known


def test_policy_files_and_experiments_hold_it(tmp_path):
    save_policy(tmp_path / "a.safetensors", replace(sample_document(), measurements=KNOWN))
    assert load_policy(tmp_path / "a.safetensors").measurements == KNOWN
    record = RunRecord(1, Settings())
    record.measurements = KNOWN
    document = json.loads(json.dumps(record_as_json(record, Figures(0, 0, 0, None), 0)))
    assert record_from_json(document)[0].measurements == KNOWN


def changed(key, value, entry="gaps"):
    document = json.loads(json.dumps(measurements_as_json(KNOWN)))
    if entry == "gaps":
        document["reality"]["gaps"][0][key] = value
    else:
        document["reality"][key] = value
    return document


@pytest.mark.parametrize(
    "document",
    [
        changed("update", -1),
        changed("reality", 0),
        changed("reality", 10_000),
        changed("reality", 2.0),
        changed("real", [1.0, 2.0]),
        changed("real", [1.0, 2.0, 3.0]),
        changed("real", None),
        changed("more", 1),
        changed("unsealed", [0], ""),
        changed("unsealed", [2, 2], ""),
        changed("unsealed", [3, 2], ""),
        changed("unsealed", [True], ""),
        changed("unsealed", [[1]], ""),
        changed("unsealed", "12", ""),
        changed("gaps", {}, ""),
        changed("gaps", changed("update", 1)["reality"]["gaps"] * GAPS_MAX, ""),
        changed("more", [], ""),
    ],
)
def test_what_is_none_is_refused(document):
    with pytest.raises((KeyError, TypeError, ValueError)):
        measurements_from_json(document, VARIATIONS)


def test_a_world_whose_physics_cannot_be_changed_has_none():
    with pytest.raises(ValueError, match="cannot be changed"):
        measurements_from_json(measurements_as_json(Measurements(gaps=(GAP,))), None)
