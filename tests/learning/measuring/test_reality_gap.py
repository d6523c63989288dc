"""What a policy loses in a sealed physics: numbers that ordinary evaluations give, and that go together."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.acting.policy import ActionMode, Architecture, Policy
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.measuring.measurements import GAPS_MAX, Measurements
from pg_desktop.learning.measuring.reality_gap import measure_gap
from pg_desktop.learning.measuring.reality_reading import RealityGap, Score
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.reality import reality
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError

WORLD = make_world("CartPole-v1")
GAP = RealityGap(
    update=80,
    reality=2,
    spent=64,
    simulator=Score(500.0, 497.0, 503.0),
    real=Score(90.0, 86.0, 94.0),
    episodes=100,
    highest=500.0,
)


def balancing():
    weight = np.zeros((2, 4), np.float32)
    weight[1] = 10 * np.array([0.3, 0.6, 3.0, 1.0], np.float32)
    return Policy(Architecture(WORLD.spaces, (), "relu"), {"logits.weight": weight, "logits.bias": np.zeros(2, "f4")})


def test_the_gap_by_hand():
    assert GAP.gap == Score(410.0, 405.0, 415.0)  # 3² + 4² = 5²
    assert GAP.simulator.half == 3.0


def test_both_scores_are_those_of_evaluations():
    policy, told = balancing(), []
    found = measure_gap(
        policy, WORLD, 3, Physics(gravity=2.0), episodes=20, seed=4, update=7, spent=9, progress=told.append
    )
    for score, physics in ((found.simulator, Physics(gravity=2.0)), (found.real, reality(3))):
        expected = evaluate(policy, WORLD, episodes=20, seed=4, mode=ActionMode.SAMPLED, variation=physics)
        assert score == Score(expected.mean_return, *expected.ci95)
    assert (found.update, found.spent, found.reality, found.episodes, found.highest) == (7, 9, 3, 20, 500.0)
    assert told == [0.5, 1.0]


def test_it_stops_when_it_is_told_to_and_needs_a_physics():
    with pytest.raises(RolloutStoppedError):
        measure_gap(balancing(), WORLD, 1, Physics(), stop=lambda: True)
    with pytest.raises(UserError, match="cannot be changed"):
        measure_gap(balancing(), make_world("Acrobot-v1"), 1, Physics())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("update", -1),
        ("reality", 0),
        ("reality", True),
        ("spent", -3),
        ("episodes", 0),
        ("episodes", 1.5),
        ("highest", 400.0),
        ("highest", float("inf")),
        ("highest", "500"),
    ],
)
def test_numbers_that_do_not_go_together_are_refused(key, value):
    with pytest.raises((TypeError, ValueError)):
        replace(GAP, **{key: value})


@pytest.mark.parametrize(
    "numbers", [(5, 6, 7), (5, 4, 4.5), (float("nan"), 0, 1), ("1", "0", "2"), (1, 0, float("inf"))]
)
def test_no_score_lies_outside_of_its_interval(numbers):
    with pytest.raises((TypeError, ValueError)):
        Score(*numbers)


def test_a_record_has_the_last_of_each_policy_in_each_reality():
    again, elsewhere, later = replace(GAP, spent=0), replace(GAP, reality=3), replace(GAP, update=84)
    known = Measurements().with_gap(GAP).with_gap(elsewhere).with_gap(later).with_gap(again)
    assert known.gaps == (elsewhere, later, again)
    assert known.any
    assert known.until(80).gaps == (elsewhere, again)
    assert known.until(79).gaps == ()
    many = known
    for update in range(GAPS_MAX + 5):
        many = many.with_gap(replace(GAP, update=update))
    assert len(many.gaps) == GAPS_MAX


def test_what_is_unsealed_stays_so():
    known = Measurements().with_unsealed(7).with_unsealed(2).with_unsealed(7)
    assert known.unsealed == (2, 7)
    assert known.any
    assert known.until(0).unsealed == (2, 7)
