"""Where the program starts: `pg-desktop` and `python -m pg_desktop`."""

from __future__ import annotations

import io
import os
import sys

from pg_desktop import process
from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.faults import ArgumentError
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.cli.output import complain
from pg_desktop.cli.parser import parse
from pg_desktop.cli.requests import BenchRequest, EvaluateRequest, InspectRequest, Request, TrainRequest
from pg_desktop.messages import UserError


def main(argv: list[str] | None = None) -> int:
    """Do what the command line asks for.

    Args:
        argv: the arguments without the program's name; those of the process if None.

    Returns:
        The exit status, see `ExitCode`.
    """
    process.prepare()
    _tolerate_narrow_encodings()
    try:
        code = _obey(sys.argv[1:] if argv is None else argv)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _discard_standard_output()
        return ExitCode.BROKEN_PIPE
    return code


def _obey(arguments: list[str]) -> int:
    try:
        request = parse(arguments)
    except UserError as error:
        complain(error)
        return ExitCode.BAD_ARGUMENTS
    except SystemExit:
        # --help and --version have printed what they have to say.
        return ExitCode.OK
    try:
        return _run(request)
    except ArgumentError as error:
        complain(error)
        return ExitCode.BAD_ARGUMENTS
    except UserError as error:
        complain(error)
        return ExitCode.ERROR


def _run(request: Request) -> int:
    """Hand over to the command. Each is imported only when it is wanted: the window must not wait for torch."""
    match request:
        case GuiOptions():
            from pg_desktop import launch  # noqa: PLC0415

            return launch.run(request)
        case TrainRequest():
            from pg_desktop.cli import train  # noqa: PLC0415

            return train.run(request)
        case EvaluateRequest():
            from pg_desktop.cli import evaluate  # noqa: PLC0415

            return evaluate.run(request)
        case InspectRequest():
            from pg_desktop.cli import inspect  # noqa: PLC0415

            return inspect.run(request)
        case BenchRequest():
            from pg_desktop.bench import command  # noqa: PLC0415

            return command.run(request)


def _tolerate_narrow_encodings() -> None:
    """Show "?" for what the terminal's encoding lacks, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _discard_standard_output() -> None:
    """Nobody reads any more: let the interpreter's own last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
