"""Where the program starts: `pg-desktop` and `python -m pg_desktop`."""

from __future__ import annotations

import io
import sys
from functools import partial
from importlib import import_module
from types import TracebackType
from typing import Final, NoReturn

from pg_desktop import process
from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.faults import ArgumentError
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.cli.output import OutputError, complain, discard, naming_output
from pg_desktop.cli.parser import parse
from pg_desktop.cli.requests import (
    BenchRequest,
    ChallengeRequest,
    EvaluateRequest,
    ExplainRequest,
    ExportRequest,
    InspectRequest,
    LadderRequest,
    PlayRequest,
    Request,
    SelftestRequest,
    TrainRequest,
)
from pg_desktop.journal import Journal, listening
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.mishaps import Funnel, Mishap
from pg_desktop.storage.data_folder import data_folder

_COMMANDS: Final[dict[type[Request], str]] = {
    GuiOptions: "pg_desktop.launch",
    TrainRequest: "pg_desktop.cli.train",
    EvaluateRequest: "pg_desktop.cli.evaluate",
    InspectRequest: "pg_desktop.cli.inspect",
    ExportRequest: "pg_desktop.cli.export",
    ExplainRequest: "pg_desktop.cli.explain",
    ChallengeRequest: "pg_desktop.cli.challenge",
    LadderRequest: "pg_desktop.cli.ladder",
    PlayRequest: "pg_desktop.cli.play",
    BenchRequest: "pg_desktop.bench.command",
    SelftestRequest: "pg_desktop.cli.selftest",
}
"""What obeys each kind of request."""


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
            with naming_output():
                sys.stdout.flush()
    except OutputError as error:
        discard(sys.stdout)
        complain(error)
        return ExitCode.ERROR
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        discard(sys.stdout)
        return ExitCode.BROKEN_PIPE
    return code


def _obey(arguments: list[str]) -> int:
    try:
        request = parse(arguments)
    except OutputError:
        raise
    except UserError as error:
        complain(error)
        return ExitCode.BAD_ARGUMENTS
    except SystemExit:
        # --help and --version have printed what they have to say.
        return ExitCode.OK
    try:
        return _run_noted(request)
    except OutputError:
        raise
    except ArgumentError as error:
        complain(error)
        return ExitCode.BAD_ARGUMENTS
    except UserError as error:
        complain(error)
        return ExitCode.ERROR


def _run_noted(request: Request) -> int:
    """Hand over to the command, and write down what nobody has foreseen; an open window does that for itself."""
    journal = Journal(data_folder())
    funnel = Funnel(partial(_tell, journal))
    try:
        if isinstance(request, GuiOptions):
            return _run(request)
        with listening(journal), funnel.catching():
            journal.begin()
            return _run(request)
    except (UserError, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 (told like everything else)
        with listening(journal):
            journal.begin()
            funnel.take(error, "the command has failed")
        return ExitCode.ERROR


def _tell(journal: Journal, mishap: Mishap, trace: TracebackType | None, again: bool) -> None:
    """Say what was not foreseen in one sentence, and where the details are."""
    del trace
    if again:
        return
    if journal.path.is_file():
        template = QT_TRANSLATE_NOOP("Errors", "Something unexpected has happened ({error}); {log} has the details.")
        complain(UserError(template, error=mishap.error, log=journal.path))
    else:
        complain(
            UserError(QT_TRANSLATE_NOOP("Errors", "Something unexpected has happened ({error})."), error=mishap.error)
        )
        complain(mishap.details)


def _run(request: Request) -> int:
    """Hand over to the command. Each is imported only when it is wanted: the window must not wait for torch."""
    if isinstance(request, GuiOptions | TrainRequest | EvaluateRequest):
        process.set_variables(request.variables)
    return int(import_module(_COMMANDS[type(request)]).run(request))


def _tolerate_narrow_encodings() -> None:
    """Show "?" for what the terminal's encoding lacks, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def program() -> NoReturn:
    """Be the program: `main` and the end of the process."""
    process.run_to_the_end(main)


if __name__ == "__main__":
    program()
