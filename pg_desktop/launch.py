"""`pg-desktop gui`: make sure that a window can open at all, then open it.

Where Qt lacks its display or a library it ends the process with `abort()`, and what it says of that is of little use
to the user. So on Linux, where both can happen, what Qt needs is looked for before Qt is loaded.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

if TYPE_CHECKING:
    from pg_desktop.ui.shell.main_window import MainWindow

_PACKAGES: Final[Mapping[str, tuple[str, str]]] = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
    "libwayland-egl.so.1": ("libwayland-egl1", "libwayland-egl"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}
"""The system libraries that Qt's wheels do not bring along: the Debian or Ubuntu package and the Fedora package."""

_PLUGIN_PATHS: Final = {"QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH"}
"""The environment variables that tell Qt of more places to look for plugins."""

_DEVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "linuxfb": ("/dev/fb*",),
    "eglfs": ("/dev/dri/card*", "/dev/fb*"),
}
"""What the platforms draw on that need neither an X server nor a Wayland compositor: one of these devices."""

_NO_DISPLAY: Final = QT_TRANSLATE_NOOP(
    "Errors", "There is no display to open a window on; “pg-desktop train” trains without one."
)


class System:
    """What can be asked of the computer before Qt is loaded."""

    def plugin(self, platform: str) -> Path | None:
        """The file of Qt's plugin for a platform, None if it is not where PySide6's wheels put it."""
        package = importlib.util.find_spec("PySide6")
        for place in (package and package.submodule_search_locations) or ():
            folder = Path(place, "Qt", "plugins", "platforms")
            # Until Qt 6.9 there was one plugin for each way of drawing on Wayland.
            pattern = "libqwayland*.so" if platform.startswith("wayland") else f"libq{platform}.so"
            for plugin in sorted(folder.glob(pattern)):
                return plugin
        return None

    def has_device(self, pattern: str) -> bool:
        """Whether a device of such a name is there and may be used."""
        return any(os.access(device, os.R_OK | os.W_OK) for device in Path("/").glob(pattern.removeprefix("/")))

    def load(self, library: Path) -> None:
        """Load a library with all that it needs, as Qt will do anyway.

        Raises:
            OSError: if something is missing; the message begins with its name.
        """
        ctypes.CDLL(str(library))

    def x_answers(self, display: str) -> bool:
        """Whether an X server lets us in."""
        try:
            xcb = ctypes.CDLL("libxcb.so.1")
        except OSError:
            return False
        xcb.xcb_connect.restype = ctypes.c_void_p
        connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
        answers = not xcb.xcb_connection_has_error(connection)
        xcb.xcb_disconnect(connection)
        return answers

    def wayland_answers(self, address: str) -> bool:
        """Whether a Wayland compositor listens on a socket."""
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(address)
            except OSError:
                return False
        return True


def run(options: GuiOptions, watch: Callable[[MainWindow], None] | None = None, remembered: Path | None = None) -> int:
    """Open the window and return the exit status.

    Args:
        options: how it begins.
        watch: is given the window before it is shown.
        remembered: the folder of what the window was like last time; the platform's place for it if None.

    Raises:
        UserError: if it cannot open.
    """
    require_display()
    with naming_missing_libraries():
        from pg_desktop.app import run as open_window  # noqa: PLC0415 (Qt)
    return open_window(options, watch, remembered)


@contextmanager
def naming_missing_libraries() -> Iterator[None]:
    """Within this, Qt is imported.

    Raises:
        UserError: if it lacks a system library, with its name.
    """
    try:
        yield
    except ImportError as error:
        problem = missing_library(error)
        if problem is None:
            raise
        raise problem from error


def require_display() -> None:
    """Make sure that Qt can open a window here.

    Raises:
        UserError: if it cannot, with what is missing.
    """
    if sys.platform == "linux":
        require_platform(os.environ, System())


def require_platform(environ: Mapping[str, str], system: System) -> None:
    """Make sure that one of the platforms that Qt will try works.

    Args:
        environ: the environment variables.
        system: what can be asked.

    Raises:
        UserError: if none does, with what the first one lacks.
    """
    platforms = platforms_tried(environ)
    if not platforms:
        raise UserError(_NO_DISPLAY)
    problems = []
    for platform in platforms:
        problem = platform_problem(platform, environ, system)
        if problem is None:
            return
        problems.append(problem)
    raise problems[0]


def platforms_tried(environ: Mapping[str, str]) -> list[str]:
    """The platforms that Qt will try, the first one first; see QGuiApplication and its `QT_QPA_PLATFORM`."""
    chosen = environ.get("QT_QPA_PLATFORM")
    if chosen:
        return [platform.partition(":")[0] for platform in chosen.split(";")]
    displays = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return [platform for platform, variable in displays.items() if environ.get(variable)]


def platform_problem(platform: str, environ: Mapping[str, str], system: System) -> UserError | None:
    """Why a platform will not work, None if nothing speaks against it."""
    problem = _plugin_problem(platform, environ, system)
    if problem is not None:
        return problem
    devices = _DEVICES.get(platform, ())
    if devices and not any(map(system.has_device, devices)):
        return UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is no device that Qt's platform {platform} could draw on; unset QT_QPA_PLATFORM or change it.",
            ),
            platform=platform,
        )
    if platform == "xcb":
        return _display_problem(environ.get("DISPLAY", ""), system.x_answers)
    if platform.startswith("wayland") and not environ.get("WAYLAND_SOCKET"):
        return _display_problem(wayland_address(environ), system.wayland_answers)
    return None


def wayland_address(environ: Mapping[str, str]) -> str:
    """The socket of the Wayland compositor; see `wl_display_connect`."""
    return os.path.join(  # noqa: PTH118 (the name may be absolute and a socket is no Path)
        environ.get("XDG_RUNTIME_DIR", ""), environ.get("WAYLAND_DISPLAY") or "wayland-0"
    )


def missing_library(error: ImportError | OSError) -> UserError | None:
    """Which package to install, if `error` is the dynamic linker's complaint of a missing library."""
    found = re.match(r"(\S+\.so[.\d]*): cannot open shared object file", str(error))
    if found is None:
        return None
    library = found[1]
    if library not in _PACKAGES:
        return UserError(
            QT_TRANSLATE_NOOP("Errors", "Qt needs the system library {library}, which is not installed."),
            library=library,
        )
    debian, fedora = _PACKAGES[library]
    return UserError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Qt needs the system library {library}, which is not installed; its package is {debian} on Debian and "
            "Ubuntu and {fedora} on Fedora.",
        ),
        library=library,
        debian=debian,
        fedora=fedora,
    )


def _plugin_problem(platform: str, environ: Mapping[str, str], system: System) -> UserError | None:
    plugin = system.plugin(platform)
    if plugin is None:
        # Where PySide6 was not installed from a wheel, its packager has seen to what it needs.
        if system.plugin("offscreen") is None or _PLUGIN_PATHS & environ.keys():
            return None
        return UserError(
            QT_TRANSLATE_NOOP("Errors", "Qt knows no platform named {platform}; unset QT_QPA_PLATFORM or change it."),
            platform=repr(platform),
        )
    try:
        system.load(plugin)
    except OSError as error:
        return missing_library(error) or UserError(
            QT_TRANSLATE_NOOP("Errors", "Qt cannot be loaded: {cause}."), cause=error
        )
    return None


def _display_problem(display: str, answers: Callable[[str], bool]) -> UserError | None:
    if not display:
        return UserError(_NO_DISPLAY)
    if answers(display):
        return None
    return UserError(
        QT_TRANSLATE_NOOP("Errors", "The display {display} does not answer; “pg-desktop train” trains without one."),
        display=display,
    )
