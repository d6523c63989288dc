"""How much a policy withstands: the maps' shapes and seeds, and numbers that ordinary evaluations give, too."""

from itertools import pairwise
from threading import Thread

import numpy as np
import pytest

from pg_desktop.learning.acting import episodes
from pg_desktop.learning.acting.policy import ActionMode, Architecture, Policy
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.measuring.transfer_map import MAP_CELLS, transfer_map
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.push_test import PUSH_ANGLES, PUSH_STRENGTHS, SETTLE_STEPS, push_test
from pg_desktop.learning.worlds.cart_pole.variations import VARIATIONS
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError

WORLD = make_world("CartPole-v1")
CONTINUOUS = make_world("ContinuousCartPole")


def linear(weight_O, scale):
    """Pushes to the right with probability 1 / (1 + exp(−scale · weight · obs)): the same to both sides."""
    weight = np.zeros((2, 4), np.float32)
    weight[1] = scale * np.array(weight_O, np.float32)
    return Policy(Architecture(WORLD.spaces, (), "relu"), {"logits.weight": weight, "logits.bias": np.zeros(2, "f4")})


SYMMETRIC = linear([0.3, 0.6, 3.0, 1.0], 10.0)
HELPLESS = linear([0.0] * 4, 1.0)
FEW = (0.5, 1.0, 2.0)


def mean_return(policy, physics, episodes=400, mode=ActionMode.SAMPLED):
    return evaluate(policy, WORLD, episodes=episodes, seed=8, mode=mode, variation=physics).mean_return


def test_shapes_and_ranges():
    found = transfer_map(SYMMETRIC, WORLD, episodes=1)
    assert np.array(found.mean_return).shape == (15, 15)
    assert (found.x, found.y, found.episodes) == ("gravity", "pole_length", 1)
    assert found.x_values == found.y_values == VARIATIONS.values("gravity", MAP_CELLS)
    assert found.x_values[0] == 0.25
    assert found.x_values[7] == pytest.approx(1)
    assert found.x_values[-1] == 4
    np.testing.assert_allclose(np.diff(np.log(found.x_values)), np.log(16) / 14)
    assert np.array(found.mean_return).min() >= 1
    assert np.array(found.mean_return).max() <= 500
    pushed = push_test(SYMMETRIC, WORLD, episodes=2)
    assert np.array(pushed.survival).shape == (len(PUSH_ANGLES), len(PUSH_STRENGTHS)) == (9, 17)
    assert set(np.unique(np.array(pushed.survival))) <= {0, 0.5, 1}


def test_what_is_no_factor_is_mapped_from_the_least_to_the_most_that_it_can_be():
    found = transfer_map(SYMMETRIC, WORLD, x="delay", y="motor", episodes=2)
    assert found.x_values == (0, 1, 2, 3, 4, 5, 6)
    assert found.y_values[0] == -1
    assert found.y_values[7] == 0
    assert found.y_values[-1] == 1
    np.testing.assert_allclose(np.diff(found.y_values), 1 / 7)
    cells = np.array(found.mean_return)
    assert cells.shape == (15, 7)
    # As it is, it balances; reversed or late by as much as can be, it falls.
    assert cells[-1, 0] > 400
    assert cells[0].max() < 50 > cells[-1, -1]


def test_a_motor_that_is_reversed_catches_no_push_but_one_that_is_weaker_some():
    def survival(**physics):
        return push_test(SYMMETRIC, WORLD, variation=Physics(**physics), episodes=4).overall

    assert survival(motor=-1.0) == 0
    assert 0 < survival(delay=2) < survival()
    assert 0 < survival(motor=0.5) < survival()


@pytest.mark.parametrize("measure", [transfer_map, push_test])
def test_the_seed_fixes_everything_and_the_policy_stays_as_it_is(measure):
    def cells(**options):
        found = measure(SYMMETRIC, WORLD, episodes=2, **options)
        return np.array(found.mean_return) if measure is transfer_map else np.array(found.survival)

    before = SYMMETRIC.frozen()
    np.testing.assert_array_equal(cells(), cells(seed=0))
    assert (cells() != cells(seed=1)).any()
    assert (cells() != cells(mode=ActionMode.GREEDY)).any()
    assert SYMMETRIC.equals(before)


@pytest.mark.parametrize("mode", ActionMode)
def test_cells_are_what_an_evaluation_in_their_physics_gives(mode):
    found = transfer_map(HELPLESS, WORLD, values=FEW, episodes=400, mode=mode)
    greedy = transfer_map(SYMMETRIC, WORLD, values=(1.0,), episodes=50, mode=ActionMode.GREEDY)
    assert np.array(greedy.mean_return)[0, 0] == 500
    for row, length in enumerate(FEW):
        for column, gravity in enumerate(FEW):
            expected = mean_return(HELPLESS, Physics(gravity=gravity, pole_length=length), mode=mode)
            assert np.array(found.mean_return)[row, column] == pytest.approx(expected, rel=0.15)


def test_when_episodes_that_are_over_are_dropped_changes_nothing(monkeypatch):
    def returns(idle_share):
        prepared_for.clear()
        monkeypatch.setattr(episodes, "_IDLE_SHARE", idle_share)
        found = transfer_map(SYMMETRIC, WORLD, episodes=4, mode=ActionMode.GREEDY)
        return np.array(found.mean_return), list(prepared_for)

    prepared_for, prepared = [], Policy.prepared

    def watched(policy, rows):
        prepared_for.append(rows)
        return prepared(policy, rows)

    monkeypatch.setattr(Policy, "prepared", watched)
    as_it_is, some = returns(episodes._IDLE_SHARE)
    at_once, each_time = returns(0)
    never, once = returns(1)
    np.testing.assert_array_equal(as_it_is, at_once)
    np.testing.assert_array_equal(as_it_is, never)
    assert once == [15 * 15 * 4]
    assert len(once) < len(some) < len(each_time) / 2
    assert all(fewer < 15 / 16 * rows for rows, fewer in pairwise(some))


def test_axes_and_everything_else_are_as_asked_for():
    rough = Physics(friction=5.0, gravity=3.0)
    found = transfer_map(
        HELPLESS, WORLD, x="push_force", y="cart_mass", values=(0.25, 4.0), variation=rough, episodes=400
    )
    assert (found.x, found.y) == ("push_force", "cart_mass")
    for row, mass in enumerate((0.25, 4.0)):
        for column, force in enumerate((0.25, 4.0)):
            physics = Physics(friction=5.0, gravity=3.0, push_force=force, cart_mass=mass)
            expected = mean_return(HELPLESS, physics)
            assert np.array(found.mean_return)[row, column] == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("environment", ["CartPole-v1", "ContinuousCartPole"])
def test_the_middle_of_a_trained_policys_map_is_its_ordinary_return(environment):
    trainer = Trainer(Settings(environment=environment, normalise_observations=environment != "CartPole-v1"))
    for _ in range(12):
        trainer.update()
    policy, world = trainer.policy(), trainer.world
    found = transfer_map(policy, world, values=(0.9999, 1.0, 1.0001), episodes=100)
    usual = evaluate(policy, world, episodes=400, seed=1, mode=ActionMode.SAMPLED)
    spread = usual.std_return / 30 + usual.std_return / 20
    assert np.array(found.mean_return).mean() == pytest.approx(usual.mean_return, abs=4 * spread)


def test_a_symmetric_policy_is_as_good_on_both_sides():
    found = push_test(SYMMETRIC, WORLD, episodes=100)
    mirrored_YX = np.array(found.survival)[::-1, ::-1]
    assert np.abs(np.array(found.survival) - mirrored_YX).max() < 0.3
    assert np.abs(np.array(found.survival) - mirrored_YX).mean() < 0.02
    middle = len(PUSH_ANGLES) // 2, len(PUSH_STRENGTHS) // 2
    assert PUSH_ANGLES[middle[0]] == PUSH_STRENGTHS[middle[1]] == 0
    assert np.array(found.survival)[middle] == 1
    # A strong push in the direction of the lean is worse than one against it.
    assert np.array(found.survival)[-1, -1] == np.array(found.survival)[0, 0] == 0
    assert np.array(found.survival)[-1].mean() < 1
    assert np.array(found.survival)[-1, : middle[1]].mean() > np.array(found.survival)[-1, middle[1] + 1 :].mean()


def test_who_does_not_balance_survives_nothing():
    # A hundred actions drawn by chance: hardly a pole stays up for half a second, none for four more.
    assert np.array(push_test(HELPLESS, WORLD, episodes=4).survival).max() == 0


def test_a_push_is_the_impulse_that_it_says_it_is():
    # Twice the pole's mass turns half as far from the same push: weaker pushes on lighter poles are as bad.
    light = np.array(push_test(SYMMETRIC, WORLD, variation=Physics(pole_mass=0.25), episodes=20).survival)
    heavy = np.array(push_test(SYMMETRIC, WORLD, variation=Physics(pole_mass=4.0), episodes=20).survival)
    assert light.mean() < np.array(push_test(SYMMETRIC, WORLD, episodes=20).survival).mean() < heavy.mean()


def test_the_policy_sees_the_angle_that_the_pole_was_set_to(monkeypatch):
    seen, prepared = [], Policy.prepared

    def watched(policy, rows):
        outputs = prepared(policy, rows)
        return lambda obs_NO: (seen.append(obs_NO[:, 2].copy()), outputs(obs_NO))[1]

    monkeypatch.setattr(Policy, "prepared", watched)
    push_test(SYMMETRIC, WORLD, episodes=1, mode=ActionMode.GREEDY)
    set_to = np.repeat(np.radians(PUSH_ANGLES), len(PUSH_STRENGTHS)).astype(np.float32)
    assert np.abs(seen[SETTLE_STEPS - 1] - set_to).max() > 0.1
    np.testing.assert_array_equal(seen[SETTLE_STEPS], set_to)


@pytest.mark.parametrize("measure", [transfer_map, push_test])
@pytest.mark.parametrize("steps", [0, 3])
def test_stop_is_heeded_before_the_next_step(measure, steps):
    asked = []

    def stop():
        asked.append(True)
        return len(asked) > steps

    with pytest.raises(RolloutStoppedError):
        measure(SYMMETRIC, WORLD, episodes=1, stop=stop)
    assert len(asked) == steps + 1


@pytest.mark.parametrize("measure", [transfer_map, push_test])
def test_progress_grows_from_0_to_nearly_1(measure):
    shares = []
    measure(SYMMETRIC, WORLD, episodes=1, progress=shares.append)
    assert shares[0] == 0
    assert shares == sorted(set(shares))
    assert 0.9 < shares[-1] <= 1


@pytest.mark.parametrize("measure", [transfer_map, push_test])
def test_policies_that_do_not_fit_and_worlds_that_cannot_be_changed_are_refused(measure):
    with pytest.raises(UserError, match="does not fit ContinuousCartPole"):
        measure(SYMMETRIC, CONTINUOUS)
    acrobot = make_world("Acrobot-v1")
    policy = Trainer(Settings(environment="Acrobot-v1", hidden_size=4)).policy()
    with pytest.raises(UserError, match="physics of Acrobot-v1 cannot be changed; that of a cart-pole can"):
        measure(policy, acrobot)
    with pytest.raises(UserError, match="does not fit"):
        measure(policy, WORLD)


def test_training_does_not_notice_a_map_drawn_beside_it():
    settings = Settings(hidden_size=8, episodes_per_update=4, seed=3)
    trainer, twin = Trainer(settings), Trainer(settings)
    thread = Thread(target=lambda: [transfer_map(SYMMETRIC, WORLD, values=FEW) for _ in range(3)])
    thread.start()
    for _ in range(10):
        trainer.update()
    thread.join()
    for _ in range(10):
        twin.update()
    assert trainer.policy().equals(twin.policy())
