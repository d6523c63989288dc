"""Where experiments are while a window works on them: a folder for each, which tells whether its program still runs."""

from __future__ import annotations

import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLockFile

from pg_desktop.messages import UserError

if TYPE_CHECKING:
    from pg_desktop.runs.record import RunRecord

_FILE: Final = "experiment.pglab"
_LOCK: Final = "in-use"
_ATTEMPTS: Final = 5


class WorkingCopy:
    """The folder of one experiment, which no other program takes as long as this one lives."""

    def __init__(self, folder: Path, lock: QLockFile) -> None:
        """Take a folder whose lock is held; see `WorkingCopies`."""
        self._folder, self._lock = folder, lock

    @property
    def path(self) -> Path:
        """The file in it."""
        return self._folder / _FILE

    def discard(self) -> None:
        """Let it go with all that is in it; its file is closed."""
        # The lock goes last: what is left of a folder whose deletion was cut short is discarded at the next start.
        for path in self._folder.glob(f"{_FILE}*"):
            path.unlink(missing_ok=True)
        self._lock.unlock()
        shutil.rmtree(self._folder, ignore_errors=True)

    def leave(self) -> None:
        """Keep it, to be found as lost at the next start."""
        self._lock.unlock()


@dataclass(frozen=True, eq=False)
class Lost:
    """An experiment whose window did not come to its end.

    Attributes:
        copy: its working copy, which is held from now on.
        changed: when it was written last, seconds since the epoch.
        saved_as: where it had been saved, or None.
        runs: the records of its runs.
    """

    copy: WorkingCopy
    changed: float
    saved_as: Path | None
    runs: tuple[RunRecord, ...]


class WorkingCopies:
    """All working copies of a user. To be used from the GUI thread."""

    def __init__(self, root: Path) -> None:
        """Look nowhere yet; the folder need not exist.

        Args:
            root: where they are.
        """
        self._root = root

    def begin(self) -> WorkingCopy:
        """Make a folder for another one.

        Raises:
            OSError: if it cannot be made.
        """
        for _ in range(_ATTEMPTS):
            folder = self._root / secrets.token_hex(16)
            folder.mkdir(parents=True)
            copy = _held(folder)
            if copy is not None:  # else another window has just taken it for one that is lost
                return copy
        raise OSError(f"{self._root} cannot be locked")

    def lost(self) -> list[Lost]:
        """Those whose programs are no more and that hold something unsaved, the newest first; others are discarded.

        Loads torch with what reads them.
        """
        found = []
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            copy = _held(folder) if folder.is_dir() else None
            if copy is None:
                continue
            lost = _lost(copy)
            if lost is None:
                copy.discard()
            else:
                found.append(lost)
        return sorted(found, key=lambda lost: -lost.changed)

    def any_lost(self) -> bool:
        """Whether there are folders of programs that are no more; cheap."""
        folders = self._root.iterdir() if self._root.is_dir() else ()
        return any(folder.is_dir() and _is_free(folder) for folder in folders)


def _held(folder: Path) -> WorkingCopy | None:
    lock = QLockFile(str(folder / _LOCK))
    lock.setStaleLockTime(0)  # only the death of its process makes it stale
    return WorkingCopy(folder, lock) if lock.tryLock(0) else None


def _is_free(folder: Path) -> bool:
    copy = _held(folder)
    if copy is None:
        return False
    copy.leave()
    return True


def _lost(copy: WorkingCopy) -> Lost | None:
    from pg_desktop.runs.archive.reader import opener_of, read_experiment  # noqa: PLC0415 (torch)
    from pg_desktop.runs.live.document import SAVED_AS, UNSAVED  # noqa: PLC0415
    from pg_desktop.storage.experiment.file import ExperimentFile  # noqa: PLC0415

    if not copy.path.exists():
        return None
    try:
        changed = max(path.stat().st_mtime for path in copy.path.parent.glob(f"{_FILE}*"))
        with closing(ExperimentFile.open(copy.path, writable=True)) as file:
            read = read_experiment(file, opener_of(copy.path))
    except (UserError, OSError):
        return None
    runs = tuple(record for record in read.records if not record.is_empty)
    if not runs or not read.meta.get(UNSAVED, True):
        return None
    saved_as = read.meta.get(SAVED_AS)
    return Lost(copy, changed, Path(saved_as) if isinstance(saved_as, str) else None, runs)
