"""How far a command is, for whoever watches."""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm


class ProgressBar(tqdm):  # type: ignore[misc]  # tqdm has no annotations
    """A bar on standard error if that is a terminal; it goes when it is closed."""

    # Instead of a thread that watches for slow updates, every update looks whether it is time to draw.
    monitor_interval = 0

    def __init__(self, *arguments: Any, quiet: bool = False, **options: Any) -> None:
        super().__init__(
            *arguments, file=sys.stderr, disable=True if quiet else None, leave=False, miniters=1, **options
        )
