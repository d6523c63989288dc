"""The controller that adapts, in two stages.

Stage 1: the policy stays; which part of its pushes arrives is estimated, and they are turned round where the motor is
believed to be reversed. Where the belief is near nothing, it is drawn which way is tried: as often as it is probable
(Thompson 1933).

Stage 2: where the motor alone does not explain what happens, the local linear dynamics are learned anew and a Riccati
step says how to push.

Shape suffixes: N environments, 2 the velocities, 4 the state or what is seen of it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.adapting.belief import MotorBelief
from pg_desktop.learning.adapting.controllers import FixedPolicy, Float32, Regulator, Rows
from pg_desktop.learning.adapting.dynamics import Dynamics, Float64, state_space
from pg_desktop.learning.adapting.least_squares import LinearChanges
from pg_desktop.learning.adapting.seeing import StateFilter
from pg_desktop.learning.adapting.surprise import Surprise
from pg_desktop.learning.worlds.cart_pole.physics import Physics

_VELOCITIES: Final = np.array([1, 3])
_RICCATI_STEPS: Final = 5
"""At every env step."""


class Adaptive:
    """Learns within an episode what has changed. See `Controller`; of a change it is told only the sensors' noise.

    Attributes:
        belief: stage 1: which part of a push arrives.
    """

    def __init__(self, policy: Policy, rows: int, rng: np.random.Generator, known: Physics | None = None) -> None:
        """Begin.

        Args:
            policy: whose pushes are turned round where need be.
            rows: environments.
            rng: draws which way is tried.
            known: the physics that it takes for granted until it is told otherwise; Gymnasium's own if None.
        """
        known = known or Physics()
        self.belief = MotorBelief(rows)
        self._policy = FixedPolicy(policy)
        self._known, self._noise = Dynamics.of(known), known.sensor_noise
        self._rng = rng
        self._surprise = Surprise(rows)
        self._linear = LinearChanges(rows)
        self._filter = StateFilter(rows)
        self._regulator = Regulator(rows)
        self._before: tuple[Float64, Float64] | None = None

    @property
    def second_stage_N(self) -> NDArray[np.bool_]:
        """Where the linear dynamics drive and no longer the policy."""
        return self._surprise.alarmed_N

    @property
    def part_N(self) -> Float64:
        """Which part of a push is believed to arrive: of stage 2, what it does to the cart, in parts of the usual."""
        usual = self._known.changes()[0, 3]
        return np.where(self.second_stage_N, self._linear.changes_N24[:, 0, 3] / usual, self.belief.mean_N)

    @property
    def part_std_N(self) -> Float64:
        """The standard deviation of that belief."""
        usual = self._known.changes()[0, 3]
        return np.where(self.second_stage_N, self._linear.push_std_N() / usual, self.belief.std_N)

    def told(self, physics: Physics) -> None:
        """See `Controller.told`."""
        self._noise = physics.sensor_noise

    def act(self, obs_N4: Float32, going_N: NDArray[np.bool_]) -> NDArray[np.int64]:
        """See `Controller.act`."""
        rows = np.flatnonzero(going_N)
        seen_N4 = obs_N4.astype(np.float64)
        if self._before is not None:
            self._learn(rows, seen_N4, *self._before)
        share_N = 2.0 * self._policy.act(obs_N4, going_N).astype(np.float64) - 1.0
        turned_N = self._rng.random(len(share_N)) < self.belief.reversed_share()
        share_N = np.where(turned_N, -share_N, share_N)
        second = rows[self.second_stage_N[rows]]
        if len(second):
            dynamics = state_space(self._linear.changes_N24[second])
            share_N[second] = self._regulator.push(second, self._filter.state_N4[second], *dynamics, _RICCATI_STEPS)
        self._before = seen_N4, share_N
        return (share_N > 0).astype(np.int64)

    def _learn(self, rows: Rows, seen_N4: Float64, before_N4: Float64, share_N: Float64) -> None:
        first = rows[~self.second_stage_N[rows]]
        if len(first):
            change_N2 = (seen_N4 - before_N4)[first][:, _VELOCITIES] - self._known.unpushed(before_N4[first])
            effect_N2 = self._known.pushed(before_N4[first]) * share_N[first, None]
            self.belief.see(first, change_N2, effect_N2, self._noise)
            self._surprise.see(first, change_N2, effect_N2, self._noise)
            self._begin_second_stage(first[self.second_stage_N[first]], before_N4)
        second = rows[self.second_stage_N[rows]]
        if len(second):
            self._learn_dynamics(second, seen_N4[second], share_N[second])

    def _begin_second_stage(self, rows: Rows, before_N4: Float64) -> None:
        """Learn from the step on that has shown that it is needed."""
        if not len(rows):
            return
        guess_N24 = np.repeat(self._known.changes()[None], len(rows), axis=0)
        guess_N24[:, :, 3] *= self.belief.mean_N[rows, None]
        self._linear.begin(rows, guess_N24)
        self._filter.begin(rows, before_N4[rows], self._noise)
        a_144, b_14 = state_space(self._known.changes()[None])
        self._regulator.begin(rows, a_144[0], b_14[0])

    def _learn_dynamics(self, rows: Rows, seen_N4: Float64, share_N: Float64) -> None:
        state_N4 = self._filter.state_N4[rows]
        regressors_N4 = np.concatenate([state_N4[:, 1:], share_N[:, None]], axis=1)
        change_N2 = (seen_N4 - state_N4)[:, _VELOCITIES]
        self._linear.see(rows, regressors_N4, change_N2, self._noise)
        a_N44, b_N4 = state_space(self._linear.changes_N24[rows])
        expected_N4 = np.einsum("nij,nj->ni", a_N44, state_N4) + share_N[:, None] * b_N4
        doubt_N = self._linear.doubt_about(rows, regressors_N4)
        self._filter.see(rows, expected_N4, a_N44, doubt_N, seen_N4, self._noise)
