"""Runs that are trained with a pulled plug, in a process of their own: `python -m tests.runs.archive.resuming FILE`.

Standard input holds one JSON object: `updates`, until which the run of the experiment in FILE goes on, and `edits`, a
list of [update, key, value]. What the run came to is printed as JSON.
"""

import hashlib
import json
import sys
from contextlib import closing
from pathlib import Path

from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.archive.writer import ArchiveWriter, Moment
from pg_desktop.runs.run import Run
from pg_desktop.storage.edit_script import edits_as_json
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.policy_format import tensors_digest


def outcome(run):
    """What a run came to: digests of its weights, its columns and its edits."""
    edits = json.dumps(edits_as_json(run.edits.all()))
    return {
        "updates": run.updates,
        "weights": tensors_digest(run.policy().parameters),
        "columns": columns_digest(run.history),
        "edits": hashlib.sha256(edits.encode()).hexdigest(),
        "solved": None if run.solved is None else run.solved.episode,
    }


def go_on(run, until, edits):
    """Train a run until it has that many updates, changing settings where they are due."""
    due = {}
    for update, key, value in edits:
        due.setdefault(update, {})[key] = value
    while True:
        if run.updates in due:
            run.apply(run.settings.changed(due[run.updates]))
        if run.updates >= until:
            return
        run.advance()


def write(path, run):
    """Write a run and all that it needs to go on into a new file."""
    with closing(ExperimentFile.create(path)) as file:
        ArchiveWriter(file).write([run.record], Moment(run.record, run.state()), {})


def resumed(path, number=0):
    """The run of a file, ready to go on."""
    with closing(ExperimentFile.open(path)) as file:
        record = read_experiment(file, opener_of(path)).records[number]
    return Run.resume(record)


def main():
    """See the module."""
    wanted = json.load(sys.stdin)
    run = resumed(Path(sys.argv[1]))
    go_on(run, wanted["updates"], wanted["edits"])
    json.dump(outcome(run), sys.stdout)
    run.close()


if __name__ == "__main__":
    main()
