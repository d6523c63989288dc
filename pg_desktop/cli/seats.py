"""Who sits at a board, as the command line names them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pg_desktop.cli.faults import ArgumentError, blaming_arguments
from pg_desktop.cli.requests import Seat
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.experts import ERROR, expert_of
from pg_desktop.learning.games.game import Game, GameEntry, Player, Truth
from pg_desktop.learning.games.players import PolicyPlayer, RandomPlayer, TruthPlayer
from pg_desktop.learning.games.search.search import SearchPlayer
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.games.table import WHOLLY_KNOWN
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.experiment.recognised import is_experiment
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.shown import shown_name

RANDOM: Final = "random"
PERFECT: Final = "perfect"
EXPERT: Final = "expert"
_RUN: Final = "#"


@dataclass(frozen=True)
class Seated:
    """Who plays.

    Attributes:
        player: they.
        words: what they are called in the text.
        facts: what is said of them in JSON.
    """

    player: Player
    words: str
    facts: dict[str, Any]


def known_truth(entry: GameEntry) -> Truth | None:
    """The truth about a game, where it is known of every position; else None."""
    return truth_of(entry) if entry.id in WHOLLY_KNOWN else None


def seated(seat: Seat, entry: GameEntry) -> Seated:
    """Let somebody sit down.

    Raises:
        ArgumentError: if they cannot play this game, or not in this way.
        UserError: if a file cannot be read.
    """
    game = entry.rules()
    if seat.who in (RANDOM, PERFECT, EXPERT):
        _require_no_policy_options(seat)
        return _program(seat.who, entry, game)
    policy, name = _policy(seat.who)
    greedy = seat.simulations > 0
    temperature = seat.temperature if seat.temperature is not None else 0.0 if greedy else 1.0
    with blaming_arguments():
        player: Player = (
            SearchPlayer(game, policy, SearchSettings(seat.simulations), temperature)
            if seat.simulations
            else PolicyPlayer(game, policy, temperature)
        )
    looks = f", {seat.simulations:,} simulations" if seat.simulations else ""
    facts = {"who": seat.who, "simulations": seat.simulations, "temperature": temperature}
    return Seated(player, f"{name}{looks}, temperature {temperature:g}", facts)


def _program(who: str, entry: GameEntry, game: Game) -> Seated:
    """One of those who need no file."""
    if who == RANDOM:
        return Seated(RandomPlayer(game), "random", {"who": who})
    if who == EXPERT:
        words = f"expert, {100 * ERROR:.0f} % of its moves at random"
        return Seated(expert_of(entry.id), words, {"who": who, "error": ERROR})
    truth = known_truth(entry)
    if truth is None:
        raise ArgumentError(
            QT_TRANSLATE_NOOP(
                "Errors", "Nobody knows how to play {game} perfectly; take expert, or a policy that was trained in it."
            ),
            game=entry.name,
        )
    return Seated(TruthPlayer(game, truth), "perfect play", {"who": who})


def _require_no_policy_options(seat: Seat) -> None:
    if seat.simulations or seat.temperature is not None:
        raise ArgumentError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Simulations and temperature are those of a policy, but {who} is none; leave them out or name a file.",
            ),
            who=seat.who,
        )


def _policy(who: str) -> tuple[Policy, str]:
    """The policy in a file, or in a run of an experiment, and what it is called."""
    path, run = Path(who), None
    if not path.exists() and _RUN in who:
        before, _, run = who.rpartition(_RUN)
        path = Path(before)
    if not path.exists():
        raise ArgumentError(
            QT_TRANSLATE_NOOP(
                "Errors", "There is no player and no file named {who}; players are {known}, or a policy's file."
            ),
            who=repr(who),
            known=", ".join((RANDOM, PERFECT, EXPERT)),
        )
    if not is_experiment(path):
        return load_policy(path).policy, shown_name(path)
    return _of_experiment(path, run)


def _of_experiment(path: Path, run: str | None) -> tuple[Policy, str]:
    from pg_desktop.runs.archive.reader import opener_of, read_experiment  # noqa: PLC0415 (torch)
    from pg_desktop.runs.choosing import chosen_run  # noqa: PLC0415 (torch)
    from pg_desktop.runs.files_of import policy_document_of  # noqa: PLC0415 (torch)
    from pg_desktop.storage.experiment.file import ExperimentFile  # noqa: PLC0415 (only for one)

    with closing(ExperimentFile.open(path)) as file:
        read = read_experiment(file, opener_of(path))
    with blaming_arguments():
        record = chosen_run(read.records, run, read.live)
    document = policy_document_of(record)
    if document is None:
        raise ArgumentError(
            QT_TRANSLATE_NOOP("Errors", "Run {run} of “{file}” has no policy yet; train it first."),
            run=record.label.number,
            file=shown_name(path),
        )
    return document.policy, f"{shown_name(path)}, run {record.label.number}"
