"""`pg-desktop inspect`: what is in a policy file. Loads neither torch nor Gymnasium."""

from __future__ import annotations

import math

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import counted, say, say_json, table
from pg_desktop.cli.requests import InspectRequest
from pg_desktop.cli.training_rows import training_rows
from pg_desktop.learning.acting.distributions import StdSource
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.settings.table import applies
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.spaces import FlattenedSpace, ObservationSpace
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.storage.experiment.recognised import is_experiment
from pg_desktop.storage.policy_file import Inspection, PolicyDocument, inspect_policy


def run(request: InspectRequest) -> int:
    """Check the file, print what is in it, and return the exit status.

    Raises:
        UserError: if it cannot be read or does not pass a check.
    """
    if is_experiment(request.file):
        from pg_desktop.cli import inspect_experiment  # noqa: PLC0415 (SQLite)

        return inspect_experiment.run(request)
    inspection = inspect_policy(request.file)
    if request.as_json:
        say_json(_as_json(inspection))
    else:
        say("\n\n".join(_sections(inspection)))
    return ExitCode.OK


def _as_json(inspection: Inspection) -> dict[str, object]:
    return {
        "metadata": inspection.metadata,
        "tensors": [
            {"name": tensor.name, "shape": list(tensor.shape), "dtype": tensor.dtype} for tensor in inspection.tensors
        ],
        "checks": list(inspection.checks),
    }


def _sections(inspection: Inspection) -> list[str]:
    document = inspection.document
    settings = [
        (f"  {key}", str(value))
        for key, value in document.settings.as_dict().items()
        if applies(key, document.settings)
    ]
    tensors = [(f"  {tensor.name}", " × ".join(map(str, tensor.shape)), tensor.dtype) for tensor in inspection.tensors]
    edits = [_edit_row(edit) for edit in document.edits]
    measured = _measurement_rows(document.measurements)
    return [
        table([*_policy_rows(document), *training_rows(document.statistics), *_file_rows(inspection)]),
        f"Settings\n{table(settings)}",
        f"Edits\n{table(edits) if edits else '  none'}",
        f"Measurements\n{table(measured) if measured else '  none'}",
        f"Tensors\n{table(tensors)}",
        f"Checks passed\n  {', '.join(inspection.checks)}",
    ]


def _policy_rows(document: PolicyDocument) -> list[tuple[str, str]]:
    architecture = document.policy.architecture
    spaces = architecture.spaces
    names = ", ".join(environment_entry(document.environment).action_names)
    recipe = Recipe(document.environment, document.settings.environment_arguments)
    layers = (spaces.observation.size, *architecture.hidden_sizes, architecture.distribution.output_size)
    weights = sum(math.prod(shape) for shape in architecture.parameter_shapes().values())
    return [
        ("Algorithm", algorithm_entry(document.settings.algorithm).name),
        ("Algorithm", algorithm_entry(document.settings.algorithm).name),
        ("Environment", f"{recipe.name}, seed {document.settings.seed}"),
        ("Observations", _observations(spaces.observation)),
        ("Actions", f"{spaces.action} ({names})" if names else str(spaces.action)),
        ("Distribution", _distribution(document.policy)),
        ("Normalised", "yes, observations" if architecture.normalised else "no"),
        ("Layers", f"{' - '.join(map(str, layers))}, {architecture.activation}, {weights:,} weights"),
    ]


def _observations(space: ObservationSpace) -> str:
    return f"{space.size}, flattened from {space}" if isinstance(space, FlattenedSpace) else str(space.size)


def _distribution(policy: Policy) -> str:
    architecture = policy.architecture
    name = type(architecture.distribution).__name__
    if architecture.kind.values:
        return f"{name}, ε {float(policy.parameters['epsilon'][0]):.3g}"
    if not architecture.continuous:
        return name
    source = "one for all states" if architecture.kind.std_source is StdSource.FREE else "from the network"
    return f"{name}, σ {source}"


def _edit_row(edit: Edit) -> tuple[str, str, str]:
    moved = "" if edit.moved is None else f"moved the policy by {edit.moved:.2g} nats"
    return f"  after update {edit.update:,}", f"{edit.key}: {edit.old} -> {edit.new}", moved


def _measurement_rows(measurements: Measurements) -> list[tuple[str, str]]:
    rows = []
    push, transfer = measurements.push_test, measurements.transfer_map
    if push is not None:
        found = f"{push.overall:.1%} survive, {push.worst_quarter:.1%} in the worst quarter"
        rows.append(("  push test", f"{found}; after update {push.update:,}"))
    if transfer is not None:
        found = f"mean return {transfer.overall:.1f}, {transfer.worst_quarter:.1f} in the worst quarter"
        axes = f"{transfer.x} × {transfer.y}".replace("_", " ")
        rows.append(("  transfer map", f"{found}; {axes}; after update {transfer.update:,}"))
    for reading in measurements.compass[-1:]:
        pointed = "" if reading.cosine is None else f"{reading.cosine.value:.2f} ± {reading.cosine.half:.2f} "
        others = len(measurements.compass) - 1
        besides = f", and {counted(others, 'reading')} before" if others else ""
        found = f"{pointed}against {counted(reading.episodes, 'episode')}; update {reading.update:,}{besides}"
        rows.append(("  gradient compass", found))
    for gap in measurements.gaps[-1:]:
        scores = f"{gap.simulator.mean:.1f} in the simulator, {gap.real.mean:.1f} in reality {gap.reality}"
        spent = f"{counted(gap.spent, 'training episode')} in there"
        rows.append(
            ("  gap to reality", f"{gap.gap.mean:.1f} ± {gap.gap.half:.1f}: {scores}; {spent}; update {gap.update:,}")
        )
    return rows


def _file_rows(inspection: Inspection) -> list[tuple[str, str]]:
    versions = ", ".join(f"{name} {version}" for name, version in inspection.document.versions.items())
    return [("SHA-256", str(inspection.metadata["sha256"])), ("Written with", versions)]
