"""Who chooses actions: policies and others, all the same to whoever plays episodes."""

import numpy as np
import pytest
from gymnasium.vector import SyncVectorEnv

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import Choice, PolicyActor
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import collect
from pg_desktop.learning.measuring.evaluation import evaluate, evaluate_actor
from pg_desktop.learning.worlds.world import make_world

WORLD = make_world("CartPole-v1")
OBS = np.array([[0, 0, 1, 0], [0, 0, -1, 0], [0, 0, 2, 0]], np.float32)


def _policy(weight=1.0):
    """Greedily pushes to where the pole leans."""
    weights = np.array([[0, 0, -weight, 0], [0, 0, weight, 0]], np.float32)
    return Policy(Architecture(WORLD.spaces, (), "relu"), {"logits.weight": weights, "logits.bias": np.zeros(2, "f4")})


class Leaning:
    """A script: pushes to where the pole leans, and counts how often it was asked."""

    asked = 0

    def act(self, obs_NO):
        self.asked += 1
        actions_N = (obs_NO[:, 2] > 0).astype(np.int64)
        return Choice(actions_N, actions_N)


def test_a_greedy_policy_chooses_the_most_probable():
    choice = PolicyActor(_policy(), ActionMode.GREEDY, np.random.default_rng(0)).act(OBS)
    assert choice.action_N.tolist() == choice.environment_action_N.tolist() == [1, 0, 1]
    np.testing.assert_array_equal(choice.parameters_NK, [[-1, 1], [1, -1], [-2, 2]])
    assert choice.distribution == _policy().architecture.distribution


def test_a_sampled_policy_chooses_as_often_as_probable():
    actor = PolicyActor(_policy(0.5), ActionMode.SAMPLED, np.random.default_rng(0))
    share_N = np.mean([actor.act(OBS).action_N for _ in range(4000)], 0)
    expected_N = 1 / (1 + np.exp(-OBS[:, 2]))
    np.testing.assert_allclose(share_N, expected_N, atol=0.03)


def test_it_goes_on_with_another_number_of_rows():
    actor = PolicyActor(_policy(), ActionMode.GREEDY, np.random.default_rng(0))
    for rows in (3, 1, 2, 3):
        assert actor.act(OBS[:rows]).action_N.tolist() == [1, 0, 1][:rows]


def test_weights_are_those_of_when_it_began():
    policy = _policy()
    actor = PolicyActor(policy, ActionMode.GREEDY, np.random.default_rng(0))
    actor.act(OBS)
    policy.parameters["logits.weight"][...] *= -1
    assert actor.act(OBS).action_N.tolist() == [1, 0, 1]


def test_a_script_is_evaluated_as_the_policy_that_does_the_same():
    script = evaluate_actor(lambda rng: Leaning(), WORLD, episodes=120, seed=5)
    policy = evaluate(_policy(), WORLD, episodes=120, seed=5, mode=ActionMode.GREEDY)
    np.testing.assert_array_equal(script.returns_N, policy.returns_N)
    assert script.mean_return > 30


def test_a_script_is_asked_once_a_step_for_all_episodes():
    script = Leaning()
    rollout = collect(WORLD.vector_env(7), script, np.random.default_rng(0))
    assert script.asked == len(rollout.mask_TN) == rollout.length_N.max()
    np.testing.assert_array_equal(rollout.action_TN, rollout.obs_TNO[..., 2] > 0)


def test_an_actor_can_be_replaced_between_two_steps():
    from pg_desktop.learning.acting.episodes import Episodes

    env = SyncVectorEnv([lambda: WORLD.single_env(drawn=False)] * 3)
    episodes = Episodes(env, Leaning(), 0)
    seen = episodes.step()
    episodes.actor = PolicyActor(_policy(-1.0), ActionMode.GREEDY, np.random.default_rng(0))
    np.testing.assert_array_equal(seen.choice.action_N, seen.obs_NO[:, 2] > 0)
    seen = episodes.step()
    np.testing.assert_array_equal(seen.choice.action_N, seen.obs_NO[:, 2] < 0)
    env.close()


@pytest.mark.parametrize("mode", ActionMode)
def test_reading_the_parameters_draws_nothing(mode):
    first, second = (PolicyActor(_policy(0.1), mode, np.random.default_rng(3)) for _ in range(2))
    for _ in range(20):
        np.testing.assert_array_equal(first.reads(OBS), second.reads(OBS))
        first.reads(OBS)
        np.testing.assert_array_equal(first.act(OBS).action_N, second.act(OBS).action_N)
