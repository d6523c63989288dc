"""Reading a policy file's metadata: what the file says it holds, checked before anything relies on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from pg_desktop.learning.acting.distributions import DistributionKind, Family, StdSource
from pg_desktop.learning.acting.policy import ACTIVATIONS, Architecture
from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, hyperparameter
from pg_desktop.learning.worlds.ids import is_environment_id
from pg_desktop.learning.worlds.spaces import (
    NUMBERS_MAX,
    ActionSpace,
    BoxSpace,
    DiscreteSpace,
    MultiBinarySpace,
    MultiDiscreteSpace,
    Spaces,
)
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.learning.worlds.variation import variations_of
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.edit_script import edits_from_json, settings_from_json
from pg_desktop.storage.measurements_json import measurements_from_json
from pg_desktop.storage.policy_format import (
    FORMAT,
    FORMAT_VERSION,
    MEASUREMENTS_KEY,
    METADATA_KEY,
    METADATA_KEYS,
    TrainingStatistics,
    distribution_name,
)
from pg_desktop.storage.shown import shown
from pg_desktop.storage.strict_json import JsonError, parse_json

LAYERS_MAX: Final = 3
"""Most hidden layers."""

_LAYERS_COUNTED: Final = 16
"""Of more layers than this nothing is made, not even to say what else is wrong."""
_TEXT_MAX: Final = 100
_ARCHITECTURE_KEYS: Final = {
    1: ("hidden_sizes", "activation", "distribution"),
    2: ("hidden_sizes", "activation", "distribution", "std_source", "normalised"),
    3: ("hidden_sizes", "activation", "distribution", "std_source", "normalised"),
}
_SINCE: Final = {"edits": 2, "algorithm": 3}
"""The format versions from which on there are entries that the first one did not have."""
_LAYERS: Final = QT_TRANSLATE_NOOP(
    "Errors", "“{file}” holds a policy with {count} hidden layers, but there must be 1 to {limit}."
)
_OBSERVATIONS: Final = QT_TRANSLATE_NOOP(
    "Errors", "“{file}” holds a policy with {count} observations, but there must be 1 to {limit}."
)
_ACTIONS: Final = QT_TRANSLATE_NOOP(
    "Errors", "“{file}” holds a policy with {count} actions, but there must be 1 to {limit}."
)


class PolicyFileError(UserError):
    """Why a file is not taken as a policy."""


@dataclass(frozen=True)
class Description:
    """What a file says of its policy.

    Attributes:
        architecture: what the weights must fit.
        settings: see `PolicyDocument`.
        stream: see `PolicyDocument`.
        statistics: see `PolicyDocument`.
        edits: see `PolicyDocument`.
        measurements: see `PolicyDocument`.
        versions: see `PolicyDocument`.
    """

    architecture: Architecture
    settings: Settings
    stream: int
    statistics: TrainingStatistics
    edits: tuple[Edit, ...]
    measurements: Measurements
    versions: Mapping[str, str]


def parse_metadata(header: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Take our JSON object out of a safetensors header.

    Args:
        header: the header as read.
        file: what messages call the file.

    Raises:
        PolicyFileError: if there is none, or it is not valid JSON.
    """
    entries = header.get("__metadata__")
    text = entries.get(METADATA_KEY) if isinstance(entries, dict) else None
    if not isinstance(text, str):
        raise PolicyFileError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” is no PG Desktop policy: it is a safetensors file, but without the metadata entry “{key}”.",
            ),
            file=file,
            key=METADATA_KEY,
        )
    try:
        metadata = parse_json(text.encode())
    except JsonError as reason:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged, its metadata is not valid JSON: {reason}."),
            file=file,
            reason=reason,
        ) from None
    return metadata if isinstance(metadata, dict) else {}


def require_version(metadata: Mapping[str, Any], file: str) -> None:
    """Make sure that the file is ours and of a version that this program knows.

    Raises:
        PolicyFileError: if it is not.
    """
    version = metadata.get("format_version")
    if metadata.get("format") != FORMAT or type(version) is not int or version < 1:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is no PG Desktop policy: its metadata does not say that it is one."),
            file=file,
        )
    if version > FORMAT_VERSION:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” comes from a newer PG Desktop: it has format version {found} and this program knows version "
                "{known}; update PG Desktop to open it.",
            ),
            file=file,
            found=version,
            known=FORMAT_VERSION,
        )


def describe(metadata: Mapping[str, Any], file: str) -> Description:
    """Read and check every entry but the digests.

    Raises:
        PolicyFileError: if one is missing, unknown, malformed or contradicts another.
    """
    version = metadata["format_version"]
    later = version > 1
    keys = [key for key in METADATA_KEYS if _SINCE.get(key, 1) <= version]
    if later and MEASUREMENTS_KEY in metadata:
        keys.append(MEASUREMENTS_KEY)
    _require_keys(metadata, keys, "", file)
    _require_environment(metadata["environment"], file)
    description = Description(
        _architecture(metadata, file),
        *_settings(metadata["settings"], file),
        _statistics(metadata["statistics"], file),
        _edits(metadata.get("edits", []), file),
        _measurements(metadata, file),
        _versions(metadata["versions"], file),
    )
    for key in ("algorithm", "environment", "seed"):
        if key not in keys:
            continue
        found, other = metadata[key], description.settings.value(key)
        if type(found) is not type(other) or found != other:
            raise PolicyFileError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "“{file}” contradicts itself: its {key} is {found}, but {other} in its settings.",
                ),
                file=file,
                key=key,
                found=shown(found),
                other=shown(other),
            )
    return description


def require_limits(architecture: Architecture, file: str) -> None:
    """Make sure that the policy is not larger than this program's own can be.

    Raises:
        PolicyFileError: if it is.
    """
    spaces = architecture.spaces
    counts = (
        (len(architecture.hidden_sizes), LAYERS_MAX, _LAYERS),
        (spaces.observation.size, NUMBERS_MAX, _OBSERVATIONS),
        (architecture.distribution.parameter_size, NUMBERS_MAX, _ACTIONS),
    )
    for count, limit, sentence in counts:
        _require_count(count, limit, sentence, file)
    for size in architecture.hidden_sizes:
        try:
            hyperparameter("hidden_size").check(size)
        except UserError as reason:
            raise PolicyFileError(
                QT_TRANSLATE_NOOP("Errors", "“{file}” holds a policy with a hidden layer out of bounds: {reason}"),
                file=file,
                reason=reason,
            ) from None


def _require_count(count: int, limit: int, sentence: str, file: str) -> None:
    if not 1 <= count <= limit:
        raise PolicyFileError(sentence, file=file, count=count, limit=limit)


def _least_parameters(space: ActionSpace) -> int:
    """How many numbers a distribution of such actions has at least, before one is made."""
    match space:
        case DiscreteSpace(n, _) | MultiBinarySpace(n):
            return n
        case MultiDiscreteSpace(counts):
            return sum(counts)
        case BoxSpace():
            return space.size


def _require_keys(found: object, wanted: Collection[str], inside: str, file: str) -> None:
    """Make sure that `found` is an object with exactly the keys `wanted`; `inside` goes before them in messages."""
    if not isinstance(found, dict):
        raise _invalid(inside.rstrip("."), found, file)
    for key in wanted:
        if key not in found:
            raise PolicyFileError(
                QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged: its metadata lacks the entry “{key}”."),
                file=file,
                key=inside + key,
            )
    for key in found:
        if key not in wanted:
            raise PolicyFileError(
                QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged: its metadata has the unknown entry {key}."),
                file=file,
                key=shown(inside + key),
            )


def _invalid(key: str, value: object, file: str) -> PolicyFileError:
    return PolicyFileError(
        QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged: “{key}” in its metadata cannot be {value}."),
        file=file,
        key=key,
        value=shown(value),
    )


def _require_environment(environment: object, file: str) -> None:
    if not isinstance(environment, str) or not is_environment_id(environment):
        raise _invalid("environment", environment, file)


def _architecture(metadata: Mapping[str, Any], file: str) -> Architecture:
    spaces = _spaces(metadata["spaces"], file)
    _require_count(spaces.observation.size, NUMBERS_MAX, _OBSERVATIONS, file)
    _require_count(_least_parameters(spaces.action), NUMBERS_MAX, _ACTIONS, file)
    built = metadata["architecture"]
    valued = isinstance(built, dict) and built.get("valued") is True
    wanted = (*_ARCHITECTURE_KEYS[metadata["format_version"]], *(["valued"] if valued else []))
    _require_keys(built, wanted, "architecture.", file)
    sizes, activation = built["hidden_sizes"], built["activation"]
    if not isinstance(sizes, list) or not all(type(size) is int and size >= 1 for size in sizes):
        raise _invalid("architecture.hidden_sizes", sizes, file)
    if len(sizes) > _LAYERS_COUNTED:
        raise PolicyFileError(_LAYERS, file=file, count=len(sizes), limit=LAYERS_MAX)
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise _invalid("architecture.activation", activation, file)
    normalised = built.get("normalised", False)
    if not isinstance(normalised, bool):
        raise _invalid("architecture.normalised", normalised, file)
    if normalised and isinstance(spaces.action, DiscreteSpace) and spaces.action.masked:
        raise _invalid("architecture.normalised", normalised, file)
    for kind in _kinds(built, spaces, file):
        architecture = Architecture(spaces, tuple(sizes), activation, kind, normalised, valued)
        if built["distribution"] == distribution_name(architecture):
            return architecture
    raise PolicyFileError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{file}” contradicts itself: its policy has the action distribution {found}, which does not fit its "
            "actions.",
        ),
        file=file,
        found=shown(built["distribution"]),
    )


def _kinds(built: Mapping[str, Any], spaces: Spaces, file: str) -> list[DistributionKind]:
    """The kinds of distribution that the actions allow."""
    source = built.get("std_source")
    if not isinstance(spaces.action, BoxSpace):
        if source is not None:
            raise _invalid("architecture.std_source", source, file)
        single = isinstance(spaces.action, DiscreteSpace)
        return [DistributionKind(), DistributionKind(values=True)] if single else [DistributionKind()]
    if not isinstance(source, str) or source not in set(StdSource):
        raise _invalid("architecture.std_source", source, file)
    families = list(Family) if spaces.action.bounded else [Family.GAUSSIAN]
    return [DistributionKind(family, StdSource(source)) for family in families]


def _spaces(document: Any, file: str) -> Spaces:
    try:
        spaces = Spaces.from_json(document)
    except (KeyError, TypeError, ValueError):
        raise _invalid("spaces", document, file) from None
    if spaces.as_json() != document:
        raise _invalid("spaces", document, file)
    return spaces


def _settings(document: object, file: str) -> tuple[Settings, int]:
    # A setting that is missing is newer than the file; one that is unknown is newer than this program.
    if not isinstance(document, dict):
        raise _invalid("settings", document, file)
    for key, value in document.items():
        if key == STREAM:
            continue
        if key not in HYPERPARAMETERS:
            raise PolicyFileError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "“{file}” has the setting {key}, which this program does not know; a newer PG Desktop may.",
                ),
                file=file,
                key=shown(key),
            )
        if not isinstance(value, bool | int | float | str) or len(str(value)) > HYPERPARAMETERS[key].longest:
            raise _invalid(f"settings.{key}", value, file)
    try:
        return settings_from_json(document)
    except UserError as reason:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” has a setting that is not allowed: {reason}"),
            file=file,
            reason=reason,
        ) from None


def _statistics(document: Any, file: str) -> TrainingStatistics:
    _require_keys(document, [entry.name for entry in fields(TrainingStatistics)], "statistics.", file)
    try:
        return TrainingStatistics(**document)
    except (TypeError, ValueError):
        raise _invalid("statistics", document, file) from None


def _edits(document: object, file: str) -> tuple[Edit, ...]:
    try:
        return edits_from_json(document)
    except UserError as reason:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” has an edit that is not allowed: {reason}"), file=file, reason=reason
        ) from None


def _measurements(metadata: Mapping[str, Any], file: str) -> Measurements:
    if MEASUREMENTS_KEY not in metadata:
        return Measurements()
    try:
        variations = variations_of(environment_entry(metadata["environment"]))
        return measurements_from_json(metadata[MEASUREMENTS_KEY], variations)
    except (KeyError, OverflowError, TypeError, ValueError):
        raise _invalid(MEASUREMENTS_KEY, metadata[MEASUREMENTS_KEY], file) from None


def _versions(document: object, file: str) -> dict[str, str]:
    if not isinstance(document, dict):
        raise _invalid("versions", document, file)
    for name, version in document.items():
        # They are shown as they are.
        if not isinstance(version, str) or not (name + version).isprintable() or len(name + version) > _TEXT_MAX:
            raise _invalid("versions", {name: version}, file)
    return document
