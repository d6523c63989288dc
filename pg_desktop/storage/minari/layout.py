"""What Minari's layout calls things, and h5py, where it is installed.

Minari itself is not asked: to learn the spaces of a data set it may make the environment that the file names, and with
it run whatever code the file names. So files are read and written here, with h5py alone, which is the extra `minari`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

DATA_FOLDER: Final = "data"
METADATA: Final = "metadata.json"
MAIN_DATA: Final = "main_data.hdf5"
FORMAT: Final = "hdf5"
EPISODE: Final = "episode_{number}"

LABEL, LABELLED = "player_action", "player_known"
"""Of an episode in which a policy drove: what the player would have done before each step, and where that is known."""
BY, SPEED, DROVE = "shown_by", "speed", "policy_drove"
"""Attributes of an episode that Minari has none for."""


def data_folder_of(path: Path) -> Path:
    """The folder with the files, where somebody chose it, one of the files in it, or the folder around it."""
    if path.is_dir():
        return path / DATA_FOLDER if (path / DATA_FOLDER).is_dir() else path
    return path.parent


def h5py() -> Any:
    """The module.

    Raises:
        UserError: if it is not installed.
    """
    try:
        return import_module("h5py")
    except ImportError:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Minari’s files need h5py, which is not installed; install it with “pip install 'pg-desktop[minari]'”, "
                "then try again.",
            )
        ) from None
