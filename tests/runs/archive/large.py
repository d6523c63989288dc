"""A large experiment, made without training: `python -m tests.runs.archive.large FILE [RUNS]`.

Each run is as large as one of 100,000 episodes of CartPole that was trained: as many updates, as many checkpoints, and
numbers of its own that do not compress.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.archive.columns import write_columns
from pg_desktop.runs.archive.records import record_as_json
from pg_desktop.runs.archive.states import StatesWritten
from pg_desktop.runs.columns import UpdateBlock
from pg_desktop.runs.history import History
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile, StateRow
from pg_desktop.storage.experiment.packed import unpack
from pg_desktop.storage.experiment.schema import LEFT

EPISODES_AN_UPDATE = 32
RUN_BYTES = 24_000_000


def write_large(path, runs, episodes=100_000, run_bytes=RUN_BYTES):
    """Write an experiment of so many runs of so many episodes."""
    updates = episodes // EPISODES_AN_UPDATE
    rng = np.random.default_rng(1)
    run = Run.begin(Settings(seed=1), id=1, watched=True)
    run.advance()
    file = ExperimentFile.create(path)
    row, arrays = _sample(file, run)
    for number in range(1, runs + 1):
        with file.transaction():
            history = _history(run.record.settings.algorithm, updates, rng)
            write_columns(file, number, history, 0, updates)
            figures = replace(run.record.figures, updates=updates, episodes=history.episodes)
            figures = replace(figures, env_steps=history.env_steps)
            json = record_as_json(run.record, figures, 0)
            label = {**json["label"], "number": number, "name": f"run {number}"}
            file.set_run(number, {**json, "id": number, "label": label})
            states = run_bytes // len(row_blob(arrays, rng))
            for update in (LEFT, *np.linspace(0, updates, min(states, 512), endpoint=False, dtype=int).tolist()):
                state = {**row.json, "about": {**row.json["about"], "update": updates if update == LEFT else update}}
                file.set_state(number, StateRow(update, state, file.put_blob(row_blob(arrays, rng))))
    with file.transaction():
        file.set_meta("live", runs)
        file.sweep()
    file.close(single=True)
    run.close()


def row_blob(arrays, rng):
    """The numbers of a state, others each time."""
    return b"\0" + save({name: _other(array, rng) for name, array in arrays.items()})  # as `pack`, which would compress


def _other(array, rng):
    return rng.random(array.shape, np.float32) if array.dtype == np.float32 and array.size > 100 else array


def _sample(file, run):
    with file.transaction():
        row = StatesWritten(file).row(run.state(), 1)
        return row, unpack(file.blob(row.blob))


def _history(algorithm, updates, rng):
    history = History(algorithm)
    lengths_E = rng.integers(9, 500, updates * EPISODES_AN_UPDATE)
    counts_U = np.full(updates, EPISODES_AN_UPDATE)
    history.extend(
        UpdateBlock(
            first_update=0,
            first_episode=0,
            returns_E=lengths_E.astype(np.float32),
            lengths_E=lengths_E,
            env_steps_E=lengths_E.cumsum(),
            last_episodes_U=counts_U.cumsum(),
            metrics_U={metric.key: rng.random(updates, np.float32) for metric in history.metrics},
            seconds_U=rng.random(updates, np.float32).cumsum(dtype=np.float32),
        )
    )
    return history


if __name__ == "__main__":
    write_large(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50)
