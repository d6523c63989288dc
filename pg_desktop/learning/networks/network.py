"""Networks in torch: the side of a policy, and of a value function, that learns."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from pg_desktop.learning.acting.distributions import Float32, Gaussian
from pg_desktop.learning.acting.distributions.gaussian import LOG_STD_MAX, LOG_STD_MIN
from pg_desktop.learning.acting.distributions.masks import FORBIDDEN
from pg_desktop.learning.acting.perceptron import Perceptron
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh}


class _Linear(nn.Linear):
    """A layer that takes no random numbers from torch's generator, which belongs to the whole process."""

    def reset_parameters(self) -> None:
        """Leave the weights to `FlatNetwork.initialise`."""


class FlatNetwork(nn.Module):
    """A multilayer perceptron whose weights lie in one vector.

    Weights and biases start uniform in ±1/√inputs, as `nn.Linear` does, but drawn from a generator of the run's own,
    so that nothing else in the process has a say in them.

    Attributes:
        weights_P: all weights and biases in one vector, float32, layer after layer, then `extra` weights that no layer
            has. The layers' parameters are views of it.
        gradient_P: the loss's gradient in them, likewise.
    """

    def __init__(self, layers: list[tuple[str, int, int]], activation: str, extra: int = 0) -> None:
        """Make the network, its weights not yet initialised.

        Args:
            layers: (name, inputs, outputs) of every linear layer.
            activation: the nonlinearity between them.
            extra: weights that belong to no layer.
        """
        super().__init__()
        self._shapes = layers
        self.activation = activation
        self._activate = _ACTIVATIONS[activation]
        self.layers = nn.ModuleDict({name: _Linear(inputs, outputs) for name, inputs, outputs in layers})
        size = sum(parameter.numel() for parameter in self.layers.parameters())
        weights, self._gradient = torch.empty(size + extra), torch.zeros(size + extra)
        self.weights_P: Float32 = weights.numpy()
        self.gradient_P: Float32 = self._gradient.numpy()
        self._layer_weights = size
        self.extra = nn.Parameter(weights[size:])
        for parameter, view in zip(self.layers.parameters(), self._views(weights), strict=True):
            parameter.data = view
        # Once for all: backward adds to what is there.
        for parameter, view in zip(self.layers.parameters(), self._views(self._gradient), strict=True):
            parameter.grad = view
        self.extra.grad = self._gradient[size:]
        self._linear = [tuple(layer.parameters()) for layer in self.layers.values()]

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw all layers again; the extra weights become 0."""
        for name, inputs, _ in self._shapes:
            bound = 1.0 / math.sqrt(inputs)
            for parameter in self.layers[name].parameters():
                drawn = rng.uniform(-bound, bound, tuple(parameter.shape)).astype(np.float32)
                parameter.data.copy_(torch.from_numpy(drawn))
        self.extra.data.zero_()

    def zero_grad(self, set_to_none: bool = False) -> None:
        """Set `gradient_P` to 0 and let `backward` add to it."""
        del set_to_none
        self._gradient.zero_()

    def forward(self, obs_BO: Tensor) -> Tensor:
        """Float32 (B, O) → what the last layer puts out, float32."""
        *hidden, output = self._linear
        h: Tensor = obs_BO
        for weight, bias in hidden:
            h = self._activate(linear(h, weight, bias))
        return linear(h, *output)

    def perceptron(self) -> Perceptron:
        """The network in NumPy, sharing its memory."""
        parameters = [parameter.detach().numpy() for parameter in self.layers.parameters()]
        return Perceptron(tuple(parameters[::2]), tuple(parameters[1::2]), self.activation)

    def _views(self, vector: Tensor) -> list[Tensor]:
        shapes = [parameter.shape for parameter in self.layers.parameters()]
        parts = torch.split(vector[: self._layer_weights], [shape.numel() for shape in shapes])
        return [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]


class PolicyNetwork(FlatNetwork):
    """From observations, normalised where the architecture says so, to the parameters of the action distribution.

    Attributes:
        architecture: what it is built like.
    """

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self._free = architecture.distribution.free_size
        super().__init__(architecture.layers(), architecture.activation, extra=self._free)

    def start_std(self, std: float) -> None:
        """Let a Gaussian policy begin with σ near `std` in every state; for other distributions it means nothing."""
        if not isinstance(self.architecture.distribution, Gaussian):
            return
        if self._free:
            self.extra.data.fill_(math.log(std))
        else:
            bias_K = self.perceptron().biases[-1]
            bias_K[len(bias_K) // 2 :] += np.float32(math.log(std))

    def bound_free(self) -> None:
        """Keep a free log σ within its bounds: Adam's momentum could carry it far beyond for nothing."""
        if self._free and isinstance(self.architecture.distribution, Gaussian):
            self.extra.data.clamp_(LOG_STD_MIN, LOG_STD_MAX)

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
        for name, array in self.arrays().items():
            array[...] = policy.parameters[name]

    def forward(self, obs_BO: Tensor) -> Tensor:
        """Float32 (B, O), as the network sees them → the distribution's parameters, float32 (B, K).

        Actions that are not allowed somewhere are as good as impossible there.
        """
        outputs = self.outputs(obs_BO)
        if self.architecture.masked:
            outputs = outputs.masked_fill(obs_BO[:, -outputs.shape[1] :] < 0.5, FORBIDDEN)
        return torch.cat([outputs, self.extra.expand(len(outputs), -1)], -1) if self._free else outputs

    def outputs(self, obs_BO: Tensor) -> Tensor:
        """The same without the free parameters."""
        return super().forward(obs_BO)

    def arrays(self) -> dict[str, Float32]:
        """All learned weights by name, sharing this network's memory."""
        own = dict(self.layers.named_parameters())
        learned = self.architecture.learned_shapes()
        return {name: own.get(name, self.extra).detach().numpy() for name in learned}

    def policy(self, scales: Mapping[str, Float32]) -> Policy:
        """The policy as it acts, sharing this network's memory: what is learned shows at once.

        Args:
            scales: the arrays that are not learned, by name.
        """
        return Policy(self.architecture, self.arrays() | dict(scales))
