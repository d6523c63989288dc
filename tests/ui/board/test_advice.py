"""What is known of positions, against values that can be worked out by hand; and what opponents answer."""

import numpy as np
import pytest

from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.ui.board.advice import Question, advise, fits
from pg_desktop.ui.board.line import Line
from pg_desktop.ui.board.reply import Kind, Turn, reply

THREE, FOUR = game_entry("tic-tac-toe"), game_entry("connect-four")


def line_of(entry, *actions):
    line = Line.begin(entry.rules())
    for action in actions:
        line = line.after(len(line.actions), action)
    return line


def policy_of(entry, *, valued=True, hidden=(8,)):
    architecture = Architecture(spaces_of_game(entry.rules()), hidden, "relu", valued=valued)
    rng = np.random.default_rng(0)
    shapes = architecture.parameter_shapes()
    return Policy(architecture, {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()})


def last_of(question, stop=never):
    return list(advise(question, stop))[-1]


def test_truth_and_search_agree_about_a_win_in_one():
    advice = last_of(Question(THREE, line_of(THREE, 0, 3, 1, 4), 4, simulations=60, truth=True))
    assert {action: hint.truth for action, hint in advice.hints.items()} == {2: 1, 5: 0, 6: -1, 7: -1, 8: -1}
    assert max(advice.hints, key=lambda action: advice.hints[action].visits) == 2
    assert advice.hints[2].value == 1
    assert advice.hints[2].share == 1
    assert sum(hint.visits for hint in advice.hints.values()) == 60
    assert all(hint.prior is None for hint in advice.hints.values())


def test_a_blunder_is_what_the_truth_says_it_is():
    # The centre draws against a corner, an edge loses; and after the edge, the beginner throws the win away.
    line = line_of(THREE, 0, 1, 2)
    judged = last_of(Question(THREE, line, 3, judged=True, truth=True)).judgements
    assert [one.truth for one in judged] == [0, 0, 1, 0]
    assert [one.lost for one in judged] == [0, 1, 1, None]
    assert [one.blunder for one in judged] == [False, True, True, False]


def test_a_win_of_the_second_player_is_a_loss_of_the_first():
    line = line_of(THREE, 0, 3, 8, 4, 1)  # X has not blocked: O wins with c2
    judged = last_of(Question(THREE, line, 5, judged=True, truth=True)).judgements
    assert judged[5].truth == -1
    assert judged[4].blunder


def test_values_are_those_of_whoever_began():
    policy, line = policy_of(THREE), line_of(THREE, 4)
    judged = last_of(Question(THREE, line, 0, policy, judged=True)).judgements
    planes = line.game.planes
    assert judged[0].policy == pytest.approx(float(policy.values(planes(line.positions[0]))[0]))
    assert judged[1].policy == pytest.approx(-float(policy.values(planes(line.positions[1]))[0]))
    without = last_of(Question(THREE, line, 0, policy_of(THREE, valued=False), judged=True))
    assert [one.policy for one in without.judgements] == [None, None]
    assert sum(hint.prior for hint in without.hints.values()) == pytest.approx(1)


def test_how_a_game_has_ended_everybody_knows():
    line = line_of(THREE, 0, 3, 1, 4, 2)
    advice = last_of(Question(THREE, line, 5, policy_of(THREE), simulations=5, judged=True, truth=True))
    assert advice.hints == {}
    last = advice.judgements[-1]
    assert (last.policy, last.search, last.truth) == (1, 1, 1)


def test_of_a_game_without_truth_nothing_is_called_right():
    go = game_entry("go-5x5")
    advice = last_of(Question(go, line_of(go, 12), 1, simulations=4, judged=True, truth=True))
    assert {hint.truth for hint in advice.hints.values()} == {None}
    assert {one.truth for one in advice.judgements} == {None}


def test_advice_stops_when_it_is_not_wanted_any_more():
    with pytest.raises(RolloutStoppedError):
        last_of(Question(FOUR, line_of(FOUR), 0, simulations=400), stop=lambda: True)


def test_a_policy_of_another_game_does_not_fit():
    assert fits(policy_of(THREE), THREE.rules())
    assert not fits(policy_of(THREE), FOUR.rules())
    assert not fits(None, THREE.rules())


def test_perfect_play_takes_the_win_and_blocks():
    for actions, wanted in (((0, 3, 1, 4), 2), ((0, 4, 1), 2)):
        position = line_of(THREE, *actions).positions[-1]
        assert reply(Turn(THREE, position, Kind.PERFECT), never) == wanted


def test_where_the_truth_is_too_far_away_perfect_play_is_an_experts():
    position = line_of(FOUR, 3, 0, 2, 6, 1).positions[-1]  # three in a row, of which one end is open
    for seed in range(3):
        assert reply(Turn(FOUR, position, Kind.PERFECT, seed=(seed,)), never) == 4


@pytest.mark.parametrize("kind", [Kind.RANDOM, Kind.EXPERT])
def test_chance_and_experts_answer_alike_for_the_same_seed(kind):
    position = line_of(THREE, 0).positions[-1]
    replies = [reply(Turn(THREE, position, kind, seed=(7, 1)), never) for _ in range(3)]
    assert len(set(replies)) == 1
    assert replies[0] in range(1, 9)


def test_a_policy_that_searches_sees_the_win():
    position = line_of(THREE, 0, 3, 1, 4).positions[-1]
    turn = Turn(THREE, position, Kind.RUN, policy_of(THREE), simulations=50)
    assert reply(turn, never) == 2
    with pytest.raises(RolloutStoppedError):
        reply(turn, lambda: True)
