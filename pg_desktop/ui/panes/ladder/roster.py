"""Who is in the matrix: chance, the rungs that have been climbed, chosen snapshots, perfect play; and what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.learning.measuring.match_reading import PERFECT, RANDOM, MatchReading, Seat, Side
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.ladder.steps import Step, StepState
from pg_desktop.ui.panes.ladder.tournament import Fixture
from pg_desktop.ui.panes.ladder.words import rung_name
from pg_desktop.ui.panes.runs.words import run_name

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord

SNAPSHOTS_MAX: Final = 8
Results = Mapping[tuple[Seat, Seat], MatchReading]
"""What came of matches, each once, and once more seen from the other side."""


@dataclass(frozen=True)
class Snapshot:
    """A moment of a run whose policy is to be in the matrix, too."""

    run: int
    update: int


@dataclass(frozen=True)
class Entrant:
    """A row of the matrix, and a column.

    Attributes:
        seat: who it is.
        sign: one or two letters for the column.
        name: what the row says.
    """

    seat: Seat
    sign: str
    name: str


def entrants_of(
    steps: Iterable[Step],
    snapshots: Iterable[Snapshot],
    records: Iterable[RunRecord],
    *,
    greedy: bool,
    perfect: bool,
    locale: QLocale,
) -> tuple[Entrant, ...]:
    """Who is in the matrix now. A rung that is being climbed is not: tomorrow it would be somebody else.

    Args:
        steps: the rungs.
        snapshots: further moments.
        records: of the experiment.
        greedy: whether policies make their likeliest moves.
        perfect: whether it is known what perfect play is.
        locale: writes the numbers.
    """
    found = [Entrant(RANDOM, _tr("R"), _tr("Random"))]
    for number, step in enumerate(steps, 1):
        if step.record is None or step.state is StepState.CLIMBING or not step.record.figures.updates:
            continue
        simulations = step.rung.simulations
        seat = Seat(
            Side.POLICY, step.record.id, step.record.figures.updates, simulations, greedy=greedy and not simulations
        )
        found.append(Entrant(seat, whole(number, locale), rung_name(step.rung)))
    by_id = {record.id: record for record in records}
    shown = (each for each in snapshots if each.run in by_id)
    for letter, each in zip(ascii_lowercase, shown, strict=False):
        seat = Seat(Side.POLICY, each.run, each.update, greedy=greedy)
        if all(seat != entrant.seat for entrant in found):
            name = _tr("{run}, update {update}").format(
                run=run_name(by_id[each.run]), update=whole(each.update, locale)
            )
            found.append(Entrant(seat, letter, name))
    if perfect:
        found.append(Entrant(PERFECT, _tr("P"), _tr("Perfect play")))
    return tuple(found)


def results_of(records: Iterable[RunRecord]) -> Results:
    """What is known of matches in an experiment."""
    known: dict[tuple[Seat, Seat], MatchReading] = {}
    for record in records:
        for match in record.measurements.matches:
            known[match.one, match.other] = match
            known[match.other, match.one] = match.turned
    return known


def fixtures_of(entrants: Iterable[Entrant], results: Results) -> tuple[Fixture, ...]:
    """The matches to be played next: those that are missing, or a further round of all of them.

    A round has random numbers of its own: its seed is how many games the two have played before.
    """
    seats = [entrant.seat for entrant in entrants]
    pairs = missing(entrants, results) or tuple(combinations(seats, 2))
    return tuple(Fixture(*pair, results[pair].games if pair in results else 0) for pair in pairs)


def missing(entrants: Iterable[Entrant], results: Results) -> tuple[tuple[Seat, Seat], ...]:
    """The matches that have not been played, those with the weakest players first."""
    seats = [entrant.seat for entrant in entrants]
    return tuple(pair for pair in combinations(seats, 2) if pair not in results)


def keeper_of(pair: tuple[Seat, Seat], records: Iterable[RunRecord]) -> RunRecord | None:
    """The record that keeps what comes of a match: of the later run, or any where no policy plays."""
    wanted = max(seat.run for seat in pair)
    return next((record for record in records if record.id == wanted or not wanted), None)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Ladder", text)
