"""The board of a world is drawn from what the policy sees."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from pg_desktop.learning.acting.distributions import DistributionKind, distribution_for
from pg_desktop.learning.acting.playback import Moment
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.games.table import GAMES, game_entry
from pg_desktop.ui.board.line import Line
from pg_desktop.ui.board.look import Look
from pg_desktop.ui.board.scene_painter import BoardScenePainter, stones_of
from pg_desktop.ui.kit.theme import LIGHT


def line_of(entry, *actions):
    line = Line.begin(entry.rules())
    for action in actions:
        line = line.after(len(line.actions), action)
    return line


def moment_of(line, action=None, **changes):
    obs_O = line.game.planes(line.positions[-1])[0]
    distribution = distribution_for(spaces_of_game(line.game).action, DistributionKind())
    logits_K = np.where(obs_O[-line.game.actions :] > 0.5, 0, -1e9).astype(np.float32)
    return Moment(obs_O, None, action=action, distribution=distribution, parameters_K=logits_K, **changes)


@pytest.mark.parametrize("entry", GAMES, ids=lambda entry: entry.id)
def test_what_is_seen_is_the_board(entry):
    line = line_of(entry)
    for _ in range(3):
        look = Look.of(line.game)
        obs = line.game.planes(line.positions[-1])[0].tolist()
        stones, mover = stones_of(line.game, look, obs)
        truly = line.stones(len(line.actions))
        if entry.id.startswith(("go", "othello")):  # where the mover is taken for who began
            truly = tuple(stone * line.mover(len(line.actions)) for stone in truly)
            assert mover == 1
        else:
            assert mover == line.mover(len(line.actions))
        assert stones == truly
        line = line.after(len(line.actions), line.legal(len(line.actions))[0])


def test_the_policy_stands_on_the_board_and_so_does_its_move(qapp):
    entry = game_entry("connect-four")
    painter = BoardScenePainter(entry.environment)
    before, now = line_of(entry), line_of(entry, 3, 2)
    painter.show(moment_of(before), moment_of(now, action=3), lambda: None)
    painter.arrange(QRectF(0, 0, 300, 300), LIGHT, QFont(), 1.0)
    picture = painter.item.picture
    assert picture is not None
    assert picture.hover == 31  # on top of the first disc
    assert picture.last == 37  # the opponent's answer
    assert picture.hint(31).prior == pytest.approx(1 / 7)
    assert picture.hint(24) is None
    assert painter.item.boundingRect() == QRectF(0, 0, 300, 300)


def test_an_episode_that_has_ended_shows_who_has_won(qapp):
    entry = game_entry("tic-tac-toe")
    painter = BoardScenePainter(entry.environment)
    painter.show(None, moment_of(line_of(entry, 0, 3, 1, 4, 2), terminated=True), lambda: None)
    painter.arrange(QRectF(0, 0, 300, 300), LIGHT, QFont(), 1.0)
    assert painter.item.picture.line == (0, 1, 2)
    assert set(painter.item.picture.hints) == {None}


def test_a_world_that_is_no_game_has_no_board(qapp):
    painter = BoardScenePainter("CartPole-v1")
    painter.show(None, Moment(np.zeros(4, np.float32), None), lambda: None)
    painter.arrange(QRectF(0, 0, 300, 300), LIGHT, QFont(), 1.0)
    assert painter.item.picture is None
