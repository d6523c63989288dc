"""The user's data folder is the one that Qt names, though Qt is not asked."""

import subprocess
import sys
from pathlib import Path

import pytest

from pg_desktop.storage.data_folder import data_folder

_BOTH = """
from PySide6.QtCore import QCoreApplication, QStandardPaths
from pg_desktop.storage.data_folder import data_folder
QCoreApplication.setOrganizationName("PG Desktop")
QCoreApplication.setApplicationName("pg-desktop")
print(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))
print(data_folder())
"""


@pytest.mark.parametrize("named", [None, "", "/somewhere/else", "relative"])
def test_it_is_the_one_that_qt_names(monkeypatch, named):
    pytest.importorskip("PySide6")
    monkeypatch.delenv("XDG_DATA_HOME")
    if named is not None:
        monkeypatch.setenv("XDG_DATA_HOME", named)
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", _BOTH], cwd=root, capture_output=True, text=True, check=True)
    qts, ours = map(Path, done.stdout.splitlines())
    assert ours == qts
    assert ours.parts[-2:] == ("PG Desktop", "pg-desktop")


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("win32", {"APPDATA": "/roaming"}, "/roaming/PG Desktop/pg-desktop"),
        ("win32", {}, "/home/ada/AppData/Roaming/PG Desktop/pg-desktop"),
        ("darwin", {}, "/home/ada/Library/Application Support/PG Desktop/pg-desktop"),
        ("linux", {}, "/home/ada/.local/share/PG Desktop/pg-desktop"),
    ],
)
def test_every_system_has_its_place(monkeypatch, platform, environ, expected):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada"))
    for name in ("APPDATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert data_folder() == Path(expected)
