"""Games that were played: their moves, the positions they went through, and a small form of them for files.

The form is `PGGR`, a version, the numbers of actions and games, and a checksum; then each game's moves, each in as few
bits as tell A + 1 things apart, the last of which is the end of a game.

Shape suffixes: G games, T moves of a game, N positions, A actions.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Actions, Float32, Game
from pg_desktop.learning.games.positions import Positions

Moves = NDArray[np.int16]

_HEADER: Final = struct.Struct("<4sBHII")
_MAGIC: Final = b"PGGR"
_VERSION: Final = 1


@dataclass(frozen=True, eq=False)
class Records:
    """Games from their first move to their last. Nobody writes to them.

    Attributes:
        move_GT: int16, the moves of each game, −1 after its end.

    Raises:
        ValueError: if a move follows the end of its game.
    """

    move_GT: Moves

    def __post_init__(self) -> None:
        over_GT = self.move_GT < 0
        if self.move_GT.ndim != 2 or (over_GT[:, :-1] > over_GT[:, 1:]).any() or (self.move_GT < -1).any():
            raise ValueError("a move follows the end of its game")

    def __len__(self) -> int:
        return len(self.move_GT)

    def __getitem__(self, index: slice | NDArray[np.bool_] | NDArray[np.integer]) -> Records:
        """Those that a slice, a mask or indices name."""
        return Records(self.move_GT[index])

    @property
    def length_G(self) -> NDArray[np.int64]:
        """How many moves each game has."""
        length_G: NDArray[np.int64] = (self.move_GT >= 0).sum(1)
        return length_G

    @staticmethod
    def of(games: Sequence[Sequence[int]]) -> Records:
        """Games of which each is a list of moves."""
        move_GT = np.full((len(games), max(map(len, games), default=0)), -1, np.int16)
        for row, moves in enumerate(games):
            move_GT[row, : len(moves)] = moves
        return Records(move_GT)

    @staticmethod
    def joined(parts: Sequence[Records]) -> Records:
        """The games of all parts, one after the other."""
        longest = max((part.move_GT.shape[1] for part in parts), default=0)
        padded = [
            np.pad(part.move_GT, ((0, 0), (0, longest - part.move_GT.shape[1])), constant_values=-1) for part in parts
        ]
        return Records(np.concatenate([np.zeros((0, longest), np.int16), *padded]))


class Played(NamedTuple):
    """All positions of games in which somebody moved, game by game and in the order in which they came up.

    Attributes:
        positions: before each move.
        action_N: int64, the move that was made.
        outcome_N: float32, how the game ended for whoever made it: 1 won, 0 drawn, −1 lost.
        game_N: int64, which game it was.
    """

    positions: Positions
    action_N: Actions
    outcome_N: Float32
    game_N: NDArray[np.int64]


def positions_of(game: Game, records: Records) -> Played:
    """Play games again.

    Raises:
        ValueError: if a move is not legal, a game goes on after its end, or ends before it.
    """
    plies, first_G = _replayed(game, records)
    if not plies:
        none_N = np.zeros(0, np.int64)
        return Played(game.start(0), none_N, np.zeros(0, np.float32), none_N)
    game_N = np.concatenate([game_M for _, game_M in plies])
    order_N = game_N.argsort(kind="stable")
    game_N = game_N[order_N]
    positions = Positions.joined([positions for positions, _ in plies])[order_N]
    outcome_N = np.where(positions.first_N, first_G[game_N], -first_G[game_N])
    return Played(positions, records.move_GT[records.move_GT >= 0].astype(np.int64), outcome_N, game_N)


def outcomes_of(game: Game, records: Records) -> Float32:
    """How games ended for whoever began, float32 (G,): 1 won, 0 drawn, −1 lost.

    Raises:
        ValueError: as for `positions_of`.
    """
    return _replayed(game, records)[1]


def to_bytes(game: Game, records: Records) -> bytes:
    """Games in their small form; 4,000 of Connect Four take some 42 KiB.

    Raises:
        ValueError: if a move is none of the game's.
    """
    if (records.move_GT >= game.actions).any():
        raise ValueError("a move is none of the game's")
    ended_GT = np.pad(records.move_GT, ((0, 0), (0, 1)), constant_values=-1)
    written_GT = np.arange(ended_GT.shape[1]) <= records.length_G[:, None]
    code_M = np.where(ended_GT < 0, game.actions, ended_GT)[written_GT]
    bit_B = np.arange(_bits(game))
    packed = np.packbits((code_M[:, None] >> bit_B & 1).astype(np.uint8)).tobytes()
    return _HEADER.pack(_MAGIC, _VERSION, game.actions, len(records), crc32(packed)) + packed


def from_bytes(game: Game, data: bytes) -> Records:
    """What `to_bytes` wrote. Whether the moves are legal, `positions_of` tells.

    Raises:
        ValueError: if it is anything else, or of a game with another number of actions.
    """
    if len(data) < _HEADER.size:
        raise ValueError("no record of games: too short")
    magic, version, actions, count, checksum = _HEADER.unpack_from(data)
    packed = data[_HEADER.size :]
    if (magic, version, actions) != (_MAGIC, _VERSION, game.actions):
        raise ValueError(f"no record of games of {game.id}")
    if crc32(packed) != checksum:
        raise ValueError("a record of games that is damaged")
    bits = _bits(game)
    bit_B = np.unpackbits(np.frombuffer(packed, np.uint8))
    codes = len(bit_B) // bits
    code_M = bit_B[: codes * bits].reshape(codes, bits) @ (1 << np.arange(bits))
    end_G = np.flatnonzero(code_M == actions)[:count]
    written = end_G[-1] + 1 if len(end_G) else 0
    if len(end_G) < count or (code_M[:written] > actions).any():
        raise ValueError("a record of games that is damaged")
    if len(packed) != -(-written * bits // 8) or bit_B[written * bits :].any():
        raise ValueError("a record of games that something follows")
    length_G = np.diff(end_G, prepend=-1) - 1
    move_GT = np.full((count, int(length_G.max(initial=0))), -1, np.int16)
    move_GT[np.arange(move_GT.shape[1]) < length_G[:, None]] = code_M[:written][code_M[:written] < actions]
    return Records(move_GT)


def _bits(game: Game) -> int:
    """How many bits tell all actions and the end of a game apart."""
    return game.actions.bit_length()


def _replayed(game: Game, records: Records) -> tuple[list[tuple[Positions, NDArray[np.int64]]], Float32]:
    """Of each ply the positions and their games; and every outcome for whoever began."""
    first_G, length_G = np.zeros(len(records), np.float32), records.length_G
    game_N, positions = np.arange(len(records)), game.start(len(records))
    plies = []
    for move_G in records.move_GT.T:
        action_N = move_G[game_N].astype(np.int64)
        if action_N.min(initial=0) < 0 or action_N.max(initial=0) >= game.actions:
            raise ValueError("a game ends before its end, or a move is none of the game's")
        if not game.legal(positions)[np.arange(len(game_N)), action_N].all():
            raise ValueError("a move is not legal")
        plies.append((positions, game_N))
        stepped = game.step(positions, action_N)
        done_N = stepped.done_N
        first_G[game_N[done_N]] = np.where(positions.first_N, stepped.outcome_N, -stepped.outcome_N)[done_N]
        if length_G[game_N[done_N]].max(initial=0) > len(plies):
            raise ValueError("a game goes on after its end")
        positions, game_N = stepped.positions[~done_N], game_N[~done_N]
    if len(game_N):
        raise ValueError("a game ends before its end")
    return plies, first_G
