"""Past updates of a run, played again from a state that was kept before them, bit for bit, to be laid open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.stopping import never
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.checkpoint import Checkpoint
from pg_desktop.runs.record import CompleteState, RunRecord

if TYPE_CHECKING:
    from pg_desktop.learning.algorithms.trace import Trace


@dataclass(frozen=True, eq=False)
class WayBack:
    """How an update is to be played again.

    Attributes:
        record: of its run.
        entry: the state to begin with.
        update: the number of the update, from 1.
        seconds: what the updates from there on took when they were trained.
    """

    record: RunRecord
    entry: Checkpoint[CompleteState]
    update: int
    seconds: float

    @property
    def updates(self) -> int:
        """How many have to be played, the one that is wanted among them."""
        return self.update - self.entry.update


def way_back(record: RunRecord, update: int) -> WayBack:
    """The shortest way to an update.

    Args:
        record: of its run.
        update: its number, from 1.

    Raises:
        UserError: if the run has not done it, nothing is kept of it to begin with, or its algorithm's updates cannot be
            laid open.
    """
    algorithm = algorithm_entry(record.settings.algorithm)
    if not algorithm.traced:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Updates of {algorithm} cannot be opened: they are thousands of moves in games against others and many "
                "gradient steps.",
            ),
            algorithm=algorithm.name,
        )
    if not 1 <= update <= record.history.updates:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "Update {update} cannot be opened: the newest update of the run is {updates}."),
            update=update,
            updates=record.history.updates,
        )
    before = [entry for entry in record.checkpoints.entries() if entry.update < update]
    if not before:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "Update {update} cannot be opened: no state of the run before it is kept."),
            update=update,
        )
    entry = before[-1]
    block = record.history.between(entry.update, update)
    began = record.history.between(entry.update - 1, entry.update).seconds_U[-1] if entry.update else 0.0
    return WayBack(record, entry, update, float(block.seconds_U[-1] - began))


def reopened(way: WayBack, stop: Callable[[], bool] = never, tell: Callable[[int], None] | None = None) -> Trace:
    """Play an update again. Takes as long as `way.seconds`, and a moment to make the world.

    Args:
        way: see `way_back`.
        stop: asked all the time.
        tell: is told the number of each update that has been played.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if the environment fails, or the state cannot be read.
    """
    from pg_desktop.runs.run import Run  # noqa: PLC0415 (torch and Gymnasium)

    edits = way.record.edits.all()[len(way.entry.payload.edits) :]
    with closing(Run.again(way.record, way.entry, stop)) as run:
        while True:
            run.replay(edit for edit in edits if edit.update == run.updates)
            report = run.advance(stop, traced=run.updates + 1 == way.update)
            if tell is not None:
                tell(run.updates)
            if report.trace is not None:
                return report.trace
