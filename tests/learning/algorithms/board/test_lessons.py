"""Objectives of algorithms for board games, and their gradients, by hand and by differences."""

import numpy as np
import pytest
import torch

from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.algorithms.board.lessons import (
    Moves,
    Shares,
    Sums,
    clipped_gain,
    minibatches,
    put_imitation_gradient,
    put_policy_gradient,
)
from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.playing import Opposition, Playing, log_softmax
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.networks.valued_policy import ValuedPolicy
from pg_desktop.learning.stopping import RolloutStoppedError, never


def networks(seed=0):
    architecture = Architecture(spaces_of_game(TIC_TAC_TOE), (5,), "tanh", valued=True)
    rng = np.random.default_rng(seed)
    return ValuedPolicy(architecture, rng, rng)


def moves_of(nets, seed=0):
    rng = np.random.default_rng(seed)
    played = Playing(TIC_TAC_TOE, rng).play(nets.acting, [Opposition(6, None)])
    size = len(played.action_B)
    # As if they had been made with other probabilities, so that some ratios lie beyond the clip.
    old_B = played.log_prob_B + rng.normal(0, 0.4, size).astype(np.float32)
    better_B, target_B = (rng.normal(0, 1, size).astype(np.float32) for _ in range(2))
    return Moves(played.obs_BF, played.action_B, old_B, better_B, np.tanh(target_B))


def loss(nets, moves, entropy_bonus, clip):
    """The same in NumPy, in float64."""
    log_probs_BA = log_softmax(nets.acting.outputs(moves.obs_BF)).astype(np.float64)
    log_prob_B = log_probs_BA[np.arange(len(moves)), moves.action_B]
    if clip is None:
        gain_B = log_prob_B * moves.advantage_B
    else:
        ratio_B = np.exp(log_prob_B - moves.log_prob_B)
        clipped_B = np.clip(ratio_B, 1 - clip, 1 + clip)
        gain_B = np.minimum(ratio_B * moves.advantage_B, clipped_B * moves.advantage_B)
    entropy_B = -(np.exp(log_probs_BA) * np.maximum(log_probs_BA, -1e3)).sum(1)
    error_B = nets.acting.values(moves.obs_BF) - moves.target_B
    return float((np.square(error_B) - gain_B - entropy_bonus * entropy_B).mean())


def by_differences(nets, weights_P, of):
    found = np.zeros(len(weights_P))
    for index in range(len(weights_P)):
        kept, values = weights_P[index], []
        for step in (1e-2, -1e-2):
            weights_P[index] = kept + step
            values.append(of())
        weights_P[index] = kept
        found[index] = (values[0] - values[1]) / 2e-2
    return found


@pytest.mark.parametrize("clip", [None, 0.2])
def test_the_gradient_is_that_of_the_objective(clip):
    nets = networks()
    moves = moves_of(nets)
    sums = Sums()
    put_policy_gradient(nets, moves, np.arange(len(moves)), entropy_bonus=0.05, clip=clip, sums=sums)
    for network in (nets.trained.network, nets.value):
        wanted_P = by_differences(nets, network.weights_P, lambda: loss(nets, moves, 0.05, clip))
        # A few ratios cross the clip between the two points of a difference.
        close_P = np.abs(network.gradient_P - wanted_P) < 2e-3
        assert close_P.mean() > (0.97 if clip else 0.999)
    assert 0 < sums.means()["entropy"] < np.log(9)


def test_the_clipped_objective_by_hand():
    """Ratios 1.5, 1.5, 0.5, 0.5 with A = 2, −2, 2, −2 and ε = 0.2."""
    log_prob = torch.log(torch.tensor([1.5, 1.5, 0.5, 0.5]))
    gain = clipped_gain(log_prob, torch.zeros(4), torch.tensor([2.0, -2.0, 2.0, -2.0]), 0.2)
    np.testing.assert_allclose(gain.numpy(), [2.4, -3.0, 1.0, -1.6], rtol=1e-6)


def test_what_is_clipped_has_no_gradient():
    log_prob = torch.log(torch.tensor([1.5, 1.1])).requires_grad_()
    clipped_gain(log_prob, torch.zeros(2), torch.ones(2), 0.2).sum().backward()
    np.testing.assert_allclose(log_prob.grad.numpy(), [0.0, 1.1], rtol=1e-6)


def test_imitation_is_cross_entropy_whose_distance_is_0_where_nothing_is_left():
    nets = networks()
    obs_BF = moves_of(nets).obs_BF
    own_BA = np.exp(log_softmax(nets.acting.outputs(obs_BF)))
    sums = Sums()
    shares = Shares(obs_BF, own_BA, nets.acting.values(obs_BF))
    put_imitation_gradient(nets, shares, np.arange(len(shares)), sums=sums, distance="distance")
    assert sums.means()["distance"] == pytest.approx(0, abs=1e-6)
    assert sums.means()["value_loss"] == pytest.approx(0, abs=1e-9)
    assert np.abs(nets.trained.network.gradient_P).max() < 1e-6


def test_a_long_gradient_is_shortened_and_a_short_one_is_not():
    nets = networks()
    for given, kept in ((3.0, 1.0), (0.5, 0.5)):
        nets.zero_grad()
        nets.trained.network.gradient_P[7] = given
        assert nets.step(0.01, 1.0) == pytest.approx(given)
        assert np.linalg.norm(nets.trained.network.gradient_P) == pytest.approx(kept)


def test_minibatches_go_through_everything_once():
    parts = [*minibatches(1000, 300, np.random.default_rng(0), never)]
    assert [len(part) for part in parts] == [334, 333, 333]
    assert sorted(np.concatenate(parts)) == list(range(1000))
    with pytest.raises(RolloutStoppedError):
        next(minibatches(10, 5, np.random.default_rng(0), lambda: True))
