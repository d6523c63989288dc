"""A small run, updates that go as written, and a session whose signals are written down."""

import sys
import threading
import time

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, Slot

from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.learning.trainer import Trainer, UpdateReport
from pg_desktop.runs.history import History
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.run import Run
from tests.runs.histories import columns_of, history_of, update

SMALL = Settings(hidden_size=8, episodes_per_update=4, seed=3, pace=PACE_MAX)
SECONDS = 20
"""How long a test waits for what must come, on a machine that has much else to do."""


def new_run(settings=SMALL, policy=None):
    return Run.begin(settings, policy)


def advanced(run, updates):
    for _ in range(updates):
        run.advance()
    return run


def trained(updates, settings=SMALL):
    """A policy that is no longer the seed's."""
    return advanced(new_run(settings), updates).policy()


def assert_same_run(history, policy, run):
    """Weights and history are those of `run`, bit for bit; only the seconds differ."""
    assert policy.equals(run.policy())
    block = history.since()
    expected = run.history.since()
    columns = columns_of(block)
    for name, array in columns_of(expected).items():
        if name != "seconds_U":
            np.testing.assert_array_equal(columns[name], array, err_msg=name)


def play(monkeypatch, batches):
    """Let each update of every trainer be as written: the returns of its episodes, each of two steps.

    The n-th takes n/4 seconds and has loss n, entropy −n, gradient norm 2n and explained variance 1/n.
    """
    script = iter(batches)

    def update(self, stop=never, keep=None, *, traced=False):
        del stop, traced
        returns = np.array(next(script), np.float64)
        self._updates += 1
        number = self._updates
        report = UpdateReport(
            update=number,
            returns_N=returns,
            lengths_N=np.full(len(returns), 2),
            metrics={
                "policy_loss": number,
                "entropy": -number,
                "gradient_norm": 2.0 * number,
                "explained_variance": 1 / number,
            },
            seconds=number / 4,
        )
        if keep is not None:
            keep(report)
        return report

    monkeypatch.setattr(Trainer, "update", update)


class Barrier:
    """A place where another thread waits until it may pass."""

    def __init__(self):
        self.reached = threading.Event()
        self._open = threading.Event()

    def __call__(self):
        self.reached.set()
        assert self._open.wait(SECONDS)

    def open(self):
        self._open.set()


class Observed(QObject):
    """A session and what its thread has signalled, in order. Lives in the GUI thread."""

    def __init__(self, session, qtbot):
        super().__init__()
        self.session = session
        self.runs, self.states, self.failures = [], [], []
        self.in_own_thread = []
        self._expected = 0
        self._qtbot = qtbot
        session.worker.run_began.connect(self._note_run)
        session.worker.state_changed.connect(self._note_state)
        session.worker.failed.connect(self._note_failure)

    @property
    def status(self):
        return self.session.status

    @property
    def policy(self):
        return self.session.view.policy

    def until(self, condition):
        def met():
            assert condition(), f"{self.status}, {self.failures}"

        self._qtbot.waitUntil(met, timeout=1000 * SECONDS)

    def keep_busy_until(self, state, work):
        """Do work in the GUI thread without a pause until the training thread gets to a state."""
        deadline = time.monotonic() + SECONDS
        while self.status.state is not state:
            assert time.monotonic() < deadline
            work()
            QCoreApplication.processEvents()

    def expect(self, *states):
        """Wait for these states, which must be the next ones."""
        first, self._expected = self._expected, self._expected + len(states)
        self.until(lambda: len(self.states) >= self._expected)
        assert [status.state for status in self.states[first : self._expected]] == list(states)

    def until_state(self, state):
        """Wait until this is the last state that was signalled, whatever came before."""
        self.until(lambda: self.states and self.states[-1].state is state and self.status.state is state)
        self._expected = len(self.states)

    def ready(self):
        """Start the thread and wait for its first run."""
        self.session.start()
        self.expect(RunState.READY)
        self.until(lambda: self.runs)
        return self

    def step(self, updates):
        """Do some updates, one after the other, and wait for the pause."""
        self.session.step(updates)
        self.expect(RunState.TRAINING, RunState.PAUSED)

    def want(self, **changes):
        """Change settings and wait until the thread has seen it."""
        self.session.want(self.session.wanted.changed(changes))
        self.until(lambda: self.status.settings_version == self.session.wanted_version)

    def failure(self):
        """Wait for the next failure and return what the user reads."""
        self.until(lambda: self.failures)
        failure = self.failures.pop(0)
        return failure.template.format(**dict(failure.values))

    @Slot(object)
    def _note_run(self, view):
        self.runs.append(view)
        self._note_thread()

    @Slot(object)
    def _note_state(self, status):
        self.states.append(status)
        self._note_thread()

    @Slot(object)
    def _note_failure(self, failure):
        self.failures.append(failure)
        self._note_thread()

    def _note_thread(self):
        self.in_own_thread.append(QThread.currentThread() is self.thread())


@pytest.fixture
def eager_threads():
    """Let Python change threads as often as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture
def observe(qtbot):
    """Make sessions, which end with the test."""
    sessions = []

    def make(settings=SMALL, **changes):
        session = Session(settings.changed(changes))
        sessions.append(session)
        return Observed(session, qtbot)

    yield make
    for session in sessions:
        session.close()


@pytest.fixture
def three() -> History:
    """Three updates of 2, 1 and 3 episodes; env steps at their ends: 10 30 | 35 | 36 38 41.

    The second one had no value network.
    """
    return history_of(
        [
            update([10, 20], [10, 20], loss=1.5, entropy=0.75, norm=4, seconds=0.5, explained=-0.5),
            update([5], [5], loss=-2, entropy=0.5, norm=8, seconds=1.5),
            update([1, 2, 3], [1, 2, 3], loss=0.25, entropy=-0.125, norm=16, seconds=2.5, explained=0.75),
        ]
    )
