"""A learned baseline: a value network V(s) that predicts returns.

Shape suffixes: T time, N episodes, O observation, B steps of all episodes together, P weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import torch

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import Forward, Perceptron
from pg_desktop.learning.networks.adam import Adam, AdamState
from pg_desktop.learning.networks.network import FlatNetwork
from pg_desktop.learning.networks.resizing import resize
from pg_desktop.learning.networks.running_statistics import Float64, RunningStatistics
from pg_desktop.learning.stopping import RolloutStoppedError, never

_OUTPUT: Final = "value"
_MINIBATCH: Final = 1024
"""Steps in one step of the value network's optimiser."""
_CHUNK: Final = 4096
"""Observations that go through the network at once."""


@dataclass(frozen=True, eq=False)
class ValueNetworkState:
    """Everything that a value network's next update depends on.

    Attributes:
        hidden_sizes: units of each hidden layer.
        weights_P: float32.
        adam: what the optimiser remembers.
        targets: moments of the returns so far, in whose units the network speaks.
    """

    hidden_sizes: tuple[int, ...]
    weights_P: Float32
    adam: AdamState
    targets: RunningStatistics

    def check(self, observations: int | None = None) -> None:
        """Look whether its parts belong together, for as many observed numbers if that is given.

        Raises:
            ValueError: if they do not, or a weight is no finite number.
        """
        self.targets.check(1)
        self.adam.check(len(self.weights_P))
        if self.weights_P.ndim != 1 or not np.isfinite(self.weights_P).all():
            raise ValueError("no weights of a value network")
        if observations is not None:
            sizes = [observations, *self.hidden_sizes, 1]
            needed = sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))
            if len(self.weights_P) != needed:
                raise ValueError("no weights of this value network")

    @property
    def nbytes(self) -> int:
        """What it takes; nothing as long as it has not learned, for all such states of a run are one."""
        return 3 * self.weights_P.nbytes if self.adam.steps else 0


class ValueNetwork:
    """V(s), learned by regression on returns. Made, used and dropped in one thread.

    The network speaks in returns of mean 0 and standard deviation 1. When the moments of the returns change, its last
    layer is rescaled so that V(s) stays what it was (PopArt: van Hasselt et al. 2016), so that one learning rate suits
    returns of 1 and of −1500.
    """

    def __init__(self, observations: int, hidden_sizes: tuple[int, ...], activation: str) -> None:
        self._observations = observations
        self._activation = activation
        self._build(hidden_sizes)
        self._targets = RunningStatistics.empty(1)
        self._kept: ValueNetworkState | None = None

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw all weights again."""
        self._kept = None
        self._network.initialise(rng)

    def perceptron(self) -> Perceptron:
        """The network as it is now, sharing its memory."""
        return self._network.perceptron()

    def values(self, obs_BO: Float32) -> Float64:
        """V(s) of observations as the network sees them: float32 (B, O) → float64 (B,)."""
        perceptron = self._network.perceptron()
        parts = [
            Forward(perceptron, len(part))(part)[:, 0].astype(np.float64)
            for part in (obs_BO[first : first + _CHUNK] for first in range(0, len(obs_BO), _CHUNK))
        ]
        standard_B = np.concatenate(parts) if parts else np.empty(0)
        values_B: Float64 = self._targets.mean_D + self._targets.std_D * standard_B
        return values_B

    def meet(self, return_B: Float64) -> None:
        """Begin to speak in the units of returns, unless it has learned from some already.

        An untrained network would otherwise be as far off as returns are from 0, and every action look as good or bad.
        """
        if not self._targets.count:
            self._kept = None
            self._targets = self._targets.with_batch(return_B[:, None])

    def learn(
        self,
        obs_BO: Float32,
        target_B: Float64,
        *,
        steps: int,
        learning_rate: float,
        rng: np.random.Generator,
        stop: Callable[[], bool] = never,
    ) -> None:
        """Take steps along the gradient of mean (V(s) − target)², each on a part of the batch drawn without return.

        Args:
            obs_BO: observations as the network sees them.
            target_B: what V should be there.
            steps: of the optimiser.
            learning_rate: of the optimiser.
            rng: draws the parts.
            stop: asked before every step.

        Raises:
            RolloutStoppedError: when `stop` said so.
        """
        self._kept = None
        self._rescale(self._targets.with_batch(target_B[:, None]))
        standard_B = ((target_B - self._targets.mean_D) / self._targets.std_D).astype(np.float32)
        order_B, position = rng.permutation(len(obs_BO)), 0
        for _ in range(steps):
            if stop():
                raise RolloutStoppedError
            if position >= len(order_B):
                order_B, position = rng.permutation(len(obs_BO)), 0
            part = order_B[position : position + _MINIBATCH]
            position += _MINIBATCH
            self._step(obs_BO[part], standard_B[part], learning_rate)

    def is_finite(self) -> bool:
        """Whether all weights are."""
        return bool(np.isfinite(self._network.weights_P).all())

    def state(self) -> ValueNetworkState:
        """A copy of everything that the next update depends on; the same one again as long as nothing has changed."""
        if self._kept is None:
            weights_P = self._network.weights_P.copy()
            self._kept = ValueNetworkState(self._hidden_sizes, weights_P, self._adam.state(), self._targets)
        return self._kept

    def restore(self, state: ValueNetworkState) -> None:
        """Go back to a state of this value network, bit for bit."""
        if state.hidden_sizes != self._hidden_sizes:
            self._build(state.hidden_sizes)
        self._network.weights_P[...] = state.weights_P
        self._adam.restore(state.adam)
        self._targets = state.targets
        self._kept = state

    def resize(self, hidden_size: int, obs_BO: Float32, rng: np.random.Generator) -> None:
        """Give every hidden layer `hidden_size` units and keep what was learned; see `resizing`.

        Args:
            hidden_size: units wanted.
            obs_BO: recent observations as the network sees them.
            rng: makes new units differ.
        """
        self._kept = None
        net, adam = self._network.perceptron(), self._adam.state()
        resized = resize(net, net.like(adam.mean_P), net.like(adam.square_P), obs_BO, hidden_size, rng)
        self._build((hidden_size,) * len(net.hidden_sizes))
        self._network.weights_P[...] = resized.net.flat()
        self._adam.restore(AdamState(adam.steps, resized.mean.flat(), resized.square.flat()))

    def _build(self, hidden_sizes: tuple[int, ...]) -> None:
        sizes = [self._observations, *hidden_sizes, 1]
        names = [f"hidden_{i + 1}" for i in range(len(hidden_sizes))] + [_OUTPUT]
        self._hidden_sizes = hidden_sizes
        self._network = FlatNetwork(list(zip(names, sizes[:-1], sizes[1:], strict=True)), self._activation)
        self._adam = Adam(len(self._network.weights_P))

    def _step(self, obs_BO: Float32, standard_B: Float32, learning_rate: float) -> None:
        network = self._network
        network.zero_grad()
        error_B = network(torch.from_numpy(obs_BO))[:, 0] - torch.from_numpy(standard_B)
        (error_B * error_B).mean().backward()
        self._adam.step(network.weights_P, network.gradient_P, learning_rate)

    def _rescale(self, targets: RunningStatistics) -> None:
        """Speak in other units and mean the same: σ'·(w'h + b') + μ' = σ·(wh + b) + μ."""
        old, self._targets = self._targets, targets
        last = self._network.perceptron()
        ratio = old.std_D / targets.std_D
        last.weights[-1][...] *= ratio
        last.biases[-1][...] = last.biases[-1] * ratio + (old.mean_D - targets.mean_D) / targets.std_D


def explained_variance(value_B: Float64, return_B: Float64) -> float | None:
    """1 − Var(G − V) / Var(G): 1 is perfect, 0 no better than a constant; None where nothing varies."""
    spread = float(return_B.var())
    if spread <= 1e-12 * max(1.0, float(np.square(return_B).mean())):
        return None
    return 1.0 - float((return_B - value_B).var()) / spread
