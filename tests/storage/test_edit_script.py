"""The edits of a run as JSON: out and in, and what is refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.kinds import TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.messages import UserError
from pg_desktop.storage.edit_script import (
    EditScript,
    EditScriptError,
    edits_as_json,
    edits_from_json,
    read_edit_script,
    write_edit_script,
)
from pg_desktop.storage.policy_file import load_policy, save_policy
from tests.storage.policy_samples import sample_document

EDITS = (
    Edit(update=2, episode=8, env_step=160, key="gamma", old=0.99, new=0.5),
    Edit(update=2, episode=8, env_step=160, key="hidden_size", old=64, new=128, moved=0.0),
    Edit(update=7, episode=30, env_step=900, key="advantage", old="time", new="value"),
    Edit(update=7, episode=30, env_step=900, key="stop_when_solved", old=False, new=True),
    Edit(update=9, episode=38, env_step=999, key="hidden_size", old=128, new=16, moved=0.25),
)
GOOD = {"update": 3, "key": "gamma", "old": 0.9, "new": 0.8}


def in_file(tmp_path, document):
    file = tmp_path / "edits.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return file


def test_out_and_in(tmp_path):
    file = tmp_path / "edits.json"
    settings = Settings(gamma=0.5, hidden_size=16, advantage="value", stop_when_solved=True, seed=9)
    script = EditScript.of_run(settings, 0, EDITS, 12)
    assert script.settings == Settings(seed=9)
    write_edit_script(file, script)
    assert read_edit_script(file) == script
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["edits"][1] == {
        "update": 2,
        "episode": 8,
        "env_step": 160,
        "key": "hidden_size",
        "old": 64,
        "new": 128,
        "moved": 0.0,
    }
    assert "moved" not in document["edits"][0]
    assert document["settings"] == Settings(seed=9).as_dict()
    assert (document["updates"], document["policy_sha256"]) == (12, None)


def test_a_run_that_began_from_a_policy_names_it(tmp_path):
    file, digest = tmp_path / "edits.json", "0123456789abcdef" * 4
    write_edit_script(file, EditScript.of_run(Settings(gamma=0.8), 0, [edits_from_json([GOOD])[0]], 3, digest))
    assert json.loads(file.read_text(encoding="utf-8"))["policy_sha256"] == digest
    assert read_edit_script(file) == EditScript(Settings(gamma=0.9), edits_from_json([GOOD]), 3, digest)


def test_a_script_written_by_hand_needs_little(tmp_path):
    script = read_edit_script(in_file(tmp_path, {"settings": {"seed": 5}, "edits": [GOOD]}))
    assert script.settings == Settings(seed=5)
    assert script.edits == (Edit(update=3, episode=0, env_step=0, key="gamma", old=0.9, new=0.8),)
    assert read_edit_script(in_file(tmp_path, {"settings": {}, "edits": []})) == EditScript(Settings(), (), None, None)
    counted = {"settings": {}, "edits": [], "updates": 0}
    assert read_edit_script(in_file(tmp_path, counted)) == EditScript(Settings(), (), 0, None)


def test_an_edit_may_come_before_the_first_update():
    (edit,) = edits_from_json([GOOD | {"update": 0}])
    assert edit.update == 0


def test_whole_numbers_become_the_rows_own_type(tmp_path):
    (edit,) = edits_from_json([GOOD | {"old": 1, "new": 0}])
    assert (type(edit.old), type(edit.new)) == (float, float)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "Expecting value in line 1"),
        ("[]", "the entries settings, edits, updates, policy_sha256, and no others"),
        ("{}", "the entries settings, edits, updates, policy_sha256, and no others"),
        ({"settings": {}, "updates": 3}, "the entries settings, edits, updates, policy_sha256, and no others"),
        (
            {"settings": {}, "edits": [], "more": 1},
            "the entries settings, edits, updates, policy_sha256, and no others",
        ),
        ({"settings": {}, "edits": [], "updates": -1}, "Its updates cannot be -1"),
        ({"settings": {}, "edits": [], "updates": 2.0}, r"Its updates cannot be 2\.0"),
        ({"settings": {}, "edits": [], "updates": True}, "Its updates cannot be True"),
        ({"settings": {}, "edits": [], "updates": None}, "Its updates cannot be None"),
        ({"settings": {}, "edits": [GOOD], "updates": 2}, "Its updates cannot be 2, which is no count that has room"),
        ({"settings": {}, "edits": [], "policy_sha256": 5}, "Its policy_sha256 cannot be 5"),
        ({"settings": {}, "edits": [], "policy_sha256": "A" * 64}, "Its policy_sha256 cannot be 'AAA"),
        ({"settings": {}, "edits": [], "policy_sha256": "a" * 63}, "Its policy_sha256 cannot be 'aaa"),
        ({"settings": [], "edits": []}, "settings must be an object"),
        ({"settings": {"gama": 1}, "edits": []}, "no setting named 'gama'"),
        ({"settings": {"gamma": 7}, "edits": []}, "gamma must be between 0 and 1"),
        ({"settings": {}, "edits": {}}, "Edits must be a list"),
        ('{"settings": {"gamma": NaN}, "edits": []}', "."),
    ],
)
def test_documents_that_are_no_scripts_are_refused_with_the_files_name(tmp_path, document, reason):
    with pytest.raises(UserError, match=f"“edits.json” holds no edits of a run: .*({reason})"):
        read_edit_script(in_file(tmp_path, document))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(UserError, match=r"There is no file “none\.json”"):
        read_edit_script(tmp_path / "none.json")
    with pytest.raises(UserError, match="is no file but a folder or a device"):
        read_edit_script(tmp_path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"update": -1}, "cannot have -1 as its update"),
        ({"update": 1.0}, "as its update"),
        ({"update": True}, "as its update"),
        ({"update": "3"}, "as its update"),
        ({"episode": -1}, "as its episode"),
        ({"env_step": None}, "as its env_step"),
        ({"moved": "far"}, "as its moved"),
        ({"moved": True}, "as its moved"),
        ({"moved": -1.0}, "as its moved"),
        ({"moved": 10**400}, "as its moved"),
        ({"moved": float("inf")}, "as its moved"),
        ({"moved": float("nan")}, "as its moved"),
        ({"key": "gama"}, "no setting named 'gama'"),
        ({"key": 3}, "cannot be changed while a run goes on"),
        ({"key": None}, "cannot be changed while a run goes on"),
        ({"key": "seed", "old": 1, "new": 2}, "cannot be changed while a run goes on"),
        ({"key": "pace", "old": 1, "new": 2}, "cannot be changed while a run goes on"),
        ({"new": 7}, "gamma must be between"),
        ({"old": "x"}, "gamma must be a number"),
        ({"new": 10**400}, "gamma must be between"),
        ({"new": None}, "gamma must be a number"),
        ({"key": "hidden_size", "old": 8, "new": 8.5}, "hidden_size must be a whole number"),
        ({"extra": 1}, "must have the entries update, key, old and new"),
    ],
)
def test_edits_that_nobody_could_have_made_are_refused(change, reason):
    with pytest.raises(UserError, match=reason):
        edits_from_json([GOOD, GOOD | change])


@pytest.mark.parametrize("missing", list(GOOD))
def test_nothing_may_be_missing(missing):
    with pytest.raises(EditScriptError, match="Edit 1 must have the entries update, key, old and new"):
        edits_from_json([{key: value for key, value in GOOD.items() if key != missing}])
    with pytest.raises(EditScriptError, match="Edit 1 must have"):
        edits_from_json([missing])


def test_edits_must_be_in_order():
    with pytest.raises(EditScriptError, match="not in the order of their updates"):
        edits_from_json([GOOD | {"update": 3}, GOOD | {"update": 2}])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, "moved", "x"]), inner),
    max_leaves=8,
)


@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.fixed_dictionaries({key: json_values | st.just(value) for key, value in GOOD.items()})))
def test_whatever_a_document_holds_it_is_taken_or_refused(document):
    try:
        edits = edits_from_json(document)
    except UserError:
        return
    assert edits_from_json(edits_as_json(edits)) == edits


@pytest.mark.parametrize(
    "key", [key for key, row in HYPERPARAMETERS.items() if row.takes_effect is TakesEffect.NEXT_UPDATE]
)
def test_every_live_setting_goes_out_and_in(key):
    value = Settings().value(key)
    edit = Edit(update=1, episode=0, env_step=0, key=key, old=value, new=value)
    assert edits_from_json(edits_as_json([edit])) == (edit,)


@pytest.mark.parametrize("edits", [(), EDITS])
def test_policy_files_carry_the_edits_of_their_run(tmp_path, edits):
    file = tmp_path / "policy.safetensors"
    save_policy(file, replace(sample_document(), edits=edits))
    assert load_policy(file).edits == edits


def test_a_branch_tells_from_which_random_numbers_to_which(tmp_path):
    file = tmp_path / "edits.json"
    edits = (Edit(2, 64, 900, "stream", 0, 1), Edit(4, 128, 1800, "stream", 1, 2))
    write_edit_script(file, EditScript.of_run(Settings(), 2, edits, 5))
    document = json.loads(file.read_text(encoding="utf-8"))
    assert "stream" not in document["settings"]
    assert [(edit["update"], edit["key"], edit["old"], edit["new"]) for edit in document["edits"]] == [
        (2, "stream", 0, 1),
        (4, "stream", 1, 2),
    ]
    script = read_edit_script(file)
    assert (script.edits, script.stream) == (edits, 0)


def test_a_run_that_began_with_another_stream_still_does(tmp_path):
    file = in_file(tmp_path, {"settings": {"gamma": 0.5, "stream": 7}, "edits": []})
    script = read_edit_script(file)
    assert (script.settings, script.stream) == (Settings(gamma=0.5), 7)
    write_edit_script(file, script)
    assert read_edit_script(file) == script


@pytest.mark.parametrize("value", [-1, 2**31, 1.0, True, "1", None])
def test_a_stream_that_there_is_not_is_refused(tmp_path, value):
    edit = {"update": 1, "key": "stream", "old": 0, "new": value}
    with pytest.raises(UserError, match="stream must be a whole number"):
        edits_from_json([edit])
    with pytest.raises(UserError, match="stream must be a whole number"):
        read_edit_script(in_file(tmp_path, {"settings": {"stream": value}, "edits": []}))
