"""How far a game's ladder has been climbed in an experiment: nothing but what its runs say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pg_desktop.ladder.table import RUNGS, Rung, rung_entry
from pg_desktop.runs.live.status import RunState, Status

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.runs.live.status import View
    from pg_desktop.runs.record import RunRecord


class StepState(StrEnum):
    """How far a rung is. `EARLIER`: it was climbed from a policy that stands below it no more."""

    AHEAD = "ahead"
    CLIMBING = "climbing"
    PAUSED = "paused"
    STOPPED = "stopped"
    EARLIER = "earlier"
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
        before = _step(rung_entry(rung.after), newest, live)
        there = before.record is not None and is_through(before.record)
        state = StepState.EARLIER if before.state is StepState.EARLIER else StepState.DONE
        return Step(rung, state, before.record) if there else Step(rung, StepState.AHEAD)
    record = newest.get(rung.id)
    if record is None:
        return Step(rung, StepState.AHEAD)
    if record.id == live.run and live.state is RunState.TRAINING:
        return Step(rung, StepState.CLIMBING, record)
    if record.id == live.run and not is_through(record):
        return Step(rung, StepState.PAUSED, record)
    if _is_from_earlier(rung, newest):
        return Step(rung, StepState.EARLIER, record)
    return Step(rung, StepState.DONE if is_through(record) else StepState.STOPPED, record)


def _is_from_earlier(rung: Rung, newest: Mapping[str, RunRecord]) -> bool:
    """Whether the policy that a rung began with, or one further below it began with, is not the one there now."""
    while rung.after:
        origin, below = newest[rung.id].origin, newest.get(rung.after)
        step = None if origin is None else origin.step
        if below is None or step is None or (step.run, step.update) != (below.id, below.figures.updates):
            return True
        rung = rung_entry(rung.after)
    return False
