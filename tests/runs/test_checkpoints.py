"""What a time machine remembers: bounds, spread, and what is always kept."""

import subprocess
import sys
import threading
import time
from itertools import pairwise
from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pg_desktop.runs.checkpoints import BYTE_BUDGET, MAX_ENTRIES, Checkpoints
from pg_desktop.runs.grid import on_grid


def filled(updates, nbytes=100, **bounds):
    checkpoints = Checkpoints(**bounds)
    for update in updates:
        checkpoints.record(update, None, nbytes, update)
    return checkpoints


def numbers(checkpoints):
    return [entry.update for entry in checkpoints.entries()]


def test_the_grid_by_hand():
    assert [u for u in range(65) if on_grid(u, 2)] == [*range(8), 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64]
    assert [u for u in range(65) if on_grid(u, 0)] == [0, 1, 2, 4, 8, 16, 32, 64]
    assert [u for u in range(65) if on_grid(u, -1)] == [0, 1, 4, 16, 64]
    assert [u for u in range(65) if on_grid(u, -2)] == [0, 1, 16]


@given(st.integers(0, 2**40), st.integers(-5, 12))
def test_a_coarser_grid_is_part_of_a_finer_one(update, density):
    assert not on_grid(update, density - 1) or on_grid(update, density)


def test_all_are_kept_while_there_is_room():
    assert numbers(filled(range(512))) == list(range(512))
    assert set(range(32)) <= set(numbers(filled(range(100_000))))


SIZE = 30_000
"""Bytes of a state, for which there is room in the usual bounds."""


def test_ten_million_updates():
    """Only what is wanted is recorded; the grid's multiples of a stride say which updates can be."""
    checkpoints = Checkpoints()
    passed = 0
    while passed <= 10_000_000:
        if checkpoints.wanted(passed):
            checkpoints.record(passed, None, SIZE, None)
        octave = max(passed.bit_length() - 1, 0)
        passed += 1 << max(octave - checkpoints.density, 0)
    held = numbers(checkpoints)
    assert len(held) <= MAX_ENTRIES
    assert checkpoints.nbytes == SIZE * len(held) <= BYTE_BUDGET
    assert set(range(32)) <= set(held)
    assert checkpoints.density == 4
    assert all(after - before <= before / 16 + 1 for before, after in pairwise(held))
    assert passed - held[-1] <= passed / 16


@settings(max_examples=60)
@given(st.integers(1, 3000), st.lists(st.integers(0, 900), min_size=1, max_size=6), st.integers(8, 60))
def test_bounds_and_spread_whatever_the_sizes(updates, sizes, max_entries):
    """Five of the largest fit, so both bounds hold; every update that passed has an entry within 2**−d of it."""
    checkpoints = Checkpoints(byte_budget=5000, max_entries=max_entries)
    for update in range(updates):
        checkpoints.record(update, None, sizes[update * len(sizes) // updates], None)
        assert checkpoints.nbytes <= 5000
        assert len(checkpoints.entries()) <= max_entries
    held = numbers(checkpoints)
    assert held[0] == 0
    assert held[-1] == updates - 1
    assert checkpoints.nbytes == sum(entry.nbytes for entry in checkpoints.entries())
    if checkpoints.density >= 0:
        for update in range(updates):
            before = max(u for u in held if u <= update)
            assert update - before <= update / 2**checkpoints.density


def test_only_what_is_wanted_needs_to_be_recorded():
    """A run that copies only what is wanted remembers the same, apart from the newest."""
    every, some = Checkpoints(), Checkpoints()
    means = [100 + (update * 37 % 101) for update in range(5000)]
    for update, mean in enumerate(means):
        every.record(update, mean, 10, None)
        if some.wanted(update, mean):
            some.record(update, mean, 10, None)
    assert set(numbers(every)) - {4999} == set(numbers(some)) - {4999}
    assert not some.wanted(numbers(some)[-1])
    assert Checkpoints().wanted(77)


def test_the_best_stays_and_an_equal_that_is_not_confirmed_does_not_replace_it():
    checkpoints = Checkpoints(max_entries=8)
    for update in range(2000):
        checkpoints.record(update, {777: 9.0, 801: 9.0, 802: nan}.get(update, 1.0), 1, None)
    assert checkpoints.best.update == 777
    assert 777 in numbers(checkpoints)
    checkpoints.record(2000, 10.0, 1, None)
    assert checkpoints.best.update == 2000
    assert 777 not in numbers(checkpoints)


def test_of_equals_the_best_is_the_last_that_the_next_mean_confirms():
    """The mean of update 122 is of what the policy of update 121 did: whether 122 has spoilt it, nobody knows yet."""
    checkpoints = Checkpoints()
    for update in range(200):
        checkpoints.record(update, 500.0 if 15 <= update <= 122 else 100.0, 1, None)
    assert checkpoints.best.update == 121
    checkpoints = checkpoints.cut(60)
    assert checkpoints.best.update == 59
    checkpoints.record(60, 100.0, 1, "spoilt")  # in place of another
    assert checkpoints.best.update == 59


def test_a_run_that_stays_at_its_best_makes_no_copies_for_it():
    level, other = Checkpoints(max_entries=64), Checkpoints(max_entries=64)
    copies = {level: 0, other: 0}
    for update in range(10_000):
        for checkpoints, mean in ((level, 500.0 if update >= 15 else 0.0), (other, None)):
            if checkpoints.wanted(update, mean):
                copies[checkpoints] += 1
                checkpoints.record(update, mean, 1, None)
    assert copies[level] <= copies[other] + 1
    assert numbers(level)[-2:] == [7168, 8192]
    assert level.best.update == 7168


def test_no_return_is_never_the_best():
    assert filled(range(5)).best is None
    checkpoints = Checkpoints()
    checkpoints.record(0, nan, 1, None)
    assert checkpoints.best is None


def test_pinned_entries_stay():
    checkpoints = Checkpoints(max_entries=16)
    for update in range(3000):
        checkpoints.record(update, None, 1, None)
        if update in (1001, 2003):
            assert checkpoints.keep(update)
    assert {1001, 2003} <= set(numbers(checkpoints))
    assert not checkpoints.keep(1003)


def test_too_many_pinned_are_thinned_but_for_the_first_and_the_newest():
    checkpoints = Checkpoints(max_entries=64)
    for update in range(5000):
        checkpoints.record(update, None, 1, None)
        if update % 7 == 3:
            checkpoints.keep(update)
    newest = max(u for u in range(5000) if u % 7 == 3)
    off_grid = [u for u in numbers(checkpoints) if not on_grid(u, checkpoints.density)]
    assert {3, newest} <= set(numbers(checkpoints))
    assert 40 <= len(off_grid) <= 49  # three quarters of the room, and the newest of all
    assert len(numbers(checkpoints)) <= 64


def test_pinned_entries_that_grow_are_thinned_by_bytes():
    checkpoints = Checkpoints(byte_budget=1000)
    for update in range(40):
        checkpoints.record(update, None, 1 if update < 20 else 100, None)
        checkpoints.keep(update)
        assert checkpoints.nbytes <= 1000
    assert {0, 39} <= set(numbers(checkpoints))


@pytest.mark.slow
def test_the_pinned_come_before_the_grid():
    checkpoints = Checkpoints()
    edits = range(100, 2000, 10)  # with both of their neighbours 380 of 512
    for update in range(100_000):
        checkpoints.record(update, None, 1000, None)
        if update in edits or update - 1 in edits:
            checkpoints.keep(update)
    held = set(numbers(checkpoints))
    assert held >= {*edits, *(update + 1 for update in edits)}
    assert len(held) <= MAX_ENTRIES


def test_what_is_no_longer_pinned_goes_unless_it_is_on_the_grid():
    checkpoints = Checkpoints(max_entries=16)
    for update in range(3000):
        checkpoints.record(update, None, 1, None)
        if update in (1001, 1024):
            checkpoints.keep(update)
    assert on_grid(1024, checkpoints.density)
    for update in (1001, 1024, 77):
        checkpoints.release(update)
    assert 1001 not in numbers(checkpoints)
    assert 1024 in numbers(checkpoints)


def test_what_somebody_looks_at_stays_as_long_as_they_look():
    checkpoints = filled(range(100))
    seen, other = checkpoints.nearest(77), checkpoints.nearest(79)
    checkpoints.hold(seen)
    for update in range(100, 50_000):
        checkpoints.record(update, None, 1, None)
    assert seen in checkpoints.entries()
    assert other not in checkpoints.entries()
    checkpoints.hold(None)
    assert seen not in checkpoints.entries()
    checkpoints.hold(other)  # which is not here any more
    checkpoints.record(50_000, None, 1, None)


def test_the_newest_is_replaced_at_the_same_update():
    checkpoints = Checkpoints()
    checkpoints.record(0, 1.0, 10, "a")
    checkpoints.record(4, 5.0, 10, "b")
    checkpoints.keep(4)
    checkpoints.record(4, 0.5, 30, "c")
    assert [entry.payload for entry in checkpoints.entries()] == ["a", "c"]
    assert checkpoints.nbytes == 40
    assert checkpoints.best.payload == "a"


@pytest.mark.parametrize(("update", "payload"), [(-5, 0), (2, 0), (5, 0), (6, 10), (10, 10), (99, 10)])
def test_nearest_and_the_earlier_of_two(update, payload):
    assert filled([0, 10]).nearest(update).payload == payload
    assert Checkpoints().nearest(update) is None


def test_a_cut_shares_what_came_before_and_is_dense_again():
    checkpoints = Checkpoints()
    for update in range(3000):
        checkpoints.record(update, float(update), 10, None)
    sparse = checkpoints.density
    whole, checkpoints = checkpoints, checkpoints.cut(100)
    assert checkpoints.entries() == tuple(entry for entry in whole.entries() if entry.update <= 100)
    assert numbers(whole)[-1] == 2999
    assert checkpoints.best.update == numbers(checkpoints)[-1]
    assert checkpoints.nbytes == 10 * len(numbers(checkpoints))
    assert checkpoints.density > sparse
    checkpoints.record(101, 1.0, 10, None)
    with pytest.raises(ValueError, match="update"):
        checkpoints.record(50, 1.0, 10, None)
    assert numbers(whole)[-1] == 2999


def test_where_there_is_no_room_the_grid_gets_coarser_and_then_pins_go():
    checkpoints = filled(range(64))
    for update in (10, 20, 30, 40):
        checkpoints.keep(update)
    checkpoints.record(64, 9.0, 1, 64)
    counts, densities = [65], [checkpoints.density]
    while checkpoints.coarsen():
        counts.append(len(numbers(checkpoints)))
        densities.append(checkpoints.density)
    assert counts == sorted(set(counts), reverse=True)
    assert densities[:-1] == sorted(set(densities[:-1]), reverse=True)
    assert numbers(checkpoints) == [0, 10, 40, 64]
    assert not checkpoints.coarsen()
    checkpoints.record(65, 1.0, 1, 65)
    assert numbers(checkpoints) == [0, 10, 40, 64, 65]


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="nbytes"):
        Checkpoints().record(0, None, -1, None)
    with pytest.raises(ValueError, match="8"):
        Checkpoints(max_entries=7)


def test_states_too_large_for_the_budget_leave_the_first_the_best_and_the_newest():
    checkpoints = Checkpoints(byte_budget=10)
    for update in range(50):
        checkpoints.record(update, float(update == 17), 1000, None)
    assert numbers(checkpoints) == [0, 17, 49]


def test_records_cost_little():
    checkpoints = Checkpoints()
    started = time.perf_counter()
    for update in range(100_000):
        checkpoints.record(update, float(update % 1000), 60_000, None)
    assert time.perf_counter() - started < 5  # a third of a second here


def test_others_read_while_one_writes():
    checkpoints, wrong, done = Checkpoints(max_entries=32), [], threading.Event()

    def read():
        while not done.is_set():
            held = numbers(checkpoints)
            if held != sorted(set(held)) or len(held) > 32:
                wrong.append(held)
            checkpoints.nearest(50)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for update in range(20_000):
            checkpoints.record(update, float(update), 1, None)
    finally:
        done.set()
        reader.join()
    assert not wrong


def test_no_numpy():
    code = "import sys, pg_desktop.runs.checkpoints, pg_desktop.runs.collapse; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 0
