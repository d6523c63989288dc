"""What can still be read of a damaged experiment, in a file that is whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pg_desktop.runs.archive.replay_rows import pieces_named
from pg_desktop.storage.experiment.faults import ExperimentFileError
from pg_desktop.storage.experiment.file import ExperimentFile


def salvage(source: ExperimentFile, path: Path, going_on: Callable[[], None] = lambda: None) -> None:
    """Write all that can be read to another file; rows whose numbers are lost stay, and say so when they are read.

    Args:
        source: whose runs have been read.
        path: where to; what is there goes.
        going_on: see `ExperimentFile.save_copy`.

    Raises:
        UserError: if it cannot be written, or there is nothing to be read.
    """
    path.unlink(missing_ok=True)
    with closing(ExperimentFile.create(path)) as target, target.transaction():
        for key, value in source.meta().items():
            target.set_meta(key, value)
        for run, value in source.runs().items():
            going_on()
            target.set_run(run, value)
            target.set_edits(run, 0, source.edits(run))
            _numbers(source, target, run)
        for episode in source.episodes():
            target.set_episode(episode)
            _copy(source, target, {episode.blob})


def _numbers(source: ExperimentFile, target: ExperimentFile, run: int) -> None:
    names = set[str]()
    for row in source.columns(run):
        target.set_columns(run, row)
        names.add(row.blob)
    for state in source.states(run):
        target.set_state(run, state)
        names.update((state.blob, *pieces_named(state.json)))
    _copy(source, target, names)


def _copy(source: ExperimentFile, target: ExperimentFile, names: set[str]) -> None:
    for name in sorted(names):
        try:
            target.put_blob(source.blob(name))
        except ExperimentFileError:
            continue  # which is said when it is asked for
