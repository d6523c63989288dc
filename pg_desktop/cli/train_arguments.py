"""The arguments of `pg-desktop train`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Final

from pg_desktop.cli.argument_types import count, environment, output_file, preset_named
from pg_desktop.cli.common_arguments import (
    add_environment_arguments,
    add_json_argument,
    add_limit_arguments,
    chosen_limits,
    environment_ids,
)
from pg_desktop.cli.exit_codes import EXIT_CODES
from pg_desktop.cli.requests import Kept, TrainRequest, Until
from pg_desktop.cli.targets import require_targets
from pg_desktop.cli.trust import add_trust_argument, find_code_here, require_no_module
from pg_desktop.learning.algorithms.table import ALGORITHMS
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, parse_assignments, require_applicable
from pg_desktop.learning.worlds.arguments import arguments_with
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.replay import Replay, require_environment, require_same_start
from pg_desktop.storage.edit_script import EditScript, read_edit_script
from pg_desktop.storage.own_presets import FoundPresets, OwnPresets
from pg_desktop.storage.presets import load_presets, preset_for
from pg_desktop.storage.shown import shown_name

if TYPE_CHECKING:
    from pg_desktop.storage.policy_format import PolicyDocument

EPISODE_LIMIT: Final = 10_000
"""Where training gives up that has been given no limit at all; the presets' runs are solved long before."""


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them; the request is made by what they set as `make_request`."""
    presets, own = load_presets(), OwnPresets().load()
    parser.epilog = (
        f"Whichever limit is reached first ends training, the settings' own limits included. Without --updates,\n"
        f"--steps and --until-solved it ends when the environment is solved, or else after {EPISODE_LIMIT:,} episodes\n"
        f"if the settings set no limit of their own; what is played again with --edits has as many updates as it had,\n"
        f"whatever its limits were. Ctrl-C ends training after the update in progress and saves what was asked for; a\n"
        f"second Ctrl-C ends it at once.\n\n"
        f"settings:\n{_indented(', '.join(HYPERPARAMETERS))}\n\n{EXIT_CODES}"
    )
    parser.add_argument("--env", metavar="ID", type=environment, help=f"the environment: {environment_ids()}")
    add_environment_arguments(parser)
    parser.add_argument(
        "--algorithm",
        choices=[entry.id for entry in ALGORITHMS],
        help=f"what learns (default: {ALGORITHMS[0].id}, or what the preset or file says)",
    )
    parser.add_argument(
        "--preset",
        metavar="NAME",
        type=lambda name: preset_named(name, presets, own),
        help=f"settings to start from: {', '.join(preset.id for preset in presets)}{_own_named(own)} (default: what "
        f"suits --env and --algorithm, else {presets[0].id})",
    )
    parser.add_argument("--seed", metavar="N", type=HYPERPARAMETERS["seed"].parse, help="fixes everything random")
    parser.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="change a setting; may be repeated"
    )
    parser.add_argument(
        "--from",
        dest="start",
        metavar="POLICY",
        type=Path,
        help="go on with the policy in a file: its weights, and its settings unless --preset, --env or --edits says "
        "otherwise",
    )
    parser.add_argument(
        "--edits",
        metavar="FILE.json",
        type=Path,
        help="play a run again: begin with the settings in FILE and change what was changed, when it was changed; a "
        "run that began from a policy needs --from besides",
    )
    add_trust_argument(parser)
    parser.add_argument("--updates", metavar="N", type=count, help="end after this many updates")
    parser.add_argument("--steps", metavar="N", type=count, help="end once this many env steps have been made")
    parser.add_argument(
        "--until-solved", action="store_true", help="end once solved; the exit status is 3 if another limit came first"
    )
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument(
        "--experiment",
        metavar="FILE.pglab",
        type=output_file,
        help="keep the run in an experiment, from its first update on; FILE is made if it is not there",
    )
    kept.add_argument(
        "--resume",
        metavar="FILE.pglab",
        type=Path,
        help="go on with a run of an experiment as if it had never ended, until it has --updates in all; --set changes "
        "settings from there on",
    )
    parser.add_argument("--name", metavar="NAME", default="", help="with --experiment: what the run is called")
    parser.add_argument(
        "--run", metavar="N", help="with --resume: which run, its number or its name (default: the one trained last)"
    )
    parser.add_argument("--save", metavar="FILE", type=output_file, help="save the policy, usually as .safetensors")
    parser.add_argument("--history", metavar="FILE.csv", type=output_file, help="write a table of all episodes")
    parser.add_argument("--quiet", action="store_true", help="show no progress bar")
    add_json_argument(parser)
    add_limit_arguments(parser)
    parser.set_defaults(make_request=_train_request)


def _train_request(options: argparse.Namespace) -> TrainRequest:
    # What is read must still be there afterwards; a policy may be trained on into its own file.
    require_targets(
        {"--history": options.history},
        {"--from": options.start, "--edits": options.edits, "--resume": options.resume},
    )
    require_targets({"--save": options.save}, {"--history": options.history, "--edits": options.edits})
    kept = {"--experiment": options.experiment}
    require_targets(kept, {"--save": options.save, "--history": options.history, "--edits": options.edits})
    require_targets({"--save": options.save}, {"--resume": options.resume})
    _require_kept_together(options)
    if options.resume is not None:
        return _resume_request(options)
    script = read_edit_script(options.edits) if options.edits is not None else None
    document = _policy(options.start) if options.start is not None else None
    assignments = parse_assignments(options.set)
    settings, file, stream = _base(options, script, document)
    if "environment" in assignments or options.trust_module:
        find_code_here()
    elif file is not None:
        require_no_module(settings.environment, file)
    settings = settings.changed({} if options.seed is None else {"seed": options.seed}).changed(assignments)
    if options.env_arg:
        arguments = arguments_with(settings.environment_arguments, options.env_arg)
        settings = settings.changed({"environment_arguments": arguments})
    require_applicable(assignments, settings)
    if document is not None:
        require_environment(document, settings.environment, shown_name(options.start))
    if script is not None:
        _require_start(script, document, options)
    return TrainRequest(
        settings=settings,
        until=_until(options, settings, script),
        solved_or_fail=options.until_solved,
        save=options.save,
        history=options.history,
        start=document,
        replay=Replay() if script is None else Replay.of(script),
        stream=stream,
        as_json=options.json,
        quiet=options.quiet,
        variables=chosen_limits(options),
        kept=None if options.experiment is None else Kept(file=options.experiment, name=options.name),
    )


def _require_kept_together(options: argparse.Namespace) -> None:
    """Make sure that what says how a run is kept fits together."""
    if options.name and options.experiment is None:
        raise UserError(QT_TRANSLATE_NOOP("Errors", "--name names a run in an experiment; add --experiment."))
    if options.run is not None and options.resume is None:
        raise UserError(QT_TRANSLATE_NOOP("Errors", "--run says which run of an experiment goes on; add --resume."))
    if options.resume is None:
        return
    given = {
        "--env": options.env,
        "--env-arg": options.env_arg,
        "--algorithm": options.algorithm,
        "--preset": options.preset,
        "--seed": options.seed,
        "--from": options.start,
        "--edits": options.edits,
    }
    for name, value in given.items():
        if value:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors", "A run that goes on with --resume keeps what it began with, so {option} cannot be given."
                ),
                option=name,
            )


def _resume_request(options: argparse.Namespace) -> TrainRequest:
    """A run goes on; its settings are in the file."""
    changes = parse_assignments(options.set)
    if options.trust_module:
        find_code_here()
    return TrainRequest(
        settings=Settings(),
        until=_until(options, Settings(), None),
        solved_or_fail=options.until_solved,
        save=options.save,
        history=options.history,
        as_json=options.json,
        quiet=options.quiet,
        variables=chosen_limits(options),
        kept=Kept(
            file=options.resume,
            resume=True,
            run=options.run,
            changes=tuple(changes.items()),
            trust_module=options.trust_module,
        ),
    )


def _own_named(own: FoundPresets) -> str:
    """The user's own presets, for the help page."""
    ids = ", ".join(preset.id for preset in own.presets).replace("%", "%%")
    return f", and your own {ids}" if ids else ""


def _policy(file: Path) -> PolicyDocument:
    from pg_desktop.storage.policy_file import load_policy  # noqa: PLC0415 (NumPy)

    return load_policy(file)


def _base(
    options: argparse.Namespace, script: EditScript | None, document: PolicyDocument | None
) -> tuple[Settings, Path | None, int]:
    """The settings before --seed and --set, the file that names their environment, if one does, and the stream."""
    if options.preset is None and options.env is None and options.algorithm is None:
        if script is not None:
            return script.settings, options.edits, script.stream
        if document is not None:
            return document.settings, options.start, document.stream
    default = Settings()
    environment, algorithm = options.env or default.environment, options.algorithm or default.algorithm
    preset = options.preset or preset_for(environment, load_presets(), algorithm)
    given = {"environment": options.env, "algorithm": options.algorithm}
    named: Mapping[str, Value] = {key: value for key, value in given.items() if value is not None}
    settings = preset.apply(default).changed(named)
    # Of a module that --env names, the user has said so by that.
    file = OwnPresets().file_of(preset) if options.env is None else None
    return settings, file, 0


def _require_start(script: EditScript, document: PolicyDocument | None, options: argparse.Namespace) -> None:
    """Make sure that a run that began from a policy is played again from the same one."""
    if script.policy_sha256 is None:
        return
    if document is None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The run in “{edits}” began from a policy; name its file with --from. Its SHA-256 is {digest}.",
            ),
            edits=shown_name(options.edits),
            digest=script.policy_sha256,
        )
    require_same_start(script, document, shown_name(options.edits), shown_name(options.start))


def _until(options: argparse.Namespace, settings: Settings, script: EditScript | None) -> Until:
    if options.updates or options.steps or options.until_solved:
        return Until(updates=options.updates, env_steps=options.steps, solved=options.until_solved)
    if script is not None and script.updates is not None:
        return Until(updates=script.updates)
    has_limit = settings.episode_limit or settings.update_limit
    return Until(solved=True, episodes=None if has_limit else EPISODE_LIMIT)


def _indented(text: str) -> str:
    return fill(text, width=100, initial_indent="  ", subsequent_indent="  ")
