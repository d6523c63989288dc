"""Readings of the compass as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pg_desktop
from pg_desktop.learning.measuring.compass_reading import CompassReading, Estimate

if TYPE_CHECKING:
    from pg_desktop.runs.record import RunRecord
    from pg_desktop.storage.history_csv import Table

HEADER: Final = (
    "update",
    "episodes",
    "weights",
    "batches",
    "cosine",
    "ci95_low",
    "ci95_high",
    "reference_episodes",
    "reference_env_steps",
)


def rows_of(readings: tuple[CompassReading, ...], before: int) -> Iterator[tuple[float | str, ...]]:
    """A line for each update's own gradient, its kind empty, and one for each kind of batches.

    Args:
        readings: of a run.
        before: updates that its policy had had before.
    """
    for reading in readings:
        update = reading.update - before
        reference = (reading.episodes, reading.env_steps)
        if reading.cosine is not None:
            yield (update, "", "", 1, *_numbers(reading.cosine), *reference)
        for row in reading.rows:
            yield (update, row.episodes, row.weights, row.batches, *_numbers(row.cosine), *reference)


def table_of(record: RunRecord) -> Table:
    """The readings of a run. Loads NumPy, which the first paint does not need."""
    from pg_desktop.storage.history_csv import Table  # noqa: PLC0415

    settings = record.settings
    about = (
        ("program", "PG Desktop"),
        ("version", pg_desktop.__version__),
        ("environment", settings.environment),
        ("algorithm", settings.algorithm),
        ("seed", str(settings.seed)),
        ("run", str(record.id)),
    )
    return Table("compass", about, HEADER, rows_of(record.measurements.compass, updates_before(record)))


def updates_before(record: RunRecord) -> int:
    """Updates that a run's policy had had before the run."""
    return record.origin.statistics.updates if record.origin else 0


def _numbers(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high
