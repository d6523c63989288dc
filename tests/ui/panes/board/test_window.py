"""The board in the window: a board world is trained, and its policies are played against."""

import pytest
from PySide6.QtCore import Qt

from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.panes.board.card import BoardPane
from pg_desktop.ui.shell.registry import PERSPECTIVES
from tests.ui.user import CTRL

PLAY = next(one for one in PERSPECTIVES if one.id == "play")


def board_of(user):
    """The board in perspective Play."""
    user.press(Qt.Key.Key_5, CTRL | Qt.KeyboardModifier.AltModifier)
    view = next(view for view in user.window.views if view.entry.id == "board")
    user.wait_until(lambda: isinstance(view.pane, BoardPane) and user.window.perspectives.current is PLAY)
    user.window.refresh()
    return view.pane


def click(user, board, cell):
    user.click(board.board, board.board.geometry_of_board.centre(cell).toPoint())


@pytest.fixture
def trained(user):
    """A user whose run is one of tic-tac-toe, after three updates."""
    user.window.panel.choose_environment("TicTacToe-v0")
    user.window.panel.choose({"episodes_per_update": 8})
    user.window.actions_.reset.trigger()
    user.wait_until(lambda: user.status.settings.environment == "TicTacToe-v0")
    user.settle()
    user.step(3)
    return user


def test_one_can_play_before_anything_was_trained(user):
    board = board_of(user)
    assert board.controls.game_box.isEnabled()
    assert board.controls.opponent.kind is Kind.RANDOM
    click(user, board, 4)
    user.wait_until(lambda: not board.playing.waits)
    assert len(board._game.line.actions) == 2
    assert not user.window.render_pane.isVisible()


def test_the_policy_that_is_trained_is_played_against_and_so_are_its_checkpoints(trained):
    user, window = trained, trained.window
    board = board_of(user)
    record = window.session.view.record
    assert not board.controls.game_box.isEnabled()
    assert (board.controls.opponent.kind, board.controls.opponent.run) == (Kind.RUN, record.id)
    assert board.playing.strength.policy() is user.policy
    click(user, board, 4)
    user.wait_until(lambda: not board.playing.waits)
    assert len(board._game.line.actions) == 2
    # The slider goes back to what the run was in the beginning.
    board.controls.skill.setFocus(Qt.FocusReason.TabFocusReason)
    user.press(Qt.Key.Key_Home)
    first = record.checkpoints.entries()[0]
    assert board.controls.checkpoint is first
    assert board.controls.skill_note.text() == f"update {first.update}"
    assert board.playing.strength.policy().equals(first.payload.policy())
    user.press(Qt.Key.Key_End)
    assert board.playing.strength.policy() is user.policy
    # Another run of the world, and then the first one is no longer live but can still be played against.
    window.actions_.reset.trigger()
    user.wait_until(lambda: window.session.view.record is not record)
    user.settle()
    runs = [opponent.run for opponent, _ in board.controls._offered if opponent.kind is Kind.RUN]
    assert runs[1:] == [record.id]
    assert board._opponents.policy(record.id, None, window.session.view) is not None


def test_search_and_board_see_the_same_position(trained):
    user = trained
    board = board_of(user)
    user.window.panes.bring_forward("search")  # from behind the ladder
    search = user.window.panes.pane("search")
    user.wait_until(lambda: search.exploration is not None)
    assert search.exploration.policy is not None
    click(user, board, 0)
    user.wait_until(lambda: not board.playing.waits and search.exploration.side == 1)
    assert len(search.exploration.root_moves()) == 7
    user.click(search.bar.simulation)
    assert search.exploration.simulations == 1


def test_closing_the_window_ends_what_is_thought(trained):
    user = trained
    board = board_of(user)
    board.controls.simulations.setValue(400)
    click(user, board, 0)
    user.window.end(keep=False)
    assert not board.playing.thinking.busy
    assert not board.advising.thinking.busy


def test_keys_act_at_the_board_as_soon_as_it_is_there(user):
    board = board_of(user)
    user.wait_until(board.board.hasFocus)
    user.press(Qt.Key.Key_1)
    user.wait_until(lambda: not board.playing.waits)
    assert board._game.line.actions[0] == 0
    user.press(Qt.Key.Key_2, CTRL | Qt.KeyboardModifier.AltModifier)
    user.press(Qt.Key.Key_5, CTRL | Qt.KeyboardModifier.AltModifier)
    user.wait_until(board.board.hasFocus)
    assert len(board._game.line.actions) == 2


def test_the_board_is_presented_and_notices_lie_over_it(user):
    board = board_of(user)
    window = user.window
    window.notice.show_notice("A sentence.", "")
    middle = window.centralWidget()
    assert board.mapTo(middle, board.rect().topLeft()).x() <= window.notice.geometry().left() + 20
    assert window.notice.width() > 300
    window.actions_.present.trigger()
    user.wait_until(lambda: not window.rail.isVisible())
    assert board.isVisible()
    assert not window.render_pane.isVisible()
    window.actions_.present.trigger()
    user.wait_until(window.rail.isVisible)
    assert board.isVisible()
