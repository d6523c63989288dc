"""`pg-desktop inspect` of an experiment: its runs. Loads neither torch nor Gymnasium."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import counted, say, say_json, table
from pg_desktop.cli.requests import InspectRequest
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.runs.archive.reader import ReadExperiment, opener_of, read_experiment
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.experiment.schema import VERSION

if TYPE_CHECKING:
    from pg_desktop.runs.record import RunRecord


def run(request: InspectRequest) -> int:
    """Check the file, print what is in it, and return the exit status.

    Raises:
        UserError: if it cannot be read or is damaged.
    """
    with closing(ExperimentFile.open(request.file)) as file:
        file.check()
        read = read_experiment(file, opener_of(request.file))
    for record in read.records:
        record.contents  # noqa: B018 (reading it checks it)
    if request.as_json:
        say_json({"format_version": VERSION, "runs": [_as_json(record, read) for record in read.records]})
    else:
        say(_as_text(read))
    return ExitCode.OK


def _as_json(record: RunRecord, read: ReadExperiment) -> dict[str, object]:
    figures, solved = record.figures, record.progress.solved
    return {
        "run": record.label.number,
        "id": record.id,
        "name": record.label.name,
        "note": record.label.note,
        "parent": None if record.parent is None else {"id": record.parent.run, "update": record.parent.update},
        "live": record.id == read.live,
        "algorithm": record.settings.algorithm,
        "env": record.settings.environment,
        "seed": record.settings.seed,
        "updates": figures.updates,
        "episodes": figures.episodes,
        "env_steps": figures.env_steps,
        "mean_return_100": figures.mean_return,
        "solved_at_episode": None if solved is None else solved.episode,
        "train_seconds": record.progress.seconds,
        "edits": len(record.edits.all()),
        "checkpoints": len(record.checkpoints.entries()),
        "made_with": dict(record.made_with),
    }


def _as_text(read: ReadExperiment) -> str:
    if not read.records:
        return "An experiment without runs"
    rows = [("Run", "Name", "World", "Algorithm", "Trained", "Mean return", "Solved")]
    for record in read.records:
        figures, progress = record.figures, record.progress
        settings = progress.settings
        rows.append(
            (
                f"{record.label.number}{' (trained last)' if record.id == read.live else ''}",
                record.label.name,
                Recipe(settings.environment, settings.environment_arguments).name,
                algorithm_entry(settings.algorithm).name,
                f"{counted(figures.updates, 'update')}, {counted(figures.env_steps, 'env step')}",
                "none yet" if figures.mean_return is None else f"{figures.mean_return:.1f}",
                "no" if progress.solved is None else f"at episode {progress.solved.episode:,}",
            )
        )
    return table(rows)
