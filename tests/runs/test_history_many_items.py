"""The history of a long run, across the chunks in which it is kept."""

import statistics
import time
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.runs.history import (
    History,
    XAxis,
)
from pg_desktop.runs.pyramid import Column
from tests.runs.histories import (
    ALL,
    CHUNK,
    Reference,
    history_of,
    random_updates,
    update,
)

# --- many items -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_chunks() -> tuple[History, Reference]:
    updates = random_updates(CHUNK // 8, seed=11, most_episodes=1) * 16
    return history_of(updates), Reference(updates)


def test_bytes_an_episode(two_chunks: tuple[History, Reference]) -> None:
    assert two_chunks[0].nbytes <= 60 * 2 * CHUNK


@pytest.mark.parametrize("what", ALL)
@pytest.mark.parametrize("visible", [(-inf, inf), (CHUNK - 700, CHUNK + 700), (CHUNK / 3, 5 * CHUNK)])
def test_across_chunks(
    two_chunks: tuple[History, Reference], what: tuple[str, XAxis], visible: tuple[float, float]
) -> None:
    history, reference = two_chunks
    raw_x, raw_y = reference.x(*what), reference.y(what[0])
    x, y = history.points(*what, *visible, 500)
    np.testing.assert_array_equal(raw_y[np.searchsorted(raw_x, x)], y)
    seen = raw_y[(visible[0] <= raw_x) & (raw_x <= visible[1])]
    inside = y[(visible[0] <= x) & (x <= visible[1])]
    assert (inside.min(), inside.max()) == (seen.min(), seen.max())
    assert 200 < x.size <= 500
    sums = np.concatenate([[0.0], np.cumsum(raw_y, dtype=np.float64)])
    x, y = history.smoothed(*what, 1000, *visible, 500)
    stop = np.searchsorted(raw_x, x) + 1
    start = reference.starts(what[0], 1000)[stop - 1]
    np.testing.assert_allclose(y, (sums[stop] - sums[start]) / (stop - start), rtol=1e-5, atol=1e-8)
    assert 200 < x.size <= 500


@pytest.mark.parametrize(("updates", "extra"), [(1, -1), (2, 0), (3, 5), (4, CHUNK + 5)])
def test_cut_near_the_edge_of_a_chunk(updates: int, extra: int) -> None:
    history = History()
    for size in (CHUNK - 1, 1, 5, CHUNK, 9):
        history.append(update([2.0] * size, [1] * size))
    history = history.cut(updates)
    episodes = CHUNK + extra
    assert history.episodes == history.env_steps == episodes
    history.append(update([3.5, 4.5], [2, 2]))
    block = history.since(updates - 1)
    assert block.returns_E[-3:].tolist() == [2, 3.5, 4.5]
    assert block.env_steps_E[-3:].tolist() == [episodes, episodes + 2, episodes + 4]
    assert history.mean_return(2) == 4
    y = history.smoothed("episode_return", XAxis.EPISODE, 3, episodes, inf, 8)[1]
    assert y[-1] == np.float32(10 / 3)


@pytest.mark.slow
def test_a_million_episodes() -> None:
    """At most 60 MB, and 3 ms for the two plots together."""
    records = random_updates(1000, seed=2, most_episodes=1)
    history = History()
    for _ in range(1000):
        for each in records:
            history.append(each)
    assert history.episodes == 1_000_000
    assert history.nbytes <= 60_000_000
    for x_axis in XAxis:
        for visible in ((-inf, inf), (123_456.0, 789_012.0)):
            seconds = []
            for _ in range(51):
                start = time.perf_counter()
                for series in ("episode_return", "policy_loss"):
                    history.points(series, x_axis, *visible, 2000)
                    history.smoothed(series, x_axis, 100, *visible, 2000)
                seconds.append(time.perf_counter() - start)
            assert statistics.median(seconds) <= 0.003


# --- the column beneath -----------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.integers(-9, 9), st.lists(st.integers(-9, 9), max_size=70)), max_size=12), st.data())
def test_a_column_is_a_list_in_chunks(parts: list[int | list[int]], data: st.DataObject) -> None:
    column, expected = Column(np.int64, chunk=16), []
    for part in parts:
        if isinstance(part, int):
            column.append(part)
            expected.append(part)
        else:
            column.extend(np.array(part, np.int64))
            expected.extend(part)
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(expected))] * 2)))
    cut = column.cut(stop)
    for value in range(40):
        column.append(value)
        cut.append(-value)
    assert len(column) == len(expected) + 40
    assert column.read(0, len(expected)).tolist() == expected
    assert column.read(start, stop).tolist() == expected[start:stop]
    assert cut.read(0, len(cut)).tolist() == [*expected[:stop], *(-value for value in range(40))]
    ascending, values = sorted(expected), np.arange(-10, 11)
    ordered = Column(np.int64, chunk=16)
    ordered.extend(np.array(ascending, np.int64))
    assert ordered.before(values).tolist() == np.searchsorted(ascending, values).tolist()
    positions = np.arange(start, stop, 3)
    assert column[positions].tolist() == expected[start:stop:3]
    assert [int(column[i]) for i in positions] == expected[start:stop:3]
    rows = column.rows(np.arange(len(expected) // 4), 4)
    assert rows.ravel().tolist() == expected[: len(expected) // 4 * 4]
    assert column.nbytes == len(column) * 8
