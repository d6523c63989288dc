"""Code that a file would have run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pg_desktop.cli.faults import ArgumentError
from pg_desktop.learning.worlds.ids import module_of
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.shown import shown_name


def add_trust_argument(parser: argparse.ArgumentParser) -> None:
    """Declare `--trust-module`."""
    parser.add_argument(
        "--trust-module",
        action="store_true",
        help="run the module that the environment comes from, if a file names one; only --env says so by itself",
    )


def find_code_here() -> None:
    """Let modules be imported from the current folder, which the program's own start script does not.

    To be called only where the user has named, on the command line, what is to run. Whatever is installed comes first.
    """
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)


def require_no_module(environment: str, file: Path) -> None:
    """Make sure that a file does not have code of its choice run.

    Raises:
        ArgumentError: if the environment that it names comes from a module.
    """
    module = module_of(environment)
    if module is not None:
        raise ArgumentError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” asks for {environment}, which runs the code of the module {module}; add --trust-module if "
                "you trust it.",
            ),
            file=shown_name(file),
            environment=environment,
            module=module,
        )
