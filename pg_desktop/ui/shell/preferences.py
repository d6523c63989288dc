"""What the window remembers from one day to the next."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QByteArray, QStandardPaths

from pg_desktop.learning.settings.kinds import SECTIONS, Group
from pg_desktop.learning.settings.spellings import read_whole
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.learning.worlds.limit_rows import LimitRow
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.data_folder import data_folder
from pg_desktop.storage.strict_json import parse_json
from pg_desktop.ui.kit.theme import ThemeChoice
from pg_desktop.ui.shell.settings_file import open_settings

_RECENT: Final = 8
_ARRANGEMENT_VERSION: Final = 1
_ZOOM_MAX: Final = 1000


@dataclass(frozen=True)
class Arrangement:
    """Where the panes of the window stand.

    Attributes:
        state: Qt's own record of it.
        shown: the panes that the user has in sight, also those that the present world has no use for.
        widths, height: of the panes at the bottom, as parts of the window, see `Shares`.
    """

    state: QByteArray
    shown: frozenset[str]
    widths: tuple[tuple[str, float], ...] = ()
    height: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {
            "version": _ARRANGEMENT_VERSION,
            "state": bytes(self.state.toBase64().data()).decode(),
            "shown": sorted(self.shown),
            "widths": [list(width) for width in self.widths],
            "height": self.height,
        }

    @classmethod
    def from_json(cls, document: Any) -> Arrangement | None:
        """Read what `as_json` wrote; None if it is something else."""
        try:
            if document["version"] != _ARRANGEMENT_VERSION:
                return None
            state = QByteArray.fromBase64(str(document["state"]).encode())
            widths = tuple((str(pane), float(width)) for pane, width in document["widths"])
            return cls(state, frozenset(map(str, document["shown"])), widths, float(document["height"]))
        except (KeyError, TypeError, ValueError):
            return None


class Preferences:
    """Typed access to the user's settings file. To be used from the GUI thread.

    Attributes:
        data: the folder of the log.
        presets: the folder of the user's own presets; the platform's place for them if None.
        working_copies: the folder of experiments that windows work on.
    """

    def __init__(self, folder: Path | None = None, *, fresh: bool = False) -> None:
        """Open the file.

        Args:
            folder: where it is, or will be; the platform's place for it if None.
            fresh: whether to begin as on the first day: hyperparameters and arrangement are not those of last time.
                What is remembered from now on takes their place.
        """
        self._fresh = fresh
        self._since: set[str] = set()
        """What of the window's arrangement has been stored since the start."""
        self.data = data_folder() if folder is None else folder
        self.presets = None if folder is None else folder / "presets"
        self.working_copies = (data_folder() if folder is None else folder) / "experiments"
        if folder is None:
            folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation))
        self._store, self._problem = open_settings(folder / "pg-desktop.ini")

    def settings(self) -> Settings:
        """The hyperparameters as they were left; those that are unknown by now are left out.

        Raises:
            UserError: if what is stored cannot be used, or the whole file could not.
        """
        if self._problem is not None:
            raise self._problem
        if self._fresh:
            return Settings()
        text = self._store.value("settings", "{}")
        try:
            stored: dict[str, Any] = parse_json(str(text).encode())
            return Settings().changed({key: value for key, value in stored.items() if key in HYPERPARAMETERS})
        except (ValueError, AttributeError, UserError) as error:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors", "The settings of last time cannot be used ({cause}), so the usual ones are shown."
                ),
                cause=error,
            ) from error

    def remember_settings(self, settings: Settings) -> None:
        """Keep the hyperparameters for next time."""
        self._store.setValue("settings", json.dumps(settings.as_dict()))

    def theme(self) -> ThemeChoice:
        """The look that the user chose."""
        stored = str(self._store.value("theme", ThemeChoice.SYSTEM.value))
        return ThemeChoice(stored) if stored in set(ThemeChoice) else ThemeChoice.SYSTEM

    def remember_theme(self, choice: ThemeChoice) -> None:
        """Keep the look for next time."""
        self._store.setValue("theme", choice.value)

    def geometry(self) -> QByteArray | None:
        """Where the window was, or None."""
        geometry = self._kept("geometry")
        return geometry if isinstance(geometry, QByteArray) else None

    def remember_geometry(self, geometry: QByteArray) -> None:
        """Keep where the window is for next time."""
        self._keep("geometry", geometry)

    def arrangement(self, name: str) -> Arrangement | None:
        """An arrangement of panes as it was left, or None."""
        state, shown = self._kept(f"arrangements/{name}/state"), self._kept(f"arrangements/{name}/shown")
        fits = str(self._kept(f"arrangements/{name}/version")) == str(_ARRANGEMENT_VERSION)
        if not fits or not isinstance(state, QByteArray) or not isinstance(shown, str):
            return None
        try:
            widths, height = parse_json(str(self._kept(f"arrangements/{name}/shares", "[[], 0]")).encode())
            shares = tuple((str(pane), _share(width)) for pane, width in widths), _share(height)
        except (ValueError, TypeError, UserError):
            return None
        return Arrangement(state, frozenset(filter(None, shown.split(","))), *shares)

    def remember_arrangement(self, name: str, arrangement: Arrangement) -> None:
        """Keep an arrangement of panes for next time."""
        self._keep(f"arrangements/{name}/version", _ARRANGEMENT_VERSION)
        self._keep(f"arrangements/{name}/state", arrangement.state)
        shares = json.dumps([arrangement.widths, arrangement.height])
        self._keep(f"arrangements/{name}/shares", shares)
        self._keep(f"arrangements/{name}/shown", ",".join(sorted(arrangement.shown)))

    def forget_arrangement(self, name: str) -> None:
        """Let an arrangement be the usual one again."""
        self._store.remove(f"arrangements/{name}")

    def perspective(self) -> str:
        """The perspective that was left, or ""."""
        return str(self._kept("perspective", ""))

    def remember_perspective(self, perspective: str) -> None:
        """Keep the perspective for next time."""
        self._keep("perspective", perspective)

    def zoom(self) -> int:
        """How large everything is drawn, in per cent."""
        stored = read_whole(str(self._kept("zoom")))
        return 100 if stored is None or stored < 1 else min(stored, _ZOOM_MAX)

    def remember_zoom(self, percent: int) -> None:
        """Keep how large everything is drawn for next time."""
        self._keep("zoom", percent)

    def folded_sections(self) -> frozenset[Group] | None:
        """The sections of the settings that were left folded, or None."""
        stored = self._kept("foldedSections")
        if not isinstance(stored, str):
            return None
        return frozenset(Group(name) for name in stored.split(";") if name in set(SECTIONS))

    def remember_folded_sections(self, folded: Collection[Group]) -> None:
        """Keep for next time which sections of the settings are folded."""
        self._keep("foldedSections", ";".join(sorted(folded)))

    def welcomed(self) -> bool:
        """Whether the user has seen the welcome, and gone on from there."""
        return bool(self._number("welcomed"))

    def remember_welcomed(self) -> None:
        """Do not greet the user again."""
        self._store.setValue("welcomed", 1)

    def recent_files(self) -> list[Path]:
        """Experiments and policies opened or saved lately, newest first."""
        stored = self._store.value("recent")
        texts = [stored] if isinstance(stored, str) else stored  # QSettings unpacks lists of one
        if not isinstance(texts, list):
            return []
        return [Path(text) for text in texts if isinstance(text, str) and text]

    def latest_folder(self) -> Path:
        """Where a dialog for files begins: where the latest file is."""
        recent = self.recent_files()
        return recent[0].parent if recent else Path.home()

    def remember_file(self, path: Path) -> None:
        """Put a file at the front of the recent ones."""
        files = [path, *(recent for recent in self.recent_files() if recent != path)]
        self._store.setValue("recent", [str(file) for file in files[:_RECENT]])

    def forget_file(self, path: Path) -> None:
        """Take a file out of the recent ones: it is no longer there."""
        self._store.setValue("recent", [str(file) for file in self.recent_files() if file != path])

    def forget_files(self) -> None:
        """Empty the list of recent files."""
        self._store.remove("recent")

    def limit(self, row: LimitRow) -> float | None:
        """What an environment of others may take of something, as it was chosen; None if nothing was."""
        try:
            return row.number.parse(str(self._store.value(f"limits/{row.allowed.option}", "")))
        except UserError:
            return None

    def remember_limit(self, row: LimitRow, value: float | None) -> None:
        """Keep for next time what an environment of others may take; None for what is usual."""
        if value is None:
            self._store.remove(f"limits/{row.allowed.option}")
        else:
            self._store.setValue(f"limits/{row.allowed.option}", value)

    def _kept(self, key: str, default: object = None) -> object:
        """What is stored of the window's arrangement; after a fresh start, what has been stored since."""
        return default if self._fresh and key not in self._since else self._store.value(key, default)

    def _keep(self, key: str, value: object) -> None:
        self._since.add(key)
        self._store.setValue(key, value)

    def _number(self, key: str) -> float:
        try:
            return float(str(self._store.value(key, 0)))
        except ValueError:
            return 0.0


def _share(value: object) -> float:
    """A part of the window, in [0, 1].

    Raises:
        ValueError: if it is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{value!r} is no part")
    return float(value)
