"""Inside a policy's network: what units do in a state, what each observed number brings, and which units do nothing.

Everything is computed in float64 from the weights.

Shape suffixes: B states, O observation, I inputs and H units of a layer, K outputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import OBSERVATION_STD, Policy, acting_may_overflow

Float64 = NDArray[np.float64]

SATURATED_AT: Final = 0.99
"""A tanh unit is saturated where the size of what it puts out is above this: its slope is below 2 %."""
SATURATED_SHARE: Final = 0.9
"""And counts as saturated where that holds in this part of the states."""


@dataclass(frozen=True, eq=False)
class Inside:
    """What goes on in the network in one state.

    Attributes:
        input_O: the observation as the network sees it.
        hidden: what the units of each hidden layer put out.
        output_K: what the network puts out.
        jacobian_KO: by how much each output changes with each observed number, in the observation's units.
        contribution_KO: gradient times input: what each number, as the network sees it, brings to each output.
        rest_K: what the biases bring. With the contributions of a row it sums to the output: between two kinks of its
            ReLUs a network is linear; of tanh the rest is also what is not.
    """

    input_O: Float64
    hidden: tuple[Float64, ...]
    output_K: Float64
    jacobian_KO: Float64
    contribution_KO: Float64
    rest_K: Float64


@dataclass(frozen=True, eq=False)
class Health:
    """Which hidden units do nothing that learning could use.

    Attributes:
        dead: of each hidden layer, which units were 0 in every state; of tanh none.
        saturated: of each hidden layer, which units were almost ±1 in nearly every state; of ReLU none.
        states: how many were looked at.
    """

    dead: tuple[NDArray[np.bool_], ...]
    saturated: tuple[NDArray[np.bool_], ...]
    states: int

    @property
    def dead_count(self) -> int:
        """In all layers."""
        return sum(int(layer.sum()) for layer in self.dead)

    @property
    def saturated_count(self) -> int:
        """In all layers."""
        return sum(int(layer.sum()) for layer in self.saturated)

    @property
    def units(self) -> int:
        """How many hidden units there are."""
        return sum(map(len, self.dead))


def inside(policy: Policy, obs_O: Float32) -> Inside:
    """What goes on in a policy's network in a state, by the chain rule from the first layer on.

    Args:
        policy: whose arrays nobody writes to meanwhile.
        obs_O: the observation as the environment gives it.
    """
    net = policy.perceptron
    scale_O = np.ones(len(obs_O))
    input_O = obs_O.astype(np.float64)
    if policy.architecture.normalised:
        input_O = policy.normalised(obs_O[None])[0].astype(np.float64)
        scale_O = 1 / policy.parameters[OBSERVATION_STD].astype(np.float64)
    activity, slope_IO = input_O, np.eye(len(obs_O))
    hidden = []
    with acting_may_overflow():
        for weight_HI, bias_H in zip(net.weights[:-1], net.biases[:-1], strict=True):
            sums_H = weight_HI.astype(np.float64) @ activity + bias_H
            slope_IO = weight_HI.astype(np.float64) @ slope_IO
            if net.activation == "relu":
                activity = np.maximum(sums_H, 0)
                slope_IO = slope_IO * (sums_H > 0)[:, None]
            else:
                activity = np.tanh(sums_H)
                slope_IO = slope_IO * (1 - activity**2)[:, None]
            hidden.append(activity)
        last_KI = net.weights[-1].astype(np.float64)
        output_K = last_KI @ activity + net.biases[-1]
        slope_KO = last_KI @ slope_IO
        contribution_KO = slope_KO * input_O
        rest_K = output_K - contribution_KO.sum(1)
    return Inside(input_O, tuple(hidden), output_K, slope_KO * scale_O, contribution_KO, rest_K)


def activations(policy: Policy, obs_BO: Float32) -> tuple[Float32, ...]:
    """What the units of each hidden layer put out in some states: float32 (B, H) each."""
    net, activity = policy.perceptron, policy.normalised(obs_BO)
    layers = []
    with acting_may_overflow():
        for weight_HI, bias_H in zip(net.weights[:-1], net.biases[:-1], strict=True):
            sums_BH = activity @ weight_HI.T + bias_H
            activity = np.maximum(sums_BH, 0) if net.activation == "relu" else np.tanh(sums_BH)
            layers.append(activity)
    return tuple(layers)


def health(policy: Policy, obs_BO: Float32) -> Health:
    """Which units are dead or saturated over visited states, at least one."""
    layers = activations(policy, obs_BO)
    none = tuple(np.zeros(layer.shape[1], np.bool_) for layer in layers)
    if policy.perceptron.activation == "relu":
        dead = tuple(np.logical_not((layer > 0).any(0, keepdims=True))[0] for layer in layers)
        return Health(dead, none, len(obs_BO))
    saturated: list[NDArray[np.bool_]] = []
    for layer in layers:
        share_H: Float64 = (np.abs(layer) > SATURATED_AT).mean(0)
        saturated.append(share_H >= SATURATED_SHARE)
    return Health(none, tuple(saturated), len(obs_BO))
