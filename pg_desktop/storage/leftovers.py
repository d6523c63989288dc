"""Temporary files beside what is being saved, and those that a process has left there because it was ended.

A temporary file is named after its computer and its process, so that the next one who saves there can tell that nobody
will come back for it. Its name does not contain the target's, which may already be as long as a name can be.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"\.pg-desktop-(?:([0-9a-f]{8})-([0-9]{1,10})-)?[0-9a-f]{16,32}\.tmp(?:-journal|-wal|-shm)?")
"""SQLite has files beside one that it writes."""
_OLD: Final = 24 * 3600.0
"""Seconds after which nobody is still writing, on whichever computer."""
_ENTRIES_MAX: Final = 10_000
"""Of a folder with more entries, only so many are looked at."""
_STILL_ACTIVE: Final = 259

_ours: set[str] = set()
"""The names that this process is using: another one before it may have had its number."""


@contextmanager
def temporary_beside(target: Path) -> Iterator[Path]:
    """Within this, a name in the same folder is taken; whoever makes a file of that name also removes it."""
    name = f".pg-desktop-{_computer()}-{os.getpid()}-{secrets.token_hex(8)}.tmp"
    _ours.add(name)
    try:
        yield target.with_name(name)
    finally:
        _ours.discard(name)


def sweep(folder: Path) -> int:
    """Remove what processes that are gone have left in a folder, and return how many files that were.

    Nothing is raised: where it cannot be done, it is left to the next one.
    """
    removed = 0
    with suppress(OSError, ValueError), os.scandir(folder) as entries:
        for _, entry in zip(range(_ENTRIES_MAX), entries, strict=False):
            with suppress(OSError):
                if _is_left(entry):
                    Path(entry.path).unlink()
                    removed += 1
    return removed


def sweep_all(folders: Iterable[Path]) -> int:
    """See `sweep`; each folder once."""
    return sum(map(sweep, dict.fromkeys(folders)))


def _is_left(entry: os.DirEntry[str]) -> bool:
    found = _NAME.fullmatch(entry.name)
    if found is None or entry.name.partition(".tmp")[0] + ".tmp" in _ours:
        return False
    status = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode):
        return False
    computer, process = found.groups()
    if computer == _computer():
        return int(process) == os.getpid() or not _lives(int(process))
    # Of another computer, or of a version that did not say whose it is.
    return time.time() - status.st_mtime > _OLD


@cache
def _computer() -> str:
    return hashlib.sha256(socket.gethostname().encode("utf-8", "replace")).hexdigest()[:8]


def _lives(process: int) -> bool:
    if sys.platform == "win32":
        return _lives_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _lives_on_windows(process: int) -> bool:
    import ctypes  # noqa: PLC0415 (there is no other way to ask)

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    limited_information = 0x1000
    handle = kernel.OpenProcess(limited_information, False, process)
    if not handle:
        return False
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == _STILL_ACTIVE
