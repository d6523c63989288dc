"""Who goes first where there is more to do than the computer has cores: the window, then training, then measuring."""

from __future__ import annotations

import os
import sys
from enum import IntEnum


class Precedence(IntEnum):
    """How far a thread stands back for the window, as a niceness that is added to the process's own."""

    TRAINING = 5
    MEASURING = 10


def stand_back(precedence: Precedence) -> None:
    """Let the calling thread, for good, have what those before it leave.

    On Linux, where a niceness belongs to a thread and `QThread`'s priorities have no effect; elsewhere it does nothing.
    """
    if sys.platform == "linux":
        os.nice(precedence)
