"""Whether what a command is to write can be written: found out before it begins, and not after an hour of training."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path

from pg_desktop.cli.faults import ArgumentError, blaming_arguments
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.atomic import require_replaceable
from pg_desktop.storage.shown import shown_path


def require_targets(outputs: Mapping[str, Path | None], inputs: Mapping[str, Path | None] | None = None) -> None:
    """Make sure that every file can be written, as the writer itself would, and that none takes the place of another.

    Args:
        outputs: the files to be written by the option that names them; None for those that are not wanted.
        inputs: files that are read, and would be lost.

    Raises:
        ArgumentError: for the first that cannot be written, or is the same as another.
    """
    wanted = {option: path for option, path in outputs.items() if path is not None}
    for path in wanted.values():
        with blaming_arguments():
            require_replaceable(path)
    read = {option: path for option, path in (inputs or {}).items() if path is not None}
    pairs = [*combinations(wanted.items(), 2), *product(wanted.items(), read.items())]
    for (option, path), (other_option, other) in pairs:
        if same_file(path, other):
            raise ArgumentError(
                QT_TRANSLATE_NOOP("Errors", "{option} and {other} cannot be the same file, “{file}”; choose another."),
                option=option,
                other=other_option,
                file=shown_path(path),
            )


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, that is there or is to be made; names that differ only in case do."""
    if one.exists() and other.exists() and one.samefile(other):
        return True
    return _place(one) == _place(other)


def _place(path: Path) -> str:
    # Whether a folder tells apart names that differ in case cannot be seen, and who moves it may lose a file.
    return unicodedata.normalize("NFC", os.path.realpath(path)).casefold()
