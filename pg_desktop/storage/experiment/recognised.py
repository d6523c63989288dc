"""Telling an experiment from other files by its first bytes. Loads no SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pg_desktop.messages import UserError
from pg_desktop.storage.guarded import read_up_to

APPLICATION_ID: Final = 0x50474C42
"""What SQLite's header holds of us: "PGLB"."""
_HEADER_BYTES: Final = 100
_MAGIC: Final = b"SQLite format 3\0"
_APPLICATION: Final = slice(68, 72)


def looks_like_experiment(head: bytes) -> bool:
    """Whether a file that begins so is one of ours; `head` has at least 100 bytes of it, if there are as many."""
    return head.startswith(_MAGIC) and head[_APPLICATION] == APPLICATION_ID.to_bytes(4, "big")


def is_experiment(path: Path) -> bool:
    """Whether a file is an experiment; what cannot be read is none."""
    try:
        return looks_like_experiment(read_up_to(path, _HEADER_BYTES))
    except UserError:
        return False
