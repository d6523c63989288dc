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

    Whoever drives is told nothing meanwhile: a notice would lie over the picture, and Esc ends the driving.

    Signals:
        changed (): there are other demonstrations.
    """

    changed = Signal()

    def __init__(self, demonstrating: Demonstrating, steering: Steering, notice: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._demonstrating, self._steering, self._notice = demonstrating, steering, notice
        self._told: object = None
        self._driving = False
        demonstrating.deleted.connect(self._deleted)
        demonstrating.driver.changed.connect(self._drives)

    def look(self) -> None:
        """Look whether the trained run has become worse than the clone that it began as; costs next to nothing."""
        facts, mean = self._demonstrating.facts, self._demonstrating.mean_return
        if self._driving or facts is None or mean is None or facts is self._told or not facts.is_better_than(mean):
            return
        self._told = facts
        text = self.tr(
            "REINFORCE has made the policy worse than its clone: {mean} over the last 100 episodes, and the clone had "
            "{clone}. Lower the learning rate and clone again, or branch from update 0."
        )
        self._notice.show_notice(text.format(mean=short(mean, 4), clone=short(facts.score, 4)))

    @Slot()
    def _drives(self) -> None:
        before, self._driving = self._driving, self._demonstrating.driver.driving
        if self._driving and not before:
            self._notice.hide()

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
