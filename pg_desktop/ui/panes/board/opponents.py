"""Against whom one can play, and what policies they play with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.ladder.table import RUNGS, Rung
from pg_desktop.learning.measuring.match_reading import Seat
from pg_desktop.runs.experiment import Experiment
from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.ladder.steps import is_through
from pg_desktop.ui.panes.runs.words import moment_name, run_name, searching_name
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.games.entry import GameEntry
    from pg_desktop.runs.checkpoint import Checkpoint
    from pg_desktop.runs.live.status import View
    from pg_desktop.runs.record import CompleteState, RunRecord


@dataclass(frozen=True)
class Opponent:
    """Somebody to play against.

    Attributes:
        kind: who.
        run: the id of a run; 0 for others.
        simulations: with which its policy is another rung of the ladder; 0 where it is the run's own.
    """

    kind: Kind
    run: int = 0
    simulations: int = 0


def name_of(opponent: Opponent, experiment: Experiment) -> str:
    """What an opponent is called."""
    translate = QCoreApplication.translate
    if opponent.kind is Kind.RUN:
        record = experiment.record(opponent.run)
        rung = None if record is None or not opponent.simulations else _searching_rung(record)
        if record is None:
            return ""
        return run_name(record) if rung is None else searching_name(record, rung.id)
    return {
        Kind.SELF: translate("Opponents", "Nobody: play both sides"),
        Kind.RANDOM: translate("Opponents", "Random moves"),
        Kind.EXPERT: translate("Opponents", "Expert, with mistakes"),
        Kind.PERFECT: translate("Opponents", "Perfect play"),
    }[opponent.kind]


class Opponents:
    """The runs of an experiment as opponents. To be used in the GUI thread."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._policies: dict[int, tuple[object, Policy]] = {}

    def offered(self, entry: GameEntry) -> list[Opponent]:
        """Everybody who can play a game; the live run comes before the others, the newest of these first.

        Where somebody who looks ahead with a run's policy is a rung of the ladder, they come behind the run.
        """
        others = [Kind.RANDOM, Kind.EXPERT, *([Kind.PERFECT] if entry.truth else []), Kind.SELF]
        live = self._experiment.live
        fitting = [record for record in self._experiment.records if plays(record, entry)]
        fitting.sort(key=lambda record: (record is not live, -record.id))
        return [*chain.from_iterable(map(_opponents_of, fitting)), *map(Opponent, others)]

    def wanted(self, entry: GameEntry, seat: Seat) -> Opponent:
        """Who sits somewhere: the run itself, or as the rung that looks ahead with its policy."""
        searching = Opponent(Kind.RUN, seat.run, seat.simulations)
        return searching if searching in self.offered(entry) else Opponent(Kind.RUN, seat.run)

    def checkpoints(self, run: int) -> tuple[Checkpoint[CompleteState], ...]:
        """The states of a run to play against, the newest last."""
        record = self._experiment.record(run)
        return () if record is None else record.checkpoints.entries()

    def policy(self, run: int, entry: Checkpoint[CompleteState] | None, live: View) -> Policy | None:
        """The policy of a run.

        Args:
            run: its id.
            entry: one of its checkpoints; None for its newest policy.
            live: the run that is trained.
        """
        record = self._experiment.record(run)
        if record is None:
            return None
        if entry is None and record is live.record:
            return live.policy
        newest = record.checkpoints.newest
        state = entry.payload if entry is not None else record.left or (newest.payload if newest else None)
        if state is None:
            return None
        kept = self._policies.get(run)
        if kept is None or kept[0] is not state:
            kept = self._policies[run] = state, state.policy()
        return kept[1]


def _opponents_of(record: RunRecord) -> Iterator[Opponent]:
    """A run as opponents: as it plays, and as it plays on a rung on which nothing is learned."""
    yield Opponent(Kind.RUN, record.id)
    rung = _searching_rung(record)
    if rung is not None:
        yield Opponent(Kind.RUN, record.id, rung.simulations)


def _searching_rung(record: RunRecord) -> Rung | None:
    """The rung that one stands on who looks ahead with a run's policy; None if none does."""
    step = None if record.origin is None else record.origin.step
    if step is None or not is_through(record):
        return None
    return next((rung for rung in RUNGS if not rung.algorithm and rung.after == step.rung), None)


def update_of(record: RunRecord, entry: Checkpoint[CompleteState] | None, live: View) -> int:
    """How many updates a policy has had; see `Opponents.policy`."""
    if entry is not None:
        return entry.update
    return live.status.update if record is live.record else record.figures.updates


def shown_moment(scene: Scene) -> str:
    """What the policy that is shown is called, with how far it has been trained; "" where there is none."""
    return "" if scene.record is None else moment_name(scene.record, scene.shown.status.update)


def plays(record: RunRecord, entry: GameEntry) -> bool:
    """Whether a run is trained in a game."""
    return record.progress.settings.environment == entry.environment


def skill_text(entry: Checkpoint[CompleteState] | None) -> str:
    """How far an opponent had been trained."""
    translate = QCoreApplication.translate
    if entry is None:
        return translate("Opponents", "newest")
    return translate("Opponents", "update {update}").format(update=whole(entry.update))
