"""What the command line asks of the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SCREENSHOT_UPDATES: Final = 20
"""Updates before a screenshot unless told otherwise: the policy has learned something, and the curves show it."""


@dataclass(frozen=True)
class GuiOptions:
    """How the window begins.

    Attributes:
        file: a policy to open, or None.
        screenshot: where to put a picture of the window, after which the program ends; None to stay open.
        updates: updates to train before the screenshot; 0 for the policy before training.
        size: width and height of the window in logical pixels, or None for the usual one.
        theme: "light" or "dark", or None for the user's choice.
        fresh: whether settings and arrangement are the default ones, and not those of last time.
        variables: environment variables to be set before.
    """

    file: Path | None = None
    screenshot: Path | None = None
    updates: int = SCREENSHOT_UPDATES
    size: tuple[int, int] | None = None
    theme: str | None = None
    fresh: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
