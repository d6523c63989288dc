"""`pg-desktop challenge`: an experiment of the chapter's last section, done with several seeds."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from pg_desktop.challenges.seeds import Verdict, do, verdicts
from pg_desktop.challenges.table import Challenge, challenge
from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import say, say_json, table
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.cli.requests import ChallengeRequest
from pg_desktop.runs.processes import Processes


def run(request: ChallengeRequest) -> int:
    """Do it, print what it showed, and return the exit status, which does not depend on that.

    Raises:
        UserError: if it has gone wrong.
        KeyboardInterrupt: after Ctrl-C.
    """
    wanted = challenge(request.challenge)
    found = done(wanted, request.seeds)
    if request.as_json:
        say_json(as_json(wanted, found))
    else:
        say(as_text(wanted, found))
    return ExitCode.OK


def done(wanted: Challenge, seeds: int) -> list[Mapping[str, float]]:
    """Do it with the seeds 0, 1, ..., as many at the same time as there are processors, with a bar of progress."""
    processes = Processes(min(seeds, os.cpu_count() or 1))
    try:
        with ProgressBar(total=100, unit=" %") as bar:
            return do(wanted, seeds, processes, lambda share: bar.update(round(100 * share) - bar.n))
    finally:
        processes.close()


def as_json(wanted: Challenge, found: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """All of it."""
    return {
        "challenge": wanted.id,
        "seeds": [{"seed": seed, **values} for seed, values in enumerate(found)],
        "claims": [_claim_as_json(verdict) for verdict in verdicts(wanted, found)],
    }


def _claim_as_json(verdict: Verdict) -> dict[str, Any]:
    claim, seeds = verdict.claim, len(verdict.figures)
    bar = {"comparison": claim.bar.comparison, "value": claim.bar.value, "seeds": claim.needed(seeds)}
    return {"key": claim.key, "text": claim.text, "bar": bar, "met_by": verdict.met_by, "met": verdict.met}


def as_text(wanted: Challenge, found: Sequence[Mapping[str, float]]) -> str:
    """The question, a line for every claim, and below them what else was found."""
    seeds = len(found)
    rows = [["", *(f"seed {seed}" for seed in range(seeds)), "bar", "", ""]]
    for verdict in verdicts(wanted, found):
        claim = verdict.claim
        bar = f"{claim.bar.comparison} {claim.bar.value:g} in {claim.needed(seeds)}"
        met = f"{'met' if verdict.met else 'missed'}, {verdict.met_by} of {seeds}"
        rows.append([claim.text, *map(_number, verdict.figures), bar, met, ""])
    claimed = {claim.key for claim in wanted.claims}
    for key in dict.fromkeys(key for values in found for key in values if key not in claimed):
        rows.append([key.replace("_", " "), *(_number(values[key]) for values in found), "", "", ""])
    return f"{wanted.question}\n{table(rows)}"


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"
