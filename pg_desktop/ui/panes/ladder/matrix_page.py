"""The page with the matrix: measuring it, who is in it, and what the chosen cell says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from pg_desktop.learning.games.table import WHOLLY_KNOWN, game_entry
from pg_desktop.learning.measuring.match_reading import MatchReading, Seat
from pg_desktop.messages import UserError
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.processes import Processes
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.ladder.matrix import Matrix, Standings
from pg_desktop.ui.panes.ladder.roster import (
    SNAPSHOTS_MAX,
    Entrant,
    Results,
    Snapshot,
    entrants_of,
    fixtures_of,
    keeper_of,
    results_of,
)
from pg_desktop.ui.panes.ladder.steps import Step, policy_at
from pg_desktop.ui.panes.ladder.tournament import Fixtures, Tournament
from pg_desktop.ui.panes.robustness.bar import MeasureBar

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.runs.live.status import View
    from pg_desktop.runs.record import RunRecord

_GAP: Final = 6


class MatrixPage(QWidget):
    """Everybody against everybody. Lives in the GUI thread; `stop` has to be called before it goes.

    What was measured belongs to the runs whose policies played.

    Attributes:
        bar: the button to measure, and how far that is.
        ways: whether policies sample their moves, or make the likeliest.
        add: puts the shown moment into the matrix.
        matrix: the scores.
        told: what the chosen cell says.
        unknown: says that perfect play is missing, where it is.
    """

    def __init__(self, experiment: Experiment, processes: Processes, parent: QWidget) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self._game = ""
        self._steps: tuple[Step, ...] = ()
        self._live: View | None = None
        self._snapshots: tuple[Snapshot, ...] = ()
        self._moment: Snapshot | None = None
        self._known: tuple[object, ...] = ()
        self._tournament = Tournament(processes, self)
        tip = self.tr(
            "Let everybody in the matrix play against everybody: 400 games each from random openings, in another "
            "process. Training goes on meanwhile, and what has been played is kept. Once all have played, a further "
            "round makes the intervals smaller."
        )
        self.bar = MeasureBar("ladder", tip, self._tournament, self)
        self.ways = Segments(
            self.tr("How policies move"),
            (
                Segment(
                    self.tr("Greedy"),
                    self.tr("Policies make their likeliest move, as they do at the board unless told otherwise."),
                    "ladderGreedy",
                ),
                Segment(
                    self.tr("Sampled"), self.tr("Policies draw their moves, as they do in training."), "ladderSampled"
                ),
            ),
            self,
        )
        self.add = QPushButton(self.tr("Add moment"), self)
        self.matrix = Matrix(self)
        self.told = QLabel(self)
        self.unknown = QLabel(self.tr("Nobody knows perfect play of this game, so it is not among them."), self)
        self._lay_out()
        self.bar.wanted.connect(self.measure)
        self._tournament.played.connect(self._keep)
        self.ways.chosen.connect(self._show)
        self.add.clicked.connect(self._add)
        self.matrix.chosen.connect(self._tell)
        self.matrix.removed.connect(self._remove)

    @property
    def entrants(self) -> tuple[Entrant, ...]:
        """Who is in the matrix."""
        if not self._game:
            return ()
        return entrants_of(
            self._steps,
            self._snapshots,
            self._experiment.records,
            greedy=self.ways.index == 0,
            perfect=self._game in WHOLLY_KNOWN,
            locale=self.locale(),
        )

    @property
    def busy(self) -> bool:
        """Whether matches are being played."""
        return self.bar.busy

    def show_ladder(self, game: str, steps: tuple[Step, ...], live: View, moment: Snapshot | None) -> None:
        """Show what is known now; cheap if nothing is new.

        Args:
            game: the id of the game.
            steps: its rungs.
            live: the run that is trained.
            moment: the moment that the time machine shows, if it is of this game and can be added.
        """
        if game != self._game:
            self._snapshots = ()
            self.bar.forget()
        self._game, self._steps, self._live, self._moment = game, steps, live, moment
        seats = {entrant.seat for entrant in self.entrants}
        is_in = moment is None or any((seat.run, seat.update) == (moment.run, moment.update) for seat in seats)
        self.add.setEnabled(not is_in and len(self._snapshots) < SNAPSHOTS_MAX)
        self._show()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.bar.show_theme(theme)
        self.matrix.show_theme(theme)

    def stop(self) -> None:
        """End what is at work, for good."""
        self.bar.stop()

    @Slot()
    def measure(self) -> None:
        """Play all matches that are missing; a further round of all of them if none is."""
        if self._game:
            matches = fixtures_of(self.entrants, results_of(self._records))
            self.bar.start(Fixtures(self._game, matches, self._policy_of))

    def _lay_out(self) -> None:
        self.add.setObjectName("ladderAddMoment")
        self.add.setProperty("role", "plain")
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.setAccessibleName(self.add.text())
        self.add.setToolTip(
            self.tr("<p>Let the policy of the moment that the time machine shows take part. Delete takes it out.</p>")
        )
        self.told.setObjectName("ladderTold")
        self.unknown.setProperty("role", "muted")
        for label in (self.told, self.unknown):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        self.bar.beside.addWidget(self.ways)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self.bar)
        column.addWidget(self.matrix)
        column.addWidget(self.told)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)  # beside the others it would need too wide a pane
        column.addWidget(self.unknown)
        column.addStretch(1)
        self.matrix.setWhatsThis(
            self.tr(
                "<h3>Everybody against everybody</h3><p>Each cell is the share of points that the player of its row "
                "won against that of its column, a draw being half a win: 50 is equal. Games begin with up to two "
                "random moves, and both take turns to begin.</p><p>Elo ratings are those under which these results are "
                "most likely; random play is 0. A policy that beats one opponent and loses to the others stands out "
                "here: a single win rate does not tell how good a player is.</p><p>The arrow keys choose a cell, "
                "Delete takes a moment out that was added.</p><p>Elo 1978; Bradley and Terry 1952; Silver et al., "
                "Nature 529 (2016), figure 4.</p>"
            )
        )

    def _policy_of(self, seat: Seat) -> Policy | None:
        record = self._experiment.record(seat.run)
        if record is None or self._live is None:
            return None
        try:
            return policy_at(record, seat.update, self._live)
        except UserError:  # its file cannot be read, which is told elsewhere
            return None

    @property
    def _records(self) -> tuple[RunRecord, ...]:
        """Of the runs in this game."""
        world = game_entry(self._game).environment
        return tuple(each for each in self._experiment.records if each.settings.environment == world)

    @Slot(object)
    def _keep(self, reading: MatchReading) -> None:
        """Give what was played to the run whose policy played."""
        pair, records = (reading.one, reading.other), self._records
        keeper, before = keeper_of(pair, records), results_of(records).get(pair)
        if keeper is not None:
            reading = reading if before is None else reading + before
            keeper.measurements = keeper.measurements.with_match(reading)
            self._show()

    @Slot()
    def _show(self) -> None:
        """Show the matrix; cheap if nothing is new."""
        entrants = self.entrants
        self.bar.show_possible(any(entrant.seat.run for entrant in entrants))
        self.unknown.setVisible(self._game not in WHOLLY_KNOWN)
        records = self._records if self._game else ()
        known = entrants, tuple(id(record.measurements) for record in records)
        if known != self._known:
            self._known = known
            self.matrix.show_standings(standings_of(entrants, results_of(records)))
            self._tell()

    @Slot()
    def _tell(self) -> None:
        self.told.setText(self.matrix.told)

    @Slot()
    def _add(self) -> None:
        if self._moment is not None:
            self._snapshots = (*self._snapshots, self._moment)
            self._show()

    @Slot(object)
    def _remove(self, entrant: Entrant) -> None:
        """Take a moment out that was added; what was measured of it is kept."""
        kept = tuple(
            each for each in self._snapshots if (each.run, each.update) != (entrant.seat.run, entrant.seat.update)
        )
        if kept != self._snapshots:
            self._snapshots = kept
            self._show()


def standings_of(entrants: tuple[Entrant, ...], results: Results) -> Standings:
    """What the matrix shows of results."""
    seats = [entrant.seat for entrant in entrants]
    between = {pair: match for pair, match in results.items() if pair[0] in seats and pair[1] in seats}
    if not between:
        return Standings(entrants, {}, {}, {})
    from pg_desktop.ui.panes.ladder.strength import interval_of, strengths  # noqa: PLC0415 (NumPy)

    intervals = {pair: interval_of(match) for pair, match in between.items()}
    return Standings(entrants, between, strengths(seats, between), intervals)
