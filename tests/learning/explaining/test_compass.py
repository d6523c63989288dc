"""The gradient compass: a batch points where it points itself, more episodes point better, and intervals are true."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.algorithms.reinforce.baselines import advantages
from pg_desktop.learning.explaining.compass import Plan, Subject, read_compass, require_gradient, weights_of
from pg_desktop.learning.explaining.cosines import Reference, cosine, student_t
from pg_desktop.learning.explaining.many_episodes import ManyEpisodes, play_many
from pg_desktop.learning.explaining.score_gradients import ScoreGradients, Scores
from pg_desktop.learning.rewards.evaluating import rewards
from pg_desktop.learning.rewards.reward import compiled
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from pg_desktop.runs.run import Run
from tests.learning.explaining.updates import plain_update

SMALL = Plan(episodes=256, batches=64, batch_episodes=256, sizes=(1, 8))


def traced_update(updates=1, **settings):
    run = Run.begin(Settings(hidden_size=8, episodes_per_update=8).changed(settings))
    trace = None
    for _ in range(updates):
        trace = run.advance(traced=True).trace
    run.close()
    return trace, run.world


def gradient_of(trace):
    """Of an update's own batch, found as those of the compass are."""
    rollout, policy, settings = trace.rollout, trace.before, trace.settings
    mask_NT = rollout.mask_TN.T
    seen_BO = rollout.obs_TNO.swapaxes(0, 1)[mask_NT]
    obs_BO = policy.normalised(seen_BO)
    action_B = rollout.action_TN.swapaxes(0, 1)[mask_NT]
    distribution = policy.architecture.distribution
    scores = Scores(distribution, policy.outputs(seen_BO).copy(), action_B, settings.entropy_bonus)
    weight_EB = trace.judged.advantage_TN.T[mask_NT][None]
    return ScoreGradients(policy).of(obs_BO, scores, slice(0, len(obs_BO)), weight_EB)[0]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"hidden_layers": 2, "activation": "tanh", "entropy_bonus": 0.1, "normalise_observations": True},
        {"environment": "Pendulum-v1", "step_limit": 20, "entropy_bonus": 0.05},
        {"environment": "Pendulum-v1", "step_limit": 20, "std_source": "state", "action_distribution": "squashed"},
    ],
)
def test_a_batch_points_exactly_where_it_points_itself(settings):
    trace, _ = traced_update(2, **settings)
    assert cosine(trace.gradient_P, trace.gradient_P) == 1.0
    assert cosine(-trace.gradient_P, trace.gradient_P) == -1.0
    again_P = gradient_of(trace) / trace.rollout.mask_TN.sum()
    np.testing.assert_allclose(again_P, -trace.gradient_P, rtol=2e-3, atol=2e-6)
    assert cosine(again_P, -trace.gradient_P) == pytest.approx(1.0, abs=1e-6)


def test_the_gradient_of_two_steps_is_what_it_is_on_paper():
    """Both actions had probability ½: ∇ log π is ±½ s for each logit; weighed with G₀ = 1 + ½ · 3 and G₁ = 3."""
    gradient_P = gradient_of(plain_update(0.1, advantage="none"))
    weight, bias = -0.5 * 2.5 * 1 + 0.5 * 3 * 2, -0.5 * 2.5 + 0.5 * 3
    np.testing.assert_allclose(gradient_P, [weight, -weight, bias, -bias], rtol=1e-6)


def test_two_of_no_direction_have_a_cosine_of_0():
    assert cosine(np.zeros(3), np.ones(3)) == 0.0


def test_the_quantile_of_students_t():
    assert student_t(7) == pytest.approx(2.3646, abs=2e-3)
    assert student_t(63) == pytest.approx(1.99834, abs=1e-5)


def toy(rng, groups, noise, episodes):
    """Gradients of episodes are their expectation and normal noise: sums over `episodes`, (groups, 20)."""
    expected_P = np.zeros(20)
    expected_P[0] = 1.0
    return episodes * expected_P + np.sqrt(episodes) * noise * rng.normal(size=(groups, 20))


def test_the_interval_holds_the_true_cosine_as_often_as_it_says():
    rng = np.random.default_rng(2)
    held, errors = 0, []
    for _ in range(600):
        gradient_P = toy(rng, 1, 4.0, 16)[0]
        true = gradient_P[0] / np.linalg.norm(gradient_P)
        found = Reference(toy(rng, 64, 4.0, 8)).against(gradient_P)
        held += found.low <= true <= found.high
        errors.append(found.value - true)
    assert 0.93 <= held / 600 <= 0.97
    # Without its correction every cosine would be a tenth too small: the reference is longer by its noise.
    assert abs(np.mean(errors)) < 0.01


def test_the_mean_cosine_of_batches_does_not_come_from_what_they_share_with_the_reference():
    rng = np.random.default_rng(3)
    values, held = [], 0
    for _ in range(300):
        group_KP = toy(rng, 64, 2.5, 8)
        found = Reference(group_KP).against_batches(group_KP, np.eye(64, dtype=np.bool_))
        alone_BP = toy(rng, 4000, 2.5, 8)
        true = float((alone_BP[:, 0] / np.linalg.norm(alone_BP, axis=1)).mean())
        values.append(found.value - true)
        held += found.low <= true <= found.high
    assert abs(np.mean(values)) < 0.005
    assert held / 300 >= 0.9


def test_more_episodes_point_better():
    trace, world = traced_update(6, episodes_per_update=32)
    reading = read_compass(Subject.of_update(trace, world), plan=replace(SMALL, episodes=1024, sizes=(1, 4)))
    means = [reading.row(size, "time").cosine.value for size in (1, 4, 32)]
    assert means == sorted(means)
    assert means[2] > means[0] + 0.3
    assert (reading.update, reading.episodes) == (6, 1024)
    assert reading.cosine.low <= reading.cosine.value <= reading.cosine.high


def test_the_same_update_gives_the_same_reading():
    trace, world = traced_update(2)
    subject = Subject.of_update(trace, world, updates_before=10)
    reading = read_compass(subject, plan=SMALL)
    assert reading == read_compass(subject, plan=SMALL)
    assert reading.update == 12


def test_a_policy_before_any_update_has_rows_alone():
    trace, world = traced_update()
    reading = read_compass(Subject.of_policy(trace.before, trace.settings, world, 0), plan=SMALL)
    assert reading.cosine is None
    assert reading.update == 0
    assert {row.episodes for row in reading.rows} == {1, 8}


@pytest.mark.parametrize(
    "settings",
    [
        {"advantage": "value"},
        {"advantage": "normalised", "discounting": "from start", "episodes_per_update": 1},
        {"advantage": "none", "normalise_rewards": True},
        {"environment": "MountainCarContinuous-v0", "step_limit": 30},
    ],
)
def test_it_reads_every_kind_of_run(settings):
    trace, world = traced_update(2, **settings)
    plan = replace(SMALL, env_steps_elsewhere=4000)
    reading = read_compass(Subject.of_update(trace, world), plan=plan)
    own = settings.get("advantage", "time")
    assert reading.row(1, "time" if own == "value" else own) is not None
    assert all(-1 <= row.cosine.value <= 1 for row in reading.rows)
    assert reading.cosine is not None


def test_whole_returns_are_the_same_for_all_actions_of_an_episode():
    return_TN = np.array([[6.0, 2.0], [5.0, 0.0]])
    mask_TN = np.array([[True, True], [True, False]])
    weight_TN = weights_of("whole", return_TN, mask_TN)
    # 6 and 2 against their mean 4; the second step of the first episode has none to be compared with.
    assert weight_TN[0, 0] == -weight_TN[0, 1] > 0
    assert weight_TN[1].tolist() == [0.0, 0.0]
    trace, _ = traced_update()
    np.testing.assert_array_equal(
        weights_of("time", trace.judged.return_TN, trace.rollout.mask_TN),
        advantages(trace.rollout, trace.rollout.reward_TN, trace.settings),
    )


def test_it_plays_no_more_than_its_budget_and_whole_groups():
    trace, world = traced_update()
    rng = np.random.default_rng(0)
    played = play_many(trace.before, world, world.reset_options(), rng, episodes=100, env_steps=10**6)
    assert played.count == 128
    played = play_many(trace.before, world, world.reset_options(), rng, episodes=10**6, env_steps=2000)
    assert played.count % 64 == 0
    assert 2000 <= played.env_steps < 2000 + 64 * 500


def test_steps_stand_in_the_order_of_their_episodes():
    played = ManyEpisodes(
        np.zeros((3, 1), np.float32),
        np.zeros(3, np.int64),
        np.zeros((3, 2), np.float32),
        np.array([1.0, 2.0, 3.0]),
        np.array([0, 1, 3]),
    )
    table_TM, mask_TM = played.by_time(played.reward_S)
    assert table_TM.tolist() == [[1, 2], [0, 3]]
    assert mask_TM.tolist() == [[True, True], [False, True]]


def test_it_stops_between_two_steps_and_between_two_chunks():
    trace, world = traced_update()
    subject = Subject.of_update(trace, world)
    asked = []

    def stop_when_played():
        asked.append(None)
        return bool(shares) and shares[-1] >= 0.4

    shares = []
    with pytest.raises(RolloutStoppedError):
        read_compass(subject, stop_when_played, shares.append, SMALL)
    assert len(asked) > 10
    assert max(shares) == 0.4


def test_the_share_that_is_done_rises_to_all():
    trace, world = traced_update()
    shares = []
    read_compass(Subject.of_update(trace, world), progress=shares.append, plan=SMALL)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_dqn_has_none():
    require_gradient(Settings(), "REINFORCE")
    with pytest.raises(UserError, match=r"^DQN has no policy gradient"):
        require_gradient(Settings(algorithm="dqn"), "DQN")


def test_the_compass_points_by_the_rewards_that_were_learned_from():
    world = make_world("CartPole-v1")
    policy = Trainer(Settings(hidden_size=8, seed=3)).policy()
    reward = compiled("3 * x' + terminated", world.entry.quantities)
    played = play_many(
        policy,
        world,
        world.reset_options(),
        np.random.default_rng(0),
        episodes=64,
        env_steps=10_000,
        reward=partial(rewards, reward, gamma=0.99),
    )
    for episode in range(3):
        steps = played.steps(episode, episode + 1)
        np.testing.assert_allclose(played.reward_S[steps][:-1], 3 * played.obs_SO[steps][1:, 0], rtol=1e-6)
