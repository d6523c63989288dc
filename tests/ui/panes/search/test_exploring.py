"""Simulations, stage by stage."""

import pytest

from pg_desktop.learning.games.table import game_entry
from pg_desktop.ui.board.look import Look
from pg_desktop.ui.panes.search.exploring import Exploration, Stage
from pg_desktop.ui.panes.search.words import told
from tests.ui.board.test_advice import line_of, policy_of

THREE = game_entry("tic-tac-toe")


def exploration_of(*actions, policy=None):
    return Exploration(THREE.rules(), line_of(THREE, *actions).positions[-1], policy)


def sentence(exploration):
    return told(exploration, Look.of(THREE.rules()))


def test_a_simulation_has_four_stages():
    exploration = exploration_of(0, 3, 1, 4)
    assert exploration.stage is None
    assert sentence(exploration).startswith("Nothing has been looked at yet: the tree is this position, with X to move")
    seen = []
    for _ in range(5):
        exploration.advance()
        seen.append((exploration.stage, len(exploration.nodes), exploration.path, exploration.nodes[0].visits))
    assert seen == [
        (Stage.SELECT, 1, (0,), 0),
        (Stage.EXPAND, 2, (0, 1), 0),
        (Stage.EVALUATE, 2, (0, 1), 0),
        (Stage.BACK_UP, 2, (0, 1), 1),
        (Stage.SELECT, 2, (0, 1), 1),  # where the game is over, nothing is new
    ]
    assert exploration.simulations == 2


def test_the_new_node_has_no_visits_before_the_value_is_backed_up():
    exploration = exploration_of(0, 3, 1, 4)
    exploration.advance()
    exploration.advance()
    assert exploration.nodes[1].visits == 0
    exploration.finish()
    assert exploration.nodes[1].visits == 1


def test_each_stage_is_told_in_plain_words():
    exploration = exploration_of(0, 3, 1, 4)
    texts = []
    for _ in range(4):
        exploration.advance()
        texts.append(sentence(exploration))
    # The first of all moves that are as likely wins at once.
    assert texts == [
        "Select: in each position it takes the move with the largest Q + U, here c3. c3 was first with −0.25 + 0.30.",
        "Expand: the position after c3 is new in the tree. The game is over there.",
        "Evaluate: nobody has to guess, X has won there: −1.00 for O, to move.",
        "Back up: the value goes up along c3, its sign turned at every move. Of c3 there are now N = 1 and Q = +1.00.",
    ]


def test_the_network_is_quoted():
    policy = policy_of(THREE)
    exploration = exploration_of(policy=policy)
    for _ in range(2):
        exploration.advance()
    assert "is new in the tree, with the moves that go on: " in sentence(exploration)
    exploration.advance()
    value = exploration.last.value
    assert sentence(exploration).startswith("Evaluate: the network expects ")
    assert f"{abs(value):.2f} for O, who is to move there." in sentence(exploration)


def test_roots_moves_are_those_of_the_formula():
    exploration = exploration_of(0, 3, 1, 4)
    first = {move.action: move for move in exploration.root_moves()}
    assert set(first) == {2, 5, 6, 7, 8}
    assert first[2].u == pytest.approx(1.5 * 0.2)
    assert first[2].q is None
    for _ in range(50):
        exploration.finish()
    moves = {move.action: move for move in exploration.root_moves()}
    assert sum(move.visits for move in moves.values()) == 50
    assert max(moves.values(), key=lambda move: move.visits).action == 2
    assert moves[2].q == 1
    assert moves[2].u == pytest.approx(1.5 * 0.2 * 51**0.5 / (1 + moves[2].visits))


def test_it_ends_with_the_largest_number():
    exploration = exploration_of(0, 3, 1, 4)
    while not exploration.full:
        exploration.finish()
    assert exploration.simulations == 400
    exploration.finish()
    assert exploration.simulations == 400
