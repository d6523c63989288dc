"""The exact value of every position of a small game, by backward induction.

Shape suffixes: N positions, A actions, K keys, M moves of positions.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Float32, Game
from pg_desktop.learning.games.lines import CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.games.positions import Bits, Positions
from pg_desktop.learning.stopping import never

_HALF: Final = np.uint64(32)


class Table:
    """A `Truth` that knows all positions that can be reached.

    It is made when it is first asked, which takes up to half a second for Connect Four 4×4, and kept. It may be asked
    from several threads.

    Args:
        game: has at most 32 bits a board, and no words beside the stones.
    """

    def __init__(self, game: Game) -> None:
        self._game = game
        self._making = Lock()
        self._known: _Known | None = None

    def action_values(self, positions: Positions, stop: Callable[[], bool] = never) -> Float32:
        """See `Truth.action_values`; NaN for positions that cannot be reached or that are over."""
        del stop  # it does not take long
        value_NA = np.full((len(positions), self._game.actions), np.nan, np.float32)
        row_M, action_M = self._game.legal(positions).nonzero()
        stepped = self._game.step(positions[row_M], action_M)
        value_NA[row_M, action_M] = np.where(stepped.done_N, stepped.outcome_N, 0 - self.values(stepped.positions))
        value_NA[np.isnan(self.values(positions))] = np.nan
        return value_NA

    def values(self, positions: Positions) -> Float32:
        """What positions are worth to whoever is to move, float32 (N,); NaN as for `action_values`."""
        known = self._all()
        key_N = _keys(positions)
        index_N = known.key_K.searchsorted(key_N).clip(max=len(known.key_K) - 1)
        return np.where(known.key_K[index_N] == key_N, known.value_K[index_N].astype(np.float32), np.float32(np.nan))

    def positions(self) -> Positions:
        """All that can be reached and are not over, in the order of their bits."""
        return self._all().positions

    def _all(self) -> _Known:
        with self._making:
            if self._known is None:
                self._known = _solved(self._game)
            return self._known


class _Known(NamedTuple):
    """Positions sorted by their keys, and what each is worth to whoever is to move."""

    key_K: Bits
    value_K: NDArray[np.int8]
    positions: Positions


class _Layer(NamedTuple):
    """All positions after some number of moves in which the game goes on, and where their moves lead."""

    positions: Positions
    row_M: NDArray[np.intp]
    """Whose move it is, ascending."""
    child_M: NDArray[np.intp]
    """The position of the next layer that it leads to; means nothing where the game ends."""
    done_M: NDArray[np.bool_]
    outcome_M: NDArray[np.int8]


def _solved(game: Game) -> _Known:
    layers = _layers(game)
    value_N = np.zeros(1, np.int8)
    values = []
    for layer in reversed(layers):
        value_M = np.where(layer.done_M, layer.outcome_M, -value_N[layer.child_M])
        begins_N = np.flatnonzero(np.diff(layer.row_M, prepend=-1))
        value_N = np.maximum.reduceat(value_M, begins_N)
        values.append(value_N)
    positions = Positions.joined([layer.positions for layer in layers])
    key_K = _keys(positions)
    order_K = key_K.argsort()
    return _Known(key_K[order_K], np.concatenate(values[::-1])[order_K], positions[order_K])


def _layers(game: Game) -> list[_Layer]:
    layers: list[_Layer] = []
    positions = game.start(1)
    while len(positions):
        row_M, action_M = game.legal(positions).nonzero()
        after, done_M, outcome_M = game.step(positions[row_M], action_M)
        going_M = np.flatnonzero(~done_M)
        _, first_N, index_M = np.unique(_keys(after[going_M]), return_index=True, return_inverse=True)
        child_M = np.zeros(len(row_M), np.intp)
        child_M[going_M] = index_M
        layers.append(_Layer(positions, row_M, child_M, done_M, outcome_M.astype(np.int8)))
        positions = after[going_M[first_N]]
    return layers


def _keys(positions: Positions) -> Bits:
    return positions.mine_N << _HALF | positions.theirs_N


def tic_tac_toe() -> Table:
    """The truth about tic-tac-toe."""
    return Table(TIC_TAC_TOE)


def connect_four_4x4() -> Table:
    """The truth about Connect Four on a board of 4 × 4."""
    return Table(CONNECT_FOUR_4X4)
