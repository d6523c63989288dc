"""Every reply tried: against numbers of games that are known, and players whose mistake one knows."""

import numpy as np
import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.games.truth.best_response import best_response, deterministic
from pg_desktop.learning.games.truth.table import Table


def _at_random(game):
    def probabilities(positions):
        legal_NA = game.legal(positions)
        return (legal_NA / legal_NA.sum(1, keepdims=True)).astype(np.float32)

    return probabilities


def test_all_games_of_tic_tac_toe_are_counted():
    # 255,168 games, of which the first wins 131,184 and the second 77,904: known from the literature.
    first, second = best_response(TIC_TAC_TOE, _at_random(TIC_TAC_TOE))
    assert (first.lines, first.won, first.lost) == (255_168, 131_184, 77_904)
    assert (second.lines, second.won, second.lost) == (255_168, 77_904, 131_184)
    assert len(first.bad) == len(second.bad) == 0


@pytest.mark.parametrize("game", [TIC_TAC_TOE, CONNECT_FOUR_4X4], ids=lambda game: game.id)
def test_perfect_play_loses_no_line_and_has_no_bad_position(game):
    table = Table(game)
    found = best_response(
        game, deterministic(game, lambda positions: np.nanargmax(table.action_values(positions), 1)), table
    )
    assert (found.lost, found.worst, found.bad) == (0, 0, 0)
    assert found.first.won > 0


def test_one_mistake_is_found_wherever_it_leads():
    table = Table(TIC_TAC_TOE)

    def choose(positions):
        action_N = np.nanargmax(table.action_values(positions), 1)
        corner = TIC_TAC_TOE.stones(positions)[:, 0] == 1
        only_one = np.abs(TIC_TAC_TOE.stones(positions)).sum(1) == 1
        return np.where(corner & only_one, 1, action_N)  # an edge beside a corner loses

    found = best_response(TIC_TAC_TOE, deterministic(TIC_TAC_TOE, choose), table)
    assert (found.first.lost, found.first.worst, len(found.first.bad)) == (0, 0, 0)
    assert found.second.worst == -1
    assert found.second.lost > 0
    assert TIC_TAC_TOE.stones(found.second.bad).tolist() == [[1, 0, 0, 0, 0, 0, 0, 0, 0]]


def test_chances_are_weighed():
    # Second, in the corner's answer: half the time the centre, which holds, half an edge, which loses.
    table = Table(TIC_TAC_TOE)

    def probabilities(positions):
        chance_NA = np.eye(9, dtype=np.float32)[np.nanargmax(table.action_values(positions), 1)]
        answered = (TIC_TAC_TOE.stones(positions)[:, 0] == 1) & (np.abs(TIC_TAC_TOE.stones(positions)).sum(1) == 1)
        chance_NA[answered] = [0, 0.5, 0, 0, 0.5, 0, 0, 0, 0]
        return chance_NA

    assert best_response(TIC_TAC_TOE, probabilities).second.worst == -0.5
