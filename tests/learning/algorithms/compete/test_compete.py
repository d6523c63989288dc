"""Whom a policy meets that competes, and how they play."""

import numpy as np
import pytest

from pg_desktop.learning.algorithms.compete.compete import oppositions
from pg_desktop.learning.games.playing import Playing
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from tests.learning.games.policies import drawn_policy

GAME = game_entry("tic-tac-toe").rules()
SMALL = Settings(
    environment="TicTacToe-v0", algorithm="compete", hidden_size=8, episodes_per_update=8, positions_per_step=32, seed=3
)


@pytest.mark.parametrize(
    ("share", "met"), [(0.0, [(8, False)]), (0.25, [(6, False), (2, True)]), (1.0, [(8, True)]), (0.01, [(8, False)])]
)
def test_the_opponent_is_met_at_its_best_in_a_part_of_the_games(share, met):
    opponent = drawn_policy(GAME)
    found = oppositions(opponent, 8, share)
    assert [(each.games, each.greedy) for each in found] == met
    assert all(each.policy is opponent for each in found)


def test_at_its_best_the_opponent_answers_the_same_moves_alike():
    learner, opponent = drawn_policy(GAME, 1), drawn_policy(GAME, 2, scale=0.01)
    playing = Playing(GAME, np.random.default_rng(0), greedy=True)
    lengths = {
        share: len(set(playing.play(learner, oppositions(opponent, 40, share)).length_N.tolist()))
        for share in (0.0, 1.0)
    }
    assert lengths[1.0] <= 2  # one game where it begins, and one where it does not
    assert lengths[0.0] > 2


def test_without_such_games_nothing_is_other_than_it_was():
    plain, none, all_ = (
        Trainer(SMALL.changed({"best_play_share": share} if share is not None else {})) for share in (None, 0.0, 1.0)
    )
    for trainer in (plain, none, all_):
        trainer.update()
    assert plain.policy().equals(none.policy())
    assert not plain.policy().equals(all_.policy())
