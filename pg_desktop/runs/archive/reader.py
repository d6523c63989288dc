"""Reading an experiment from a file: at once what a list of runs needs, the rest when it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from pg_desktop.learning.demonstrations.demonstration import Demonstration
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.overseeing.judgement import Judgement
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.archive.columns import read_columns
from pg_desktop.runs.archive.demonstrations import read_demonstrations
from pg_desktop.runs.archive.judgements import JUDGEMENTS, judgements_from_json
from pg_desktop.runs.archive.records import StoredRecord, record_from_json
from pg_desktop.runs.archive.settings import EDITS
from pg_desktop.runs.archive.states import StatesRead
from pg_desktop.runs.checkpoint import Checkpoint
from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.families import ExperimentMemory
from pg_desktop.runs.record import CompleteState, Contents, RunRecord
from pg_desktop.storage.codec import Codec
from pg_desktop.storage.experiment.faults import ExperimentFileError, damaged
from pg_desktop.storage.experiment.file import ExperimentFile, StateRow
from pg_desktop.storage.experiment.schema import LEFT

MEMORY: Final = "experiment"
"""The key under which a file holds what is known of the experiment besides its runs."""
_OLDER: Final = QT_TRANSLATE_NOOP("Errors", "a run is older than its parent")
_OTHER_RUN: Final = QT_TRANSLATE_NOOP("Errors", "a run is not what it was written as")
_OTHER_JUDGEMENTS: Final = QT_TRANSLATE_NOOP("Errors", "a judged moment is not what it was written as")
_OTHER_STATE: Final = QT_TRANSLATE_NOOP("Errors", "a state is not what it was written as")
_MISSING_EPISODES: Final = QT_TRANSLATE_NOOP("Errors", "episodes are missing")
LIVE: Final = "live"
"""The key under which it holds the id of the run that was trained last."""


@dataclass(frozen=True, eq=False)
class Held:
    """What a file held of a run when it was read, whatever has become of the run since.

    Attributes:
        about: the JSON of what there is little of.
        updates: how many it had.
        edits: all of them.
    """

    about: Any
    updates: int
    edits: tuple[Edit, ...]


@dataclass(frozen=True, eq=False)
class ReadExperiment:
    """What a file holds.

    Attributes:
        records: of all runs, in ascending order of their ids; what there is much of is read when it is asked for.
        held: what the file holds of each of them, in their order.
        memory: see `Experiment.fill`.
        live: the id of the run that was trained last; None if there is none.
        meta: all that is known of the whole.
        demonstrations: the episodes that were shown.
        lost: how many of these are damaged.
        judgements: the moments that were judged.
    """

    records: tuple[RunRecord, ...]
    held: tuple[Held, ...]
    memory: ExperimentMemory
    live: int | None
    meta: Mapping[str, Any]
    demonstrations: tuple[Demonstration, ...] = ()
    lost: int = 0
    judgements: tuple[Judgement, ...] = ()


Opener = Callable[[], AbstractContextManager[ExperimentFile]]
"""Opens the file again, in whichever thread something is read."""


def opener_of(path: Path) -> Opener:
    """Opens a file by its name, for as long as something is read."""
    return lambda: closing(ExperimentFile.open(path))


def read_experiment(file: ExperimentFile, opener: Opener) -> ReadExperiment:
    """Read the runs of a file.

    Args:
        file: it.
        opener: opens it, or another one that holds the same, when more of a run is read, later.

    Raises:
        ExperimentFileError: if it is damaged.
    """
    path = file.path
    meta, abouts = file.meta(), file.runs()
    records = tuple(_record(file, run, about, opener) for run, about in abouts.items())
    ids = {record.id for record in records}
    if any(record.parent is not None and record.parent.run >= record.id for record in records):
        raise damaged(path, _OLDER)
    try:
        memory = Codec().decode(ExperimentMemory, meta.get(MEMORY, {}))
    except UserError as reason:
        raise damaged(path, reason) from None
    live = meta.get(LIVE)
    held = tuple(Held(abouts[record.id], record.figures.updates, record.edits.all()) for record in records)
    shown, lost = read_demonstrations(file)
    live = live if type(live) is int and live in ids else None
    return ReadExperiment(records, held, memory, live, meta, shown, lost, _judgements(file, meta))


def _judgements(file: ExperimentFile, meta: Mapping[str, Any]) -> tuple[Judgement, ...]:
    try:
        return judgements_from_json(meta.get(JUDGEMENTS, []))
    except (TypeError, ValueError):
        raise damaged(file.path, _OTHER_JUDGEMENTS) from None


def _record(file: ExperimentFile, run: int, about: Any, opener: Opener) -> RunRecord:
    try:
        record, stored = record_from_json(about)
        edits = EDITS.from_json(file.edits(run))
    except ExperimentFileError:
        raise
    except UserError as reason:
        raise damaged(file.path, reason) from None
    if record.id != run or len(edits) != stored.edits:
        raise damaged(file.path, _OTHER_RUN)
    record.edits = EditLog(edits)
    record.read_later(stored.figures, partial(_contents, opener, stored, edits))
    return record


def _contents(opener: Opener, stored: StoredRecord, edits: tuple[Edit, ...]) -> Contents:
    figures = stored.figures
    with opener() as file:
        history = read_columns(file, stored.id, stored.settings.algorithm, figures.updates)
        rows = file.states(stored.id)
    if (history.episodes, history.env_steps) != (figures.episodes, figures.env_steps):
        raise damaged(file.path, _MISSING_EPISODES)
    states = _States(opener, StatesRead(file, stored.settings, edits), file.path)
    left = [states.entry(row) for row in rows if row.update == LEFT]
    entries = [states.entry(row) for row in rows if row.update >= 0]
    pinned = [row.update for row in rows if row.update >= 0 and row.json["about"].get("pinned") is True]
    return Contents(history, Checkpoints.of(entries, pinned), left[0] if left else None)


class _States:
    """Reads the states of one run, each when it is asked for. Any thread may ask."""

    def __init__(self, opener: Opener, states: StatesRead, path: Path) -> None:
        self._opener, self._states, self._path = opener, states, path
        self._lock = threading.Lock()

    def entry(self, row: StateRow) -> Checkpoint[CompleteState]:
        """What stands for a state until it is read."""
        about = row.json.get("about") if isinstance(row.json, dict) else None
        update = about.get("update") if isinstance(about, dict) else None
        mean = about.get("mean_return") if isinstance(about, dict) else None
        if type(update) is not int or not (mean is None or type(mean) is float or mean == "NaN"):
            raise damaged(self._path, _OTHER_STATE)
        return Checkpoint(update, float(mean) if mean is not None else None, 0, read=partial(self._read, row))

    def _read(self, row: StateRow) -> CompleteState:
        with self._lock, self._opener() as file:
            return self._states.state(row, file)
