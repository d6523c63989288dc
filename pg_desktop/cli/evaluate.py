"""`pg-desktop evaluate`: play with a saved policy. Loads no torch."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from typing import Any, Final

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.faults import ArgumentError, blaming_arguments
from pg_desktop.cli.output import counted, say, say_json, table
from pg_desktop.cli.requests import EvaluateRequest, Measurement
from pg_desktop.cli.robustness import RobustnessMatrix, measure
from pg_desktop.cli.trust import find_code_here, require_no_module
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.measuring.evaluation import Evaluation, evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.arguments import arguments_of, arguments_with
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.world import World, make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.policy_file import load_policy

EPISODES: Final = 100
"""Episodes that are played if nobody says how many."""


def run(request: EvaluateRequest) -> int:
    """Play the episodes, print how they went, and return the exit status.

    Raises:
        ArgumentError: if the policy cannot play in the environment that is asked for, or not in this way.
        UserError: if the policy cannot be read, or cannot play in its own environment.
    """
    document = load_policy(request.file)
    if request.trust_module:
        find_code_here()
    elif request.environment is None:
        require_no_module(document.environment, request.file)
    as_trained = request.environment is None and not request.environment_arguments
    with nullcontext() if as_trained else blaming_arguments():
        world = _world(document.settings, request)
        _require_steerable(world, request)
        found, text = _played(document.policy, world, request)
    if request.as_json:
        say_json(_circumstances(world, request) | found)
    else:
        say(text)
    return ExitCode.OK


def _world(trained: Settings, request: EvaluateRequest) -> World:
    """The one that the policy was trained in, as it was made then, unless something else is asked for."""
    settings = trained if request.environment is None else Settings().changed({"environment": request.environment})
    return make_world(
        settings.environment,
        arguments=arguments_with(settings.environment_arguments, request.environment_arguments),
        step_limit=settings.step_limit,
    )


def _played(policy: Policy, world: World, request: EvaluateRequest) -> tuple[dict[str, Any], str]:
    """What is found, as JSON and as text."""
    if request.measurement is not Measurement.RETURN:
        matrix = measure(policy, world, request)
        return matrix.as_json(), _matrix_as_text(matrix, world, request)
    evaluation = evaluate(
        policy,
        world,
        episodes=request.episodes or EPISODES,
        seed=request.seed,
        mode=request.mode,
        physics=request.physics,
    )
    return _as_json(evaluation), _as_text(evaluation, world, request)


def _require_steerable(world: World, request: EvaluateRequest) -> None:
    """Make sure that nobody takes an environment's own physics for another.

    Raises:
        ArgumentError: if another is asked for, or what needs it, and the environment has but its own.
    """
    other = request.physics != Physics() or request.measurement is not Measurement.RETURN
    if other and not world.entry.steerable:
        raise ArgumentError(
            QT_TRANSLATE_NOOP("Errors", "The physics of {environment} cannot be changed; that of a cart-pole can."),
            environment=world.name,
        )


def _circumstances(world: World, request: EvaluateRequest) -> dict[str, Any]:
    return {
        "env": world.entry.id,
        **({"env_args": arguments_of(world.arguments)} if world.arguments else {}),
        "physics": asdict(request.physics) if world.entry.steerable else None,
        "mode": request.mode.value,
        "seed": request.seed,
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
    return [
        ("Environment", world.name),
        ("Physics", _physics_as_text(request.physics)),
        ("Played", f"{played}, {request.mode}, seed {request.seed}"),
    ]


def _physics_as_text(physics: Physics) -> str:
    usual, given = asdict(Physics()), asdict(physics)
    changed = [f"{name}={value:g}" for name, value in given.items() if value != usual[name]]
    return f"{', '.join(changed)}, the rest its own" if changed else "its own"
