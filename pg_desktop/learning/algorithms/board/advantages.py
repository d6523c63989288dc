"""How much better a move was than expected, in games for two that end in 1, 0 or −1.

A side's decisions in a game are one trajectory, and the opponent's moves are part of the world. So no value has to
change its sign: what is expected before a decision, before the side's next one, and how the game ended are all in its
own eyes.

Shape suffixes: B decisions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Float32
from pg_desktop.learning.games.playing import Played

Float64 = NDArray[np.float64]


def advantages(played: Played, value_B: Float32, *, gamma: float, lambda_: float) -> Float64:
    """GAE: Aₜ = Σₖ (γλ)ᵏ δₜ₊ₖ with δₜ = γ V(sₜ₊₁) − V(sₜ), and δ = z − V(s) at a side's last decision.

    With λ = 1 it is the outcome, discounted from the side's last decision back, minus V.

    Args:
        played: the games.
        value_B: V of each decision, in the eyes of the side that made it.
        gamma: discount in [0, 1], a side's own decision after the other.
        lambda_: λ in [0, 1].

    Returns:
        float64 (B,).
    """
    trajectories = 2 * len(played.outcome_N)
    next_value, next_advantage = np.zeros(trajectories), np.zeros(trajectories)
    decides_again = np.zeros(trajectories, np.bool_)
    outcome_B, advantage_B = played.outcome_B, np.zeros(len(value_B))
    end = len(value_B)
    for start in reversed(played.start_T):
        rows = slice(start, end)
        mine = played.trajectory_B[rows]
        expected = np.where(decides_again[mine], gamma * next_value[mine], outcome_B[rows])
        advantage_B[rows] = expected - value_B[rows] + gamma * lambda_ * next_advantage[mine]
        next_value[mine], next_advantage[mine], decides_again[mine] = value_B[rows], advantage_B[rows], True
        end = start
    return advantage_B


def normalised(advantage_B: Float64) -> Float32:
    """Brought to mean 0 and standard deviation 1; 0 where all are equal."""
    difference_B = advantage_B - advantage_B.mean()
    spread = float(np.sqrt(np.square(difference_B).mean()))
    scaled_B: Float64 = difference_B / spread if spread > 1e-9 else np.zeros_like(difference_B)
    return scaled_B.astype(np.float32)
