"""The moment of the shown episode that figures and probabilities tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.worlds.table import EnvironmentEntry


class ShownMoment(QObject):
    """What the agent's pane shows now, for other panes. Lives in the GUI thread.

    Attributes:
        moment: the moment; None if there is none.
        entry: the world that it belongs to.

    Signals:
        changed (Moment, EnvironmentEntry): it is another one, ten times a second at the most while an episode plays;
            None and None if there is none any more.
    """

    changed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moment: Moment | None = None
        self.entry: EnvironmentEntry | None = None

    @Slot(object, object)
    def show(self, moment: Moment | None, entry: EnvironmentEntry | None) -> None:
        """Tell of a moment."""
        self.moment, self.entry = moment, entry
        self.changed.emit(moment, entry)
