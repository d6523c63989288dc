"""How a player does against an opponent who knows it through and through: every reply is tried.

Only for games whose positions can all be visited, such as tic-tac-toe and Connect Four 4×4.

Shape suffixes: N positions, A actions, M moves of positions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Actions, Float32, Game, Truth
from pg_desktop.learning.games.positions import Positions

Probabilities = Callable[[Positions], Float32]
"""How likely a player makes each move of positions, float32 (N, A); 0 for what is not legal."""

_HALF_A_POINT: Final = 0.5


@dataclass(frozen=True, eq=False)
class Response:
    """What can happen to a player that begins, or that does not.

    Attributes:
        lines: games that differ in some move, counting only moves that the player would make.
        lost: those among them that the player loses.
        won: those among them that the player wins.
        worst: the player's mean outcome against the opponent's best replies, in [−1, 1].
        bad: positions that can come up in which the player makes a move that is worse than another, by the truth; none
            where the truth was not asked.
    """

    lines: int
    lost: int
    won: int
    worst: float
    bad: Positions


class Responses(NamedTuple):
    """Of one player, as the first to move and as the second."""

    first: Response
    second: Response

    @property
    def lost(self) -> int:
        """Lines that the player loses: 0 for one that cannot be beaten."""
        return self.first.lost + self.second.lost

    @property
    def worst(self) -> float:
        """The mean outcome against the best replies, over both sides."""
        return (self.first.worst + self.second.worst) / 2

    @property
    def bad(self) -> int:
        """Positions in which the player makes a mistake."""
        return len(self.first.bad) + len(self.second.bad)


def deterministic(game: Game, choose: Callable[[Positions], Actions]) -> Probabilities:
    """A player who always makes the same move in a position, as probabilities."""

    def probabilities(positions: Positions) -> Float32:
        return np.eye(game.actions, dtype=np.float32)[choose(positions)]

    return probabilities


def best_response(game: Game, player: Probabilities, truth: Truth | None = None) -> Responses:
    """Try every reply to everything that a player may do.

    Args:
        game: without words beside the stones.
        player: see `Probabilities`; asked once for each position that can come up when it is to move.
        truth: tells which moves are mistakes; without it, none are looked for.
    """
    return Responses(*(_as_one_side(game, player, truth, first) for first in (True, False)))


class _Moves(NamedTuple):
    """Moves of one ply, and where they lead."""

    row_M: NDArray[np.intp]
    child_M: NDArray[np.intp]
    done_M: NDArray[np.bool_]
    outcome_M: Float32
    """From the player's view."""
    probability_M: Float32 | None
    """None where the opponent is to move."""


def _as_one_side(game: Game, player: Probabilities, truth: Truth | None, first: bool) -> Response:
    positions, paths_N = game.start(1), np.ones(1, np.int64)
    own = first
    plies: list[_Moves] = []
    bad = [positions[:0]]
    ended = {-1: 0, 0: 0, 1: 0}
    while len(positions):
        chance_NA = player(positions) if own else None
        if own and truth is not None and chance_NA is not None:
            bad.append(positions[_mistaken(truth.action_values(positions), chance_NA)])
        row_M, action_M = (game.legal(positions) if chance_NA is None else chance_NA > 0).nonzero()
        after, done_M, mover_M = game.step(positions[row_M], action_M)
        outcome_M = mover_M if own else -mover_M
        for result in ended:
            ended[result] += int(paths_N[row_M[done_M & (outcome_M == result)]].sum())
        positions, child_M, paths_N = _merged(after, done_M, paths_N[row_M])
        plies.append(
            _Moves(row_M, child_M, done_M, outcome_M, None if chance_NA is None else chance_NA[row_M, action_M])
        )
        own = not own
    return Response(sum(ended.values()), ended[-1], ended[1], _worst(plies), Positions.joined(bad))


def _mistaken(value_NA: Float32, chance_NA: Float32) -> NDArray[np.bool_]:
    """Where a move may be made that is worth less than the best."""
    best_N1 = np.nanmax(value_NA, 1, keepdims=True)
    mistaken_N: NDArray[np.bool_] = ((chance_NA > 0) & (value_NA < best_N1 - _HALF_A_POINT)).any(1)
    return mistaken_N


def _merged(
    after: Positions, done_M: NDArray[np.bool_], paths_M: NDArray[np.int64]
) -> tuple[Positions, NDArray[np.intp], NDArray[np.int64]]:
    """Positions that go on, each once; which of them a move leads to; in how many ways each is reached."""
    going_M = np.flatnonzero(~done_M)
    sides = np.stack([after.mine_N[going_M], after.theirs_N[going_M]])
    _, first_N, index_M = np.unique(sides, axis=1, return_index=True, return_inverse=True)
    child_M = np.zeros(len(done_M), np.intp)
    child_M[going_M] = index_M.ravel()
    paths_N = np.zeros(len(first_N), np.int64)
    np.add.at(paths_N, index_M.ravel(), paths_M[going_M])
    return after[going_M[first_N]], child_M, paths_N


def _worst(plies: list[_Moves]) -> float:
    """The player's mean outcome from the start when the opponent always replies best."""
    value_N = np.zeros(1)
    for moves in reversed(plies):
        value_M = np.where(moves.done_M, moves.outcome_M, value_N[moves.child_M])
        begins_N = np.flatnonzero(np.diff(moves.row_M, prepend=-1))
        if moves.probability_M is None:
            value_N = np.minimum.reduceat(value_M, begins_N)
        else:
            weighted_N = np.add.reduceat(value_M * moves.probability_M, begins_N)
            value_N = weighted_N / np.add.reduceat(moves.probability_M.astype(np.float64), begins_N)
    return float(value_N[0])
