"""Stage 1 learns which part of a push arrives, and notices where that explains nothing."""

import numpy as np
import pytest

from pg_desktop.learning.adapting.belief import MotorBelief
from pg_desktop.learning.adapting.surprise import Surprise

ROW = np.array([0])


def test_one_look_by_hand():
    belief = MotorBelief(1)
    # p = 0.1² + 0.1² = 0.02; of the cart h = 0.2, r² = (0.25 · 0.2)² = 0.0025, y = −0.2: the motor is reversed.
    gain = 0.02 * 0.2 / (0.2**2 * 0.02 + 0.0025)
    mean, variance = 1 + gain * (-0.2 - 0.2), (1 - gain * 0.2) * 0.02
    # The pole tells the same, from another h.
    gain = variance * -0.3 / (0.3**2 * variance + (0.25 * 0.3) ** 2)
    mean, variance = mean + gain * (0.3 - -0.3 * mean), (1 - gain * -0.3) * variance
    belief.see(ROW, np.array([[-0.2, 0.3]]), np.array([[0.2, -0.3]]), 0.0)
    assert belief.mean_N[0] == pytest.approx(mean)
    assert belief.std_N[0] == pytest.approx(variance**0.5)
    assert 0 < mean < 1


def test_it_goes_from_1_to_minus_1_within_a_few_steps():
    belief, effect_12 = MotorBelief(1), np.array([[0.2, -0.3]])
    means = []
    for _ in range(12):
        belief.see(ROW, -effect_12, effect_12, 0.0)
        means.append(belief.mean_N[0])
    assert means == sorted(means, reverse=True)
    assert next(step for step, mean in enumerate(means, 1) if mean < 0) <= 4
    assert means[-1] == pytest.approx(-1, abs=0.01)


def test_noisy_sensors_convince_more_slowly():
    clear, noisy, effect_12 = MotorBelief(1), MotorBelief(1), np.array([[0.2, -0.3]])
    clear.see(ROW, -effect_12, effect_12, 0.0)
    noisy.see(ROW, -effect_12, effect_12, 0.2)
    assert clear.mean_N[0] < noisy.mean_N[0] < 1
    assert clear.std_N[0] < noisy.std_N[0]


def test_only_the_rows_that_made_a_step_learn():
    belief = MotorBelief(3)
    belief.see(np.array([1]), np.array([[-0.2, 0.3]]), np.array([[0.2, -0.3]]), 0.0)
    assert belief.mean_N[[0, 2]].tolist() == [1, 1]
    assert belief.mean_N[1] < 1


def test_a_belief_near_nothing_is_a_coin():
    belief = MotorBelief(3)
    belief.mean_N = np.array([0.0, 1.0, -1.0])
    assert belief.reversed_share().tolist() == pytest.approx([0.5, 0.0, 1.0], abs=1e-9)


@pytest.mark.parametrize("part", [1.0, 0.5, -1.0, 0.0])
def test_whatever_the_motor_does_is_no_surprise(part):
    surprise, effect_12 = Surprise(1), np.array([[0.2, -0.3]])
    for _ in range(100):
        surprise.see(ROW, part * effect_12, effect_12, 0.0)
    assert not surprise.alarmed_N.any()


def test_a_pole_that_answers_otherwise_is_one_and_stays_one():
    surprise, effect_12 = Surprise(2), np.array([[0.2, -0.3]])
    surprise.see(ROW, np.array([[0.2, -0.1]]), effect_12, 0.0)
    assert surprise.alarmed_N.tolist() == [True, False]
    for _ in range(100):
        surprise.see(ROW, effect_12, effect_12, 0.0)
    assert surprise.alarmed_N[0]


def test_noise_that_was_told_is_no_surprise():
    rng, rows = np.random.default_rng(0), np.arange(500)
    surprise, effect_N2 = Surprise(500), np.tile([[0.2, -0.3]], (500, 1))
    before_N2 = rng.normal(0, 0.1, (500, 2))
    for _ in range(300):
        now_N2 = rng.normal(0, 0.1, (500, 2))
        surprise.see(rows, effect_N2 + now_N2 - before_N2, effect_N2, 0.1)
        before_N2 = now_N2
    assert surprise.alarmed_N.mean() <= 0.05
