"""The memory of an episode, against numbers computed on paper."""

from math import sqrt

import numpy as np
import pytest

from pg_desktop.learning.explaining.memory import Baseline, Measure, extents_of, memory_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from tests.learning.explaining.updates import plain_update


def remembered(trace, episode=0):
    return memory_of(trace, episode, extents_of(trace))


def traced(**settings):
    chosen = {"environment": "CartPole-v1", "episodes_per_update": 4, "hidden_size": 8, "step_limit": 60} | settings
    trainer = Trainer(Settings(**chosen))
    trainer.update()
    return trainer.update(traced=True).trace


def test_two_steps_as_on_paper():
    # γ = 1/2: G₀ = 1 + 3/2, G₁ = 3; mean 2.75, unbiased std of (2.5, 3) = 1/(2√2); A = ∓(1/4) · 2√2 = ∓1/√2.
    memory = remembered(plain_update(0.1, gamma=0.5, advantage="normalised"))
    assert len(memory) == 2
    assert memory.obs_LO.tolist() == [[1.0], [2.0]]
    assert memory.action_L.tolist() == [1, 0]
    assert memory.expected_L.tolist() == [0.5, 0.5]
    assert memory.reward_L.tolist() == [1.0, 3.0]
    assert memory.return_L.tolist() == [2.5, 3.0]
    assert memory.baseline_L.tolist() == [2.75, 2.75]
    assert memory.advantage_L == pytest.approx([-1 / sqrt(2), 1 / sqrt(2)])
    assert memory.scale == pytest.approx(1 / (2 * sqrt(2)))
    assert memory.reward_scale == 1.0
    assert (memory.measure, memory.baseline) == (Measure.PROBABILITY, Baseline.EPISODE)
    assert (memory.extents.reward, memory.extents.returned) == (3.0, 3.0)
    assert memory.extents.obs_O.tolist() == [2.0]
    assert not memory.from_start


def test_discounted_from_the_start_the_last_reward_counts_half():
    memory = remembered(plain_update(0.1, gamma=0.5, advantage="none", discounting="from start"))
    assert memory.return_L.tolist() == [2.5, 1.5]
    assert memory.advantage_L.tolist() == [2.5, 1.5]
    assert memory.baseline_L.tolist() == [0.0, 0.0]
    assert (memory.baseline, memory.scale, memory.from_start) == (Baseline.NONE, None, True)


@pytest.mark.parametrize("discounting", ["reward-to-go", "from start"])
@pytest.mark.parametrize("advantage", ["time", "batch", "normalised", "value"])
def test_the_scale_makes_the_advantage_of_the_difference(advantage, discounting):
    trace = traced(advantage=advantage, discounting=discounting)
    for episode in range(4):
        memory = remembered(trace, episode)
        difference_L = memory.return_L - memory.baseline_L
        if advantage == "value" and discounting == "from start":
            difference_L = difference_L * trace.settings.gamma ** np.arange(len(memory))
        assert memory.advantage_L * memory.scale == pytest.approx(difference_L)
    assert remembered(trace).estimated == (advantage == "value")


def test_rewards_that_were_scaled_for_learning_say_by_what():
    trace = traced(normalise_rewards=True)
    memory = remembered(trace)
    assert memory.reward_L.tolist() == [1.0] * len(memory)
    assert memory.reward_scale == pytest.approx(1 / trace.judged.reward_TN[0, 0])
    assert memory.reward_scale != 1.0


def test_of_dqn_the_baseline_is_the_value_of_the_action():
    memory = remembered(traced(algorithm="dqn"))
    assert (memory.measure, memory.baseline, memory.scale) == (Measure.VALUE, Baseline.ACTION_VALUE, None)
    assert memory.expected_L == pytest.approx(memory.baseline_L, rel=1e-5, abs=1e-6)
    assert memory.advantage_L == pytest.approx(memory.return_L - memory.baseline_L)


@pytest.mark.parametrize("distribution", ["gaussian", "squashed"])
def test_of_real_numbers_there_is_a_density(distribution):
    trace = traced(environment="Pendulum-v1", action_distribution=distribution)
    memory = remembered(trace, 1)
    assert memory.measure is Measure.DENSITY
    if distribution == "gaussian":
        parameters = trace.before.outputs(memory.obs_LO).astype(float)
        mean, std = parameters[:, 0], np.exp(parameters[:, 1])
        by_hand = np.exp(-(((memory.action_L[:, 0] - mean) / std) ** 2) / 2) / (std * sqrt(2 * np.pi))
        assert memory.expected_L == pytest.approx(by_hand, rel=1e-5)
    assert np.isfinite(memory.expected_L).all()


def test_a_single_episode_is_compared_with_its_own_mean():
    assert remembered(plain_update(0.1, advantage="time")).baseline is Baseline.BATCH


def test_without_any_spread_there_is_no_scale():
    memory = remembered(plain_update(0.1, gamma=0.0, advantage="time"))
    assert memory.scale is not None
    equal = plain_update(0.1, gamma=1.0, advantage="time")
    equal.judged.advantage_TN[:] = 0.0
    assert remembered(equal).scale is None
