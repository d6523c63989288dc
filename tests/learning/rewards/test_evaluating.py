"""What a reward comes to, by hand."""

import numpy as np
import pytest

from pg_desktop.learning.rewards.evaluating import Played, column_of_fault, terms
from pg_desktop.learning.rewards.reward import compiled
from pg_desktop.learning.rewards.tree import RewardError
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from tests.learning.rewards.played import CART_POLE, of, two_steps

BY_HAND = {
    "1": (1, 1),
    "x": (1, 1.5),
    "x'": (1.5, 2),
    "v' - v": (-4, 6),
    "u": (-1, 1),
    "terminated": (0, 1),
    "step": (7, 8),
    "reward": (1, 1),
    "gamma * 10": (9, 9),
    "γ * 10": (9, 9),
    "1 - 2 - 3": (-4, -4),
    "2 * 3 + 4": (10, 10),
    "2 + 3 * 4": (14, 14),
    "8 / 4 / 2": (1, 1),
    "2 ^ 3 ^ 2": (512, 512),
    "-2 ^ 2": (-4, -4),
    "2 ** -1": (0.5, 0.5),
    "-x²": (-1, -2.25),
    "x³": (1, 3.375),
    "2 · x × 3": (6, 9),
    "1 − x": (0, -0.5),
    "--x": (1, 1.5),
    "+x": (1, 1.5),
    "v < 0": (0, 1),
    "v >= 2": (1, 0),
    "v ≤ 2 and x ≥ 1": (1, 1),
    "v != 2": (0, 1),
    "v == 2 or terminated": (1, 1),
    "not terminated": (1, 0),
    "1 + 2 < 4": (1, 1),
    "abs(v)": (2, 2),
    "sign(v)": (1, -1),
    "sqrt(step + 2)": (3, np.sqrt(10)),
    "exp(0)": (1, 1),
    "log(exp(2))": (2, 2),
    "sin(0) + cos(0)": (1, 1),
    "tanh(0)": (0, 0),
    "atan2(1, 0) / pi": (0.5, 0.5),
    "min(x, 1.2)": (1, 1.2),
    "max(x, 1.2)": (1.2, 1.5),
    "clip(v, -1, 1)": (1, -1),
    "where(v > 0, 5, 6)": (5, 6),
    "1e2 + .5 + 1.": (101.5, 101.5),
    "ω": (-0.5, 0.5),
}


@pytest.mark.parametrize("text", BY_HAND)
def test_a_reward_comes_to_what_it_says(text):
    np.testing.assert_allclose(of(text), BY_HAND[text])


def test_symbols_and_names_are_the_same():
    np.testing.assert_array_equal(of("θ + ω'"), of("theta + omega'"))


def test_terms_add_up_to_the_reward():
    reward = compiled("1 - (theta^2 + x) * 2 - -v + (u - 3)", CART_POLE)
    found = terms(reward, two_steps(), 0.9)
    assert [reward.written(term) for term, _ in found] == ["1", "−(theta^2 + x) * 2", "v", "u", "−3"]
    np.testing.assert_allclose(sum(value for _, value in found), of(reward.text))


def test_the_same_for_a_whole_rollout_at_once():
    once = two_steps()
    many = Played(
        *(np.stack([part] * 3) for part in (once.obs_SO, once.next_obs_SO, once.action_SA, once.own_S)),
        np.stack([once.terminated_S] * 3),
        np.arange(3)[:, None],
    )
    np.testing.assert_allclose(of("x' * u", played=many), np.stack([of("x' * u")] * 3))
    np.testing.assert_allclose(of("step", played=many), [[0, 0], [1, 1], [2, 2]])


@pytest.mark.parametrize(
    ("text", "column"), [("1 / (step - 7)", 3), ("x + log(-1)", 5), ("sqrt(v - 3)", 1), ("10 ^ 400", 4), ("0 / 0", 3)]
)
def test_where_it_stops_being_finite_is_found(text, column):
    once = two_steps()
    first = Played(
        once.obs_SO[0], once.next_obs_SO[0], once.action_SA[0], once.own_S[0], once.terminated_S[0], once.step_S[0]
    )
    assert column_of_fault(compiled(text, CART_POLE), first, 0.9) == column


@pytest.mark.parametrize(
    ("text", "column"),
    [("x + foo", 5), ("u'", 1), ("1 + step'", 5), ("reward'", 1), ("x''", 3), ("height", 1), ("X", 1)],
)
def test_what_the_world_does_not_have_is_named_with_its_column(text, column):
    with pytest.raises(RewardError) as caught:
        compiled(text, CART_POLE)
    assert caught.value.column == column
    assert str(caught.value).startswith(f"Column {column}:")


@pytest.mark.parametrize("entry", [each for each in ENVIRONMENTS if each.family != "board"], ids=lambda entry: entry.id)
def test_every_world_has_quantities_that_can_be_computed(entry):
    assert entry.quantities
    played = Played(
        np.full((1, 8), 0.25, np.float32),
        np.full((1, 8), 0.5, np.float32),
        np.full((1, 2), 0.75, np.float32) if entry.continuous else np.array([1]),
        np.zeros(1),
        np.zeros(1, np.bool_),
        np.zeros(1),
    )
    for quantity in entry.quantities:
        assert np.isfinite(of(quantity.name, entry.quantities, played)).all()


def test_a_quantity_with_a_formula_is_computed_of_either_moment():
    car = next(entry for entry in ENVIRONMENTS if entry.id == "MountainCar-v0").quantities
    played = Played(
        np.array([[-np.pi / 6, 0.0]], np.float32),
        np.array([[0.5, 0.0]], np.float32),
        np.array([2]),
        np.array([-1.0]),
        np.array([True]),
        np.array([0]),
    )
    np.testing.assert_allclose(of("energy", car, played), 0.0, atol=1e-6)
    np.testing.assert_allclose(of("energy'", car, played), 1.0, atol=1e-3)
    np.testing.assert_allclose(of("height", car, played), 0.1, atol=1e-6)
    np.testing.assert_allclose(of("u", car, played), 1.0)


def test_a_lander_burns_what_its_world_charges():
    lander = next(entry for entry in ENVIRONMENTS if entry.id == "LunarLander-v3").quantities
    still = np.zeros((4, 8), np.float32)
    played = Played(still, still, np.arange(4), np.zeros(4), np.zeros(4, np.bool_), np.zeros(4))
    np.testing.assert_allclose(of("fuel", lander, played), [0.0, 0.03, 0.3, 0.03])
