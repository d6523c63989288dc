"""A policy as a value: what it is built like, its weights, and how it acts. NumPy only.

`network.PolicyNetwork` is the same function in torch, for learning.

Shape suffixes: N environments, O observation, K distribution parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.distributions import (
    ActionDistribution,
    DistributionKind,
    Family,
    Float32,
    StdSource,
    distribution_for,
)
from pg_desktop.learning.acting.distributions.masks import FORBIDDEN
from pg_desktop.learning.acting.perceptron import ACTIVATIONS, Forward, Perceptron
from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace, Spaces

__all__ = ["ACTIVATIONS", "ActionMode", "Architecture", "Policy", "acting_may_overflow"]

OBSERVATION_MEAN: Final = "observation.mean"
OBSERVATION_STD: Final = "observation.std"
"""What a policy that normalises its observations subtracts from each, and divides by then."""


VALUE_OUTPUT: Final = "value.output"
"""The last layer of the value network that a policy brings with it."""

_FAMILIES: Final = {Family.GAUSSIAN: "Gaussian", Family.SQUASHED: "squashed Gaussian"}
_STD_SOURCES: Final = {StdSource.FREE: "free σ", StdSource.STATE: "σ of each state"}


def acting_may_overflow() -> np.errstate:
    """A context in which a policy whose weights have run away acts without warnings; what comes of it is checked."""
    return np.errstate(over="ignore", invalid="ignore")


@dataclass(frozen=True)
class Architecture:
    """Everything that fixes the shapes of a policy's weights and what they compute.

    Attributes:
        spaces: what it sees and does.
        hidden_sizes: units of each hidden layer, from the observation on.
        activation: a key of `ACTIVATIONS`.
        kind: which distribution actions have, where there is a choice.
        normalised: whether observations are brought to mean 0 and standard deviation 1 first.
        valued: whether a policy brings a value network with it, with hidden layers as the policy's and tanh at its end.

    Raises:
        ValueError: if a kind is given that the actions do not have, or what says which actions are allowed would be
            normalised.
        UserError: if no distribution of that kind fits the actions.
    """

    spaces: Spaces
    hidden_sizes: tuple[int, ...]
    activation: str
    kind: DistributionKind = DistributionKind()  # noqa: RUF009 (frozen)
    normalised: bool = False
    valued: bool = False

    def __post_init__(self) -> None:
        if self.normalised and self.masked:
            raise ValueError("which actions are allowed cannot be normalised")
        continuous, single = (isinstance(self.spaces.action, kind) for kind in (BoxSpace, DiscreteSpace))
        of_numbers = replace(self.kind, values=False) != DistributionKind()
        if (self.kind.values and not single) or (of_numbers and not continuous):
            raise ValueError("these actions leave no such choice of distribution")
        object.__setattr__(self, "_distribution", distribution_for(self.spaces.action, self.kind))

    @property
    def distribution(self) -> ActionDistribution:
        """The action distribution at the network's end."""
        distribution: ActionDistribution = self._distribution  # type: ignore[attr-defined]
        return distribution

    @property
    def continuous(self) -> bool:
        """Whether actions are real numbers."""
        return isinstance(self.spaces.action, BoxSpace)

    @property
    def masked(self) -> bool:
        """Whether the end of an observation says which actions are allowed, see `DiscreteSpace`."""
        return self.spaces.masked

    def summary(self) -> str:
        """What it is built like in one line: "4 → 64 → 2, relu" or "3 → 64 → 1, tanh, Gaussian, free σ, [−2, 2]"."""
        sizes = [self.spaces.observation.size, *self.hidden_sizes, self.distribution.output_size]
        parts = [" → ".join(map(str, sizes)), self.activation]
        if self.normalised:
            parts.append("normalised")
        if self.kind.values:
            parts.append("action values")
        if self.valued:
            parts.append("with a value network")
        if isinstance(self.spaces.action, BoxSpace):
            parts += [_FAMILIES[self.kind.family], _STD_SOURCES[self.kind.std_source], self.spaces.action.intervals()]
        return ", ".join(parts)

    def layers(self) -> list[tuple[str, int, int]]:
        """(name, inputs, outputs) of every linear layer, from the observation on."""
        names = [f"hidden_{i + 1}" for i in range(len(self.hidden_sizes))] + [self.distribution.output_name]
        sizes = [self.spaces.observation.size, *self.hidden_sizes, self.distribution.output_size]
        return list(zip(names, sizes[:-1], sizes[1:], strict=True))

    def learned_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every weight that the gradient moves, by name; (outputs, inputs) as torch has them."""
        shapes: dict[str, tuple[int, ...]] = {}
        for name, inputs, outputs in self.layers():
            shapes[f"{name}.weight"] = (outputs, inputs)
            shapes[f"{name}.bias"] = (outputs,)
        if self.distribution.free_size:
            shapes[self.distribution.free_name] = (self.distribution.free_size,)
        return shapes

    def arrays_of(self, vector_P: Float32) -> dict[str, Float32]:
        """The parts of a vector of all learned weights, or of a gradient in them, by name; they share its memory."""
        shapes = self.learned_shapes()
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes.values()])
        parts = np.split(vector_P, ends[:-1])
        return {name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every array of a policy by its name: what is learned, and what observations are scaled by."""
        shapes = self.learned_shapes()
        if self.normalised:
            size = (self.spaces.observation.size,)
            shapes |= {OBSERVATION_MEAN: size, OBSERVATION_STD: size}
        if self.valued:
            shapes |= self.value_shapes()
        return shapes

    def value_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every array of the value network that a policy brings with it, by its name in the policy."""
        sizes = [self.spaces.observation.size, *self.hidden_sizes, 1]
        shapes: dict[str, tuple[int, ...]] = {}
        for layer, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
            name = VALUE_OUTPUT if layer == len(sizes) - 1 else f"value.hidden_{layer}"
            shapes |= {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}
        return shapes

    def allowing(self, outputs_NK: Float32, obs_NO: Float32) -> Float32:
        """Outputs for each observation in which actions that are not allowed there are as good as impossible.

        Args:
            outputs_NK: float32, the distribution's parameters.
            obs_NO: float32, as the environment gave them.
        """
        if not self.masked:
            return outputs_NK
        allowing_NK = outputs_NK.copy()
        count = self.distribution.output_size
        allowing_NK[:, :count][obs_NO[:, -count:] < 0.5] = FORBIDDEN
        return allowing_NK


@dataclass(frozen=True, eq=False)
class Policy:
    """π(a|s) with fixed weights.

    Attributes:
        architecture: what it is built like.
        parameters: float32 arrays by the names of `Architecture.parameter_shapes`. A view owns read-only copies;
            the trainer's own view shares memory with the network that learns.
    """

    architecture: Architecture
    parameters: Mapping[str, Float32]

    def __reduce__(self) -> tuple[type[Policy], tuple[Architecture, dict[str, Float32]]]:
        """So that a task in another process can be given one."""
        return Policy, (self.architecture, dict(self.parameters))

    @cached_property
    def perceptron(self) -> Perceptron:
        """The network, from observations normalised as the architecture says; shares the parameters' memory."""
        names = [name for name, _, _ in self.architecture.layers()]
        return Perceptron(
            tuple(self.parameters[f"{name}.weight"] for name in names),
            tuple(self.parameters[f"{name}.bias"] for name in names),
            self.architecture.activation,
        )

    @cached_property
    def value_perceptron(self) -> Perceptron:
        """The value network of a policy that brings one; shares the parameters' memory."""
        arrays = [self.parameters[name] for name in self.architecture.value_shapes()]
        return Perceptron(tuple(arrays[::2]), tuple(arrays[1::2]), self.architecture.activation)

    def values(self, obs_NO: Float32) -> Float32:
        """What a policy that brings a value network expects of each observation, float32 (N,) within [−1, 1]."""
        values_N: Float32 = np.tanh(self.value_perceptron.outputs(obs_NO)[:, 0])
        return values_N

    def normalised(self, obs_BO: Float32) -> Float32:
        """Observations as the network sees them, float32 (B, O)."""
        if not self.architecture.normalised:
            return obs_BO
        scaled: Float32 = (obs_BO - self.parameters[OBSERVATION_MEAN]) / self.parameters[OBSERVATION_STD]
        return scaled

    def frozen(self) -> Policy:
        """A copy that nothing changes any more."""
        copies = {name: array.copy() for name, array in self.parameters.items()}
        for array in copies.values():
            array.setflags(write=False)
        return Policy(self.architecture, MappingProxyType(copies))

    def equals(self, other: Policy) -> bool:
        """Whether both are built alike and have the same weights, bit for bit."""
        return self.architecture == other.architecture and all(
            array.tobytes() == other.parameters[name].tobytes() for name, array in self.parameters.items()
        )

    def prepared(self, rows: int) -> Callable[[Float32], Float32]:
        """`outputs`, prepared for many calls with `rows` observations each.

        The result of one call is overwritten by the next; it is to be prepared again when weights have changed.
        """
        unmasked = self._with_free_parameters(rows)
        if not self.architecture.masked:
            return unmasked
        return lambda obs_NO: self.architecture.allowing(unmasked(obs_NO), obs_NO)

    def _with_free_parameters(self, rows: int) -> Callable[[Float32], Float32]:
        """`prepared`, whatever is allowed."""
        forward = self._forward(rows)
        distribution = self.architecture.distribution
        if not distribution.free_size:
            return forward
        outputs_NK = np.empty((rows, distribution.parameter_size), np.float32)
        outputs_NK[:, distribution.output_size :] = self.parameters[distribution.free_name]
        from_network = outputs_NK[:, : distribution.output_size]

        def with_free_parameters(obs_NO: Float32) -> Float32:
            from_network[...] = forward(obs_NO)
            return outputs_NK

        return with_free_parameters

    def _forward(self, rows: int) -> Callable[[Float32], Float32]:
        """The network's outputs. Scales are not folded into its first layer: float32 would lose what learning sees."""
        forward = Forward(self.perceptron, rows)
        if not self.architecture.normalised:
            return forward
        mean_O, std_O = self.parameters[OBSERVATION_MEAN], self.parameters[OBSERVATION_STD]
        return lambda obs_NO: forward((obs_NO - mean_O) / std_O)

    def outputs(self, obs_NO: Float32) -> Float32:
        """The distribution's parameters for each observation: float32 (N, O) → float32 (N, K)."""
        return self.prepared(len(obs_NO))(obs_NO)
