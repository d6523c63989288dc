"""The arguments of `pg-desktop evaluate`."""

from __future__ import annotations

import argparse
from pathlib import Path

from pg_desktop.cli.argument_types import count, environment
from pg_desktop.cli.common_arguments import (
    add_environment_arguments,
    add_json_argument,
    add_limit_arguments,
    chosen_limits,
    environment_ids,
)
from pg_desktop.cli.requests import EvaluateRequest, Measurement
from pg_desktop.cli.trust import add_trust_argument
from pg_desktop.learning.settings.table import HYPERPARAMETERS, parse_assignments
from pg_desktop.learning.worlds.variation import known_variations
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


def add_evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them; the request is made by what they set as `make_request`."""
    from pg_desktop.learning.acting.policy import ActionMode  # noqa: PLC0415 (NumPy)

    parser.add_argument("file", metavar="FILE", type=Path, help="the policy")
    parser.add_argument(
        "--episodes",
        metavar="N",
        type=count,
        help="episodes to play (default: 100; 32 for each push, 16 for each cell of the map)",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=HYPERPARAMETERS["seed"].parse,
        default=0,
        help="fixes starting states and sampled actions (default: %(default)s)",
    )
    parser.add_argument(
        "--mode",
        choices=[mode.value for mode in ActionMode],
        default=ActionMode.SAMPLED.value,
        help="draw actions as the policy learned to, or always take the most probable one (default: %(default)s)",
    )
    parser.add_argument(
        "--env", metavar="ID", type=environment, help=f"play in another environment: {environment_ids()}"
    )
    add_environment_arguments(parser)
    parser.add_argument(
        "--physics",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help=f"play a cart-pole in other physics; may be repeated: {', '.join(_quantities())}",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--push-test",
        dest="measurement",
        action="store_const",
        const=Measurement.PUSH_TEST,
        help="push the leaning pole and see how often the policy catches it",
    )
    what.add_argument(
        "--transfer-map",
        dest="measurement",
        action="store_const",
        const=Measurement.TRANSFER_MAP,
        help="play in every combination of two quantities of the physics",
    )
    parser.add_argument(
        "--axes",
        metavar="X,Y",
        type=_axes,
        help=f"with --transfer-map: the two quantities, of {', '.join(_quantities())} (default: the first two)",
    )
    add_trust_argument(parser)
    add_json_argument(parser)
    add_limit_arguments(parser)
    parser.set_defaults(make_request=_evaluate_request)


def _evaluate_request(options: argparse.Namespace) -> EvaluateRequest:
    from pg_desktop.learning.acting.policy import ActionMode  # noqa: PLC0415 (NumPy)

    measurement = options.measurement or Measurement.RETURN
    if options.axes is not None and measurement is not Measurement.TRANSFER_MAP:
        raise UserError(QT_TRANSLATE_NOOP("Errors", "--axes are those of a transfer map; add --transfer-map."))
    return EvaluateRequest(
        file=options.file,
        episodes=options.episodes,
        seed=options.seed,
        mode=ActionMode(options.mode),
        environment=options.env,
        environment_arguments=tuple(options.env_arg),
        physics=_physics(options.physics),
        measurement=measurement,
        axes=options.axes,
        trust_module=options.trust_module,
        as_json=options.json,
        variables=chosen_limits(options),
    )


def _axes(text: str) -> tuple[str, str]:
    """Two different quantities.

    Raises:
        argparse.ArgumentTypeError: if it is something else.
    """
    names = tuple(name.strip() for name in text.split(","))
    if len(names) != 2 or names[0] == names[1] or not set(names) <= set(_quantities()):
        raise argparse.ArgumentTypeError(
            f"must be two different ones of {', '.join(_quantities())}, but it is {text!r}"
        )
    return names[0], names[1]


def _quantities() -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for variations in known_variations() for name in variations.quantities))


def _physics(assignments: list[str]) -> tuple[tuple[str, float], ...]:
    """Read what `--physics` gives; the rows of the settings of the same names check the values.

    Raises:
        UserError: for a text without "=", an unknown key or a value that is not allowed.
    """
    for assignment in assignments:
        key, separator, _ = assignment.partition("=")
        if separator and key.strip() not in _quantities():
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "{key} is no quantity of the physics; they are {known}."),
                key=repr(key.strip()),
                known=", ".join(_quantities()),
            )
    return tuple((key, float(value)) for key, value in parse_assignments(assignments).items())
