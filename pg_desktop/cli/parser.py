"""Reading the command line: arguments in, one checked request out."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from pg_desktop import __version__
from pg_desktop.cli.argument_types import count, count_from_zero, environment, output_file, window_size
from pg_desktop.cli.challenge_arguments import add_challenge_arguments
from pg_desktop.cli.common_arguments import add_json_argument, add_limit_arguments, chosen_limits
from pg_desktop.cli.evaluate_arguments import add_evaluate_arguments
from pg_desktop.cli.exit_codes import EXIT_CODES
from pg_desktop.cli.explain_arguments import add_explain_arguments
from pg_desktop.cli.gui_options import SCREENSHOT_UPDATES, GuiOptions
from pg_desktop.cli.ladder_arguments import add_ladder_arguments
from pg_desktop.cli.output import say
from pg_desktop.cli.play_arguments import add_play_arguments
from pg_desktop.cli.requests import BenchRequest, ExportRequest, InspectRequest, Request, SelftestRequest
from pg_desktop.cli.targets import require_targets
from pg_desktop.cli.train_arguments import add_train_arguments
from pg_desktop.learning.algorithms.table import ALGORITHMS
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

PROGRAM: Final = "pg-desktop"
_GUI: Final = "gui"
_BENCH_SEEDS: Final = 20
_FEWER_SEEDS: Final = 10
_LADDER_SEEDS: Final = 3
_CHALLENGE_SEEDS: Final = 5
_BENCH_SECONDS: Final = 60


class _Parser(argparse.ArgumentParser):
    """Complains in one sentence instead of repeating how it is used."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def _print_message(self, message: str, file: object = None) -> None:
        """Print help and version as all else; argparse would be silent about what cannot be written."""
        del file  # always standard output, since `error` prints nothing
        say(message.removesuffix("\n"))

    def error(self, message: str) -> NoReturn:
        """See `argparse.ArgumentParser.error`.

        Raises:
            UserError: always.
        """
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "{program}: {message}; “{program} --help” explains the arguments."),
            program=self.prog,
            message=message,
        )


def parse(arguments: list[str]) -> Request:
    """Read the command line.

    Args:
        arguments: without the program's name. Without a command, "gui" is meant.

    Raises:
        UserError: if they cannot be used.
        SystemExit: after --help and --version, when everything has been printed.
    """
    if not arguments or arguments[0] not in {*_COMMANDS, "-h", "--help", "--version"}:
        _require_command_or_file(arguments)
        arguments = [_GUI, *arguments]
    options = _parser(arguments[0]).parse_args(arguments)
    request: Request = options.make_request(options)
    return request


def _require_command_or_file(arguments: list[str]) -> None:
    """Catch a misspelt command before the window opens to look for a file of that name."""
    word = arguments[0] if arguments else ""
    if re.fullmatch(r"[a-z]+", word) and not Path(word).exists():
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors", "There is neither a command nor a file named {word}; the commands are {known}."
            ),
            word=repr(word),
            known=", ".join(_COMMANDS),
        )


def _parser(command: str) -> argparse.ArgumentParser:
    """A parser in which only `command` knows its arguments: what the others' need is not loaded."""
    parser = _Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [FILE] | COMMAND ... | --help | --version",
        description="A laboratory for policy gradients. Without a command the window opens, with the policy or "
        "experiment in FILE.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(prog=PROGRAM, title="commands", metavar="COMMAND", required=True)
    for name, (summary, add_arguments) in _COMMANDS.items():
        sub_parser = commands.add_parser(name, help=summary, description=_sentence(summary))
        if name == command:
            add_arguments(sub_parser)
    return parser


def _add_gui_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a policy or an experiment to open")
    parser.add_argument(
        "--screenshot", metavar="OUT.png", type=output_file, help="train, write a picture of the window, and end"
    )
    parser.add_argument(
        "--updates",
        metavar="N",
        type=count_from_zero,
        default=SCREENSHOT_UPDATES,
        help="updates to train before the screenshot, 0 for the policy before training (default: %(default)s)",
    )
    parser.add_argument("--size", metavar="WxH", type=window_size, help="size of the window, for example 1280x800")
    parser.add_argument("--theme", choices=("light", "dark"), help="colours of the window")
    parser.add_argument(
        "--fresh", action="store_true", help="start with the default settings and arrangement, not those of last time"
    )
    add_limit_arguments(parser)
    parser.set_defaults(make_request=_gui_options)


def _gui_options(options: argparse.Namespace) -> GuiOptions:
    require_targets({"--screenshot": options.screenshot}, {"FILE": options.file})
    return GuiOptions(
        options.file,
        options.screenshot,
        options.updates,
        options.size,
        options.theme,
        options.fresh,
        chosen_limits(options),
    )


def _add_inspect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the policy, or the experiment")
    add_json_argument(parser)
    parser.set_defaults(make_request=lambda options: InspectRequest(file=options.file, as_json=options.json))


def _add_export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.pglab", type=Path, help="the experiment")
    parser.add_argument(
        "--into",
        metavar="FOLDER",
        type=Path,
        default=Path(),
        help="where policies, histories and edits go (default: the current folder)",
    )
    parser.add_argument("--run", metavar="N", help="only this run, its number or its name")
    add_json_argument(parser)
    parser.set_defaults(
        make_request=lambda options: ExportRequest(
            file=options.file, folder=options.into, run=options.run, as_json=options.json
        )
    )


def _add_bench_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seeds",
        metavar="N",
        type=count,
        help=f"runs of the trainer (default: {_BENCH_SEEDS}; {_FEWER_SEEDS} with --steering and --worlds, "
        f"{_CHALLENGE_SEEDS} with --challenges, {_LADDER_SEEDS} with --ladder)",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--gui", action="store_true", help="measure the window beside a trainer instead")
    what.add_argument(
        "--worlds",
        metavar="ID",
        nargs="*",
        type=environment,
        help="measure speed and time until solved in these environments instead; in all that are known if none is "
        "named; see also --algorithm",
    )
    what.add_argument(
        "--steering", action="store_true", help="measure resizing, robustness maps and domain randomisation instead"
    )
    what.add_argument(
        "--inside", action="store_true", help="measure what lays updates and policies open instead, such as the compass"
    )
    what.add_argument(
        "--ladder", action="store_true", help="climb the ladders of board games instead, see the command ladder"
    )
    what.add_argument("--challenges", action="store_true", help="do all challenges instead, see the command challenge")
    parser.add_argument(
        "--thorough", action="store_true", help="with --inside: how often the compass's intervals are true, too"
    )
    parser.add_argument(
        "--algorithm",
        choices=[entry.id for entry in ALGORITHMS],
        help=f"with --worlds: what learns there, {ALGORITHMS[0].id} until it has solved them (default), others until "
        "their policy is good enough when it acts greedily",
    )
    parser.add_argument(
        "--seconds",
        metavar="N",
        type=count,
        default=_BENCH_SECONDS,
        help="with --gui: how long the trainer runs beside the window as it opens; the rest takes some three times as "
        "long again (default: %(default)s)",
    )
    add_json_argument(parser)
    parser.set_defaults(make_request=_bench_request)


def _bench_request(options: argparse.Namespace) -> BenchRequest:
    """What is to be measured.

    Raises:
        UserError: if an algorithm is named where it has no choice, or it is to be thorough where that means nothing.
    """
    if options.algorithm is not None and options.worlds is None:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "--algorithm says what learns in the environments of --worlds; add --worlds.")
        )
    if options.thorough and not options.inside:
        raise UserError(QT_TRANSLATE_NOOP("Errors", "--thorough says how much --inside measures; add --inside."))
    return BenchRequest(
        seeds=options.seeds or _usual_seeds(options),
        window=options.gui,
        worlds=None if options.worlds is None else tuple(options.worlds),
        algorithm=options.algorithm or ALGORITHMS[0].id,
        steering=options.steering,
        inside=options.inside,
        thorough=options.thorough,
        challenges=options.challenges,
        ladder=options.ladder,
        seconds=options.seconds,
        as_json=options.json,
    )


def _usual_seeds(options: argparse.Namespace) -> int:
    if options.challenges:
        return _CHALLENGE_SEEDS
    if options.ladder:
        return _LADDER_SEEDS
    return _FEWER_SEEDS if options.steering or options.worlds is not None else _BENCH_SEEDS


def _add_selftest_arguments(parser: argparse.ArgumentParser) -> None:
    add_json_argument(parser)
    parser.set_defaults(make_request=lambda options: SelftestRequest(as_json=options.json))


_COMMANDS: Final[Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]] = {
    _GUI: ("open the window", _add_gui_arguments),
    "train": ("train a policy without a window", add_train_arguments),
    "evaluate": ("play episodes with a saved policy", add_evaluate_arguments),
    "inspect": ("check a policy or an experiment and show what is in it", _add_inspect_arguments),
    "export": ("write the runs of an experiment as policies, tables and edits", _add_export_arguments),
    "explain": ("show what one update did to every action", add_explain_arguments),
    "challenge": ("do an experiment of the chapter's last section with several seeds", add_challenge_arguments),
    "ladder": ("climb the AlphaGo ladder of a board game", add_ladder_arguments),
    "play": ("let two players play many games of a board game", add_play_arguments),
    "bench": ("measure the trainer beside a plain loop, here and now", _add_bench_arguments),
    "selftest": ("check in half a minute whether everything works here", _add_selftest_arguments),
}
"""What each command does, and how its arguments are declared."""


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."
