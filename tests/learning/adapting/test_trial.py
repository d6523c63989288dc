"""Four controllers go through a change of the physics."""

import math

import numpy as np
import pytest

from pg_desktop.learning.adapting.changes import FURTHER_STEPS, HELD_OUT, NAMED, Change, change
from pg_desktop.learning.adapting.comparing import Four, compare
from pg_desktop.learning.adapting.course import Course
from pg_desktop.learning.adapting.drawing import SEED, drawn
from pg_desktop.learning.adapting.scores import Score, Who, Worth, without_help
from pg_desktop.learning.adapting.trial import Trial
from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from tests.learning.adapting.balancing import balancing_policy

POLICY = balancing_policy()
REVERSED, HALF, LONG = NAMED


def scores_of(*changes, seed=0, episodes=4, stop=never):
    return compare(POLICY, POLICY, changes, seed=seed, stop=stop, progress=lambda _: None, episodes=episodes)


def test_a_reversed_motor_is_learned_in_one_fall():
    (score,) = scores_of(REVERSED)
    assert score.fixed == score.randomised < 30
    assert score.adaptive == score.oracle == FURTHER_STEPS
    assert score.told_after <= 5
    assert score.second_stage == 0
    assert score.worth is Worth.HELPS


def test_half_the_strength_needs_no_adapting():
    (score,) = scores_of(HALF)
    assert score.fixed == score.adaptive == FURTHER_STEPS
    assert math.isnan(score.told_after)
    assert score.worth is Worth.NOT_NEEDED


def test_a_pole_four_times_as_long_is_balanced_by_the_second_stage():
    (score,) = scores_of(LONG)
    assert score.adaptive >= 450
    assert score.second_stage == 1


def test_the_same_seed_is_the_same_to_the_last_bit():
    assert repr(scores_of(REVERSED, LONG, seed=3)) == repr(scores_of(REVERSED, LONG, seed=3))


def test_it_stops_when_it_is_told_to():
    calls = iter([False] * 5 + [True])
    with pytest.raises(RolloutStoppedError):
        scores_of(REVERSED, stop=lambda: next(calls))


def test_all_begin_alike_and_whoever_falls_stays_where_it_fell():
    four = Four.of(POLICY, POLICY, 3, 0)
    trial = Trial(four.controllers, 3, 0)
    assert (trial.state_4CN == trial.state_4CN[:, :1]).all()
    trial.change(Physics(motor=-1.0))
    for _ in range(60):
        trial.step()
    fallen, poses = ~trial.going_CN, trial.state_4CN.copy()
    assert fallen[0].all()
    assert not fallen[2].any()
    stood = trial.steps_CN.copy()
    for _ in range(20):
        trial.step()
    assert (trial.state_4CN[:, fallen] == poses[:, fallen]).all()
    assert (trial.steps_CN[fallen] == stood[fallen]).all()
    assert (trial.steps_CN[~fallen] == stood[~fallen] + 20).all()


def test_until_something_changes_the_adaptive_one_does_what_the_policy_does():
    four = Four.of(POLICY, POLICY, 5, 0)
    trial = Trial(four.controllers, 5, 0)
    for _ in range(200):
        trial.step()
    assert (trial.state_4CN == trial.state_4CN[:, :1]).all()
    np.testing.assert_allclose(four.adaptive.part_N, 1.0, atol=0.01)
    assert not four.adaptive.second_stage_N.any()


def test_one_learns_as_it_would_alone():
    """What becomes of one episode has nothing to do with the others of its batch."""
    many = Trial(Four.of(POLICY, POLICY, 3, 0).controllers[2:], 3, 0)
    alone = Trial(Four.of(POLICY, POLICY, 1, 0).controllers[2:], 1, 0)
    alone._env.state[...] = many._env.state[:, [0, 3]]
    alone._obs_CN4 = alone._seen()
    for step in range(200):
        if step == 50:
            many.change(Physics(pole_length=4.0))
            alone.change(Physics(pole_length=4.0))
        many.step()
        alone.step()
    np.testing.assert_allclose(many.state_4CN[:, :, 0], alone.state_4CN[:, :, 0], atol=1e-6)


def test_the_changes_that_are_held_out_are_those_that_the_seed_draws():
    assert tuple(each.physics for each in HELD_OUT) == drawn(SEED)


def test_ten_changes_are_held_out_and_each_has_a_reason():
    assert len(HELD_OUT) == 10
    everything = (*NAMED, *HELD_OUT)
    assert len({each.id for each in everything}) == len({each.physics for each in everything}) == 13
    assert all(each.reason.endswith(".") for each in everything)
    assert change("reversed_weak").physics == Physics(motor=-0.81)


@pytest.mark.parametrize(
    ("fixed", "adaptive", "worth"),
    [
        (500, 500, Worth.NOT_NEEDED),
        (10, 500, Worth.HELPS),
        (500, 475, Worth.HURTS),
        (500, 480, Worth.NOT_NEEDED),
        (100, 110, Worth.NO_HELP),
    ],
)
def test_what_adapting_was_worth(fixed, adaptive, worth):
    score = Score("delay", fixed, 0, adaptive, 0)
    assert score.worth is worth
    assert without_help((score,)) == (worth is not Worth.HELPS)


def test_a_course_is_changed_at_a_step_and_tells_what_is_believed():
    course = Course(POLICY, POLICY, 1)
    course.plan(REVERSED, 20)
    for _ in range(60):
        course.step()
    assert [(event.step, event.change) for event in course.events] == [(20, REVERSED)]
    means = [belief.mean for belief in course.beliefs]
    assert min(means[:20]) > 0.9
    assert max(means[30:]) < -0.9
    assert [belief.truth for belief in course.beliefs] == [1.0] * 20 + [-1.0] * 40
    stands = {lane.who: lane.stands for lane in course.lanes}
    assert stands == {Who.FIXED: False, Who.RANDOMISED: False, Who.ADAPTIVE: True, Who.ORACLE: True}
    assert not course.over


def test_a_course_is_over_500_steps_after_the_change_and_a_second_change_goes_on():
    course = Course(POLICY, POLICY, 1)
    course.plan(LONG, 10)
    while not course.over:
        course.step()
    assert course.step_number == 510
    course.plan(REVERSED, 0)
    assert not course.over
    while not course.over:
        course.step()
    adaptive = course.lanes[2]
    assert adaptive.stands
    assert adaptive.steps == 500


def test_the_oracle_withstands_what_adapting_makes_worse():
    late = Change("late", "Late", Physics(delay=2), "Late.")
    noisy_reversal = Change("noisy", "Noisy", Physics(motor=-1.0, sensor_noise=0.1), "Noisy.")
    delay, noisy = scores_of(late, noisy_reversal, episodes=5)
    assert delay.oracle == noisy.oracle == FURTHER_STEPS
    assert delay.adaptive < 100
    assert noisy.fixed < 30 < noisy.adaptive
