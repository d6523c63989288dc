"""What files hold of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.continuation import counted_on, edits_counted_on
from pg_desktop.runs.live.status import Status, View

if TYPE_CHECKING:  # safetensors, which the window does not need for its first paint
    from pg_desktop.storage.edit_script import EditScript
    from pg_desktop.storage.policy_format import PolicyDocument, TrainingStatistics


def document_of(view: View, measurements: Measurements) -> PolicyDocument:
    """What a policy file holds of a view; everything is counted from the first run of its policy on.

    Args:
        view: the policy and its run.
        measurements: what was measured of the run's policies.

    Raises:
        UserError: if there is no policy yet.
    """
    from pg_desktop.storage.policy_format import PolicyDocument  # noqa: PLC0415 (after the first paint)

    if view.policy is None:
        raise UserError(QT_TRANSLATE_NOOP("Errors", "There is no policy to save yet: PyTorch is still loading."))
    status, statistics = view.status, statistics_of(view.status)
    return PolicyDocument(
        policy=view.policy,
        settings=status.settings,
        environment=status.settings.environment,
        statistics=statistics,
        edits=edits_counted_on(view.edits, status.origin),
        measurements=measurements.until(statistics.updates),
        stream=view.record.stream if view.record is not None else 0,
    )


def script_of(view: View) -> EditScript:
    """How the run of a view can be played again."""
    from pg_desktop.storage.edit_script import EditScript  # noqa: PLC0415 (after the first paint)

    status = view.status
    return EditScript.of_run(
        status.settings,
        view.record.stream if view.record is not None else 0,
        view.edits,
        status.update,
        status.origin.policy_sha256 if status.origin else None,
    )


def statistics_of(status: Status) -> TrainingStatistics:
    """How far training has come, counted from the first run of its policy on."""
    from pg_desktop.storage.policy_format import TrainingStatistics  # noqa: PLC0415 (after the first paint)

    run = TrainingStatistics(
        updates=status.update,
        episodes=status.episodes,
        env_steps=status.env_steps,
        train_seconds=status.train_seconds,
        mean_return_100=status.mean_return_100,
        solved_at_episode=status.solved_at_episode,
    )
    return counted_on(run, status.origin)
