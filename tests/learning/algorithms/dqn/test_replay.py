"""What is remembered: an append-only column whose state is a length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pg_desktop.learning.algorithms import rows
from pg_desktop.learning.algorithms.dqn.replay import ReplayBuffer, Steps


def steps(first, count):
    """Env steps that tell their own numbers."""
    number_B = np.arange(first, first + count)
    obs_BO = np.stack([number_B, -number_B], 1).astype(np.float32)
    return Steps(obs_BO, obs_BO + 0.5, number_B % 7, number_B.astype(np.float32), (number_B % 2).astype(np.float32))


def filled(count, observations=2):
    buffer = ReplayBuffer(observations)
    buffer.append(steps(0, count))
    return buffer


def numbers(buffer, capacity, size=4000):
    drawn = buffer.sample(size, capacity, np.random.default_rng(0))
    return set(drawn.reward_B.astype(int).tolist())


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(rows, "CHUNK", 8)


def test_what_is_drawn_is_what_was_appended():
    drawn = filled(50).sample(500, 1000, np.random.default_rng(0))
    number_B = drawn.reward_B
    np.testing.assert_array_equal(drawn.obs_BO, np.stack([number_B, -number_B], 1))
    np.testing.assert_array_equal(drawn.next_obs_BO, drawn.obs_BO + 0.5)
    np.testing.assert_array_equal(drawn.action_B, number_B % 7)
    np.testing.assert_array_equal(drawn.goes_on_B, number_B % 2)
    assert (drawn.obs_BO.dtype, drawn.action_B.dtype) == (np.float32, np.int64)


def test_every_one_of_the_latest_is_drawn_and_no_other():
    buffer = filled(50)
    assert numbers(buffer, 13) == set(range(37, 50))
    assert numbers(buffer, 1000) == set(range(50))
    buffer.forget(13)
    assert numbers(buffer, 13) == set(range(37, 50))
    assert min(numbers(buffer, 1000)) in range(30, 38)  # whole chunks go


def test_draws_are_uniform():
    drawn = filled(20).sample(20_000, 20, np.random.default_rng(1))
    counts = np.bincount(drawn.reward_B.astype(int), minlength=20)
    assert abs(counts - 1000).max() < 160


def test_nothing_can_be_drawn_from_nothing():
    with pytest.raises(ValueError):
        ReplayBuffer(2).sample(1, 10, np.random.default_rng(0))


def test_undoing_what_came_after_the_newest_state_copies_nothing():
    buffer = filled(20)
    state = buffer.state()
    buffer.append(steps(100, 30))
    buffer.restore(state)
    assert all(one is other for one, other in zip(buffer.state().chunks, state.chunks, strict=True))
    assert numbers(buffer, 1000) == set(range(20))
    buffer.append(steps(20, 5))
    assert numbers(buffer, 1000) == set(range(25))


def test_going_on_from_an_earlier_state_leaves_the_later_one_as_it_was():
    buffer = filled(12)
    early = buffer.state()
    buffer.append(steps(12, 9))
    late = buffer.state()
    buffer.restore(early)
    buffer.append(steps(500, 20))
    assert numbers(buffer, 1000) == {*range(12), *range(500, 520)}
    other = ReplayBuffer(2)
    other.restore(late)
    assert numbers(other, 1000) == set(range(21))


def test_a_state_taken_over_by_another_buffer_stays_as_it_was():
    first, second = filled(11), ReplayBuffer(2)
    state = first.state()
    second.restore(state)
    second.append(steps(300, 4))
    first.append(steps(11, 4))
    assert numbers(first, 1000) == set(range(15))
    assert numbers(second, 1000) == {*range(11), *range(300, 304)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["append", "keep", "restore", "forget"]), st.integers(0, 30)), max_size=25))
def test_it_holds_what_a_list_would_hold(moves):
    buffer, held, kept = ReplayBuffer(2), [], []
    fresh = 0
    for move, number in moves:
        match move:
            case "append":
                buffer.append(steps(fresh, number))
                held = held + list(range(fresh, fresh + number))
                fresh += number
            case "keep":
                kept.append((buffer.state(), held))
            case "restore" if kept:
                state, held = kept[number % len(kept)]
                buffer.restore(state)
            case "forget":
                buffer.forget(20)
        assert len(buffer) == len(held)
        if held:
            assert numbers(buffer, 12) == set(held[-12:])
    for state, before in kept:
        buffer.restore(state)
        if before:
            assert numbers(buffer, 12) == set(before[-12:])
