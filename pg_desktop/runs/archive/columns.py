"""The columns of a run in an experiment file, some updates at a time, and their digest.

Shape suffixes: E episodes, U updates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.metrics import METRICS
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.runs.columns import UpdateBlock
from pg_desktop.runs.history import History
from pg_desktop.storage.experiment.faults import damaged
from pg_desktop.storage.experiment.file import ColumnsRow, ExperimentFile
from pg_desktop.storage.experiment.packed import PackedError, pack, unpack

UPDATES: Final = 256
"""Updates in a row that is complete; the last one has fewer and is written anew as it grows."""
_LEVEL: Final = 6
_LEVEL_OF_LAST: Final = 1
"""Of compression, for a row that is soon written anew."""
_RETURNS: Final = "returns"
_LENGTHS: Final = "lengths"
_COUNTS: Final = "episodes"
_SECONDS: Final = "seconds"
_METRIC: Final = "metric."


def write_columns(file: ExperimentFile, run: int, history: History, first: int, stop: int) -> None:
    """Write the updates of a run from `first` up to `stop`, and those before that their rows hold, too."""
    for start in range(first // UPDATES * UPDATES, stop, UPDATES):
        end = min(start + UPDATES, stop)
        level = _LEVEL if end == start + UPDATES else _LEVEL_OF_LAST
        blob = file.put_blob(pack(_arrays(history.between(start, end)), level=level))
        file.set_columns(run, ColumnsRow(start, end, blob))


def read_columns(file: ExperimentFile, run: int, algorithm: str, updates: int) -> History:
    """Read the history of a run.

    Args:
        file: where it is.
        run: which.
        algorithm: what trains it.
        updates: how many it has.

    Raises:
        ExperimentFileError: if something is missing or damaged.
    """
    history = History(algorithm)
    try:
        for row in file.columns(run):
            history.extend(_block(unpack(file.blob(row.blob)), row, history))
    except PackedError as reason:
        raise damaged(file.path, reason) from None
    except (ValueError, KeyError, OverflowError) as error:
        raise damaged(file.path, error) from error
    if history.updates != updates:
        raise damaged(file.path, QT_TRANSLATE_NOOP("Errors", "updates are missing"))
    return history


def columns_digest(history: History) -> str:
    """SHA-256 of all metrics that do not depend on the clock, in hexadecimal.

    Over returns (float32), lengths and episodes of each update (int64), then each metric in the order of its name
    (float32, NaN where there is none; what most runs have no value of, only where there is one): a line with name and
    count, and the numbers, little-endian.
    """
    digest = hashlib.sha256()
    for name, array in _named(history.since()):
        digest.update(f"{name} {len(array)}\n".encode())
        digest.update(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
    return digest.hexdigest()


def _named(block: UpdateBlock) -> Iterator[tuple[str, NDArray[Any]]]:
    yield _RETURNS, block.returns_E
    yield _LENGTHS, block.lengths_E
    yield _COUNTS, np.diff(block.last_episodes_U, prepend=block.first_episode)
    for key, values_U in sorted(block.metrics_U.items()):
        if not (METRICS[key].rare and np.isnan(values_U).all()):
            yield _METRIC + key, values_U


def _arrays(block: UpdateBlock) -> dict[str, NDArray[Any]]:
    return {**dict(_named(block)), _SECONDS: block.seconds_U}


def _block(arrays: Mapping[str, NDArray[Any]], row: ColumnsRow, history: History) -> UpdateBlock:
    updates = row.stop_update - row.first_update
    counts_U, lengths_E, returns_E = arrays[_COUNTS], arrays[_LENGTHS], arrays[_RETURNS]
    keys = {metric.key for metric in history.metrics}
    missing = {key for key in keys if METRICS[key].rare and _METRIC + key not in arrays}
    none_U = np.full(updates if updates > 0 else 0, np.nan, np.float32)
    metrics_U = {key: none_U if key in missing else arrays[_METRIC + key] for key in keys}
    of_updates = (counts_U, arrays[_SECONDS], *metrics_U.values())
    if updates < 1 or len(arrays) != len(keys - missing) + 4 or any(array.shape != (updates,) for array in of_updates):
        raise ValueError("columns do not belong together")
    if counts_U.min() < 1 or lengths_E.shape != returns_E.shape or lengths_E.shape != (int(counts_U.sum()),):
        raise ValueError("columns do not belong together")
    if lengths_E.min() < 1 or not np.isfinite(returns_E).all() or any(np.isinf(array).any() for array in of_updates):
        raise ValueError("a column holds what cannot be")
    return UpdateBlock(
        first_update=row.first_update,
        first_episode=history.episodes,
        returns_E=_typed(returns_E, np.float32),
        lengths_E=_typed(lengths_E, np.int64),
        env_steps_E=history.env_steps + lengths_E.cumsum(dtype=np.int64),
        last_episodes_U=history.episodes + counts_U.cumsum(dtype=np.int64),
        metrics_U={key: _typed(array_U, np.float32) for key, array_U in metrics_U.items()},
        seconds_U=_typed(arrays[_SECONDS], np.float32),
    )


def _typed(array: NDArray[Any], dtype: type[Any]) -> NDArray[Any]:
    if array.dtype != dtype:
        raise ValueError("a column is of another kind")
    return array
