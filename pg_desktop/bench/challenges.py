"""What the challenges have to show, and with how many seeds they did."""

from __future__ import annotations

from pg_desktop.bench.figures import Bar, Figure, Figures
from pg_desktop.challenges.seeds import verdicts
from pg_desktop.challenges.table import CHALLENGES
from pg_desktop.cli.challenge import done


def challenge_figures(seeds: int) -> Figures:
    """Do all challenges, each with this many seeds."""
    for challenge in CHALLENGES:
        for verdict in verdicts(challenge, done(challenge, seeds)):
            claim = verdict.claim
            name = f"{challenge.title}: {claim.text} {claim.bar.comparison} {claim.bar.value:g}"
            yield Figure(name, verdict.met_by, f"of {seeds}", Bar(">=", claim.needed(seeds)))
