"""Steps to evaluate rewards in, made by hand."""

import numpy as np

from pg_desktop.learning.rewards.evaluating import Played, rewards
from pg_desktop.learning.rewards.reward import compiled
from pg_desktop.learning.worlds.table import environment_entry

CART_POLE = environment_entry("CartPole-v1").quantities


def two_steps():
    """Two steps of CartPole: x, v, θ, ω before and after; a push to the left, then to the right, which ends it."""
    return Played(
        obs_SO=np.array([[1.0, 2.0, 0.1, -0.5], [1.5, -2.0, 0.2, 0.5]], np.float32),
        next_obs_SO=np.array([[1.5, -2.0, 0.2, 0.5], [2.0, 4.0, -0.3, 1.0]], np.float32),
        action_SA=np.array([0, 1]),
        own_S=np.array([1.0, 1.0]),
        terminated_S=np.array([False, True]),
        step_S=np.array([7, 8]),
    )


def of(text, quantities=CART_POLE, played=None, gamma=0.9):
    """What a reward comes to in two steps."""
    return rewards(compiled(text, quantities), two_steps() if played is None else played, gamma)
