"""Whatever spaces an environment has, a policy sees a vector and gives a plain action."""

from contextlib import closing

import numpy as np
import pytest
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Tuple, flatten
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.playback import Playback
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.arguments import canonical_arguments
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.learning.worlds.making import make_original
from pg_desktop.learning.worlds.plain import plain_env, plain_vector_env
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.world import make_world
from tests.learning.worlds.many_spaces import ACTIONS, MODULE, OBSERVATIONS, Echo


@pytest.mark.parametrize(
    ("space", "obs", "vector"),
    [
        (Discrete(4), 2, [0, 0, 1, 0]),
        (Discrete(3, start=5), 5, [1, 0, 0]),
        (MultiDiscrete([2, 3]), np.array([1, 2]), [0, 1, 0, 0, 1]),
        (MultiBinary(3), np.array([1, 0, 1], np.int8), [1, 0, 1]),
        (Box(-9, 9, (2, 2), np.float64), np.array([[1.5, 2], [3, 4]]), [1.5, 2, 3, 4]),
        (Box(-9, 9, (), np.float32), np.float32(7), [7]),
        (Box(0, 9, (2, 1), np.int64), np.array([[3], [4]]), [3, 4]),
        (Tuple([Discrete(2), Box(0, 9, (2,))]), (1, np.array([5, 6], np.float32)), [0, 1, 5, 6]),
        (Dict(a=Discrete(2), b=Dict(c=Box(0, 9, (1,)))), {"b": {"c": np.array([8.0], np.float32)}, "a": 0}, [1, 0, 8]),
    ],
)
def test_observations_are_flattened(space, obs, vector):
    single = plain_env(Echo(space, Discrete(2), obs))
    together = plain_vector_env(SyncVectorEnv([lambda: Echo(space, Discrete(2), obs)] * 3))
    assert single.observation_space.shape == together.single_observation_space.shape == (len(vector),)
    for found, expected in ((single, vector), (together, [vector] * 3)):
        for seen in (found.reset(seed=0)[0], found.step(found.action_space.sample())[0]):
            assert seen.dtype == np.float32
            np.testing.assert_array_equal(seen, expected)


@pytest.mark.parametrize(
    ("space", "action", "given"),
    [
        (Discrete(3, start=5), 2, 7),
        (MultiDiscrete([2, 3], start=[0, 10]), [1, 2], [1, 12]),
        (MultiDiscrete([[2, 2], [2, 2]], start=[[0, 0], [0, 4]]), [0, 1, 0, 1], [[0, 1], [0, 5]]),
        (MultiBinary((2, 2)), [0, 1, 1, 0], [[0, 1], [1, 0]]),
        (Box(-9, 9, (1, 2)), [1.5, -2.0], [[1.5, -2.0]]),
        (Box(-9, 9, ()), [1.5], 1.5),
    ],
)
def test_actions_get_the_form_that_the_environment_wants(space, action, given):
    def original():
        return Echo(Box(0, 1, (1,)), space, np.zeros(1, np.float32))

    single, together = plain_env(original()), plain_vector_env(SyncVectorEnv([original] * 2))
    plain = np.array(action, single.action_space.dtype)
    assert single.action_space.contains(plain)
    single.reset(seed=0)
    together.reset(seed=0)
    single.step(plain)
    together.step(np.stack([plain] * 2))
    for env in (single.unwrapped, *together.unwrapped.envs):
        np.testing.assert_array_equal(env.given, given)
        assert space.contains(np.asarray(env.given))


@pytest.mark.parametrize("action", [Discrete(2), MultiDiscrete([2, 3]), MultiBinary(2), Box(-1, 1, (2,))], ids=str)
def test_what_is_plain_already_is_left_as_it_is(action):
    env = Echo(Box(-1, 1, (3,), np.float64), action, np.zeros(3))
    assert plain_env(env) is env
    together = SyncVectorEnv([lambda: env])
    assert plain_vector_env(together) is together


def test_the_cart_poles_fast_path_is_not_wrapped():
    assert type(make_world("CartPole-v1").vector_env(2)) is CartPoleVectorEnv
    assert type(make_original(Recipe("CartPole-v1"))) is type(make_world("CartPole-v1").single_env())


@pytest.mark.parametrize("observation", OBSERVATIONS)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_observation_goes_with_every_action(observation, action):
    """Trained on, evaluated and shown, where the environment itself checks what it is given."""
    settings = Settings(environment=f"{MODULE}:{observation}{action}-v0", hidden_size=4, episodes_per_update=3)
    with closing(Trainer(settings)) as trainer:
        for _ in range(2):
            assert trainer.update().lengths_N.tolist() == [5, 5, 5]
        policy, world = trainer.policy(), trainer.world
    result = evaluate(policy, world, episodes=2, seed=0, mode=ActionMode.GREEDY)
    assert result.lengths_N.tolist() == [5, 5]
    playback = Playback(world, 0)
    actor = PolicyActor(policy, ActionMode.SAMPLED, playback.rng)
    moment = playback.begin(actor)
    assert moment.obs_O.shape == (world.spaces.observation.size,)
    while not moment.ended:
        moment = playback.advance(moment, actor)
    assert moment.step == 5


@pytest.mark.parametrize("name", ["GoalStarted", "GridSwitches"])
def test_it_does_not_matter_how_they_step_together(name):
    """One by one, in processes, and in a vector environment of their own."""
    environment = f"{MODULE}:{name}-v0"
    world = make_world(environment)
    original = SyncVectorEnv([lambda: make_original(Recipe(environment))] * 4, autoreset_mode=AutoresetMode.NEXT_STEP)
    with (
        closing(world.vector_env(4)) as one_by_one,
        closing(ProcessVectorEnv(Recipe(environment), 4, 2)) as elsewhere,
        closing(plain_vector_env(original)) as together,
    ):
        envs = (one_by_one, elsewhere, together)
        first = [env.reset(seed=3)[0] for env in envs]
        one_by_one.action_space.seed(0)
        steps = [[env.step(action) for env in envs] for action in [one_by_one.action_space.sample() for _ in range(7)]]
    goes_on_N = np.ones(4, np.bool_)
    nobody_N = ~goes_on_N
    for expected, *others in [[(obs_NO, 0.0, nobody_N, nobody_N) for obs_NO in first], *steps]:
        assert expected[0].dtype == np.float32
        assert expected[0].std() > 0
        for other in others:
            np.testing.assert_array_equal(other[0][goes_on_N], expected[0][goes_on_N])
        goes_on_N &= ~(expected[2] | expected[3])  # what comes after an episode's end is nobody's business


@pytest.mark.parametrize(
    ("environment", "spaces", "numbers"),
    [
        ("FrozenLake-v1", "Discrete(16) → Discrete(4)", 16),
        ("Taxi-v4", "Discrete(500) → Discrete(6)", 500),
        ("CliffWalking-v1", "Discrete(48) → Discrete(4)", 48),
        ("Blackjack-v1", "Tuple(Discrete(32), Discrete(11), Discrete(2)) → Discrete(2)", 45),
    ],
)
def test_toy_worlds_train(environment, spaces, numbers):
    with closing(Trainer(Settings(environment=environment, hidden_size=8, episodes_per_update=4))) as trainer:
        assert str(trainer.world.spaces) == spaces
        reports = [trainer.update() for _ in range(3)]
        before, after = (report.lengths_N for report in (reports[0], reports[-1]))
        assert before.min() >= 1
        assert after.max() <= trainer.world.max_episode_steps
        assert trainer.policy().parameters["hidden_1.weight"].shape == (8, numbers)


def test_a_frozen_lake_is_learned():
    """Without ice every way that reaches the goal can be repeated; random walks seldom do."""
    arguments = canonical_arguments('is_slippery=false, desc=["SFF", "FHF", "FFG"]')
    settings = Settings(
        environment="FrozenLake-v1", environment_arguments=arguments, hidden_size=16, episodes_per_update=32, seed=1
    )
    with closing(Trainer(settings)) as trainer:
        for _ in range(40):
            last = trainer.update()
    assert last.returns_N.mean() > 0.9


def test_flatten_is_gymnasiums_own():
    space = Dict(a=Discrete(3), b=Tuple([MultiDiscrete([2, 2]), Box(-1, 1, (2, 2))]))
    space.seed(0)
    obs = space.sample()
    np.testing.assert_array_equal(plain_env(Echo(space, Discrete(2), obs)).reset(seed=0)[0], flatten(space, obs))
