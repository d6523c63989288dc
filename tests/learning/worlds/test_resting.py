"""Environments that rest: the episodes are those that Gymnasium plays, and nothing happens after them."""

from contextlib import closing
from functools import partial

import gymnasium
import numpy as np
import pytest
from gymnasium.spaces import Box, Discrete
from gymnasium.vector import SyncVectorEnv

from pg_desktop.learning.worlds.making import make_env
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.resting import RestingVectorEnv
from tests.learning.worlds.counting_world import Counting

MAKERS = [partial(make_env, Recipe("tests.learning.worlds.counting_world:Counting-v0"))] * 12


def test_an_episode_is_that_of_gymnasium_to_its_end_and_then_it_rests():
    with closing(RestingVectorEnv(MAKERS)) as ours, closing(SyncVectorEnv(MAKERS)) as gymnasiums:
        assert ours.observation_space == gymnasiums.observation_space
        assert ours.action_space == gymnasiums.action_space
        obs_NO, info = ours.reset(seed=5)
        np.testing.assert_array_equal(obs_NO, gymnasiums.reset(seed=5)[0])
        assert (obs_NO.dtype, info) == (np.float32, {})
        goes_on_N = np.ones(12, np.bool_)
        last_NO = obs_NO
        for _ in range(8):
            actions = np.zeros(12, np.int64)
            (obs_NO, *rest), (expected_NO, *expected) = ours.step(actions), gymnasiums.step(actions)
            for array, other in zip((obs_NO, *rest[:3]), (expected_NO, *expected[:3]), strict=True):
                np.testing.assert_array_equal(array[goes_on_N], other[goes_on_N])
                assert array.dtype == other.dtype
            np.testing.assert_array_equal(obs_NO[~goes_on_N], last_NO[~goes_on_N])
            assert not any(array[~goes_on_N].any() for array in rest[:3])
            goes_on_N &= ~(rest[1] | rest[2])
            last_NO = obs_NO
        assert not goes_on_N.any()
        np.testing.assert_array_equal(ours.reset(seed=6)[0], gymnasiums.reset(seed=6)[0])


def test_seeds_may_be_a_list_or_none():
    with closing(RestingVectorEnv(MAKERS)) as env:
        env.reset(seed=[*range(11), None])
        lengths = [each.unwrapped.length for each in env.envs]
        env.reset(seed=0)
        assert [each.unwrapped.length for each in env.envs][:11] == lengths[:11]
        env.reset()
        assert {each.unwrapped.episode for each in env.envs} == {1}


class OfItsOwnSize(gymnasium.Env):
    action_space = Discrete(2)

    def __init__(self, size):
        self.observation_space = Box(0, 1, (size,))


def test_environments_whose_spaces_differ_are_refused():
    with pytest.raises(ValueError, match="other spaces each time"):
        RestingVectorEnv([partial(OfItsOwnSize, 2), partial(OfItsOwnSize, 3)])


class Misshapen(Counting):
    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed, options=options)
        return np.zeros(3, np.float32), {}


def test_an_observation_of_another_shape_is_refused():
    with closing(RestingVectorEnv([Misshapen] * 2)) as env, pytest.raises(ValueError, match="shape"):
        env.reset(seed=0)
