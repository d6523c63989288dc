"""Training a run that is kept in an experiment file while it is trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from pg_desktop.cli.faults import ArgumentError, blaming_arguments
from pg_desktop.cli.output import complain
from pg_desktop.cli.requests import Kept, TrainRequest
from pg_desktop.cli.trust import require_no_module
from pg_desktop.learning.settings.table import require_applicable
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.archive.document import KeptExperiment, open_kept
from pg_desktop.runs.archive.writer import Moment
from pg_desktop.runs.choosing import chosen_run
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.provenance import differences, provenance
from pg_desktop.runs.run import Run
from pg_desktop.storage.shown import shown_name

_LAST_WRITE_SECONDS: Final = 600.0
_UNFORESEEN: Final = QT_TRANSLATE_NOOP(
    "Errors", "“{file}” could not be written, because something unexpected happened: {cause}. It is tried again."
)


class Keeping:
    """What a command does with a run to keep it; nothing where it is not to be kept."""

    def __init__(self, run: Run, kept: KeptExperiment | None) -> None:
        self.run = run
        self._kept = kept

    def after_update(self, *, now: bool = False) -> None:
        """Let the file know where the run is, if it is time to, or something was changed."""
        if self._kept is not None and (now or self._kept.keeper.wants):
            self._kept.keeper.give(Moment(self.run.record, self.run.state(), training=True), now=now)


@contextmanager
def keeping(request: TrainRequest, origin: Origin | None) -> Iterator[Keeping]:
    """Within this, the run that is asked for is there, and is kept if that is asked for.

    Raises:
        ArgumentError: if it cannot begin.
        UserError: if at the end not all of it could be written.
    """
    policy = request.start.policy if request.start else None
    if request.kept is None:
        with blaming_arguments():
            run = Run.begin(request.settings, policy, origin=origin, stream=request.stream)
        yield Keeping(run, None)
        return
    problems: list[UserError] = []
    told = _telling(problems, request.kept)
    with blaming_arguments():
        kept = open_kept(request.kept.file, told, begin=not request.kept.resume)
        try:
            run = _resumed(kept, request.kept) if request.kept.resume else _begun(kept, request, origin)
        except BaseException:
            kept.close()
            raise
    kept.keeper.start()
    try:
        keeping = Keeping(run, kept)
        keeping.after_update(now=True)
        yield keeping
    finally:
        kept.keeper.give(Moment(run.record, run.state()), now=True)
        if not kept.keeper.end(_LAST_WRITE_SECONDS):
            told(TimeoutError(f"{_LAST_WRITE_SECONDS:.0f} s"))
    if kept.keeper.problem is not None or not kept.keeper.ended:  # it has been said, maybe long ago
        raise problems[-1]


def _telling(problems: list[UserError], kept: Kept) -> Callable[[BaseException], None]:
    def told(error: BaseException) -> None:
        if not isinstance(error, UserError):
            error = UserError(_UNFORESEEN, file=shown_name(kept.file), cause=f"{type(error).__name__}: {error}")
        problems.append(error)
        complain(error)

    return told


def _begun(kept: KeptExperiment, request: TrainRequest, origin: Origin | None) -> Run:
    experiment = kept.experiment
    policy = request.start.policy if request.start else None
    number = experiment.next_id()
    run = Run.begin(request.settings, policy, origin=origin, stream=request.stream, id=number, watched=True)
    experiment.add(run.record)
    if request.kept is not None and request.kept.name:
        experiment.rename(run.record.id, request.kept.name)
    return run


def _resumed(kept: KeptExperiment, wanted: Kept) -> Run:
    record = chosen_run(kept.experiment.records, wanted.run, kept.live)
    environment = record.progress.settings.environment
    if not wanted.trust_module:
        require_no_module(environment, wanted.file)
    if record.left is None:
        raise ArgumentError(
            QT_TRANSLATE_NOOP("Errors", "Run {number} of “{file}” cannot go on: it was never written to its end."),
            number=record.label.number,
            file=shown_name(wanted.file),
        )
    others = differences(record.made_with, provenance())
    if others:
        complain(
            UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "The run was trained with {others}; its numbers may come out slightly different from here on.",
                ),
                others=", ".join(others),
            )
        )
    changes = dict(wanted.changes)
    settings = record.progress.settings.changed(changes)
    require_applicable(changes, settings)
    run = Run.resume(record)
    kept.experiment.make_live(record)
    run.apply(settings)
    return run
