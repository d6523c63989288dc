"""Training, editing, undoing, saving, loading, branching, deleting, recovering, in whatever order Hypothesis likes.

The training thread and the keeper are the real ones. What each run is to be says `experiment_model`, to the last bit.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from PySide6.QtCore import Qt

from pg_desktop.learning.edits import STREAM
from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.runs.live.document import Document
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import RunState
from tests.runs.conftest import SECONDS
from tests.runs.live.experiment_model import UPDATE, Model, Recipe, outcome, outcome_of

BEGIN = Settings(hidden_size=4, episodes_per_update=1, pace=PACE_MAX, step_limit=30)
EDITS = [("gamma", 0.9), ("gamma", 0.99), ("learning_rate", 0.02), ("learning_rate", 0.05)]
EDITS += [("hidden_size", 4), ("hidden_size", 6), ("episodes_per_update", 1), ("episodes_per_update", 2)]
SEEDS = 12
EXAMPLES = 12
"""Of each seed."""

some = strategies.integers(min_value=0, max_value=1 << 30)


class ExperimentMachine(RuleBasedStateMachine):
    """An experiment in a training thread, and a model of it."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.files = 0
        self.saved: list[tuple[Path, Model]] = []
        self.removed = []
        self.problems, self.began, self.exchanged = [], [], []
        self.model = Model()
        self.session: Session | None = None

    @initialize(algorithm=strategies.sampled_from(["reinforce", "dqn"]), seed=strategies.integers(0, 3))
    def begin(self, algorithm, seed):
        settings = BEGIN.changed({"algorithm": algorithm, "seed": seed, "learning_starts": 10})
        self._open(settings, Document(self._new_path()))
        self.model = Model().added(self.session.status.run, Recipe(settings))

    @rule(updates=strategies.integers(1, 4))
    def train(self, updates):
        before = self.session.status.update
        self.session.step(updates)
        self._until(lambda: self.session.status.update == before + updates)
        self._until_at_rest()
        self.model = self.model.with_live(self.model.recipe.then(*[UPDATE] * updates))

    @rule(edit=strategies.sampled_from(EDITS))
    def edit(self, edit):
        self._want(*edit)

    @precondition(lambda self: any(key != STREAM for key, _ in self.model.recipe.edits))
    @rule()
    def undo(self):
        recipe = self.model.recipe
        last = max(at for at, act in enumerate(recipe.acts) if act[0] not in (STREAM, UPDATE[0]))
        key = recipe.acts[last][0]
        self._want(key, Recipe(recipe.settings, recipe.acts[:last]).in_force.value(key))

    @rule()
    def reset(self):
        self._on_another_run(self.session.reset)
        self.model = self.model.added(self.session.status.run, Recipe(self.model.recipe.in_force))

    @rule(which=some, place=some)
    def branch(self, which, place):
        run = self._chosen(which)
        entries = self.session.experiment.record(run).checkpoints.entries()
        entry = entries[place % len(entries)]
        acts = self.model.runs[run].until(entry.update, entry.payload.edits)
        stream = self.model.next_stream(run)
        self._on_another_run(lambda: self.session.branch(entry, run))
        acts = (*acts, (STREAM, stream))
        recipe = Recipe(self.model.runs[run].settings, acts, shared=len(acts), parent=run)
        self.model = self.model.added(self.session.status.run, recipe)

    @precondition(lambda self: len(self.model.runs) > 1)
    @rule(which=some)
    def activate(self, which):
        run = self._chosen(which, but_live=True)
        self._on_another_run(lambda: self.session.activate(run))
        assert self.session.status.run == run
        self.model = self.model.left_for(run, self.model.runs[run])

    @precondition(lambda self: len(self.model.runs) > 1)
    @rule(which=some)
    def delete(self, which):
        run = self._chosen(which, but_live=True)
        self.removed.append((self.session.experiment.remove(run), self.model.runs[run]))
        runs = {other: recipe for other, recipe in self.model.runs.items() if other != run}
        self.model = Model(runs, self.model.live, self.model.families, self.model.streams)

    @precondition(lambda self: self.removed)
    @rule()
    def undelete(self):
        record, recipe = self.removed.pop()
        self.session.experiment.restore(record)
        runs = {**self.model.runs, record.id: recipe}
        self.model = Model(runs, self.model.live, self.model.families, self.model.streams)

    @rule()
    def save(self):
        path = self._new_path()
        self._keep(lambda file: file.save_copy(path))
        self.saved.append((path, self.model))

    @precondition(lambda self: self.saved)
    @rule(which=some)
    def load(self, which):
        path, model = self.saved[which % len(self.saved)]
        document = Document(self._new_path(), path, path)
        self.session.exchange(document)
        self._until(lambda: document in self.exchanged)
        self._until_at_rest()
        self.model, self.removed = model, []
        self._check_all()

    @rule()
    def crash_and_recover(self):
        """Nothing is told to the thread; what the disk holds at this moment is all that is left."""
        self._keep(lambda file: None)
        document, path = self.session.document, self._new_path()
        for suffix in ("", "-wal"):
            source = document.path.with_name(document.path.name + suffix)
            if source.exists():
                shutil.copy(source, path.with_name(path.name + suffix))
        self.session.close()
        self._open(BEGIN, Document(path))
        self.removed = []
        self._check_all()

    def teardown(self):
        try:
            if self.session is not None:
                self._check_all()
        finally:
            if self.session is not None:
                self.session.close()
            shutil.rmtree(self.folder)
        assert self.problems == []

    def check_invariants(self, settings, output, runtimes):
        """After every step; all runs are looked at where they come from a file, and at the end."""
        super().check_invariants(settings, output, runtimes)
        if self.session is not None and self.model.runs:
            self._check_list()
            self._check(self.model.live)

    def _check_list(self):
        experiment, model = self.session.experiment, self.model
        assert self.problems == []
        assert {record.id: record.figures.updates for record in experiment.records} == {
            run: recipe.updates for run, recipe in model.runs.items()
        }
        assert experiment.live.id == self.session.status.run == model.live
        assert [record.id for record in experiment.records if not record.was_left] == [model.live]
        assert self.session.status.settings == self.session.wanted == model.recipe.in_force

    def _check_all(self):
        self._check_list()
        for run in self.model.runs:
            self._check(run)

    def _check(self, run):
        record, recipe = self.session.experiment.record(run), self.model.runs[run]
        policy = self.session.view.policy if run == self.model.live else record.left.policy()
        assert outcome(policy, record.history, record.edits.all()) == outcome_of(recipe)
        assert record.is_empty == recipe.is_empty
        assert (None if record.parent is None else record.parent.run) == recipe.parent
        for entry in record.checkpoints.entries():
            assert entry.payload.trainer.updates == entry.update

    def _open(self, settings, document):
        self.session = Session(settings)
        self.session.worker.failed.connect(self.problems.append, Qt.ConnectionType.DirectConnection)
        self.session.worker.run_began.connect(self.began.append, Qt.ConnectionType.DirectConnection)
        self.session.worker.exchanged.connect(self.exchanged.append, Qt.ConnectionType.DirectConnection)
        self.session.keep_in(document)
        self.session.start()
        self._until_at_rest()

    def _want(self, key, value):
        self.session.want(self.session.wanted.changed({key: value}))
        self._until_at_rest()
        recipe = self.model.recipe.changed(key, value)
        run = self.session.status.run
        if run == self.model.live:
            self.model = self.model.with_live(recipe)
        else:  # a run in which nothing has happened begins anew with it
            assert self.model.recipe.is_empty
            self.model = self.model.added(run, recipe)

    def _on_another_run(self, do):
        record = self.session.view.record
        do()
        self._until(lambda: self.session.view.record is not record)
        self._until_at_rest()

    def _chosen(self, which, *, but_live=False):
        runs = sorted(run for run in self.model.runs if not (but_live and run == self.model.live))
        return runs[which % len(runs)]

    def _keep(self, do):
        ended, found = threading.Event(), []
        self._until(lambda: self.session.document.keeper is not None)
        self.session.document.keeper.then(do, lambda problem: (found.append(problem), ended.set()))
        assert ended.wait(SECONDS)
        assert found == [None]

    def _until_at_rest(self):
        def at_rest():
            status = self.session.status
            rests = status.state in (RunState.READY, RunState.PAUSED)
            idle = not self.session._control.waiting() and status.settings_version == self.session.wanted_version
            told = self.began and self.began[-1].record is self.session.view.record
            return rests and idle and told

        self._until(at_rest)

    def _until(self, condition):
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, (self.session.status, self.problems)
            time.sleep(0.0005)

    def _new_path(self):
        self.files += 1
        return self.folder / f"{self.files}.pglab"


def run_machine(examples, steps, seed, phases=(Phase.generate, Phase.shrink)):
    machine = type("SeededMachine", (ExperimentMachine,), {})
    hypothesis.seed(seed)(machine)
    settings = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=settings)


def test_every_run_is_what_was_done_to_it(qapp):
    run_machine(examples=5, steps=12, seed=0)


@pytest.mark.slow
@pytest.mark.timeout(900)  # where one fails, Hypothesis looks for a shorter way to that
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_every_run_is_what_was_done_to_it_however_long(qapp, seed, scoreboard):
    run_machine(examples=EXAMPLES, steps=40, seed=seed)
    scoreboard("machine", EXAMPLES, of=SEEDS * EXAMPLES)
