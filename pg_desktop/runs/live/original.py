"""A user's file that is opened: at once as a whole if it is small, else its list first, and the rest meanwhile.

A file of 50 long runs has more than a gigabyte. To look at each of its pages and to copy them takes seconds, so the
tables that say which runs there are come first. Until the copy is there, numbers are read from the file itself, and
each is compared with its checksum when it is used, as always.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.archive.salvage import salvage
from pg_desktop.storage.experiment.faults import ExperimentFileError
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.shown import shown_name

AT_ONCE_BYTES: Final = 64 * 2**20
"""Of a file that is looked at as a whole before anything of it is shown."""
_READERS: Final = 3
"""Threads that read at the same time: the one for plots, the one that trains, the window's."""
_IN_PART: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "“{file}” is damaged: what could be read of it is here, and the rest is missing; use another copy of it, or save "
    "this one under another name.",
)


class Abandoned(Exception):  # noqa: N818 (nothing went wrong)
    """The copy is not wanted any more."""


def copy_at_once(source: Path, copy: Path) -> bool:
    """Copy a file that is small, or that others may write to meanwhile; False if it is neither.

    Raises:
        UserError: if that cannot be, or it is damaged.
    """
    with closing(ExperimentFile.open(source)) as file:
        if source.stat().st_size > AT_ONCE_BYTES and file.hold():
            return False
        file.check()
        file.save_copy(copy)
        return True


class Original:
    """A file that stays as it is until its copy is there."""

    def __init__(self, source: Path, copy: Path) -> None:
        """Open it.

        Args:
            source: where it is.
            copy: where the working copy is going to be.

        Raises:
            ExperimentFileError: if it cannot be opened, is written to by others, or its tables are damaged.
        """
        self._source, self._copy = source, copy
        self._done = False
        self._changed = threading.Condition()
        # All are opened before one of them holds the file: opening looks at it without SQLite, and closing that would
        # take all locks of the process with it.
        self._copying, *self._idle = [ExperimentFile.open(source) for _ in range(1 + _READERS)]
        try:
            for file in (self._copying, *self._idle):
                file.hold()
            self._copying.check_tables()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def opened(self) -> Iterator[ExperimentFile]:
        """Within this, the file can be read, or its copy once that is there. Any thread may call."""
        file = self._taken()
        if file is None:
            with closing(ExperimentFile.open(self._copy)) as copy:
                yield copy
            return
        try:
            yield file
        finally:
            self._give_back(file)

    def make_copy(self, told: Callable[[BaseException], None], abandoned: Callable[[], bool]) -> bool:
        """Look at all of it and copy it, which takes seconds; from the thread that is going to write to the copy.

        Args:
            told: hears that some of it is lost.
            abandoned: whether the copy is not wanted any more.

        Returns:
            Whether it is whole.

        Raises:
            Abandoned: it was not wanted any more.
            UserError: it cannot be written; it may be tried again.
        """

        def going_on() -> None:
            if abandoned():
                raise Abandoned

        going_on()
        whole = self._is_whole()
        if whole:
            self._copying.save_copy(self._copy, going_on)
        else:
            salvage(self._copying, self._copy, going_on)
            told(UserError(_IN_PART, file=shown_name(self._source)))
        self.close()
        return whole

    def close(self) -> None:
        """Read from the copy from now on."""
        self._copying.close()
        with self._changed:
            self._done = True
            for file in self._idle:
                file.close()
            self._idle.clear()
            self._changed.notify_all()

    def _is_whole(self) -> bool:
        try:
            self._copying.check()
        except ExperimentFileError:
            return False
        return True

    def _taken(self) -> ExperimentFile | None:
        with self._changed:
            self._changed.wait_for(lambda: self._done or self._idle)
            return None if self._done else self._idle.pop()

    def _give_back(self, file: ExperimentFile) -> None:
        with self._changed:
            if self._done:
                file.close()
            else:
                self._idle.append(file)
                self._changed.notify()
