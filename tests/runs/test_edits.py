"""What was changed while a run was going on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.edits import STREAM
from pg_desktop.learning.rewards.parameter import RewardParameter
from pg_desktop.learning.settings.kinds import (
    ArgumentsParameter,
    ChoiceParameter,
    IntegerParameter,
    RealParameter,
    SwitchParameter,
    TakesEffect,
    TextParameter,
)
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.runs.edits import Edit, EditLog, changed_keys


def other_value(row, value):
    """Something else that a row allows."""
    match row:
        case ChoiceParameter():
            return next(choice.value for choice in row.choices if choice.value != value)
        case SwitchParameter():
            return not value
        case ArgumentsParameter():
            return "" if value else '{"is_slippery": false}'
        case RewardParameter():
            return "" if value else "1 - theta^2"
        case TextParameter():
            return "" if value else row.example
        case RealParameter() | IntegerParameter():
            return row.high if row.high != value else row.low


def edit(update, key, old, new):
    return Edit(update=update, episode=4 * update, env_step=80 * update, key=key, old=old, new=new)


def log_of(*edits):
    log = EditLog()
    for one in edits:
        log.record(one)
    return log


@pytest.mark.parametrize("key", HYPERPARAMETERS)
def test_what_acts_on_learning_counts_as_changed(key):
    old = Settings()
    new = old.changed({key: other_value(HYPERPARAMETERS[key], old.value(key))})
    assert old != new
    now = HYPERPARAMETERS[key].takes_effect is TakesEffect.NOW
    assert changed_keys(old, new) == (() if now else (key,))
    assert changed_keys(new, new) == ()


def test_changed_keys_come_in_the_order_of_the_table():
    changed = Settings().changed({"seed": 1, "gamma": 0.5, "pace": 1.0, "advantage": "none"})
    assert changed_keys(Settings(), changed) == ("advantage", "gamma", "seed")


def test_what_a_branch_changes_is_told_from_what_its_parent_changed_at_that_point():
    parents = edit(4, "gamma", 0.9, 0.8), edit(4, STREAM, 0, 1)
    assert log_of(*parents, edit(4, "gamma", 0.8, 0.7)).all() == (*parents, edit(4, "gamma", 0.8, 0.7))
    assert log_of(*parents, edit(4, "gamma", 0.8, 0.7), edit(4, "gamma", 0.7, 0.8)).all() == parents


def test_edits_are_kept_in_order():
    edits = (edit(1, "gamma", 0.9, 0.8), edit(1, "seed", 0, 1), edit(4, "gamma", 0.8, 0.7))
    assert log_of(*edits).all() == edits
    assert EditLog().all() == ()


def test_edits_of_one_setting_between_two_updates_are_one():
    log = log_of(edit(2, "gamma", 0.9, 0.8), edit(2, "gamma", 0.8, 0.7), edit(2, "gamma", 0.7, 0.6))
    assert log.all() == (edit(2, "gamma", 0.9, 0.6),)


def test_what_is_taken_back_before_the_next_update_was_never_changed():
    log = log_of(edit(2, "gamma", 0.9, 0.8), edit(2, "seed", 0, 1), edit(2, "gamma", 0.8, 0.9))
    assert log.all() == (edit(2, "seed", 0, 1),)
    log.record(edit(2, "gamma", 0.9, 0.5))
    assert log.all() == (edit(2, "seed", 0, 1), edit(2, "gamma", 0.9, 0.5))


def test_what_is_taken_back_after_an_update_was_changed_twice():
    edits = (edit(2, "gamma", 0.9, 0.8), edit(3, "gamma", 0.8, 0.9))
    assert log_of(*edits).all() == edits


def test_settings_changed_together_stay_apart():
    edits = (edit(2, "gamma", 0.9, 0.8), edit(2, "learning_rate", 0.1, 0.2))
    assert log_of(*edits).all() == edits


def test_what_was_handed_out_stays_as_it_is():
    log = log_of(edit(2, "gamma", 0.9, 0.8))
    handed_out = log.all()
    other = EditLog(handed_out)
    log.record(edit(2, "gamma", 0.8, 0.7))
    assert handed_out == other.all() == (edit(2, "gamma", 0.9, 0.8),)
    assert log.all() == (edit(2, "gamma", 0.9, 0.7),)


def test_every_change_of_the_stream_stays():
    edits = (edit(2, "stream", 0, 1), edit(2, "stream", 1, 0))
    assert log_of(*edits).all() == edits


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["gamma", "entropy_bonus"]), st.sampled_from([0.1, 0.2, 0.3])))
)
def test_the_log_tells_what_was_in_force_at_every_update(changes):
    """Each change comes after an update or before the next one, and sets one of two settings."""
    log, update = EditLog(), 1
    now = {"gamma": 0.1, "entropy_bonus": 0.1}
    in_force = {0: dict(now)}
    for after_an_update, key, new in changes:
        update += after_an_update
        log.record(edit(update, key, now[key], new))
        now[key] = new
        in_force[update] = dict(now)
    told = dict(in_force[0])
    for number in range(update + 1):
        edits = [one for one in log.all() if one.update == number]
        assert len({one.key for one in edits}) == len(edits)
        for one in edits:
            assert one.old == told[one.key] != one.new
            told[one.key] = one.new
        assert told == in_force.get(number, told)
    assert told == now
    assert [one.update for one in log.all()] == sorted(one.update for one in log.all())
