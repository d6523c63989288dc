"""The ends of axes and colours are round, hold what they are for, and do not jitter."""

import numpy as np

from pg_desktop.ui.panes.policy_map.ranges import Ranges, around_zero, outward, within


def states(low, high, count=1001):
    return np.linspace(low, high, count, dtype=np.float32)[:, None].repeat(2, 1)


def test_an_axis_is_round_and_has_a_margin():
    assert Ranges().of(0, states(-0.19, 0.21)) == (-0.3, 0.3)
    low, high = Ranges().of(1, states(-0.19, 0.21) * 1000)
    assert (low, high) == (-300.0, 300.0)


def test_it_stays_while_states_change_little():
    ranges = Ranges()
    ends = ranges.of(0, states(-0.19, 0.21))
    assert ranges.of(0, states(-0.25, 0.25)) == ends
    assert ranges.of(0, states(-0.11, 0.1)) == ends
    assert ranges.of(0, states(-0.5, 0.2))[0] < -0.5
    ranges.of(0, states(-0.01, 0.01))
    assert ranges.of(0, states(-0.01, 0.01))[1] < 0.05


def test_without_states_or_where_all_are_one_there_is_an_axis():
    low, high = Ranges().of(0, np.empty((0, 2), np.float32))
    assert low < 0 < high
    low, high = Ranges().of(0, np.full((5, 2), 3.0, np.float32))
    assert low < 3 < high
    low, high = Ranges().of(0, np.full((5, 2), np.nan, np.float32))
    assert low < high


def test_colours_of_two_sides_reach_as_far():
    assert around_zero(np.array([-0.3, 0.1], np.float32)) == (-0.5, 0.5)
    low, high = around_zero(np.zeros(3, np.float32))
    assert -low == high > 0


def test_other_colours_reach_round_numbers():
    assert within(np.array([12.0, 97.0], np.float32)) == (10.0, 100.0)
    low, high = within(np.full(3, 5.0, np.float32))
    assert low < high
    assert outward(float("nan"), 1.0) == (-1.0, 1.0)


def test_the_present_state_is_on_the_axis():
    ranges = Ranges()
    here = np.array([0.9, 0.0], np.float32)
    assert ranges.of(0, states(-0.19, 0.21), here)[1] >= 0.9
    assert ranges.of(0, states(-0.19, 0.21), np.array([np.nan, 0], np.float32))[1] >= 0.21
