"""`pg-desktop evaluate`: play with a saved policy. Loads no torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import counted, say, say_json, table
from pg_desktop.cli.requests import EvaluateRequest, Measurement
from pg_desktop.cli.robustness import RobustnessMatrix, measure
from pg_desktop.learning.cart_pole.physics import QUANTITIES, Physics
from pg_desktop.learning.environments import module_of
from pg_desktop.learning.evaluation import Evaluation, evaluate
from pg_desktop.learning.worlds import World, make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.shown import shown_name

EPISODES: Final = 100
"""Episodes that are played if nobody says how many."""


def run(request: EvaluateRequest) -> int:
    """Play the episodes, print how they went, and return the exit status.

    Raises:
        UserError: if the policy cannot be read or does not fit the environment, or its physics cannot be changed.
    """
    document = load_policy(request.file)
    if request.environment is None and not request.trust_module:
        require_no_module(document.environment, request.file)
    world = make_world(request.environment or document.environment)
    _require_steerable(world, request.physics)
    if request.measurement is Measurement.RETURN:
        evaluation = evaluate(
            document.policy,
            world,
            episodes=request.episodes or EPISODES,
            seed=request.seed,
            mode=request.mode,
            physics=request.physics,
        )
        found, text = _as_json(evaluation), _as_text(evaluation, world, request)
    else:
        matrix = measure(document.policy, world, request)
        found, text = matrix.as_json(), _matrix_as_text(matrix, world, request)
    if request.as_json:
        say_json(_circumstances(world, request) | found)
    else:
        say(text)
    return ExitCode.OK


def require_no_module(environment: str, file: Path) -> None:
    """Make sure that a file does not have code of its choice run.

    Raises:
        UserError: if the environment that it names comes from a module.
    """
    module = module_of(environment)
    if module is not None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” asks for {environment}, which runs the code of the module {module}; add --trust-module if "
                "you trust it.",
            ),
            file=shown_name(file),
            environment=environment,
            module=module,
        )


def _require_steerable(world: World, physics: Physics) -> None:
    """Make sure that nobody takes an environment's own physics for another.

    Raises:
        UserError: if another is asked for, and the environment has but its own.
    """
    if physics != Physics() and not world.entry.steerable:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The physics of {environment} cannot be changed; that of a cart-pole can."),
            environment=world.entry.id,
        )


def _circumstances(world: World, request: EvaluateRequest) -> dict[str, Any]:
    changed = _changed(request.physics)
    return {
        "env": world.entry.id,
        "mode": request.mode.value,
        "seed": request.seed,
        **({"physics": changed} if changed else {}),
    }


def _as_json(evaluation: Evaluation) -> dict[str, Any]:
    low, high = evaluation.ci95
    return {
        "episodes": evaluation.episodes,
        "mean_return": evaluation.mean_return,
        "std_return": evaluation.std_return,
        "min_return": float(evaluation.returns_N.min()),
        "max_return": float(evaluation.returns_N.max()),
        "ci95_low": low,
        "ci95_high": high,
    }


def _as_text(evaluation: Evaluation, world: World, request: EvaluateRequest) -> str:
    low, high = evaluation.ci95
    returns_N = evaluation.returns_N
    return table(
        [
            *_heading(world, request, counted(evaluation.episodes, "episode")),
            ("Mean return", f"{evaluation.mean_return:.1f}, 95 % confidence interval {low:.1f} to {high:.1f}"),
            ("Standard deviation", f"{evaluation.std_return:.1f}"),
            ("Smallest, largest", f"{returns_N.min():.1f}, {returns_N.max():.1f}"),
        ]
    )


def _matrix_as_text(matrix: RobustnessMatrix, world: World, request: EvaluateRequest) -> str:
    rows = [
        *_heading(world, request, f"{counted(matrix.episodes, 'episode')} for each cell"),
        ("Mean", matrix.shown(matrix.mean)),
        ("Worst quarter", matrix.shown(matrix.worst_quarter)),
    ]
    return f"{table(rows)}\n\n{matrix.as_text()}"


def _heading(world: World, request: EvaluateRequest, played: str) -> list[tuple[str, str]]:
    changed = ", ".join(f"{name}={value:g}" for name, value in _changed(request.physics).items())
    return [
        ("Environment", world.entry.id),
        *([("Physics", changed)] if changed else []),
        ("Played", f"{played}, {request.mode}, seed {request.seed}"),
    ]


def _changed(physics: Physics) -> dict[str, float]:
    """What differs from Gymnasium's."""
    usual = Physics()
    values = {name: float(getattr(physics, name)) for name in QUANTITIES}
    return {name: value for name, value in values.items() if value != getattr(usual, name)}
