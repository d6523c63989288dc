"""Saving and opening policies, format version 3; `policy_format` says what is in the file.

Nothing in a file is ever executed or unpickled, and opening reads it once: what was checked is what is used.
"""

from __future__ import annotations

import os
from pathlib import Path

from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.foreign_files import EDGE
from pg_desktop.storage.guarded import regular_file
from pg_desktop.storage.policy_checks import SIZE_MAX, Inspection, TensorInfo, examine, too_large
from pg_desktop.storage.policy_format import PolicyDocument, TrainingStatistics, encode
from pg_desktop.storage.policy_metadata import PolicyFileError
from pg_desktop.storage.shown import shown_name

__all__ = [
    "Inspection",
    "PolicyDocument",
    "PolicyFileError",
    "TensorInfo",
    "TrainingStatistics",
    "inspect_policy",
    "load_policy",
    "save_policy",
]


def save_policy(path: Path, document: PolicyDocument) -> None:
    """Write a policy file, atomically; the same policy makes the same bytes.

    Raises:
        UserError: if it cannot be written, or if `load_policy` would refuse what was written.
    """
    file = shown_name(path)
    content = encode(document)
    try:
        examine(content, file)
    except PolicyFileError as reason:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” was not saved, because it could not be opened again: {reason}"),
            file=file,
            reason=reason,
        ) from reason
    write_atomically(path, content)


def load_policy(path: Path) -> PolicyDocument:
    """Open a policy file. Its weights are read-only arrays of their own.

    Raises:
        PolicyFileError: if it cannot be read or does not pass a check.
    """
    return inspect_policy(path).document


def inspect_policy(path: Path) -> Inspection:
    """Open a policy file and say all there is to know of it.

    Raises:
        PolicyFileError: if it cannot be read or does not pass a check.
    """
    with regular_file(path, PolicyFileError) as file:
        size = os.fstat(file.fileno()).st_size
        if size > SIZE_MAX:
            # Of what is far too large, only the ends are looked at.
            head = file.read(EDGE)
            file.seek(-EDGE, os.SEEK_END)
            content, tail = head, file.read(EDGE)
        else:
            content, tail = file.read(SIZE_MAX + 1), None
    if tail is not None:
        raise too_large(shown_name(path), content, tail)
    return examine(content, shown_name(path))
