"""A clone does what was shown, stops before it learns that by heart, and is all that REINFORCE goes on from."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.distributions.discrete import softmax
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.algorithms.imitation.cloning import imitated
from pg_desktop.learning.algorithms.imitation.dagger import dagger, with_few_labels
from pg_desktop.learning.algorithms.imitation.facts import CloneFacts, Way
from pg_desktop.learning.algorithms.imitation.judging import judged
from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.networks.value_network import ValueNetwork
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError

WORLD = make_world("CartPole-v1")
SETTINGS = Settings().changed({"advantage": "value"})


@pytest.fixture(scope="module")
def shown():
    return record(WORLD, episodes=5, speed=0.25, seed=0)


@pytest.fixture(scope="module")
def clone(shown):
    return imitated(SETTINGS, WORLD, shown, seed=0)


def score(policy, world=WORLD, mode=ActionMode.SAMPLED):
    return evaluate(policy, world, episodes=50, seed=7, mode=mode).mean_return


def test_a_clone_balances_the_pole_that_its_seed_does_not(clone):
    assert score(clone.policy()) >= 475


@pytest.mark.slow
def test_the_same_seed_makes_the_same_clone(clone, shown):
    assert imitated(SETTINGS, WORLD, shown, seed=0).policy().equals(clone.policy())
    assert not imitated(SETTINGS, WORLD, shown, seed=1).policy().equals(clone.policy())


def test_labels_by_chance_are_not_learned_by_heart(shown):
    rng = np.random.default_rng(0)
    noise = [replace(each, label_L=rng.integers(2, size=each.length)) for each in shown]
    found = imitated(SETTINGS, WORLD, noise, seed=0)
    assert found.loss == pytest.approx(-np.log(0.5 + np.exp(-4)), abs=0.01)
    logits = found.policy().outputs(shown[0].obs_LO)
    assert softmax(logits).max() < 0.75


@pytest.mark.slow
@pytest.mark.parametrize("world", ["Pendulum-v1", "MountainCarContinuous-v0"])
@pytest.mark.parametrize("distribution", ["gaussian", "squashed"])
def test_real_numbers_are_imitated_too(world, distribution):
    made = make_world(world)
    settings = Settings().changed({"environment": world, "action_distribution": distribution})
    shown = record(made, episodes=5, speed=0.25, seed=0)
    found = imitated(settings, made, shown, seed=0)
    assert score(found.policy(), made, ActionMode.GREEDY) >= {"Pendulum-v1": -900.0}.get(world, 60.0)


def test_the_value_network_knows_what_was_earned(clone, shown):
    network = ValueNetwork(4, (64,), "relu")
    network.restore(clone.state.value_network)
    value_L = network.values(shown[0].obs_LO)
    # With γ = 0.99, 400 steps before the end are worth 1 / (1 − γ) · (1 − γ⁴⁰⁰).
    assert value_L[:100].mean() == pytest.approx(98.0, abs=12)


def test_without_values_it_has_learned_none(shown):
    found = imitated(Settings(), WORLD, shown[:1], seed=0)
    assert found.state.value_network.adam.steps == 0


def test_its_optimiser_begins_anew_and_its_scales_are_settled(shown):
    found = imitated(SETTINGS.changed({"normalise_observations": True}), WORLD, shown[:1], seed=0)
    found.state.check()
    assert found.state.trained.adam.steps == 0
    assert not found.state.trained.adam.mean_P.any()
    seen = found.state.trained.observations
    assert seen.count == 50_000
    assert seen.mean_D == pytest.approx(shown[0].obs_LO.mean(0), abs=1e-5)
    assert seen.std_D == pytest.approx(shown[0].obs_LO.std(0), rel=1e-4)


def test_only_reinforce_goes_on_with_a_clone(shown):
    with pytest.raises(UserError, match="REINFORCE"):
        imitated(Settings().changed({"algorithm": "dqn"}), WORLD, shown, seed=0)


def test_it_can_be_stopped(shown):
    with pytest.raises(RolloutStoppedError):
        imitated(SETTINGS, WORLD, shown, seed=0, stop=lambda: True)


def test_what_is_known_of_it(clone, shown):
    facts = judged(clone, shown, WORLD, way=Way.CLONING, seed=0)
    assert (facts.episodes, facts.labels, facts.human, facts.speed, facts.shown_score) == (5, 2500, 0, 0.25, 500.0)
    assert facts.score >= 475
    facts.check()


def test_worse_than_its_clone_is_clearly_worse():
    facts = CloneFacts(Way.CLONING, 1, 1, 0, 1.0, -120.0, 1, 0.1, -130.0, 5.0, -140.0)
    assert not facts.is_better_than(-144.9)
    assert facts.is_better_than(-145.1)
    assert replace(facts, score=500.0, half_width=0.0).is_better_than(449.0)


def test_few_labels_are_kept_and_the_episodes_stay(shown):
    few = with_few_labels(shown[:2], 40, np.random.default_rng(0))
    assert sum(each.labels for each in few) == 40
    assert [each.length for each in few] == [500, 500]
    assert sum(each.labels for each in with_few_labels(few, 99, np.random.default_rng(0))) == 40


@pytest.mark.slow
def test_dagger_asks_where_the_clone_goes(shown):
    few = with_few_labels(shown[:1], 10, np.random.default_rng(0))
    told = []
    clone, driven = dagger(SETTINGS, WORLD, few, rounds=2, episodes=2, labels=15, seed=0, progress=told.append)
    assert len(driven) == 4
    assert all(each.about.policy_drove for each in driven)
    assert [sum(each.labels for each in driven[part : part + 2]) for part in (0, 2)] == [15, 15]
    assert told == [1 / 3, 2 / 3]
    assert score(clone.policy()) > score(imitated(SETTINGS, WORLD, few, seed=0).policy())
