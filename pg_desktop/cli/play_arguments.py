"""The arguments of `pg-desktop play`."""

from __future__ import annotations

import argparse
from typing import Final

from pg_desktop.cli.argument_types import count, count_from_zero
from pg_desktop.cli.common_arguments import add_json_argument
from pg_desktop.cli.exit_codes import EXIT_CODES
from pg_desktop.cli.requests import PlayRequest, Seat
from pg_desktop.learning.games.table import GAMES
from pg_desktop.learning.settings.spellings import read_real
from pg_desktop.learning.settings.table import HYPERPARAMETERS

_GAMES: Final = 200
_OPENING_PLIES: Final = 2
_TEMPERATURE_MAX: Final = 100.0


def add_play_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them; the request is made by what they set as `make_request`."""
    parser.epilog = (
        "WHO is\n"
        "  random       any legal move, each as likely\n"
        "  perfect      no mistake, where the truth about the game is known\n"
        "  expert       the synthetic expert whose games networks imitate, with its usual mistakes\n"
        "  FILE         a policy that was trained in the game\n"
        "  FILE.pglab   the policy of the run in an experiment that was trained last; FILE.pglab#N that of run N\n\n"
        "Games come in pairs that begin with the same random moves, and in which both take turns to be first.\n\n"
        f"{EXIT_CODES}"
    )
    parser.add_argument("game", metavar="GAME", choices=[entry.id for entry in GAMES], help=f"{_names()}")
    parser.add_argument("--a", metavar="WHO", required=True, help="the player for whom it is counted")
    parser.add_argument("--b", metavar="WHO", required=True, help="the opponent")
    parser.add_argument("--games", metavar="N", type=count, default=_GAMES, help="games to play (default: %(default)s)")
    parser.add_argument(
        "--simulations",
        metavar="K",
        type=count_from_zero,
        default=0,
        help="how many positions A, a policy, looks ahead at each move (default: %(default)s)",
    )
    parser.add_argument(
        "--temperature",
        metavar="T",
        type=_temperature,
        help="how much of A's play, a policy's, is chance: 0 always takes the best move, 1 plays as it has learned to "
        "(default: 1; 0 with --simulations)",
    )
    parser.add_argument(
        "--b-simulations", metavar="K", type=count_from_zero, default=0, help="the same for B (default: %(default)s)"
    )
    parser.add_argument("--b-temperature", metavar="T", type=_temperature, help="the same for B")
    parser.add_argument(
        "--opening-plies",
        metavar="L",
        type=count_from_zero,
        default=_OPENING_PLIES,
        help="each pair of games begins with 0 to L random moves (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=HYPERPARAMETERS["seed"].parse,
        default=0,
        help="fixes everything random (default: %(default)s)",
    )
    add_json_argument(parser)
    parser.set_defaults(make_request=_play_request)


def _play_request(options: argparse.Namespace) -> PlayRequest:
    return PlayRequest(
        game=options.game,
        a=Seat(who=options.a, simulations=options.simulations, temperature=options.temperature),
        b=Seat(who=options.b, simulations=options.b_simulations, temperature=options.b_temperature),
        games=options.games,
        opening_plies=options.opening_plies,
        seed=options.seed,
        as_json=options.json,
    )


def _names() -> str:
    return ", ".join(entry.id for entry in GAMES)


def _temperature(text: str) -> float:
    """A number from 0 on.

    Raises:
        argparse.ArgumentTypeError: if it is something else.
    """
    number = read_real(text)
    if number is None or not 0 <= number <= _TEMPERATURE_MAX:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to {_TEMPERATURE_MAX:g}, but it is {text!r}")
    return number
