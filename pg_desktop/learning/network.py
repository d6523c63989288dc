"""The policy network in torch: the side of a policy that learns."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn

from pg_desktop.learning.distributions import Float32
from pg_desktop.learning.policies import Architecture, Policy
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh}


class PolicyNetwork(nn.Module):
    """A multilayer perceptron from observations to the parameters of the action distribution.

    Weights and biases start uniform in ±1/√inputs, as `nn.Linear` does, but drawn from a generator of the run's own,
    so that nothing else in the process has a say in them.

    Attributes:
        architecture: what it is built like.
        weights_P: all weights and biases in one vector, float32, in the order of `Architecture.parameter_shapes`. The
            layers' parameters are views of it.
        gradient_P: the loss's gradient in them, likewise.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self._activate = _ACTIVATIONS[architecture.activation]
        self.layers = nn.ModuleDict(
            {name: nn.Linear(inputs, outputs) for name, inputs, outputs in architecture.layers()}
        )
        size = sum(parameter.numel() for parameter in self.layers.parameters())
        weights, self._gradient = torch.empty(size), torch.zeros(size)
        self.weights_P: Float32 = weights.numpy()
        self.gradient_P: Float32 = self._gradient.numpy()
        for parameter, view in zip(self.layers.parameters(), self._views(weights), strict=True):
            parameter.data = view

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw all weights anew."""
        for name, inputs, _ in self.architecture.layers():
            bound = 1.0 / math.sqrt(inputs)
            for parameter in self.layers[name].parameters():
                drawn = rng.uniform(-bound, bound, tuple(parameter.shape)).astype(np.float32)
                parameter.data.copy_(torch.from_numpy(drawn))

    def load(self, policy: Policy) -> None:
        """Take over the weights of a policy.

        Raises:
            UserError: if it is built differently.
        """
        if policy.architecture != self.architecture:
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "The policy is built as {policy}, but the settings ask for {wanted}."),
                policy=policy.architecture.summary(),
                wanted=self.architecture.summary(),
            )
        for name, array in self.policy().parameters.items():
            array[...] = policy.parameters[name]

    def zero_grad(self, set_to_none: bool = False) -> None:
        """Set `gradient_P` to 0 and let `backward` add to it."""
        del set_to_none
        self._gradient.zero_()
        for parameter, view in zip(self.layers.parameters(), self._views(self._gradient), strict=True):
            parameter.grad = view

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

    def _views(self, vector: Tensor) -> list[Tensor]:
        shapes = [parameter.shape for parameter in self.layers.parameters()]
        parts = torch.split(vector, [shape.numel() for shape in shapes])
        return [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]
