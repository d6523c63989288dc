"""Where the parts of a board are, and what a click means, worked out by hand."""

from math import sqrt

import pytest
from PySide6.QtCore import QPointF, QRectF

from pg_desktop.learning.games.table import GAMES
from pg_desktop.ui.board.layout import BoardLayout, Margins
from pg_desktop.ui.board.look import Ground, Look

THREE = Look(Ground.STROKES, 3, 3, ("a", "b", "c"), ("3", "2", "1"))
FOUR = Look(Ground.COLUMNS, 4, 4, ("a", "b", "c", "d"), ("", "", "", ""))
HEX = Look(Ground.HEXAGONS, 2, 2, ("a", "b"), ("2", "1"))


def test_cells_of_a_square_board_fill_it():
    layout = BoardLayout.fit(QRectF(10, 20, 120, 120), THREE)
    assert layout.pitch == 40
    assert layout.frame == QRectF(10, 20, 120, 120)
    assert layout.centre(0) == QPointF(30, 40)
    assert layout.centre(5) == QPointF(110, 80)
    assert layout.cell_rect(8) == QRectF(90, 100, 40, 40)
    assert layout.cell_at(QPointF(11, 21)) == 0
    assert layout.cell_at(QPointF(129, 139)) == 8
    assert layout.cell_at(QPointF(9, 21)) is None
    assert layout.cell_at(QPointF(60, 141)) is None


def test_names_take_room_and_the_board_stays_in_the_middle():
    layout = BoardLayout.fit(QRectF(0, 0, 400, 150), THREE, Margins(left=20, below=30))
    assert layout.pitch == 40  # (150 − 30) / 3
    assert layout.frame == QRectF(145, 0, 120, 120)  # (400 − 120 + 20 / 2) / 2


def test_where_pieces_fall_a_click_anywhere_in_the_column_counts():
    layout = BoardLayout.fit(QRectF(0, 0, 80, 4.96 * 20 + 10 + 30), FOUR, Margins(below=10, readings=30))
    assert layout.pitch == pytest.approx(20)
    assert layout.frame.top() == pytest.approx(0.96 * 20)
    assert layout.above(2) == QPointF(50, layout.frame.top() - 0.48 * 20)
    assert layout.cell_at(QPointF(45, 1)) == 2
    assert layout.cell_at(QPointF(45, layout.frame.bottom() - 1)) == 2
    assert layout.cell_at(QPointF(45, layout.frame.bottom() + 39)) == 2
    assert layout.cell_at(QPointF(81, 50)) is None
    assert layout.reading(1, 2, 3) == QRectF(20, layout.frame.bottom() + 30, 20, 10)


def test_rows_of_hexagons_are_shifted_by_half_a_cell():
    height = sqrt(3) / 2 + 2 / sqrt(3)
    layout = BoardLayout.fit(QRectF(0, 0, 250, 100 * height), HEX)
    assert layout.pitch == pytest.approx(100)
    assert layout.radius == pytest.approx(100 / sqrt(3))
    assert layout.centre(1) == QPointF(150, layout.radius)
    across = layout.centre(3) - layout.centre(1)
    assert (across.x(), across.y()) == pytest.approx((50, 50 * sqrt(3)))
    assert layout.corner(0, 0) == QPointF(50, 0)
    assert layout.corner(0, 3).y() == pytest.approx(2 * layout.radius)
    assert layout.cell_at(QPointF(2, 2)) is None  # beside the topmost corner of the first one
    assert layout.cell_at(QPointF(50, 1)) == 0


@pytest.mark.parametrize("entry", GAMES, ids=lambda entry: entry.id)
def test_the_middle_of_every_cell_is_in_it(entry):
    look = Look.of(entry.rules())
    layout = BoardLayout.fit(QRectF(0, 0, 500, 420), look, Margins(20, 20, 20 * look.falls))
    for cell in range(look.cells):
        found = layout.cell_at(layout.centre(cell))
        assert found == (cell % look.columns if look.falls else cell)
        assert QRectF(0, 0, 500, 420).contains(layout.centre(cell))


def test_boards_know_what_their_rows_and_columns_are_called():
    rules = {entry.id: entry.rules() for entry in GAMES}
    assert Look.of(rules["tic-tac-toe"]) == THREE
    assert Look.of(rules["connect-four-4x4"]) == FOUR
    assert Look.of(rules["go-5x5"]).ground is Ground.CROSSINGS
    assert Look.of(rules["othello-6x6"]).ground is Ground.SQUARES
    assert Look.of(rules["hex-5x5"]).ground is Ground.HEXAGONS
    assert Look.of(rules["hex-5x5"]).row_names == ("5", "4", "3", "2", "1")
