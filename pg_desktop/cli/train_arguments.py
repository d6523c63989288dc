"""The arguments of `pg-desktop train`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Final

from pg_desktop.cli.argument_types import count, environment, preset_named
from pg_desktop.cli.common_arguments import add_environment_arguments, add_json_argument, environment_ids
from pg_desktop.cli.exit_codes import EXIT_CODES
from pg_desktop.cli.requests import TrainRequest, Until
from pg_desktop.cli.trust import add_trust_argument, find_code_here, require_no_module
from pg_desktop.learning.algorithms.table import ALGORITHMS
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, parse_assignments, require_applicable
from pg_desktop.learning.worlds.arguments import arguments_with
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.edit_script import EditScript, read_edit_script
from pg_desktop.storage.presets import load_presets, preset_for
from pg_desktop.storage.shown import shown_name

if TYPE_CHECKING:
    from pg_desktop.storage.policy_format import PolicyDocument

EPISODE_LIMIT: Final = 10_000
"""Where training gives up that has been given no limit at all; the presets' runs are solved long before."""


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them; the request is made by what they set as `make_request`."""
    presets = load_presets()
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
        type=lambda name: preset_named(name, presets),
        help=f"settings to start from: {', '.join(preset.id for preset in presets)} (default: what suits --env "
        f"and --algorithm, else {presets[0].id})",
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
    parser.add_argument("--save", metavar="FILE", type=Path, help="save the policy, usually as .safetensors")
    parser.add_argument("--history", metavar="FILE.csv", type=Path, help="write a table of all episodes")
    parser.add_argument("--quiet", action="store_true", help="show no progress bar")
    add_json_argument(parser)
    parser.set_defaults(make_request=_train_request)


def _train_request(options: argparse.Namespace) -> TrainRequest:
    if options.save is not None and options.save == options.history:
        raise UserError(QT_TRANSLATE_NOOP("Errors", "The policy and the history cannot go into the same file."))
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
        _require_environment(document, settings, options.start)
    if script is not None:
        _require_start(script, document, options)
    return TrainRequest(
        settings=settings,
        until=_until(options, settings, script),
        solved_or_fail=options.until_solved,
        save=options.save,
        history=options.history,
        start=document,
        edits=script.edits if script is not None else (),
        stream=stream,
        replayed_updates=(script.updates or 0) if script is not None else 0,
        as_json=options.json,
        quiet=options.quiet,
    )


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
    return preset.apply(default).changed(named), None, 0


def _require_environment(document: PolicyDocument, settings: Settings, file: Path) -> None:
    if document.environment != settings.environment:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” holds a policy for {found}, but the run is to be in {wanted}; a policy can go on only where "
                "it was trained.",
            ),
            file=shown_name(file),
            found=document.environment,
            wanted=settings.environment,
        )


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
    from pg_desktop.storage.policy_format import tensors_digest  # noqa: PLC0415 (NumPy)

    if tensors_digest(document.policy.parameters) != script.policy_sha256:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The run in “{edits}” began from another policy than the one in “{file}”: from the one whose SHA-256 "
                "is {digest}.",
            ),
            edits=shown_name(options.edits),
            file=shown_name(options.start),
            digest=script.policy_sha256,
        )


def _until(options: argparse.Namespace, settings: Settings, script: EditScript | None) -> Until:
    if options.updates or options.steps or options.until_solved:
        return Until(updates=options.updates, env_steps=options.steps, solved=options.until_solved)
    if script is not None and script.updates is not None:
        return Until(updates=script.updates)
    has_limit = settings.episode_limit or settings.update_limit
    return Until(solved=True, episodes=None if has_limit else EPISODE_LIMIT)


def _indented(text: str) -> str:
    return fill(text, width=100, initial_indent="  ", subsequent_indent="  ")
