"""Imitating: what is held out, early stopping, and that experts' moves are foreseen better and better."""

import numpy as np
import pytest

from pg_desktop.learning.algorithms.imitate.lesson import lesson_of
from pg_desktop.learning.games.own_games import OwnGame, games_as_text
from pg_desktop.learning.games.records import positions_of
from pg_desktop.learning.games.shipping import shipped_games
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import never
from pg_desktop.learning.trainer import Trainer
from pg_desktop.messages import UserError

ENTRY = game_entry("tic-tac-toe")
SETTINGS = Settings(
    environment="TicTacToe-v0",
    algorithm="imitate",
    hidden_size=32,
    episodes_per_update=4,
    learning_rate=0.01,
    positions_per_step=128,
    positions_per_update=1024,
    expert_games=300,
    exam_every=1000,
)


def test_a_tenth_of_the_games_is_held_out_and_no_game_is_in_both():
    lesson = lesson_of(ENTRY, SETTINGS, never)
    records = shipped_games("tic-tac-toe")[:300]
    _, action_N, outcome_N, game_N = positions_of(ENTRY.rules(), records)
    held_out_N = game_N % 10 == 0
    np.testing.assert_array_equal(lesson.held_out.action_B, action_N[held_out_N])
    np.testing.assert_array_equal(lesson.studied.action_B, action_N[~held_out_N])
    np.testing.assert_array_equal(lesson.studied.outcome_B, outcome_N[~held_out_N])


def test_of_games_of_ones_own_the_own_moves_are_studied_too():
    experts = lesson_of(ENTRY, SETTINGS, never).studied
    # X takes a1, b1, c1 against b2, b3; then the same game, of which O's moves count.
    text = games_as_text([OwnGame(1, (6, 4, 7, 1, 8)), OwnGame(-1, (6, 4, 7, 1, 8)), OwnGame(0, (6, 4, 7, 1, 8))])
    lesson = lesson_of(ENTRY, SETTINGS.changed({"own_games": text}), never)
    assert lesson.studied.action_B[len(experts) :].tolist() == [6, 7, 8, 4, 1, 6, 4, 7, 1, 8]
    assert lesson.studied.outcome_B[len(experts) :].tolist() == [1, 1, 1, -1, -1, 1, -1, 1, -1, 1]
    assert len(lesson.held_out) == len(lesson_of(ENTRY, SETTINGS, never).held_out)


@pytest.mark.parametrize("text", ["+AA", "+ABC", "+J"])
def test_games_of_ones_own_that_are_none_are_refused_in_a_sentence(text):
    with pytest.raises(UserError, match="not games of Tic-tac-toe from beginning to end"):
        lesson_of(ENTRY, SETTINGS.changed({"own_games": text}), never)


def test_moves_are_foreseen_better_until_it_stops_and_goes_back_to_its_best():
    trainer = Trainer(SETTINGS.changed({"patience": 3}))
    losses = []
    while trainer.state().algorithm.waited < 3:
        losses.append(trainer.update().metrics["cross_entropy"])
    state = trainer.state().algorithm
    assert losses[-1] == state.best_loss == min(losses)
    assert losses[0] > min(losses) + 0.1
    assert state.policy().equals(state.best.policy())
    report = trainer.update()
    assert report.metrics["cross_entropy"] == state.best_loss
    assert "entropy" not in report.metrics  # nothing was studied any more
    assert trainer.policy().equals(state.policy())
