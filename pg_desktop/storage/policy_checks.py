"""The checks between the bytes of a policy file and a policy that the program relies on.

The format is read here by hand rather than with the safetensors library, because every fault has a sentence of its
own, and none of the file's numbers is used before it has been checked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import OBSERVATION_STD, Policy
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.foreign_files import EDGE, Kind, kind_of
from pg_desktop.storage.policy_format import PolicyDocument, metadata_digest, tensors_digest
from pg_desktop.storage.policy_metadata import (
    PolicyFileError,
    describe,
    parse_metadata,
    require_limits,
    require_version,
)
from pg_desktop.storage.shown import shown
from pg_desktop.storage.strict_json import JsonError, parse_json

CHECKS: Final = (
    "regular file",
    "size",
    "header",
    "JSON",
    "version",
    "metadata",
    "tensors",
    "limits",
    "finite values",
    "checksum",
)
"""What a policy file has passed once it has been read, in this order; the first is done in `policy_file`."""

SIZE_MAX: Final = 64 * 2**20
"""Largest policy file, bytes."""

HEADER_MAX: Final = 2**20
"""Largest header, bytes."""

_LENGTH_BYTES: Final = 8
_DTYPE: Final = "F32"
_ITEM_BYTES: Final = 4
_ENTRY_KEYS: Final = {"dtype", "shape", "data_offsets"}


@dataclass(frozen=True)
class TensorInfo:
    """A tensor as the header describes it; `dtype` is safetensors' name for it, "F32"."""

    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, eq=False)
class Inspection:
    """All there is to know of a policy file.

    Attributes:
        document: what it holds.
        metadata: its JSON object, see `policy_format`.
        tensors: the weights, from the observation on.
        checks: the names of the checks it has passed, in their order.
    """

    document: PolicyDocument
    metadata: Mapping[str, Any]
    tensors: tuple[TensorInfo, ...]
    checks: tuple[str, ...]


def examine(content: bytes, file: str) -> Inspection:
    """Check the content of a policy file and read it.

    Args:
        content: the whole file.
        file: what messages call it.

    Raises:
        PolicyFileError: for the first check that it does not pass.
    """
    _require_size(content, file)
    header_bytes, data = _split(content, file)
    header = _parse_header(header_bytes, file)
    metadata = parse_metadata(header, file)
    require_version(metadata, file)
    description = describe(metadata, file)
    shapes = description.architecture.parameter_shapes()
    entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
    _require_entries(entries, shapes, file)
    _require_tiling(entries, len(data), file)
    require_limits(description.architecture, file)
    views = {name: _view(data, entries[name]) for name in shapes}
    _require_finite(views, file)
    _require_scales(views, file)
    _require_digests(views, metadata, file)
    # Only what has passed is given memory of its own, which nothing can change.
    arrays = {name: _own(view) for name, view in views.items()}
    document = PolicyDocument(
        Policy(description.architecture, arrays),
        description.settings,
        description.settings.environment,
        description.statistics,
        description.edits,
        description.measurements,
        description.versions,
        description.stream,
    )
    tensors = tuple(TensorInfo(name, shape, _DTYPE) for name, shape in shapes.items())
    return Inspection(document, metadata, tensors, CHECKS)


def _require_size(content: bytes, file: str) -> None:
    if not content:
        raise PolicyFileError(QT_TRANSLATE_NOOP("Errors", "“{file}” is empty."), file=file)
    if len(content) > SIZE_MAX:
        raise too_large(file, content, content[-EDGE:])


def too_large(file: str, head: bytes, tail: bytes) -> PolicyFileError:
    """What is said of a file that is larger than any policy.

    Args:
        file: what messages call it.
        head: its beginning.
        tail: its end.
    """
    kind = kind_of(head, tail)
    if kind is not None and not _begins_like_a_policy(head):
        return _foreign(kind, file)
    return PolicyFileError(
        QT_TRANSLATE_NOOP("Errors", "“{file}” is larger than {limit} MiB, too large for a policy."),
        file=file,
        limit=SIZE_MAX // 2**20,
    )


def _foreign(kind: Kind, file: str) -> PolicyFileError:
    return PolicyFileError(
        QT_TRANSLATE_NOOP("Errors", "“{file}” is no PG Desktop policy but {kind}."), file=file, kind=kind
    )


def _begins_like_a_policy(content: bytes) -> bool:
    length = int.from_bytes(content[:_LENGTH_BYTES], "little")
    return length <= HEADER_MAX and content[_LENGTH_BYTES : _LENGTH_BYTES + 1] == b"{"


def _split(content: bytes, file: str) -> tuple[bytes, memoryview]:
    """The header and the data after it, which is not copied."""
    start = _LENGTH_BYTES
    length = int.from_bytes(content[:start], "little")
    if HEADER_MAX < length <= len(content) - start and content[start : start + 1] == b"{":
        raise PolicyFileError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” is no PG Desktop policy: it begins as a safetensors file does, but its header of {length} "
                "bytes is larger than any policy's.",
            ),
            file=file,
            length=length,
        )
    if not _begins_like_a_policy(content):
        kind = kind_of(content)
        if kind is not None:
            raise _foreign(kind, file)
        raise PolicyFileError(
            QT_TRANSLATE_NOOP(
                "Errors", "“{file}” is no PG Desktop policy: it does not begin as a safetensors file does."
            ),
            file=file,
        )
    if length > len(content) - start:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” is cut off: its header should be {length} bytes long, but {left} are left; copy it again.",
            ),
            file=file,
            length=length,
            left=len(content) - start,
        )
    return content[start : start + length], memoryview(content)[start + length :]


def _parse_header(header: bytes, file: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = parse_json(header)
    except JsonError as reason:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged, its header is not valid JSON: {reason}."),
            file=file,
            reason=reason,
        ) from None
    return document


def _require_entries(entries: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]], file: str) -> None:
    """Make sure that the header describes exactly the tensors of the architecture."""
    for name, shape in shapes.items():
        if name not in entries:
            raise PolicyFileError(
                QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged: the tensor {tensor} is missing."),
                file=file,
                tensor=name,
            )
        _require_entry(name, entries[name], shape, file)
    for name in entries:
        if name not in shapes:
            raise PolicyFileError(
                QT_TRANSLATE_NOOP(
                    "Errors", "“{file}” is damaged: it holds the tensor {tensor}, which its architecture does not have."
                ),
                file=file,
                tensor=shown(name),
            )


def _require_entry(name: str, entry: Any, shape: tuple[int, ...], file: str) -> None:
    if not isinstance(entry, dict) or set(entry) != _ENTRY_KEYS or not _is_range(entry["data_offsets"]):
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged: its header does not say where the tensor {tensor} lies."),
            file=file,
            tensor=name,
        )
    if entry["dtype"] != _DTYPE:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” holds the tensor {tensor} as {found}, but it must be {needed}."),
            file=file,
            tensor=name,
            found=shown(entry["dtype"]),
            needed=_DTYPE,
        )
    if entry["shape"] != list(shape) or not all(type(size) is int for size in entry["shape"]):
        raise PolicyFileError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” holds the tensor {tensor} with the shape {found}, but its architecture needs {needed}.",
            ),
            file=file,
            tensor=name,
            found=shown(entry["shape"]),
            needed=list(shape),
        )


def _is_range(offsets: object) -> bool:
    return isinstance(offsets, list) and len(offsets) == 2 and all(type(offset) is int for offset in offsets)


def _require_tiling(entries: Mapping[str, Any], available: int, file: str) -> None:
    """Make sure that the tensors lie one after the other, from the first byte of the data to the last."""
    position = 0
    for name, entry in sorted(entries.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        needed = position + math.prod(entry["shape"]) * _ITEM_BYTES
        if (begin, end) != (position, needed):
            raise PolicyFileError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "“{file}” is damaged: the tensor {tensor} should lie at the bytes {position} to {needed} of the "
                    "data, but its header says {begin} to {end}.",
                ),
                file=file,
                tensor=name,
                position=position,
                needed=needed,
                begin=begin,
                end=end,
            )
        if end > available:
            raise PolicyFileError(
                QT_TRANSLATE_NOOP(
                    "Errors", "“{file}” is cut off: {missing} bytes of the tensor {tensor} are missing; copy it again."
                ),
                file=file,
                tensor=name,
                missing=end - available,
            )
        position = end
    if position < available:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged: {extra} bytes follow after its last tensor."),
            file=file,
            extra=available - position,
        )


def _view(data: memoryview, entry: Mapping[str, Any]) -> Float32:
    """A tensor's values where they lie in the file."""
    begin, end = entry["data_offsets"]
    return np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])


def _own(view: Float32) -> Float32:
    array = view.astype(np.float32)
    array.setflags(write=False)
    return array


def _require_finite(arrays: Mapping[str, Float32], file: str) -> None:
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise PolicyFileError(
                QT_TRANSLATE_NOOP(
                    "Errors", "“{file}” is unusable: the tensor {tensor} holds a value that is not finite."
                ),
                file=file,
                tensor=name,
            )


def _require_scales(arrays: Mapping[str, Float32], file: str) -> None:
    """Make sure that observations can be divided by their standard deviations."""
    if OBSERVATION_STD in arrays and not (arrays[OBSERVATION_STD] > 0).all():
        raise PolicyFileError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” is unusable: the tensor {tensor} holds a standard deviation that is not larger than 0.",
            ),
            file=file,
            tensor=OBSERVATION_STD,
        )


def _require_digests(arrays: Mapping[str, Float32], metadata: Mapping[str, Any], file: str) -> None:
    if (metadata["sha256"], metadata["metadata_sha256"]) != (tensors_digest(arrays), metadata_digest(metadata)):
        raise PolicyFileError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” is damaged: its checksum does not agree with its content; copy it again or use another copy.",
            ),
            file=file,
        )
