"""Actions chosen by what they are worth: ε-greedy.

Shape suffixes: N environments, B batch, K parameters, C actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions.arrays import Float32
from pg_desktop.learning.acting.distributions.base import ActionDistribution
from pg_desktop.learning.acting.distributions.masks import FORBIDDEN
from pg_desktop.learning.acting.distributions.parts import ValuePart

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class ActionValues(ActionDistribution):
    """The action that is worth most; with probability ε any of the `n`, each as likely (Watkins 1989).

    The parameters are Q(s, ·), which the network puts out, and ε, the same in every state.

    Attributes:
        n: how many actions there are.
        masked: whether some may not be allowed in a state; their values are those of `masks.FORBIDDEN` then.
    """

    n: int
    masked: bool = False

    @property
    def parameter_size(self) -> int:
        """One value an action, and ε."""
        return self.n + 1

    @property
    def free_size(self) -> int:
        """ε. No gradient moves it: it follows a schedule."""
        return 1

    @property
    def output_name(self) -> str:
        """See `ActionDistribution.output_name`."""
        return "action_values"

    @property
    def free_name(self) -> str:
        """See `ActionDistribution.free_name`."""
        return "epsilon"

    def noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
        """Two uniform numbers in [0, 1): whether to explore, and where to."""
        return rng.random((*shape, 2), np.float32)

    def sample(self, parameters_NK: Float32, noise: Float32) -> NDArray[np.int64]:
        """Int64 of shape (N,)."""
        anywhere_N = self._anywhere(parameters_NK, noise[..., 1])
        actions: NDArray[np.int64] = np.where(
            noise[..., 0] < parameters_NK[..., -1], anywhere_N, self.mode(parameters_NK)
        )
        return actions

    def mode(self, parameters_NK: Float32) -> NDArray[np.int64]:
        """The action that is worth most: int64 of shape (N,)."""
        actions: NDArray[np.int64] = parameters_NK[..., :-1].argmax(-1)
        return actions

    def probabilities(self, parameters_NK: Float32) -> Float32:
        """How likely each action is, float32 (..., n)."""
        epsilon_N1, allowed_NC = parameters_NK[..., -1:], self._allowed(parameters_NK)
        probabilities_NC = np.where(allowed_NC, epsilon_N1 / allowed_NC.sum(-1, keepdims=True), 0).astype(np.float32)
        best_N1 = self.mode(parameters_NK)[..., None]
        greedy_N1 = np.take_along_axis(probabilities_NC, best_N1, -1) + (1 - epsilon_N1)
        np.put_along_axis(probabilities_NC, best_N1, greedy_N1, -1)
        return probabilities_NC

    def parts(self, parameters_K: Float32, action: Any) -> tuple[ValuePart, ...]:
        """See `ActionDistribution.parts`."""
        values_C, epsilon = parameters_K[:-1], float(parameters_K[-1])
        probabilities_C = self.probabilities(parameters_K)
        return (ValuePart(probabilities_C, None if action is None else int(action), values_C, epsilon),)

    def log_prob(self, parameters_BK: Tensor, action_B: Tensor) -> Tensor:
        """See `ActionDistribution.log_prob`; −∞ for what is never done."""
        return self._probabilities(parameters_BK).gather(-1, action_B.unsqueeze(-1)).squeeze(-1).log()

    def entropy(self, parameters_BK: Tensor) -> Tensor:
        """See `ActionDistribution.entropy`."""
        probabilities = self._probabilities(parameters_BK)
        return -probabilities.xlogy(probabilities).sum(-1)

    def kl(self, old_BK: Tensor, new_BK: Tensor) -> Tensor:
        """See `ActionDistribution.kl`; ∞ where something was done that is not done any more."""
        old, new = self._probabilities(old_BK), self._probabilities(new_BK)
        return (old.xlogy(old) - old.xlogy(new)).sum(-1)

    def _probabilities(self, parameters_BK: Tensor) -> Tensor:
        values, epsilon = parameters_BK[..., :-1], parameters_BK[..., -1:]
        if self.masked:
            allowed = values > FORBIDDEN / 2
            allowed = (allowed | ~allowed.any(-1, keepdim=True)).to(values.dtype)
            explored = epsilon * allowed / allowed.sum(-1, keepdim=True)
        else:
            explored = (epsilon / self.n).expand_as(values)
        return explored.scatter_add(-1, values.argmax(-1, keepdim=True), 1 - epsilon)

    def _allowed(self, parameters_NK: Float32) -> NDArray[np.bool_]:
        """Which actions may be taken at all, bool (..., n)."""
        allowed_NA: NDArray[np.bool_] = parameters_NK[..., :-1] > FORBIDDEN / 2
        nowhere_N1 = ~allowed_NA.any(-1, keepdims=True)  # as when a game is over: all are as good then
        return allowed_NA | nowhere_N1 if self.masked else np.ones_like(allowed_NA)

    def _anywhere(self, parameters_NK: Float32, uniform_N: Float32) -> NDArray[np.int64]:
        """Actions of which each that is allowed is as likely, int64 (...,)."""
        if not self.masked:
            return np.minimum(uniform_N * self.n, self.n - 1).astype(np.int64)  # rounding could lead to n
        counted_NA = self._allowed(parameters_NK).cumsum(-1)
        count_N = counted_NA[..., -1]
        chosen_N = np.minimum((uniform_N * count_N).astype(np.int64), count_N - 1)
        anywhere_N: NDArray[np.int64] = (counted_NA > chosen_N[..., None]).argmax(-1)
        return anywhere_N
