"""Updates laid open while the run is trained: only while somebody looks, and the newest takes the place of the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # NumPy and Gymnasium, which the window's first paint does not need
    from pg_desktop.learning.algorithms.trace import Trace
    from pg_desktop.learning.worlds.world import World


@dataclass(frozen=True, eq=False)
class Traced:
    """An update of a run, laid open.

    Attributes:
        run: the id of its record.
        world: where it was played.
        trace: the update.
    """

    run: int
    world: World
    trace: Trace


class Tracing:
    """Whether updates are to be laid open, and the newest that was. Any thread may read and write."""

    def __init__(self) -> None:
        self.wanted = False
        """Whether the next update is to be laid open."""
        self.latest: Traced | None = None
        """The newest one; None before there is any."""
