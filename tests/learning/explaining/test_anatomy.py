"""What an update did to every action, against numbers computed on paper, and against its own limits."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions.discrete import softmax
from pg_desktop.learning.explaining.anatomy import Counts, anatomy_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.trainer import Trainer
from tests.learning.explaining.updates import LOG_2, plain_update

REINFORCE = {"environment": "CartPole-v1", "episodes_per_update": 4, "hidden_size": 8, "seed": 3}


def traced(**settings):
    trainer = Trainer(Settings(**(REINFORCE | settings)))
    trainer.update()
    report = trainer.update(traced=True)
    trainer.close()
    return report.trace


def test_two_steps_computed_on_paper():
    # γ = 1/2: G₀ = 1 + 3/2, G₁ = 3; mean 2.75, unbiased std of (2.5, 3) = 1/(2√2); A = ∓(1/4) · 2√2 = ∓1/√2.
    trace = plain_update(0.1, gamma=0.5, advantage="batch")
    assert trace.judged.return_TN[:, 0].tolist() == [2.5, 3.0]
    assert trace.judged.baseline_TN[:, 0].tolist() == [2.75, 2.75]
    half = 1 / np.sqrt(2)
    assert trace.judged.advantage_TN[:, 0] == pytest.approx([-half, half])
    # Both actions have probability 1/2, so ∂ log π/∂ logit = ±1/2; the loss is −mean(A log π):
    # ∂L/∂b₁ = −(1/2)(−h/2 − h/2) = h/2, and ∂L/∂w₁ = −(1/2)(−1·h/2 − 2·h/2) = 3h/4; logit 0 gets the opposite.
    assert trace.gradient_P == pytest.approx([-3 * half / 4, 3 * half / 4, -half / 2, half / 2])
    # With α = 0.1: Δw₁ = −0.075 h, Δb₁ = −0.05 h; Δ(logit₁ − logit₀) = −0.25 h at s = 1, −0.4 h at s = 2.
    anatomy = anatomy_of(trace)
    difference = np.array([-0.25, -0.4]) * half
    assert anatomy.before_B == pytest.approx([-LOG_2, -LOG_2])
    assert anatomy.after_B == pytest.approx(
        [-np.log1p(np.exp(-difference[0])), -np.log1p(np.exp(difference[1]))], abs=1e-7
    )
    assert anatomy.predicted_B == pytest.approx([difference[0] / 2, -difference[1] / 2], abs=1e-7)
    assert anatomy.counts == Counts(positive=1, positive_fell=0, negative=1, negative_rose=0)
    assert anatomy.most_encouraged(5).tolist() == [1]
    assert anatomy.most_discouraged(5).tolist() == [0]
    (layer,) = anatomy.layers
    assert layer.name == "logits"
    assert layer.gradient == pytest.approx(half * np.sqrt(2 * (0.75**2 + 0.5**2)))
    assert layer.step == pytest.approx(0.1 * layer.gradient)
    assert layer.weights == 0.0
    on_1 = 1 / (1 + np.exp(-difference))
    assert anatomy.kl == pytest.approx(np.mean(np.log(0.5) - (np.log(on_1) + np.log(1 - on_1)) / 2), rel=1e-5)


def test_of_actions_that_are_not_allowed_everywhere_probabilities_are_those_of_the_policy():
    trace = traced(environment="TicTacToe-v0")
    rollout = trace.rollout
    obs_BO, action_B = rollout.obs_TNO[rollout.mask_TN], rollout.action_TN[rollout.mask_TN]
    probability_B = softmax(trace.before.outputs(obs_BO))[np.arange(len(action_B)), action_B]
    np.testing.assert_allclose(np.exp(anatomy_of(trace).before_B), probability_B, rtol=1e-5)


@pytest.mark.parametrize(
    "settings",
    [{}, {"environment": "Pendulum-v1", "normalise_observations": True}, {"environment": "TicTacToe-v0"}],
)
def test_the_prediction_becomes_true_as_the_step_becomes_small(settings):
    trace = traced(**settings)

    def error(share):
        weights = {
            name: (array + share * (trace.after.parameters[name] - array)).astype(np.float64)
            for name, array in trace.before.parameters.items()
        }
        anatomy = anatomy_of(replace(trace, after=replace(trace.after, parameters=weights)))
        return np.abs(anatomy.change_B - anatomy.predicted_B).max() / np.abs(anatomy.predicted_B).max()

    errors = [error(share) for share in (1.0, 1e-2, 1e-4)]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 1e-3


def test_the_trace_holds_what_was_played_and_the_policies_that_did_and_will():
    settings = Settings(**REINFORCE)
    plain, open_ = Trainer(settings), Trainer(settings)
    for number in (1, 2):
        before = open_.policy()
        report, trace = plain.update(), (found := open_.update(traced=True)).trace
        assert report.trace is None
        assert found.metrics == report.metrics
        assert plain.policy().equals(open_.policy())  # to look makes no difference
        assert trace.update == number
        assert trace.before.equals(before)
        assert trace.after.equals(open_.policy())
        assert trace.rollout.episode_return_N.tolist() == found.returns_N.tolist()
        anatomy = anatomy_of(trace)
        loss = -(anatomy.before_B * anatomy.advantage_B).mean()
        assert loss == pytest.approx(report.metrics["policy_loss"], abs=1e-6)
        assert np.sqrt(sum(layer.gradient**2 for layer in anatomy.layers)) == pytest.approx(
            report.metrics["gradient_norm"], rel=1e-5
        )
    plain.close()
    open_.close()


@pytest.mark.parametrize("advantage", ["time", "batch", "normalised", "none"])
@pytest.mark.parametrize("discounting", ["reward-to-go", "from start"])
def test_the_advantage_is_the_return_less_the_baseline_but_for_a_scale(advantage, discounting):
    trace = traced(advantage=advantage, discounting=discounting)
    judged, mask_TN = trace.judged, trace.rollout.mask_TN
    difference_TN = judged.return_TN - judged.baseline_TN
    for slot in range(4):
        one = mask_TN[:, slot]
        scale = (
            np.dot(difference_TN[one, slot], judged.advantage_TN[one, slot]) / np.square(difference_TN[one, slot]).sum()
        )
        assert scale > 0
        assert judged.advantage_TN[one, slot] == pytest.approx(scale * difference_TN[one, slot], abs=1e-9)


def test_of_a_value_network_the_baseline_is_what_it_said_before_it_learned():
    trace = traced(advantage="value", gae_lambda=1.0, gamma=0.9)
    judged, mask_TN = trace.judged, trace.rollout.mask_TN
    ended = trace.rollout.terminated_N
    assert ended.any()
    for slot in np.flatnonzero(ended):
        last = trace.rollout.length_N[slot] - 1
        assert judged.return_TN[last, slot] == pytest.approx(1.0)  # nothing follows, and the last reward is 1
    difference = (judged.return_TN - judged.baseline_TN)[mask_TN]
    assert judged.advantage_TN[mask_TN] == pytest.approx(difference / np.sqrt(np.square(difference).mean()))


def test_of_dqn_the_advantage_is_the_temporal_difference():
    trace = traced(
        algorithm="dqn", learning_starts=8, train_frequency=4, gamma=0.9, batch_size=8, episodes_per_update=2
    )
    judged, rollout = trace.judged, trace.rollout
    assert trace.gradient_P is None
    anatomy = anatomy_of(trace)
    assert anatomy.by_values
    assert anatomy.kl is None
    assert anatomy.before_B == pytest.approx(judged.baseline_TN[rollout.mask_TN], abs=1e-6)
    assert judged.advantage_TN == pytest.approx(judged.return_TN - judged.baseline_TN)
    for slot in np.flatnonzero(rollout.terminated_N):
        assert judged.return_TN[rollout.length_N[slot] - 1, slot] == 1.0  # where an episode ends, the reward is all
    assert np.abs(anatomy.change_B).max() > 0
    assert all(layer.gradient is None and layer.step > 0 for layer in anatomy.layers[:-1])


def test_it_can_be_stopped():
    with pytest.raises(RolloutStoppedError):
        anatomy_of(plain_update(0.1), stop=lambda: True)
