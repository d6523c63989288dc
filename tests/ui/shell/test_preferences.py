"""What the window remembers, and that it survives what others write into its file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from pg_desktop.learning.settings.kinds import Group
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.ui.kit.theme import ThemeChoice
from pg_desktop.ui.shell.preferences import Arrangement, Preferences
from tests.ui.looking import placed


def stored(key: str, value: object) -> Preferences:
    """Preferences over a file that others have written to."""
    preferences = Preferences()
    file = QSettings(preferences._store.fileName(), QSettings.Format.IniFormat)
    file.setValue(key, value)
    file.sync()
    preferences._store.sync()
    return preferences


def again() -> Preferences:
    return Preferences()


@pytest.fixture(autouse=True)
def _application(qapp):
    """Where the file lies depends on the application's name."""
    qapp.setOrganizationName("PG Desktop")
    qapp.setApplicationName("pg-desktop")


def test_nothing_is_remembered_at_first():
    preferences = Preferences()
    assert preferences.settings() == Settings()
    assert preferences.theme() is ThemeChoice.SYSTEM
    assert preferences.geometry() is None
    assert preferences.recent_files() == []


def test_the_file_lies_in_the_users_folder(monkeypatch):
    assert Path(Preferences()._store.fileName()).is_relative_to(Path.home())


def test_settings_come_back():
    settings = Settings(gamma=0.9, hidden_size=7, advantage="none", stop_when_solved=True, seed=12, pace=2.5)
    Preferences().remember_settings(settings)
    assert again().settings() == settings


@pytest.mark.parametrize("choice", list(ThemeChoice))
def test_the_theme_comes_back(choice):
    Preferences().remember_theme(choice)
    assert again().theme() is choice


def test_folded_sections_come_back():
    assert Preferences().folded_sections() is None
    Preferences().remember_folded_sections({Group.WORLD, Group.LEARNING})
    assert again().folded_sections() == {Group.WORLD, Group.LEARNING}
    Preferences().remember_folded_sections(())
    assert again().folded_sections() == frozenset()


@pytest.mark.parametrize(("written", "folded"), [("more;run", {Group.RUN}), ("", set()), (["run"], None), (3, None)])
def test_sections_that_are_unknown_are_left_out(written, folded):
    assert stored("foldedSections", written).folded_sections() == folded


def test_the_arrangement_comes_back():
    so = Arrangement(QByteArray(b"\x00\xff so"), frozenset({"runs", "settings"}), (("runs", 0.25),), 0.5)
    Preferences().remember_geometry(QByteArray(b"here"))
    Preferences().remember_arrangement("train/wide", so)
    assert again().geometry() == QByteArray(b"here")
    assert again().arrangement("train/wide") == so
    assert again().arrangement("train/narrow") is None
    again().forget_arrangement("train/wide")
    assert again().arrangement("train/wide") is None


def test_perspective_and_zoom_come_back():
    assert (Preferences().perspective(), Preferences().zoom()) == ("", 100)
    Preferences().remember_perspective("compare")
    Preferences().remember_zoom(150)
    assert (again().perspective(), again().zoom()) == ("compare", 150)


@pytest.mark.parametrize("value", ["large", "", -3, [7]])
def test_a_zoom_that_is_none_is_the_usual_one(value):
    assert stored("zoom", value).zoom() == 100


def test_a_fresh_start_knows_nothing_of_the_window_but_what_came_since():
    so = Arrangement(QByteArray(b"so"), frozenset({"runs"}))
    Preferences().remember_arrangement("train/wide", so)
    Preferences().remember_zoom(150)
    fresh = Preferences(fresh=True)
    assert fresh.arrangement("train/wide") is None
    assert fresh.zoom() == 100
    fresh.remember_zoom(110)
    assert fresh.zoom() == 110
    assert again().arrangement("train/wide") == so


def test_recent_files_are_newest_first_without_doubles_and_at_most_eight():
    preferences = Preferences()
    for number in range(12):
        preferences.remember_file(Path(f"/policies/{number}, with a comma.safetensors"))
    preferences.remember_file(Path("/policies/6, with a comma.safetensors"))
    numbers = [int(path.name.partition(",")[0]) for path in again().recent_files()]
    assert numbers == [6, 11, 10, 9, 8, 7, 5, 4]


def test_a_single_recent_file_is_a_list_of_one():
    Preferences().remember_file(Path("/one.safetensors"))
    assert again().recent_files() == [Path("/one.safetensors")]
    again().forget_file(Path("/one.safetensors"))
    assert again().recent_files() == []


def test_recent_files_are_forgotten():
    for name in "abc":
        Preferences().remember_file(Path(f"/{name}"))
    again().forget_file(Path("/b"))
    assert again().recent_files() == [Path("/c"), Path("/a")]
    again().forget_files()
    assert again().recent_files() == []


def test_a_setting_from_a_newer_program_is_left_out():
    preferences = stored("settings", '{"gamma": 0.5, "telepathy": true}')
    assert preferences.settings() == Settings(gamma=0.5)


@pytest.mark.parametrize("text", ["{", "[]", "7", "", '{"gamma": 2}', '{"gamma": "x"}', '{"gamma": NaN}', "null"])
def test_settings_that_cannot_be_used_are_refused_in_one_sentence(text):
    with pytest.raises(
        UserError, match=r"^The settings of last time cannot be used \(.*\), so the usual ones are shown\.$"
    ):
        stored("settings", text).settings()


@pytest.mark.parametrize("value", ["blue", "", 7, ["dark"], b"\xff"])
def test_a_theme_that_does_not_exist_is_the_systems(value):
    assert stored("theme", value).theme() is ThemeChoice.SYSTEM


@pytest.mark.parametrize(
    ("key", "value"), [("version", 999), ("version", "x"), ("shown", 7), ("state", 7), ("shares", "{"), ("shares", 7)]
)
def test_an_arrangement_that_cannot_be_used_is_none(key, value):
    Preferences().remember_arrangement("train/wide", Arrangement(QByteArray(b"s"), frozenset({"runs"})))
    assert stored(f"arrangements/train/wide/{key}", value).arrangement("train/wide") is None


def test_a_place_of_the_window_that_cannot_be_used_is_none():
    assert stored("geometry", "wide").geometry() is None


@pytest.mark.parametrize("value", [7, "", [], [""], [None]])
def test_a_list_of_files_that_is_none_is_empty(value):
    assert stored("recent", value).recent_files() == []


def test_a_window_opens_over_a_spoiled_file(open_window):
    stored("settings", "{")
    stored("geometry", "wide")
    stored("state", "narrow")
    stored("theme", "blue")
    window = open_window()
    assert window.session.wanted == Settings()
    assert window.notice.isVisible()
    assert "The settings of last time cannot be used" in window.notice.text.text()


def test_a_window_opens_over_a_layout_of_noise(open_window):
    Preferences().remember_geometry(QByteArray(b"noise"))
    Preferences().remember_arrangement("train/wide", Arrangement(QByteArray(b"\x00\x00\x00\xff"), frozenset({"runs"})))
    window = open_window()
    assert all(dock.isVisible() for dock in placed(window))
