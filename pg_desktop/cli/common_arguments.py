"""What several commands ask for in the same way."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from pg_desktop.learning.worlds.limit_rows import LIMIT_ROWS
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


def add_limit_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what environments of others may take; see `chosen_limits`."""
    group = parser.add_argument_group("what an environment of others may take before its process is ended")
    for row in LIMIT_ROWS:
        group.add_argument(
            row.allowed.option,
            metavar=row.number.unit.upper(),
            type=row.number.parse,
            help=f"{row.number.help[0].lower()}{row.number.help[1:].removesuffix('.')}, in {row.number.unit}",
        )


def chosen_limits(options: argparse.Namespace) -> Mapping[str, str]:
    """The environment variables that the options of `add_limit_arguments` stand for."""
    values = ((row, getattr(options, row.allowed.option[2:].replace("-", "_"))) for row in LIMIT_ROWS)
    return dict(row.variable(value) for row, value in values if value is not None)
