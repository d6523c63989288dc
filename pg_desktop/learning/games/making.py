"""Makes what is shipped in `resources/games`: `python -m pg_desktop.learning.games.making {games,exam} GAME FILE`.

The same file comes out every time. `resources/games/README.md` says what there is and how long it takes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from pg_desktop.learning.games.estimates import LinesEstimate
from pg_desktop.learning.games.experts import Expert, expert_games, games_of
from pg_desktop.learning.games.game import Float32
from pg_desktop.learning.games.lines import CONNECT_FOUR
from pg_desktop.learning.games.negamax import Negamax
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.games.records import positions_of, to_bytes
from pg_desktop.learning.games.shipping import SEED, SHIPPED
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.games.truth import exam
from pg_desktop.learning.games.truth.solver import Solver

_ASKED: Final[Mapping[int, int]] = MappingProxyType({12: 10, 13: 15} | dict.fromkeys(range(14, 37), 26))
"""How many positions the exam of Connect Four has after each number of moves."""

_CANDIDATES: Final = 1500
_ERROR: Final = 0.3
_NODES: Final = 1_500_000
"""Positions that the solver may visit for one of the exam; one that takes more is left out."""
_REMEMBERED: Final = 2_000_000


def shipped_games_made(game_id: str) -> bytes:
    """The file of a game's shipped games, made anew."""
    records = expert_games(game_id, SHIPPED[game_id], SEED, progress=_tell)
    return to_bytes(game_entry(game_id).rules(), records)


def exam_made(asked: Mapping[int, int] = _ASKED, candidates: int = _CANDIDATES) -> bytes:
    """The file of Connect Four's exam, made anew.

    Its positions come from games of players who look two moves ahead, and make a random move in three or four: such as
    come up when networks learn to play.

    Args:
        asked: how many positions there are to be after each number of moves.
        candidates: how many games are played to take them from.
    """
    player = Expert(CONNECT_FOUR, Negamax(CONNECT_FOUR, 2, LinesEstimate(CONNECT_FOUR)).action_values, _ERROR)
    rng = np.random.default_rng(SEED)
    positions = positions_of(CONNECT_FOUR, games_of(CONNECT_FOUR, player, candidates, rng)).positions
    plies_N = np.bitwise_count(positions.mine_N | positions.theirs_N)
    parts = []
    for done, (ply, count) in enumerate(asked.items()):
        parts.append(_solved(_each_once(positions[plies_N == ply], rng), count))
        _tell((done + 1) / len(asked))
    chosen, values = zip(*parts, strict=True)
    return exam.to_bytes(exam.Exam(Positions.joined(chosen), np.concatenate(values)))


def _each_once(positions: Positions, rng: np.random.Generator) -> Positions:
    """The positions in random order, without those that are there already."""
    _, first_M = np.unique(np.stack([positions.mine_N, positions.theirs_N]), axis=1, return_index=True)
    return positions[rng.permutation(first_M)]


def _solved(positions: Positions, count: int) -> tuple[Positions, Float32]:
    """The first positions in which there is something to be told apart, and the values of their moves."""
    solver, rows, values = Solver(nodes=_NODES, stones=0, remembered=_REMEMBERED), [], []
    for row in range(len(positions)):
        value_NA = solver.action_values(positions[row : row + 1])
        if exam.telling(value_NA)[0]:
            rows.append(row)
            values.append(value_NA)
        if len(rows) == count:
            break
    return positions[rows], np.concatenate(values)


def _tell(part: float) -> None:
    sys.stderr.write(f"\r{part:.1%} ")
    sys.stderr.flush()


def main() -> None:
    """Make one file."""
    parser = argparse.ArgumentParser(prog="python -m pg_desktop.learning.games.making", description=__doc__)
    parser.add_argument("what", choices=("games", "exam"))
    parser.add_argument("game", choices=SHIPPED)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    if arguments.what == "exam" and arguments.game not in exam.SHIPPED:
        parser.error(f"an exam is shipped of {', '.join(exam.SHIPPED)} only")
    made = exam_made() if arguments.what == "exam" else shipped_games_made(arguments.game)
    arguments.file.write_bytes(made)


if __name__ == "__main__":
    main()
