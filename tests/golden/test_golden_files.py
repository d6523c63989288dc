"""Experiments of every version are opened, and are what they were."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment import schema
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.policy_format import tensors_digest

FILES = sorted(Path(__file__).parent.glob("experiment-*.pglab"))


def told(path):
    """What a file holds, in few words."""
    with closing(ExperimentFile.open(path, writable=True)) as file:
        read = read_experiment(file, opener_of(path))
    runs = [
        {
            "run": record.id,
            "parent": None if record.parent is None else [record.parent.run, record.parent.update],
            "updates": record.figures.updates,
            "edits": [[edit.update, edit.key, edit.new] for edit in record.edits.all()],
            "columns": columns_digest(record.history),
            "checkpoints": [entry.update for entry in record.checkpoints.entries()],
            "weights": tensors_digest(record.left.policy().parameters),
        }
        for record in read.records
    ]
    episodes = [[each.id, each.about.by.value, each.score, each.labels] for each in read.demonstrations]
    return [*runs, {"episodes": episodes}] if episodes else runs


def test_there_is_one_of_every_version():
    assert [path.stem for path in FILES] == [f"experiment-{number}" for number in range(1, schema.VERSION + 1)]


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.stem)
def test_it_is_what_it_was(golden, tmp_path):
    path = tmp_path / golden.name
    shutil.copy(golden, path)
    assert told(path) == json.loads(golden.with_suffix(".json").read_text())


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.stem)
def test_its_runs_go_on(golden, tmp_path):
    path = tmp_path / golden.name
    shutil.copy(golden, path)
    with closing(ExperimentFile.open(path, writable=True)) as file:
        records = read_experiment(file, opener_of(path)).records
    for record in records:
        run = Run.resume(record)
        before = run.updates
        run.advance()
        assert run.updates == before + 1
        run.close()
