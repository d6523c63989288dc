"""`pg-desktop evaluate`: play with a saved policy. Loads no torch."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Final

import numpy as np

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
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World, make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.policy_file import load_policy

EPISODES: Final = 100
"""Episodes that are played if nobody says how many."""
_SMALL: Final = 1.0
"""Where no return is larger, as in a board game, its hundredths matter."""


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
        variation = _variation(world, request)
        found, text = _played(document.policy, world, variation, request)
    if request.as_json:
        say_json(_circumstances(world, variation, request) | found)
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


def _played(
    policy: Policy, world: World, variation: Variation | None, request: EvaluateRequest
) -> tuple[dict[str, Any], str]:
    """What is found, as JSON and as text."""
    if request.measurement is not Measurement.RETURN:
        matrix = measure(policy, world, variation, request)
        return matrix.as_json(), _matrix_as_text(matrix, world, variation, request)
    evaluation = evaluate(
        policy,
        world,
        episodes=request.episodes or EPISODES,
        seed=request.seed,
        mode=request.mode,
        variation=variation,
    )
    return _as_json(evaluation), _as_text(evaluation, world, variation, request)


def _variation(world: World, request: EvaluateRequest) -> Variation | None:
    """The physics that is asked for; None where there is but the world's own.

    Raises:
        ArgumentError: if another is asked for, or what needs it, and the environment has but its own.
    """
    if world.variations is not None:
        return world.variations.make(dict(request.physics))
    if request.physics or request.measurement is not Measurement.RETURN:
        raise ArgumentError(
            QT_TRANSLATE_NOOP("Errors", "The physics of {environment} cannot be changed; that of a cart-pole can."),
            environment=world.name,
        )
    return None


def _circumstances(world: World, variation: Variation | None, request: EvaluateRequest) -> dict[str, Any]:
    return {
        "env": world.entry.id,
        **({"env_args": arguments_of(world.arguments)} if world.arguments else {}),
        "physics": None if variation is None else variation.as_dict(),
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


def _as_text(evaluation: Evaluation, world: World, variation: Variation | None, request: EvaluateRequest) -> str:
    low, high = evaluation.ci95
    returns_N = evaluation.returns_N
    digits = 1 if np.abs(returns_N).max() > _SMALL else 2
    return table(
        [
            *_heading(world, variation, request, counted(evaluation.episodes, "episode")),
            ("Mean return", _interval(evaluation.mean_return, low, high, digits)),
            ("Standard deviation", f"{evaluation.std_return:.{digits}f}"),
            ("Smallest, largest", f"{returns_N.min():.{digits}f}, {returns_N.max():.{digits}f}"),
        ]
    )


def _interval(mean: float, low: float, high: float, digits: int) -> str:
    return f"{mean:.{digits}f}, 95 % confidence interval {low:.{digits}f} to {high:.{digits}f}"


def _matrix_as_text(
    matrix: RobustnessMatrix, world: World, variation: Variation | None, request: EvaluateRequest
) -> str:
    rows = [
        *_heading(world, variation, request, f"{counted(matrix.episodes, 'episode')} for each cell"),
        ("Mean", matrix.shown(matrix.mean)),
        ("Worst quarter", matrix.shown(matrix.worst_quarter)),
    ]
    return f"{table(rows)}\n\n{matrix.as_text()}"


def _heading(world: World, variation: Variation | None, request: EvaluateRequest, played: str) -> list[tuple[str, str]]:
    return [
        ("Environment", world.name),
        ("Physics", _physics_as_text(variation)),
        ("Played", f"{played}, {request.mode}, seed {request.seed}"),
    ]


def _physics_as_text(variation: Variation | None) -> str:
    differences = {} if variation is None else variation.differences()
    changed = [f"{name}={value:g}" for name, value in differences.items()]
    return f"{', '.join(changed)}, the rest its own" if changed else "its own"
