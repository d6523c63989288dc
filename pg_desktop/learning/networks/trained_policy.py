"""A policy network that is being trained: with its optimiser, the scales of its observations, and changes of its size.

Shape suffixes: O observation, B steps of all episodes together, P weights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import OBSERVATION_MEAN, OBSERVATION_STD, Architecture, Policy
from pg_desktop.learning.networks.adam import Adam, AdamState
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.networks.resizing import resize
from pg_desktop.learning.networks.running_statistics import RunningStatistics

RECENT: Final = 2000
"""Observations that are remembered for a change of the hidden size."""

_LOADED_COUNT: Final = 10_000
"""Observations that the normalisation of a loaded policy counts for at the most: it may have learned somewhere else."""


@dataclass(frozen=True, eq=False)
class TrainedPolicyState:
    """Everything that the next step depends on.

    Attributes:
        architecture: how the policy is built.
        weights_P: all its weights, float32; see `FlatNetwork.weights_P`.
        adam: what the optimiser remembers.
        observations: running statistics of what the policy has seen.
        recent_BO: the latest observations as the environment gave them, at most `RECENT`; never written to.
    """

    architecture: Architecture
    weights_P: Float32
    adam: AdamState
    observations: RunningStatistics
    recent_BO: Float32

    def check(self) -> None:
        """Look whether its parts belong together.

        Raises:
            ValueError: if they do not, or a weight is no finite number.
        """
        size = sum(int(np.prod(shape)) for shape in self.architecture.learned_shapes().values())
        if self.weights_P.shape != (size,) or not np.isfinite(self.weights_P).all():
            raise ValueError("no weights of this architecture")
        self.adam.check(size)
        seen = self.architecture.spaces.observation.size
        self.observations.check(seen)
        if self.recent_BO.ndim != 2 or self.recent_BO.shape[1] != seen or len(self.recent_BO) > RECENT:
            raise ValueError("no observations of this architecture")

    @property
    def nbytes(self) -> int:
        """What it takes."""
        return 3 * self.weights_P.nbytes + self.recent_BO.nbytes

    def policy(self) -> Policy:
        """The policy as it was then, with arrays of its own."""
        arrays = self.architecture.arrays_of(self.weights_P)
        return Policy(self.architecture, arrays | _scales_of(self.architecture, self.observations)).frozen()


class TrainedPolicy:
    """A policy that is being trained. Made, used and dropped in one thread.

    Attributes:
        acting: the policy as it is now; it shares the network's memory, and a change of the hidden size replaces it.
        network: what is trained.
        adam: its optimiser.
    """

    acting: Policy
    network: PolicyNetwork
    adam: Adam

    def __init__(self, architecture: Architecture, initial: np.random.Generator) -> None:
        """Prepare.

        Args:
            architecture: how the policy is built.
            initial: draws its weights.
        """
        size = architecture.spaces.observation.size
        self.observations = RunningStatistics.empty(size)
        self._recent_BO = np.empty((0, size), np.float32)
        self._build(architecture)
        self.network.initialise(initial)

    @property
    def architecture(self) -> Architecture:
        """How the policy is built."""
        return self.network.architecture

    @property
    def recent_BO(self) -> Float32:
        """Recent observations as the network sees them; none before there are any."""
        return self.acting.normalised(self._recent_BO)

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """Take over a policy's weights and scales.

        Args:
            policy: whose.
            env_steps: observations that its scales come from, or None if unknown. Those of a policy that has seen
                nothing say nothing, and are as good as forgotten.

        Raises:
            UserError: if it is built differently.
        """
        self.network.load(policy)
        if self.architecture.normalised:
            mean_O, std_O = policy.parameters[OBSERVATION_MEAN], policy.parameters[OBSERVATION_STD]
            count = _LOADED_COUNT if env_steps is None else min(env_steps, _LOADED_COUNT)
            square_O = count * np.square(std_O.astype(np.float64))
            self._show_scales(RunningStatistics(count, mean_O.astype(np.float64), square_O))

    def remember(self, seen_BO: Float32) -> None:
        """Keep some observations for a change of the hidden size.

        Args:
            seen_BO: as the environment gave them, at least one.
        """
        self._recent_BO = seen_BO[:: -(-len(seen_BO) // RECENT)].copy()

    def see(self, seen_BO: Float32) -> None:
        """Remember observations, and let the scales take them in.

        Args:
            seen_BO: as the environment gave them, at least one.
        """
        self.remember(seen_BO)
        if self.architecture.normalised:
            self._show_scales(self.observations.with_batch(seen_BO))

    def step(self, learning_rate: float) -> None:
        """Take a step of the optimiser along the gradient that lies in the network."""
        self.adam.step(self.network.weights_P, self.network.gradient_P, learning_rate)

    def resize(self, hidden_size: int, rng: np.random.Generator) -> None:
        """Give every hidden layer `hidden_size` units and keep what was learned; see `resizing`."""
        old, adam = self.network, self.adam.state()
        obs_BO = self.recent_BO
        net = old.perceptron()
        resized = resize(net, net.like(adam.mean_P), net.like(adam.square_P), obs_BO, hidden_size, rng)
        free = old.architecture.distribution.free_size
        kept = slice(len(adam.mean_P) - free, None)
        self._build(replace(old.architecture, hidden_sizes=(hidden_size,) * len(net.hidden_sizes)))
        self.network.weights_P[...] = np.concatenate([resized.net.flat(), old.weights_P[kept]])
        self.adam.restore(
            AdamState(
                adam.steps,
                np.concatenate([resized.mean.flat(), adam.mean_P[kept]]),
                np.concatenate([resized.square.flat(), adam.square_P[kept]]),
            )
        )

    def distance(self, old: PolicyNetwork) -> float:
        """Mean KL(old ‖ now) over recent observations, nats; 0 without any."""
        obs_BO = self.recent_BO
        if not len(obs_BO):
            return 0.0
        with torch.inference_mode():
            obs = torch.from_numpy(obs_BO)
            return max(0.0, float(self.architecture.distribution.kl(old(obs), self.network(obs)).mean()))

    def state(self) -> TrainedPolicyState:
        """A copy of everything that the next step depends on."""
        return TrainedPolicyState(
            architecture=self.architecture,
            weights_P=self.network.weights_P.copy(),
            adam=self.adam.state(),
            observations=self.observations,
            recent_BO=self._recent_BO,
        )

    def restore(self, state: TrainedPolicyState) -> None:
        """Go back to a state of this policy, bit for bit."""
        if state.architecture != self.architecture:
            self._build(state.architecture)
        self.network.weights_P[...] = state.weights_P
        self.adam.restore(state.adam)
        self._recent_BO = state.recent_BO
        self._show_scales(state.observations)

    def _build(self, architecture: Architecture) -> None:
        """Make the parts whose shapes follow from the architecture; what the policy has seen stays."""
        self._scales = _scales_of(architecture, self.observations)
        self.network = PolicyNetwork(architecture)
        self.adam = Adam(len(self.network.weights_P))
        self.acting = self.network.policy(self._scales)

    def _show_scales(self, observations: RunningStatistics) -> None:
        self.observations = observations
        for name, array in _scales_of(self.architecture, observations).items():
            self._scales[name][...] = array


def _scales_of(architecture: Architecture, observations: RunningStatistics) -> dict[str, Float32]:
    """What a policy of this architecture scales its observations by, under the names of its parameters."""
    if not architecture.normalised:
        return {}
    mean_O, std_O = observations.as_float32()
    return {OBSERVATION_MEAN: mean_O, OBSERVATION_STD: std_O}
