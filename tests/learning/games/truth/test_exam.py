"""Exams: what is asked, that the answers are right, and their form in files."""

import struct
from zlib import crc32

import numpy as np
import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR, TIC_TAC_TOE
from pg_desktop.learning.games.making import exam_made
from pg_desktop.learning.games.table import GAMES, game_entry
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.learning.games.truth.exam import (
    SHIPPED,
    Exam,
    exam_file,
    exam_of,
    from_bytes,
    optimal_share,
    telling,
    to_bytes,
)
from pg_desktop.learning.games.truth.solver import Solver
from pg_desktop.resources import resource_path
from tests.learning.games.playing import after

NAN = np.nan


def test_there_is_an_exam_where_the_truth_is_known():
    assert [entry.id for entry in GAMES if exam_of(entry.id) is not None] == [
        "tic-tac-toe",
        "connect-four-4x4",
        "connect-four",
    ]


@pytest.mark.parametrize(("game_id", "least"), [("tic-tac-toe", 400), ("connect-four-4x4", 500), ("connect-four", 600)])
def test_every_position_is_asked_once_and_can_be_got_wrong(game_id, least):
    exam, game = exam_of(game_id), game_entry(game_id).rules()
    assert len(exam) >= least
    assert len({exam.positions.key(row) for row in range(len(exam))}) == len(exam)
    assert telling(exam.value_NA).all()
    np.testing.assert_array_equal(~np.isnan(exam.value_NA), game.legal(exam.positions))
    np.testing.assert_array_equal(exam.positions.first_N, (np.abs(game.stones(exam.positions)).sum(1) % 2) == 0)
    assert exam_of(game_id) is exam
    assert exam.optimal_NA.any(1).all()
    assert 0.2 < exam.chance < 0.6


def test_answers_of_small_games_are_the_tables():
    for game_id in ("tic-tac-toe", "connect-four-4x4"):
        exam = exam_of(game_id)
        np.testing.assert_array_equal(truth_of(game_entry(game_id)).action_values(exam.positions), exam.value_NA)


def test_late_answers_of_connect_four_are_the_solvers():
    exam = exam_of("connect-four")
    late = (np.abs(CONNECT_FOUR.stones(exam.positions)).sum(1) >= 22).nonzero()[0][::4]
    values = Solver(nodes=10**7).action_values(exam.positions[late])
    np.testing.assert_array_equal(values, exam.value_NA[late])


def test_a_mark_is_the_share_of_best_moves():
    value_NA = np.array([[1, 0, NAN], [-1, -1, 0], [NAN, 1, -1], [0, 1, 1]], np.float32)
    exam = Exam(TIC_TAC_TOE.start(4), value_NA)
    assert exam.optimal_NA.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1]]
    assert optimal_share(exam, np.array([0, 2, 1, 1])) == 1
    assert optimal_share(exam, np.array([1, 2, 2, 2])) == 0.5
    assert exam.chance == pytest.approx((1 / 2 + 1 / 3 + 1 / 2 + 2 / 3) / 4)


def test_what_cannot_be_got_wrong_or_is_not_known_is_not_asked():
    value_NA = np.array([[1, 0, NAN], [0, 0, NAN], [NAN, NAN, 1], [NAN, NAN, NAN]], np.float32)
    assert telling(value_NA).tolist() == [True, False, False, False]


def _small():
    position = after(CONNECT_FOUR, [3] * 6)
    value_NA = np.array([[0, 1, -1, NAN, 0, 0, 1]], np.float32)
    return Exam(position, value_NA)


def test_what_is_written_is_what_is_read():
    exam = _small()
    read = from_bytes(CONNECT_FOUR, to_bytes(exam))
    assert read.positions.key() == exam.positions.key()
    np.testing.assert_array_equal(read.value_NA, exam.value_NA)


def test_every_byte_that_differs_is_noticed():
    data = to_bytes(_small())
    for index in range(len(data)):
        with pytest.raises(ValueError, match="exam"):
            from_bytes(CONNECT_FOUR, data[:index] + bytes([data[index] ^ 0x41]) + data[index + 1 :])
        with pytest.raises(ValueError, match="exam"):
            from_bytes(CONNECT_FOUR, data[:index])


def test_nonsense_with_a_good_checksum_is_refused():
    header = "<4sBHII"
    body = to_bytes(_small())[struct.calcsize(header) :]
    for wrong in (body[:-1], body + b"\0", body[8:] + body[:8], b"\1" * len(body)):
        with pytest.raises(ValueError, match="exam"):
            from_bytes(CONNECT_FOUR, struct.pack(header, b"PGGE", 1, 7, 1, crc32(wrong)) + wrong)


def test_an_exam_comes_out_again():
    small = {30: 3, 34: 2}
    made = exam_made(small, 200)
    assert made == exam_made(small, 200)
    exam = from_bytes(CONNECT_FOUR, made)
    assert np.bitwise_count(exam.positions.mine_N | exam.positions.theirs_N).tolist() == [30, 30, 30, 34, 34]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_shipped_exam_comes_out_again():
    (game_id,) = SHIPPED
    assert exam_made() == resource_path(exam_file(game_id)).read_bytes()
