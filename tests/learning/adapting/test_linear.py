"""Stage 2: least squares find linear dynamics, Riccati steps what is best for them, a filter where one is."""

import numpy as np
import pytest

from pg_desktop.learning.adapting.dynamics import Dynamics, noise_std, state_space
from pg_desktop.learning.adapting.least_squares import DOUBT, LinearChanges
from pg_desktop.learning.adapting.riccati import PUSH_COST, STATE_COST, lasting_cost, riccati_steps
from pg_desktop.learning.adapting.seeing import StateFilter
from pg_desktop.learning.worlds.cart_pole.physics import Physics

ROW = np.array([0])
LONG = Dynamics.of(Physics(pole_length=4.0, motor=-0.5)).changes()
USUAL = Dynamics.of(Physics()).changes()


def seen(rng, truth):
    """Regressors as they come in an episode, and what changes."""
    regressors = np.append(rng.normal(0, 0.2, 3), rng.choice([-1.0, 1.0]))
    return regressors[None], (truth @ regressors)[None]


def test_least_squares_find_what_velocities_change_by():
    linear, rng = LinearChanges(1), np.random.default_rng(0)
    linear.begin(ROW, USUAL[None])
    for _ in range(40):
        linear.see(ROW, *seen(rng, LONG), 0.0)
    np.testing.assert_allclose(linear.changes_N24[0], LONG, atol=2e-3)
    assert linear.push_std_N()[0] < 0.01


def test_one_look_is_bayes_rule():
    linear = LinearChanges(1)
    linear.begin(ROW, np.zeros((1, 2, 4)))
    linear.see(ROW, np.array([[0.0, 0.0, 0.0, 1.0]]), np.array([[0.2, -0.3]]), 0.1)
    # Doubt 0.3² about the push, and the noise of two looks, 2 · 0.1² + 0.003², of which 0.99 counts.
    gain = DOUBT[3] ** 2 / (DOUBT[3] ** 2 + 0.99 * (2 * 0.1**2 + 0.003**2))
    assert linear.changes_N24[0, :, 3] == pytest.approx([0.2 * gain, -0.3 * gain])
    assert not linear.changes_N24[0, :, :3].any()


def test_what_nothing_is_learned_of_does_not_get_ever_more_doubtful():
    linear = LinearChanges(1)
    linear.begin(ROW, np.zeros((1, 2, 4)))
    for _ in range(2000):
        linear.see(ROW, np.array([[0.0, 0.0, 0.0, 1.0]]), np.array([[0.2, -0.3]]), 0.0)
    assert linear.doubt_about(ROW, np.array([[0.0, 1.0, 0.0, 0.0]]))[0] <= DOUBT[1] ** 2 + 1e-4


def test_a_second_change_makes_everything_uncertain_again():
    linear, rng = LinearChanges(1), np.random.default_rng(0)
    linear.begin(ROW, USUAL[None])
    for _ in range(100):
        linear.see(ROW, *seen(rng, LONG), 0.0)
    for _ in range(8):
        linear.see(ROW, *seen(rng, USUAL), 0.0)
    np.testing.assert_allclose(linear.changes_N24[0], USUAL, atol=0.02)


def test_riccati_steps_end_where_a_further_one_changes_nothing_and_the_gain_is_stable():
    a_144, b_14 = state_space(LONG[None])
    cost_144, gain_14 = riccati_steps(np.diag(STATE_COST)[None], a_144, b_14, 3000)
    again_144, _ = riccati_steps(cost_144, a_144, b_14, 1)
    np.testing.assert_allclose(again_144, cost_144, rtol=1e-9)
    a_44, b_4, cost_44, gain_4 = a_144[0], b_14[0], cost_144[0], gain_14[0]
    weight = PUSH_COST + b_4 @ cost_44 @ b_4
    into = b_4 @ cost_44 @ a_44
    np.testing.assert_allclose(cost_44, np.diag(STATE_COST) + a_44.T @ cost_44 @ a_44 - np.outer(into, into) / weight)
    assert max(abs(np.linalg.eigvals(a_44 - np.outer(b_4, gain_4)))) < 1
    assert max(abs(np.linalg.eigvals(a_44))) > 1


def test_doubling_comes_to_where_the_steps_end():
    a_144, b_14 = state_space(LONG[None])
    cost_144, _ = riccati_steps(np.diag(STATE_COST)[None], a_144, b_14, 3000)
    np.testing.assert_allclose(lasting_cost(a_144[0], b_14[0]), cost_144[0], rtol=1e-7)


def test_many_rows_are_as_one_alone():
    a_N44, b_N4 = state_space(np.stack([LONG, USUAL]))
    costs, gains = riccati_steps(np.repeat(np.diag(STATE_COST)[None], 2, axis=0), a_N44, b_N4, 50)
    for row in range(2):
        cost, gain = riccati_steps(np.diag(STATE_COST)[None], a_N44[row : row + 1], b_N4[row : row + 1], 50)
        np.testing.assert_allclose(costs[row], cost[0], rtol=1e-12)
        np.testing.assert_allclose(gains[row], gain[0], rtol=1e-12)


def test_dynamics_that_push_nothing_do_not_overflow():
    nothing = USUAL.copy()
    nothing[:, 3] = 0.0
    cost, gain = riccati_steps(np.diag(STATE_COST)[None], *state_space(nothing[None]), 5000)
    assert np.isfinite(cost).all()
    assert np.isfinite(gain).all()


def test_the_filter_believes_what_is_seen_where_there_is_no_noise_and_averages_where_there_is():
    a_144, _ = state_space(np.zeros((1, 2, 4)))
    exact, noisy, rng = StateFilter(1), StateFilter(1), np.random.default_rng(0)
    truth = np.array([[0.3, 0.0, -0.1, 0.0]])
    exact.begin(ROW, truth, 0.0)
    noisy.begin(ROW, truth + rng.normal(0, 1, (1, 4)) * noise_std(0.1), 0.1)
    for _ in range(200):
        exact.see(ROW, exact.state_N4, a_144, np.full(1, 1e-8), truth, 0.0)
        look = truth + rng.normal(0, 1, (1, 4)) * noise_std(0.1)
        noisy.see(ROW, noisy.state_N4 @ a_144[0].T, a_144, np.full(1, 1e-8), look, 0.1)
    assert exact.state_N4.tolist() == truth.tolist()
    assert (np.abs(noisy.state_N4 - truth) < 0.4 * noise_std(0.1)).all()
