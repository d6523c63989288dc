"""Small runs of each algorithm, with an edit and checkpoints, as files hold them."""

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.archive.writer import ArchiveWriter, Moment
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile

SMALL = {"hidden_size": 8, "episodes_per_update": 2, "seed": 1}


def small_records(updates):
    """The records of a run of each algorithm, left after `updates` and one more, between which γ was changed."""
    records = []
    for number, algorithm in enumerate(("reinforce", "dqn"), start=1):
        settings = Settings().changed({"algorithm": algorithm, "learning_starts": 20, **SMALL})
        run = Run.begin(settings, id=number, watched=True)
        for _ in range(updates):
            run.advance()
        run.apply(run.settings.changed({"gamma": 0.9}))
        run.advance()
        run.leave()
        records.append(run.record)
    return records


def write_records(path, records, demonstrations=()):
    """Write records that were left into a new file; the last one was trained last."""
    file = ExperimentFile.create(path)
    last = records[-1]
    ArchiveWriter(file).write(records, Moment(last, last.left), {"live": last.id}, demonstrations=demonstrations)
    file.close(single=True)
