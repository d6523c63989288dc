"""A run that goes on with a policy from a file: everything is counted from the first run of its policy on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from pg_desktop.learning.edits import Edit
from pg_desktop.runs.facts import Origin

if TYPE_CHECKING:  # NumPy and safetensors, which the window's first paint does not need
    from pg_desktop.storage.policy_format import TrainingStatistics


def counted_on(statistics: TrainingStatistics, origin: Origin | None) -> TrainingStatistics:
    """How far training has come with a policy.

    Args:
        statistics: of this run alone.
        origin: what it took over from a file, None if it began from its seed.
    """
    if origin is None:
        return statistics
    before = origin.statistics
    if not statistics.updates:
        return before
    solved = before.solved_at_episode
    if solved is None and statistics.solved_at_episode is not None:
        solved = before.episodes + statistics.solved_at_episode
    return replace(
        statistics,
        updates=before.updates + statistics.updates,
        episodes=before.episodes + statistics.episodes,
        env_steps=before.env_steps + statistics.env_steps,
        train_seconds=before.train_seconds + statistics.train_seconds,
        solved_at_episode=solved,
    )


def edits_counted_on(edits: Iterable[Edit], origin: Origin | None) -> tuple[Edit, ...]:
    """All edits since a policy's first run, those of this run at its end.

    Args:
        edits: of this run alone.
        origin: see `counted_on`.
    """
    if origin is None:
        return tuple(edits)
    before = origin.statistics
    return (
        *origin.edits,
        *(
            replace(
                edit,
                update=before.updates + edit.update,
                episode=before.episodes + edit.episode,
                env_step=before.env_steps + edit.env_step,
            )
            for edit in edits
        ),
    )
