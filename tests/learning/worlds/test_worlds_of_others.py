"""Environments that somebody else brings: how they are found, how they step, and what is said where they do not fit."""

from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions import Family
from pg_desktop.learning.acting.policy import ActionMode, Architecture, Policy
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds import world
from pg_desktop.learning.worlds.making import make_env
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.resting import RestingVectorEnv
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.table import BOX2D
from pg_desktop.learning.worlds.vectorisation import Vectorisation
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from tests.learning.playing import played

MODULE = "tests.learning.worlds.counting_world"
COUNTING, SLOW = f"{MODULE}:Counting-v0", f"{MODULE}:Slow-v0"
SPACES = Spaces(VectorSpace(2), DiscreteSpace(2))


def _policy():
    architecture = Architecture(SPACES, (4,), "tanh")
    shapes = architecture.parameter_shapes()
    return Policy(architecture, {name: np.full(shape, 0.01, np.float32) for name, shape in shapes.items()})


def test_an_id_with_a_module_is_imported_and_found():
    found = make_world(COUNTING)
    assert found.spaces == SPACES
    assert (found.threshold, found.max_episode_steps) == (None, 6)
    assert found.vectorisation is Vectorisation.SYNC


def test_nothing_of_one_episode_leaks_into_another():
    """Nor does what comes after an episode's end, while it waits for the longest."""
    inner = env = RestingVectorEnv([partial(make_env, Recipe(COUNTING))] * 40)
    rollout = played(env, _policy(), np.random.default_rng(0))
    assert len(set(rollout.length_N)) > 4
    # None has taken a step more than its episode is long, and none has begun another.
    assert [env.unwrapped.count for env in inner.envs] == rollout.length_N.tolist()
    assert {env.unwrapped.episode for env in inner.envs} == {0}
    for n, length in enumerate(rollout.length_N):
        np.testing.assert_array_equal(rollout.obs_TNO[:length, n, 0], 0)
        np.testing.assert_array_equal(rollout.obs_TNO[:length, n, 1], np.arange(length))
        np.testing.assert_array_equal(rollout.reward_TN[:length, n], np.arange(1, length + 1))
        # What came after the last step, and not what the next episode began with.
        np.testing.assert_array_equal(rollout.final_obs_NO[n], [0, length])
    assert not rollout.reward_TN[~rollout.mask_TN].any()
    # Longer ones than six steps are cut off; six may be either.
    truncated_N = ~rollout.terminated_N
    assert truncated_N.any()
    assert set(rollout.length_N[truncated_N]) == {6}
    assert rollout.terminated_N[rollout.length_N < 6].all()
    env.close()


def test_a_final_observation_is_memory_of_its_own():
    env = make_world(COUNTING).vector_env(5)
    policy, rng = _policy(), np.random.default_rng(0)
    rollout = played(env, policy, rng)
    kept = rollout.final_obs_NO.copy()
    played(env, policy, rng)
    np.testing.assert_array_equal(rollout.final_obs_NO, kept)
    env.close()


@pytest.mark.parametrize("advantage", ["time", "value"])
def test_it_can_be_trained_on_and_the_same_seed_gives_the_same_run(advantage):
    settings = Settings(environment=COUNTING, hidden_size=4, episodes_per_update=5, advantage=advantage)
    first, second = Trainer(settings), Trainer(settings)
    for _ in range(2):
        np.testing.assert_array_equal(first.update().returns_N, second.update().returns_N)
    assert first.policy().equals(second.policy())
    result = evaluate(first.policy(), first.world, episodes=6, seed=0, mode=ActionMode.SAMPLED)
    assert len(result.returns_N) == 6
    first.close()
    second.close()


def test_a_slow_environment_steps_in_processes_which_end_with_the_training():
    assert make_world(SLOW).vectorisation is Vectorisation.ASYNC
    trainer = Trainer(Settings(environment=SLOW, hidden_size=4, episodes_per_update=2))
    try:
        trainer.update()
        env = trainer._env
        assert isinstance(env, ProcessVectorEnv)
        processes = list(env.processes)
        assert len(processes) == 2
        assert all(process.is_alive() for process in processes)
    finally:
        trainer.close()
    assert not any(process.is_alive() for process in processes)
    assert trainer._env is None
    trainer.close()  # a second time is no error


@pytest.mark.parametrize("family", list(Family))
def test_bounds_that_float32_does_not_know_are_kept(family):
    settings = Settings(
        environment=f"{MODULE}:Strict-v0",
        hidden_size=4,
        episodes_per_update=8,
        action_distribution=family,
        start_std=5.0,
    )
    with closing(Trainer(settings)) as trainer:
        for _ in range(2):
            trainer.update()


@pytest.mark.parametrize("name", ["NEXT_STEP", "SAME_STEP", "DISABLED", "Unknown"])
def test_a_vector_environment_of_others_is_used_where_it_shows_how_episodes_end(name):
    found = make_world(f"{MODULE}:Together{name}-v0")
    assert found.vectorisation is (Vectorisation.VECTOR if name == "NEXT_STEP" else Vectorisation.SYNC)
    with closing(found.vector_env(40)) as env, closing(make_world(COUNTING).vector_env(40)) as single:
        rollout, expected = (played(each, _policy(), np.random.default_rng(0)) for each in (env, single))
    np.testing.assert_array_equal(rollout.final_obs_NO[:, 1], rollout.length_N)
    for field, array in vars(expected).items():
        # After its end an episode of one goes on into the next, and one of the other rests.
        where = expected.mask_TN if field in ("obs_TNO", "action_TN") else ...
        found_array = np.asarray(getattr(rollout, field))
        np.testing.assert_array_equal(found_array[where], np.asarray(array)[where], err_msg=field)


@pytest.mark.parametrize(
    ("environment", "beginning"),
    [
        ("Nowhere-v0", "There is no environment named 'Nowhere-v0'; known are CartPole-v1, "),
        (
            "Nowhere/Pong-v5",
            "There is no environment named 'Nowhere/Pong-v5', to which Gymnasium says: “Have you installed the proper "
            "package for Nowhere?” Known are CartPole-v1, ",
        ),
        (
            "Taxi-v3",
            "There is no environment named 'Taxi-v3', to which Gymnasium says: “Please use Taxi-v4 instead.” Known are "
            "CartPole-v1, ",
        ),
        (
            "CartPole-v9",
            "There is no environment named 'CartPole-v9', to which Gymnasium says: “It provides versioned "
            "environments: [ v0, v1 ].” Known are CartPole-v1, ",
        ),
        (f"{MODULE}:Nowhere-v0", f"There is no environment named '{MODULE}:Nowhere-v0'; known are "),
        ("no id", "'no id' is no name of an environment; known are "),
        (
            "tests.learning.worlds.broken_world:Broken-v0",
            "The module tests.learning.worlds.broken_world of the environment cannot be imported: "
            "RuntimeError: the licence has run out.",
        ),
        (
            "tests.no_such_module:Broken-v0",
            "There is no module tests.no_such_module for the environment tests.no_such_module:Broken-v0: it is neither "
            f"installed nor in the folder {Path.cwd()}. Install it, start the program in the folder where it is, or "
            "name a file, as in “./no_such_module.py:Broken-v0”.",
        ),
        (
            f"{MODULE}:EndlessPictures-v0",
            "Observations of the form Box(0, 255, (8, 8), uint8) are not supported, because ",
        ),
        (
            "tests.learning.worlds.needy_world:Needy-v0",
            "The module tests.learning.worlds.needy_world of the environment cannot be imported: "
            "DependencyNotInstalled: install the simulator first.",
        ),
        (f"{MODULE}:NoReset-v0", f"The environment {MODULE}:NoReset-v0 has failed in reset(): OSError: no bridge to"),
        (f"{MODULE}:Pictures-v0", "Observations of the form Box(0, 255, (8, 8), uint8) are not supported, because "),
        (
            f"{MODULE}:Fixed-v0",
            "Actions of the form Box([-1. 0.5], [1. 0.5], (2,), float64) are not supported, because one of the numbers "
            "is fixed: its lower bound is not below its upper bound.",
        ),
        (f"{MODULE}:Words-v0", "Actions of the form Text("),
        (f"{MODULE}:Unmakable-v0", f"{MODULE}:Unmakable-v0 cannot be made: FileNotFoundError: no map of the world."),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(environment, beginning):
    with pytest.raises(UserError) as caught:
        make_world(environment)
    message = str(caught.value)
    assert message.startswith(beginning)
    assert message.endswith(".")
    assert "\n" not in message
    with pytest.raises(UserError):
        Trainer(Settings(environment=COUNTING).changed({"environment": environment}))


def test_what_must_be_installed_is_named(monkeypatch):
    monkeypatch.setattr(world, "missing_extra", lambda entry: entry.extra is BOX2D)
    for environment in ("LunarLander-v3", "LunarLanderContinuous-v3"):
        with pytest.raises(UserError) as caught:
            make_world(environment)
        assert str(caught.value) == (
            f"{environment} needs more than is installed; run “pip install 'pg-desktop[box2d]'” and start again."
        )
    make_world("CartPole-v1")
