"""What is known of a ladder at a moment: how far its rungs are, and the curves of their runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pg_desktop.learning.games.table import game_entry
from pg_desktop.messages import UserError
from pg_desktop.runs.experiment import Experiment
from pg_desktop.ui.panes.ladder.callout import Divergence, divergence
from pg_desktop.ui.panes.ladder.roster import Snapshot
from pg_desktop.ui.panes.ladder.series import Series, by_key, series_of
from pg_desktop.ui.panes.ladder.steps import Step, StepState, steps_of
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord


@dataclass(frozen=True, eq=False)
class Ladder:
    """A game's ladder at a moment.

    Attributes:
        game: the id of the game.
        steps: its rungs, the lowest first.
        share: which part of its updates has been done on the rung that the live run climbs; None if it climbs none.
    """

    game: str
    steps: tuple[Step, ...]
    share: float | None

    @property
    def done(self) -> bool:
        """Whether all has been climbed."""
        return all(step.state is StepState.DONE for step in self.steps)

    def share_of(self, step: Step) -> float | None:
        """Which part has been done of a rung that is being climbed; None of others."""
        return self.share if step.state in (StepState.CLIMBING, StepState.PAUSED) else None

    def index(self, rung: str) -> int:
        """Where a rung is, by its id."""
        return [step.rung.id for step in self.steps].index(rung)

    @property
    def records(self) -> dict[str, RunRecord]:
        """Of the runs that climb, by the ids of their rungs."""
        return {step.rung.id: step.record for step in self.steps if step.record is not None}


class Known:
    """Reads an experiment's runs, and remembers the curves until there is more of them. To be used in one thread."""

    def __init__(self, experiment: Experiment) -> None:
        """Take all runs there are."""
        self._experiment = experiment
        self._series: dict[int, tuple[object, tuple[Series, ...]]] = {}

    def ladder(self, game: str, scene: Scene) -> Ladder:
        """A game's ladder now."""
        status = scene.live.status
        limit = status.settings.update_limit
        share = min(status.update / limit, 1.0) if limit else None
        return Ladder(game, steps_of(self._experiment.records, game, status), share)

    def series(self, step: Step) -> tuple[Series, ...]:
        """The curves of a rung; none where nothing has been measured, or nothing is learned on it."""
        record = step.record
        if record is None or not step.rung.algorithm:
            return ()
        moment = record, record.figures.updates
        kept = self._series.get(record.id)
        if kept is None or kept[0] != moment:
            kept = self._series[record.id] = moment, _read(record)
        return kept[1]

    def curves(self, step: Step) -> Mapping[str, Series]:
        """The same by the keys of their metrics."""
        return by_key(self.series(step))

    def divergence(self, ladder: Ladder, step: Step) -> Divergence | None:
        """Whether a rung beats its teacher and plays worse; see `callout.divergence`."""
        teacher = next((each for each in ladder.steps if each.rung.id == step.rung.after), None)
        return divergence(self.curves(step), {} if teacher is None else self.curves(teacher))

    def moment(self, game: str, scene: Scene) -> Snapshot | None:
        """The moment that the time machine shows, if a policy of this game is kept there."""
        record, update = scene.record, scene.shown.status.update
        if record is None or record.settings.environment != game_entry(game).environment or not update:
            return None
        kept = any(entry.update == update for entry in record.checkpoints.entries())
        return Snapshot(record.id, update) if kept else None


def _read(record: RunRecord) -> tuple[Series, ...]:
    """The curves of a run; none if its file cannot be read, which is told elsewhere."""
    try:
        return series_of(record.history)
    except UserError:
        return ()
