"""What was measured is written and read, and nothing else is taken for it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.variations import VARIATIONS
from pg_desktop.storage.measurements_json import measurements_as_json, measurements_from_json
from pg_desktop.storage.policy_checks import examine
from pg_desktop.storage.policy_file import PolicyFileError, load_policy, save_policy
from pg_desktop.storage.policy_format import encode
from tests.learning.measuring.test_measurements import PUSHES, READING, RETURNS
from tests.storage.policy_samples import parts, sample_document

BOTH = Measurements(PUSHES, RETURNS)
POINTED = Measurements(compass=(replace(READING, update=2, cosine=None), READING))
KINDS = [Measurements(), Measurements(PUSHES), Measurements(transfer_map=RETURNS), BOTH, POINTED]


@pytest.mark.parametrize("measurements", KINDS)
def test_what_is_written_is_what_is_read(measurements):
    text = json.dumps(measurements_as_json(measurements), allow_nan=False)
    assert measurements_from_json(json.loads(text), VARIATIONS) == measurements


@given(
    update=st.integers(0, 10**9),
    factor=st.floats(0.25, 4.0),
    noise=st.floats(0, 0.5),
    survival=st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4).map(tuple), min_size=2, max_size=2).map(tuple),
)
def test_to_the_last_bit(update, factor, noise, survival):
    physics = Physics(gravity=factor, sensor_noise=noise)
    measurements = Measurements(replace(PUSHES, update=update, variation=physics, survival=survival))
    assert (
        measurements_from_json(json.loads(json.dumps(measurements_as_json(measurements))), VARIATIONS) == measurements
    )


@pytest.mark.parametrize("measurements", KINDS)
def test_policy_files_hold_them(tmp_path, measurements):
    path: Path = tmp_path / "a.safetensors"
    save_policy(path, replace(sample_document(), measurements=measurements))
    opened = load_policy(path)
    assert opened.measurements == measurements
    save_policy(tmp_path / "b.safetensors", opened)
    assert (tmp_path / "b.safetensors").read_bytes() == path.read_bytes()


def test_a_file_of_a_run_that_was_not_measured_has_no_entry_for_it():
    assert "measurements" not in parts().metadata
    assert "measurements" in parts(encode(replace(sample_document(), measurements=BOTH))).metadata


def _without(document, *path):
    *above, last = path
    inner = document
    for key in above:
        inner = inner[key]
    del inner[last]
    return document


def _with(document, value, *path):
    *above, last = path
    inner = document
    for key in above:
        inner = inner[key]
    inner[last] = value
    return document


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: None,
        lambda _: [],
        lambda document: _without(document, "push_test"),
        lambda document: _with(document, 1, "another"),
        lambda document: _with(document, [], "push_test"),
        lambda document: _without(document, "push_test", "update"),
        lambda document: _with(document, 1, "push_test", "another"),
        lambda document: _with(document, None, "push_test", "physics"),
        lambda document: _without(document, "push_test", "physics", "gravity"),
        lambda document: _with(document, 99, "push_test", "physics", "gravity"),
        lambda document: _with(document, "1", "push_test", "physics", "gravity"),
        lambda document: _with(document, "many", "push_test", "episodes"),
        lambda document: _with(document, {}, "push_test", "strengths"),
        lambda document: _with(document, 2**63 - 1, "push_test", "survival", 0, 0),
        lambda document: _with(document, None, "push_test", "survival", 0, 0),
        lambda document: _with(document, ["gravity"], "transfer_map", "x"),
        lambda document: _with(document, 1, "transfer_map", "mean_return", 0),
        lambda document: _with(document, None, "transfer_map", "highest"),
    ],
)
def test_what_is_no_measurement_is_refused(damage):
    taken_apart = parts(encode(replace(sample_document(), measurements=BOTH)))
    taken_apart.metadata["measurements"] = damage(taken_apart.metadata["measurements"])
    with pytest.raises(PolicyFileError, match=r"^“it” is damaged: “measurements” in its metadata cannot be "):
        examine(taken_apart.sealed().content(), "it")


def test_version_1_knows_no_measurements():
    taken_apart = parts(Path(__file__).with_name("version_1.safetensors").read_bytes())
    taken_apart.metadata["measurements"] = measurements_as_json(BOTH)
    with pytest.raises(PolicyFileError, match="unknown entry"):
        examine(taken_apart.sealed().content(), "it")


def _changed(**changes):
    (reading,) = measurements_as_json(Measurements(compass=(READING,)))["compass"]
    return {**measurements_as_json(Measurements()), "compass": [{**reading, **changes}]}


@pytest.mark.parametrize(
    "document",
    [
        {**measurements_as_json(Measurements()), "compass": []},
        {**measurements_as_json(Measurements()), "compass": None},
        {**_changed(), "more": 1},
        {**_changed(), "compass": 2 * _changed()["compass"]},
        _changed(update=-1),
        _changed(cosine=[0.5, 0.6, 0.7]),
        _changed(cosine=[0.5]),
        _changed(rows=[{}]),
        _changed(rows=1),
        _changed(wrong=1),
    ],
)
def test_what_is_no_reading_of_the_compass_is_refused(document):
    with pytest.raises((KeyError, TypeError, ValueError)):
        measurements_from_json(document, None)


def test_a_world_whose_physics_cannot_be_changed_has_readings_of_the_compass():
    assert measurements_from_json(measurements_as_json(POINTED), None) == POINTED
    assert set(measurements_as_json(Measurements())) == {"push_test", "transfer_map"}


def test_measurements_from_before_the_motor_had_a_delay_are_read():
    document = measurements_as_json(BOTH)
    for measured in ("push_test", "transfer_map"):
        for name in VARIATIONS.since:
            del document[measured]["physics"][name]
    assert measurements_from_json(document, VARIATIONS) == BOTH
    document["push_test"]["physics"]["weather"] = 1.0
    with pytest.raises(ValueError, match="entries"):
        measurements_from_json(document, VARIATIONS)
