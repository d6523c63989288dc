"""Stage 2, second half: the push that is best for linear dynamics and a quadratic cost, by Riccati steps.

The cost to go sᵀ H s of s' = A s + B u, with Q s² and R u² to be paid at every step, is carried one step back by

    K = (R + Bᵀ H B)⁻¹ Bᵀ H A,    H ← Q + Aᵀ H (A − B K),    u = −K s

(Kwakernaak and Sivan 1972, chapter 6). A few steps at every env step, from where the last ones have led to, follow
dynamics that are still being learned.

Shape suffixes: N environments, 4 the state.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from pg_desktop.learning.adapting.dynamics import Float64

STATE_COST: Final = np.array([0.3, 0.1, 10.0, 0.1])
"""Q's diagonal: for 1 m², 1 (m/s)², 1 rad² and 1 (rad/s)².

Where a metre costs 1 or more, a cart that has rolled far is called back with more than all force, which no push has,
and the pole falls: of one seed of five, in 1 or 2 of 20 episodes at each of `changes.NAMED`.
"""
PUSH_COST: Final = 0.1
"""R: for a full push."""
_DOUBLINGS: Final = 12
"""Rounds that are worth 4,096 steps, more than a minute."""
_HIGHEST: Final = 1e8
"""Where dynamics that are known badly let the cost to go run away, it begins anew."""


def riccati_steps(cost_N44: Float64, a_N44: Float64, b_N4: Float64, steps: int) -> tuple[Float64, Float64]:
    """Carry the cost to go some steps back.

    Args:
        cost_N44: H, symmetric.
        a_N44: A.
        b_N4: B.
        steps: how many; at least 1.

    Returns:
        H and the gains K, (N, 4).
    """
    state_cost_44, back_N44 = np.diag(STATE_COST), np.swapaxes(a_N44, 1, 2)
    push_N41, gain_N14 = b_N4[:, :, None], np.zeros((len(b_N4), 1, 4))
    for _ in range(steps):
        into_N14 = b_N4[:, None, :] @ cost_N44
        gain_N14 = into_N14 @ a_N44 / (PUSH_COST + into_N14 @ push_N41)
        cost_N44 = state_cost_44 + back_N44 @ cost_N44 @ (a_N44 - push_N41 * gain_N14)
        cost_N44 = (cost_N44 + np.swapaxes(cost_N44, 1, 2)) / 2
        lost_N = ~(np.abs(cost_N44).max(axis=(1, 2)) < _HIGHEST)
        if lost_N.any():
            cost_N44[lost_N] = state_cost_44
    return cost_N44, gain_N14[:, 0, :]


def lasting_cost(a_44: Float64, b_4: Float64) -> Float64:
    """The cost to go H, (4, 4), that further Riccati steps leave as it is, of one row's dynamics that a push acts on.

    By doubling: each round is worth as many steps as all before it together (Anderson 1978, "Second-order convergent
    algorithms for the steady-state Riccati equation").
    """
    ahead_44, reach_44, cost_44 = a_44, np.outer(b_4, b_4) / PUSH_COST, np.diag(STATE_COST)
    for _ in range(_DOUBLINGS):
        through_44 = np.linalg.inv(np.eye(4) + reach_44 @ cost_44)
        reach_44, cost_44, ahead_44 = (
            reach_44 + ahead_44 @ through_44 @ reach_44 @ ahead_44.T,
            cost_44 + ahead_44.T @ cost_44 @ through_44 @ ahead_44,
            ahead_44 @ through_44 @ ahead_44,
        )
    lasting_44: Float64 = (cost_44 + cost_44.T) / 2
    return lasting_44
