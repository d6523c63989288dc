"""A training run: a trainer, the record that it writes, and when it is over. Used alike with and without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.algorithms.algorithm import AlgorithmState
from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.learning.memory import naming_memory
from pg_desktop.learning.meter import Meter
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings, applied_now, shapes_a_new_run
from pg_desktop.learning.trainer import Trainer, UpdateReport
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.checkpoint import Checkpoint
from pg_desktop.runs.collapse import Collapse
from pg_desktop.runs.edits import EditLog, changed_keys
from pg_desktop.runs.facts import Limit, Origin, Solved
from pg_desktop.runs.history import History, UpdateRecord
from pg_desktop.runs.kept_states import KeptStates
from pg_desktop.runs.provenance import provenance
from pg_desktop.runs.record import CompleteState, Progress, RunRecord
from pg_desktop.runs.verdict import Verdict


class Run:
    """One run while it is trained. Made, used and dropped in one thread; what it records may be read by all.

    Attributes:
        record: what it writes.
        seconds: computing time of all updates.
    """

    def __init__(self, trainer: Trainer, record: RunRecord, *, watched: bool) -> None:
        """Take a trainer and a record that belong together; see `begin`, `branch` and `resume`.

        Args:
            trainer: where the record ends.
            record: what it writes.
            watched: whether states are kept to go back to, and collapses noticed: both are for a window.
        """
        self._trainer = trainer
        self.record = record
        self._watched = watched
        self.seconds = 0.0
        self._verdict = Verdict()
        self._kept = KeptStates(record, self.state)
        self._untouched = False
        record.world = trainer.world
        record.made_with = {**record.made_with, **provenance()}

    @classmethod
    @naming_memory()
    def begin(
        cls,
        settings: Settings,
        policy: Policy | None = None,
        *,
        start: AlgorithmState | None = None,
        origin: Origin | None = None,
        stream: int = 0,
        id: int = 0,
        watched: bool = False,
        stop: Callable[[], bool] = never,
    ) -> Run:
        """Begin a run of its own.

        Args:
            settings: all hyperparameters.
            policy: weights to start from; drawn from the seed if None.
            start: all that the algorithm begins with, in place of `policy`; see `Trainer`.
            origin: what it takes over from the policy's file; None if it begins from its seed, or that is unknown.
            stream: which of the seed's sequences of random numbers it draws from.
            id: of its record.
            watched: see the class.
            stop: asked while one waits for an environment of others.

        Raises:
            UserError: if the environment cannot be made, or the policy does not fit.
            RolloutStoppedError: when `stop` said so.
        """
        trainer = Trainer(settings, policy, origin.statistics.env_steps if origin else None, stream, stop, start)
        run = cls(trainer, RunRecord(id, settings, stream=stream, origin=origin), watched=watched)
        run._untouched = policy is None and start is None
        if watched:
            run._kept.remember()
        return run

    @classmethod
    def resume(cls, record: RunRecord, stop: Callable[[], bool] = never) -> Run:
        """Go on with a run that was left, as if it never had been.

        Args:
            record: what is known of it.
            stop: see `begin`.

        Raises:
            UserError: if the environment cannot be made.
            RolloutStoppedError: when `stop` said so.
            ValueError: if it was not left.
        """
        state = record.left
        if state is None:
            raise ValueError("a run goes on from where it was left")
        run = cls(_fitting(Trainer(state.settings, stop=stop), state), record, watched=True)
        run._restore(state)
        run._untouched = record.is_empty and record.parent is None and record.origin is None
        record.left = None
        return run

    @classmethod
    def branch(
        cls,
        parent: RunRecord,
        entry: Checkpoint[CompleteState],
        wanted: Settings,
        *,
        stream: int,
        id: int = 0,
        stop: Callable[[], bool] = never,
    ) -> Run:
        """Begin a run that goes on from a state of another.

        Args:
            parent: what is known of the other, which may still be trained.
            entry: one of its checkpoints.
            wanted: the settings from there on.
            stream: which random numbers it draws from there on, so that it does not repeat what its parent did.
            id: of its record.
            stop: see `begin`.

        Raises:
            UserError: if the environment cannot be made.
            RolloutStoppedError: when `stop` said so.
        """
        state = entry.payload
        run = cls(_fitting(Trainer(state.settings, stop=stop), state), parent.branched(id, entry), watched=True)
        run._restore(state)
        run.apply(wanted, stop)
        run.reseed(stream)
        run.record.begins_here()
        return run

    @classmethod
    def again(cls, record: RunRecord, entry: Checkpoint[CompleteState], stop: Callable[[], bool] = never) -> Run:
        """Play a run again from one of its checkpoints, beside it: what it does reaches neither it nor its record.

        Args:
            record: of the run, which may still be trained.
            entry: one of its checkpoints.
            stop: see `begin`.

        Raises:
            UserError: if the environment cannot be made.
            RolloutStoppedError: when `stop` said so.
        """
        state = entry.payload
        run = cls(_fitting(Trainer(state.settings, stop=stop), state), record.branched(record.id, entry), watched=False)
        run._restore(state)
        return run

    @property
    def history(self) -> History:
        """Where each update is recorded."""
        return self.record.history

    @property
    def edits(self) -> EditLog:
        """Where changes of settings are recorded."""
        return self.record.edits

    @property
    def solved(self) -> Solved | None:
        """When it was solved, or None."""
        return self._verdict.solved

    @property
    def fallen(self) -> bool:
        """Whether it was solved, and its returns have fallen far below the target since."""
        return self._verdict.fallen

    @property
    def collapse(self) -> Collapse | None:
        """The latest collapse of the returns that was noticed, or None."""
        return self._verdict.collapse

    @property
    def settings(self) -> Settings:
        """What is in force."""
        return self._trainer.settings

    @property
    def world(self) -> World:
        """Where it is trained."""
        return self._trainer.world

    @property
    def updates(self) -> int:
        """Updates done."""
        return self._trainer.updates

    @property
    def meter(self) -> Meter:
        """How far the update in progress is."""
        return self._trainer.meter

    @property
    def untouched(self) -> bool:
        """Whether nothing has happened yet to what the seed gave: what changes now is what the run begins with."""
        return self._untouched and not self.updates

    def policy(self) -> Policy:
        """A copy of the policy as it is now."""
        return self._trainer.policy()

    @naming_memory()
    def apply(self, wanted: Settings, stop: Callable[[], bool] = never) -> None:
        """Let settings act from the next update on and record what changed; see `Trainer.apply`, also for errors.

        Of an untouched run nothing is recorded: these are the settings that it begins with.
        """
        old = self._trainer.settings
        if self._watched and not self.untouched:
            self._kept.edited(changed_keys(old, applied_now(wanted, old)))
        moved = self._trainer.apply(wanted, stop)
        new = self._trainer.settings
        self._tell_progress()
        if self.untouched:
            self.record.settings = new
            if self._watched and changed_keys(old, new):
                self._kept.remember()
            return
        for key in changed_keys(old, new):
            self._record_edit(key, old.value(key), new.value(key), moved if key == "hidden_size" else None)

    def apply_within_update(self, wanted: Settings) -> bool:
        """Let settings act while an update stands still, if that makes no difference to it.

        Returns:
            Whether they do. Otherwise the update must be abandoned for them.
        """
        if self.untouched and shapes_a_new_run(wanted, self.settings):
            return False
        if changed_keys(self.settings, applied_now(wanted, self.settings)):
            return False
        self.apply(wanted)
        return True

    def replay(self, edits: Iterable[Edit]) -> None:
        """Let edits act that were made at this point of a run that is played again, as they did then."""
        edits = tuple(edits)
        self._untouched = self._untouched and not edits
        for edit in edits:
            if edit.key == STREAM:
                self.reseed(int(edit.new))
            else:
                self.apply(self.settings.changed({edit.key: edit.new}))

    def reseed(self, stream: int) -> None:
        """Draw random numbers from another stream from now on, and record it; see `Trainer.reseed`."""
        self._trainer.reseed(stream)
        before, self.record.stream = self.record.stream, stream
        self._record_edit(STREAM, before, stream)

    def leave(self) -> None:
        """Let go of the environments of a watched run; the record keeps the very last state, to go on from there."""
        newest = self.record.checkpoints.entries()[-1]
        here = newest.update == self.updates and newest.payload.settings == self.settings
        if here and newest.payload.edits == self.edits.all():
            self.record.left = newest.payload
        else:
            self.record.left = self.state()
        if newest.update < self.updates:
            self._kept.record(self.record.left)
        self.close()

    def state(self) -> CompleteState:
        """All that it needs to go on from here."""
        return CompleteState(
            trainer=self._trainer.state(),
            stream=self.record.stream,
            solved=self.solved,
            seconds=self.seconds,
            last_returns=self._verdict.last_returns,
            collapse=self._verdict.seen,
            edits=self.edits.all(),
        )

    def close(self, *, at_once: bool = False) -> None:
        """Let go of the environments; the run is over. See `Trainer.close`."""
        self._trainer.close(at_once=at_once)

    @naming_memory()
    def advance(self, stop: Callable[[], bool] = never, *, traced: bool = False) -> UpdateReport:
        """Do one update and record it: trainer, history and checkpoints go on together, or none of them does.

        Args:
            stop: see `Trainer.update`.
            traced: whether the report is to lay it open.

        Raises:
            RolloutStoppedError, NonFiniteUpdateError, UserError: see `Trainer.update`; nothing has happened.
        """
        updates, before = self.updates, (self.seconds, self._verdict, self._kept.pins)
        try:
            return self._trainer.update(stop, self._write, traced=traced)
        except BaseException:
            if self.history.updates > updates:
                self.history.take_back(updates)
            self.seconds, self._verdict, self._kept.pins = before
            self._tell_progress()
            raise

    def _write(self, report: UpdateReport) -> None:
        """Record an update that the trainer has done."""
        self.seconds += report.seconds
        self.history.append(
            UpdateRecord(
                returns_E=report.returns_N,
                lengths_E=report.lengths_N,
                seconds=self.seconds,
                metrics=report.metrics,
            )
        )
        self._verdict = self._verdict.after(report.returns_N, self.history, self.world.threshold, self.seconds)
        self._tell_progress()
        if self._watched:
            self._verdict = self._verdict.watching(report.returns_N)
            self._kept.updated()

    def limit_reached(self) -> Limit | None:
        """Which of the settings' limits ends the run here, if one does; being solved does once, when it happens."""
        settings = self.settings
        if 0 < settings.update_limit <= self.updates:
            return Limit.UPDATES
        if 0 < settings.episode_limit <= self.history.episodes:
            return Limit.EPISODES
        if settings.stop_when_solved and self.solved is not None and self.solved.update == self.updates:
            return Limit.SOLVED
        return None

    def _restore(self, state: CompleteState) -> None:
        self._trainer.restore(state.trainer)
        self.seconds = state.seconds
        verdict = Verdict(state.solved, last_returns=state.last_returns, seen=state.collapse)
        self._verdict = verdict.again(self.history, self.world.threshold)
        self._tell_progress()

    def _tell_progress(self) -> None:
        self.record.progress = Progress(self.settings, self.solved, self.seconds, self.fallen)

    def _record_edit(self, key: str, old: Value, new: Value, moved: float | None = None) -> None:
        episodes, env_steps = self.history.episodes, self.history.env_steps
        self.edits.record(Edit(self.updates, episodes, env_steps, key, old, new, moved))


def _fitting(trainer: Trainer, state: CompleteState) -> Trainer:
    """A trainer that is about to go on from a state.

    Raises:
        UserError: if the world has other observations or actions than it had then.
    """
    then, now = state.spaces, trainer.world.spaces
    if then != now:
        trainer.close()
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The run cannot go on: {environment} has {now} here, but it had {then} when the run was trained.",
            ),
            environment=state.settings.environment,
            now=now,
            then=then,
        )
    return trainer
