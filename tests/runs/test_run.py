"""A run without a window: what it records, when it is solved, and when it is over."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning import trainer as trainer_module
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.settings.table import PACE_MAX
from pg_desktop.learning.trainer import Trainer
from pg_desktop.messages import UserError
from pg_desktop.runs.edits import Edit
from pg_desktop.runs.facts import Limit, Solved
from tests.runs.conftest import SMALL, advanced, assert_same_run, new_run, play

THRESHOLD = 475
"""Of CartPole-v1."""


def solved_episode(batches):
    """The first episode with which the mean of the last hundred reaches the threshold, counted from 1."""
    returns = np.concatenate(batches)
    episodes = range(100, len(returns) + 1)
    return next((last for last in episodes if returns[last - 100 : last].sum() >= 100 * THRESHOLD), None)


def solve(batches):
    with pytest.MonkeyPatch.context() as monkeypatch:
        play(monkeypatch, batches)
        run = new_run()
        assert run.world.threshold == THRESHOLD
        return advanced(run, len(batches)).solved


def test_a_run_is_the_trainer_with_a_history():
    run, trainer = advanced(new_run(), 3), Trainer(SMALL)
    reports = [trainer.update() for _ in range(3)]
    assert run.policy().equals(trainer.policy())
    assert run.updates == 3
    block = run.history.since()
    np.testing.assert_array_equal(block.returns_E, np.concatenate([r.returns_N for r in reports]).astype(np.float32))
    np.testing.assert_array_equal(block.lengths_E, np.concatenate([r.lengths_N for r in reports]))
    np.testing.assert_array_equal(
        block.metrics_U["policy_loss"], np.float32([r.metrics["policy_loss"] for r in reports])
    )
    np.testing.assert_array_equal(block.metrics_U["entropy"], np.float32([r.metrics["entropy"] for r in reports]))
    np.testing.assert_array_equal(
        block.metrics_U["gradient_norm"], np.float32([r.metrics["gradient_norm"] for r in reports])
    )


def test_what_is_recorded(monkeypatch):
    play(monkeypatch, [[1, 2], [3], [4, 5]])
    run = new_run()
    assert (run.updates, run.seconds, run.history.updates) == (0, 0.0, 0)
    reports = [run.advance() for _ in range(3)]
    assert [report.update for report in reports] == [1, 2, 3]
    assert run.updates == 3
    assert run.seconds == 0.25 + 0.5 + 0.75
    block = run.history.since()
    assert block.returns_E.tolist() == [1, 2, 3, 4, 5]
    assert block.lengths_E.tolist() == [2, 2, 2, 2, 2]
    assert block.last_episodes_U.tolist() == [2, 3, 5]
    assert block.metrics_U["policy_loss"].tolist() == [1, 2, 3]
    assert block.metrics_U["entropy"].tolist() == [-1, -2, -3]
    assert block.metrics_U["gradient_norm"].tolist() == [2, 4, 6]
    assert block.metrics_U["explained_variance"].tolist() == np.float32([1, 1 / 2, 1 / 3]).tolist()
    assert block.seconds_U.tolist() == [0.25, 0.75, 1.5]


def test_the_seconds_are_those_of_the_updates():
    run = new_run()
    seconds = [run.advance().seconds for _ in range(3)]
    assert min(seconds) > 0
    assert run.seconds == sum(seconds)


def test_a_run_from_given_weights_begins_with_them():
    policy = advanced(new_run(), 2).policy()
    run = new_run(SMALL.changed({"seed": 8}), policy)
    assert run.policy().equals(policy)
    assert run.updates == 0
    trainer = Trainer(SMALL.changed({"seed": 8}), policy)
    trainer.update()
    assert advanced(run, 1).policy().equals(trainer.policy())


def test_a_run_that_cannot_begin_says_why(monkeypatch):
    def no_world(environment_id, **_):
        raise UserError("There is no environment named {id}.", id=environment_id)

    wrong = new_run(SMALL.changed({"hidden_size": 16})).policy()
    with pytest.raises(UserError):
        new_run(SMALL, wrong)
    monkeypatch.setattr(trainer_module, "make_world", no_world)
    with pytest.raises(UserError, match="CartPole-v0"):
        new_run(SMALL.changed({"environment": "CartPole-v0"}))


def test_an_update_that_is_stopped_has_not_happened():
    run = advanced(new_run(), 2)
    seconds, policy = run.seconds, run.policy()
    with pytest.raises(RolloutStoppedError):
        run.advance(stop=lambda: True)
    assert (run.updates, run.history.updates, run.seconds) == (2, 2, seconds)
    assert run.policy().equals(policy)
    assert_same_run(run.history, advanced(run, 1).policy(), advanced(new_run(), 3))


def test_settings_act_from_the_next_update_on_and_are_logged():
    run, trainer = advanced(new_run(), 2), Trainer(SMALL)
    episodes, steps = run.history.episodes, run.history.env_steps
    wanted = SMALL.changed({"learning_rate": 0.2, "gamma": 0.5})
    run.apply(wanted)
    assert run.settings == wanted
    assert run.edits.all() == (
        Edit(update=2, episode=episodes, env_step=steps, key="gamma", old=0.99, new=0.5),
        Edit(update=2, episode=episodes, env_step=steps, key="learning_rate", old=0.03, new=0.2),
    )
    assert (episodes, steps) == (8, run.history.since().lengths_E.sum())
    for _ in range(2):
        trainer.update()
    trainer.apply(wanted)
    trainer.update()
    assert advanced(run, 1).policy().equals(trainer.policy())


def test_settings_are_logged_only_once():
    run = advanced(new_run(), 1)
    wanted = SMALL.changed({"gamma": 0.5})
    run.apply(wanted)
    run.apply(wanted)
    advanced(run, 1).apply(wanted)
    assert [(edit.update, edit.key) for edit in run.edits.all()] == [(1, "gamma")]


def test_before_the_first_update_settings_are_what_the_run_begins_with():
    run = new_run()
    wanted = SMALL.changed({"gamma": 0.5, "episodes_per_update": 2})
    run.apply(wanted)
    assert run.edits.all() == ()
    assert_same_run(run.history, advanced(run, 2).policy(), advanced(new_run(wanted), 2))


def test_what_acts_only_on_reset_is_neither_in_force_nor_logged():
    run = advanced(new_run(), 1)
    run.apply(SMALL.changed({"hidden_layers": 1, "activation": "tanh", "seed": 5, "gamma": 0.5}))
    assert run.settings == SMALL.changed({"gamma": 0.5})
    assert [edit.key for edit in run.edits.all()] == ["gamma"]


def test_what_acts_at_once_is_in_force_and_not_logged():
    run = advanced(new_run(), 1)
    wanted = SMALL.changed({"pace": 0.5, "smoothing_window": 7})
    run.apply(wanted)
    assert run.settings == wanted
    assert run.edits.all() == ()
    advanced(run, 1).apply(SMALL.changed({"pace": PACE_MAX}))
    assert run.edits.all() == ()


GOOD, BAD = [500], [0]


@pytest.mark.parametrize(
    ("batches", "expected"),
    [
        pytest.param([[475] * 100], (100, 1), id="a hundred at the threshold"),
        pytest.param([[475] * 99 + [474]], None, id="one short of the threshold"),
        pytest.param([[475] * 99 + [474], [475] * 99], None, id="one short of it for another ninety-nine"),
        pytest.param([[475] * 99 + [474], [475] * 98, [475] * 3], (200, 3), id="as the bad one leaves"),
        pytest.param([[475] * 99 + [474], [476]], (101, 2), id="as the bad one is made up for"),
        pytest.param([[500] * 99], None, id="ninety-nine perfect ones"),
        pytest.param([[500] * 99, [0]], (100, 2), id="a hundred, over two updates"),
        pytest.param([[500] * 50, [500] * 49, [500] * 49], (100, 3), id="a hundred, over three updates"),
        pytest.param([GOOD] * 100, (100, 100), id="one at a time"),
        pytest.param([BAD] * 5 + [GOOD] * 100, (100, 100), id="five bad ones are carried by the good ones"),
        pytest.param([BAD] * 6 + [GOOD] * 100, (101, 101), id="the first of six must leave"),
        pytest.param([BAD * 250 + GOOD * 95 + BAD * 200], (345, 1), id="inside a long update"),
        pytest.param([BAD * 250, GOOD * 94 + BAD * 200], None, id="never"),
        pytest.param([GOOD * 512, BAD * 512], (100, 1), id="later ones do not matter"),
    ],
)
def test_solved_exactly_when_the_last_hundred_reach_the_threshold(batches, expected):
    solved = solve(batches)
    assert (solved and (solved.episode, solved.update)) == expected
    assert (solved and solved.episode) == solved_episode(batches)


def test_when_it_was_solved_is_that_of_the_update_and_stays():
    batches = [[0] * 7, [500] * 60, [500] * 60, [500] * 60]
    # Update n takes n/4 seconds, every episode two steps.
    assert solve(batches) == Solved(episode=102, update=3, env_step=2 * 127, seconds=0.25 + 0.5 + 0.75)


@given(
    sizes=st.lists(st.integers(1, 130), min_size=1, max_size=12),
    typical=st.integers(460, 490),
    seed=st.integers(0, 2**32 - 1),
)
def test_solved_wherever_updates_begin_and_end(sizes, typical, seed):
    returns = np.random.default_rng(seed).integers(typical - 100, min(typical + 100, 500), sum(sizes), endpoint=True)
    batches = np.split(returns, np.cumsum(sizes)[:-1])
    solved = solve(batches)
    expected = solved_episode(batches)
    assert (solved and solved.episode) == expected
    if expected is not None:
        assert solved.update == np.searchsorted(np.cumsum(sizes), expected) + 1


def test_without_a_threshold_nothing_is_ever_solved(monkeypatch):
    make_world = trainer_module.make_world
    monkeypatch.setattr(
        trainer_module, "make_world", lambda name, **how: replace(make_world(name, **how), threshold=None)
    )
    play(monkeypatch, [[500] * 100] * 2)
    assert advanced(new_run(), 2).solved is None


def _limits(monkeypatch, settings, batches):
    play(monkeypatch, batches)
    run = new_run(settings)
    limits = [run.limit_reached()]
    for _ in batches:
        run.advance()
        limits.append(run.limit_reached())
    return limits


def test_without_limits_a_run_is_never_over(monkeypatch):
    assert _limits(monkeypatch, SMALL, [[500] * 100] * 3) == [None] * 4


def test_the_update_limit(monkeypatch):
    limits = _limits(monkeypatch, SMALL.changed({"update_limit": 2}), [[1] * 4] * 3)
    assert limits == [None, None, Limit.UPDATES, Limit.UPDATES]


@pytest.mark.parametrize(("limit", "expected"), [(8, 2), (9, 3), (7, 2)])
def test_the_episode_limit_ends_with_the_update_that_reaches_it(monkeypatch, limit, expected):
    limits = _limits(monkeypatch, SMALL.changed({"episode_limit": limit}), [[1] * 4] * 3)
    assert limits.index(Limit.EPISODES) == expected


@pytest.mark.parametrize(("stop", "limit"), [(True, Limit.SOLVED), (False, None)])
def test_stop_when_solved(monkeypatch, stop, limit):
    limits = _limits(monkeypatch, SMALL.changed({"stop_when_solved": stop}), [[500] * 60] * 2)
    assert limits == [None, None, limit]


def test_a_raised_limit_lets_the_run_go_on(monkeypatch):
    play(monkeypatch, [[1]] * 3)
    run = advanced(new_run(SMALL.changed({"update_limit": 2})), 2)
    assert run.limit_reached() is Limit.UPDATES
    run.apply(run.settings.changed({"update_limit": 3}))
    assert run.limit_reached() is None
    assert advanced(run, 1).limit_reached() is Limit.UPDATES
