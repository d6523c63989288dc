"""Whose map is drawn: the policy that is shown, where it acts, and what states it has visited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from pg_desktop.learning.acting.perceptron import Perceptron
from pg_desktop.learning.explaining.policy_map import Surface, surface_of, unit_surface, value_surface
from pg_desktop.learning.explaining.quantities import Kind, Quantity, quantities_of
from pg_desktop.messages import UserError

if TYPE_CHECKING:
    from pg_desktop.learning.acting.distributions import Float32
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.networks.value_network import ValueNetworkState
    from pg_desktop.runs.live.status import View
    from pg_desktop.runs.live.tracing import Traced
    from pg_desktop.runs.record import CompleteState, RunRecord

_BY_VALUE: Final = "value"
"""The setting `advantage` of runs that have a learned baseline."""
DOTS_MAX: Final = 700
"""Visited states that are dotted."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A policy with what its run knows about where it has been.

    Attributes:
        policy: whose map it is.
        value: the value network at about the same update; None where none is learned.
        value_scale: mean and standard deviation of the returns that it speaks in.
    """

    policy: Policy
    value: Perceptron | None = None
    value_scale: tuple[float, float] = (0.0, 1.0)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All that can be mapped."""
        return quantities_of(self.policy.architecture.distribution, state_values=self.value is not None)

    def surface(self, quantity: Quantity) -> Surface | None:
        """What is mapped; None where this policy has no such quantity."""
        if quantity not in self.quantities:
            return None
        if quantity.kind is Kind.STATE_VALUE:
            return None if self.value is None else value_surface(self.policy, self.value, *self.value_scale)
        return surface_of(self.policy, quantity)

    def unit_surface(self, unit: tuple[int, int] | None) -> Surface | None:
        """What a hidden unit puts out; None for none, and where there is no such unit."""
        sizes = self.policy.perceptron.hidden_sizes
        if unit is None or unit[0] >= len(sizes) or unit[1] >= sizes[unit[0]]:
            return None
        return unit_surface(self.policy, *unit)


def subject_of(view: View, state: CompleteState | None) -> Subject:
    """The subject of a view with a policy.

    Args:
        view: the policy and where its run is.
        state: of the run at about that update.
    """
    policy = view.policy
    if policy is None:
        raise ValueError("a view without a policy has no map")
    network: ValueNetworkState | None = None
    if state is not None and view.status.settings.advantage == _BY_VALUE:
        network = getattr(state.trainer.algorithm, "value_network", None)
    if network is None:
        return Subject(policy)
    net = _perceptron(network, policy)
    return Subject(policy, net, (float(network.targets.mean_D[0]), float(network.targets.std_D[0])))


def state_near(record: RunRecord | None, update: int) -> CompleteState | None:
    """The kept state of a run that is nearest to an update; None without any, or where it cannot be read."""
    entry = None if record is None else record.checkpoints.nearest(update)
    try:
        return None if entry is None else entry.payload
    except UserError:  # the window tells of a file that cannot be read where it is needed
        return None


def last_state(record: RunRecord) -> CompleteState | None:
    """The state in which a run is, or was left; None without any, or where it cannot be read."""
    try:
        return record.left or state_near(record, record.figures.updates)
    except UserError:
        return None


def visited_in(state: CompleteState | None, traced: Traced | None, run: int, update: int) -> Float32 | None:
    """States that a policy has been in: those of the update that is looked at, or what its run remembers.

    Args:
        state: of the run.
        traced: the update that is looked at.
        run: the id of the run.
        update: of the policy.
    """
    if traced is not None and traced.run == run and abs(traced.trace.update - update) <= 1:
        rollout = traced.trace.rollout
        return rollout.obs_TNO[rollout.mask_TN]
    trained = getattr(state.trainer.algorithm, "trained", None) if state is not None else None
    recent_BO: Float32 | None = None if trained is None else trained.recent_BO
    return recent_BO if recent_BO is not None and len(recent_BO) else None


def dots_of(visited_BO: Float32, axes: tuple[int, int]) -> list[tuple[float, float]]:
    """Where some of the states are, spread over all of them."""
    step = max(1, -(-len(visited_BO) // DOTS_MAX))
    return [(x, y) for x, y in visited_BO[::step, list(axes)].tolist()]


def others_at(state_O: Float32, axes: tuple[int, int]) -> Float32:
    """A state without what it has on the axes, which is 0."""
    others_O = state_O.copy()
    others_O[list(axes)] = 0
    return others_O


def _perceptron(network: ValueNetworkState, policy: Policy) -> Perceptron:
    sizes = [policy.architecture.spaces.observation.size, *network.hidden_sizes, 1]
    weights, biases, position = [], [], 0
    for inputs, outputs in pairwise(sizes):
        weights.append(np.empty((outputs, inputs), np.float32))
        biases.append(np.empty(outputs, np.float32))
        position += outputs * (inputs + 1)
    shapes = Perceptron(tuple(weights), tuple(biases), policy.architecture.activation)
    return shapes.like(network.weights_P[:position])
