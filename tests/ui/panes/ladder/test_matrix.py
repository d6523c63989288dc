"""The matrix by keys and clicks: what each cell says, and how strong everybody is."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from pg_desktop.learning.measuring.match_reading import PERFECT, RANDOM, MatchReading, Seat, Side
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.ladder.matrix import Matrix
from pg_desktop.ui.panes.ladder.matrix_page import standings_of
from pg_desktop.ui.panes.ladder.roster import Entrant, fixtures_of
from pg_desktop.ui.panes.ladder.tournament import Fixture
from tests.ui.looking import colours, pixels

COMPETE = Seat(Side.POLICY, 2, 40)
ENTRANTS = (
    Entrant(RANDOM, "R", "Random"),
    Entrant(COMPETE, "2", "Compete"),
    Entrant(PERFECT, "P", "Perfect play"),
)
MATCH = MatchReading(COMPETE, RANDOM, 304, 56, 40)
RESULTS = {(COMPETE, RANDOM): MATCH, (RANDOM, COMPETE): MATCH.turned}


@pytest.fixture
def matrix(qtbot):
    widget = Matrix(None)
    qtbot.addWidget(widget)
    widget.resize(380, 200)
    widget.show_standings(standings_of(ENTRANTS, RESULTS))
    widget.show()
    return widget


def test_the_arrow_keys_go_from_cell_to_cell_and_each_is_told(matrix):
    assert matrix.accessibleDescription() == "Random: Elo 0, to which all others are compared."
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(matrix, key)
    assert matrix.cell == (1, 0)
    assert matrix.accessibleDescription() == matrix.told
    assert matrix.told == (
        "Compete scores 83\u00a0% against Random, between 80\u00a0% and 86\u00a0% in 95 of 100 such matches: 304 won, "
        "56 drawn, 40 lost."
    )
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.told.startswith("Compete: Elo +2")
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.told == "Compete and Perfect play have not played yet."
    for _ in range(4):
        QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.cell == (2, 2)
    assert matrix.told == "Perfect play: not rated yet. “Measure” lets everybody play against everybody."


def test_a_click_chooses_a_cell(matrix):
    for cell in ((0, 1), (2, 0), (1, -1)):
        place = next(
            QPoint(x, y)
            for x in range(2, matrix.width(), 8)
            for y in range(2, matrix.height(), 8)
            if matrix.cell_at(QPoint(x, y).toPointF()) == cell
        )
        QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)
        assert matrix.cell == cell
    assert matrix.cell_at(QPoint(5, 5).toPointF()) is None  # its head


def test_ratings_are_of_those_who_have_played(matrix):
    ratings = matrix.standings.ratings
    assert set(ratings) == {RANDOM, COMPETE}
    assert ratings[RANDOM].elo == 0
    assert ratings[COMPETE].low < 275 < ratings[COMPETE].high  # 400 log10(332 / 68)


def test_what_is_missing_is_played_first_and_then_a_further_round():
    assert fixtures_of(ENTRANTS, RESULTS) == (Fixture(RANDOM, PERFECT), Fixture(COMPETE, PERFECT))
    known = {pair: MatchReading(*pair, 1, 2, 3) for pair in combinations((RANDOM, COMPETE, PERFECT), 2)}
    assert fixtures_of(ENTRANTS, known) == tuple(Fixture(*pair, 6) for pair in known)
    assert MatchReading(COMPETE, RANDOM, 608, 112, 80) == MATCH + MATCH


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_winning_and_losing_have_colours_of_their_own(matrix, theme):
    matrix.show_theme(theme)
    seen = colours(pixels(matrix))
    assert len([colour for colour, count in seen.items() if count > 300]) >= 4  # ground, unplayed, won, lost
