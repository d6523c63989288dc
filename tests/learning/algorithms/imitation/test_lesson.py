"""What is learned and what judges, what an action would have been drawn as, and what there is nothing to learn from."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions import Categorical
from pg_desktop.learning.acting.distributions.gaussian import Gaussian, SquashedGaussian
from pg_desktop.learning.algorithms.imitation.lesson import as_drawn, lessons_of, require_demonstrations
from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.worlds.spaces import BoxSpace
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError

WORLD = make_world("CartPole-v1")
SPACE = BoxSpace((-2.0,), (4.0,))


@pytest.fixture(scope="module")
def shown():
    return record(WORLD, episodes=10, speed=0.25, seed=0)


def rows(lesson):
    return {row.tobytes() for row in lesson.obs_BO}


def test_of_many_episodes_whole_ones_are_held_out(shown):
    learned, held = lessons_of(shown, Categorical(2), np.random.default_rng(0))
    assert (len(learned), len(held)) == (4000, 1000)
    assert not rows(learned) & rows(held)
    assert sum(each.obs_LO[0].tobytes() in rows(held) for each in shown) == 2


def test_of_few_episodes_single_steps_are(shown):
    learned, held = lessons_of(shown[:1], Categorical(2), np.random.default_rng(0))
    assert (len(learned), len(held)) == (400, 100)
    assert not rows(learned) & rows(held)


def test_of_a_handful_of_labels_none_is(shown):
    few = replace(shown[0], labelled_L=np.arange(500) < 9)
    learned, held = lessons_of([few], Categorical(2), np.random.default_rng(0))
    assert len(learned) == len(held) == 9


def test_only_labels_are_learned_from(shown):
    half = replace(shown[0], labelled_L=np.arange(500) % 2 == 0, label_L=1 - shown[0].label_L)
    learned, held = lessons_of([half], Categorical(2), np.random.default_rng(0))
    assert len(learned) + len(held) == 250
    wanted = {row.tobytes(): label for row, label in zip(half.obs_LO, half.label_L, strict=True)}
    assert all(wanted[row.tobytes()] == label for row, label in zip(learned.obs_BO, learned.action_B, strict=True))


def test_a_squashed_action_is_drawn_as_what_is_squashed_to_it():
    squashed = SquashedGaussian(SPACE, free_std=True)
    actions = np.array([[-1.5], [1.0], [3.9]], np.float32)
    assert squashed.environment_action(as_drawn(squashed, actions)) == pytest.approx(actions, abs=1e-5)
    assert np.isfinite(as_drawn(squashed, np.array([[-2.0], [4.0]], np.float32))).all()
    assert np.array_equal(as_drawn(Gaussian(SPACE, free_std=True), actions), actions)


def test_nothing_and_another_world_are_refused(shown):
    with pytest.raises(UserError, match="nothing to imitate"):
        require_demonstrations([], WORLD)
    with pytest.raises(UserError, match="nothing to imitate"):
        require_demonstrations([replace(shown[0], labelled_L=np.zeros(500, np.bool_))], WORLD)
    with pytest.raises(UserError, match="Episodes of CartPole-v1 cannot be imitated in MountainCar-v0"):
        require_demonstrations(shown, make_world("MountainCar-v0"))
