"""What the window remembers from one day to the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.ui.kit.theme import ThemeChoice

_RECENT: Final = 8
_LAYOUT_VERSION: Final = 3


class Preferences:
    """Typed access to the user's settings file. To be used from the GUI thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the file.

        Args:
            folder: where it is, or will be; the platform's place for it if None.
        """
        if folder is None:
            folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation))
        self._store = QSettings(str(folder / "pg-desktop.ini"), QSettings.Format.IniFormat)

    def settings(self) -> Settings:
        """The hyperparameters as they were left; those that are unknown by now are left out.

        Raises:
            UserError: if what is stored cannot be used.
        """
        text = self._store.value("settings", "{}")
        try:
            stored: dict[str, Any] = json.loads(str(text))
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

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """The window's geometry and state as they were left, or None."""
        geometry, state = self._store.value("geometry"), self._store.value("state")
        fits = int(self._number("layoutVersion")) == _LAYOUT_VERSION
        if not fits or not isinstance(geometry, QByteArray) or not isinstance(state, QByteArray):
            return None
        return geometry, state

    def remember_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Keep the window's geometry and state for next time."""
        self._store.setValue("layoutVersion", _LAYOUT_VERSION)
        self._store.setValue("geometry", geometry)
        self._store.setValue("state", state)

    def recent_files(self) -> list[Path]:
        """Policy files opened or saved lately, newest first."""
        stored = self._store.value("recent")
        texts = [stored] if isinstance(stored, str) else stored  # QSettings unpacks lists of one
        if not isinstance(texts, list):
            return []
        return [Path(text) for text in texts if isinstance(text, str) and text]

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

    def _number(self, key: str) -> float:
        try:
            return float(str(self._store.value(key, 0)))
        except ValueError:
            return 0.0
