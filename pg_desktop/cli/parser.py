"""Reading the command line: arguments in, one checked request out."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import fill
from typing import Any, Final, NoReturn

from pg_desktop import __version__
from pg_desktop.cli.argument_types import count, count_from_zero, environment, preset_named, window_size
from pg_desktop.cli.common_arguments import add_json_argument, environment_ids
from pg_desktop.cli.evaluate_arguments import add_evaluate_arguments
from pg_desktop.cli.gui_options import SCREENSHOT_UPDATES, GuiOptions
from pg_desktop.cli.requests import (
    BenchRequest,
    InspectRequest,
    Request,
    TrainRequest,
    Until,
)
from pg_desktop.learning.hyperparameters import HYPERPARAMETERS, Settings, parse_assignments
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.edit_script import read_edit_script
from pg_desktop.storage.presets import load_presets, preset_for

PROGRAM: Final = "pg-desktop"
EPISODE_LIMIT: Final = 10_000
"""Where training gives up that has been given no limit at all; the presets' runs are solved long before."""

_GUI: Final = "gui"
_BENCH_SEEDS: Final = 20
_STEERING_SEEDS: Final = 10
_EXIT_CODES: Final = """exit status:
  0 done; 1 it went wrong; 2 the arguments cannot be used; 3 not solved, though asked to train until solved;
  130 interrupted"""


class _Parser(argparse.ArgumentParser):
    """Complains in one sentence instead of repeating how it is used."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

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
        description="A laboratory for policy gradients. Without a command the window opens, with the policy in FILE.",
        epilog=_EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(prog=PROGRAM, title="commands", metavar="COMMAND", required=True)
    for name, (summary, add_arguments) in _COMMANDS.items():
        sub_parser = commands.add_parser(name, help=summary, description=_sentence(summary))
        if name == command:
            add_arguments(sub_parser)
    return parser


def _add_gui_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a policy to open")
    parser.add_argument(
        "--screenshot", metavar="OUT.png", type=Path, help="train, write a picture of the window, and end"
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
    parser.set_defaults(make_request=_gui_options)


def _gui_options(options: argparse.Namespace) -> GuiOptions:
    return GuiOptions(options.file, options.screenshot, options.updates, options.size, options.theme)


def _add_train_arguments(parser: argparse.ArgumentParser) -> None:
    presets = load_presets()
    parser.epilog = (
        f"Whichever limit is reached first ends training, the settings' own limits included. Without --updates,\n"
        f"--steps and --until-solved it ends when the environment is solved, or else after {EPISODE_LIMIT:,} episodes\n"
        f"if the settings set no limit of their own. Ctrl-C ends it after the update in progress and saves what was\n"
        f"asked for; a second Ctrl-C ends it at once.\n\n"
        f"settings:\n{_indented(', '.join(HYPERPARAMETERS))}\n\n{_EXIT_CODES}"
    )
    parser.add_argument("--env", metavar="ID", type=environment, help=f"the environment: {environment_ids()}")
    parser.add_argument(
        "--preset",
        metavar="NAME",
        type=lambda name: preset_named(name, presets),
        help=f"settings to start from: {', '.join(preset.id for preset in presets)} (default: what suits --env, else "
        f"{presets[0].id})",
    )
    parser.add_argument("--seed", metavar="N", type=HYPERPARAMETERS["seed"].parse, help="fixes everything random")
    parser.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="change a setting; may be repeated"
    )
    parser.add_argument(
        "--edits",
        metavar="FILE.json",
        type=Path,
        help="play a run again: begin with the settings in FILE and change what was changed, when it was changed",
    )
    parser.add_argument("--updates", metavar="N", type=count, help="end after this many updates")
    parser.add_argument("--steps", metavar="N", type=count, help="end once this many env steps have been made")
    parser.add_argument(
        "--until-solved", action="store_true", help="end once solved; the exit status is 3 if another limit came first"
    )
    parser.add_argument("--save", metavar="FILE", type=Path, help="save the policy, usually as .safetensors")
    parser.add_argument("--history", metavar="FILE.csv", type=Path, help="write a table of all episodes")
    parser.add_argument("--quiet", action="store_true", help="show no progress bar")
    add_json_argument(parser)
    parser.set_defaults(make_request=_train_request)


def _train_request(options: argparse.Namespace) -> TrainRequest:
    changes = {"environment": options.env, "seed": options.seed}
    script = read_edit_script(options.edits) if options.edits is not None else None
    if script is not None and options.preset is None and options.env is None:
        settings = script.settings
    else:
        preset = options.preset or preset_for(options.env or Settings().environment, load_presets())
        settings = preset.apply(Settings())
    settings = settings.changed({k: v for k, v in changes.items() if v is not None})
    settings = settings.changed(parse_assignments(options.set))
    if options.save is not None and options.save == options.history:
        raise UserError(QT_TRANSLATE_NOOP("Errors", "The policy and the history cannot go into the same file."))
    return TrainRequest(
        settings=settings,
        until=_until(options, settings),
        solved_or_fail=options.until_solved,
        save=options.save,
        history=options.history,
        edits=script.edits if script is not None else (),
        as_json=options.json,
        quiet=options.quiet,
    )


def _until(options: argparse.Namespace, settings: Settings) -> Until:
    if options.updates or options.steps or options.until_solved:
        return Until(updates=options.updates, env_steps=options.steps, solved=options.until_solved)
    has_limit = settings.episode_limit or settings.update_limit
    return Until(solved=True, episodes=None if has_limit else EPISODE_LIMIT)


def _add_inspect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the policy")
    add_json_argument(parser)
    parser.set_defaults(make_request=lambda options: InspectRequest(file=options.file, as_json=options.json))


def _add_bench_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seeds",
        metavar="N",
        type=count,
        help=f"runs of the trainer (default: {_BENCH_SEEDS}; {_STEERING_SEEDS} with --steering)",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--gui", action="store_true", help="measure the window beside a trainer instead")
    what.add_argument(
        "--worlds", action="store_true", help="measure speed and time until solved in every environment instead"
    )
    what.add_argument(
        "--steering", action="store_true", help="measure resizing, robustness maps and domain randomisation instead"
    )
    parser.add_argument(
        "--seconds", metavar="N", type=count, default=20, help="with --gui: how long (default: %(default)s)"
    )
    add_json_argument(parser)
    parser.set_defaults(
        make_request=lambda options: BenchRequest(
            seeds=options.seeds or (_STEERING_SEEDS if options.steering else _BENCH_SEEDS),
            window=options.gui,
            worlds=options.worlds,
            steering=options.steering,
            seconds=options.seconds,
            as_json=options.json,
        )
    )


_COMMANDS: Final[Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]] = {
    _GUI: ("open the window", _add_gui_arguments),
    "train": ("train a policy without a window", _add_train_arguments),
    "evaluate": ("play episodes with a saved policy", add_evaluate_arguments),
    "inspect": ("check a policy file and show what is in it", _add_inspect_arguments),
    "bench": ("measure the trainer beside a plain loop, here and now", _add_bench_arguments),
}
"""What each command does, and how its arguments are declared."""


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."


def _indented(text: str) -> str:
    return fill(text, width=100, initial_indent="  ", subsequent_indent="  ")
