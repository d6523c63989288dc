"""How messages name files and show what was found in them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_LONGEST: Final = 60


def shown_path(path: str | Path) -> str:
    """The path, safe to print: it need not be valid Unicode on every system."""
    return os.fsencode(path).decode("utf-8", "replace")


def shown_name(path: Path) -> str:
    """The file's name without its folder, safe to print."""
    return shown_path(path.name or path)


def shown(value: object) -> str:
    """A value from a file, quoted and shortened: a damaged or hostile file may hold a megabyte there."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
