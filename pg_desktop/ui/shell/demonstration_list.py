"""Demonstrations in the window as a whole: deleting one can be undone, and what becomes of clones is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.numbers import short
from pg_desktop.ui.panes.demonstrations.demonstrating import Demonstrating
from pg_desktop.ui.shell.steering import Steering
from pg_desktop.ui.shell.undo import RunStep

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.demonstrations.demonstration import Demonstration


class DemonstrationList(QObject):
    """Lets deletions be undone, and says once of each run that it has become worse than its clone. In the GUI thread.

    Signals:
        changed (): there are other demonstrations.
    """

    changed = Signal()

    def __init__(self, demonstrating: Demonstrating, steering: Steering, notice: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._demonstrating, self._steering, self._notice = demonstrating, steering, notice
        self._told: object = None
        demonstrating.deleted.connect(self._deleted)

    def look(self) -> None:
        """Look whether the trained run has become worse than the clone that it began as; costs next to nothing."""
        facts, mean = self._demonstrating.facts, self._demonstrating.mean_return
        if facts is None or mean is None or facts is self._told or not facts.is_better_than(mean):
            return
        self._told = facts
        text = self.tr(
            "REINFORCE has made the policy worse than its clone: {mean} over the last 100 episodes, and the clone had "
            "{clone}. Lower the learning rate and clone again, or branch from update 0."
        )
        self._notice.show_notice(text.format(mean=short(mean, 4), clone=short(facts.score, 4)))

    @Slot(object)
    def _deleted(self, gone: tuple[Demonstration, ...]) -> None:
        shown = self._demonstrating.demonstrations
        ids = [each.id for each in gone]

        def undone() -> None:
            shown.restore(gone)
            self.changed.emit()

        def again() -> bool:
            shown.remove(ids)
            self.changed.emit()
            return True

        text = self.tr("deleting of demonstration {number}").format(number=ids[0])
        self._steering.undo_stack.push(RunStep(text, undone, again))
        self.changed.emit()
