"""The policy network in torch: the side of a policy that learns."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from pg_desktop.learning.distributions import Float32
from pg_desktop.learning.policies import Architecture, Policy

_ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh}


class PolicyNetwork(nn.Module):
    """A multilayer perceptron from observations to the parameters of the action distribution.

    Weights and biases start uniform in ±1/√inputs, as `nn.Linear` does, but drawn from a generator of the run's own,
    so that nothing else in the process has a say in them.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self._activate = _ACTIVATIONS[architecture.activation]
        self.layers = nn.ModuleDict(
            {name: nn.Linear(inputs, outputs) for name, inputs, outputs in architecture.layers()}
        )

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw all weights anew."""
        for name, inputs, _ in self.architecture.layers():
            bound = 1.0 / math.sqrt(inputs)
            for parameter in self.layers[name].parameters():
                drawn = rng.uniform(-bound, bound, tuple(parameter.shape)).astype(np.float32)
                parameter.data.copy_(torch.from_numpy(drawn))

    def load(self, parameters: Mapping[str, Float32]) -> None:
        """Take over the weights of a policy of the same architecture."""
        own = self.policy().parameters
        for name, array in own.items():
            array[...] = parameters[name]

    def forward(self, obs_BO: Tensor) -> Tensor:
        """Float32 (B, O) → the distribution's parameters, float32 (B, K)."""
        *hidden, output = self.layers.values()
        h: Tensor = obs_BO
        for layer in hidden:
            h = self._activate(layer(h))
        result: Tensor = output(h)
        return result

    def policy(self) -> Policy:
        """The policy as it acts, sharing this network's memory: what is learned shows at once."""
        names = self.architecture.parameter_shapes()
        own = dict(self.layers.named_parameters())
        return Policy(self.architecture, {name: own[name].detach().numpy() for name in names})
