"""What several commands ask for in the same way."""

from __future__ import annotations

import argparse

from pg_desktop.learning.worlds.table import ENVIRONMENTS


def add_json_argument(parser: argparse.ArgumentParser) -> None:
    """Declare `--json`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def add_environment_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--env-arg`."""
    parser.add_argument(
        "--env-arg",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="make the environment with this argument, such as is_slippery=false; may be repeated",
    )


def environment_ids() -> str:
    """What `--env` takes, for the help pages."""
    return f"{', '.join(entry.id for entry in ENVIRONMENTS)}, package.module:Name-v0 or ./file.py:Name-v0"
