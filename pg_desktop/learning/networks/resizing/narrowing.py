"""Fewer hidden units, nearly the same function.

Shape suffixes: B observations, O observation, H hidden units of a layer, S hidden units that stay, L units lost,
K outputs of the layer that follows.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import ACTIVATIONS, Perceptron
from pg_desktop.learning.networks.resizing.resized import Float64, Indices, Resized, as_float32, check_size

OBSERVATIONS_MAX: Final = 2_000
"""Observations that narrowing looks at; of more, as many are taken at even distances."""

_RIDGE: Final = 1e-6
"""Mean square error, in units of the features' variance, that is as bad as a change of all weights by 1."""

_LARGEST: Final = 10.0
"""Refitted weights are no larger than this: those of a policy that has learned are below 5."""

_STRONGER: Final = tuple(10.0**exponent for exponent in range(-8, 3))

_RATIO_MAX: Final = 10.0
"""The most by which a moving average's scale grows; a unit that had no say gives no hint of its gradients to come."""


def narrow(net: Perceptron, mean: Perceptron, square: Perceptron, obs_BO: Float32, hidden_size: int) -> Resized:
    """Give every hidden layer at most `hidden_size` units and change what the network computes as little as possible.

    From the output to the observation, each layer loses one unit after the other, always the one without which the
    layer behind, refitted, changes least (`_eliminate`); only those of its units count that stay themselves. Then, from
    the observation on, each layer's weights are refitted to the features that the narrower layers before it really
    have. Fits are ridge regressions that pull towards the old weights, with a bias, on float64.

    Adam's moving averages follow. An outgoing weight of a unit that stays keeps its own: its gradient is the unit's
    output times the error behind, neither of which is to change. The gradient of an incoming weight is linear in the
    unit's outgoing weights: if these change from u to u′, and the errors behind are taken to be uncorrelated and of
    equal size, the best guess at the new gradient is u·u′ / |u|² times the old, and its square is |u′|² / |u|² times
    the old one on average.

    Args:
        net: the network.
        mean: Adam's moving average of its gradient.
        square: Adam's moving average of the gradient's square.
        obs_BO: float32, recent observations as the network sees them; of more than `OBSERVATIONS_MAX`, as many at even
            distances. Without any, units stay by the size of their weights, and nothing is refitted.
        hidden_size: units wanted, at least 1; layers that have as many or fewer stay as they are.

    Raises:
        ValueError: if `hidden_size` is below 1.
    """
    check_size(hidden_size)
    if all(size <= hidden_size for size in net.hidden_sizes):
        return Resized(net, mean, square)
    looked_at_BO = _spread(obs_BO).astype(np.float64)
    features = _features(net, looked_at_BO)
    kept = _choose(net, features, hidden_size)
    narrowed = _refit(net, looked_at_BO, features, kept)
    new_mean, new_square = _narrow_moments(net, mean, square, narrowed, kept)
    return Resized(narrowed, new_mean, new_square)


def _spread(obs_BO: Float32) -> Float32:
    if len(obs_BO) <= OBSERVATIONS_MAX:
        return obs_BO
    return obs_BO[np.linspace(0, len(obs_BO) - 1, OBSERVATIONS_MAX).astype(np.intp)]


def _features(net: Perceptron, obs_BO: Float64) -> list[Float64]:
    """What each hidden layer puts out, (B, H)."""
    features = []
    hidden = obs_BO
    for weight, bias in zip(net.weights[:-1], net.biases[:-1], strict=True):
        hidden = _activated(hidden @ weight.T.astype(np.float64) + bias, net.activation)
        features.append(hidden)
    return features


def _activated(hidden: Any, activation: str) -> Float64:
    """`hidden` itself, changed in place; float64, which the nonlinearities take as they take float32."""
    ACTIVATIONS[activation](hidden)
    result: Float64 = hidden
    return result


def _centred(features_BH: Float64) -> tuple[Float64, Float64, Float64]:
    """(mean_H, scale_H, standardised_BH); features that are constant to rounding become 0, at the scale 1."""
    if not len(features_BH):
        units = features_BH.shape[1]
        return np.zeros(units), np.ones(units), features_BH
    mean_H = features_BH.mean(0)
    centred_BH = features_BH - mean_H
    scale_H = np.sqrt(np.square(centred_BH).mean(0))
    constant_H = scale_H <= 1e-9 * np.abs(mean_H)
    centred_BH[:, constant_H] = 0.0
    scale_H[constant_H | (scale_H == 0.0)] = 1.0
    return mean_H, scale_H, centred_BH / scale_H


def _choose(net: Perceptron, features: list[Float64], hidden_size: int) -> list[Indices]:
    """The units that stay in each hidden layer, in ascending order, chosen from the last layer to the first."""
    kept: list[Indices] = []
    outgoing_KH = net.weights[-1].astype(np.float64)
    for layer in reversed(range(len(features))):
        stays_S, refitted_KS = _eliminate(features[layer], outgoing_KH, hidden_size)
        kept.insert(0, stays_S)
        # A pre-activation counts as much as the weights with which its unit acts on.
        importance_S = np.sqrt(np.square(refitted_KS).sum(0))
        outgoing_KH = net.weights[layer].astype(np.float64)[stays_S] * importance_S[:, None]
    return kept


def _eliminate(features_BH: Float64, outgoing_KH: Float64, size: int) -> tuple[Indices, Float64]:
    """Take units away until `size` are left, always the one that is missed least; (stays_S, refitted_KS).

    Optimal brain surgeon (Hassibi and Stork 1993) on least squares: with the inverse M of the features' covariance, the
    unit j with the outgoing weights w_j costs |w_j|² / M_jj, and the others' weights change by −w_j M_j / M_jj.
    """
    _, scale_H, standard_BH = _centred(features_BH)
    weight_HK = (outgoing_KH * scale_H).T.copy()
    inverse_HH = np.linalg.inv(_regularised(standard_BH.T @ standard_BH, len(standard_BH)))
    pivot_H = inverse_HH.diagonal().copy()
    stays_H = np.ones(len(pivot_H), np.bool_)
    # The inverse is never updated as a whole: of each unit lost, one row tells what it would have changed.
    update_LH = np.empty((max(len(pivot_H) - size, 0), len(pivot_H)))
    for step in range(len(update_LH)):
        cost_H = np.einsum("hk,hk->h", weight_HK, weight_HK) / pivot_H
        cost_H[~stays_H] = np.inf
        lost = int(np.argmin(cost_H))
        row_H = inverse_HH[lost] - update_LH[:step, lost] @ update_LH[:step]
        weight_HK -= np.outer(row_H / row_H[lost], weight_HK[lost])
        update_LH[step] = row_H / np.sqrt(row_H[lost])
        stays_H[lost] = False
        pivot_H -= np.square(update_LH[step])
        pivot_H[~stays_H] = 1.0
    left_S = np.flatnonzero(stays_H)
    return left_S, weight_HK[left_S].T / scale_H[left_S]


def _regularised(gram_HH: Float64, count: int) -> Float64:
    """The covariance of standardised features with the ridge on its diagonal."""
    result: Float64 = gram_HH / max(count, 1) + _RIDGE * np.eye(len(gram_HH))
    return result


def _refit(net: Perceptron, obs_BO: Float64, features: list[Float64], kept: list[Indices]) -> Perceptron:
    """The layers' weights for the units that stay, each fitted to the features that the layers before it now have."""
    rows = [*kept, np.arange(len(net.biases[-1]))]
    weights = [as_float32(net.weights[0][rows[0]])]
    biases = [as_float32(net.biases[0][rows[0]])]
    hidden_BS = obs_BO
    for layer, (before_S, after_K) in enumerate(pairwise(rows), 1):
        hidden_BS = _activated(hidden_BS @ weights[-1].T.astype(np.float64) + biases[-1], net.activation)
        weight_KH = net.weights[layer][after_K].astype(np.float64)
        weight_KS, bias_K = _fit(hidden_BS, features[layer - 1], weight_KH, weight_KH[:, before_S])
        weights.append(as_float32(weight_KS))
        biases.append(as_float32(bias_K + net.biases[layer][after_K]))
    return Perceptron(tuple(weights), tuple(biases), net.activation)


def _fit(hidden_BS: Float64, features_BH: Float64, weight_KH: Float64, start_KS: Float64) -> tuple[Float64, Float64]:
    """Weights and change of the bias with which `hidden_BS` does what `weight_KH` does with `features_BH`."""
    mean_S, scale_S, standard_BS = _centred(hidden_BS)
    mean_H, scale_H, standard_BH = _centred(features_BH)
    gram_SS = standard_BS.T @ standard_BS
    # What is to be changed, in terms of the standardised features, without ever making up the targets.
    missing_SK = (standard_BS.T @ standard_BH) @ (weight_KH * scale_H).T - gram_SS @ (start_KS * scale_S).T
    change_SK = np.linalg.solve(_regularised(gram_SS, len(hidden_BS)), missing_SK / max(len(hidden_BS), 1))
    weight_KS = start_KS + change_SK.T / scale_S
    if np.abs(weight_KS).max(initial=0.0) > _LARGEST:
        target_SK = (standard_BS.T @ standard_BH) @ (weight_KH * scale_H).T / max(len(hidden_BS), 1)
        weight_KS = _fit_smaller(gram_SS / max(len(hidden_BS), 1), target_SK, scale_S)
    return weight_KS, weight_KH @ mean_H - weight_KS @ mean_S


def _fit_smaller(covariance_SS: Float64, target_SK: Float64, scale_S: Float64) -> Float64:
    """Weights (K, S) of a bounded size, by a ridge that pulls towards 0, no stronger than it has to be.

    Units that hardly differ could otherwise be given huge weights that cancel, and every change of the size would make
    them larger.
    """
    penalty_SS = np.diag(np.square(1.0 / scale_S))
    weight_KS = np.zeros(target_SK.T.shape)
    for ridge in _STRONGER:
        weight_KS = np.linalg.solve(covariance_SS + ridge * penalty_SS, target_SK).T / scale_S
        if np.abs(weight_KS).max(initial=0.0) <= _LARGEST:
            break
    return np.clip(weight_KS, -_LARGEST, _LARGEST)


def _narrow_moments(
    net: Perceptron, mean: Perceptron, square: Perceptron, narrowed: Perceptron, kept: list[Indices]
) -> tuple[Perceptron, Perceptron]:
    """Adam's moving averages for the narrowed network; see `narrow`."""
    columns: list[Indices] = [np.arange(net.weights[0].shape[1]), *kept]
    rows: list[Indices] = [*kept, np.arange(len(net.biases[-1]))]
    factors = [
        _factors(net.weights[i + 1][np.ix_(rows[i + 1], kept[i])], narrowed.weights[i + 1]) for i in range(len(kept))
    ]
    factors.append((np.ones(len(rows[-1])), np.ones(len(rows[-1]))))
    moments = []
    for moment, which in ((mean, 0), (square, 1)):
        weights = [
            as_float32(weight[np.ix_(row, column)] * factor[which][:, None])
            for weight, row, column, factor in zip(moment.weights, rows, columns, factors, strict=True)
        ]
        biases = [
            as_float32(bias[row] * factor[which])
            for bias, row, factor in zip(moment.biases, rows, factors, strict=True)
        ]
        moments.append(Perceptron(tuple(weights), tuple(biases), net.activation))
    return moments[0], moments[1]


def _factors(old_KS: Float32, new_KS: Float32) -> tuple[Float64, Float64]:
    """By what the averages of the gradient and of its square change for the incoming weights of each unit."""
    old, new = old_KS.astype(np.float64), new_KS.astype(np.float64)
    size_S = np.square(old).sum(0)
    size_S[size_S == 0.0] = 1.0
    mean_S = np.clip((old * new).sum(0) / size_S, -_RATIO_MAX, _RATIO_MAX)
    square_S = np.clip(np.square(new).sum(0) / size_S, 0.0, _RATIO_MAX**2)
    return mean_S, square_S
