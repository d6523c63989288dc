"""Where the training thread ends a run by itself, and how it goes on."""

import pytest

from pg_desktop.runs.facts import Limit
from pg_desktop.runs.live.status import RunState
from tests.runs.conftest import play

READY, TRAINING, FINISHED = RunState.READY, RunState.TRAINING, RunState.FINISHED


# Limits


def test_the_update_limit_ends_the_run(observe):
    observed = observe(update_limit=3).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.update, observed.status.limit) == (3, Limit.UPDATES)


def test_train_after_a_limit_says_what_to_do_and_after_raising_it_goes_on(observe):
    observed = observe(episode_limit=10).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.update, observed.status.episodes, observed.status.limit) == (3, 12, Limit.EPISODES)
    for again in (observed.session.train, observed.session.step):
        again()
        assert observed.failure() == (
            "The run has reached its episode limit. Raise the limit to train on, or reset to start over."
        )
        assert (observed.status.update, observed.status.state) == (3, FINISHED)
    observed.want(episode_limit=20)
    assert (observed.status.update, observed.status.state) == (3, FINISHED)
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.episodes, observed.status.limit) == (20, Limit.EPISODES)
    assert observed.failures == []


def test_train_after_the_update_limit_says_so(observe):
    observed = observe(update_limit=1).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    observed.session.train()
    assert observed.failure().startswith("The run has reached its update limit.")


def test_reset_after_a_limit_begins_anew(observe):
    observed = observe(update_limit=2).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    observed.session.reset()
    observed.expect(READY)
    assert observed.status.limit is None
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert observed.status.update == 2


def test_steps_end_at_a_limit(observe):
    observed = observe(update_limit=2).ready()
    observed.session.step(5)
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.update, observed.status.limit) == (2, Limit.UPDATES)


def test_no_limit_is_shown_while_it_trains_on(observe):
    observed = observe(update_limit=2).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    observed.want(update_limit=0)
    observed.step(1)
    assert (observed.status.update, observed.status.limit) == (3, None)


def test_it_stops_when_solved_and_trains_on_when_told_to(observe, monkeypatch):
    play(monkeypatch, [[500] * 60] * 5)
    observed = observe(stop_when_solved=True).ready()
    observed.session.train()
    observed.expect(TRAINING, FINISHED)
    status = observed.status
    assert (status.update, status.limit) == (2, Limit.SOLVED)
    assert (status.solved_at_episode, status.solved.update) == (100, 2)
    observed.step(2)
    assert observed.status.update == 4
    assert observed.status.solved == status.solved
    assert observed.failures == []


@pytest.mark.parametrize("stop", [True, False])
def test_other_limits_hold_after_it_was_solved(observe, monkeypatch, stop):
    play(monkeypatch, [[500] * 60] * 9)
    observed = observe(stop_when_solved=stop, update_limit=4).ready()
    observed.session.train()
    if stop:
        observed.expect(TRAINING, FINISHED)
        assert observed.status.limit is Limit.SOLVED
        observed.session.train()
    observed.expect(TRAINING, FINISHED)
    assert (observed.status.update, observed.status.limit) == (4, Limit.UPDATES)
    observed.session.train()
    assert observed.failure().startswith("The run has reached its update limit.")
