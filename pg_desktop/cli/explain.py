"""`pg-desktop explain`: the anatomy of an update, without a window."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.explained import explained_as_json, explained_as_text
from pg_desktop.cli.faults import ArgumentError, blaming_arguments
from pg_desktop.cli.output import say, say_json
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.cli.requests import ExplainRequest
from pg_desktop.cli.trust import find_code_here, require_no_module
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.explaining.anatomy import Anatomy, anatomy_of
from pg_desktop.learning.explaining.compass import Subject, read_compass, require_gradient
from pg_desktop.learning.measuring.compass_reading import CompassReading
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.process import keep_torch_to_one_thread
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.choosing import chosen_run
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.record import RunRecord
from pg_desktop.runs.reopening import reopened, way_back
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.experiment.recognised import is_experiment
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.policy_format import tensors_digest
from pg_desktop.storage.shown import shown_name


@dataclass(frozen=True, eq=False)
class Explained:
    """An update, and all that is told of it.

    Attributes:
        anatomy: what it did.
        run: the number of its run; None of a policy file, which has none.
        updates_before: updates that the policy had had before the run.
        played: updates that were played for it, it among them.
        seconds: what that took.
        compass: how well its gradient points; None if nobody asked.
        episode: the only one whose steps are told, from 1; all if None.
    """

    anatomy: Anatomy
    run: int | None
    updates_before: int
    played: int
    seconds: float
    compass: CompassReading | None = None
    episode: int | None = None

    @property
    def trace(self) -> Trace:
        """The update."""
        return self.anatomy.trace


def run(request: ExplainRequest) -> int:
    """Play the update again, print what it did, and return the exit status.

    Raises:
        ArgumentError: if there is no such run, update or episode, or no gradient to be measured.
        UserError: if the file cannot be read, or the environment fails.
    """
    keep_torch_to_one_thread()
    if request.trust_module:
        find_code_here()
    started = time.perf_counter()
    trace, number, before, played = _of_experiment(request) if is_experiment(request.file) else _of_policy(request)
    seconds = time.perf_counter() - started
    _require_episode(request, trace)
    compass = _compass(trace, before) if request.compass else None
    explained = Explained(anatomy_of(trace), number, before, played, seconds, compass, request.episode)
    say_json(explained_as_json(explained)) if request.as_json else say(explained_as_text(explained))
    return ExitCode.OK


def _of_experiment(request: ExplainRequest) -> tuple[Trace, int | None, int, int]:
    """The update, the number of its run, updates before the run, and how many were played for it."""
    with closing(ExperimentFile.open(request.file)) as file:
        read = read_experiment(file, opener_of(request.file))
    with blaming_arguments():
        record = chosen_run(read.records, request.run, read.live)
    _require_trust(request, record.progress.settings.environment)
    _require_gradient(request, record.settings)
    with blaming_arguments():
        way = way_back(record, request.update or max(record.history.updates, 1))
    with ProgressBar(total=way.updates, unit=" updates", quiet=request.as_json) as bar:
        trace = reopened(way, tell=lambda _: bar.update(1))
    return trace, record.label.number, _updates_before(record), way.updates


def _of_policy(request: ExplainRequest) -> tuple[Trace, int | None, int, int]:
    """The first update that training on with a policy would make."""
    if request.run is not None or request.update is not None:
        raise ArgumentError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” holds a policy and no updates, so that --run and --update mean nothing; leave them out to "
                "see the next update that it would make, or name an experiment.",
            ),
            file=shown_name(request.file),
        )
    document = load_policy(request.file)
    _require_trust(request, document.environment)
    _require_gradient(request, document.settings)
    digest = tensors_digest(document.policy.parameters)
    origin = Origin(document.statistics, document.edits, document.measurements, digest)
    with closing(Run.begin(document.settings, document.policy, origin=origin)) as run_:
        trace = run_.advance(traced=True).trace
    if trace is None:
        raise ValueError("an update that was asked to be laid open is")
    return trace, None, document.statistics.updates, 1


def _compass(trace: Trace, updates_before: int) -> CompassReading:
    settings = trace.settings
    world = make_world(settings.environment, arguments=settings.environment_arguments, step_limit=settings.step_limit)
    with ProgressBar(total=100, unit=" %") as bar:
        return read_compass(
            Subject.of_update(trace, world, updates_before),
            progress=lambda share: bar.update(max(round(100 * share) - bar.n, 0)),
        )


def _require_trust(request: ExplainRequest, environment: str) -> None:
    if not request.trust_module:
        require_no_module(environment, request.file)


def _require_gradient(request: ExplainRequest, settings: Settings) -> None:
    if request.compass:
        with blaming_arguments():
            require_gradient(settings, algorithm_entry(settings.algorithm).name)


def _require_episode(request: ExplainRequest, trace: Trace) -> None:
    episodes = len(trace.rollout.length_N)
    if request.episode is not None and request.episode > episodes:
        raise ArgumentError(
            QT_TRANSLATE_NOOP("Errors", "There is no episode {episode}: the update played {episodes} of them."),
            episode=request.episode,
            episodes=episodes,
        )


def _updates_before(record: RunRecord) -> int:
    return record.origin.statistics.updates if record.origin else 0
