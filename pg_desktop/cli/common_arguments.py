"""What several commands ask for in the same way."""

from __future__ import annotations

import argparse

from pg_desktop.learning.worlds.table import ENVIRONMENTS


def add_json_argument(parser: argparse.ArgumentParser) -> None:
    """Declare `--json`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def environment_ids() -> str:
    """What `--env` takes, for the help pages."""
    return f"{', '.join(entry.id for entry in ENVIRONMENTS)}, or package.module:Name-v0"
