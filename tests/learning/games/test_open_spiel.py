"""The rules agree with OpenSpiel's, move for move, in random games: what is legal, when it is over, and who has won.

Go is where they differ by intention. OpenSpiel forbids to retake a ko at once; a move that brings back an earlier
board in another way is legal there, and ends the game as a draw, because it is rare. Ours is positional superko: no
move may bring back any earlier board. So what OpenSpiel allows and we do not has to be exactly what ends its game as
such a draw, and whatever we allow, it allows and does not end so.

Othello is compared on the board that OpenSpiel knows, 8 × 8; the rules of 6 × 6 are the same lines.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from pg_desktop.learning.games.go import GO_5X5
from pg_desktop.learning.games.hex import HEX_5X5
from pg_desktop.learning.games.lines import CONNECT_FOUR, CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.games.othello import Othello

pyspiel = pytest.importorskip("pyspiel", reason="OpenSpiel is not installed")

_GO_ACTION_A = np.concatenate([np.arange(25).reshape(5, 5)[::-1].ravel(), [25]])  # it counts rows from the bottom


@dataclass(frozen=True)
class Case:
    game: object
    spiel: str
    action_A: np.ndarray | None = None
    superko: bool = False


CASES = (
    Case(TIC_TAC_TOE, "tic_tac_toe"),
    Case(CONNECT_FOUR_4X4, "connect_four(rows=4,columns=4)"),
    Case(CONNECT_FOUR, "connect_four"),
    Case(GO_5X5, "go(board_size=5,komi=6.5)", _GO_ACTION_A, superko=True),
    Case(Othello("othello-8x8", 8), "othello"),
    Case(HEX_5X5, "hex(board_size=5)"),
)


def _compare(case, games, seed):
    """Returns how many moves superko has forbidden."""
    game, spiel = case.game, pyspiel.load_game(case.spiel)
    action_A = np.arange(game.actions) if case.action_A is None else case.action_A
    rng, positions = np.random.default_rng(seed), game.start(games)
    states = [spiel.new_initial_state() for _ in range(games)]
    forbidden = 0
    while states:
        legal_NA = game.legal(positions)
        action_N = np.where(legal_NA, rng.random(legal_NA.shape), -1).argmax(1)
        stepped = game.step(positions, action_N)
        going = []
        for row, state in enumerate(states):
            ours, theirs = set(action_A[legal_NA[row]].tolist()), set(state.legal_actions())
            forbidden += _agree_on_what_is_legal(case, state, ours, theirs)
            state.apply_action(int(action_A[action_N[row]]))
            assert state.is_terminal() == stepped.done_N[row]
            if state.is_terminal():
                first = stepped.outcome_N[row] if positions.first_N[row] else -stepped.outcome_N[row]
                assert state.returns() == [first, -first]
            else:
                assert state.current_player() == (0 if stepped.positions.first_N[row] else 1)
                going.append(state)
        states, positions = going, stepped.positions[~stepped.done_N]
    return forbidden


def _agree_on_what_is_legal(case, state, ours, theirs):
    assert ours <= theirs
    if not case.superko:
        assert ours == theirs
    for action in theirs - ours:
        ended = state.child(action)
        assert ended.is_terminal()
        assert ended.returns() == [0, 0]
    return len(theirs - ours)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.game.id)
def test_rules_agree_with_open_spiel(case):
    _compare(case, 50, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.game.id)
def test_rules_agree_with_open_spiel_in_ten_thousand_games(case):
    forbidden = sum(_compare(case, 1000, seed) for seed in range(10))
    assert (forbidden > 0) == case.superko  # it has come up
