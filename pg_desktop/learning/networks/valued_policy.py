"""A policy that is being trained together with the value network that it brings along.

Shape suffixes: B positions, F observed numbers, P weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch
from torch import Tensor

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.networks.adam import Adam, AdamState
from pg_desktop.learning.networks.network import FlatNetwork
from pg_desktop.learning.networks.resizing import resize
from pg_desktop.learning.networks.trained_policy import TrainedPolicy, TrainedPolicyState
from pg_desktop.learning.worlds.spaces import Spaces
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_LEAST_NORM: Final = 1e-12
"""A gradient that is shorter needs no shortening."""


@dataclass(frozen=True, eq=False)
class Weights:
    """A policy with its value network as it once was, without what an optimiser remembers. Nobody writes to it.

    Attributes:
        architecture: how it is built; it brings a value network.
        weights_P: the policy's weights, float32.
        value_P: the value network's, float32.
    """

    architecture: Architecture
    weights_P: Float32
    value_P: Float32

    def check(self) -> None:
        """Look whether its parts belong together.

        Raises:
            ValueError: if they do not, or a weight is no finite number.
        """
        if not self.architecture.valued:
            raise ValueError("a policy without a value network")
        for array_P, shapes in (
            (self.weights_P, self.architecture.learned_shapes()),
            (self.value_P, self.architecture.value_shapes()),
        ):
            if array_P.shape != (_size_of(shapes),) or not np.isfinite(array_P).all():
                raise ValueError("no weights of this architecture")

    @property
    def nbytes(self) -> int:
        """What it takes."""
        return self.weights_P.nbytes + self.value_P.nbytes

    @property
    def arrays(self) -> tuple[Float32, ...]:
        """What it shares with whoever else holds it."""
        return self.weights_P, self.value_P

    def policy(self) -> Policy:
        """The policy as a value."""
        arrays = self.architecture.arrays_of(self.weights_P)
        return Policy(self.architecture, arrays | _parts(self.architecture.value_shapes(), self.value_P)).frozen()


@dataclass(frozen=True, eq=False)
class ValuedPolicyState:
    """Everything that the next step depends on.

    Attributes:
        trained: the policy.
        value_P: the value network's weights, float32.
        value_adam: what its optimiser remembers.
    """

    trained: TrainedPolicyState
    value_P: Float32
    value_adam: AdamState

    def check(self) -> None:
        """Look whether its parts belong together.

        Raises:
            ValueError: if they do not, or a weight is no finite number.
        """
        self.weights.check()
        self.value_adam.check(len(self.value_P))

    @property
    def nbytes(self) -> int:
        """What it takes."""
        return self.trained.nbytes + 3 * self.value_P.nbytes

    @property
    def spaces(self) -> Spaces:
        """What the policy sees and may do."""
        return self.trained.architecture.spaces

    @property
    def weights(self) -> Weights:
        """Without what the optimisers remember."""
        return Weights(self.trained.architecture, self.trained.weights_P, self.value_P)

    def policy(self) -> Policy:
        """The policy as it was then, with arrays of its own."""
        return self.weights.policy()


class ValuedPolicy:
    """A policy and its value network, each with an optimiser. Made, used and dropped in one thread.

    Attributes:
        trained: the policy.
        value: the value network; tanh of what it puts out is within [−1, 1].
    """

    value: FlatNetwork

    def __init__(self, architecture: Architecture, initial: np.random.Generator, further: np.random.Generator) -> None:
        """Prepare.

        Args:
            architecture: how the policy is built; it brings a value network and does not normalise observations.
            initial: draws the policy's weights.
            further: draws the value network's.
        """
        self.trained = TrainedPolicy(architecture, initial)
        self._build_value()
        self.value.initialise(further)

    @property
    def architecture(self) -> Architecture:
        """How the policy is built."""
        return self.trained.architecture

    @property
    def acting(self) -> Policy:
        """The policy as it is now, sharing the networks' memory."""
        return Policy(self.architecture, {**self.trained.acting.parameters, **self._value_arrays()})

    def policy(self) -> Policy:
        """A frozen copy of it."""
        return self.acting.frozen()

    def weights(self) -> Weights:
        """A copy of the weights alone."""
        return Weights(self.architecture, self.trained.network.weights_P.copy(), self.value.weights_P.copy())

    def load(self, policy: Policy) -> None:
        """Take over a policy's weights, and those of its value network where it brings one.

        Raises:
            UserError: if it is built differently.
        """
        if replace(policy.architecture, valued=True) != self.architecture:
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "The policy is built as {policy}, but the settings ask for {wanted}."),
                policy=policy.architecture.summary(),
                wanted=self.architecture.summary(),
            )
        self.trained.load(Policy(self.architecture, policy.parameters), None)
        if policy.architecture.valued:
            for name, array in self._value_arrays().items():
                array[...] = policy.parameters[name]

    def take(self, weights: Weights) -> None:
        """Have the weights of another moment; the optimisers go on as they are."""
        self.trained.network.weights_P[...] = weights.weights_P
        self.value.weights_P[...] = weights.value_P

    def zero_grad(self) -> None:
        """Set both gradients to 0."""
        self.trained.network.zero_grad()
        self.value.zero_grad()

    def values(self, obs_BF: Tensor) -> Tensor:
        """V of observations, float32 (B,), differentiable in the value network's weights."""
        return torch.tanh(self.value(obs_BF)[:, 0])

    def step(self, learning_rate: float, limit: float) -> float:
        """Take a step along the gradients that lie in both networks, each shortened to `limit` if it is longer.

        Returns:
            How long the policy's was.
        """
        norm = _shortened(self.trained.network.gradient_P, limit)
        _shortened(self.value.gradient_P, limit)
        self.trained.step(learning_rate)
        self._adam.step(self.value.weights_P, self.value.gradient_P, learning_rate)
        return norm

    def is_finite(self) -> bool:
        """Whether all weights are."""
        return bool(np.isfinite(self.trained.network.weights_P).all() and np.isfinite(self.value.weights_P).all())

    def resize(self, hidden_size: int, rng: np.random.Generator) -> float:
        """Give every hidden layer `hidden_size` units and keep what was learned; see `resizing`.

        Returns:
            How far that moved the policy: mean KL over recent observations, nats.
        """
        before, recent_BF = self.trained.network, self.trained.recent_BO
        net, adam = self.value.perceptron(), self._adam.state()
        resized = resize(net, net.like(adam.mean_P), net.like(adam.square_P), recent_BF, hidden_size, rng)
        self.trained.resize(hidden_size, rng)
        self._build_value()
        self.value.weights_P[...] = resized.net.flat()
        self._adam.restore(AdamState(adam.steps, resized.mean.flat(), resized.square.flat()))
        return self.trained.distance(before)

    def state(self) -> ValuedPolicyState:
        """A copy of everything that the next step depends on."""
        return ValuedPolicyState(self.trained.state(), self.value.weights_P.copy(), self._adam.state())

    def restore(self, state: ValuedPolicyState) -> None:
        """Go back to a state of this policy, bit for bit."""
        rebuilt = state.trained.architecture != self.architecture
        self.trained.restore(state.trained)
        if rebuilt:
            self._build_value()
        self.value.weights_P[...] = state.value_P
        self._adam.restore(state.value_adam)

    def _build_value(self) -> None:
        shapes = [shape for shape in self.architecture.value_shapes().values() if len(shape) == 2]
        layers = [(f"value_{number}", inputs, outputs) for number, (outputs, inputs) in enumerate(shapes, start=1)]
        self.value = FlatNetwork(layers, self.architecture.activation)
        self._adam = Adam(len(self.value.weights_P))

    def _value_arrays(self) -> dict[str, Float32]:
        return _parts(self.architecture.value_shapes(), self.value.weights_P)


def _parts(shapes: Mapping[str, tuple[int, ...]], vector_P: Float32) -> dict[str, Float32]:
    """The parts of a vector of weights by name; they share its memory."""
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes.values()])
    parts = np.split(vector_P, ends[:-1])
    return {name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}


def _size_of(shapes: Mapping[str, tuple[int, ...]]) -> int:
    return sum(int(np.prod(shape)) for shape in shapes.values())


def _shortened(gradient_P: Float32, limit: float) -> float:
    """Shorten a gradient in place; returns how long it was."""
    norm = float(np.linalg.norm(gradient_P))
    if norm > max(limit, _LEAST_NORM):
        gradient_P *= limit / norm
    return norm
