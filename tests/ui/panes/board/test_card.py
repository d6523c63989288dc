"""The view "Board": whole games by mouse and keys, and what is known of them."""

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QFileDialog

from pg_desktop.learning.games.records import from_bytes
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.measuring.match_reading import Seat, Side
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import UserError
from pg_desktop.ui.board.picture import Overlay
from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.board import playing
from pg_desktop.ui.panes.board.controls import SIMULATIONS_MAX
from pg_desktop.ui.panes.board.export import records_of
from pg_desktop.ui.panes.board.opponents import Opponent
from tests.ui.board.test_advice import policy_of
from tests.ui.panes.board.playing import Player

THREE = game_entry("tic-tac-toe")
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def player(qtbot, tmp_path):
    player = Player(qtbot, tmp_path)
    yield player
    player.pane.stop()


@pytest.fixture
def script(monkeypatch):
    """Let the opponent answer with these moves."""
    moves = []
    monkeypatch.setattr(playing, "reply", lambda turn, stop: moves.pop(0))
    return moves


def test_a_whole_game_is_played_by_clicking(player, script):
    script += [4, 8]
    assert player.status == "Your move, with X."
    for cell in (0, 1, 2):
        player.click(cell)
        player.answered()
    assert player.actions == (0, 4, 1, 8, 2)
    assert player.status == "You have won, with X."
    assert player.pane.board.shown.picture.line == (0, 1, 2)
    assert [(game.winner, game.first, game.second) for game in player.game.played] == [(1, "you", "Random moves")]
    assert records_of(player.game.played, "tic-tac-toe").move_GT.tolist() == [[0, 4, 1, 8, 2]]
    player.click(3)  # nothing: it is over
    assert len(player.actions) == 5
    player.push(player.pane.bar.begin)
    assert player.actions == ()


def test_a_run_is_begun_that_imitates_what_was_played(player, script):
    entry = next(action for action in player.pane.bar.menu.actions() if "imitates" in action.text())
    player.pane.bar.menu.aboutToShow.emit()
    assert not entry.isEnabled()
    script += [4, 8]
    for cell in (0, 1, 2):
        player.click(cell)
        player.answered()
    player.pane.bar.menu.aboutToShow.emit()
    assert entry.isEnabled()
    entry.trigger()
    assert player.begun == 1
    assert Settings().changed(player.chosen).own_games == "+AEBIC"
    assert (player.chosen["environment"], player.chosen["algorithm"]) == ("TicTacToe-v0", "imitate")


def test_and_so_it_is_by_keys(player, script):
    script += [0, 1]
    player.press(Qt.Key.Key_Return)  # the cursor begins in the middle
    player.answered()
    player.press(Qt.Key.Key_Down)
    player.press(Qt.Key.Key_Return)
    player.answered()
    player.press(Qt.Key.Key_3)
    assert player.actions == (4, 0, 7, 1, 2)


def test_moves_are_taken_back_up_to_the_users_own(player, script):
    script += [4, 8, 5]
    for cell in (0, 1):
        player.click(cell)
        player.answered()
    player.press(Qt.Key.Key_Backspace)
    assert player.game.ply == 2
    assert player.actions == (0, 4, 1, 8)
    assert player.status == "After move 2 of 4, X to move: try another move here."
    player.press(Qt.Key.Key_Backspace, SHIFT)
    assert player.game.ply == 4
    player.push(player.pane.bar.undo)
    player.click(3)  # another move takes the place of what came after
    player.answered()
    assert player.actions == (0, 4, 3, 5)
    player.push(player.pane.bar.undo)
    player.push(player.pane.bar.undo)
    assert player.game.ply == 0
    assert not player.pane.bar.undo.isEnabled()
    assert not player.pane.playing.waits


def test_sides_are_swapped_in_the_middle_of_a_game(player, script):
    script += [4, 1]
    player.click(0)
    player.answered()
    player.press(Qt.Key.Key_X)
    player.wait(lambda: player.actions == (0, 4, 1))  # the opponent goes on with X
    assert player.status == "Your move, with O."
    assert player.pane.playing.side == -1


def test_after_the_moves_were_taken_back_whoever_swaps_lets_the_opponent_begin(player, script):
    script += [4, 8]
    player.click(0)
    player.answered()
    player.push(player.pane.bar.undo)
    player.push(player.pane.bar.swap)
    player.answered()
    assert player.actions == (8,)
    assert player.status == "Your move, with O."


def test_hints_are_off_while_one_plays_and_on_when_they_are_wanted(player, script):
    script += [4]
    player.click(0)
    player.answered()
    player.look()
    board, curve = player.pane.board, player.pane.curve
    assert board.shown.picture.overlays == ()
    assert board.shown.picture.hints == ()
    assert curve.judgements == ()
    assert player.pane.advising.advice is None
    player.press(Qt.Key.Key_T, SHIFT)
    player.push(player.pane.bar.toggles[Overlay.VISITS])
    player.advised()
    assert board.shown.picture.overlays == (Overlay.VISITS, Overlay.TRUTH)
    assert {hint.truth for hint in board.shown.picture.hints if hint} == {0.0}
    assert sum(hint.visits for hint in board.shown.picture.hints if hint) == 100
    assert curve.judgements[0].truth == 0
    assert "100 simulations" in player.pane.note.text()


def test_blunders_are_marked_when_the_game_is_over(player, script):
    script += [1, 2, 8]  # the edge loses, and X throws the win away twice
    for cell in (0, 3, 5, 4):
        player.click(cell)
        player.answered()
    player.wait(lambda: player.game.line.over)
    player.advised()
    judged = player.pane.curve.judgements
    assert judged[1].blunder
    rows = player.pane.moves_model.rows
    assert rows[1].move == "b3 ?"
    assert rows[1].blunder
    assert rows[1].truth == "X"
    assert "a blunder" in rows[1].tip
    assert [row.number for row in rows] == [str(number) for number in range(1, len(player.actions) + 1)]
    player.qtbot.mouseClick(
        player.pane.moves.viewport(),
        Qt.MouseButton.LeftButton,
        pos=player.pane.moves.visualRect(player.pane.moves_model.index(1, 1)).center(),
    )
    assert player.game.ply == 2
    x = round(player.pane.curve.place_of(4))
    player.qtbot.mouseClick(player.pane.curve, Qt.MouseButton.LeftButton, pos=QPoint(x, 20))
    assert player.game.ply == 4
    player.qtbot.keyClick(player.pane.curve, Qt.Key.Key_Left)
    assert player.game.ply == 3
    assert player.pane.moves.currentIndex().row() == 2


def test_perfect_play_is_asked_for_one_position(player, script):
    script += [1]
    player.click(0)
    player.answered()
    player.press(Qt.Key.Key_P)
    player.wait(lambda: player.status.startswith("Perfect play "))
    assert player.status == "Perfect play wins with a2, b2, a1; other moves give it away."
    assert player.pane.board.shown.picture.overlays == (Overlay.TRUTH,)
    assert player.pane.curve.judgements == ()  # the game goes on
    script += [8]
    player.click(4)
    player.answered()
    assert player.pane.board.shown.picture.overlays == ()


def test_of_go_nobody_knows_the_truth_and_the_window_says_so(player):
    player.pane.controls.game_box.setCurrentIndex(3)
    player.pane.controls.game_box.activated.emit(3)
    assert player.game.entry.id == "go-5x5"
    assert "Nobody knows the truth about Go 5×5" in player.pane.note.text()
    bar = player.pane.bar
    assert not bar.toggles[Overlay.TRUTH].isEnabled()
    assert not bar.perfect.isEnabled()
    assert Kind.PERFECT not in {opponent.kind for opponent, _ in player.pane.controls._offered}
    assert bar.pass_move.isVisible()
    player.push(bar.pass_move)
    player.answered()
    assert player.actions[0] == 25
    player.pane.controls.game_box.activated.emit(0)
    assert player.actions == ()
    assert not bar.pass_move.isVisible()


def test_the_world_in_the_window_says_which_game_it_is(player):
    controls = player.pane.controls
    assert controls.game_box.isEnabled()
    player.look(environment="ConnectFour-v0")
    assert player.game.entry.id == "connect-four"
    assert not controls.game_box.isEnabled()
    player.look(environment="CartPole-v1")
    assert player.game.entry.id == "connect-four"
    assert controls.game_box.isEnabled()


def test_nobody_takes_the_opponents_seat_in_the_midst_of_a_game(player, script, monkeypatch):
    opponents = [Opponent(Kind.RUN, 7), Opponent(Kind.RANDOM)]
    script.append(4)
    player.click(0)
    player.answered()
    monkeypatch.setattr(player.pane._opponents, "offered", lambda entry: list(opponents))
    player.look()
    assert player.pane.controls.opponent == Opponent(Kind.RANDOM)
    player.push(player.pane.bar.begin)
    player.look()
    assert player.pane.controls.opponent == Opponent(Kind.RUN, 7)
    # Whom one has wished for stays, with a game of their own.
    player.game.play(0)
    player.game.want_opponent(THREE, Seat(Side.POLICY, 7, 0, 50))
    player.look()
    assert player.pane.controls.simulations.value() == 50
    assert player.actions == ()
    opponents.insert(0, Opponent(Kind.RUN, 8))
    player.look()
    assert player.pane.controls.opponent == Opponent(Kind.RUN, 7)
    player.game.play(0)
    player.game.want_opponent(THREE, Seat(Side.POLICY, 7, 0, 50))
    player.look()
    assert player.actions == (0,)


def test_where_the_truth_is_too_far_away_that_is_said_plainly(player):
    player.look(environment="ConnectFour-v0")
    bar = player.pane.bar
    assert bar.perfect.isEnabled()
    player.push(bar.perfect)
    player.wait(lambda: player.status != "Looking for perfect play…")
    assert player.status == "Nobody knows what perfect play would do here: the end is too far away to be computed."
    player.push(bar.perfect)
    player.push(bar.toggles[Overlay.TRUTH])
    player.advised()
    unknown = "The truth about this position is not known: the end is too far away to be computed."
    player.wait(lambda: player.pane.note.text().startswith(unknown))
    assert player.pane.short_note.text().startswith(unknown)


def test_one_may_play_both_sides(player):
    controls = player.pane.controls
    index = [opponent for opponent, _ in controls._offered].index(Opponent(Kind.SELF))
    controls.opponent_box.setCurrentIndex(index)
    for cell in (0, 3, 1, 4, 2):
        player.click(cell)
    assert player.actions == (0, 3, 1, 4, 2)
    assert player.status == "X has won."


def test_hints_are_of_the_policy_that_is_shown(player):
    policy = policy_of(THREE)
    player.pane.bar.toggles[Overlay.POLICY].click()
    player.look(environment="TicTacToe-v0", policy=policy)
    player.advised()
    assert player.game.adviser is policy
    prior = [hint.prior for hint in player.pane.board.shown.picture.hints if hint]
    assert sum(prior) == pytest.approx(1)
    assert "the policy that is shown" in player.pane.note.text()
    other = policy_of(THREE, hidden=(4,))
    player.pane.advising._since = 0.0
    player.look(environment="TicTacToe-v0", policy=other)
    player.wait(lambda: player.pane.advising._question.policy is other)


def advise_with(player, policy):
    """Show a policy of tic-tac-toe, and wait for its advice."""
    advising = player.pane.advising
    player.advised()
    advising._since = 0.0  # without the pause between two policies
    player.look(environment="TicTacToe-v0", policy=policy)
    player.wait(lambda: advising._question.policy is policy)
    player.advised()


def test_figures_do_not_come_and_go_with_another_policy(player):
    for overlay in (Overlay.POLICY, Overlay.VISITS):
        player.pane.bar.toggles[overlay].click()
    advise_with(player, policy_of(THREE))
    seen, advising = [], player.pane.advising
    before = [hint.visits for hint in player.pane.board.shown.picture.hints]
    advising.changed.connect(lambda: seen.append([hint.visits for hint in advising.advice.hints.values()]))
    advise_with(player, policy_of(THREE, hidden=(4,)))
    assert seen[0] == before
    assert all(None not in visits for visits in seen)
    assert seen[-1] != before
    # Without a policy, nothing is left of what it has said.
    advise_with(player, None)
    assert {hint.prior for hint in advising.advice.hints.values()} == {None}
    assert {judgement.policy for judgement in advising.advice.judgements} == {None}


def test_what_the_opponent_cannot_do_is_told(player, monkeypatch):
    def fail(turn, stop):
        raise UserError("It cannot play: {why}.", why="no reason")

    monkeypatch.setattr(playing, "reply", fail)
    player.click(0)
    player.wait(lambda: "It cannot play" in player.status)


def test_nobody_thinks_when_nobody_looks(player, monkeypatch):
    begun, stopped = threading.Event(), threading.Event()

    def think(turn, stop):
        begun.set()
        while not stop():
            stopped.wait(0.001)
        stopped.set()
        raise RolloutStoppedError

    monkeypatch.setattr(playing, "reply", think)
    player.click(0)
    player.wait(begun.is_set)
    assert "thinks" in player.status
    player.pane.hide()
    assert stopped.wait(10)
    begun.clear()
    player.pane.show()
    player.wait(begun.is_set)  # it is asked again
    player.pane.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "background"]
    player.pane.bar.begin.click()
    player.click(1)
    assert not player.pane.playing.thinking.busy


def test_another_move_makes_the_old_question_void(player, monkeypatch):
    asked = []

    def think(turn, stop):
        asked.append(turn)
        while not stop() and len(asked) < 2:
            threading.Event().wait(0.001)
        if stop():
            raise RolloutStoppedError
        return 8

    monkeypatch.setattr(playing, "reply", think)
    player.click(0)
    player.wait(lambda: len(asked) == 1)
    player.push(player.pane.bar.begin)
    player.click(4)
    player.answered()
    assert player.actions == (4, 8)


def test_board_and_games_are_saved(player, script, tmp_path, monkeypatch):
    script += [4, 8]
    for cell in (0, 1, 2):
        player.click(cell)
        player.answered()
    player.advised()
    saving = player.pane.saving
    for save, name in (
        (saving.save_picture, "board.png"),
        (saving.save_game, "game.csv"),
        (saving.save_played, "games.csv"),
        (saving.save_played, "own.games"),
    ):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path, **__: (str(path), ""))
        save()
        assert path.stat().st_size > 15
    records = from_bytes(THREE.rules(), (tmp_path / "own.games").read_bytes())
    assert records.move_GT.tolist() == [[0, 4, 1, 8, 2]]
    lines = (tmp_path / "game.csv").read_text().splitlines()
    assert lines[3] == "move,player,action,policy_value,search_value,truth,lost"
    assert lines[4].startswith("1,first,a3,,")
    assert lines[4].endswith(",0.0,0.0")
    assert (tmp_path / "games.csv").read_text().splitlines()[-1] == ("1,tic-tac-toe,you,Random moves,1,a3 b2 b3 c1 c3")


def test_it_is_drawn_in_both_looks_and_makes_room(player):
    for theme in (LIGHT, DARK):
        player.pane.show_theme(theme)
        assert not player.pane.grab().isNull()
    player.pane.resize(360, 330)
    assert not player.pane.moves.isVisible()
    assert player.pane.short_note.isVisible()
    player.pane.resize(760, 640)
    assert player.pane.moves.isVisible()
    assert player.pane.note.isVisible()


def test_every_control_says_what_it_is_and_has_a_key(player):
    bar = player.pane.bar
    for button in (*bar.toggles.values(), bar.perfect, bar.begin, bar.undo, bar.redo, bar.swap, bar.more):
        assert button.toolTip()
        assert button.accessibleName()
    assert len({action.shortcut().toString() for action in player.pane.keys}) == len(player.pane.keys) == 10
    assert all(action.statusTip() for action in player.pane.keys)
    assert player.pane.controls.simulations.maximum() == SIMULATIONS_MAX == 400


@pytest.mark.parametrize("size", [(332, 560), (332, 420), (760, 640)])
def test_nothing_moves_whatever_is_said(qtbot, tmp_path, size):
    player = Player(qtbot, tmp_path, size)
    pane = player.pane
    QApplication.processEvents()
    board, button = pane.board.geometry(), pane.bar.undo.geometry()
    pane.bar.status.say("After move 3 of 9, O is to move: try another move here. " * 3)
    pane.note.say("Nobody knows the truth about this game, so no move is called right or wrong here. " * 3)
    QApplication.processEvents()
    assert (pane.board.geometry(), pane.bar.undo.geometry()) == (board, button)


def test_in_the_least_room_the_board_has_that_of_the_curve(qtbot, tmp_path):
    player = Player(qtbot, tmp_path, (400, 23 * QFontMetrics(QApplication.font()).height()))
    assert not player.pane.curve.isVisible()
    player.pane.resize(400, 700)
    assert player.pane.curve.isVisible()
