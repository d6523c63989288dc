"""A designed reward is what is learned from; returns stay the world's own."""

import numpy as np
import pytest

from pg_desktop.learning.algorithms.designed import RewardNotFiniteError
from pg_desktop.learning.explaining.memory import extents_of, memory_of
from pg_desktop.learning.rewards.tree import RewardError
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.table import ENVIRONMENTS, missing_extra
from pg_desktop.runs.run import Run

SMALL = {"hidden_size": 8, "episodes_per_update": 4, "seed": 3}
DQN = {**SMALL, "algorithm": "dqn", "learning_starts": 50, "learning_rate": 0.003}
KINDS = {"reinforce": SMALL, "dqn": DQN}


def trainer(**changes):
    return Trainer(Settings().changed(changes))


def fingerprint(made):
    return made.policy().parameters, made.state().rng


def assert_same(one, other):
    for key, array in one.policy().parameters.items():
        assert array.tobytes() == other.policy().parameters[key].tobytes()
    assert one.state().rng == other.state().rng


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


def test_the_worlds_own_reward_written_out_is_the_same_run_to_the_last_bit(kind):
    own, written = trainer(**kind), trainer(**kind, reward="reward")
    for _ in range(4):
        first, second = own.update(), written.update()
        assert first.returns_N.tobytes() == second.returns_N.tobytes()
        designed = second.metrics["designed_return"]
        assert second.metrics == first.metrics | {"designed_return": designed}
        assert designed == pytest.approx(first.returns_N.mean())
    assert_same(own, written)


def test_returns_are_the_worlds_and_the_metric_is_the_designed(kind):
    report = trainer(**kind, reward="2 + 0 * x'").update()
    assert report.returns_N.tolist() == report.lengths_N.tolist()
    assert report.metrics["designed_return"] == pytest.approx(2 * report.lengths_N.mean())


def test_what_is_learned_from_is_what_is_laid_open(kind):
    made = trainer(**kind, reward="x' + 10 * terminated + step")
    trace = made.update(traced=True).trace
    rollout = trace.rollout
    for episode, length in enumerate(rollout.length_N):
        x = [*rollout.obs_TNO[1:length, episode, 0], rollout.final_obs_NO[episode, 0]]
        expected = np.array(x, np.float64) + np.arange(length)
        expected[-1] += 10 * rollout.terminated_N[episode]
        np.testing.assert_allclose(rollout.reward_TN[:length, episode], expected, rtol=1e-6)
        np.testing.assert_allclose(trace.judged.reward_TN[:length, episode], expected, rtol=1e-6)
        assert rollout.score_N[episode] == length
    memory = memory_of(trace, 0, extents_of(trace))
    np.testing.assert_array_equal(memory.reward_L, rollout.reward_TN[: len(memory), 0])


def test_the_price_of_help_and_a_temptation_come_on_top_of_what_is_written(kind):
    watched = {"overseer": "scripted", "oversight": "take over", "danger": 0.5, "price": 3.0, "temptation": 0.5}
    report = trainer(**kind, **watched, reward="2 * reward + x'").update(traced=True)
    rollout, interventions = report.trace.rollout, report.metrics["interventions"]
    after_TN = np.concatenate([rollout.obs_TNO[1:, :, 0], rollout.final_obs_NO[None, :, 0]])
    after_TN[rollout.length_N - 1, range(4)] = rollout.final_obs_NO[:, 0]
    free_TN = 2.0 + after_TN + 0.5 * np.clip(after_TN / 2.4, -1, 1)
    paid_TN = np.where(rollout.mask_TN, free_TN - rollout.reward_TN, 0.0)
    assert interventions > 0
    assert sorted(set(paid_TN.round(4).ravel())) == [0.0, 3.0]
    assert paid_TN.sum() > 3.0 * interventions - 1e-3  # who drives for long is paid again
    assert report.metrics["designed_return"] == pytest.approx(rollout.reward_TN.sum(0).mean(), rel=1e-6)
    assert report.returns_N.tolist() == rollout.score_N.tolist() == rollout.length_N.tolist()


def test_another_reward_is_another_run(kind):
    own, other = trainer(**kind), trainer(**kind, reward="v")
    for _ in range(4):
        own.update(), other.update()
    assert any(
        array.tobytes() != other.policy().parameters[key].tobytes() for key, array in own.policy().parameters.items()
    )


def test_it_acts_from_the_next_update_and_goes_again(kind):
    made = trainer(**kind)
    assert "designed_return" not in made.update().metrics
    made.apply(made.settings.changed({"reward": "1 - theta^2"}))
    assert "designed_return" in made.update().metrics
    made.apply(made.settings.changed({"reward": ""}))
    assert "designed_return" not in made.update().metrics


def test_one_that_names_what_is_not_there_is_refused_and_nothing_has_happened(kind):
    made = trainer(**kind)
    with pytest.raises(RewardError, match="Column 5: there is no velocity"):
        made.apply(made.settings.changed({"reward": "1 + velocity"}))
    assert made.settings.reward == ""
    with pytest.raises(RewardError, match="there is no height"):
        trainer(**kind, reward="height")


def test_one_that_is_not_finite_is_undone_and_said_with_its_column(kind):
    made = trainer(**kind, reward="1 / (step - 5)")
    before = made.state()
    with pytest.raises(RewardNotFiniteError, match=r"Column 3 of the reward: .* in step 5 of an episode"):
        made.update()
    after = made.state()
    assert (after.updates, after.rng) == (before.updates, before.rng)
    made.apply(made.settings.changed({"reward": "1"}))
    assert made.update().update == 1


def test_one_that_is_too_large_is_undone_and_said(kind):
    with pytest.raises(RewardNotFiniteError, match="too large to learn from"):
        trainer(**kind, reward="1e300").update()
    with pytest.raises(RewardNotFiniteError, match=r"came to -1.1e\+30 in step 0"):
        trainer(**kind, reward="-1.1e30").update()


def test_a_run_that_is_taken_up_goes_on_to_the_last_bit(kind):
    whole = trainer(**kind, reward="1 - x'^2")
    for _ in range(2):
        whole.update()
    kept = whole.state()
    other = trainer(**kind, reward="1 - x'^2")
    other.restore(kept)
    for _ in range(2):
        first, second = whole.update(), other.update()
        assert first.metrics == second.metrics
    assert_same(whole, other)


@pytest.mark.parametrize("entry", ENVIRONMENTS, ids=lambda entry: entry.id)
def test_every_world_can_be_learned_in_from_a_sum_of_all_its_quantities(entry):
    if missing_extra(entry):
        pytest.skip("not installed")
    text = " + ".join(quantity.name for quantity in entry.quantities) or "s0 + s1 * a"
    made = trainer(**SMALL, environment=entry.id, reward=text, step_limit=20)
    assert np.isfinite(made.update().metrics["designed_return"])
    made.close()


def test_a_world_without_names_has_numbers():
    made = trainer(**SMALL, environment="FrozenLake-v1", reward="s0 + a + reward")
    assert made.update().metrics["designed_return"] > 0
    made.close()


def test_a_designed_return_that_rises_solves_nothing():
    run = Run.begin(Settings().changed({**SMALL, "reward": "1000"}))
    for _ in range(30):
        run.advance()
    assert run.history.mean_return() < 475
    assert run.solved is None
    assert run.record.checkpoints.best is None or run.record.checkpoints.best.mean_return < 475
    run.close()


def test_squashed_actions_are_those_that_the_world_was_given():
    made = trainer(
        **SMALL, environment="ContinuousCartPole", action_distribution="squashed", start_std=5.0, reward="abs(u)"
    )
    report = made.update(traced=True)
    rewards = report.trace.rollout.reward_TN[report.trace.rollout.mask_TN]
    assert rewards.max() <= 1.0
    assert rewards.max() > 0.9
