"""Positions with the exact value of every move, to tell how often a player finds a best one.

The form in files is `PGGE`, a version, the numbers of actions and positions, and a checksum; then the bitboards of
those to move, of their opponents, whether who moves began, and two bits for the value of each action.

Shape suffixes: N positions, A actions, V values packed.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final
from zlib import crc32

import numpy as np

from pg_desktop.learning.games.game import Actions, Float32, Game
from pg_desktop.learning.games.players import best_moves
from pg_desktop.learning.games.positions import Bool, Positions
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.games.truth.knowing import truth_of
from pg_desktop.learning.games.truth.table import Table
from pg_desktop.resources import resource_path

SHIPPED: Final = ("connect-four",)
"""Games whose exam is shipped, as it takes long to make."""

_HEADER: Final = struct.Struct("<4sBHII")
_MAGIC: Final = b"PGGE"
_VERSION: Final = 1
_VALUES: Final = np.array([-1, 0, 1, np.nan], np.float32)
_SAMPLED: Final = 600
_SEED: Final = 20160127


@dataclass(frozen=True, eq=False)
class Exam:
    """Positions in which some legal move is worse than another, each once.

    Attributes:
        positions: in which somebody is to move.
        value_NA: float32, what each move is worth, see `Truth.action_values`.
    """

    positions: Positions
    value_NA: Float32

    def __len__(self) -> int:
        return len(self.positions)

    @cached_property
    def optimal_NA(self) -> Bool:
        """Which moves are best."""
        return best_moves(self.value_NA)

    @property
    def chance(self) -> float:
        """The share of best moves that a player finds who moves at random."""
        return float((self.optimal_NA.sum(1) / (~np.isnan(self.value_NA)).sum(1)).mean())


def optimal_share(exam: Exam, action_N: Actions) -> float:
    """The part of moves, one for each position of an exam, that are best."""
    return float(exam.optimal_NA[np.arange(len(exam)), action_N].mean())


@cache
def exam_of(game_id: str) -> Exam | None:
    """The exam of a game, always the same; None where nobody knows the truth.

    Where all positions are known, it is a sample of them, as many after each number of moves as there are, up to a
    limit; it takes up to half a second to make, once.

    Raises:
        ValueError: if the file is damaged.
        OSError: if it cannot be read.
        UserError: if there is no such game.
    """
    entry = game_entry(game_id)
    if game_id in SHIPPED:
        return from_bytes(entry.rules(), resource_path(exam_file(game_id)).read_bytes())
    truth = truth_of(entry)
    return _sampled(truth) if isinstance(truth, Table) else None


def exam_file(game_id: str) -> str:
    """Where an exam is shipped, relative to the resources."""
    return f"games/{game_id}.exam"


def telling(value_NA: Float32) -> Bool:
    """Of which positions all values are known, and some legal move is worse than another; bool (N,)."""
    legal_NA: Bool = ~np.isnan(value_NA)
    telling_N: Bool = np.any(legal_NA & ~best_moves(value_NA), 1)
    return telling_N


def to_bytes(exam: Exam) -> bytes:
    """An exam in its form for files."""
    positions, actions = exam.positions, exam.value_NA.shape[1]
    code_V = np.where(np.isnan(exam.value_NA), 3, np.nan_to_num(exam.value_NA) + 1).astype(np.uint8).ravel()
    body = b"".join(
        (
            positions.mine_N.astype("<u8").tobytes(),
            positions.theirs_N.astype("<u8").tobytes(),
            np.packbits(positions.first_N).tobytes(),
            np.packbits(code_V[:, None] >> np.arange(2, dtype=np.uint8) & 1).tobytes(),
        )
    )
    return _HEADER.pack(_MAGIC, _VERSION, actions, len(exam), crc32(body)) + body


def from_bytes(game: Game, data: bytes) -> Exam:
    """What `to_bytes` wrote.

    Raises:
        ValueError: if it is anything else, or of another game.
    """
    if len(data) < _HEADER.size:
        raise ValueError("no exam: too short")
    magic, version, actions, count, checksum = _HEADER.unpack_from(data)
    body = data[_HEADER.size :]
    if (magic, version, actions) != (_MAGIC, _VERSION, game.actions):
        raise ValueError(f"no exam of {game.id}")
    boards, firsts, values = 8 * count, -(-count // 8), -(-count * actions // 4)
    if crc32(body) != checksum or len(body) != 2 * boards + firsts + values:
        raise ValueError("an exam that is damaged")
    mine_N, theirs_N = np.frombuffer(body, "<u8", 2 * count).astype(np.uint64).reshape(2, count)
    packed = np.frombuffer(body, np.uint8, offset=2 * boards)
    first_N = np.unpackbits(packed[:firsts], count=count).astype(np.bool_)
    code_V = np.unpackbits(packed[firsts:], count=2 * count * actions).reshape(-1, 2) @ np.array([1, 2], np.uint8)
    positions = Positions(mine_N, theirs_N, first_N, np.zeros((count, 0), np.uint64))
    exam = Exam(positions, _VALUES[code_V].reshape(count, actions))
    if (mine_N & theirs_N).any() or (game.legal(positions) == np.isnan(exam.value_NA)).any():
        raise ValueError("an exam that is damaged")
    return exam


def _sampled(table: Table) -> Exam:
    positions = table.positions()
    positions = positions[telling(table.action_values(positions))]
    plies_N = np.bitwise_count(positions.mine_N | positions.theirs_N)
    rng = np.random.default_rng(_SEED)
    rows = [np.flatnonzero(plies_N == ply) for ply in np.unique(plies_N)]
    chosen = np.concatenate([np.sort(rng.permutation(row_M)[: -(-_SAMPLED // len(rows))]) for row_M in rows])
    return Exam(positions[chosen], table.action_values(positions[chosen]))
