"""The arguments of `pg-desktop ladder`."""

from __future__ import annotations

import argparse
from pathlib import Path

from pg_desktop.cli.argument_types import count_from_zero
from pg_desktop.cli.common_arguments import add_json_argument
from pg_desktop.cli.exit_codes import EXIT_CODES
from pg_desktop.cli.requests import LadderRequest
from pg_desktop.ladder.table import RUNGS, rung_entry
from pg_desktop.learning.games.table import GAMES


def add_ladder_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them; the request is made by what they set as `make_request`."""
    rungs = "\n".join(f"  {each.id:<11} {each.summary}" for each in RUNGS)
    games = "\n".join(f"  {each.id:<17} {each.name}" for each in GAMES)
    parser.epilog = (
        f"games:\n{games}\n\nrungs:\n{rungs}\n\n"
        "Every rung begins with the policy of the one before, the last one with nothing. Beside each stands how good\n"
        f"its policy is: against the others, and by the truth where that is known.\n\n{EXIT_CODES}"
    )
    parser.add_argument("game", metavar="GAME", choices=[each.id for each in GAMES], help="which game")
    parser.add_argument(
        "--to",
        metavar="RUNG",
        type=lambda text: rung_entry(text).id,
        default=RUNGS[-1].id,
        help="the last rung to climb (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", metavar="S", type=count_from_zero, default=0, help="of everything random (default: %(default)s)"
    )
    parser.add_argument("--save", metavar="FILE", type=Path, help="write the policy of the last rung")
    add_json_argument(parser)
    parser.set_defaults(
        make_request=lambda options: LadderRequest(
            game=options.game, to=options.to, seed=options.seed, save=options.save, as_json=options.json
        )
    )
