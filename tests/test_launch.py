"""What Qt would abort for is said in one sentence before Qt is loaded."""

import importlib.abc
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.launch import System, missing_library, platforms_tried, require_platform, run, wayland_address
from pg_desktop.messages import UserError

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
PLUGINS = ("xcb", "wayland", "offscreen", "linuxfb", "eglfs")
NO_SUCH_FILE = "cannot open shared object file: No such file or directory"


class FakeSystem(System):
    """A computer on which everything works that is not said to be broken."""

    def __init__(self, *, plugins=PLUGINS, missing=None, displays=(":0", "/run/wayland-0"), devices=()):
        self.devices = devices
        self.plugins = plugins
        self.missing = missing or {}
        self.displays = displays

    def plugin(self, platform):
        return Path(f"libq{platform}.so") if platform in self.plugins else None

    def load(self, library):
        if library.name in self.missing:
            raise OSError(self.missing[library.name])

    def x_answers(self, display):
        return display in self.displays

    wayland_answers = x_answers

    def has_device(self, pattern):
        return pattern in self.devices


@pytest.mark.parametrize(
    ("environ", "platforms"),
    [
        ({}, []),
        ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, []),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland", "xcb"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, ["offscreen"]),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, ["wayland", "xcb"]),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, ["vnc"]),
    ],
)
def test_the_platforms_that_qt_will_try(environ, platforms):
    assert platforms_tried(environ) == platforms


@pytest.mark.parametrize(
    "environ",
    [
        {"DISPLAY": ":0"},
        {"WAYLAND_DISPLAY": "/run/wayland-0"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run"},
        {"QT_QPA_PLATFORM": "wayland", "XDG_RUNTIME_DIR": "/run"},
        {"QT_QPA_PLATFORM": "wayland", "WAYLAND_SOCKET": "3"},
        {"QT_QPA_PLATFORM": "offscreen"},
        # One that works is enough.
        {"DISPLAY": ":0", "WAYLAND_DISPLAY": "gone", "XDG_RUNTIME_DIR": "/run"},
        # Qt has been told where else to look.
        {"QT_QPA_PLATFORM": "mine", "QT_PLUGIN_PATH": "/opt/plugins"},
    ],
)
def test_nothing_is_said_where_qt_will_work(environ):
    require_platform(environ, FakeSystem())


def test_a_qt_that_does_not_come_from_a_wheel_is_trusted():
    require_platform({"QT_QPA_PLATFORM": "mine"}, FakeSystem(plugins=()))


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, "no display to open a window on; “pg-desktop train” trains without one"),
        ({"QT_QPA_PLATFORM": "xcb"}, "no display to open a window on"),
        ({"DISPLAY": ":7"}, "display :7 does not answer; “pg-desktop train” trains without one"),
        ({"WAYLAND_DISPLAY": "gone", "XDG_RUNTIME_DIR": "/run"}, "display /run/gone does not answer"),
        ({"WAYLAND_DISPLAY": "/gone", "DISPLAY": ":7"}, "display /gone does not answer"),
        ({"QT_QPA_PLATFORM": "mine"}, "Qt knows no platform named 'mine'; unset QT_QPA_PLATFORM"),
    ],
)
def test_what_qt_lacks_is_said(environ, sentence):
    with pytest.raises(UserError, match=sentence):
        require_platform(environ, FakeSystem())


@pytest.mark.parametrize(
    ("platform", "devices", "works"),
    [
        ("linuxfb", (), False),
        ("linuxfb", ("/dev/dri/card*",), False),
        ("linuxfb:tty=/dev/tty1", ("/dev/fb*",), True),
        ("eglfs", (), False),
        ("eglfs", ("/dev/fb*",), True),
        ("eglfs", ("/dev/dri/card*",), True),
    ],
)
def test_platforms_that_draw_on_a_device_need_one(platform, devices, works):
    environ, system = {"QT_QPA_PLATFORM": platform}, FakeSystem(devices=devices)
    if works:
        require_platform(environ, system)
        return
    with pytest.raises(
        UserError, match=f"no device that Qt's platform {platform} could draw on; unset QT_QPA_PLATFORM"
    ):
        require_platform(environ, system)


@pytest.mark.parametrize(
    ("library", "debian", "fedora"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
        ("libEGL.so.1", "libegl1", "libglvnd-egl"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ],
)
def test_a_missing_library_is_named_with_its_package(library, debian, fedora):
    system = FakeSystem(missing={"libqxcb.so": f"{library}: {NO_SUCH_FILE}"})
    with pytest.raises(UserError) as caught:
        require_platform({"DISPLAY": ":0"}, system)
    for name in (library, f"{debian} on Debian and Ubuntu", f"{fedora} on Fedora"):
        assert name in str(caught.value)


def test_a_library_of_unknown_packages_is_named_alone():
    assert str(missing_library(OSError(f"libnew.so.3: {NO_SUCH_FILE}"))) == (
        "Qt needs the system library libnew.so.3, which is not installed."
    )


def test_other_trouble_with_libraries_is_passed_on():
    cause = "/lib/libc.so.6: version `GLIBC_2.34' not found"
    assert missing_library(ImportError(cause)) is None
    with pytest.raises(UserError, match=r"Qt cannot be loaded: .*GLIBC_2\.34"):
        require_platform({"DISPLAY": ":0"}, FakeSystem(missing={"libqxcb.so": cause}))


def test_the_wayland_socket():
    assert wayland_address({"XDG_RUNTIME_DIR": "/run/user/1000"}) == "/run/user/1000/wayland-0"
    assert wayland_address({"XDG_RUNTIME_DIR": "/run/user/1000", "WAYLAND_DISPLAY": "w"}) == "/run/user/1000/w"
    assert wayland_address({"XDG_RUNTIME_DIR": "/run/user/1000", "WAYLAND_DISPLAY": "/w"}) == "/w"


@ONLY_LINUX
def test_what_the_computer_says_of_itself(tmp_path):
    system = System()
    assert system.plugin("offscreen").name == "libqoffscreen.so"
    assert system.plugin("wayland-egl").name.startswith("libqwayland")
    assert system.plugin("teapot") is None
    with pytest.raises(OSError, match=r"nothing\.so: cannot open shared object file"):
        system.load(tmp_path / "nothing.so")
    assert not system.x_answers(":4711")
    assert not system.has_device(str(tmp_path / "fb*"))
    (tmp_path / "fb0").touch()
    assert system.has_device(str(tmp_path / "fb*"))
    address = str(tmp_path / "socket")
    assert not system.wayland_answers(address)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        assert system.wayland_answers(address)


def test_the_window_gets_its_options(monkeypatch):
    received = []
    window = SimpleNamespace(run=lambda options, watch, remembered: received.append((options, watch, remembered)) or 7)
    monkeypatch.setitem(sys.modules, "pg_desktop.app", window)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main(["--theme", "dark"]) == 7
    assert received == [(GuiOptions(theme="dark"), None, None)]


class _BrokenImport(importlib.abc.MetaPathFinder):
    def __init__(self, error):
        self.error = error

    def find_spec(self, name, path, target=None):
        if name == "pg_desktop.app":
            raise self.error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ImportError(f"libEGL.so.1: {NO_SUCH_FILE}"), UserError),
        (ImportError("cannot import name 'x'"), ImportError),
    ],
)
def test_a_library_that_only_the_import_misses(monkeypatch, error, expected):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delitem(sys.modules, "pg_desktop.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_BrokenImport(error), *sys.meta_path])
    with pytest.raises(expected):
        run(GuiOptions())


@ONLY_LINUX
@pytest.mark.parametrize(
    ("display", "sentence"), [(None, "There is no display to open a window on"), (":4711", "display :4711")]
)
def test_without_a_display_the_program_ends_in_peace(display, sentence):
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environ = {name: value for name, value in os.environ.items() if name not in hidden}
    if display is not None:
        environ["DISPLAY"] = display
    done = subprocess.run(
        [sys.executable, "-m", "pg_desktop"], check=False, env=environ, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "pg-desktop train" in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
