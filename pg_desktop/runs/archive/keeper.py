"""Keeping an experiment in a file while it goes on: a thread of its own writes what is new, every second or sooner."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.archive.judgements import JUDGEMENTS, judgements_as_json
from pg_desktop.runs.archive.reader import LIVE, MEMORY
from pg_desktop.runs.archive.writer import ArchiveWriter, Moment
from pg_desktop.runs.experiment import Experiment
from pg_desktop.storage.codec import Codec
from pg_desktop.storage.experiment.file import ExperimentFile

SECONDS: Final = 1.0
"""Between two looks whether there is something new; what is written then is asked for at that moment."""
_REST_SECONDS: Final = 0.05
"""Between two writings, however many edits there are."""
_CHECKPOINTS: Final = 4
"""Written at a time while there is training and time for them; all of them when it rests."""
_SHARE: Final = 0.005
"""Of the time of training that writing may take; checkpoints wait until it does, the newest state never."""
_SWEEP_SECONDS: Final = 60.0
_FRESH_SECONDS: Final = 1.0

_ENDED: Final = QT_TRANSLATE_NOOP("Errors", "The experiment was not saved, because the program is about to end.")
Done = Callable[[BaseException | None], None]


@dataclass(frozen=True, eq=False)
class _Task:
    """Something to be done with the file, once all that is new has been written."""

    do: Callable[[ExperimentFile], None]
    done: Done


class Keeper:
    """Writes one experiment to one file. Any thread may call any method, unless it says otherwise.

    Where writing fails, that is told once, everything stays in memory, and it is tried again at the next look.
    """

    def __init__(
        self,
        experiment: Experiment,
        file: Callable[[], tuple[ExperimentFile, ArchiveWriter]],
        told: Callable[[BaseException], None],
        meta: Callable[[], Mapping[str, Any]] = dict,
    ) -> None:
        """Prepare; see `start`.

        Args:
            experiment: what is kept.
            file: opens or makes the file, in the keeper's thread, and what writes to it.
            told: hears, in the keeper's thread, what went wrong.
            meta: tells what is known of the whole besides the runs.
        """
        self._experiment, self._open, self._told, self._meta = experiment, file, told, meta
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._given = threading.Event()
        self._moment: Moment | None = None
        self._tasks: list[_Task] = []
        self._ending = False
        self.problem: BaseException | None = None
        """Why the last writing failed; None if it did not."""
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._due, self._credit = time.monotonic(), 0.0
        """When it was written last, and the seconds of computing that are left for checkpoints."""
        self.wants = False
        """Whether the thread that trains is to give a moment after its next update."""

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def give(self, moment: Moment, *, now: bool = False) -> None:
        """Take where the run that is trained is; from the thread that trains it, between two updates.

        Args:
            moment: that.
            now: whether it is to be written at once: something was changed.
        """
        asked, self.wants = now or self.wants, False
        self._moment = moment
        if asked:
            self._given.set()
        if now:
            self._woken.set()

    def touch(self) -> None:
        """Write soon what has changed besides training, such as a name."""
        self._woken.set()

    def then(self, do: Callable[[ExperimentFile], None], done: Done) -> None:
        """Do something with the file once all that is new has been written.

        Args:
            do: that; in the keeper's thread.
            done: is told there how it ended: what was raised, or None.
        """
        with self._lock:
            self._tasks.append(_Task(do, done))
        self._woken.set()

    def end(self, seconds: float = 2.0) -> bool:
        """Write all that is new and close the file; False if that takes longer than `seconds`."""
        self._ending = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(seconds)
        return self.ended

    @property
    def ended(self) -> bool:
        """Whether nothing is being written, because it has come to its end or never began."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        file: ExperimentFile | None = None
        writer: ArchiveWriter | None = None
        swept = time.monotonic()
        while True:
            behind = writer is not None and writer.behind
            self._woken.wait(_REST_SECONDS if behind and not self._is_training else SECONDS)
            self._woken.clear()
            ending, tasks = self._ending, self._take_tasks()
            try:
                if file is None or writer is None:
                    file, writer = self._open()
                if not ending:
                    self._ask()
                self._write(writer, complete=bool(tasks) or ending)
                if time.monotonic() - swept > _SWEEP_SECONDS:
                    writer.sweep()
                    swept = time.monotonic()
                self.problem = None
            except BaseException as error:  # noqa: BLE001 (whatever it is, training goes on and it is tried again)
                self._complain(error)
            self._do(tasks, file, writer)
            if ending:
                break
            time.sleep(_REST_SECONDS)
        self._do(self._take_tasks(), None, None)
        if file is not None:
            try:
                file.close(single=True)
            except BaseException as error:  # noqa: BLE001 (the last that this thread does)
                self._complain(error)

    @property
    def _is_training(self) -> bool:
        moment = self._moment
        return moment is not None and moment.training

    def _take_tasks(self) -> list[_Task]:
        """What is to be done with the file after the next writing: that holds all there was when they were given."""
        with self._lock:
            tasks, self._tasks = self._tasks, []
        return tasks

    def _ask(self) -> None:
        """Have a moment that is fresh, unless an update takes long, or something has just been changed."""
        if self._is_training and not self._given.is_set():
            self.wants = True
            self._given.wait(_FRESH_SECONDS)
        self._given.clear()

    def _write(self, writer: ArchiveWriter, *, complete: bool) -> None:
        complete = complete or not self._is_training
        begun, now = time.thread_time(), time.monotonic()
        checkpoints = _CHECKPOINTS if self._credit > 0 else 0
        writer.write(
            self._experiment.records,
            self._moment,
            {**self._meta(), **_memory(self._experiment)},
            checkpoints=None if complete else checkpoints,
            demonstrations=self._experiment.demonstrations.shown,
        )
        spent = 0.0 if complete else time.thread_time() - begun
        self._credit = min(self._credit + _SHARE * (now - self._due) - spent, _SHARE * SECONDS)
        self._due = now

    def _do(self, tasks: list[_Task], file: ExperimentFile | None, writer: ArchiveWriter | None) -> None:
        for task in tasks:
            try:
                if self.problem is not None or file is None or writer is None:
                    task.done(self.problem or UserError(_ENDED))
                    continue
                writer.sweep()
                task.do(file)
            except BaseException as error:  # noqa: BLE001 (it is told to whoever asked)
                task.done(error)
            else:
                task.done(None)

    def _complain(self, error: BaseException) -> None:
        """Tell what went wrong, but not again and again."""
        before, self.problem = self.problem, error
        if type(before) is not type(error) or str(before) != str(error):
            self._told(error)


def _memory(experiment: Experiment) -> dict[str, Any]:
    live = experiment.live
    judgements = experiment.judgements
    return {
        MEMORY: Codec().encode(experiment.memory).json,
        LIVE: None if live is None else live.id,
        **({JUDGEMENTS: judgements_as_json(judgements.made)} if judgements.version else {}),
    }
