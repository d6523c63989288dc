"""Sums of ∇ log π(a|s), each step weighed in several ways at once.

What a step's log π owes to each layer's outputs is found once; a way to weigh the steps costs no more than a product
of matrices for each layer then.

Shape suffixes: B steps, O observation, I inputs and J outputs of a layer, K distribution parameters, E ways to weigh,
P weights of the policy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import ActionDistribution, Float32
from pg_desktop.learning.acting.perceptron import ACTIVATIONS
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.networks.backpropagation import SLOPES
from pg_desktop.learning.networks.running_statistics import Float64
from pg_desktop.learning.stopping import RolloutStoppedError, never

_CHUNK: Final = 1024
"""Steps that go through the network at once: what they leave in it stays in the processor's cache."""
_LARGE_CHUNK: Final = 1 << 16
"""Of these few numbers: torch takes a while for each call."""


class Scores:
    """What log π(a|s) of each step owes to the parameters of its distribution.

    Attributes:
        score_BK: ∂ log π / ∂ parameters, float32.
        bonus_BK: β ∂ H / ∂ parameters; None where β is 0.
    """

    def __init__(
        self,
        distribution: ActionDistribution,
        parameters_BK: Float32,
        action_B: NDArray[Any],
        entropy_bonus: float = 0.0,
        stop: Callable[[], bool] = never,
    ) -> None:
        """Find it.

        Args:
            distribution: of the policy.
            parameters_BK: of each step.
            action_B: as the distribution drew them.
            entropy_bonus: β.
            stop: asked before every chunk.

        Raises:
            RolloutStoppedError: when `stop` said so.
        """
        self.score_BK = np.empty_like(parameters_BK)
        self.bonus_BK = np.empty_like(parameters_BK) if entropy_bonus else None
        for start in range(0, len(parameters_BK), _LARGE_CHUNK):
            if stop():
                raise RolloutStoppedError
            part = slice(start, start + _LARGE_CHUNK)
            parameters = torch.from_numpy(parameters_BK[part]).requires_grad_()
            log_prob = distribution.log_prob(parameters, torch.from_numpy(action_B[part])).sum()
            self.score_BK[part] = torch.autograd.grad(log_prob, parameters)[0].numpy()
            if self.bonus_BK is not None:
                entropy = entropy_bonus * distribution.entropy(parameters).sum()
                self.bonus_BK[part] = torch.autograd.grad(entropy, parameters)[0].numpy()


class ScoreGradients:
    """Gradients of one policy. To be used by one thread."""

    def __init__(self, policy: Policy) -> None:
        """Prepare; `policy` must not change meanwhile."""
        net, distribution = policy.perceptron, policy.architecture.distribution
        self._activate, self._slope = ACTIVATIONS[net.activation], SLOPES[net.activation]
        self._layers = list(zip(net.weights, net.biases, strict=True))
        self._results, self._owed = (
            [np.empty((_CHUNK, len(bias_J)), np.float32) for bias_J in net.biases[:-1]] for _ in range(2)
        )
        widest = max(array.shape[1] for array in net.weights)
        self._weighed = np.empty(_CHUNK * widest, np.float32)
        self._outputs, self._free = distribution.output_size, distribution.free_size
        self.size = sum(weight.size + bias.size for weight, bias in self._layers) + self._free
        """P."""

    def of(
        self, obs_BO: Float32, scores: Scores, steps: slice, weight_EB: Float64, stop: Callable[[], bool] = never
    ) -> Float64:
        """Σ over steps of w ∇ log π(a|s) + β ∇ H(π(·|s)), for each way to weigh: float64 (E, P).

        It points where the loss of REINFORCE falls, and is B times as long as that loss's gradient.

        Args:
            obs_BO: of all steps, as the network sees them.
            scores: of all steps.
            steps: those that are summed over.
            weight_EB: w of these.
            stop: asked before every chunk.

        Raises:
            RolloutStoppedError: when `stop` said so.
        """
        total_EP, bonus_EP = np.zeros((len(weight_EB), self.size)), np.zeros((1, self.size))
        short_EB = weight_EB.astype(np.float32)
        one_EB = np.ones((1, _CHUNK), np.float32)
        for start in range(steps.start, steps.stop, _CHUNK):
            if stop():
                raise RolloutStoppedError
            part = slice(start, min(start + _CHUNK, steps.stop))
            chunk_BO = obs_BO[part]
            self._forward(chunk_BO)
            weighed = slice(part.start - steps.start, part.stop - steps.start)
            self._add(chunk_BO, scores.score_BK[part], short_EB[:, weighed], total_EP)
            if scores.bonus_BK is not None:
                self._add(chunk_BO, scores.bonus_BK[part], one_EB[:, : len(chunk_BO)], bonus_EP)
        return total_EP + bonus_EP

    def _forward(self, obs_BO: Float32) -> None:
        """Find what the hidden layers put out."""
        below_BI = obs_BO
        for (weight_JI, bias_J), results_BJ in zip(self._layers, self._results, strict=False):
            result_BJ = results_BJ[: len(obs_BO)]
            np.dot(below_BI, weight_JI.T, out=result_BJ)
            result_BJ += bias_J
            self._activate(result_BJ)
            below_BI = result_BJ

    def _add(self, obs_BO: Float32, gradient_BK: Float32, weight_EB: Float32, total_EP: Float64) -> None:
        """Add to each sum what a gradient in the parameters, weighed step by step, is in the weights."""
        rows, end = len(obs_BO), self.size - self._free
        if self._free:
            total_EP[:, end:] += weight_EB @ gradient_BK[:, self._outputs :]
        owed_BJ: Float32 = np.ascontiguousarray(gradient_BK[:, : self._outputs])
        for layer in range(len(self._layers) - 1, -1, -1):
            weight_JI, bias_J = self._layers[layer]
            below_BI = self._results[layer - 1][:rows] if layer else obs_BO
            middle, first = end - bias_J.size, end - bias_J.size - weight_JI.size
            total_EP[:, middle:end] += weight_EB @ owed_BJ
            for weight_B, total_P in zip(weight_EB, total_EP, strict=True):
                total_P[first:middle] += self._product(owed_BJ, below_BI, weight_B).reshape(-1)
            if layer:
                owed_below_BI = self._owed[layer - 1][:rows]
                np.dot(owed_BJ, weight_JI, out=owed_below_BI)
                self._slope(below_BI, owed_below_BI)
                owed_BJ = owed_below_BI
            end = first

    def _product(self, owed_BJ: Float32, below_BI: Float32, weight_B: Float32) -> Float32:
        """Σ over steps of w (what is owed to the outputs) (inputs)ᵀ: (J, I). The narrower of the two is weighed."""
        if owed_BJ.shape[1] < below_BI.shape[1]:
            return self._weigh(owed_BJ, weight_B).T @ below_BI
        return owed_BJ.T @ self._weigh(below_BI, weight_B)

    def _weigh(self, value_BI: Float32, weight_B: Float32) -> Float32:
        rows, width = value_BI.shape
        weighed_BI = self._weighed[: rows * width].reshape(rows, width)
        np.multiply(value_BI, weight_B[:, None], out=weighed_BI)
        return weighed_BI
