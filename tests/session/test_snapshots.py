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

from pg_desktop.session.snapshots import BYTE_BUDGET, MAX_ENTRIES, Snapshots, on_grid


def filled(updates, nbytes=100, **bounds):
    snapshots = Snapshots(**bounds)
    for update in updates:
        snapshots.record(update, None, nbytes, update)
    return snapshots


def numbers(snapshots):
    return [entry.update for entry in snapshots.entries()]


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


def test_ten_million_updates():
    """Only what is wanted is recorded; the grid's multiples of a stride say which updates can be."""
    snapshots = Snapshots()
    passed = 0
    while passed <= 10_000_000:
        if snapshots.wanted(passed):
            snapshots.record(passed, None, 60_000, None)
        octave = max(passed.bit_length() - 1, 0)
        passed += 1 << max(octave - snapshots.density, 0)
    held = numbers(snapshots)
    assert len(held) <= MAX_ENTRIES
    assert snapshots.nbytes == 60_000 * len(held) <= BYTE_BUDGET
    assert set(range(32)) <= set(held)
    assert snapshots.density == 4
    assert all(after - before <= before / 16 + 1 for before, after in pairwise(held))
    assert passed - held[-1] <= passed / 16


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 3000), st.lists(st.integers(0, 900), min_size=1, max_size=6), st.integers(8, 60))
def test_bounds_and_spread_whatever_the_sizes(updates, sizes, max_entries):
    """Five of the largest fit, so both bounds hold; every update that passed has an entry within 2**−d of it."""
    snapshots = Snapshots(byte_budget=5000, max_entries=max_entries)
    for update in range(updates):
        snapshots.record(update, None, sizes[update * len(sizes) // updates], None)
        assert snapshots.nbytes <= 5000
        assert len(snapshots.entries()) <= max_entries
    held = numbers(snapshots)
    assert held[0] == 0
    assert held[-1] == updates - 1
    assert snapshots.nbytes == sum(entry.nbytes for entry in snapshots.entries())
    if snapshots.density >= 0:
        for update in range(updates):
            before = max(u for u in held if u <= update)
            assert update - before <= update / 2**snapshots.density


def test_only_what_is_wanted_needs_to_be_recorded():
    """A run that copies only what is wanted remembers the same, apart from the newest."""
    every, some = Snapshots(), Snapshots()
    means = [100 + (update * 37 % 101) for update in range(5000)]
    for update, mean in enumerate(means):
        every.record(update, mean, 10, None)
        if some.wanted(update, mean):
            some.record(update, mean, 10, None)
    assert set(numbers(every)) - {4999} == set(numbers(some)) - {4999}
    assert not some.wanted(numbers(some)[-1])
    assert Snapshots().wanted(77)


def test_the_best_stays_and_an_equal_that_is_not_confirmed_does_not_replace_it():
    snapshots = Snapshots(max_entries=8)
    for update in range(2000):
        snapshots.record(update, {777: 9.0, 801: 9.0, 802: nan}.get(update, 1.0), 1, None)
    assert snapshots.best.update == 777
    assert 777 in numbers(snapshots)
    snapshots.record(2000, 10.0, 1, None)
    assert snapshots.best.update == 2000
    assert 777 not in numbers(snapshots)


def test_of_equals_the_best_is_the_last_that_the_next_mean_confirms():
    """The mean of update 122 is of what the policy of update 121 did: whether 122 has spoilt it, nobody knows yet."""
    snapshots = Snapshots()
    for update in range(200):
        snapshots.record(update, 500.0 if 15 <= update <= 122 else 100.0, 1, None)
    assert snapshots.best.update == 121
    snapshots.cut(60)
    assert snapshots.best.update == 59
    snapshots.record(60, 100.0, 1, "spoilt")  # in place of another
    assert snapshots.best.update == 59


def test_a_run_that_stays_at_its_best_makes_no_copies_for_it():
    level, other = Snapshots(max_entries=64), Snapshots(max_entries=64)
    copies = {level: 0, other: 0}
    for update in range(10_000):
        for snapshots, mean in ((level, 500.0 if update >= 15 else 0.0), (other, None)):
            if snapshots.wanted(update, mean):
                copies[snapshots] += 1
                snapshots.record(update, mean, 1, None)
    assert copies[level] <= copies[other] + 1
    assert numbers(level)[-2:] == [7168, 8192]
    assert level.best.update == 7168


def test_no_return_is_never_the_best():
    assert filled(range(5)).best is None
    snapshots = Snapshots()
    snapshots.record(0, nan, 1, None)
    assert snapshots.best is None


def test_pinned_entries_stay():
    snapshots = Snapshots(max_entries=16)
    for update in range(3000):
        snapshots.record(update, None, 1, None)
        if update in (1001, 2003):
            assert snapshots.keep(update)
    assert {1001, 2003} <= set(numbers(snapshots))
    assert not snapshots.keep(1003)


def test_too_many_pinned_are_thinned_but_for_the_first_and_the_newest():
    snapshots = Snapshots(max_entries=64)
    for update in range(5000):
        snapshots.record(update, None, 1, None)
        if update % 7 == 3:
            snapshots.keep(update)
    newest = max(u for u in range(5000) if u % 7 == 3)
    off_grid = [u for u in numbers(snapshots) if not on_grid(u, snapshots.density)]
    assert {3, newest} <= set(numbers(snapshots))
    assert 40 <= len(off_grid) <= 49  # three quarters of the room, and the newest of all
    assert len(numbers(snapshots)) <= 64


def test_pinned_entries_that_grow_are_thinned_by_bytes():
    snapshots = Snapshots(byte_budget=1000)
    for update in range(40):
        snapshots.record(update, None, 1 if update < 20 else 100, None)
        snapshots.keep(update)
        assert snapshots.nbytes <= 1000
    assert {0, 39} <= set(numbers(snapshots))


def test_the_pinned_come_before_the_grid():
    snapshots = Snapshots()
    edits = range(100, 2000, 10)  # with both of their neighbours 380 of 512
    for update in range(100_000):
        snapshots.record(update, None, 1000, None)
        if update in edits or update - 1 in edits:
            snapshots.keep(update)
    held = set(numbers(snapshots))
    assert held >= {*edits, *(update + 1 for update in edits)}
    assert len(held) <= MAX_ENTRIES


def test_what_is_no_longer_pinned_goes_unless_it_is_on_the_grid():
    snapshots = Snapshots(max_entries=16)
    for update in range(3000):
        snapshots.record(update, None, 1, None)
        if update in (1001, 1024):
            snapshots.keep(update)
    assert on_grid(1024, snapshots.density)
    for update in (1001, 1024, 77):
        snapshots.release(update)
    assert 1001 not in numbers(snapshots)
    assert 1024 in numbers(snapshots)


def test_what_somebody_looks_at_stays_as_long_as_they_look():
    snapshots = filled(range(100))
    seen, other = snapshots.nearest(77), snapshots.nearest(79)
    snapshots.hold(seen)
    for update in range(100, 50_000):
        snapshots.record(update, None, 1, None)
    assert seen in snapshots.entries()
    assert other not in snapshots.entries()
    snapshots.hold(None)
    assert seen not in snapshots.entries()
    snapshots.hold(other)  # which is not here any more
    snapshots.record(50_000, None, 1, None)
    snapshots.hold(snapshots.nearest(49_152))
    snapshots.cut(10_000)
    assert max(numbers(snapshots)) <= 10_000
    snapshots.hold(None)


def test_the_newest_is_replaced_at_the_same_update():
    snapshots = Snapshots()
    snapshots.record(0, 1.0, 10, "a")
    snapshots.record(4, 5.0, 10, "b")
    snapshots.keep(4)
    snapshots.record(4, 0.5, 30, "c")
    assert [entry.payload for entry in snapshots.entries()] == ["a", "c"]
    assert snapshots.nbytes == 40
    assert snapshots.best.payload == "a"


@pytest.mark.parametrize(("update", "payload"), [(-5, 0), (2, 0), (5, 0), (6, 10), (10, 10), (99, 10)])
def test_nearest_and_the_earlier_of_two(update, payload):
    assert filled([0, 10]).nearest(update).payload == payload
    assert Snapshots().nearest(update) is None


def test_cut_forgets_what_came_after_and_is_dense_again():
    snapshots = Snapshots()
    for update in range(3000):
        snapshots.record(update, float(update), 10, None)
    sparse = snapshots.density
    snapshots.cut(100)
    assert numbers(snapshots)[-1] <= 100
    assert snapshots.best.update == numbers(snapshots)[-1]
    assert snapshots.nbytes == 10 * len(numbers(snapshots))
    assert snapshots.density > sparse
    snapshots.record(101, 1.0, 10, None)
    with pytest.raises(ValueError, match="update"):
        snapshots.record(50, 1.0, 10, None)
    snapshots.clear()
    assert (snapshots.entries(), snapshots.best, snapshots.nbytes) == ((), None, 0)
    snapshots.record(0, None, 1, None)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="nbytes"):
        Snapshots().record(0, None, -1, None)
    with pytest.raises(ValueError, match="8"):
        Snapshots(max_entries=7)


def test_states_too_large_for_the_budget_leave_the_first_the_best_and_the_newest():
    snapshots = Snapshots(byte_budget=10)
    for update in range(50):
        snapshots.record(update, float(update == 17), 1000, None)
    assert numbers(snapshots) == [0, 17, 49]


def test_records_cost_little():
    snapshots = Snapshots()
    started = time.perf_counter()
    for update in range(100_000):
        snapshots.record(update, float(update % 1000), 60_000, None)
    assert time.perf_counter() - started < 5  # a third of a second here


def test_others_read_while_one_writes():
    snapshots, wrong, done = Snapshots(max_entries=32), [], threading.Event()

    def read():
        while not done.is_set():
            held = numbers(snapshots)
            if held != sorted(set(held)) or len(held) > 32:
                wrong.append(held)
            snapshots.nearest(50)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for update in range(20_000):
            snapshots.record(update, float(update), 1, None)
    finally:
        done.set()
        reader.join()
    assert not wrong


def test_no_numpy():
    code = "import sys, pg_desktop.session.snapshots, pg_desktop.session.collapse; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 0
