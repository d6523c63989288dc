"""Evaluation: the numbers by hand, the same seed the same episodes, and training undisturbed."""

import numpy as np
import pytest

from pg_desktop.learning.acting.policy import ActionMode, Architecture, Policy
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.measuring.evaluation import Evaluation, evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.world import World, make_world
from pg_desktop.messages import UserError

WORLD = make_world("CartPole-v1")


def _linear(weight_O, bias=0.0, scale=1.0, spaces=WORLD.spaces):
    """Pushes to the right with probability 1 / (1 + exp(−scale · (weight · obs + bias)))."""
    weight = np.zeros((spaces.action.n, spaces.observation.size), np.float32)
    weight[1] = scale * np.array(weight_O, np.float32)
    biases = np.zeros(spaces.action.n, np.float32)
    biases[1] = scale * bias
    return Policy(Architecture(spaces, (), "relu"), {"logits.weight": weight, "logits.bias": biases})


BALANCING = _linear([0.05, 0.2, 1.0, 0.4])
"""Pushes towards the side to which the pole falls: greedily a good policy, sampled hardly better than chance."""

RIGHT = _linear([0.0] * 4, bias=100.0)


def test_numbers_by_hand():
    evaluation = Evaluation(np.array([1.0, 2.0, 3.0, 6.0]), np.array([1, 2, 3, 6]))
    assert evaluation.episodes == 4
    assert evaluation.mean_return == 3
    # Squared differences 4 + 1 + 0 + 9.
    assert evaluation.std_return == pytest.approx((14 / 3) ** 0.5)
    half = 1.959964 * (14 / 3) ** 0.5 / 2
    assert evaluation.ci95 == pytest.approx((3 - half, 3 + half))


def test_a_single_episode_has_no_spread():
    evaluation = Evaluation(np.array([7.0]), np.array([7]))
    assert (evaluation.mean_return, evaluation.std_return, evaluation.ci95) == (7, 0, (7, 7))


@pytest.mark.parametrize("mode", ActionMode)
def test_always_pushing_to_one_side_drops_the_pole_in_nine_steps(mode):
    evaluation = evaluate(RIGHT, WORLD, episodes=200, seed=0, mode=mode)
    assert evaluation.returns_N.shape == evaluation.lengths_N.shape == (200,)
    assert evaluation.returns_N.dtype == np.float64
    assert evaluation.lengths_N.dtype == np.int64
    np.testing.assert_array_equal(evaluation.returns_N, evaluation.lengths_N)
    assert set(evaluation.lengths_N) <= {8, 9, 10, 11}
    assert evaluation.mean_return == pytest.approx(9.35, abs=0.2)


def test_greedy_and_sampled_differ_as_they_should():
    greedy = evaluate(BALANCING, WORLD, episodes=30, seed=0, mode=ActionMode.GREEDY)
    sampled = evaluate(BALANCING, WORLD, episodes=30, seed=0, mode=ActionMode.SAMPLED)
    assert greedy.mean_return == 500
    assert sampled.mean_return < 100


@pytest.mark.parametrize("mode", ActionMode)
def test_the_same_seed_gives_the_same_episodes(mode):
    policy = _linear([0.0, 0.0, 1.0, 0.0], scale=3.0)
    first, again, other = (evaluate(policy, WORLD, episodes=40, seed=seed, mode=mode).returns_N for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.tolist() != other.tolist()
    assert len(set(first)) > 3


@pytest.mark.parametrize("episodes", [1, 99, 100, 101, 250])
def test_as_many_episodes_as_asked_for(episodes):
    evaluation = evaluate(RIGHT, WORLD, episodes=episodes, seed=0, mode=ActionMode.GREEDY)
    assert evaluation.episodes == len(evaluation.lengths_N) == episodes


def test_later_episodes_are_not_the_first_ones_again():
    policy = _linear([0.0, 0.0, 1.0, 0.0], scale=3.0)
    returns = evaluate(policy, WORLD, episodes=200, seed=1, mode=ActionMode.SAMPLED).returns_N
    assert returns[:100].tolist() != returns[100:].tolist()
    first = evaluate(policy, WORLD, episodes=100, seed=1, mode=ActionMode.SAMPLED).returns_N
    np.testing.assert_array_equal(returns[:100], first)


@pytest.mark.parametrize("episodes", [0, -1])
def test_less_than_one_episode_is_refused(episodes):
    with pytest.raises(UserError, match=f"^An evaluation needs at least one episode, but {episodes} were asked for"):
        evaluate(RIGHT, WORLD, episodes=episodes, seed=0, mode=ActionMode.GREEDY)


@pytest.mark.parametrize("spaces", [Spaces(VectorSpace(3), DiscreteSpace(2)), Spaces(VectorSpace(4), DiscreteSpace(3))])
def test_a_policy_for_other_spaces_is_refused(spaces):
    policy = _linear([0.0] * spaces.observation.size, spaces=spaces)
    with pytest.raises(UserError, match=r"^The policy does not fit CartPole-v1: "):
        evaluate(policy, WORLD, episodes=1, seed=0, mode=ActionMode.GREEDY)


def test_stop_abandons_the_evaluation():
    asked = iter([False] * 5 + [True])
    with pytest.raises(RolloutStoppedError):
        evaluate(BALANCING, WORLD, episodes=2, seed=0, mode=ActionMode.GREEDY, stop=lambda: next(asked))
    assert next(asked, None) is None


def test_the_policy_is_left_alone():
    policy = BALANCING.frozen()
    evaluate(policy, WORLD, episodes=2, seed=0, mode=ActionMode.SAMPLED)
    assert policy.equals(BALANCING)


def test_training_does_not_notice_evaluations_in_between():
    settings = Settings(hidden_size=8, episodes_per_update=4)
    watched, alone = Trainer(settings), Trainer(settings)
    for seed in range(4):
        evaluate(watched.policy(), watched.world, episodes=3, seed=seed, mode=ActionMode.SAMPLED)
        first, second = watched.update(), alone.update()
        np.testing.assert_array_equal(first.returns_N, second.returns_N)
        assert first.metrics["policy_loss"] == second.metrics["policy_loss"]
    assert watched.policy().equals(alone.policy())
    assert watched.state().rng == alone.state().rng


@pytest.mark.parametrize("mode", ActionMode)
def test_a_policy_with_huge_weights_can_be_evaluated_without_a_warning(mode):
    architecture = Architecture(WORLD.spaces, (4,), "relu")
    shapes = architecture.parameter_shapes()
    huge = Policy(architecture, {name: np.full(shape, 3e38, np.float32) for name, shape in shapes.items()})
    assert evaluate(huge, WORLD, episodes=2, seed=0, mode=mode).episodes == 2


@pytest.fixture
def made(monkeypatch):
    """The vector environments that worlds make during a test."""
    environments = []
    vector_env = World.vector_env

    def remember(self, *arguments):
        environments.append(vector_env(self, *arguments))
        return environments[-1]

    monkeypatch.setattr(World, "vector_env", remember)
    return environments


def test_every_environment_is_closed(made):
    evaluate(RIGHT, WORLD, episodes=150, seed=0, mode=ActionMode.GREEDY)
    assert [env.num_envs for env in made] == [100, 50]
    assert all(env.closed for env in made)


def test_the_environment_is_closed_when_the_evaluation_is_abandoned(made):
    with pytest.raises(RolloutStoppedError):
        evaluate(RIGHT, WORLD, episodes=2, seed=0, mode=ActionMode.GREEDY, stop=lambda: True)
    assert [env.closed for env in made] == [True]
