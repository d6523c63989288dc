"""Commands that meet the training thread at any moment: whatever comes when, it all ends in order.

What is looked at in the end: that the thread has ended, and soon, that nothing failed, that what is shown is the run
that is trained, that metrics, edits and checkpoints of every run belong together, and that the file holds the same.
"""

import random
import sys
import threading
import time
from contextlib import closing

import pytest
from PySide6.QtCore import Qt

from pg_desktop.messages import UserError
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.live.document import Document
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.experiment.file import ExperimentFile
from tests.runs.conftest import SECONDS, SMALL, trained

RACES = 500
IN_ONE_TEST = 25
QUICK = 10
"""Races that always run."""
COMMANDS = 25
LONGEST_WAIT = 0.03
"""Seconds between two commands."""

LONGEST_WATCH = 0.2

AT_REST = {RunState.READY, RunState.PAUSED, RunState.FINISHED}


@pytest.fixture(scope="module")
def policies():
    """Weights that fit, and some that do not."""
    return trained(2), trained(1, SMALL.changed({"environment": "Acrobot-v1"}))


class Racer:
    """Somebody who gives commands at random moments."""

    def __init__(self, seed, folder, policies):
        self.rng = random.Random(seed)
        self.done = []
        self.failures = []
        self._folder, self._policies = folder, policies
        self._removed = []
        algorithm = self.rng.choice(["reinforce", "reinforce", "dqn"])
        settings = SMALL.changed({"algorithm": algorithm, "learning_starts": 20, "episodes_per_update": 2})
        self.session = Session(settings)
        self.session.worker.failed.connect(self.failures.append, Qt.ConnectionType.DirectConnection)
        self.session.keep_in(self._document())
        self._commands = {
            self.start: 2,
            self.session.train: 8,
            self.watch: 12,
            self.session.pause: 3,
            self.step: 5,
            self.session.reset: 2,
            self.load: 1,
            self.load_what_does_not_fit: 1,
            self.branch: 4,
            self.activate: 3,
            self.want: 4,
            self.remove: 2,
            self.restore: 1,
            self.exchange: 0.5,
            self.save: 1,
        }

    def race(self):
        for _ in range(self.rng.randint(2, COMMANDS)):
            (command,) = self.rng.choices(list(self._commands), list(self._commands.values()))
            self.done.append(command.__name__)
            command()
            if self.rng.random() < 0.4:
                time.sleep(self.rng.random() ** 2 * LONGEST_WAIT)

    def start(self):
        self.session.start()

    def step(self):
        self.session.step(self.rng.randint(1, 3))

    def watch(self):
        """Let an update or two be done, if there is training."""
        until, seen = time.monotonic() + LONGEST_WATCH, self.session.status.update
        while self.session.will_train and time.monotonic() < until and self.session.status.update < seen + 2:
            time.sleep(0.0005)

    def load(self):
        self.session.load(SMALL.changed({"seed": self.rng.randint(0, 5)}), self._policies[0])

    def load_what_does_not_fit(self):
        self.session.load(SMALL, self._policies[1])

    def branch(self):
        record = self._any_record()
        if record is not None and record.in_memory and record.checkpoints.entries():
            self.session.branch(self.rng.choice(record.checkpoints.entries()), record.id)

    def activate(self):
        record = self._any_record()
        if record is not None:
            self.session.activate(record.id)

    def want(self):
        key, values = self.rng.choice(
            [("gamma", (0.9, 0.99)), ("hidden_size", (4, 8)), ("learning_rate", (0.01, 0.1)), ("update_limit", (0, 5))]
        )
        self.session.want(self.session.wanted.changed({key: self.rng.choice(values)}))

    def remove(self):
        record = self._any_record()
        if record is not None and record is not self.session.experiment.live:
            try:
                self._removed.append(self.session.experiment.remove(record.id))
            except UserError as refusal:  # it has become the live one just now
                assert "cannot be deleted" in str(refusal) or "no such run" in str(refusal)

    def restore(self):
        if self._removed:
            self.session.experiment.restore(self._removed.pop())

    def exchange(self):
        self._removed.clear()
        self.session.exchange(self._document())

    def save(self):
        document = self.session.document
        if document is not None and document.keeper is not None:
            saved = self._folder / f"saved-{self.rng.random()}.pglab"
            document.keeper.then(lambda file: file.save_copy(saved), lambda problem: self._saved(saved, problem))

    def settle(self):
        """Wait until all that was asked for has been done; stop what would go on."""
        self.session.pause()
        control = self.session._control
        deadline = time.monotonic() + SECONDS
        while (
            control.waiting()
            or self.session.status.settings_version != self.session.wanted_version
            or self.session.status.state not in AT_REST
        ):
            assert time.monotonic() < deadline, (self.session.status, control.first(), _stacks())
            time.sleep(0.002)

    def close(self):
        """Close within a bound, from a thread of its own so that a deadlock is seen."""
        closing_thread = threading.Thread(target=self.session.close, daemon=True)
        closing_thread.start()
        closing_thread.join(SECONDS)
        assert not closing_thread.is_alive(), _stacks()
        assert not self.session.worker.isRunning()

    def _document(self):
        return Document(self._folder / f"{self.rng.random()}.pglab")

    def _any_record(self):
        records = self.session.experiment.records
        return self.rng.choice(records) if records else None

    def _saved(self, path, problem):
        if problem is None:
            with closing(ExperimentFile.open(path)) as file:
                read_experiment(file, opener_of(path))


def _stacks():
    """Where every thread is, for whoever looks for a deadlock."""
    import traceback

    return "\n".join("".join(traceback.format_stack(frame)) for frame in sys._current_frames().values())


def assert_in_order(session):
    """Runs and what is shown belong together."""
    view, experiment = session.view, session.experiment
    live = experiment.live
    if live is None:
        assert view.record is None
        return
    assert view.record is live
    assert live in experiment.records
    status, history = view.status, live.history
    assert (status.run, status.update, status.episodes) == (live.id, history.updates, history.episodes)
    assert view.edits == live.edits.all()
    assert [record.id for record in experiment.records if not record.was_left] == [live.id]
    for record in experiment.records:
        assert_run_in_order(record)


def assert_run_in_order(record):
    history = record.history
    block = history.since()
    assert len(block.last_episodes_U) == history.updates
    assert len(block.returns_E) == len(block.lengths_E) == history.episodes
    assert all(len(column) == history.updates for column in block.metrics_U.values())
    entries = record.checkpoints.entries()
    updates = [entry.update for entry in entries]
    assert updates == sorted(set(updates))
    assert updates[0] == 0
    edits = record.edits.all()
    for entry in entries:
        state = entry.payload
        assert state.trainer.updates == entry.update <= history.updates
        assert _before(entry.update, state.edits) == _before(entry.update, edits)
    if record.left is not None:
        assert record.left.trainer.updates == history.updates == updates[-1]
        assert record.left.edits == edits
        assert record.left.settings == record.progress.settings


def _before(update, edits):
    """Those that are there for good: several of one setting at the same point become one."""
    return [edit for edit in edits if edit.update < update]


def assert_kept(session):
    """The file holds all of it."""
    document, live = session.document, session.experiment.live
    if live is None or document.keeper is None:
        return
    with closing(ExperimentFile.open(document.path)) as file:
        file.check()
        read = read_experiment(file, opener_of(document.path))
        assert read.live == live.id
        assert [record.id for record in read.records] == [record.id for record in session.experiment.records]
        for record, kept in zip(session.experiment.records, read.records, strict=True):
            assert kept.edits.all() == record.edits.all()
            assert columns_digest(kept.history) == columns_digest(record.history)
            theirs, ours = kept.checkpoints.entries(), record.checkpoints.entries()
            assert [entry.update for entry in theirs] == [entry.update for entry in ours]
            assert kept.left.trainer.updates == record.history.updates
            if record is live:
                assert kept.left.policy().equals(session.view.policy)


def run_races(seeds, folder, policies):
    for seed in seeds:
        racer = Racer(seed, folder, policies)
        try:
            racer.race()
            if racer.rng.random() < 0.5:
                racer.session.start()
                racer.settle()
        finally:
            racer.close()
        told = [failure.template for failure in racer.failures]
        assert not [text for text in told if "unexpected" in text or "in memory alone" in text], (seed, racer.failures)
        assert_in_order(racer.session)
        assert_kept(racer.session)


def test_some_races(qapp, tmp_path, policies):
    run_races(range(QUICK), tmp_path, policies)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, RACES, IN_ONE_TEST))
def test_whatever_comes_when(qapp, tmp_path, policies, first, scoreboard):
    run_races(range(first, first + IN_ONE_TEST), tmp_path, policies)
    scoreboard("races", IN_ONE_TEST, of=RACES)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(RACES, RACES + 3 * IN_ONE_TEST, IN_ONE_TEST))
def test_whatever_comes_when_threads_change_as_often_as_they_can(qapp, tmp_path, policies, eager_threads, first):
    run_races(range(first, first + IN_ONE_TEST), tmp_path, policies)
