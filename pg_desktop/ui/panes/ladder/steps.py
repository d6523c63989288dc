"""How far a game's ladder has been climbed in an experiment: nothing but what its runs say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pg_desktop.ladder.table import RUNGS, Rung
from pg_desktop.runs.live.status import RunState, Status

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.runs.live.status import View
    from pg_desktop.runs.record import RunRecord


class StepState(StrEnum):
    """How far a rung is."""

    AHEAD = "ahead"
    CLIMBING = "climbing"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, eq=False)
class Step:
    """A rung of the ladder in an experiment.

    Attributes:
        rung: its row of the table.
        state: how far it is.
        record: of the newest run that climbs it; None if none does.
    """

    rung: Rung
    state: StepState
    record: RunRecord | None = None

    @property
    def seconds(self) -> float:
        """Computing time."""
        return 0.0 if self.record is None else self.record.progress.seconds

    @property
    def games(self) -> int:
        """Training games."""
        return 0 if self.record is None else self.record.figures.episodes


def steps_of(records: Iterable[RunRecord], game: str, live: Status) -> tuple[Step, ...]:
    """All rungs of a game, the lowest first.

    Args:
        records: of the experiment's runs, in the order in which they began.
        game: its id.
        live: where the run is that is trained.
    """
    newest: dict[str, RunRecord] = {}
    for record in records:
        step = None if record.origin is None else record.origin.step
        if step is not None and step.game == game:
            newest[step.rung] = record
    return tuple(_step(rung, newest, live) for rung in RUNGS)


def is_through(record: RunRecord) -> bool:
    """Whether a run has done all that it was to do."""
    limit = record.progress.settings.update_limit
    return 0 < limit <= record.figures.updates


def last_policy(record: RunRecord, live: View) -> Policy | None:
    """The policy of a run as it was left, or is; None if none is known."""
    if record is live.record:
        return live.policy
    newest = record.checkpoints.newest
    state = record.left or (newest.payload if newest is not None else None)
    return None if state is None else state.policy()


def policy_at(record: RunRecord, update: int, live: View) -> Policy | None:
    """The policy of a run after an update; None if that moment is not kept."""
    if record is live.record and live.status.update == update:
        return live.policy
    entries = (entry for entry in record.checkpoints.entries() if entry.update == update)
    entry = next(entries, None)
    if entry is not None:
        return entry.payload.policy()
    left = record.left
    return left.policy() if left is not None and left.trainer.updates == update else None


def _step(rung: Rung, newest: Mapping[str, RunRecord], live: Status) -> Step:
    if not rung.algorithm:  # nothing is learned on it: it is there as soon as the rung before is
        before = newest.get(rung.after)
        there = before is not None and is_through(before)
        return Step(rung, StepState.DONE if there else StepState.AHEAD, before if there else None)
    record = newest.get(rung.id)
    if record is None:
        return Step(rung, StepState.AHEAD)
    if record.id == live.run and live.state is RunState.TRAINING:
        return Step(rung, StepState.CLIMBING, record)
    if is_through(record):
        return Step(rung, StepState.DONE, record)
    return Step(rung, StepState.PAUSED if record.id == live.run else StepState.STOPPED, record)
