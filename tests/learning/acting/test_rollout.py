"""Whole episodes: one in every slot, nothing of another, and kept apart how they ended."""

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from pg_desktop.learning.acting.policy import ActionMode, Architecture, Policy
from pg_desktop.learning.acting.rollout import Rollout, RolloutStoppedError, never
from pg_desktop.learning.meter import Meter
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from tests.learning.playing import played


class CountingEnv(gymnasium.Env):
    """Shows (slot, episode, step, last action); the reward of step t in episode e is 100 e + t + 1.

    Episodes end in the one way and the other by turns.
    """

    action_space = gymnasium.spaces.Discrete(3)

    def __init__(self, slot, length, truncates, dtype=np.float32):
        self.observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (4,), dtype)
        self.slot, self.length, self.truncates = slot, length, truncates
        self.episode, self.count, self.action = -1, 0, -1
        self.seeds = []

    def _observe(self):
        return np.array([self.slot, self.episode, self.count, self.action], self.observation_space.dtype)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.seeds.append(seed)
        self.episode, self.count, self.action = self.episode + 1, 0, -1
        return self._observe(), {}

    def step(self, action):
        self.count, self.action = self.count + 1, int(action)
        ended = self.count >= self.length
        truncates = self.truncates == (self.episode % 2 == 0)
        reward = 100.0 * self.episode + self.count
        return self._observe(), reward, ended and not truncates, ended and truncates, {}


LENGTHS = (3, 1, 7, 2)
TRUNCATES = (False, True, True, False)


def _counting(autoreset_mode=AutoresetMode.NEXT_STEP, dtype=np.float32):
    made = [
        lambda slot=slot, length=length, truncates=truncates: CountingEnv(slot, length, truncates, dtype)
        for slot, (length, truncates) in enumerate(zip(LENGTHS, TRUNCATES, strict=True))
    ]
    return SyncVectorEnv(made, autoreset_mode=autoreset_mode)


def _policy(observations=4, actions=3, seed=0):
    architecture = Architecture(Spaces(VectorSpace(observations), DiscreteSpace(actions)), (8,), "tanh")
    rng = np.random.default_rng(seed)
    shapes = architecture.parameter_shapes()
    return Policy(architecture, {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()})


def _collect(env, seed=0, **options):
    return played(env, _policy(), np.random.default_rng(seed), **options)


def test_every_slot_plays_exactly_one_episode_and_nothing_leaks_into_it():
    rollout = _collect(_counting())
    assert rollout.obs_TNO.shape == (7, 4, 4)
    np.testing.assert_array_equal(rollout.mask_TN, np.arange(7)[:, None] < np.array(LENGTHS))
    for slot, length in enumerate(LENGTHS):
        obs_TO, action_T = rollout.obs_TNO[:length, slot], rollout.action_TN[:length, slot]
        np.testing.assert_array_equal(obs_TO[:, 0], slot)
        np.testing.assert_array_equal(obs_TO[:, 1], 0)
        np.testing.assert_array_equal(obs_TO[:, 2], np.arange(length))
        # What is seen at t is what the action of t − 1 led to.
        np.testing.assert_array_equal(obs_TO[:, 3], [-1, *action_T[:-1]])
        np.testing.assert_array_equal(rollout.reward_TN[:length, slot], np.arange(1, length + 1))
    assert not rollout.reward_TN[~rollout.mask_TN].any()


def test_an_environment_that_hides_how_an_episode_ended_is_refused():
    with pytest.raises(ValueError, match="same step"):
        _collect(_counting(AutoresetMode.SAME_STEP))


def test_terminated_and_truncated_are_kept_apart():
    np.testing.assert_array_equal(_collect(_counting()).terminated_N, [True, False, False, True])


def test_terminated_and_truncated_in_one_step_is_terminated():
    env = CartPoleVectorEnv(2, 1)
    reset = env.reset

    def reset_outside(**options):
        reset(**options)
        env.state[0, 1] = 3
        return env.state.T.astype(np.float32), {}

    env.reset = reset_outside
    rollout = played(env, _policy(4, 2), np.random.default_rng(0))
    np.testing.assert_array_equal(rollout.terminated_N, [False, True])
    np.testing.assert_array_equal(rollout.length_N, [1, 1])


def test_returns_and_lengths():
    rollout = _collect(_counting())
    np.testing.assert_array_equal(rollout.length_N, LENGTHS)
    np.testing.assert_array_equal(rollout.episode_return_N, [6, 1, 28, 3])


def test_the_meter_counts_what_is_played():
    meter, seen = Meter(), []

    def look():
        seen.append((meter.episodes, meter.env_steps))
        return False

    _collect(_counting(), stop=look, meter=meter)
    steps = [sum(min(length, t) for length in LENGTHS) for t in range(max(LENGTHS) + 1)]
    ended = [sum(length <= t for length in LENGTHS) for t in range(max(LENGTHS) + 1)]
    assert seen == list(zip(ended, steps, strict=True))[:-1]
    assert (meter.episodes, meter.env_steps) == (len(LENGTHS), sum(LENGTHS))


def test_dtypes():
    rollout = _collect(_counting())
    assert rollout.obs_TNO.dtype == np.float32
    assert rollout.action_TN.dtype == np.int64
    assert rollout.reward_TN.dtype == np.float64
    assert rollout.mask_TN.dtype == rollout.terminated_N.dtype == np.bool_
    assert rollout.length_N.dtype == np.int64
    assert rollout.final_obs_NO.dtype == np.float32


def test_properties_by_hand():
    mask_TN = np.array([[True, True], [True, False]])
    reward_TN = np.array([[1.5, 2.0], [-0.5, 0.0]])
    obs_TNO = np.zeros((2, 2, 1), np.float32)
    rollout = Rollout(obs_TNO, np.zeros((2, 2), int), reward_TN, mask_TN, mask_TN[1], obs_TNO[0])
    np.testing.assert_array_equal(rollout.episode_return_N, [1, 2])
    np.testing.assert_array_equal(rollout.length_N, [2, 1])


def _assert_same(first, second):
    for name in ("obs_TNO", "action_TN", "reward_TN", "mask_TN", "terminated_N", "final_obs_NO"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_episodes_depend_on_nothing_but_policy_and_generator():
    used = CartPoleVectorEnv(5, 500)
    played(used, _policy(4, 2), np.random.default_rng(99))
    used.step(np.zeros(5, int))
    first = played(used, _policy(4, 2), np.random.default_rng(1))
    second = played(CartPoleVectorEnv(5, 500), _policy(4, 2), np.random.default_rng(1))
    _assert_same(first, second)


def test_the_next_episodes_are_others():
    env, rng = CartPoleVectorEnv(5, 500), np.random.default_rng(1)
    first, second = (played(env, _policy(4, 2), rng) for _ in range(2))
    assert not np.isclose(first.obs_TNO[0], second.obs_TNO[0]).any()
    assert not np.isin(second.obs_TNO[0], first.obs_TNO[0]).any()


def test_the_environment_is_seeded_from_the_generator():
    env, rng = _counting(), np.random.default_rng(3)
    seeds = set()
    for _ in range(3):
        played(env, _policy(), rng)
        seeds.add(next(seed for seed in reversed(env.envs[0].seeds) if seed is not None))
    assert len(seeds) == 3


def test_greedy_episodes_take_the_modes():
    env, policy = CartPoleVectorEnv(4, 500), _policy(4, 2)
    rollout = played(env, policy, np.random.default_rng(0), mode=ActionMode.GREEDY)
    logits = policy.outputs(rollout.obs_TNO.reshape(-1, 4)).reshape(*rollout.action_TN.shape, 2)
    np.testing.assert_array_equal(rollout.action_TN[rollout.mask_TN], logits.argmax(-1)[rollout.mask_TN])


def test_sampled_actions_have_the_policys_probabilities():
    class OneStep(gymnasium.Env):
        observation_space = gymnasium.spaces.Box(-1, 1, (1,))
        action_space = gymnasium.spaces.Discrete(2)

        def __init__(self):
            self.count = 0

        def reset(self, *, seed=None, options=None):
            del options
            super().reset(seed=seed)
            self.count = 0
            return np.ones(1, np.float32), {}

        def step(self, action):
            del action
            self.count += 1
            return np.ones(1, np.float32), 0.0, self.count == 300, False, {}

    architecture = Architecture(Spaces(VectorSpace(1), DiscreteSpace(2)), (), "relu")
    logits = np.array([[0.0], [np.log(4)]], np.float32)
    policy = Policy(architecture, {"logits.weight": logits, "logits.bias": np.zeros(2, np.float32)})
    rollout = played(SyncVectorEnv([OneStep] * 20), policy, np.random.default_rng(0))
    action_TN = rollout.action_TN
    assert action_TN.mean() == pytest.approx(0.8, abs=0.015)
    # Noise is fresh at every step: the next action does not follow from the last.
    assert (action_TN[1:] & action_TN[:-1]).mean() == pytest.approx(0.64, abs=0.02)
    assert (action_TN[64:] & action_TN[:-64]).mean() == pytest.approx(0.64, abs=0.02)


@pytest.mark.parametrize("steps", [0, 1, 4])
def test_stop_is_asked_before_every_step_and_abandons_the_episodes(steps):
    env, asked = _counting(), []

    def stop():
        asked.append(env.envs[2].count)
        return len(asked) > steps

    with pytest.raises(RolloutStoppedError):
        _collect(env, stop=stop)
    assert asked == list(range(steps + 1))


def test_an_abandoned_rollout_leaves_no_trace_in_the_environment():
    env, rng = CartPoleVectorEnv(5, 500), np.random.default_rng(2)
    asked = iter([False] * 3 + [True])
    with pytest.raises(RolloutStoppedError):
        played(env, _policy(4, 2), rng, stop=lambda: next(asked))
    first = played(env, _policy(4, 2), np.random.default_rng(1))
    _assert_same(first, played(CartPoleVectorEnv(5, 500), _policy(4, 2), np.random.default_rng(1)))


def test_never_never_stops():
    assert not never()


def test_observations_of_any_float_type_are_seen_as_float32():
    rollout = _collect(_counting(dtype=np.float64))
    assert rollout.obs_TNO.dtype == np.float32
    _assert_same(rollout, _collect(_counting()))


def test_rewards_after_the_end_are_0_whatever_they_were():
    env = CartPoleVectorEnv(8, 500)
    step, ended_N = env.step, np.zeros(8, bool)

    def step_with_garbage(actions):
        obs_NO, reward_N, terminated_N, truncated_N, info = step(actions)
        reward_N = np.where(ended_N, np.nan, reward_N)
        np.logical_or(ended_N, terminated_N, out=ended_N)
        return obs_NO, reward_N, terminated_N, truncated_N, info

    env.step = step_with_garbage
    rollout = played(env, _policy(4, 2), np.random.default_rng(0))
    assert not rollout.mask_TN.all()
    np.testing.assert_array_equal(rollout.reward_TN, rollout.mask_TN)
