"""The file that the experiment in the window is kept in: a working copy, of which Save makes others.

What reads and writes it is imported in the training thread, which has loaded what that needs.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pg_desktop.messages import UserError

if TYPE_CHECKING:
    from pg_desktop.runs.archive.keeper import Keeper
    from pg_desktop.runs.archive.reader import ReadExperiment
    from pg_desktop.runs.archive.writer import ArchiveWriter
    from pg_desktop.runs.experiment import Experiment
    from pg_desktop.runs.live.original import Original
    from pg_desktop.runs.record import RunRecord
    from pg_desktop.storage.experiment.file import ExperimentFile

SAVED_AS: Final = "saved_as"
"""The key under which a working copy holds where it was saved last, or null."""
UNSAVED: Final = "unsaved"
"""The key under which it holds whether there is something that is not saved there."""
WINDOW: Final = "window"
"""The key under which a file holds how the window was arranged."""


class Document:
    """One experiment's file while it is open. Made in the GUI thread, opened in the training thread.

    Attributes:
        path: of the working copy.
        source: the file that it is made a copy of; None for a new experiment, and for one that is recovered.
        saved_as: where it was saved last; None if it never was.
        unsaved: whether there is something that is not saved there.
        window: how the window is arranged, as JSON; None if unknown.
        keeper: writes it; None until it has been opened.
        read: what was in it when it was opened; None if it was new.
        others: what was otherwise when its runs were trained; see `provenance`.
    """

    def __init__(self, path: Path, source: Path | None = None, saved_as: Path | None = None) -> None:
        self.path, self.source, self.saved_as = path, source, saved_as
        self.unsaved = False
        self.window: Any = None
        self.keeper: Keeper | None = None
        self.read: ReadExperiment | None = None
        self.others: tuple[str, ...] = ()
        self._original: Original | None = None
        self._told: Callable[[BaseException], None] = lambda _: None
        self._reader: threading.Thread | None = None
        self._ending = threading.Event()

    def open(self) -> None:
        """Make the working copy if there is none, and read what is in it.

        Raises:
            UserError: if that cannot be.
        """
        from pg_desktop.runs.archive.reader import opener_of, read_experiment  # noqa: PLC0415 (torch)
        from pg_desktop.runs.live.original import copy_at_once  # noqa: PLC0415
        from pg_desktop.runs.provenance import differences_of_all  # noqa: PLC0415 (torch)
        from pg_desktop.storage.experiment.file import ExperimentFile  # noqa: PLC0415

        if self.source is not None and not copy_at_once(self.source, self.path):
            self.read = self._read_original(self.source)
        elif self.path.exists():
            with closing(ExperimentFile.open(self.path, writable=True)) as file:
                self.read = read_experiment(file, opener_of(self.path))
        else:
            return
        self.others = differences_of_all(record.made_with for record in self.read.records)
        meta = self.read.meta
        self.window = meta.get(WINDOW)
        if self.source is None and isinstance(meta.get(SAVED_AS), str):
            self.saved_as = Path(os.fsdecode(meta[SAVED_AS]))

    def keep(self, experiment: Experiment, told: Callable[[BaseException], None]) -> Keeper:
        """Begin to write an experiment to it.

        Args:
            experiment: which holds what was read.
            told: hears, in another thread, what goes wrong.
        """
        from pg_desktop.runs.archive.keeper import Keeper  # noqa: PLC0415 (torch)
        from pg_desktop.runs.live.original import Abandoned  # noqa: PLC0415

        def told_if_wanted(error: BaseException) -> None:
            if not isinstance(error, Abandoned):
                told(error)

        self._told = told
        self.keeper = Keeper(experiment, self._opened, told_if_wanted, self._meta)
        self.keeper.start()
        return self.keeper

    def read_on(self, experiment: Experiment) -> None:
        """Read in a thread of its own what there is much of in the runs, one after the other, for plots to draw.

        Args:
            experiment: which holds what was read; it is told whenever there is more.
        """
        if self.read is not None:
            records = self.read.records
            self._reader = threading.Thread(
                target=self._read_all, args=(records, experiment), name="reader", daemon=True
            )
            self._reader.start()

    def close(self, seconds: float) -> None:
        """Write all that is new and let go of the file, or give up after some seconds."""
        self._ending.set()
        if self._reader is not None:
            self._reader.join(seconds)
        if self.keeper is not None and self.keeper.end(seconds) and self._original is not None:
            self._original.close()

    def _read_all(self, records: Sequence[RunRecord], experiment: Experiment) -> None:
        for record in records:
            if self._ending.is_set():
                return
            try:
                if not record.in_memory:
                    _ = record.contents
                    experiment.touch()
            except UserError:
                continue  # which is said when the run is shown

    def _read_original(self, source: Path) -> ReadExperiment:
        """Read which runs there are; the rest is checked and copied by the keeper's thread, before it writes."""
        from pg_desktop.runs.archive.reader import read_experiment  # noqa: PLC0415
        from pg_desktop.runs.live.original import Original  # noqa: PLC0415

        original = Original(source, self.path)
        try:
            with original.opened() as file:
                read = read_experiment(file, original.opened)
        except BaseException:
            original.close()
            raise
        self._original = original
        return read

    def _copied(self) -> None:
        """Have the working copy, if it is still to be made."""
        if self._original is not None:
            if not self._original.make_copy(self._told, self._is_abandoned):
                self.saved_as = None  # lest what is missing goes from the user's file, too
            self._original = None

    def _is_abandoned(self) -> bool:
        return self._ending.is_set() and not self.unsaved

    def _opened(self) -> tuple[ExperimentFile, ArchiveWriter]:
        from pg_desktop.runs.archive.writer import ArchiveWriter  # noqa: PLC0415
        from pg_desktop.storage.experiment.file import ExperimentFile  # noqa: PLC0415

        self._copied()
        if not self.path.exists():
            file = ExperimentFile.create(self.path)
            return file, ArchiveWriter(file)
        file = ExperimentFile.open(self.path, writable=True)
        writer = ArchiveWriter(file)
        if self.read is not None:
            writer.holds(self.read)
        return file, writer

    def _meta(self) -> Mapping[str, Any]:
        return {
            SAVED_AS: None if self.saved_as is None else os.fsdecode(self.saved_as),
            UNSAVED: self.unsaved,
            WINDOW: self.window,
        }
