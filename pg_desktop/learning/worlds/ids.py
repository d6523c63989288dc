"""Ids of environments: Gymnasium's own, and those that say what code has to run first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ID_MAX: Final = 500
"""Characters of the longest id, which is one with a path."""

_NAME: Final = r"([\w-]+/)?[A-Za-z_][\w.-]*"
_ID: Final = re.compile(rf"([A-Za-z_]\w*(\.[A-Za-z_]\w*)*:)?{_NAME}", re.ASCII)
"""Gymnasium's ids, "[package.module:][namespace/]Name[-v0]"."""

_ID_WITHOUT_PATH_MAX: Final = 100

# Ids stand in messages and on labels: nothing in a path that could be taken for markup or a second line.
_FILE: Final = re.compile(r"""[^<>"|?*\x00-\x1f]*\.py""")


def is_environment_id(text: str) -> bool:
    """Whether this could be the id of an environment; whether there is one is for Gymnasium to say."""
    code, separator, name = text.rpartition(":")
    if separator and _FILE.fullmatch(code):
        return len(text) <= ID_MAX and text.isprintable() and re.fullmatch(_NAME, name, re.ASCII) is not None
    return len(text) <= _ID_WITHOUT_PATH_MAX and _ID.fullmatch(text) is not None


def module_of(environment_id: str) -> str | None:
    """The module, or the path of the file, that must run first; None for what Gymnasium or we have registered."""
    code, separator, _ = environment_id.rpartition(":")
    return code if separator else None


def file_of(environment_id: str) -> Path | None:
    """The file that must run first; None if it is a module, or nothing."""
    code = module_of(environment_id)
    return Path(code) if code is not None and _FILE.fullmatch(code) else None


def registered_name(environment_id: str) -> str:
    """The id as it is registered, without what registers it."""
    return environment_id.rpartition(":")[2]


def absolute_id(environment_id: str) -> str:
    """The same with the whole path of its file, so that it means the same everywhere; others stay as they are."""
    file = file_of(environment_id)
    return environment_id if file is None else f"{file.expanduser().absolute()}:{registered_name(environment_id)}"


def short_id(environment_id: str) -> str:
    """The id as it is shown: a file's without its folder."""
    file = file_of(environment_id)
    return environment_id if file is None else f"{file.name}:{registered_name(environment_id)}"
