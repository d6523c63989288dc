"""Games that were played: what they went through, and their form in files."""

import struct
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.games.lines import CONNECT_FOUR, CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.games.records import Records, from_bytes, outcomes_of, positions_of, to_bytes
from tests.learning.games.playing import after

WON, LOST, DRAWN = [0, 3, 1, 4, 2], [0, 2, 1, 4, 8, 6], [0, 1, 2, 4, 3, 5, 7, 6, 8]
THREE = Records.of([WON, DRAWN, LOST])


def at_random(game, games, seed=0):
    rng, positions = np.random.default_rng(seed), game.start(games)
    game_N, columns = np.arange(games), []
    while len(game_N):
        legal_NA = game.legal(positions)
        action_N = np.where(legal_NA, rng.random(legal_NA.shape), -1).argmax(1)
        column_G = np.full(games, -1, np.int16)
        column_G[game_N] = action_N
        columns.append(column_G)
        stepped = game.step(positions, action_N)
        positions, game_N = stepped.positions[~stepped.done_N], game_N[~stepped.done_N]
    return Records(np.stack(columns, 1))


def test_positions_come_game_by_game_with_the_movers_outcome():
    played = positions_of(TIC_TAC_TOE, THREE)
    assert played.game_N.tolist() == [0] * 5 + [1] * 9 + [2] * 6
    assert played.action_N.tolist() == WON + DRAWN + LOST
    assert played.outcome_N.tolist() == [1, -1, 1, -1, 1] + [0] * 9 + [-1, 1, -1, 1, -1, 1]
    assert played.positions.first_N.tolist() == [
        ply % 2 == 0 for game in (WON, DRAWN, LOST) for ply in range(len(game))
    ]
    row = 5 + 9 + 3
    assert played.positions.key(row) == after(TIC_TAC_TOE, LOST[:3]).key()
    assert outcomes_of(TIC_TAC_TOE, THREE).tolist() == [1, 0, -1]
    assert THREE.length_G.tolist() == [5, 9, 6]


@pytest.mark.parametrize(
    ("moves", "reason"),
    [
        ([0, 3, 1, 4], "ends before"),
        ([0, 3, 1, 4, 2, 5], "goes on"),
        ([0, 0, 1, 4, 2], "not legal"),
        ([0, 3, 1, 9], "none of the game's"),
        ([], "ends before"),
    ],
)
def test_games_that_are_none_are_refused(moves, reason):
    with pytest.raises(ValueError, match=reason):
        positions_of(TIC_TAC_TOE, Records.of([DRAWN, moves]))


def test_a_move_after_the_end_is_refused():
    with pytest.raises(ValueError, match="follows the end"):
        Records(np.array([[0, -1, 3]], np.int16))


def test_no_games_have_no_positions():
    none = Records.of([])
    assert len(positions_of(TIC_TAC_TOE, none).positions) == 0
    assert len(from_bytes(TIC_TAC_TOE, to_bytes(TIC_TAC_TOE, none))) == 0
    assert len(Records.joined([])) == 0


def test_parts_are_joined_whatever_their_length():
    joined = Records.joined([Records.of([WON]), Records.of([]), Records.of([DRAWN, LOST])])
    np.testing.assert_array_equal(joined.move_GT, THREE[[0, 1, 2]].move_GT)


def test_bytes_by_hand():
    # 4 × 4: three bits a move, 4 is the end; bits from the lowest.
    data = to_bytes(CONNECT_FOUR_4X4, Records.of([[0, 1, 3], [2]]))
    packed = bytes([0b00010011, 0b00010100, 0b01000000])  # 000 100 110 001, 010 001: lowest bit first
    assert data == struct.pack("<4sBHII", b"PGGR", 1, 4, 2, crc32(packed)) + packed


@given(st.lists(st.lists(st.integers(0, 6), max_size=9), max_size=6))
def test_what_is_written_is_what_is_read(games):
    records = Records.of(games)
    read = from_bytes(CONNECT_FOUR, to_bytes(CONNECT_FOUR, records))
    np.testing.assert_array_equal(read.move_GT, records.move_GT)
    assert read.move_GT.dtype == np.int16


def test_four_thousand_games_of_connect_four_are_small():
    records = at_random(CONNECT_FOUR, 400)
    assert len(to_bytes(CONNECT_FOUR, records)) == pytest.approx(15 + (records.length_G.sum() + 400) * 3 / 8, abs=1)


def test_every_byte_that_differs_is_noticed():
    data = to_bytes(CONNECT_FOUR, at_random(CONNECT_FOUR, 3))
    for index in range(len(data)):
        with pytest.raises(ValueError, match="record of games"):
            from_bytes(CONNECT_FOUR, data[:index] + bytes([data[index] ^ 0x41]) + data[index + 1 :])
        with pytest.raises(ValueError, match="record of games"):
            from_bytes(CONNECT_FOUR, data[:index])
    with pytest.raises(ValueError, match="record of games"):
        from_bytes(TIC_TAC_TOE, data)


@pytest.mark.parametrize("packed", [b"\x00" * 4, b"\xff" * 4, b"\x0f\x00", b""])
def test_nonsense_with_a_good_checksum_is_refused(packed):
    # The third is two ends, of which one game has one, and bits that are left.
    for actions, game in ((7, CONNECT_FOUR), (9, TIC_TAC_TOE)):
        data = struct.pack("<4sBHII", b"PGGR", 1, actions, 1, crc32(packed)) + packed
        with pytest.raises(ValueError, match="record of games"):
            from_bytes(game, data)
    huge = struct.pack("<4sBHII", b"PGGR", 1, 7, 2**32 - 1, crc32(packed)) + packed
    with pytest.raises(ValueError, match="damaged"):
        from_bytes(CONNECT_FOUR, huge)
