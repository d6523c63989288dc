"""Who goes first where there is more to do than the computer has cores: the window."""

from __future__ import annotations

import os
import sys
from typing import Final

NICENESS: Final = 5
"""How far a thread that computes stands back for the window's, added to the process's own niceness."""


def stand_back() -> None:
    """Let the calling thread, for good, have what the window leaves.

    On Linux, where a niceness belongs to a thread and `QThread`'s priorities have no effect; elsewhere it does nothing.
    """
    if sys.platform == "linux":
        os.nice(NICENESS)
