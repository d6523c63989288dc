"""Who balances: policies that stay as they are, and the two of whom one learns and one is told.

A controller pushes left or right, and is told of a change only how noisy its sensors are; the oracle is told all of it.

Shape suffixes: N environments, 4 the state or what is seen of it.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.policy import Policy, acting_may_overflow
from pg_desktop.learning.adapting.dynamics import Dynamics, Float64, state_space
from pg_desktop.learning.adapting.riccati import STATE_COST, lasting_cost, riccati_steps
from pg_desktop.learning.adapting.seeing import StateFilter
from pg_desktop.learning.worlds.cart_pole.drive import Drive
from pg_desktop.learning.worlds.cart_pole.physics import Physics

Float32 = NDArray[np.float32]
Rows = NDArray[np.intp]


class Controller(Protocol):
    """Balances the poles of several environments at once. To be used in one thread."""

    def act(self, obs_N4: Float32, going_N: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Push each cart left (0) or right (1).

        Args:
            obs_N4: what is seen.
            going_N: which episodes still are; of the others nothing is learned, and what is done there is nothing.
        """
        ...

    def told(self, physics: Physics) -> None:
        """The physics has just become another."""
        ...


class FixedPolicy:
    """A policy that always does what it thinks best. See `Controller`."""

    def __init__(self, policy: Policy) -> None:
        # Greedy, so that nothing is drawn; the generator is never asked.
        self._actor = PolicyActor(policy, ActionMode.GREEDY, np.random.default_rng(0), at_once=1)

    def act(self, obs_N4: Float32, going_N: NDArray[np.bool_]) -> NDArray[np.int64]:
        """See `Controller.act`."""
        del going_N
        with acting_may_overflow():
            action_N: NDArray[np.int64] = self._actor.act(obs_N4).environment_action_N
        return action_N

    def told(self, physics: Physics) -> None:
        """See `Controller.told`."""


class Regulator:
    """Pushes that keep linear dynamics at rest in the middle of the track, left or right with all force.

    A push that is to be weaker is made of several: what one is too strong the next ones make up for.
    """

    def __init__(self, rows: int) -> None:
        self._cost_N44 = np.repeat(np.diag(STATE_COST)[None], rows, axis=0)
        self._owed_N = np.zeros(rows)

    def begin(self, rows: Rows, a_44: Float64, b_4: Float64) -> None:
        """Work out what is best for dynamics that all these rows have."""
        self._cost_N44[rows] = lasting_cost(a_44, b_4)
        self._owed_N[rows] = 0.0

    def push(self, rows: Rows, state_N4: Float64, a_N44: Float64, b_N4: Float64, steps: int) -> Float64:
        """Push: −1 or 1 for each row.

        Args:
            rows: which environments.
            state_N4: of them.
            a_N44: their dynamics.
            b_N4: what a push does there.
            steps: Riccati steps to make first.
        """
        self._cost_N44[rows], gain_N4 = riccati_steps(self._cost_N44[rows], a_N44, b_N4, steps)
        wanted_N = np.clip(-(gain_N4 * state_N4).sum(-1), -1.0, 1.0) + self._owed_N[rows]
        share_N = np.where(wanted_N > 0, 1.0, -1.0)
        self._owed_N[rows] = np.clip(wanted_N - share_N, -1.0, 1.0)
        return share_N


class Oracle:
    """Is told the new physics, and pushes as is best for it. See `Controller`.

    Up to the first change it is the policy. It knows its pushes that are still on their way, and how noisy what it sees
    is; what it does not do is to plan around a motor's play.
    """

    def __init__(self, policy: Policy, rows: int) -> None:
        self._policy = FixedPolicy(policy)
        self._regulator = Regulator(rows)
        self._filter = StateFilter(rows)
        self._drive = Drive(rows)
        self._physics: Physics | None = None
        self._a_44, self._b_4 = np.zeros((4, 4)), np.zeros(4)
        self._acted_N: Float64 | None = None
        self._on_their_way: list[Float64] = []
        self._rows = rows

    def told(self, physics: Physics) -> None:
        """See `Controller.told`."""
        self._physics = physics
        a_144, b_14 = state_space(Dynamics.of(physics).changes()[None])
        self._a_44, self._b_4 = a_144[0], b_14[0]
        self._regulator.begin(np.arange(self._rows), self._a_44, self._b_4)
        self._drive.set(np.array(physics.delay), np.array(physics.backlash))
        self._on_their_way = [np.zeros(self._rows) for _ in range(int(physics.delay))]
        self._acted_N = None

    def act(self, obs_N4: Float32, going_N: NDArray[np.bool_]) -> NDArray[np.int64]:
        """See `Controller.act`."""
        if self._physics is None:
            return self._policy.act(obs_N4, going_N)
        rows = np.flatnonzero(going_N)
        a_N44, b_N4 = self._dynamics(rows)
        self._look(rows, obs_N4[rows].astype(np.float64), self._physics.sensor_noise)
        state_N4 = self._filter.state_N4[rows]
        for share_N in self._on_their_way:
            state_N4 = state_N4 @ self._a_44.T + share_N[rows, None] * self._b_4
        share_N = np.ones(self._rows)
        share_N[rows] = self._regulator.push(rows, state_N4, a_N44, b_N4, 1)
        self._on_their_way = [*self._on_their_way, share_N][1:] if self._on_their_way else []
        self._acted_N = self._drive.pass_on(share_N)
        return (share_N > 0).astype(np.int64)

    def _look(self, rows: Rows, seen_N4: Float64, sensor_noise: float) -> None:
        if self._acted_N is None:
            self._filter.begin(rows, seen_N4, sensor_noise)
            return
        expected_N4 = self._filter.state_N4[rows] @ self._a_44.T + self._acted_N[rows, None] * self._b_4
        doubt_N = np.full(len(rows), 1e-6)
        self._filter.see(rows, expected_N4, self._dynamics(rows)[0], doubt_N, seen_N4, sensor_noise)

    def _dynamics(self, rows: Rows) -> tuple[Float64, Float64]:
        return (
            np.broadcast_to(self._a_44, (len(rows), 4, 4)),
            np.broadcast_to(self._b_4, (len(rows), 4)),
        )
