"""States of a run in an experiment file: all that a run needs to go on, bit for bit."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.algorithms.algorithm import state_type
from pg_desktop.learning.algorithms.rows import RowsState
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import TrainerState
from pg_desktop.learning.worlds.spaces import Spaces
from pg_desktop.messages import UserError
from pg_desktop.runs.archive.replay_rows import APART, RowsRead, RowsWritten
from pg_desktop.runs.archive.settings import EDITS, SETTINGS
from pg_desktop.runs.collapse import CollapseMemory
from pg_desktop.runs.facts import Solved
from pg_desktop.runs.record import CompleteState
from pg_desktop.storage.codec import Adapter, Codec
from pg_desktop.storage.experiment.faults import ExperimentFileError, damaged
from pg_desktop.storage.experiment.file import ExperimentFile, StateRow
from pg_desktop.storage.experiment.packed import pack, unpack

_ALGORITHM: Final = "algorithm."
_NUMBERS: Final = "numbers"
_LAST_RETURNS_MAX: Final = 99
_WHOLE_RUN: Final = ("algorithm", "environment", "environment_arguments", "seed")
"""Settings that stay what they are as long as a run goes on."""


@dataclass(frozen=True, eq=False)
class _About:
    """What is known of a state besides the algorithm's own part.

    Attributes:
        update: updates done.
        settings: in force.
        stream: see `CompleteState`.
        rng: the state of the run's random generator.
        solved: see `CompleteState`.
        seconds: see `CompleteState`.
        last_returns: see `CompleteState`.
        collapse: see `CompleteState`.
        edits_before: how many of the run's edits are this state's as well, from the first on.
        edits: those that follow.
        mean_return: of the last 100 episodes then; None before the first.
        pinned: whether it is kept for an edit.
    """

    update: int
    settings: Settings
    stream: int
    rng: Mapping[str, Any]
    solved: Solved | None
    seconds: float
    last_returns: NDArray[np.float64]
    collapse: CollapseMemory
    edits_before: int
    edits: tuple[Edit, ...]
    mean_return: float | None
    pinned: bool

    def check(self) -> None:
        """Look whether this can be a state.

        Raises:
            ValueError: if it cannot.
        """
        returns = self.last_returns
        if returns.ndim != 1 or len(returns) > _LAST_RETURNS_MAX or not np.isfinite(returns).all():
            raise ValueError("no returns")
        if self.update < 0 or self.stream < 0 or self.edits_before < 0 or not self.seconds >= 0:
            raise ValueError("no state of a run")
        np.random.PCG64().state = self.rng  # type: ignore[assignment]  # raises if it is none


def _adapters() -> dict[Any, Adapter]:
    return {
        Settings: SETTINGS,
        Spaces: Adapter(Spaces.as_json, Spaces.from_json),
        tuple[Edit, ...]: EDITS,
    }


class StatesWritten:
    """Writes states of runs to a file. Belongs to one thread."""

    def __init__(self, file: ExperimentFile) -> None:
        self._file = file
        self._put_before: dict[int, tuple[weakref.ref[NDArray[Any]], str]] = {}
        """Of arrays, by their identity, what they are called in the file."""
        rows = RowsWritten(file)
        self._codec = Codec(_adapters() | {RowsState: Adapter(rows.to_json, _unread)})

    def row(
        self, state: CompleteState, update: int, mean_return: float | None = None, *, pinned: bool = False
    ) -> StateRow:
        """Write the numbers of a state; returns the row that means them.

        Args:
            state: of a run.
            update: under which it is kept, see `StateRow`.
            mean_return: see `Checkpoint`.
            pinned: whether it is kept for an edit.
        """
        trainer = state.trainer
        # Those of earlier updates stay as they are; of this one, another edit may take their place.
        before = sum(edit.update < trainer.updates for edit in state.edits)
        about = self._codec.encode(
            _About(
                trainer.updates,
                trainer.settings,
                state.stream,
                trainer.rng,
                state.solved,
                state.seconds,
                state.last_returns,
                state.collapse,
                before,
                state.edits[before:],
                mean_return,
                pinned,
            )
        )
        algorithm = self._codec.encode(trainer.algorithm)
        common = {id(array) for array in state.shared}
        apart = {path: self._put(array) for path, array in algorithm.arrays.items() if id(array) in common}
        own = {_ALGORITHM + path: array for path, array in algorithm.arrays.items() if path not in apart}
        json = {"about": about.json, "algorithm": algorithm.json, **({APART: apart} if apart else {})}
        return StateRow(update, json, self._file.put_blob(pack({**about.arrays, **own}, level=0)))

    def _put(self, array: NDArray[Any]) -> str:
        """Write numbers that several states have in common, such as a teacher's, once; returns what they are called."""
        self._put_before = {key: entry for key, entry in self._put_before.items() if entry[0]() is not None}
        reference, name = self._put_before.get(id(array), (None, ""))
        if reference is None or reference() is not array or not self._file.has(name):
            name = self._file.put_blob(pack({_NUMBERS: array}))
            self._put_before[id(array)] = weakref.ref(array), name
        return name


class StatesRead:
    """Reads states of one run; what they have in common is read once. Belongs to one thread at a time."""

    def __init__(self, file: ExperimentFile, settings: Settings, edits: tuple[Edit, ...]) -> None:
        """Begin.

        Args:
            file: where they are.
            settings: those that the run began with.
            edits: those of the run.
        """
        self._file, self._settings, self._edits = file, settings, edits
        self._rows = RowsRead(file)
        self._apart: weakref.WeakValueDictionary[str, NDArray[Any]] = weakref.WeakValueDictionary()
        self._codec = Codec(_adapters() | {RowsState: Adapter(_unread, self._rows.from_json)})

    def state(self, row: StateRow, file: ExperimentFile | None = None) -> CompleteState:
        """Read a state.

        Args:
            row: what means it.
            file: where it is, if that has been opened anew.

        Raises:
            ExperimentFileError: if it is damaged.
        """
        self._file = self._rows.file = self._file if file is None else file
        try:
            return self._state(row)
        except ExperimentFileError:
            raise
        except UserError as reason:
            raise damaged(self._file.path, reason) from None
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise damaged(self._file.path, error) from error

    def _state(self, row: StateRow) -> CompleteState:
        arrays = unpack(self._file.blob(row.blob))
        own = {path: array for path, array in arrays.items() if not path.startswith(_ALGORITHM)}
        about = self._codec.decode(_About, row.json["about"], own)
        inner = {path.removeprefix(_ALGORITHM): array for path, array in arrays.items() if path not in own}
        for path, name in dict(row.json.get(APART, {})).items():
            if path in inner or not isinstance(name, str):
                raise ValueError("no numbers in common with others")
            inner[path] = self._common(name)
        if any(about.settings.value(key) != self._settings.value(key) for key in _WHOLE_RUN):
            raise ValueError("a state of another run")
        algorithm = self._codec.decode(state_type(about.settings.algorithm), row.json["algorithm"], inner)
        if about.edits_before > len(self._edits) or (row.update >= 0 and row.update != about.update):
            raise ValueError("a state of another run")
        return CompleteState(
            trainer=TrainerState(about.update, about.settings, algorithm, about.rng),
            stream=about.stream,
            solved=about.solved,
            seconds=about.seconds,
            last_returns=about.last_returns,
            collapse=about.collapse,
            edits=(*self._edits[: about.edits_before], *about.edits),
        )

    def _common(self, name: str) -> NDArray[Any]:
        """Numbers that several states have in common: they share their memory."""
        array = self._apart.get(name)
        if array is None:
            array = self._apart[name] = unpack(self._file.blob(name))[_NUMBERS]
        return array


def _unread(value: Any) -> Any:
    raise TypeError(f"{type(value).__name__} is either read or written")
