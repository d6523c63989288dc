"""Damaged and forged edits and presets: each is read as what it says, or refused in one sentence, at once."""

import copy
import json
import os
import random
from pathlib import Path

import pytest

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import QUOTED_MAX, UserError
from pg_desktop.storage.edit_script import (
    EditScript,
    edits_as_json,
    read_edit_script,
    script_in,
    settings_as_json,
    write_edit_script,
)
from pg_desktop.storage.presets import SIZE_MAX, read_preset
from pg_desktop.storage.strict_json import VALUES_MAX
from tests.storage.mutations import BLIND, lie, respelt
from tests.storage.watching import at_once, in_little_memory, nothing_is_executed

SCRIPT = EditScript(
    Settings(gamma=0.95, seed=7),
    (Edit(3, 96, 2000, "learning_rate", 0.01, 0.003), Edit(7, 224, 9000, "gamma", 0.95, 0.9, 0.25)),
    12,
    "0" * 64,
    5,
)
EDITS = {
    "settings": settings_as_json(SCRIPT.settings, SCRIPT.stream),
    "edits": edits_as_json(SCRIPT.edits),
    "updates": 12,
    "policy_sha256": "0" * 64,
}
PRESET = {"order": 3, "name": "Mine", "summary": "What it is for.", "settings": {"gamma": 0.9, "hidden_size": 16}}


def mutated(number, document):
    """A damaged or forged text."""
    rng = random.Random(number)
    what = rng.random()
    if what < 0.4:
        text = json.dumps(document, indent=2).encode()
        return rng.choice(BLIND)(rng, text, [json.dumps(EDITS).encode(), json.dumps(PRESET).encode()])
    if what < 0.6:
        return respelt(rng, json.dumps(document)).encode("utf-8", "surrogatepass")
    forged = copy.deepcopy(document)
    for _ in range(rng.choice([1, 1, 3])):
        lie(rng, forged)
    return json.dumps(forged).encode("utf-8", "surrogatepass")


def sentence_of(error):
    sentence = str(error.value if hasattr(error, "value") else error)
    assert sentence.isprintable()
    assert len(sentence) < 3 * QUOTED_MAX
    return sentence


def edits_are_read_or_refused(count):
    refused = 0
    for number in range(count):
        content = mutated(number, EDITS)
        try:
            with at_once(), nothing_is_executed():
                script = script_in(content, "it")
        except UserError as error:
            assert sentence_of(error).startswith("“it” ")
            refused += 1
            continue
        document = json.loads(content)
        values = {key: value for key, value in document["settings"].items() if key != "stream"}
        assert script.settings.as_dict() == {**Settings().as_dict(), **values}
        assert len(script.edits) == len(document["edits"])
        for edit, entry in zip(script.edits, document["edits"], strict=True):
            for key in ("update", "key", "old", "new"):
                assert getattr(edit, key) == entry[key]
    return refused


def presets_are_read_or_refused(count, folder):
    refused = 0
    path = folder / "it.json"
    for number in range(count):
        content = mutated(number, PRESET)
        path.write_bytes(content)
        try:
            with at_once(), nothing_is_executed():
                order, preset = read_preset(path)
        except UserError as error:
            assert "it.json" in sentence_of(error)
            refused += 1
            continue
        document = json.loads(content)
        assert (order, preset.name, preset.summary) == (document["order"], document["name"], document["summary"])
        assert dict(preset.settings) == document["settings"]
    return refused


def test_the_files_themselves_are_read(tmp_path):
    assert script_in(json.dumps(EDITS).encode(), "it") == SCRIPT
    (tmp_path / "it.json").write_text(json.dumps(PRESET), "utf-8")
    assert read_preset(tmp_path / "it.json")[1].name == "Mine"


def test_some_mutations(tmp_path):
    assert edits_are_read_or_refused(150) > 100
    assert presets_are_read_or_refused(150, tmp_path) > 80


@pytest.mark.slow
def test_many_mutations(tmp_path):
    assert edits_are_read_or_refused(1500) > 1000
    assert presets_are_read_or_refused(1500, tmp_path) > 800


BY_HAND = {
    "nothing": b"",
    "blanks": b" " * 1000,
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "many values": b"[" + b"0," * VALUES_MAX + b"0]",
    "many edits": json.dumps({"settings": {}, "edits": [{}] * (VALUES_MAX + 1)}).encode(),
    "many arrays": b"[" + b"[]," * (2**20) + b"[]]",
    "many quotes": b'"' * 2**22,
    "a long number": b'{"settings": {}, "edits": [], "updates": ' + b"9" * 2**20 + b"}",
    "a long text": json.dumps({"settings": {"environment": "x" * 2**22}, "edits": []}).encode(),
    "a long key": json.dumps({"settings": {"x" * 2**22: 1}, "edits": []}).encode(),
    "two keys": b'{"settings": {}, "settings": {}, "edits": []}',
    "NaN": b'{"settings": {"gamma": NaN}, "edits": []}',
    "markup": b'{"settings": {"<b>x</b>": 1}, "edits": []}',
    "directions": '{"settings": {"\u202e": 1}, "edits": []}'.encode(),
    "escapes": b'{"settings": {"\\u001b[31m": 1}, "edits": []}',
    "half a character": b'{"settings": {"\\ud800": 1}, "edits": []}',
    "a hidden size": b'{"settings": {"hidden_size": 1000000000}, "edits": []}',
    "dunder": b'{"settings": {"__class__": 1}, "edits": []}',
    "no settings": b'{"settings": [], "edits": []}',
    "too large": b'{"settings": {}, "edits": []}' + b" " * 9 * 2**20,
    "UTF-16": '{"settings": {}, "edits": []}'.encode("utf-16"),
    "order": b'{"settings": {}, "edits": [{"update": 2, "key": "gamma", "old": 0.9, "new": 0.8},'
    b'{"update": 1, "key": "gamma", "old": 0.8, "new": 0.9}]}',
}


@pytest.mark.parametrize("name", BY_HAND)
def test_by_hand(tmp_path, name):
    path = tmp_path / "it.json"
    path.write_bytes(BY_HAND[name])
    for read in (read_edit_script, read_preset):
        with at_once(), nothing_is_executed(), pytest.raises(UserError) as caught:
            read(path)
        assert "it.json" in sentence_of(caught)


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_HAND)
def test_they_take_little_memory(tmp_path, name):
    path = tmp_path / "it.json"
    path.write_bytes(BY_HAND[name])
    for read in (read_edit_script, read_preset):
        with in_little_memory(), pytest.raises(UserError):
            read(path)


@pytest.mark.skipif(os.name == "nt", reason="no such devices there")
def test_a_device_that_never_ends():
    for read in (read_edit_script, read_preset):
        with at_once(), in_little_memory(1), pytest.raises(UserError, match="is no file but a folder or a device"):
            read(Path("/dev/zero"))


def test_a_preset_of_the_largest_size(tmp_path):
    text = json.dumps(PRESET)
    path = tmp_path / "it.json"
    path.write_text(text + " " * (SIZE_MAX - len(text)), "utf-8")
    assert read_preset(path)[1].name == "Mine"
    path.write_text(text + " " * (SIZE_MAX - len(text) + 1), "utf-8")
    with pytest.raises(UserError, match="is larger than 64 KiB, too large for a preset"):
        read_preset(path)


def test_edits_that_could_not_be_read_again_are_not_written(tmp_path):
    many = EditScript(Settings(), tuple(Edit(n, 0, 0, "gamma", 0.9, 0.8) for n in range(VALUES_MAX // 6)))
    with pytest.raises(UserError, match="it holds more than 200000 values"):
        write_edit_script(tmp_path / "it.json", many)
    assert not list(tmp_path.iterdir())
