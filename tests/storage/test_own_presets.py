"""The user's own presets: saved, renamed, deleted and brought back, and nothing is lost whatever goes wrong."""

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.storage import own_presets
from pg_desktop.storage.own_presets import OwnPresets, values_of
from pg_desktop.storage.presets import (
    NAME_MAX,
    Departure,
    departure_from_preset,
    load_presets,
    preset_matching,
)
from tests.storage.test_presets import any_settings

PRESETS = load_presets()
QUICK, CHAPTER_23 = PRESETS[:2]
SLOW = Settings(gamma=0.9, learning_rate=0.001, seed=7)


@pytest.fixture
def own(tmp_path):
    return OwnPresets(tmp_path / "data" / "presets")


def saved(own, name="Mine", settings=SLOW, **how):
    return own.save(name, f"{name} alone.", values_of(settings), **how)


def names(own):
    return [preset.name for preset in own.load().presets]


def files(own):
    return sorted(path.name for path in own.folder.iterdir()) if own.folder.exists() else []


def contents(own):
    return {path.name: path.read_bytes() for path in own.folder.iterdir()} if own.folder.exists() else {}


def refusal(action, *arguments, **named):
    with pytest.raises(UserError) as caught:
        action(*arguments, **named)
    return str(caught.value)


def test_there_are_none_at_first_and_looking_makes_no_folder(own):
    assert own.load().presets == own.load().problems == ()
    assert own.named("Mine") is None
    assert not own.folder.exists()


def test_it_lies_in_the_data_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(own_presets, "data_folder", lambda: tmp_path)
    assert OwnPresets().folder == tmp_path / "presets"


def test_what_is_saved_comes_back(own):
    preset = saved(own)
    assert (preset.id, preset.name, preset.summary) == ("mine", "Mine", "Mine alone.")
    assert OwnPresets(own.folder).load().presets == (preset,)
    assert preset.apply(Settings(seed=3, pace=2.0)) == SLOW.changed({"seed": 0, "pace": 2.0})
    assert preset.matches(SLOW.changed({"seed": 99, "pace": 5.0}))
    assert preset_matching(SLOW, (*PRESETS, preset)) == preset


def test_the_file_has_the_form_of_those_that_come_with_the_program(own, tmp_path):
    preset = saved(own, "Größe & Mut")
    file = own.folder / "groe-mut.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    assert list(document) == ["order", "name", "summary", "settings"]
    assert document["name"] == "Größe & Mut"  # as it reads, not in escapes
    assert load_presets(own.folder) == (preset,)


@given(any_settings)
def test_whatever_the_settings_are_the_preset_is_them(tmp_path_factory, settings):
    own = OwnPresets(tmp_path_factory.mktemp("presets"))
    preset = own.save("Mine", "", values_of(settings, with_seed=True))
    assert preset.matches(settings)
    assert preset.apply(settings) == settings
    assert preset.summary == "Mine"
    assert departure_from_preset(settings, (*PRESETS, preset)) is None


def test_the_seed_is_kept_only_if_that_is_wanted():
    assert "seed" not in values_of(SLOW)
    assert values_of(SLOW, with_seed=True)["seed"] == 7
    assert not {"pace", "smoothing_window"} & set(values_of(SLOW))


def test_they_stand_in_the_order_in_which_they_were_saved(own):
    for name in ("c", "a", "b"):
        saved(own, name)
    assert names(own) == ["c", "a", "b"]


NAMES = {
    "Mine": "mine",
    "../../etc/passwd": "etc-passwd",
    "a/b\\c:d*e?": "a-b-c-d-e",
    "CON": "preset-con",
    "lpt1": "preset-lpt1",
    "...": "preset",
    "γ = 0,9": "0-9",
    "日本語": "preset",
    "Ünïcödé": "unicode",
    "x" * NAME_MAX: "x" * 40,
    " Mine \n": "mine",
    ".hidden": "hidden",
}


@pytest.mark.parametrize("name", NAMES)
def test_any_name_has_a_file_that_every_system_takes(own, name):
    preset = saved(own, name)
    assert files(own) == [f"{NAMES[name]}.json"]
    assert preset.id == NAMES[name]
    assert own.load().presets == (preset,)
    assert own.named(name) == preset


@given(st.text(max_size=70))
def test_no_name_leaves_the_folder(tmp_path_factory, name):
    own = OwnPresets(tmp_path_factory.mktemp("data") / "presets")
    try:
        own.save(name, name, {})
    except UserError:
        assert files(own) == []
        return
    (file,) = files(own)
    assert set(file.removesuffix(".json")) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert [path.name for path in own.folder.parent.iterdir()] == ["presets"]
    assert len(own.load().presets) == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "A preset needs a name."),
        (" \n\t ", "A preset needs a name."),
        ("x" * 61, "A preset's name can have 60 characters, but this one has 61."),
        ("Quick", "The preset “Quick” comes with PG Desktop; choose another name."),
        ("qUICK ", "The preset “Quick” comes with PG Desktop; choose another name."),
        ("chapter-23", "The preset “Chapter 23” comes with PG Desktop; choose another name."),
    ],
)
def test_names_that_are_none_or_the_programs_are_refused(own, name, sentence):
    assert refusal(saved, own, name) == sentence
    assert files(own) == []


def test_nothing_is_overwritten_without_being_told(own):
    saved(own)
    before = contents(own)
    assert refusal(saved, own, "mine", Settings()) == "There is already a preset “Mine”; choose another name."
    assert contents(own) == before


def test_whoever_has_been_told_replaces_it_where_it_stands(own):
    first, _ = saved(own), saved(own, "Other")
    replaced = saved(own, "MINE", Settings(gamma=0.1), instead_of=first)
    assert names(own) == ["MINE", "Other"]
    assert replaced.settings["gamma"] == 0.1
    assert files(own) == ["mine.json", "other.json"]


def test_names_that_look_alike_as_files_are_two_files(own):
    one, two, three = (saved(own, name) for name in ("a b", "a-b", "a_b"))
    assert [preset.id for preset in (one, two, three)] == ["a-b", "a-b-2", "a-b-3"]
    assert len(own.load().presets) == 3


def test_a_damaged_file_is_not_overwritten_either(own):
    own.folder.mkdir(parents=True)
    (own.folder / "mine.json").write_text("{", encoding="utf-8")
    assert saved(own).id == "mine-2"
    assert (own.folder / "mine.json").read_text(encoding="utf-8") == "{"


def test_renaming_moves_the_file_and_keeps_the_place(own):
    first, _ = saved(own), saved(own, "Other")
    renamed = own.rename(first, "Yours")
    assert names(own) == ["Yours", "Other"]
    assert files(own) == ["other.json", "yours.json"]
    assert (renamed.settings, renamed.summary) == (first.settings, first.summary)
    again = own.rename(renamed, "YOURS")
    assert (again.id, again.name) == ("yours", "YOURS")
    assert files(own) == ["other.json", "yours.json"]


@pytest.mark.parametrize("name", ["", "Other", "quick"])
def test_a_name_that_cannot_be_is_not_given(own, name):
    first, _ = saved(own), saved(own, "Other")
    before = contents(own)
    refusal(own.rename, first, name)
    assert contents(own) == before


def test_deleting_and_bringing_back(own):
    first, second = saved(own), saved(own, "Other")
    before = contents(own)
    deleted = own.delete(first)
    assert own.load().presets == (second,)
    own.restore(deleted)
    assert contents(own) == before
    assert own.load().presets == (first, second)


def test_what_was_brought_back_overwrites_nothing(own):
    deleted = own.delete(saved(own))
    again = saved(own, "Mine", Settings())
    assert refusal(own.restore, deleted) == "There is already a preset “Mine”; choose another name."
    assert own.load().presets == (again,)


def test_even_with_the_folder_gone_it_can_be_brought_back(own):
    preset = saved(own)
    deleted = own.delete(preset)
    own.folder.rmdir()
    own.restore(deleted)
    assert own.load().presets == (preset,)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_those_that_come_with_the_program_stay(own, preset):
    sentence = f"The preset “{preset.name}” comes with PG Desktop and cannot be renamed, replaced or deleted."
    assert refusal(own.delete, preset) == sentence
    assert refusal(own.rename, preset, "Mine") == sentence
    assert refusal(saved, own, "Mine", instead_of=preset) == sentence
    assert load_presets() == PRESETS


def test_one_that_somebody_else_has_deleted(own):
    preset = saved(own)
    (own.folder / "mine.json").unlink()
    assert refusal(own.delete, preset) == "The preset “Mine” is no longer there."
    assert refusal(own.rename, preset, "Yours") == "The preset “Mine” is no longer there."


VALID = {"order": 1, "name": "N", "summary": "S.", "settings": {}}
DAMAGED = {
    "{": "The preset “bad.json” is not valid JSON: ",
    "": "The preset “bad.json” is not valid JSON: ",
    "[" * 10_000: "The preset “bad.json” is not valid JSON: it is nested more than 16 levels deep.",
    "[]": "The preset “bad.json” must be an object with exactly the entries order, name, summary, settings.",
    json.dumps({**VALID, "icon": "star"}): "The preset “bad.json” must be an object with exactly the entries ",
    json.dumps({**VALID, "settings": {"telepathy": 1}}): "The preset “bad.json” has the setting 'telepathy', which "
    "this version of PG Desktop does not know; perhaps a newer one has written it.",
    json.dumps({**VALID, "settings": {"gamma": 2}}): "The preset “bad.json” has a setting that is not allowed: gamma ",
    json.dumps({**VALID, "settings": {"gamma": "high"}}): "The preset “bad.json” has a setting that is not allowed: ",
    json.dumps({**VALID, "name": "a\u0000b"}): "The preset “bad.json” cannot have 'a\\x00b' as its name.",
}


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_file_that_is_not_valid_is_named_and_the_others_load(own, content):
    one, two = saved(own, "A"), saved(own, "Z")
    (own.folder / "bad.json").write_text(content, encoding="utf-8")
    found = own.load()
    assert found.presets == (one, two)
    (problem,) = found.problems
    assert str(problem).startswith(DAMAGED[content])
    assert str(problem).endswith(".")
    assert "\n" not in str(problem)


def test_files_that_cannot_be_read_or_are_no_presets(own):
    preset = saved(own)
    (own.folder / "folder.json").mkdir()
    (own.folder / "noise.json").write_bytes(b"\xff\xfe\x00")
    (own.folder / "notes.txt").write_text("no preset", encoding="utf-8")
    found = own.load()
    assert found.presets == (preset,)
    assert [str(problem).split(": ")[0] for problem in found.problems] == [
        "“folder.json” is no file but a folder or a device; choose a file.",
        "The preset “noise.json” is not valid JSON",
    ]


def os_error(number):
    return OSError(number, os.strerror(number))


def test_a_folder_that_cannot_be_read_is_said(own, monkeypatch):
    saved(own)
    monkeypatch.setattr(Path, "iterdir", lambda _: (_ for _ in ()).throw(os_error(errno.EACCES)))
    found = own.load()
    assert found.presets == ()
    assert [str(problem) for problem in found.problems] == [
        f"Your presets in “{own.folder}” cannot be read: {os.strerror(errno.EACCES)}."
    ]
    assert "cannot be used" in refusal(saved, own, "Other")


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "presets").write_text("", encoding="utf-8")
    own = OwnPresets(tmp_path / "presets")
    assert len(own.load().problems) == 1
    assert refusal(saved, own).startswith("The preset was not saved: the folder “")


def test_a_folder_that_cannot_be_made(own, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: (_ for _ in ()).throw(os_error(errno.EROFS)))
    assert refusal(saved, own) == (
        f"The preset was not saved: the folder “{own.folder}” cannot be used ({os.strerror(errno.EROFS)})."
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
def test_whatever_fails_all_is_as_it_was(own, monkeypatch, number):
    first, second = saved(own), saved(own, "Other")
    before = contents(own)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(os_error(number)))
        for action in (
            lambda: saved(own, "New"),
            lambda: saved(own, "Mine", Settings(), instead_of=first),
            lambda: own.rename(first, "Yours"),
            lambda: own.rename(first, "MINE"),
        ):
            assert "was not saved" in refusal(action)
            assert contents(own) == before
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(os_error(number)))
        assert refusal(own.delete, first) == f"“mine.json” cannot be deleted: {os.strerror(number)}."
        assert contents(own) == before
    assert own.load().presets == (first, second)


def test_an_old_file_that_cannot_go_keeps_its_name(own, monkeypatch):
    """The new file is there already; one of both has to go."""
    preset = saved(own)
    before = contents(own)
    unlink = Path.unlink

    def stubborn(path, **how):
        if path.name == "mine.json":
            raise os_error(errno.EACCES)
        unlink(path, **how)

    monkeypatch.setattr(Path, "unlink", stubborn)
    assert refusal(own.rename, preset, "Yours").startswith("“mine.json” cannot be deleted")
    assert contents(own) == before


class TestDeparture:
    def test_a_preset_departs_from_none(self):
        for preset in PRESETS:
            assert departure_from_preset(preset.apply(Settings(seed=5, pace=2.0)), PRESETS) is None

    @pytest.mark.parametrize(
        ("changes", "preset", "keys"),
        [
            ({"gamma": 0.9}, "quick", ("gamma",)),
            ({"gamma": 0.9, "hidden_size": 7, "seed": 3, "pace": 1.0}, "quick", ("gamma", "hidden_size")),
            ({**CHAPTER_23.settings, "gamma": 0.9}, "chapter-23", ("gamma",)),
            ({**CHAPTER_23.settings, "seed": 9}, "chapter-23", ("seed",)),
            ({"environment": "Acrobot-v1"}, "acrobot", None),
            ({"environment_arguments": "size=3"}, "quick", ("environment_arguments",)),
            ({"algorithm": "dqn"}, "dqn-cart-pole", None),
        ],
    )
    def test_the_nearest_preset_and_what_differs(self, changes, preset, keys):
        settings = Settings(**changes)
        found = departure_from_preset(settings, PRESETS)
        assert isinstance(found, Departure)
        assert found.preset.id == preset
        assert keys is None or sorted(found.keys) == sorted(keys)
        assert settings.changed({key: found.settings.value(key) for key in found.keys}) == found.settings
        assert found.preset.matches(found.settings)
        assert found.settings.pace == settings.pace

    def test_ones_own_is_nearer(self, own):
        mine = saved(own)
        found = departure_from_preset(SLOW.changed({"hidden_size": 9}), (*PRESETS, mine))
        assert (found.preset, found.keys) == (mine, ("hidden_size",))

    def test_a_world_of_ones_own_stays(self):
        settings = Settings(environment="mine:World-v0", environment_arguments="size=3")
        assert departure_from_preset(settings, PRESETS) is None
        found = departure_from_preset(settings.changed({"gamma": 0.5}), PRESETS)
        assert (found.preset, found.keys) == (QUICK, ("gamma",))
        assert found.settings == settings
