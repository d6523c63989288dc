"""How good a policy is: against others, and by the truth."""

import pickle

import numpy as np

from pg_desktop.ladder.figures import Subject, balanced_openings, compare, strength_of
from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.games.truth import truth_of
from tests.learning.games.test_playing import COLUMN_BY_COLUMN, ROW_BY_ROW


def test_two_greedy_policies_as_by_hand():
    """Whoever begins wins, where no opening says otherwise; both are one policy where the board is turned over."""
    found = compare((Subject("tic-tac-toe", ROW_BY_ROW), Subject("tic-tac-toe", COLUMN_BY_COLUMN)))
    assert found.greedy.games == found.sampled.games == 600
    assert abs(found.greedy.score - 0.5) < 0.05
    assert found.greedy.low < found.greedy.score < found.greedy.high


def test_a_weak_player_loses_to_perfect_play_and_with_a_search_it_does_not():
    told = []
    weak = strength_of(Subject("tic-tac-toe", ROW_BY_ROW), progress=told.append)
    assert weak.perfect.losses > 500
    assert weak.lost_lines > 0
    assert weak.bad_positions > 0
    assert told == sorted(told)
    searching = strength_of(Subject("tic-tac-toe", ROW_BY_ROW, simulations=100))
    assert searching.optimal > weak.optimal
    assert searching.bad_positions is not None


def test_openings_against_perfect_play_are_worth_a_draw():
    truth = truth_of(game_entry("tic-tac-toe"))
    openings = balanced_openings(TIC_TAC_TOE, truth, 100, np.random.default_rng(0))
    assert len(openings) == 100
    assert (np.nanmax(truth.action_values(openings), 1) == 0).all()


def test_a_subject_can_be_sent_to_another_process():
    sent = pickle.loads(pickle.dumps(Subject("tic-tac-toe", ROW_BY_ROW, 5)))  # noqa: S301 (our own)
    assert sent.policy.equals(ROW_BY_ROW)
    assert (sent.game, sent.simulations) == ("tic-tac-toe", 5)
