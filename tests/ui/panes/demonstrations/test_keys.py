"""Which keys do what in each world, and that what they do moves it to the side that they point to."""

import numpy as np
import pytest

from pg_desktop.learning.acting.sites import GymnasiumSite
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.ui.panes.demonstrations.keys import KEYS, LEFT, RIGHT, UP

NOTHING = frozenset()


def does(world, *keys, before=None):
    return KEYS[world].does(frozenset(keys), before)


def after(world, action, steps=8):
    """What is seen after some steps of an action."""
    site = GymnasiumSite(make_world(world))
    site.reset(3)
    for _ in range(steps):
        seen = site.step(np.array(action, np.int64 if isinstance(action, int) else np.float32))[0]
    return seen


def test_there_are_keys_for_every_world_of_the_table_but_board_games():
    assert set(KEYS) == {entry.id for entry in ENVIRONMENTS if entry.family != "board"}


def test_without_a_key_the_pushes_of_the_cart_pole_cancel_out():
    done = [does("CartPole-v1")]
    for _ in range(5):
        done.append(does("CartPole-v1", before=done[-1]))
    assert done == [1, 0, 1, 0, 1, 0]
    assert (does("CartPole-v1", LEFT, before=0), does("CartPole-v1", RIGHT, before=1)) == (0, 1)


def test_both_arrows_together_are_none():
    assert does("MountainCar-v0", LEFT, RIGHT) == does("MountainCar-v0") == 1
    assert does("Pendulum-v1", LEFT, RIGHT) == (0.0,)


@pytest.mark.parametrize(
    ("world", "to_the_right"),
    [
        ("CartPole-v1", lambda obs: obs[1]),
        ("MountainCar-v0", lambda obs: obs[1]),
        ("MountainCarContinuous-v0", lambda obs: obs[1]),
        ("Acrobot-v1", lambda obs: obs[3]),  # sin θ₂: the lower link, hanging down, is at the right
        ("Pendulum-v1", lambda obs: -obs[2]),  # θ grows against the clock
        ("LunarLander-v3", lambda obs: -obs[4]),  # it leans to the right
        ("LunarLanderContinuous-v3", lambda obs: -obs[4]),
    ],
)
def test_an_arrow_moves_it_to_its_side(world, to_the_right):
    left, right = (to_the_right(after(world, does(world, key))) for key in (LEFT, RIGHT))
    assert left < right


@pytest.mark.parametrize("world", ["LunarLander-v3", "LunarLanderContinuous-v3"])
def test_up_is_the_main_engine(world):
    fired, fell = (after(world, action)[3] for action in (does(world, UP), does(world)))
    assert fired > fell + 0.1
