"""How messages name files and show what was found in them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pg_desktop.messages import printable, shortened

_LONGEST: Final = 60
_LONGEST_NAME: Final = 80
_LONGEST_PATH: Final = 200


def shown_path(path: str | Path) -> str:
    """The path, safe to print: it need not be valid Unicode on every system, and may try to look like another one."""
    return shortened(printable(os.fsencode(path).decode("utf-8", "replace")), _LONGEST_PATH)


def shown_name(path: Path) -> str:
    """The file's name without its folder, safe to print."""
    return shortened(shown_path(path.name or path), _LONGEST_NAME)


def shown(value: object) -> str:
    """A value from a file, quoted and shortened: a damaged or hostile file may hold a megabyte there."""
    if isinstance(value, str):
        value = value[: _LONGEST + 1]
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
