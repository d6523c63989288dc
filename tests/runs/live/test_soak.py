"""A run that goes on for a million episodes, kept in a file all the while, gets neither larger nor slower."""

import statistics
import time
from contextlib import closing, contextmanager

import pytest
from PySide6.QtCore import Qt

from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.live.document import Document
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.experiment.file import ExperimentFile
from tests.resident import megabytes_resident, resident_is_known

SETTINGS = Settings(hidden_size=8, episodes_per_update=64, seed=5, pace=PACE_MAX, step_limit=8)
"""Episodes are so short that all of them last the same, however good the policy gets."""
PAIRS = 10
"""How often, in the last tenth, the run takes turns with one that has just begun."""
WARM_UP = 20_000
"""Episodes after which memory is looked at first."""
MEGABYTES = 60.0
SHARE = 0.95

AT_REST = {RunState.READY, RunState.PAUSED, RunState.FINISHED}


def wait_for(session, condition):
    while not condition(session.status):
        assert session.worker.isRunning()
        time.sleep(0.01)


def speed(session, episodes):
    """Train until there are so many episodes, and pause: env steps per second of the process's time meanwhile.

    The processor's time counts: how much of it there is depends on what else the computer does.
    """
    if session.status.episodes < episodes:
        session.train()
    steps, began = session.status.env_steps, time.process_time()
    wait_for(session, lambda status: status.episodes >= episodes)
    found = (session.status.env_steps - steps) / (time.process_time() - began)
    session.pause()
    wait_for(session, lambda status: status.state in AT_REST)
    return found


@contextmanager
def kept_session(path, episodes):
    """A session of a run of so many episodes, kept in a file; nothing fails in it."""
    session = Session(SETTINGS.changed({"episode_limit": episodes}))
    problems = []
    session.worker.failed.connect(problems.append, Qt.ConnectionType.DirectConnection)
    session.keep_in(Document(path))
    try:
        session.start()
        wait_for(session, lambda status: status.state is RunState.READY)
        yield session
    finally:
        session.close()
    assert problems == []


def soak(path, episodes, pairs=PAIRS):
    """Train, and look at what the file holds in the end.

    Returns:
        The speed in the last tenth, as a share of that of a run in its first tenth; the megabytes that were added.
    """
    tenth = episodes // 10
    with kept_session(path, episodes) as session:
        speed(session, min(WARM_UP, tenth))
        warm = megabytes_resident()
        speed(session, 9 * tenth)
        shares = []
        # At the same time, for the computer has its moods: in turns with one that is in its first tenth.
        with kept_session(path.with_name("young.pglab"), tenth) as young:
            speed(young, tenth // 5)
            for pair in range(1, pairs + 1):
                new = speed(young, tenth // 5 + 4 * tenth * pair // (5 * pairs))
                shares.append(speed(session, 9 * tenth + tenth * pair // pairs) / new)
        grown = megabytes_resident() - warm
    history = session.history
    assert history.episodes == episodes
    with closing(ExperimentFile.open(path)) as file:
        (record,) = read_experiment(file, opener_of(path)).records
        assert columns_digest(record.history) == columns_digest(history)
        assert [entry.update for entry in record.checkpoints.entries()] == [
            entry.update for entry in session.checkpoints.entries()
        ]
    return statistics.median(shares), grown


@pytest.mark.slow
def test_a_long_run_is_kept_whole(qapp, tmp_path):
    soak(tmp_path / "experiment.pglab", 64 * 500, pairs=1)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(not resident_is_known(), reason="the system does not tell")
def test_a_million_episodes(qapp, tmp_path, scoreboard):
    share, grown = soak(tmp_path / "experiment.pglab", 1_000_000)
    assert grown < MEGABYTES
    assert share >= SHARE
    scoreboard("soak", f"{grown:+.1f} MB, {share:.0%}")
