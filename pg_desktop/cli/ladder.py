"""`pg-desktop ladder`: climb the AlphaGo ladder of a game, rung after rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import say, say_json, table
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.cli.requests import LadderRequest
from pg_desktop.cli.targets import require_targets
from pg_desktop.ladder.climbing import Climbed, Progress, climb
from pg_desktop.ladder.figures import LOOK_AHEAD, Score
from pg_desktop.ladder.telling import told
from pg_desktop.process import keep_torch_to_one_thread
from pg_desktop.storage.policy_file import save_policy


def run(request: LadderRequest) -> int:
    """Climb, print every rung with its figures, and return the exit status.

    Raises:
        UserError: if it has gone wrong, or the file cannot be written.
        KeyboardInterrupt: after Ctrl-C.
    """
    require_targets({"--save": request.save})
    keep_torch_to_one_thread()
    rungs = _climbed(request)
    if request.save is not None:
        save_policy(request.save, rungs[-1].document)
    if request.as_json:
        say_json({"game": request.game, "seed": request.seed, "rungs": [as_json(rung, rungs) for rung in rungs]})
    else:
        say(as_text(rungs))
    return ExitCode.OK


def _climbed(request: LadderRequest) -> tuple[Climbed, ...]:
    with ProgressBar(unit=" updates", quiet=request.as_json) as bar:

        def report(progress: Progress) -> None:
            if progress.update == 1:
                bar.reset(total=progress.updates)
                bar.set_description(progress.rung.name)
            bar.update(1)

        return climb(request.game, request.to, request.seed, report=report)


def as_json(climbed: Climbed, rungs: Sequence[Climbed]) -> dict[str, Any]:
    """All that is known of a rung."""
    strength = climbed.strength
    return {
        "rung": climbed.rung.id,
        "told": told(climbed, _below(climbed, rungs)),
        "updates": climbed.document.statistics.updates if climbed.rung.algorithm else 0,
        "seconds": round(climbed.seconds, 3),
        "against": {name: asdict(each) for name, each in climbed.against.items()},
        "strength": asdict(strength),
        f"optimal_with_{LOOK_AHEAD}_simulations": climbed.searching,
        "metrics": dict(climbed.metrics),
    }


def as_text(rungs: Sequence[Climbed]) -> str:
    """A line for every rung, and below them what happened on each in a sentence."""
    head = ["rung", "seconds", "vs rung below", "greedy", "vs random", "optimal", f"with {LOOK_AHEAD}", "perfect", ""]
    rows = [head, *(_row(rung, _below(rung, rungs)) for rung in rungs)]
    sentences = [f"{rung.rung.name}: {told(rung, _below(rung, rungs))}" for rung in rungs]
    return "\n".join([table(rows), "", *sentences])


def _row(climbed: Climbed, below: Climbed | None) -> list[str]:
    strength = climbed.strength
    against = None if below is None else climbed.against[below.rung.id]
    return [
        climbed.rung.name,
        f"{climbed.seconds:.1f}",
        "" if against is None else _score(against.sampled),
        "" if against is None else _score(against.greedy),
        _score(strength.against_random),
        _share(strength.optimal),
        _share(climbed.searching),
        "" if strength.perfect is None else f"{strength.perfect.losses} lost",
        "" if strength.lost_lines is None else f"{strength.lost_lines} lost of all replies",
    ]


def _below(climbed: Climbed, rungs: Sequence[Climbed]) -> Climbed | None:
    """The rung that one is compared with: the one that it began with, or else the one before it on the ladder."""
    index = rungs.index(climbed)
    return rungs[index - 1] if index else None


def _score(score: Score) -> str:
    return f"{score.score:.2f}"


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"
