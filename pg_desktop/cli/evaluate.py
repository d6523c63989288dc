"""`pg-desktop evaluate`: play with a saved policy. Loads no torch."""

from __future__ import annotations

from pathlib import Path

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import counted, say, say_json, table
from pg_desktop.cli.requests import EvaluateRequest
from pg_desktop.learning.environments import module_of
from pg_desktop.learning.evaluation import Evaluation, evaluate
from pg_desktop.learning.worlds import make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.shown import shown_name


def run(request: EvaluateRequest) -> int:
    """Play the episodes, print how they went, and return the exit status.

    Raises:
        UserError: if the policy cannot be read or does not fit the environment.
    """
    document = load_policy(request.file)
    environment = request.environment or document.environment
    if request.environment is None and not request.trust_module:
        require_no_module(document.environment, request.file)
    evaluation = evaluate(
        document.policy, make_world(environment), episodes=request.episodes, seed=request.seed, mode=request.mode
    )
    if request.as_json:
        say_json(_as_json(evaluation, environment, request))
    else:
        say(_as_text(evaluation, environment, request))
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


def _as_json(evaluation: Evaluation, environment: str, request: EvaluateRequest) -> dict[str, object]:
    low, high = evaluation.ci95
    return {
        "env": environment,
        "mode": request.mode.value,
        "seed": request.seed,
        "episodes": evaluation.episodes,
        "mean_return": evaluation.mean_return,
        "std_return": evaluation.std_return,
        "min_return": float(evaluation.returns_N.min()),
        "max_return": float(evaluation.returns_N.max()),
        "ci95_low": low,
        "ci95_high": high,
    }


def _as_text(evaluation: Evaluation, environment: str, request: EvaluateRequest) -> str:
    low, high = evaluation.ci95
    returns_N = evaluation.returns_N
    rows = [
        ("Environment", environment),
        ("Played", f"{counted(evaluation.episodes, 'episode')}, {request.mode}, seed {request.seed}"),
        ("Mean return", f"{evaluation.mean_return:.1f}, 95 % confidence interval {low:.1f} to {high:.1f}"),
        ("Standard deviation", f"{evaluation.std_return:.1f}"),
        ("Smallest, largest", f"{returns_N.min():.1f}, {returns_N.max():.1f}"),
    ]
    return table(rows)
