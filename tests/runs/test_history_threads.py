"""The history of a run between the thread that writes it and those that read it."""

import sys
import threading
from collections.abc import Callable, Iterator
from itertools import accumulate
from math import inf

import numpy as np
import pytest

from pg_desktop.runs.history import (
    History,
    UpdateRecord,
    XAxis,
)
from tests.runs.histories import (
    ALL,
    columns_of,
    record,
    update,
)

# --- threads ----------------------------------------------------------------------------------------------------


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Let Python change threads as often as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def in_thread(work: Callable[[], None], errors: list[BaseException]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the test, which raises it
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def numbered(number: int, episodes: int) -> UpdateRecord:
    """An update that can be told from every other and from a torn one; `episodes` ran before it."""
    size = 1 + number % 5
    returns = np.arange(episodes, episodes + size) + 1.0
    one = number + 1
    return record(returns, np.full(size, 2), one, -one, 2 * one, one, explained=4.0 * one)


@pytest.mark.usefixtures("eager_threads")
def test_a_reader_beside_the_writer_gets_everything_once_and_whole() -> None:
    history, errors, blocks, total = History(), [], [], 8000
    written = threading.Event()

    def write() -> None:
        episodes = 0
        try:
            for number in range(total):
                record = numbered(number, episodes)
                history.append(record)
                episodes += record.returns_E.size
        finally:
            written.set()

    def pull() -> None:
        seen, last = 0, False
        while not last:
            last = written.is_set()
            block = history.since(seen)
            seen += len(block.seconds_U)
            blocks.append(block)

    def look() -> None:
        while not written.is_set():
            for what in ALL:
                x, y = history.points(*what, -inf, inf, 64)
                assert np.all(np.diff(x) > 0)
                scale = {"entropy": -1, "gradient_norm": 2, "explained_variance": 4}
                numbers = y / scale.get(what[0], 1)
                episodes = x if what[1] is XAxis.EPISODE else x / 2
                if what[0] == "episode_return":
                    np.testing.assert_array_equal(numbers, episodes)
                else:
                    before = (numbers // 5) * 15 + [0, 1, 3, 6, 10] @ (numbers[None] % 5 == np.arange(5)[:, None])
                    np.testing.assert_array_equal(before, episodes)
                _, means = history.smoothed(*what, 1, -inf, inf, 64)
                assert np.all(np.diff(np.abs(means)) > 0)
                nearest = history.nearest(*what, inf)
                assert nearest is None or nearest.episode <= history.episodes

    threads = [in_thread(work, errors) for work in (pull, look, write)]
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(blocks) > 10
    episodes = 0
    assert [block.first_update for block in blocks] == [
        0,
        *accumulate(b.metrics_U["policy_loss"].size for b in blocks),
    ][:-1]
    losses = np.concatenate([block.metrics_U["policy_loss"] for block in blocks])
    np.testing.assert_array_equal(losses, np.arange(1, total + 1))
    factors = {"entropy": -1, "gradient_norm": 2, "explained_variance": 4, "seconds_U": 1}
    for name, factor in factors.items():
        np.testing.assert_array_equal(np.concatenate([columns_of(b)[name] for b in blocks]), factor * losses)
    episodes = sum(1 + number % 5 for number in range(total))
    np.testing.assert_array_equal(np.concatenate([b.returns_E for b in blocks]), np.arange(1, episodes + 1))
    np.testing.assert_array_equal(np.concatenate([b.env_steps_E for b in blocks]), 2 * np.arange(1, episodes + 1))
    np.testing.assert_array_equal(np.concatenate([b.lengths_E for b in blocks]), np.full(episodes, 2))


@pytest.mark.usefixtures("eager_threads")
def test_a_branch_that_is_cut_while_its_parent_is_written_holds_what_its_parent_had() -> None:
    history, errors, branches = History(), [], []
    written = threading.Event()

    def write() -> None:
        episodes = 0
        for number in range(3000):
            record = numbered(number, episodes)
            history.append(record)
            episodes += record.returns_E.size
        written.set()

    def cut() -> None:
        rng = np.random.default_rng(4)
        while not written.is_set():
            branch = history.cut(int(rng.integers(0, history.updates + 1)))
            branch.append(update([-1.0], [1], loss=-1.0))
            branches.append(branch)

    threads = [in_thread(work, errors) for work in (cut, write)]
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(branches) > 3
    for branch in branches:
        block = branch.since()
        losses = block.metrics_U["policy_loss"]
        np.testing.assert_array_equal(losses, [*range(1, branch.updates), -1])
        np.testing.assert_array_equal(block.returns_E, [*range(1, branch.episodes), -1])
    np.testing.assert_array_equal(history.since().metrics_U["policy_loss"], np.arange(1, 3001))
