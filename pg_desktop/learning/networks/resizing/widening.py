"""More hidden units, the same function.

Shape suffixes: I inputs of a layer, W hidden units after widening.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import Perceptron
from pg_desktop.learning.networks.resizing.resized import Float64, Indices, Resized, as_float32, check_size

_NOISE: Final = 0.5
"""How far a new pair's incoming weights lie from those it is copied from, in root mean squares of the latter."""

_SHARE: Final = (0.1, 0.3)
"""The range of the size of a new unit's outgoing weights, in those of the unit that it is copied from."""


def widen(net: Perceptron, mean: Perceptron, square: Perceptron, hidden_size: int, rng: np.random.Generator) -> Resized:
    """Give every hidden layer at least `hidden_size` units without changing what the network computes.

    As in Net2WiderNet (Chen, Goodfellow and Shlens 2016) new units are copies of old ones, and the shares that unit
    and copies have of the old outgoing weights sum to 1. Positive shares of identical copies would not do here: their
    gradients have the same sign, Adam divides the size out, and the copies would stay alike forever. So new units come
    in pairs with the shares c and −c: whatever their incoming weights, their contributions cancel as long as those are
    the same for both. That is exact for any nonlinearity, leaves the old units as they were, allows every pair
    incoming weights of its own (the old unit's and noise), and as the gradients of a pair's incoming weights are
    opposite, the very first step parts them. If a unit is left over, it is a copy without noise with the share −c, and
    the old unit has 1 + c.

    Adam's moving averages follow. The gradient of a unit's incoming weights is linear in its outgoing weights: with a
    share s it is s times the old unit's, so its average is s times and its square's s² times the old one. The gradient
    of an outgoing weight is the unit's output times the error behind it, which does not depend on the share: its
    averages are copied. Both hold exactly for the old units and for copies without noise, and to first order in the
    noise for pairs.

    Args:
        net: the network.
        mean: Adam's moving average of its gradient.
        square: Adam's moving average of the gradient's square.
        hidden_size: units wanted, at least 1; layers that have as many or more stay as they are.
        rng: chooses the units that are copied, the shares and the noise.

    Raises:
        ValueError: if `hidden_size` is below 1.
    """
    check_size(hidden_size)
    if all(size >= hidden_size for size in net.hidden_sizes):
        return Resized(net, mean, square)
    weights, biases = list(net.weights), list(net.biases)
    moments = [(list(moment.weights), list(moment.biases), power) for moment, power in ((mean, 1), (square, 2))]
    for layer, size in enumerate(net.hidden_sizes):
        if size >= hidden_size:
            continue
        source_W, share_W = _copies(size, hidden_size, rng)
        copied_WI = np.column_stack([weights[layer], biases[layer]])[source_W]
        incoming_WI = _with_pair_noise(copied_WI, size, rng)
        weights[layer], biases[layer] = as_float32(incoming_WI[:, :-1]), as_float32(incoming_WI[:, -1])
        weights[layer + 1] = as_float32(weights[layer + 1][:, source_W] * share_W)
        for moment_weights, moment_biases, power in moments:
            factor_W = share_W**power
            moment_weights[layer] = as_float32(moment_weights[layer][source_W] * factor_W[:, None])
            moment_biases[layer] = as_float32(moment_biases[layer][source_W] * factor_W)
            moment_weights[layer + 1] = as_float32(moment_weights[layer + 1][:, source_W])
    new_mean, new_square = (Perceptron(tuple(w), tuple(b), net.activation) for w, b, _ in moments)
    return Resized(Perceptron(tuple(weights), tuple(biases), net.activation), new_mean, new_square)


def _copies(size: int, wanted: int, rng: np.random.Generator) -> tuple[Indices, Float64]:
    """(source_W, share_W): which old unit each new one copies, and its share of that one's outgoing weights."""
    pairs, left_over = divmod(wanted - size, 2)
    rounds = -(-(pairs + left_over) // size)
    parents = np.concatenate([rng.permutation(size) for _ in range(rounds)])[: pairs + left_over]
    shares = rng.uniform(*_SHARE, pairs + left_over)
    source_W = np.concatenate([np.arange(size), np.repeat(parents[:pairs], 2), parents[pairs:]])
    share_W = np.ones(wanted)
    share_W[size : size + 2 * pairs : 2] = shares[:pairs]
    share_W[size + 1 : size + 2 * pairs : 2] = -shares[:pairs]
    if left_over:
        share_W[parents[-1]] += shares[-1]
        share_W[-1] = -shares[-1]
    return source_W, share_W


def _with_pair_noise(incoming_WI: Float32, size: int, rng: np.random.Generator) -> Float64:
    """Weights and, in the last column, biases, with noise on those of new pairs, the same for both of a pair.

    The weights become no larger by it: otherwise so would be the units that are copied from them the next time, and so
    on. A bias has noise at the scale of its unit's weights, whatever its own size.
    """
    pairs = (len(incoming_WI) - size) // 2
    new = slice(size, size + 2 * pairs)
    noisy_WI = incoming_WI.astype(np.float64)
    rms_W = np.sqrt(np.square(noisy_WI[new, :-1]).mean(1, keepdims=True))
    noise_WI = _NOISE * rms_W * np.repeat(rng.standard_normal((pairs, incoming_WI.shape[1])), 2, axis=0)
    noisy_WI[new] += noise_WI
    noisy_WI[new, :-1] /= np.sqrt(1.0 + _NOISE**2)
    return noisy_WI
