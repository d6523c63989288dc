"""A board is used with the mouse and with keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from pg_desktop.learning.games.lines import CONNECT_FOUR, TIC_TAC_TOE
from pg_desktop.ui.board.line import Line
from pg_desktop.ui.board.look import Look
from pg_desktop.ui.board.picture import Picture
from pg_desktop.ui.board.view import BoardView, Shown
from tests.ui.user import move_mouse


def shown(game, *actions, may_move=True):
    line = Line.begin(game)
    for action in actions:
        line = line.after(len(line.actions), action)
    ply, look = len(actions), Look.of(game)
    landing = {action: line.landing(ply, action) for action in line.legal(ply)}
    return Shown(
        look,
        Picture(line.stones(ply), line.mover(ply)),
        tuple(game.action_at(cell) for cell in range(look.cells)),
        landing if may_move else {},
        {action: f"move {action}" for action in landing},
        "X: a3.",
    )


@pytest.fixture
def view(qtbot):
    view = BoardView(None)
    qtbot.addWidget(view)
    view.resize(400, 400)
    view.show_board(shown(TIC_TAC_TOE, 0))
    view.show()
    view.activateWindow()
    return view


def place(view, cell):
    return view.geometry_of_board.centre(cell).toPoint()


def test_a_click_on_a_free_cell_is_a_move(view, qtbot):
    chosen = []
    view.chosen.connect(chosen.append)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(view, 5))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(view, 0))  # which is taken
    assert chosen == [5]
    view.show_board(shown(TIC_TAC_TOE, 0, may_move=False))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(view, 5))
    assert chosen == [5]


def test_arrows_walk_and_enter_moves(view, qtbot):
    chosen = []
    view.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert view.cursor_cell == 8
    assert chosen == [8]
    qtbot.keyClick(view, Qt.Key.Key_2)
    assert chosen == [8, 1]
    assert view.accessibleDescription() == "X: a3. move 8"


def test_digits_are_columns_where_pieces_fall(view, qtbot):
    chosen = []
    view.chosen.connect(chosen.append)
    view.show_board(shown(CONNECT_FOUR, 3, 3))
    for key in (Qt.Key.Key_7, Qt.Key.Key_8, Qt.Key.Key_Left, Qt.Key.Key_Enter):
        qtbot.keyClick(view, key)
    assert chosen == [6, 5]


def test_the_mouse_shows_where_the_piece_would_lie(view):
    view.show_board(shown(CONNECT_FOUR, 3, 3))
    move_mouse(view, place(view, 3))
    assert view.hover == 24  # on top of the two
    assert view.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.hover is None


def test_a_tooltip_tells_of_a_move(view):
    at = place(view, 4)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert QToolTip.text() == "move 4"
    QToolTip.hideText()


def test_the_last_piece_falls_and_comes_to_rest(view, qtbot):
    view.show_board(shown(CONNECT_FOUR, 3))
    assert not view.settling  # another game is just there
    line = shown(CONNECT_FOUR, 3, 3)
    view.show_board(replace(line, picture=replace(line.picture, last=31)))
    assert view.settling
    qtbot.waitUntil(lambda: not view.settling)
    view.show_board(shown(CONNECT_FOUR, 3))
    assert not view.settling  # a move that is taken back does not fall
