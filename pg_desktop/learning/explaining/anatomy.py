"""What one update did to every action that was taken in it.

Everything is computed in float64 from the weights before and after.

Shape suffixes: B steps of all episodes together, O observation, K distribution parameters, P weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import linear

from pg_desktop.learning.acting.distributions.masks import FORBIDDEN
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.networks.running_statistics import Float64
from pg_desktop.learning.stopping import RolloutStoppedError, never

_CHUNK: Final = 1024
"""Steps that are looked at together: what comes of them on the way stays in the processor's cache."""
_ACTIVATIONS: Final[dict[str, tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]]] = {
    "relu": (torch.relu, lambda h: h > 0),
    "tanh": (torch.tanh, lambda h: 1 - h * h),
}
"""The nonlinearities by name, and their slopes where they have put out h."""


@dataclass(frozen=True)
class LayerStep:
    """What an update did to one layer's weights.

    Attributes:
        name: of the layer, or of the weights that no layer has.
        gradient: the length of the loss's gradient in them; None where the update followed many gradients.
        step: the length of their change.
        weights: the length of the weights before, to compare it with.
    """

    name: str
    gradient: float | None
    step: float
    weights: float


@dataclass(frozen=True, eq=False)
class Anatomy:
    """What an update did to every action that was taken in it.

    The measure of an action is log π(a|s), or Q(s, a) for a policy by action values.

    Attributes:
        trace: the update.
        time_B: int64, the step of its episode that each action was taken in.
        episode_B: int64, the episode.
        advantage_B: float64, what weighed it.
        before_B: float64, its measure before the update.
        after_B: float64, its measure after the update.
        predicted_B: float64, by how much the measure was to change to first order: its gradient in the weights times
            their change.
        kl: mean KL(before ‖ after) of π over the steps, nats; None for a policy by action values.
        layers: what happened to each layer's weights.
    """

    trace: Trace
    time_B: NDArray[np.int64]
    episode_B: NDArray[np.int64]
    advantage_B: Float64
    before_B: Float64
    after_B: Float64
    predicted_B: Float64
    kl: float | None
    layers: tuple[LayerStep, ...]

    @property
    def change_B(self) -> Float64:
        """By how much the measure of each action changed."""
        change: Float64 = self.after_B - self.before_B
        return change

    @property
    def by_values(self) -> bool:
        """Whether the measure is Q(s, a) and not log π(a|s)."""
        return self.trace.before.architecture.kind.values

    def most_encouraged(self, count: int) -> NDArray[np.int64]:
        """Where in the B steps the measure rose most, the most at first; those alone where it rose."""
        order = np.argsort(-self.change_B, kind="stable")[:count]
        return order[self.change_B[order] > 0]

    def most_discouraged(self, count: int) -> NDArray[np.int64]:
        """Where in the B steps the measure fell most, the most at first; those alone where it fell."""
        order = np.argsort(self.change_B, kind="stable")[:count]
        return order[self.change_B[order] < 0]

    @property
    def counts(self) -> Counts:
        """How many actions changed as their advantage asked, and how many did not: they share their weights."""
        better_B, worse_B = self.advantage_B > 0, self.advantage_B < 0
        rose_B, fell_B = self.change_B > 0, self.change_B < 0
        return Counts(
            positive=int(better_B.sum()),
            positive_fell=int((better_B & fell_B).sum()),
            negative=int(worse_B.sum()),
            negative_rose=int((worse_B & rose_B).sum()),
        )


@dataclass(frozen=True)
class Counts:
    """How many actions did not change as their advantage asked.

    Attributes:
        positive: actions with a positive advantage.
        positive_fell: how many of these became less likely, or are taken to be worth less.
        negative: actions with a negative advantage.
        negative_rose: how many of these became more likely, or are taken to be worth more.
    """

    positive: int
    positive_fell: int
    negative: int
    negative_rose: int


def anatomy_of(trace: Trace, stop: Callable[[], bool] = never) -> Anatomy:
    """Look at what an update did.

    Args:
        trace: the update.
        stop: asked now and then.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    mask_TN = trace.rollout.mask_TN
    time_B, episode_B = np.nonzero(mask_TN)
    obs_BO = trace.before.normalised(trace.rollout.obs_TNO[mask_TN]).astype(np.float64)
    action_B = _action_tensor(trace.rollout.action_TN[mask_TN])
    before_B, after_B, predicted_B = (np.empty(len(obs_BO)) for _ in range(3))
    divergence = 0.0
    of_policy = _Measure(trace.before.architecture)
    before, after = of_policy.weights(trace.before), of_policy.weights(trace.after)
    change = tuple(new - old for new, old in zip(after, before, strict=True))
    for start in range(0, len(obs_BO), _CHUNK):
        if stop():
            raise RolloutStoppedError
        part = slice(start, start + _CHUNK)
        obs, actions = torch.from_numpy(obs_BO[part]), action_B[part]
        old, towards = of_policy.with_derivative(before, change, obs)
        new = of_policy.parameters(after, obs)
        before_B[part], predicted_B[part] = of_policy.of_actions_along(old, towards, actions)
        after_B[part] = of_policy.of_actions(new, actions).numpy()
        divergence += of_policy.divergence(old, new)
    return Anatomy(
        trace=trace,
        time_B=time_B,
        episode_B=episode_B,
        advantage_B=trace.judged.advantage_TN[mask_TN],
        before_B=before_B,
        after_B=after_B,
        predicted_B=predicted_B,
        kl=None if trace.before.architecture.kind.values else max(0.0, divergence / len(obs_BO)),
        layers=_layer_steps(trace),
    )


class _Measure:
    """log π(a|s) or Q(s, a) of a policy, as a function of its weights."""

    def __init__(self, architecture: Architecture) -> None:
        self._architecture = architecture
        self._activate, self._slope = _ACTIVATIONS[architecture.activation]
        self._free = architecture.distribution.free_size

    def weights(self, policy: Policy) -> tuple[Tensor, ...]:
        """All that is learned, in the order of `Architecture.learned_shapes`, float64."""
        names = self._architecture.learned_shapes()
        return tuple(torch.from_numpy(policy.parameters[name].astype(np.float64)) for name in names)

    def parameters(self, weights: tuple[Tensor, ...], obs: Tensor) -> Tensor:
        """The distribution's parameters, or the action values, of observations."""
        layers, h = self._layers(weights), obs
        for weight, bias in layers[:-1]:
            h = self._activate(linear(h, weight, bias))
        return self._with_free(self._allowing(linear(h, *layers[-1]), obs, FORBIDDEN), weights)

    def with_derivative(
        self, weights: tuple[Tensor, ...], direction: tuple[Tensor, ...], obs: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The same, and its derivative in a direction of the weights: both are taken from layer to layer together."""
        layers, directions = self._layers(weights), self._layers(direction)
        h, towards = obs, torch.zeros(())
        last = len(layers) - 1
        for layer, ((weight, bias), (to_weight, to_bias)) in enumerate(zip(layers, directions, strict=True)):
            sums, towards = (
                linear(h, weight, bias),
                linear(h, to_weight, to_bias) + (linear(towards, weight) if layer else 0.0),
            )
            h = sums if layer == last else self._activate(sums)
            if layer < last:
                towards *= self._slope(h)
        h, towards = self._allowing(h, obs, FORBIDDEN), self._allowing(towards, obs, 0.0)
        return self._with_free(h, weights), self._with_free(towards, direction)

    def of_actions(self, parameters: Tensor, actions: Tensor) -> Tensor:
        """The measure of each action."""
        if self._architecture.kind.values:
            return parameters.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
        return self._architecture.distribution.log_prob(parameters, actions)

    def of_actions_along(self, parameters: Tensor, towards: Tensor, actions: Tensor) -> tuple[Float64, Float64]:
        """The same, and its derivative where the parameters move `towards`."""
        varied = parameters.clone().requires_grad_()
        value = self.of_actions(varied, actions)
        (slope,) = torch.autograd.grad(value.sum(), varied)
        return value.detach().numpy(), (slope * towards).sum(-1).numpy()

    def divergence(self, old: Tensor, new: Tensor) -> float:
        """The sum of KL(old ‖ new), nats; 0 for a policy by action values."""
        if self._architecture.kind.values:
            return 0.0
        return float(self._architecture.distribution.kl(old, new).sum())

    def _layers(self, weights: tuple[Tensor, ...]) -> list[tuple[Tensor, Tensor]]:
        """Weight and bias of each."""
        own = weights[:-1] if self._free else weights
        return list(zip(own[::2], own[1::2], strict=True))

    def _allowing(self, outputs: Tensor, obs: Tensor, instead: float) -> Tensor:
        """Outputs with something else for actions that are not allowed, see `Architecture.allowing`."""
        if not self._architecture.masked:
            return outputs
        return outputs.masked_fill(obs[:, -outputs.shape[1] :] < 0.5, instead)

    def _with_free(self, outputs: Tensor, weights: tuple[Tensor, ...]) -> Tensor:
        return torch.cat([outputs, weights[-1].expand(len(outputs), -1)], -1) if self._free else outputs


def _action_tensor(action_B: NDArray[Any]) -> Tensor:
    """Actions as `log_prob` takes them, those of real numbers in float64."""
    real = np.issubdtype(action_B.dtype, np.floating)
    return torch.from_numpy(action_B.astype(np.float64) if real else action_B)


def _layer_steps(trace: Trace) -> tuple[LayerStep, ...]:
    architecture = trace.before.architecture
    gradients = None if trace.gradient_P is None else architecture.arrays_of(trace.gradient_P)
    members: list[tuple[str, tuple[str, ...]]]
    members = [(name, (f"{name}.weight", f"{name}.bias")) for name, _, _ in architecture.layers()]
    if architecture.distribution.free_size:
        members.append((architecture.distribution.free_name, (architecture.distribution.free_name,)))
    before, after = trace.before.parameters, trace.after.parameters
    return tuple(
        LayerStep(
            name=layer,
            gradient=None if gradients is None else _length([gradients[name] for name in names]),
            step=_length([after[name].astype(np.float64) - before[name] for name in names]),
            weights=_length([before[name] for name in names]),
        )
        for layer, names in members
    )


def _length(arrays: list[NDArray[Any]]) -> float:
    return float(np.sqrt(sum(float(np.square(array.astype(np.float64)).sum()) for array in arrays)))
