"""Where the user's own files are: what the window saves there, the command line finds without Qt."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_PROGRAM: Final = Path("PG Desktop", "pg-desktop")
"""The names of the organisation and of the application, as the window gives them to Qt."""


def data_folder() -> Path:
    """The folder that Qt calls `AppDataLocation`; it need not exist yet."""
    if sys.platform == "win32":
        roaming = os.environ.get("APPDATA")
        return (Path(roaming) if roaming else Path.home() / "AppData" / "Roaming") / _PROGRAM
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / _PROGRAM
    named = os.environ.get("XDG_DATA_HOME", "")
    # The standard has relative paths ignored, and so has Qt.
    return (Path(named) if named.startswith("/") else Path.home() / ".local" / "share") / _PROGRAM
