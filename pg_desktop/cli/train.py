"""`pg-desktop train`: the window's own run, without a window."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final, Self

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.faults import ArgumentError, blaming_arguments
from pg_desktop.cli.output import complain, counted, say, say_json, table
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.cli.requests import TrainRequest, Until
from pg_desktop.cli.training_rows import steps_per_second, training_rows
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.worlds.arguments import arguments_of
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.process import keep_torch_to_one_thread
from pg_desktop.runs.continuation import counted_on, edits_counted_on
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.run import SOLVED_WINDOW, Run
from pg_desktop.runs.table import table_header, table_rows
from pg_desktop.storage.history_csv import write_history_csv
from pg_desktop.storage.policy_file import PolicyDocument, TrainingStatistics, save_policy
from pg_desktop.storage.policy_format import tensors_digest
from pg_desktop.storage.shown import shown_name, shown_path

_EDITS_NAMED: Final = 5


class Interrupt:
    """Ctrl-C, made a question: after the first one `requested` is True, the second one raises KeyboardInterrupt.

    Must be entered in the main thread, as everything that handles signals.
    """

    def __init__(self) -> None:
        self.requested = False

    def __enter__(self) -> Self:
        self._previous = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._previous)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.requested = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


def run(request: TrainRequest) -> int:
    """Train, write what was asked for, and return the exit status.

    Raises:
        ArgumentError: if training cannot begin.
    """
    for path in (request.save, request.history):
        if path is not None:
            require_writable(path)
    keep_torch_to_one_thread()
    start = request.start
    with blaming_arguments():
        policy = start.policy if start else None
        run = Run.begin(request.settings, policy, origin=_origin(request), stream=request.stream)
    _require_end(request, run)
    with Interrupt() as interrupt:
        failures = _failures_of(
            lambda: _train(run, request, interrupt),
            lambda: _save(run, request),
            lambda: _write_history(run, request.history),
            lambda: _report(run, request),
        )
    for failure in failures:
        complain(failure)
    _name_edits_left(run, request.edits)
    if failures:
        return ExitCode.ERROR
    if interrupt.requested:
        return ExitCode.INTERRUPTED
    return ExitCode.UNSOLVED if request.solved_or_fail and run.solved is None else ExitCode.OK


def require_writable(path: Path) -> None:
    """Find out before training what would otherwise be found out after it, when the file is to be written.

    Raises:
        ArgumentError: if there is no folder for the file, or no file can be made there.
    """
    folder = path.absolute().parent
    sentence = None
    if path.is_dir():
        sentence = QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be written, because it is a folder.")
    elif not folder.is_dir():
        sentence = QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be written, because there is no folder “{folder}”.")
    elif not os.access(folder, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
        sentence = QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be written: you have no permission to.")
    if sentence is not None:
        raise ArgumentError(sentence, file=shown_name(path), folder=shown_path(folder))


def _require_end(request: TrainRequest, run: Run) -> None:
    """Refuse to train forever: until solved, where no target is set."""
    until, settings = request.until, request.settings
    limited = until.updates is not None or until.env_steps or until.episodes
    if run.world.threshold is None and not (limited or settings.update_limit or settings.episode_limit):
        raise ArgumentError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{environment} has no target at which it would be solved; say with --updates or --steps "
                "when training ends.",
            ),
            environment=request.settings.environment,
        )


def _train(run: Run, request: TrainRequest, interrupt: Interrupt) -> None:
    unit, total, done = _measure(request.until, run)
    with ProgressBar(total=total, unit=f" {unit}", quiet=request.quiet) as bar:
        _apply_edits(run, request.edits)
        while not interrupt.requested and not _is_over(run, request):
            run.advance()
            _apply_edits(run, request.edits)
            bar.set_postfix_str(f"mean return {run.history.mean_return():.1f}", refresh=False)
            bar.update(done() - bar.n)


def _apply_edits(run: Run, edits: tuple[Edit, ...]) -> None:
    """Change what was changed at this point, one after the other, as it was then."""
    run.replay(edit for edit in edits if edit.update == run.updates)


def _name_edits_left(run: Run, edits: tuple[Edit, ...]) -> None:
    """Say which edits the run that was played again has not come to."""
    left = [f"{edit.key} {edit.old} -> {edit.new} at {edit.update}" for edit in edits if edit.update > run.updates]
    if left:
        more = [f"and {len(left) - _EDITS_NAMED} more"] if len(left) > _EDITS_NAMED else []
        complain(
            f"The run ended after {counted(run.updates, 'update')}, before these edits were due: "
            f"{', '.join(left[:_EDITS_NAMED] + more)}."
        )


def _is_over(run: Run, request: TrainRequest) -> bool:
    until = request.until
    reached = (
        (until.updates, run.updates),
        (until.env_steps, run.history.env_steps),
        (until.episodes, run.history.episodes),
    )
    # Whatever the limits were, a run that is played again is known to have gone on.
    limited = run.updates >= request.replayed_updates
    return (
        (limited and run.limit_reached() is not None)
        or (until.solved and run.solved is not None)
        or any(limit is not None and done >= limit for limit, done in reached)
    )


def _measure(until: Until, run: Run) -> tuple[str, int | None, Callable[[], int]]:
    """What progress is counted in: the unit, the number at which training ends, and the number so far."""
    if until.env_steps is not None:
        return "steps", until.env_steps, lambda: run.history.env_steps
    updates = run.settings.update_limit if until.updates is None else until.updates
    if updates:
        return "updates", updates, lambda: run.updates
    return "episodes", until.episodes or run.settings.episode_limit or None, lambda: run.history.episodes


def _failures_of(*actions: Callable[[], None]) -> list[UserError]:
    """Do one after the other, each even if one before it fails: nothing learned is lost because of a full disk."""
    failures = []
    for action in actions:
        try:
            action()
        except UserError as error:
            failures.append(error)
    return failures


def _origin(request: TrainRequest) -> Origin | None:
    start = request.start
    return Origin(start.statistics, start.edits, start.measurements) if start else None


def _statistics(run: Run) -> TrainingStatistics:
    return TrainingStatistics(
        updates=run.updates,
        episodes=run.history.episodes,
        env_steps=run.history.env_steps,
        train_seconds=run.seconds,
        mean_return_100=run.history.mean_return(SOLVED_WINDOW),
        solved_at_episode=run.solved.episode if run.solved else None,
    )


def _save(run: Run, request: TrainRequest) -> None:
    if request.save is None:
        return
    origin = _origin(request)
    document = PolicyDocument(
        policy=run.policy(),
        settings=run.settings,
        environment=run.settings.environment,
        statistics=counted_on(_statistics(run), origin),
        edits=edits_counted_on(run.edits.all(), origin),
        measurements=origin.measurements if origin else Measurements(),
        stream=run.record.stream,
    )
    save_policy(request.save, document)


def _write_history(run: Run, path: Path | None) -> None:
    if path is not None:
        write_history_csv(path, table_header(run.history), table_rows(run.history, run.edits.all()))


def _report(run: Run, request: TrainRequest) -> None:
    say_json(_as_json(run)) if request.as_json else say(_as_text(run))


def _as_json(run: Run) -> dict[str, object]:
    statistics = _statistics(run)
    return {
        "algorithm": run.settings.algorithm,
        "env": run.settings.environment,
        **({"env_args": arguments_of(run.world.arguments)} if run.world.arguments else {}),
        "seed": run.settings.seed,
        "solved": run.solved is not None,
        "solved_at_episode": statistics.solved_at_episode,
        "updates": statistics.updates,
        "episodes": statistics.episodes,
        "env_steps": statistics.env_steps,
        "train_seconds": statistics.train_seconds,
        "steps_per_second": steps_per_second(statistics),
        "mean_return_100": statistics.mean_return_100,
        "policy_sha256": tensors_digest(run.policy().parameters),
    }


def _as_text(run: Run) -> str:
    return table(
        [
            ("Environment", f"{run.world.name}, seed {run.settings.seed}"),
            *training_rows(_statistics(run)),
            ("SHA-256", tensors_digest(run.policy().parameters)),
        ]
    )
