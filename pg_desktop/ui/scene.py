"""What panes are told of: one moment of the laboratory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.runs.live.status import View

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord


@dataclass(frozen=True)
class Scene:
    """What there is to be seen now.

    Attributes:
        wanted: the settings that the user has chosen, in force or not.
        live: the run that is trained.
        run: the run that is shown, as it is now.
        shown: the same at the moment that the time machine shows.
        record: of the run that is shown; None before the first one.
        variation: what the shown episode is played in, where the world can be varied.
    """

    wanted: Settings
    live: View
    run: View
    shown: View
    record: RunRecord | None
    variation: Variation
