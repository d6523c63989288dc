"""The edits of a run as JSON: what a run began with and what was changed when, so that it can be played again.

An edit script is a JSON object with these entries:

| entry           | what                                                                                         |
|-----------------|----------------------------------------------------------------------------------------------|
| `settings`      | every hyperparameter that the run began with; those that are missing have their defaults. A   |
|                 | `stream` may stand among them: of the seed's random numbers, which the run drew from; else 0  |
| `edits`         | a list of objects with `update`, `key`, `old` and `new`, in the order in which they were made |
| `updates`       | how many updates the run had                                                                 |
| `policy_sha256` | `policy_format.tensors_digest` of the policy that it began from, null if it began from its seed |

An edit has a hyperparameter's key, or `stream`: a branch begins with one, and draws other random numbers than the run
that it left. In an edit, `update` is the number of updates that were done before it: 0 stands for a change before the
first update, as it can be made to a policy from a file. `episode`, `env_step` and `moved` may be there for readers;
playing it again needs none of them. Files of earlier versions lack the last two entries.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from pg_desktop.learning.edits import STREAM, Edit, checked_stream, initial_settings, initial_stream
from pg_desktop.learning.settings.kinds import TakesEffect, Value
from pg_desktop.learning.settings.table import Settings, hyperparameter
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.foreign_files import kind_of
from pg_desktop.storage.guarded import read_up_to
from pg_desktop.storage.shown import shown, shown_name
from pg_desktop.storage.strict_json import parse_json

_REQUIRED: Final = {"update", "key", "old", "new"}
_OPTIONAL: Final = {"episode", "env_step", "moved"}
_ENTRIES: Final = ("settings", "edits", "updates", "policy_sha256")
_ENTRIES_REQUIRED: Final = {"settings", "edits"}
SIZE_MAX: Final = 8 * 2**20
"""Largest file, bytes."""
_DIGEST: Final = re.compile("[0-9a-f]{64}")


class EditScriptError(UserError):
    """Why a document is not taken as edits."""


@dataclass(frozen=True)
class EditScript:
    """A run to be played again.

    Attributes:
        settings: what it began with.
        edits: what was changed then, in order.
        updates: how many updates it had, or None where unknown.
        policy_sha256: the `tensors_digest` of the policy that it began from; None if it began from its seed, or unknown
            knows.
        stream: which of the seed's sequences of random numbers it drew from at first.
    """

    settings: Settings
    edits: tuple[Edit, ...]
    updates: int | None = None
    policy_sha256: str | None = None
    stream: int = 0

    @classmethod
    def of_run(
        cls, settings: Settings, stream: int, edits: Sequence[Edit], updates: int, policy_sha256: str | None = None
    ) -> EditScript:
        """The script of a run.

        Args:
            settings: what is in force after the edits.
            stream: what it draws its random numbers from after them.
            edits: all that were made.
            updates: how many updates it has had.
            policy_sha256: the `tensors_digest` of the policy that it began from, None if it began from its seed.
        """
        return cls(
            initial_settings(settings, edits), tuple(edits), updates, policy_sha256, initial_stream(stream, edits)
        )


def settings_as_json(settings: Settings, stream: int) -> dict[str, Value]:
    """The form in which files hold settings, and among them the stream, if it is not the first."""
    return settings.as_dict() | ({STREAM: stream} if stream else {})


def settings_from_json(document: Mapping[str, Any]) -> tuple[Settings, int]:
    """Read what `settings_as_json` wrote; what is missing has its default.

    Raises:
        UserError: if a setting is unknown or not allowed.
    """
    settings = Settings().changed({key: value for key, value in document.items() if key != STREAM})
    return settings, checked_stream(document.get(STREAM, 0))


def edits_as_json(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """The form in which files hold edits."""
    return [
        {
            "update": edit.update,
            "episode": edit.episode,
            "env_step": edit.env_step,
            "key": edit.key,
            "old": edit.old,
            "new": edit.new,
            **({} if edit.moved is None else {"moved": edit.moved}),
        }
        for edit in edits
    ]


def edits_from_json(document: object) -> tuple[Edit, ...]:
    """Read what `edits_as_json` wrote.

    Raises:
        EditScriptError: if it is something else, an edit could not have been made in a run, or they are out of order.
    """
    if not isinstance(document, list):
        raise EditScriptError(QT_TRANSLATE_NOOP("Errors", "Edits must be a list."))
    edits = tuple(_edit(entry, number) for number, entry in enumerate(document, start=1))
    if any(later.update < earlier.update for earlier, later in pairwise(edits)):
        raise EditScriptError(QT_TRANSLATE_NOOP("Errors", "The edits are not in the order of their updates."))
    return edits


def write_edit_script(path: Path, script: EditScript) -> None:
    """Write a script, atomically.

    Raises:
        UserError: if it cannot be written.
    """
    settings = settings_as_json(script.settings, script.stream)
    document: dict[str, Any] = {"settings": settings, "edits": edits_as_json(script.edits)}
    if script.updates is not None:
        document |= {"updates": script.updates, "policy_sha256": script.policy_sha256}
    content = (json.dumps(document, indent=2, allow_nan=False) + "\n").encode()
    script_in(content, shown_name(path))  # what could not be read again is not written
    write_atomically(path, content)


def read_edit_script(path: Path) -> EditScript:
    """Read a script.

    Raises:
        UserError: if it cannot be read or is not valid; the sentence names the file and the cause.
    """
    return script_in(read_up_to(path, SIZE_MAX), shown_name(path))


def script_in(content: bytes, file: str) -> EditScript:
    """Read the content of a script's file.

    Args:
        content: the whole file.
        file: what messages call it.

    Raises:
        UserError: if it is not valid; the sentence names the file and the cause.
    """
    if len(content) > SIZE_MAX:
        raise _no_edits(content, file) or UserError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is larger than {limit} MiB, too large for the edits of a run."),
            file=file,
            limit=SIZE_MAX // 2**20,
        )
    try:
        return _script(parse_json(content))
    except UserError as reason:
        raise _no_edits(content, file) or UserError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” holds no edits of a run: {reason}"), file=file, reason=reason
        ) from None


def _no_edits(content: bytes, file: str) -> UserError | None:
    """What is said of a file that is something else; None where it is not known to be."""
    kind = kind_of(content)
    if kind is None or kind.could_be_edits:
        return None
    return UserError(
        QT_TRANSLATE_NOOP("Errors", "“{file}” holds no edits of a run but is {kind}."), file=file, kind=kind
    )


def _script(document: Any) -> EditScript:
    if not isinstance(document, dict) or not _ENTRIES_REQUIRED <= set(document) <= set(_ENTRIES):
        raise EditScriptError(
            QT_TRANSLATE_NOOP("Errors", "It must be an object with the entries {entries}, and no others."),
            entries=", ".join(_ENTRIES),
        )
    if not isinstance(document["settings"], dict):
        raise EditScriptError(QT_TRANSLATE_NOOP("Errors", "Its settings must be an object."))
    edits = edits_from_json(document["edits"])
    settings, stream = settings_from_json(document["settings"])
    return EditScript(
        settings,
        edits,
        _updates(document["updates"], edits) if "updates" in document else None,
        _digest(document.get("policy_sha256")),
        stream,
    )


def _updates(value: object, edits: Sequence[Edit]) -> int:
    if type(value) is not int or value < max((edit.update for edit in edits), default=0):
        raise EditScriptError(
            QT_TRANSLATE_NOOP(
                "Errors", "Its updates cannot be {value}, which is no count that has room for its edits."
            ),
            value=shown(value),
        )
    return value


def _digest(value: object) -> str | None:
    if value is None or (isinstance(value, str) and _DIGEST.fullmatch(value)):
        return value
    raise EditScriptError(
        QT_TRANSLATE_NOOP("Errors", "Its policy_sha256 cannot be {value}; it is null or 64 hexadecimal digits."),
        value=shown(value),
    )


def _edit(entry: Any, number: int) -> Edit:
    if not isinstance(entry, Mapping) or not _REQUIRED <= set(entry) <= _REQUIRED | _OPTIONAL:
        raise EditScriptError(
            QT_TRANSLATE_NOOP("Errors", "Edit {number} must have the entries update, key, old and new."), number=number
        )
    for name in ("update", "episode", "env_step"):
        if type(entry.get(name, 0)) is not int or entry.get(name, 0) < 0:
            raise EditScriptError(
                QT_TRANSLATE_NOOP("Errors", "Edit {number} cannot have {value} as its {name}."),
                number=number,
                value=shown(entry[name]),
                name=name,
            )
    moved = entry.get("moved")
    if moved is not None and not _is_distance(moved):
        raise EditScriptError(
            QT_TRANSLATE_NOOP("Errors", "Edit {number} cannot have {value} as its {name}."),
            number=number,
            value=shown(moved),
            name="moved",
        )
    check = _check_of(entry["key"], number)
    return Edit(
        update=entry["update"],
        episode=entry.get("episode", 0),
        env_step=entry.get("env_step", 0),
        key=entry["key"],
        old=check(entry["old"]),
        new=check(entry["new"]),
        moved=None if moved is None else float(moved),
    )


def _check_of(key: object, number: int) -> Callable[[object], Value]:
    """What checks the values of an edit with a key."""
    if key == STREAM:
        return checked_stream
    row = hyperparameter(key) if isinstance(key, str) else None
    if row is None or row.takes_effect is not TakesEffect.NEXT_UPDATE:
        raise EditScriptError(
            QT_TRANSLATE_NOOP("Errors", "Edit {number}: {key} cannot be changed while a run goes on."),
            number=number,
            key=shown(key),
        )
    return row.check


def _is_distance(value: object) -> bool:
    # Not `isfinite`: a whole number from a file may be too large for a float.
    return not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value <= sys.float_info.max
