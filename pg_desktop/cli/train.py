"""`pg-desktop train`: the window's own run, without a window."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Final, Self

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.faults import ArgumentError
from pg_desktop.cli.kept import Keeping, keeping
from pg_desktop.cli.output import complain, counted, say, say_json, table
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.cli.requests import TrainRequest, Until
from pg_desktop.cli.targets import require_targets
from pg_desktop.cli.training_rows import steps_per_second, training_rows
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds.arguments import arguments_of
from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.process import keep_torch_to_one_thread
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.continuation import counted_on, edits_counted_on
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.replay import Replay
from pg_desktop.runs.run import Run
from pg_desktop.runs.table import table_about, table_header, table_rows
from pg_desktop.runs.verdict import SOLVED_WINDOW
from pg_desktop.storage.edit_script import EditScript
from pg_desktop.storage.history_csv import write_history_csv
from pg_desktop.storage.policy_file import PolicyDocument, TrainingStatistics, save_policy
from pg_desktop.storage.policy_format import tensors_digest

_EDITS_NAMED: Final = 5
_SIGNALLED: Final = 128
"""What a shell adds to the number of the signal that has ended a program."""


class Interrupt:
    """Ctrl-C and signals to end, made a question: `number` is the first one's, a second one ends the process.

    Must be entered in the main thread, as everything that handles signals.

    Attributes:
        number: of the signal that came; None as long as none did.
    """

    def __init__(self) -> None:
        self.number: int | None = None

    def __enter__(self) -> Self:
        self._previous = {number: signal.signal(number, self._handle) for number in _signals()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    @property
    def requested(self) -> bool:
        """Whether training is to end after the update in progress."""
        return self.number is not None

    def hurries(self) -> bool:
        """Whether it is to end at once: somebody ends all that runs, and will not wait for long."""
        return self.number not in (None, signal.SIGINT)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.number = number
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for other in _signals():
            if other != signal.SIGINT:
                signal.signal(other, signal.SIG_DFL)


def _signals() -> list[signal.Signals]:
    """Those that end training; what the process was told to survive, as by nohup, it survives."""
    hangup = getattr(signal, "SIGHUP", None)
    heard = hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([hangup] if hangup is not None and heard else [])]


def run(request: TrainRequest) -> int:
    """Train, write what was asked for, and return the exit status.

    Raises:
        ArgumentError: if training cannot begin.
    """
    require_targets({"--save": request.save, "--history": request.history})
    keep_torch_to_one_thread()
    failures: list[Exception] = []
    try:
        with keeping(request, _origin(request)) as kept, Interrupt() as interrupt:
            run = kept.run
            _require_end(request, run)
            _name_rewards(run, request.replay)
            failures += _failures_of(
                interrupt,
                lambda: _train(kept, request, interrupt),
                lambda: _save(run, request),
                lambda: _write_history(run, request),
                lambda: _report(run, request),
                run.close,
            )
    except ArgumentError:
        raise
    except UserError:  # of the experiment's file, and has been said
        return ExitCode.ERROR
    for failure in failures:
        if isinstance(failure, UserError):
            complain(failure)
    _name_edits_left(run, request.replay)
    for failure in failures:
        if not isinstance(failure, UserError):
            raise failure  # which is written down where everything is that nobody has foreseen
    if failures:
        return ExitCode.ERROR
    if interrupt.number is not None:
        return _SIGNALLED + interrupt.number
    return ExitCode.UNSOLVED if request.solved_or_fail and run.solved is None else ExitCode.OK


def _name_rewards(run: Run, replay: Replay) -> None:
    """Show the rewards that are going to be learned from, wherever they come from, before they act."""
    edited = (str(edit.new) for edit in replay.edits if edit.key == "reward")
    for reward in dict.fromkeys(filter(None, (run.settings.reward, *edited))):
        complain(f"It learns from this reward instead of the world's own: {reward}")


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


def _train(kept: Keeping, request: TrainRequest, interrupt: Interrupt) -> None:
    run = kept.run
    unit, total, done = _measure(request.until, run)
    with ProgressBar(total=total, unit=f" {unit}", quiet=request.quiet) as bar:
        run.replay(request.replay.due(run.updates))
        while not interrupt.requested and not _is_over(run, request):
            try:
                run.advance(interrupt.hurries)
            except RolloutStoppedError:
                break
            due = request.replay.due(run.updates)
            run.replay(due)
            kept.after_update(now=bool(due))
            bar.set_postfix_str(f"mean return {run.history.mean_return():.1f}", refresh=False)
            bar.update(done() - bar.n)


def _name_edits_left(run: Run, replay: Replay) -> None:
    """Say which edits the run that was played again has not come to."""
    left = [f"{edit.key} {edit.old} -> {edit.new} at {edit.update}" for edit in replay.left(run.updates)]
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
    limited = run.updates >= request.replay.updates
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


def _failures_of(interrupt: Interrupt, *actions: Callable[[], None]) -> list[Exception]:
    """Do one after the other, each even if one before it fails: nothing learned is lost because of a full disk.

    Raises:
        KeyboardInterrupt: at once, where the user has pressed Ctrl-C a second time.
        BrokenPipeError: after the last of them.
    """
    failures: list[Exception] = []
    broken_pipe = None
    for action in actions:
        try:
            action()
        except BrokenPipeError as error:
            broken_pipe = error
        except Exception as error:  # noqa: BLE001 (what was asked for is done first, then it is told)
            failures.append(error)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and interrupt.requested:
                raise
            failures.append(_unexpected(error))
    if broken_pipe is not None:
        raise broken_pipe
    return failures


def _unexpected(error: BaseException) -> UserError:
    return UserError(QT_TRANSLATE_NOOP("Errors", "Something unexpected happened: {error}."), error=in_one_line(error))


def _origin(request: TrainRequest) -> Origin | None:
    start = request.start
    if start is None:
        return None
    digest = tensors_digest(start.policy.parameters)
    return Origin(start.statistics, start.edits, start.measurements, digest)


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
    origin = run.record.origin
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


def _write_history(run: Run, request: TrainRequest) -> None:
    if request.history is None:
        return
    edits, origin = run.edits.all(), run.record.origin
    digest = origin.policy_sha256 if origin else None
    script = EditScript.of_run(run.settings, run.record.stream, edits, run.updates, digest)
    write_history_csv(request.history, table_header(run.history), table_rows(run.history, edits), table_about(script))


def _report(run: Run, request: TrainRequest) -> None:
    about = {"run": run.record.label.number} if request.kept is not None else {}
    say_json({**about, **_as_json(run)}) if request.as_json else say(_as_text(run))


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
        "columns_sha256": columns_digest(run.history),
    }


def _as_text(run: Run) -> str:
    return table(
        [
            ("Environment", f"{run.world.name}, seed {run.settings.seed}"),
            *training_rows(_statistics(run), fallen=run.fallen),
            ("SHA-256", tensors_digest(run.policy().parameters)),
        ]
    )
