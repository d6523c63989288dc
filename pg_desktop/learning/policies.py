"""A policy as a value: what it is built like, its weights, and how it acts. NumPy only.

`network.PolicyNetwork` is the same function in torch, for learning. Acting stays here because one forward pass of a
small network costs torch 40 µs of overhead and NumPy 10, and because the window, `evaluate` and `inspect` can then
run a policy without loading torch.

Shape suffixes: N environments, O observation, K distribution parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.action_mode import ActionMode
from pg_desktop.learning.distributions import Categorical, Float32, distribution_for
from pg_desktop.learning.spaces import Spaces

__all__ = ["ACTIVATIONS", "ActionMode", "Architecture", "Forward", "Policy", "acting_may_overflow"]


def _relu(hidden: Float32) -> None:
    np.maximum(hidden, 0.0, out=hidden)


def _tanh(hidden: Float32) -> None:
    np.tanh(hidden, out=hidden)


ACTIVATIONS: Final = {"relu": _relu, "tanh": _tanh}
"""The nonlinearities by name; each works in place."""


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
    """

    spaces: Spaces
    hidden_sizes: tuple[int, ...]
    activation: str

    @property
    def distribution(self) -> Categorical:
        """The action distribution at the network's end."""
        return distribution_for(self.spaces.action)

    def summary(self) -> str:
        """Its sizes in one line, such as "4 → 64 → 64 → 2, relu"."""
        sizes = [self.spaces.observation.size, *self.hidden_sizes, self.distribution.parameter_size]
        return f"{' → '.join(map(str, sizes))}, {self.activation}"

    def layers(self) -> list[tuple[str, int, int]]:
        """(name, inputs, outputs) of every linear layer, from the observation on."""
        names = [f"hidden_{i + 1}" for i in range(len(self.hidden_sizes))] + [self.distribution.output_name]
        sizes = [self.spaces.observation.size, *self.hidden_sizes, self.distribution.parameter_size]
        return list(zip(names, sizes[:-1], sizes[1:], strict=True))

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every weight by its name; weights are (outputs, inputs), as torch has them."""
        shapes: dict[str, tuple[int, ...]] = {}
        for name, inputs, outputs in self.layers():
            shapes[f"{name}.weight"] = (outputs, inputs)
            shapes[f"{name}.bias"] = (outputs,)
        return shapes


@dataclass(frozen=True, eq=False)
class Policy:
    """π(a|s) with fixed weights.

    Attributes:
        architecture: what it is built like.
        parameters: float32 arrays by the names of `Architecture.parameter_shapes`. A snapshot owns read-only copies;
            the trainer's own view shares memory with the network that learns.
    """

    architecture: Architecture
    parameters: Mapping[str, Float32]

    def snapshot(self) -> Policy:
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

    def outputs(self, obs_NO: Float32) -> Float32:
        """The distribution's parameters for each observation: float32 (N, O) → float32 (N, K)."""
        return Forward(self, len(obs_NO))(obs_NO)

    def act(self, obs_NO: Float32, mode: ActionMode, rng: np.random.Generator) -> NDArray[Any]:
        """An action for each observation, float32 (N, O) → (N,)."""
        outputs_NK = self.outputs(obs_NO)
        distribution = self.architecture.distribution
        if mode is ActionMode.GREEDY:
            return distribution.mode(outputs_NK)
        return distribution.sample(outputs_NK, distribution.noise(rng, (len(obs_NO),)))


class Forward:
    """A policy's forward pass, prepared for many calls with the same number of observations.

    Its buffers are its own: the outputs of one call are overwritten by the next. Weights are looked at where they lie,
    biases are spread out over the rows once; so it is made anew when they have changed.
    """

    def __init__(self, policy: Policy, rows: int) -> None:
        parameters = policy.parameters
        layers = [
            (
                parameters[f"{name}.weight"].T,
                np.tile(parameters[f"{name}.bias"], (rows, 1)),
                np.empty((rows, outputs), np.float32),
            )
            for name, _, outputs in policy.architecture.layers()
        ]
        self._hidden = layers[:-1]
        self._output = layers[-1]
        self._activate = ACTIVATIONS[policy.architecture.activation]

    def __call__(self, obs_NO: Float32) -> Float32:
        """Float32 (N, O) → the distribution's parameters, float32 (N, K); not finite where weights have run away."""
        hidden = obs_NO
        for weight, bias, buffer in self._hidden:
            np.dot(hidden, weight, out=buffer)
            np.add(buffer, bias, out=buffer)
            self._activate(buffer)
            hidden = buffer
        weight, bias, buffer = self._output
        np.dot(hidden, weight, out=buffer)
        np.add(buffer, bias, out=buffer)
        return buffer
