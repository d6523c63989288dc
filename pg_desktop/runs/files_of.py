"""What files hold of a run that is known by its record."""

from __future__ import annotations

from pg_desktop.runs.continuation import counted_on, edits_counted_on
from pg_desktop.runs.record import RunRecord
from pg_desktop.storage.edit_script import EditScript
from pg_desktop.storage.policy_format import PolicyDocument, TrainingStatistics


def policy_document_of(record: RunRecord) -> PolicyDocument | None:
    """What a policy file holds of a run, counted from its policy's first run on; None if no state of it is known."""
    newest = record.checkpoints.newest
    state = record.left or (newest.payload if newest is not None else None)
    if state is None:
        return None
    statistics = counted_on(statistics_of_record(record), record.origin)
    return PolicyDocument(
        policy=state.policy(),
        settings=state.settings,
        environment=state.settings.environment,
        statistics=statistics,
        edits=edits_counted_on(state.edits, record.origin),
        measurements=record.measurements.until(statistics.updates),
        stream=state.stream,
    )


def script_of_record(record: RunRecord) -> EditScript:
    """How a run can be played again."""
    origin = record.origin
    return EditScript.of_run(
        record.progress.settings,
        record.stream,
        record.edits.all(),
        record.figures.updates,
        origin.policy_sha256 if origin else None,
    )


def statistics_of_record(record: RunRecord) -> TrainingStatistics:
    """How far a run has come, counted from its own beginning."""
    figures, progress = record.figures, record.progress
    return TrainingStatistics(
        updates=figures.updates,
        episodes=figures.episodes,
        env_steps=figures.env_steps,
        train_seconds=progress.seconds,
        mean_return_100=figures.mean_return,
        solved_at_episode=progress.solved.episode if progress.solved else None,
    )
