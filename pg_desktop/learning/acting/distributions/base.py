"""What every action distribution can do.

Acting and learning need the same distribution in two worlds. Acting (`noise`, `sample`, `mode`, `parts`) works on
NumPy arrays, a few microseconds a call. Learning (`log_prob`, `entropy`, `kl`) works on torch tensors and is written
with their methods alone, so that this package imports no torch and a policy can act in a process that never loads it.

Shape suffixes: N environments, B batch, K distribution parameters, A numbers of an action.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.distributions.arrays import Float32

if TYPE_CHECKING:
    from torch import Tensor

    from pg_desktop.learning.acting.distributions.parts import Part

_NOISE_STEPS: Final = 64
"""Steps for which noise is drawn at once."""


@dataclass(frozen=True)
class ActionDistribution(ABC):
    """A family of distributions over actions, π(a|s), with `parameter_size` parameters for each state.

    An action here is what was drawn and what `log_prob` is asked for. `environment_action` makes of it what the
    environment is given.
    """

    @property
    @abstractmethod
    def parameter_size(self) -> int:
        """K, how many numbers describe the distribution in a state."""

    @property
    def free_size(self) -> int:
        """How many of the K, the last ones, are weights of their own and the same in every state."""
        return 0

    @property
    def output_size(self) -> int:
        """How many numbers the network puts out for a state."""
        return self.parameter_size - self.free_size

    @property
    @abstractmethod
    def output_name(self) -> str:
        """What the network's last layer is called in policy files."""

    @property
    def free_name(self) -> str:
        """What the free parameters are called in policy files."""
        return "log_std"

    @abstractmethod
    def noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
        """Random numbers, float32, `shape` and one axis more, of which `sample` makes actions."""

    def noise_by_step(self, rng: np.random.Generator, rows: int, at_once: int = _NOISE_STEPS) -> Iterator[Float32]:
        """Noise for one step after the other, without end.

        Args:
            rng: asked as late as can be.
            rows: actions of a step.
            at_once: steps for which it is asked at once; for few rows, more of them cost less.
        """
        while True:
            yield from self.noise(rng, (at_once, rows))

    @abstractmethod
    def sample(self, parameters_NK: Float32, noise: Float32) -> NDArray[Any]:
        """Actions, one a row, distributed as π when the noise is fresh."""

    @abstractmethod
    def mode(self, parameters_NK: Float32) -> NDArray[Any]:
        """The action of each row that a greedy policy takes."""

    def choose(self, parameters_NK: Float32, mode: ActionMode, noise: Iterator[Float32]) -> NDArray[Any]:
        """Actions, one a row, as the mode says; only if they are sampled, with the next `noise`."""
        if mode is ActionMode.GREEDY:
            return self.mode(parameters_NK)
        return self.sample(parameters_NK, next(noise))

    def environment_action(self, actions: NDArray[Any]) -> NDArray[Any]:
        """What the environment is given for actions, one a row."""
        return actions

    @abstractmethod
    def parts(self, parameters_K: Float32, action: Any) -> tuple[Part, ...]:
        """The distribution in one state, to be looked at: its independent parts, one a dimension.

        Args:
            parameters_K: float32 (K,).
            action: the one that was taken, as `sample` gave it, or None.
        """

    @abstractmethod
    def log_prob(self, parameters_BK: Tensor, action_B: Tensor) -> Tensor:
        """The logarithm of π(a|s) in nats, shape (B,), differentiable in the parameters."""

    @abstractmethod
    def entropy(self, parameters_BK: Tensor) -> Tensor:
        """H(π(·|s)) in nats, shape (B,), differentiable in the parameters."""

    @abstractmethod
    def kl(self, old_BK: Tensor, new_BK: Tensor) -> Tensor:
        """KL(old ‖ new) in nats, shape (B,)."""
