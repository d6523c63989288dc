"""The window's own file, looked at before Qt reads it: whatever is in its place, the window opens.

Qt takes a pipe for a file and waits forever. And PySide has a Python object that an INI file holds as `@Variant`
unpickled, which can run any code. This program stores none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.guarded import read_up_to
from pg_desktop.storage.shown import shown_name

_SIZE_MAX: Final = 4 * 2**20
_KEPT: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "What the window remembered cannot be used ({reason}), so everything is as on the first day; the old file is kept "
    "as “{kept}”.",
)
_NOT_KEPT: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "What the window remembered cannot be used ({reason}), so everything is as on the first day, and will not be "
    "remembered.",
)
_TOO_LARGE: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” is too large")
_FOREIGN: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” is no settings file of PG Desktop")
_SUFFIX: Final = ".unusable"
_COPIES_MAX: Final = 100
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9a-fA-F]+)|([0-7]+)|(.))", re.DOTALL)
_OBJECT: Final = re.compile(rb"[=,]@(?:Variant|DateTime)\(")
"""At the beginning of a value, or of an item in a list."""
_NO_PART_OF_IT: Final = re.compile(rb'[\s"]|\\\r?\n')


def open_settings(file: Path) -> tuple[QSettings, UserError | None]:
    """Open the window's file.

    Args:
        file: where it is, or will be.

    Returns:
        What Qt makes of it, and what there is to say if what was there had to be put aside.
    """
    reason = _reason_against(file)
    if reason is None:
        store = QSettings(str(file), QSettings.Format.IniFormat)
        if store.status() is QSettings.Status.NoError:
            return store, None
        reason = UserError(_FOREIGN, file=shown_name(file))
        del store  # before another one with the same name
    kept = _put_aside(file)
    if kept is None:
        elsewhere = _free_name(file) or file.with_name(f"{file.name}.{os.getpid()}")
        return QSettings(str(elsewhere), QSettings.Format.IniFormat), UserError(_NOT_KEPT, reason=reason)
    problem = UserError(_KEPT, reason=reason, kept=shown_name(kept))
    return QSettings(str(file), QSettings.Format.IniFormat), problem


def _reason_against(file: Path) -> UserError | None:
    """Why a file cannot be given to Qt; None if it can, or is not there yet."""
    if not os.path.lexists(file):
        return None
    try:
        content = read_up_to(file, _SIZE_MAX, _Clause)
    except UserError as error:
        return error
    if len(content) > _SIZE_MAX:
        return UserError(_TOO_LARGE, file=shown_name(file))
    return UserError(_FOREIGN, file=shown_name(file)) if holds_objects(content) else None


class _Clause(UserError):  # noqa: N818 (a clause)
    """A reason to stand in brackets: without the full stop at its end."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.removesuffix("."), **values)


def holds_objects(content: bytes) -> bool:
    """Whether a value of an INI file may become an object, however it is spelt: with escapes, quotes, lines."""
    plain = _ESCAPE.sub(_unescaped, _NO_PART_OF_IT.sub(b"", content))
    # The escapes may have been for quotes and blanks, or have stood in pieces.
    return _OBJECT.search(plain) is not None or _OBJECT.search(_NO_PART_OF_IT.sub(b"", plain)) is not None


def _unescaped(found: re.Match[bytes]) -> bytes:
    hexadecimal, octal, other = found.groups()
    if other is not None:
        return b""  # Qt leaves out what it does not know, and what it knows is no part of such a word
    # Of too many digits Qt takes the lowest.
    number = int(hexadecimal[-4:], 16) if hexadecimal else int(octal[-6:], 8) & 0xFFFF
    return chr(number).encode("utf-8", "replace")


def _put_aside(file: Path) -> Path | None:
    """Rename whatever has the file's name, and return what it is called now; None if it cannot be done."""
    kept = _free_name(file)
    if kept is None:
        return None
    try:
        file.rename(kept)
    except OSError:
        return None
    return kept


def _free_name(file: Path) -> Path | None:
    numbered = (file.with_name(f"{file.name}{_SUFFIX}{number or ''}") for number in range(_COPIES_MAX))
    return next((name for name in numbered if not os.path.lexists(name)), None)
