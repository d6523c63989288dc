"""A challenge done with several seeds, side by side in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import sleep
from typing import Final

from pg_desktop.challenges.table import Challenge, Claim, challenge
from pg_desktop.runs.processes import Processes

_LOOK_SECONDS: Final = 0.1


@dataclass(frozen=True)
class Seed:
    """What a process is told.

    Attributes:
        challenge: which one, by its id.
        seed: of its random numbers.
    """

    challenge: str
    seed: int


def done_with(seed: Seed, stop: Callable[[], bool], progress: Callable[[float], None]) -> dict[str, float]:
    """In another process: do a challenge with one seed."""
    return dict(challenge(seed.challenge).load()(seed.seed, stop, progress))


@dataclass(frozen=True)
class Verdict:
    """A claim and what became of it.

    Attributes:
        claim: what was to be shown.
        figures: what it came to, by seed.
    """

    claim: Claim
    figures: tuple[float, ...]

    @property
    def met_by(self) -> int:
        """With how many seeds it was reached."""
        return self.claim.met_by(self.figures)

    @property
    def met(self) -> bool:
        """Whether with as many as have to."""
        return self.met_by >= self.claim.needed(len(self.figures))


def verdicts(done: Challenge, found: Sequence[Mapping[str, float]]) -> tuple[Verdict, ...]:
    """What became of all claims.

    Args:
        done: which challenge.
        found: what its protocol has returned, by seed.
    """
    return tuple(Verdict(claim, tuple(values[claim.key] for values in found)) for claim in done.claims)


def do(
    wanted: Challenge, seeds: int, processes: Processes, progress: Callable[[float], None]
) -> list[Mapping[str, float]]:
    """Do a challenge with the seeds 0, 1, ...

    Args:
        wanted: which one.
        seeds: how many; at least 1.
        processes: where.
        progress: told which part of all is done.

    Returns:
        What its protocol returns, by seed.

    Raises:
        UserError: if one has gone wrong.
    """
    jobs = [processes.submit(done_with, Seed(wanted.id, seed)) for seed in range(seeds)]
    while not all(job.done for job in jobs):
        progress(sum(1.0 if job.done else job.share for job in jobs) / seeds)
        sleep(_LOOK_SECONDS)
    return [job.result() for job in jobs]
