"""The arguments of `pg-desktop challenge`."""

from __future__ import annotations

import argparse
from typing import Final

from pg_desktop.challenges.table import CHALLENGES
from pg_desktop.cli.argument_types import count
from pg_desktop.cli.common_arguments import add_json_argument
from pg_desktop.cli.exit_codes import EXIT_CODES
from pg_desktop.cli.requests import ChallengeRequest

_SEEDS: Final = 5


def add_challenge_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them; the request is made by what they set as `make_request`."""
    lines = "\n".join(f"  {each.id:<15} {each.question}" for each in CHALLENGES)
    parser.epilog = (
        f"challenges:\n{lines}\n\n"
        "Each is done once with every seed, side by side in processes; what it has to show stands beside what it\n"
        f"showed, with the seeds 0, 1, ...\n\n{EXIT_CODES}"
    )
    parser.add_argument("challenge", metavar="NAME", choices=[each.id for each in CHALLENGES], help="which one")
    parser.add_argument(
        "--seeds", metavar="N", type=count, default=_SEEDS, help="how often, each time with another seed (%(default)s)"
    )
    add_json_argument(parser)
    parser.set_defaults(
        make_request=lambda options: ChallengeRequest(
            challenge=options.challenge, seeds=options.seeds, as_json=options.json
        )
    )
