"""Whatever is in the place of the window's file, the window begins as on the first day, says so and keeps it."""

import json
import os
import random
import re
import socket
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.storage import guarded
from pg_desktop.ui.shell.preferences import Arrangement, Preferences
from pg_desktop.ui.shell.settings_file import holds_objects

posix = pytest.mark.skipif(os.name == "nt", reason="there is no such thing on Windows")
SETTINGS = Settings(gamma=0.9, seed=12)


@pytest.fixture
def file(tmp_path, qapp):
    """A file that a window has written."""
    preferences = Preferences(tmp_path)
    preferences.remember_settings(SETTINGS)
    preferences.remember_geometry(QByteArray(bytes(range(256))))
    preferences.remember_arrangement(
        "learn/WIDE", Arrangement(QByteArray(b"\x00\xffstate"), frozenset("ab"), (("a", 0.5),))
    )
    preferences.remember_zoom(125)
    preferences.remember_file(Path("/somewhere/ünïcode @Variant(1).safetensors"))
    preferences._store.sync()
    return tmp_path / "pg-desktop.ini"


def all_of(preferences):
    return (
        preferences.theme(),
        preferences.geometry(),
        preferences.arrangement("learn/WIDE"),
        preferences.perspective(),
        preferences.zoom(),
        preferences.folded_sections(),
        preferences.welcomed(),
        preferences.recent_files(),
    )


def test_our_own_file_comes_back(file):
    preferences = Preferences(file.parent)
    assert preferences.settings() == SETTINGS
    assert preferences.recent_files() == [Path("/somewhere/ünïcode @Variant(1).safetensors")]
    assert preferences.geometry() == QByteArray(bytes(range(256)))
    assert sorted(path.name for path in file.parent.iterdir()) == ["pg-desktop.ini"]


def garbage(file):
    file.write_bytes(b"\x00\x01 no settings \xff\xfe\n[[[\nhalf a line")


def huge(file):
    with file.open("wb") as target:
        target.seek(10**9)  # sparse
        target.write(b"1")


def folder(file):
    file.unlink()
    file.mkdir()
    (file / "inside").touch()


def pipe(file):
    file.unlink()
    os.mkfifo(file)


def device(file):
    file.unlink()
    file.symlink_to("/dev/zero")


def loop(file):
    file.unlink()
    file.symlink_to(file.name)


def socket_(file):
    file.unlink()
    before = Path.cwd()
    os.chdir(file.parent)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(file.name)
    os.chdir(before)


@posix
@pytest.mark.parametrize("spoil", [garbage, huge, folder, pipe, device, loop, socket_])
def test_what_cannot_be_used_is_kept_aside(file, spoil):
    spoil(file)
    before = os.lstat(file)
    start = time.monotonic()
    preferences = Preferences(file.parent)
    assert time.monotonic() - start < 1
    with pytest.raises(UserError) as told:
        preferences.settings()
    assert str(told.value).startswith("What the window remembered cannot be used (")
    assert str(told.value).endswith("; the old file is kept as “pg-desktop.ini.unusable”.")
    kept = os.lstat(file.with_name("pg-desktop.ini.unusable"))
    assert (kept.st_ino, kept.st_size) == (before.st_ino, before.st_size)
    preferences.remember_settings(SETTINGS)
    preferences._store.sync()
    again = Preferences(file.parent)
    assert again.settings() == SETTINGS
    assert again.zoom() == 100


def test_what_was_kept_before_stays(file):
    for number in range(3):
        garbage(file)
        Preferences(file.parent)
        assert len(list(file.parent.glob("*.unusable*"))) == number + 1


def test_no_permission(file, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(guarded.os, "open", refuse)
        preferences = Preferences(file.parent)
    with pytest.raises(UserError, match=r"\(“pg-desktop\.ini” cannot be read: you have no permission to\), so"):
        preferences.settings()
    assert file.with_name("pg-desktop.ini.unusable").exists()


def test_where_it_cannot_be_kept_aside_either(file, monkeypatch):
    garbage(file)
    before = file.read_bytes()

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    preferences = Preferences(file.parent)
    with pytest.raises(UserError, match="and will not be remembered"):
        preferences.settings()
    preferences.remember_zoom(150)
    preferences._store.sync()
    assert file.read_bytes() == before


class Canary:
    """Touches a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (Path(self.path),)


def spellings(content):
    """The same value in ways that Qt reads alike."""
    yield content
    yield content.replace(b"@Variant", rb"\x40Variant")
    yield content.replace(b"@Variant", rb"\x0040\x56\x61riant")
    yield content.replace(b"@Variant", rb"\100\126ariant")
    yield content.replace(b"@Variant", b'@Var""iant')
    yield content.replace(b"@Variant", b'"@Var"  iant')
    yield content.replace(b"@Variant", b"@Va\\\nriant")
    yield content.replace(b"@Variant", rb"@Var\qiant")
    yield content.replace(b"@Variant", rb"\x10040Variant")


def test_an_object_in_it_is_not_unpickled(tmp_path, qapp):
    """PySide writes Python's objects as pickles, and unpickles what it finds."""
    trap = tmp_path / "sprung"
    store = QSettings(str(tmp_path / "made.ini"), QSettings.Format.IniFormat)
    store.setValue("zoom", {"a": Canary(str(trap))})
    store.sync()
    content = (tmp_path / "made.ini").read_bytes()
    assert b"@Variant(" in content
    for number, spelt in enumerate(spellings(content)):
        home = tmp_path / str(number)
        home.mkdir()
        (home / "pg-desktop.ini").write_bytes(spelt)
        assert all_of(Preferences(home))[4] == 100
        assert not trap.exists(), spelt
        assert (home / "pg-desktop.ini.unusable").read_bytes() == spelt
    reader = QSettings(str(tmp_path / "0" / "pg-desktop.ini.unusable"), QSettings.Format.IniFormat)
    reader.value("zoom")
    assert trap.exists()  # the trap works


def test_what_the_program_stores_holds_no_objects(file):
    assert re.search(rb"@ByteArray\(", file.read_bytes())
    assert not holds_objects(file.read_bytes())


def test_mutations_never_end_the_start(file, tmp_path):
    """A seeded 300 of damaged files: everything is read, or left out, and nothing is raised but a sentence."""
    random_ = random.Random(7)
    content = file.read_bytes()
    for number in range(300):
        damaged = bytearray(content)
        for _ in range(random_.randint(1, 4)):
            place = random_.randrange(len(damaged))
            piece = random_.choice([b"\x00", b"\\x", b"@", b"=", b'"', b"[", b"\n", b"\xff", b"9" * 40, b",", b"NaN"])
            damaged[place : place + random_.choice([0, 1, 1, 30])] = piece
        home = tmp_path / f"home{number}"
        home.mkdir()
        (home / "pg-desktop.ini").write_bytes(bytes(damaged))
        preferences = Preferences(home)
        try:
            assert isinstance(preferences.settings(), Settings)
        except UserError as told:
            assert len(str(told)) < 1500
        all_of(preferences)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("settings", "[" * 100_000),
        ("settings", json.dumps({"gamma": 10**400})),
        ("settings", "NaN"),
        ("zoom", "²"),
        ("zoom", "9" * 5000),
        ("arrangements/learn/WIDE/shares", "[" * 100_000),
        ("arrangements/learn/WIDE/shares", '[[["a", 1e999]], 0]'),
        ("arrangements/learn/WIDE/shares", '[[["a", -3]], 0]'),
        ("arrangements/learn/WIDE/shares", f'[[["a", {10**400}]], 0]'),
        ("recent", ["\x00", "a" * 100_000]),
        ("welcomed", "1e999"),
    ],
)
def test_values_that_are_none(file, key, value):
    store = QSettings(str(file), QSettings.Format.IniFormat)
    store.setValue(key, value)
    store.sync()
    preferences = Preferences(file.parent)
    try:
        assert preferences.settings() == SETTINGS
    except UserError as told:
        assert key == "settings"
        assert str(told).startswith("The settings of last time cannot be used (")
    assert 1 <= all_of(preferences)[4] <= 1000
