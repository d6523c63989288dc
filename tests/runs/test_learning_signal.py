"""It is noticed that there is nothing to learn from, and healthy runs are left in peace."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.columns import UpdateRecord
from pg_desktop.runs.history import History
from pg_desktop.runs.learning_signal import EPISODES, UPDATES, Cause, MissingSignal, missing_signal
from pg_desktop.runs.run import Run
from tests.runs.histories import history_of, update

N = 32


def stuck(updates=UPDATES, value=-200.0, loss=0.1, entropy=0.5):
    """Updates whose episodes all have one return."""
    return [update([value] * N, [200] * N, loss, entropy) for _ in range(updates)]


def varied(updates=UPDATES, loss=0.1, entropy=0.5):
    """Updates whose episodes differ."""
    return [update([float(10 + (i + j) % 9) for j in range(N)], [12] * N, loss, entropy) for i in range(updates)]


def test_all_episodes_have_the_same_return():
    found = missing_signal(history_of(stuck()), target=-110.0)
    assert found == MissingSignal(Cause.SAME_RETURN, updates=10, episodes=320, mean_return=-200.0)


def test_what_came_before_does_not_matter():
    found = missing_signal(history_of([*varied(30), *stuck()]), target=-110.0)
    assert (found.cause, found.updates) == (Cause.SAME_RETURN, UPDATES)


@pytest.mark.parametrize(
    "updates",
    [
        [],
        stuck(UPDATES - 1),
        [*stuck(UPDATES - 1), update([-200.0] * (N - 1) + [-199.0], [200] * N, 0.1, 0.5)],
        [*stuck(5), *stuck(5, value=-150.0)],
        varied(),
    ],
    ids=["nothing yet", "one update too few", "one episode differs", "it changed", "all is well"],
)
def test_nothing_is_said_of(updates):
    assert missing_signal(history_of(updates), target=-110.0) is None


def test_few_episodes_an_update_must_be_more_updates():
    history = history_of([update([9.0], [9], entropy=0.5)] * (EPISODES - 1))
    assert missing_signal(history, target=475.0) is None
    history.append(update([9.0], [9], entropy=0.5))
    assert missing_signal(history, target=475.0) == MissingSignal(Cause.SAME_RETURN, EPISODES, EPISODES, 9.0)


def test_a_loss_of_0_says_that_no_action_looks_better():
    found = missing_signal(history_of(varied(loss=-1e-8)), target=475.0)
    assert found.cause is Cause.NO_ADVANTAGE
    assert found.mean_return == pytest.approx(14, abs=0.5)
    assert missing_signal(history_of([*varied(9, loss=0.0), *varied(1, loss=1e-5)]), target=475.0) is None


def test_no_entropy_means_that_nothing_new_is_tried():
    decided = varied(entropy=9e-4)
    assert missing_signal(history_of(decided), target=475.0).cause is Cause.NO_ENTROPY
    assert missing_signal(history_of([*varied(9, entropy=0.0), *varied(1, entropy=2e-3)]), target=475.0) is None


def test_the_entropy_of_real_numbers_may_be_anything():
    assert missing_signal(history_of(varied(entropy=0.0)), target=475.0, choice=False) is None


def test_who_has_no_doubt_left_may_be_right_where_no_target_says_otherwise():
    assert missing_signal(history_of(varied(entropy=0.0)), target=None) is None


@pytest.mark.parametrize("metrics", [{"loss": 0.0, "entropy": 0.0}, {"loss": 0.1, "entropy": 0.5}])
def test_a_run_at_its_target_is_left_in_peace(metrics):
    assert missing_signal(history_of(stuck(20, value=500.0, **metrics)), target=475.0) is None
    assert missing_signal(history_of(stuck(20, value=500.0, **metrics)), target=501.0).cause is Cause.SAME_RETURN


def test_a_branch_is_judged_by_what_it_has_done_itself():
    history = history_of(stuck(12))
    assert missing_signal(history, since=3, target=-110.0) is None
    assert missing_signal(history, since=2, target=-110.0).cause is Cause.SAME_RETURN


def test_who_explores_ever_less_may_still_find_something():
    history = History("dqn")
    for number in range(2 * EPISODES):
        epsilon = max(0.1, 1 - number / 100)
        history.append(UpdateRecord(np.array([-200.0]), np.array([200]), 0.0, {"epsilon": epsilon}))
        found = missing_signal(history, target=-110.0)
        assert (found is not None) == (number >= 90 + EPISODES - 1), number
    assert found.cause is Cause.SAME_RETURN


# Real runs


def found_in(updates, **changes):
    """All causes found in a run, after each of its updates."""
    run = Run.begin(Settings().changed(changes))
    found = set()
    for _ in range(updates):
        run.advance()
        missing = missing_signal(run.history, target=run.world.threshold, choice=not run.world.continuous)
        found |= {missing.cause} if missing is not None else set()
    run.close()
    return found


def test_with_gamma_0_there_is_nothing_to_learn_in_cart_pole():
    assert found_in(UPDATES, gamma=0.0) == {Cause.NO_ADVANTAGE}


def test_a_policy_that_never_reaches_the_flag_has_nothing_to_learn_from():
    changes = {"environment": "MountainCar-v0", "episodes_per_update": 20, "normalise_observations": True}
    assert found_in(UPDATES, **changes) == {Cause.SAME_RETURN}


@pytest.mark.parametrize("seed", range(2))
def test_the_quick_preset_is_left_in_peace_until_it_is_solved_and_longer(seed):
    assert found_in(30, seed=seed) == set()


def test_where_rewards_were_designed_equal_returns_say_nothing():
    history = History()
    for before in stuck():
        history.append(replace(before, metrics={**before.metrics, "designed_return": 3.0}))
    assert missing_signal(history, target=-110.0) is None
