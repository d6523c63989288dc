"""An experiment together with the file that it is kept in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from pg_desktop.runs.archive.keeper import Keeper
from pg_desktop.runs.archive.reader import ReadExperiment, read_experiment
from pg_desktop.runs.archive.writer import ArchiveWriter
from pg_desktop.runs.experiment import Experiment
from pg_desktop.storage.experiment.file import ExperimentFile


class KeptExperiment:
    """An experiment that goes on in a file of its own, which nobody else writes to meanwhile.

    Attributes:
        experiment: all its runs.
        live: the id of the run that was trained last; None if there is none.
    """

    def __init__(
        self, file: ExperimentFile, read: ReadExperiment | None, told: Callable[[BaseException], None]
    ) -> None:
        """Go on with a file; see `open_kept`."""
        self.experiment = Experiment()
        self.live = None if read is None else read.live
        self._file, self._begun = file, read is None
        self._writer = ArchiveWriter(file)
        if read is not None:
            self.experiment.fill(read.records, read.memory, read.demonstrations, read.judgements)
            self._writer.holds(read)
        self.keeper = Keeper(self.experiment, lambda: (file, self._writer), told, self._meta)

    def close(self) -> None:
        """Let go of the file before the keeper has started; one that was begun goes."""
        self._file.close(single=True)
        if self._begun:
            self._file.path.unlink()

    def _meta(self) -> Mapping[str, Any]:
        return {}


def open_kept(path: Path, told: Callable[[BaseException], None], *, begin: bool) -> KeptExperiment:
    """Open the experiment in a file.

    Args:
        path: where it is, or will be.
        told: hears, in another thread, what goes wrong when it is written.
        begin: whether to begin one where there is none.

    Raises:
        ExperimentFileError: if that cannot be.
    """
    if begin and not path.exists():
        return KeptExperiment(ExperimentFile.create(path, exclusive=True), None, told)
    file = ExperimentFile.open(path, writable=True, exclusive=True)
    try:
        return KeptExperiment(file, read_experiment(file, lambda: nullcontext(file)), told)
    except BaseException:
        file.close()
        raise
