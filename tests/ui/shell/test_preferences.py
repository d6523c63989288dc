"""What the window remembers, and that it survives what others write into its file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.ui.kit.theme import ThemeChoice
from pg_desktop.ui.shell.preferences import Preferences


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
    assert preferences.layout() is None
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


def test_the_layout_comes_back():
    Preferences().remember_layout(QByteArray(b"here"), QByteArray(b"\x00\xff so"))
    assert again().layout() == (QByteArray(b"here"), QByteArray(b"\x00\xff so"))


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
    ("key", "value"), [("layoutVersion", 999), ("layoutVersion", "x"), ("geometry", "wide"), ("state", 7)]
)
def test_a_layout_that_cannot_be_used_is_none(key, value):
    Preferences().remember_layout(QByteArray(b"g"), QByteArray(b"s"))
    assert stored(key, value).layout() is None


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
    Preferences().remember_layout(QByteArray(b"noise"), QByteArray(b"\x00\x00\x00\xff"))
    window = open_window()
    assert all(dock.isVisible() for dock in window.docks)
