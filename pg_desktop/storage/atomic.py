"""Writing a file so that it is, at every moment, either the old one or the new one, complete.

The new content goes into a temporary file in the same folder, reaches the disk, and takes the old one's place in one
step (POSIX `rename`; `MoveFileEx` with replacement on Windows).
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.shown import shown_name, shown_path

_PERMISSION_BITS: Final = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO

_NO_FOLDER: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” was not saved: there is no folder “{folder}”.")
_NOT_PERMITTED: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "“{file}” was not saved: writing it in “{folder}” is not permitted, or another program is using it; choose "
    "another folder or name.",
)
_SENTENCES: Final = {
    errno.ENOSPC: QT_TRANSLATE_NOOP(
        "Errors", "“{file}” was not saved: there is no space left on the disk; make room or choose another one."
    ),
    errno.EDQUOT: QT_TRANSLATE_NOOP(
        "Errors", "“{file}” was not saved: your share of the disk is used up; make room or choose another one."
    ),
    errno.EROFS: QT_TRANSLATE_NOOP(
        "Errors", "“{file}” was not saved: the disk can only be read; choose another folder."
    ),
    errno.EISDIR: QT_TRANSLATE_NOOP(
        "Errors", "“{file}” was not saved: there is a folder of that name; choose another name."
    ),
    errno.ENAMETOOLONG: QT_TRANSLATE_NOOP("Errors", "“{file}” was not saved: the name is too long."),
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EACCES: _NOT_PERMITTED,
    errno.EPERM: _NOT_PERMITTED,
}
_OTHER: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” was not saved: {cause}.")


def write_atomically(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file, or leave everything as it was.

    An existing file keeps its permission bits and a new one obeys the umask; a symbolic link stays one, and what it
    points to is written.

    Args:
        path: where to.
        data: the content, whole or in pieces; what the iterable raises passes through.

    Raises:
        UserError: if it cannot be written, with a sentence that names the file and the cause.
    """
    target = Path(os.path.realpath(path))
    try:
        _replace(target, [data] if isinstance(data, bytes) else data)
    except OSError as error:
        raise UserError(
            _SENTENCES.get(error.errno or 0, _OTHER),
            file=shown_name(path),
            folder=shown_path(target.parent),
            cause=error.strerror or error,
        ) from error


def _replace(target: Path, pieces: Iterable[bytes]) -> None:
    permissions = _existing_permissions(target)
    # Its name does not contain the target's, which may already be as long as a name can be.
    temporary = target.with_name(f".pg-desktop-{secrets.token_hex(16)}.tmp")
    file = _create(temporary, 0o666 if permissions is None else permissions)
    try:
        with file:
            if permissions is not None and temporary.stat().st_mode & _PERMISSION_BITS != permissions:
                temporary.chmod(permissions)
            _fill(file, pieces)
        temporary.replace(target)
    except BaseException:
        # What went wrong first is what the user must hear of.
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _existing_permissions(target: Path) -> int | None:
    """The permission bits of the file to be replaced, None if there is none."""
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors", "“{file}” was not saved: what has that name is not a file; choose another name."
            ),
            file=shown_name(target),
        )
    # Replacing asks for permission on the folder alone and would run over a write protection.
    if not os.access(target, os.W_OK):
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” was not saved: the file is write-protected; choose another name."),
            file=shown_name(target),
        )
    return mode & _PERMISSION_BITS


def _create(path: Path, mode: int) -> BinaryIO:
    # Not tempfile: it makes files that only their owner can read, and the umask cannot be asked for without setting it
    # for the whole process. What replaces a file is at no moment open to more people than that file was.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, mode), "wb")


def _fill(file: BinaryIO, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        file.write(piece)
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, where the system can: Windows opens no folders, some network disks refuse."""
    # The new file is complete and in its place; to report failure here would be untrue.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
