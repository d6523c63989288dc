"""The arguments of `pg-desktop explain`."""

from __future__ import annotations

import argparse
from pathlib import Path

from pg_desktop.cli.argument_types import count
from pg_desktop.cli.common_arguments import add_json_argument
from pg_desktop.cli.exit_codes import EXIT_CODES
from pg_desktop.cli.requests import ExplainRequest
from pg_desktop.cli.trust import add_trust_argument
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


def add_explain_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them; the request is made by what they set as `make_request`."""
    parser.epilog = (
        "An update of an experiment is played again, bit for bit, from the last state before it that is kept. A\n"
        "policy file holds no updates: with one, the next update is shown that training would make with the settings\n"
        f"in the file; nothing is written.\n\n{EXIT_CODES}"
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("file", metavar="FILE", nargs="?", type=Path, help="the experiment, or a policy")
    which.add_argument("--resume", metavar="FILE.pglab", type=Path, help="the same as FILE")
    parser.add_argument("--run", metavar="N", help="which run, its number or its name (default: the one trained last)")
    parser.add_argument("--update", metavar="N", type=count, help="which update (default: the newest)")
    parser.add_argument("--episode", metavar="N", type=count, help="the steps of this episode of the update alone")
    parser.add_argument(
        "--compass",
        action="store_true",
        help="measure how well the gradient points, too: against 8,192 episodes of a cart-pole's policy, elsewhere "
        "against those of 200,000 env steps",
    )
    add_trust_argument(parser)
    add_json_argument(parser)
    parser.set_defaults(make_request=_request)


def _request(options: argparse.Namespace) -> ExplainRequest:
    """What is to be explained.

    Raises:
        UserError: if both `--run` and a policy are meant, which only reading the file can tell; here, if none is.
    """
    file = options.file or options.resume
    if file is None:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "Nothing is named that holds an update; name an experiment or a policy.")
        )
    return ExplainRequest(
        file=file,
        run=options.run,
        update=options.update,
        episode=options.episode,
        compass=options.compass,
        trust_module=options.trust_module,
        as_json=options.json,
    )
