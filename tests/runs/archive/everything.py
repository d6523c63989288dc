"""All that the program would make use of in an experiment file."""

import hashlib
from contextlib import closing

from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.storage.edit_script import edits_as_json
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.policy_format import tensors_digest


def everything(path):
    """A digest of all that the program would make use of.

    Raises:
        UserError: if it is refused.
    """
    digest = hashlib.sha256()
    with closing(ExperimentFile.open(path)) as file:
        file.check()
        read = read_experiment(file, opener_of(path))
    for record in read.records:
        known = record.settings, record.parent, record.label, record.progress, record.figures, record.stream
        digest.update(repr((record.id, *known, edits_as_json(record.edits.all()))).encode())
        digest.update(columns_digest(record.history).encode())
        states = [entry.payload for entry in record.checkpoints.entries()]
        for state in (*states, *([record.left] if record.left is not None else [])):
            digest.update(tensors_digest(state.policy().parameters).encode())
            digest.update(repr((state.settings, state.stream, state.trainer.rng, state.edits)).encode())
            for chunk in state.shared:
                digest.update(chunk.tobytes())
    return digest.hexdigest()
