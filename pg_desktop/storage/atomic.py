"""Writing a file so that it is, at every moment, either the old one or the new one, complete.

The new content goes into a temporary file in the same folder, reaches the disk, and takes the old one's place in one
step (POSIX `rename`; `MoveFileEx` with replacement on Windows).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.leftovers import sweep, temporary_beside
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
    with replacing(path) as (_, file):
        for piece in [data] if isinstance(data, bytes) else data:
            file.write(piece)


@contextmanager
def replacing(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Within this, a temporary file may be filled, which takes the place of another one at the end.

    See `write_atomically`; where something is raised within, the temporary file goes and the other one stays.

    Yields:
        Where the temporary file is, for whoever writes it by its name, and the same file, open for writing.

    Raises:
        UserError: if it cannot be written, with a sentence that names the file and the cause.
    """
    with _naming_errors(path) as target:
        sweep(target.parent)
        with _beside(target) as opened:
            yield opened


def require_replaceable(path: Path) -> None:
    """Find out whether `replacing` could write a file, by doing all of it but the last step.

    Raises:
        UserError: if it could not, with the sentence of `replacing`.
    """
    with _naming_errors(path) as target:
        permissions = _existing_permissions(target)
        _require_ours_to_replace(target)
        with temporary_beside(target) as temporary:
            _create(temporary, 0o666 if permissions is None else permissions).close()
            temporary.unlink()


def _require_ours_to_replace(target: Path) -> None:
    """In a folder such as /tmp everybody makes files, and only their owners replace them.

    Raises:
        PermissionError: if `target` is somebody else's file in such a folder.
    """
    folder = target.parent.stat()
    if folder.st_mode & stat.S_ISVTX and target.exists() and hasattr(os, "geteuid"):
        us = os.geteuid()
        if us not in (0, folder.st_uid, target.stat().st_uid):
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


@contextmanager
def _naming_errors(path: Path) -> Iterator[Path]:
    """Within this, what a path leads to is replaced.

    Yields:
        What it leads to.

    Raises:
        UserError: instead of an `OSError`.
    """
    try:
        target = Path(os.path.realpath(path))
    except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
        raise UserError(_OTHER, file=shown_name(path), cause=getattr(error, "strerror", None) or error) from error
    try:
        yield target
    except OSError as error:
        raise UserError(
            _SENTENCES.get(error.errno or 0, _OTHER),
            file=shown_name(path),
            folder=shown_path(target.parent),
            cause=error.strerror or error,
        ) from error


@contextmanager
def _beside(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    permissions = _existing_permissions(target)
    with temporary_beside(target) as temporary, _written(temporary, target, permissions) as file:
        yield temporary, file
    _sync_folder(target.parent)


@contextmanager
def _written(temporary: Path, target: Path, permissions: int | None) -> Iterator[BinaryIO]:
    file = _create(temporary, 0o666 if permissions is None else permissions)
    try:
        with file:
            if permissions is not None and temporary.stat().st_mode & _PERMISSION_BITS != permissions:
                temporary.chmod(permissions)
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        # What went wrong first is what the user must hear of.
        with suppress(OSError):
            temporary.unlink()
        raise


def _existing_permissions(target: Path) -> int | None:
    """The permission bits of the file to be replaced, None if there is none."""
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if stat.S_ISLNK(mode):
        # All links were followed: this one leads back to itself.
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors", "“{file}” was not saved: it is a link that leads back to itself; choose another name."
            ),
            file=shown_name(target),
        )
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


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, where the system can: Windows opens no folders, some network disks refuse."""
    # The new file is complete and in its place; to report failure here would be untrue.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
