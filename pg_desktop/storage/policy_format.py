"""The policy file, format version 3: what it holds and how it is laid out.

A policy file is a safetensors file: the tensors are the weights, float32, under the names of
`Architecture.parameter_shapes`, with the mean and standard deviation of observations where the policy normalises them.
The header's `__metadata__` holds one entry, `pg_desktop`, one JSON object:

| entry             | what                                                                              |
|-------------------|-----------------------------------------------------------------------------------|
| `format`          | "pg_desktop policy"                                                               |
| `format_version`  | 3; version 2 had no `algorithm`, which was REINFORCE; version 1 had only          |
|                   | `Categorical` policies besides, and no `normalised`                               |
| `algorithm`       | what learned it, the one in `settings`: "reinforce" or "dqn"                      |
| `environment`     | Gymnasium's id                                                                    |
| `spaces`          | see `Spaces.as_json`                                                              |
| `architecture`    | `hidden_sizes`, `activation`, `distribution`, `std_source`, `normalised`; `valued`|
|                   | where the policy brings a value network with it                                   |
| `settings`        | every hyperparameter by key; those that are missing have their defaults; `stream` |
|                   | among them is which of the seed's random numbers the run drew from, else 0        |
| `seed`            | the one in `settings`, for readers who want no more                               |
| `statistics`      | see `TrainingStatistics`                                                          |
| `edits`           | what was changed in the run, see `edit_script`; not in version 1                  |
| `measurements`    | robustness, see `measurements_json`; only where something was measured            |
| `versions`        | of the program, of Python and of the libraries                                    |
| `sha256`          | of the tensors, see `tensors_digest`                                              |
| `metadata_sha256` | of all the other entries, see `metadata_digest`                                   |

Nothing in it depends on when or where it was written: the same policy makes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
import operator
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
from safetensors.numpy import save

import pg_desktop
from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.settings.table import Settings
from pg_desktop.storage.edit_script import edits_as_json, settings_as_json
from pg_desktop.storage.measurements_json import measurements_as_json

METADATA_KEY: Final = "pg_desktop"
FORMAT: Final = "pg_desktop policy"
FORMAT_VERSION: Final = 3
DIGEST_KEYS: Final = ("sha256", "metadata_sha256")
METADATA_KEYS: Final = (
    "format",
    "format_version",
    "algorithm",
    "environment",
    "spaces",
    "architecture",
    "settings",
    "seed",
    "statistics",
    "edits",
    "versions",
    *DIGEST_KEYS,
)
MEASUREMENTS_KEY: Final = "measurements"
"""The one entry that is not in every file."""
_LIBRARIES: Final = ("numpy", "torch", "gymnasium", "safetensors")


@dataclass(frozen=True)
class TrainingStatistics:
    """How far training had come.

    Attributes:
        updates: updates done.
        episodes: episodes played for them.
        env_steps: environment steps taken in these.
        train_seconds: time spent on updates, seconds.
        mean_return_100: mean return of the last 100 episodes; None before the first.
        solved_at_episode: the episode after which that mean first reached the environment's target, or None.

    Raises:
        TypeError, ValueError: when made with something that is no count, or no finite number.
    """

    updates: int
    episodes: int
    env_steps: int
    train_seconds: float
    mean_return_100: float | None
    solved_at_episode: int | None

    def __post_init__(self) -> None:
        # Counts are summed up in NumPy and its numbers cannot be written as JSON.
        for name in ("updates", "episodes", "env_steps"):
            object.__setattr__(self, name, _count(getattr(self, name)))
        object.__setattr__(self, "train_seconds", _finite(self.train_seconds))
        if self.mean_return_100 is not None:
            object.__setattr__(self, "mean_return_100", _finite(self.mean_return_100))
        if self.solved_at_episode is not None:
            object.__setattr__(self, "solved_at_episode", _count(self.solved_at_episode))
        if self.train_seconds < 0:
            raise ValueError(f"{self.train_seconds} seconds of training")


@dataclass(frozen=True, eq=False)
class PolicyDocument:
    """What a policy file holds.

    Attributes:
        policy: a frozen copy, which nothing changes any more.
        settings: the hyperparameters in force when it was saved.
        environment: Gymnasium's id of the world it was trained in, the one in `settings`.
        statistics: how far training had come.
        stream: which of the seed's sequences of random numbers the run drew from.
        edits: what was changed in the run since it began.
        measurements: what was measured of its robustness.
        versions: versions of the program, Python and libraries by name, as read from a file; a file that is written
            gets those of the program that writes it.
    """

    policy: Policy
    settings: Settings
    environment: str
    statistics: TrainingStatistics
    edits: tuple[Edit, ...] = ()
    measurements: Measurements = Measurements()  # noqa: RUF009 (frozen)
    versions: Mapping[str, str] = field(default_factory=dict)
    stream: int = 0


def encode(document: PolicyDocument) -> bytes:
    """The file's content."""
    architecture = document.policy.architecture
    tensors = {
        name: np.ascontiguousarray(document.policy.parameters[name], np.float32)
        for name in architecture.parameter_shapes()
    }
    metadata: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "algorithm": document.settings.algorithm,
        "environment": document.environment,
        "spaces": architecture.spaces.as_json(),
        "architecture": {
            "hidden_sizes": list(architecture.hidden_sizes),
            "activation": architecture.activation,
            "distribution": distribution_name(architecture),
            "std_source": architecture.kind.std_source.value if architecture.continuous else None,
            "normalised": architecture.normalised,
            **({"valued": True} if architecture.valued else {}),
        },
        "settings": settings_as_json(document.settings, document.stream),
        "seed": document.settings.seed,
        "statistics": asdict(document.statistics),
        "edits": edits_as_json(document.edits),
        **({MEASUREMENTS_KEY: measurements_as_json(document.measurements)} if document.measurements.any else {}),
        "versions": _versions(),
        "sha256": tensors_digest(tensors),
    }
    metadata["metadata_sha256"] = metadata_digest(metadata)
    content: bytes = save(tensors, {METADATA_KEY: json.dumps(metadata, allow_nan=False)})
    return content


def distribution_name(architecture: Architecture) -> str:
    """What the action distribution is called in the file."""
    return type(architecture.distribution).__name__


def tensors_digest(tensors: Mapping[str, Float32]) -> str:
    """SHA-256 over the weights, in hexadecimal.

    In the order of their names, each tensor adds one line of UTF-8, for example `hidden_1.weight F32 [64,4]` with a
    line feed at its end, and then its values as they lie in the file: little-endian, row by row.
    """
    digest = hashlib.sha256()
    for name in sorted(tensors):
        shape = ",".join(str(size) for size in tensors[name].shape)
        digest.update(f"{name} F32 [{shape}]\n".encode())
        # No copy of what lies there already: a policy may have 64 MiB.
        digest.update(np.ascontiguousarray(tensors[name], "<f4").reshape(-1).data)
    return digest.hexdigest()


def metadata_digest(metadata: Mapping[str, Any]) -> str:
    """SHA-256 over everything in the metadata besides the two digests, in hexadecimal.

    Over their JSON with sorted keys, without spaces, in ASCII; numbers as Python writes them.
    """
    described = {key: value for key, value in metadata.items() if key not in DIGEST_KEYS}
    text = json.dumps(described, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _versions() -> dict[str, str]:
    # Loaded only here, because the window has no use for it before something is saved.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    versions = {"pg_desktop": pg_desktop.__version__, "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            versions[library] = version(library)
        except PackageNotFoundError:
            # A policy can be saved again where it cannot be trained.
            continue
    return versions


def _count(value: Any) -> int:
    if isinstance(value, bool) or (count := operator.index(value)) < 0:
        raise ValueError(f"{value!r} is no count")
    return count


def _finite(value: Any) -> float:
    if isinstance(value, bool | str) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no finite number")
    return float(value)
