"""A blocker: a small network that has learned from labels which pushes to block.

A state and its mirror image, pushed the other way, are the same to it: it sees everything with the push to the right.

Shape suffixes: 4 the state (position, velocity, angle, angular velocity), N pushes, F what the network sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import Forward, Perceptron
from pg_desktop.learning.networks.adam import Adam
from pg_desktop.learning.networks.backpropagation import Backpropagation
from pg_desktop.learning.overseeing.rule import Bool, Float64, outwards
from pg_desktop.learning.overseeing.stills import Labels, near
from pg_desktop.learning.overseeing.weights_text import HIDDEN, INPUTS, weights_as_text, weights_from_text
from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.learning.worlds.cart_pole.limits import ANGLE_LIMIT, POSITION_LIMIT

ERROR_ENOUGH: Final = 0.05
"""The held-out error from which on a blocker takes over."""
LABELS_ENOUGH: Final = 40
"""With fewer labels, the error would be told by fewer than ten of them."""

_UNITS: Final = np.array([[POSITION_LIMIT], [2.0], [ANGLE_LIMIT], [2.0]])
_HELD_OUT_EVERY: Final = 4
_STEPS: Final = 1500
_LEARNING_RATE: Final = 0.02
_DECAY: Final = 1e-4
"""Of the weights, in the loss: few labels must not make it cocksure."""


@dataclass(frozen=True, eq=False)
class Blocker:
    """What has been learned.

    Attributes:
        perceptron: `INPUTS` → `HIDDEN` → 1, tanh; its output is the log-odds that a push is dangerous.
    """

    perceptron: Perceptron

    @classmethod
    def from_text(cls, text: str) -> Blocker:
        """Read one.

        Raises:
            ValueError: if the text is none.
        """
        return cls(_empty().like(np.array(weights_from_text(text), np.float32)))

    @cached_property
    def text(self) -> str:
        """It as a setting."""
        return weights_as_text(np.clip(self.perceptron.flat(), -60_000, 60_000).tolist())

    def blocks(self, state_4N: Any, share_N: Float64, line: float) -> Bool:
        """Which pushes it would block; none of a cart that is far from the danger line.

        Args:
            state_4N: metres, m/s, rad, rad/s.
            share_N: the push to the right, in parts of the greatest, in [−1, 1].
            line: metres from the middle.
        """
        seen_NF = _seen(state_4N, share_N)
        if self._forward[0] != len(seen_NF):
            self._forward[:] = len(seen_NF), Forward(self.perceptron, len(seen_NF))
        with np.errstate(over="ignore", invalid="ignore"):  # of a cart that fell long ago, whose slot nobody looks at
            odds_N = self._forward[1](seen_NF)[:, 0]
        found: Bool = (odds_N > 0) & near(state_4N, outwards(state_4N, share_N), line)
        return found

    @cached_property
    def _forward(self) -> list[Any]:
        """The number of rows that a pass is prepared for, and that pass."""
        return [-1, None]


@dataclass(frozen=True, eq=False)
class Lesson:
    """What came of learning from labels.

    Attributes:
        blocker: what has learned from three quarters of them.
        labels: how many there were.
        dangerous: how many of them say "block".
        held_out: how many it was tested with.
        error: the part of these that it judges otherwise.
        seconds: what giving all labels took.
    """

    blocker: Blocker
    labels: int
    dangerous: int
    held_out: int
    error: float
    seconds: float

    @property
    def enough(self) -> bool:
        """Whether it may take over."""
        return self.labels >= LABELS_ENOUGH and 0 < self.dangerous < self.labels and self.error <= ERROR_ENOUGH


def learn(
    labels: Labels,
    seed: int = 0,
    stop: Callable[[], bool] = never,
    progress: Callable[[float], None] | None = None,
) -> Lesson:
    """Let a network learn from labels, and test it with every fourth, from which it does not learn.

    It takes steps down on the mean cross-entropy. The same labels and seed make the same blocker.

    Args:
        labels: at least four.
        seed: of its first weights.
        stop: asked now and then.
        progress: told which part is done.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    held_B = np.arange(len(labels)) % _HELD_OUT_EVERY == _HELD_OUT_EVERY - 1
    seen_BF = _seen(labels.state_4B, labels.share_B)
    net = _trained(seen_BF[~held_B], labels.block_B[~held_B], seed, stop, progress)
    blocker = Blocker.from_text(Blocker(net).text)  # as it will be read again
    wrong_B = (blocker.perceptron.outputs(seen_BF[held_B])[:, 0] > 0) != labels.block_B[held_B]
    return Lesson(
        blocker, len(labels), int(labels.block_B.sum()), int(held_B.sum()), float(wrong_B.mean()), labels.seconds
    )


def _trained(
    seen_BF: Float32,
    block_B: Bool,
    seed: int,
    stop: Callable[[], bool],
    progress: Callable[[float], None] | None,
) -> Perceptron:
    flat_P = _first_weights(seed)
    net, gradient_P = _empty().like(flat_P), np.empty_like(flat_P)
    through, gradient = Backpropagation(net, len(seen_BF)), net.like(gradient_P)
    adam, wanted_B1 = Adam(len(flat_P)), block_B[:, None].astype(np.float32)
    for step in range(_STEPS):
        if step % 50 == 0:
            if stop():
                raise RolloutStoppedError
            if progress is not None:
                progress(step / _STEPS)
        odds_B1 = through.forward(seen_BF)
        probability_B1 = 1 / (1 + np.exp(-np.clip(odds_B1, -30, 30)))
        through.backward(((probability_B1 - wanted_B1) / len(seen_BF)).astype(np.float32), gradient)
        gradient_P += np.float32(_DECAY) * flat_P
        adam.step(flat_P, gradient_P, _LEARNING_RATE * (1 - step / _STEPS))
    return net


def _first_weights(seed: int) -> Float32:
    rng = np.random.default_rng(seed)
    hidden_HF = rng.normal(0.0, INPUTS**-0.5, (HIDDEN, INPUTS))
    last_1H = rng.normal(0.0, HIDDEN**-0.5, (1, HIDDEN))
    parts = hidden_HF.ravel(), np.zeros(HIDDEN), last_1H.ravel(), np.zeros(1)
    return np.concatenate(parts).astype(np.float32)


def _empty() -> Perceptron:
    shapes = (HIDDEN, INPUTS), (1, HIDDEN)
    weights = tuple(np.zeros(shape, np.float32) for shape in shapes)
    return Perceptron(weights, tuple(np.zeros(len(weight), np.float32) for weight in weights), "tanh")


def _seen(state_4N: Any, share_N: Float64) -> Float32:
    """What the network sees: the state in its units with the push to the right, and how strong that is."""
    side_N = np.where(share_N < 0, -1.0, 1.0)
    seen_FN = np.concatenate([np.asarray(state_4N) / _UNITS * side_N, np.abs(share_N)[None]])
    return np.ascontiguousarray(np.clip(seen_FN, -100.0, 100.0).T, np.float32)
