"""The pane "Human intervention": a helper, you as the helper, and no helper any more."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.kit.focus import FollowingRing
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.intervention.figures import Course
from pg_desktop.ui.panes.intervention.helper_page import KEYS, HelperPage
from pg_desktop.ui.panes.intervention.judge_page import JudgePage
from pg_desktop.ui.panes.intervention.removal_page import RemovalPage
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.overseeing.blocker import Lesson


class InterventionPane(Pane):
    """Three pages: the helper, your own judgement, and the test without. Lives in the GUI thread.

    Attributes:
        helper: who looks after the policy, and what that has come to.
        judge: where you are the overseer.
        removal: the test without the helper.
        switch: which of them is shown.
    """

    shared = True

    def __init__(self, panel: ControlPanel, turns: Turns, experiment: Experiment, parent: QWidget | None) -> None:
        """Lay out the pane.

        Args:
            panel: the settings, and the controls of them that the pane takes in.
            turns: between training and measuring.
            experiment: keeps what is judged.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("interventionPane")
        self._panel = panel
        self._seen: tuple[Any, int] | None = None
        self.helper = HelperPage(panel.controls, self)
        self.judge = JudgePage(experiment.judgements, self)
        self._ring = FollowingRing(self.judge)
        self.removal = RemovalPage(turns, self)
        self.stack = QStackedWidget(self)
        for page in (self.helper, self.judge, self.removal):
            self.stack.addWidget(page)
        self.switch = Segments(
            self.tr("Pages of human intervention"),
            (
                Segment(self.tr("Helper"), self.tr("Who looks after the policy, and how."), "interventionHelper"),
                Segment(self.tr("Me"), self.tr("Judge moments yourself; a blocker learns from it."), "interventionMe"),
                Segment(self.tr("Remove"), self.tr("Take the helper away, and test."), "interventionRemove"),
            ),
            self,
        )
        self.column.setSpacing(6)
        self.column.addWidget(self.switch)
        self.column.addWidget(self.stack, 1)
        self.switch.chosen.connect(self.stack.setCurrentIndex)
        stops = [*self.switch.buttons, *(stop for key in KEYS for stop in panel.controls[key].stops)]
        stops += [*self.judge.stops, self.removal.bar.button]
        for before, after in pairwise(stops):  # as they stand, whichever was made first
            QWidget.setTabOrder(before, after)
        self.judge.learned.connect(self._learned)
        self.judge.take_over_wanted.connect(self._take_over)

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        history = None if scene.record is None else scene.record.history
        seen = history, 0 if history is None else history.updates
        if seen != self._seen:
            self._seen = seen
            self.helper.figures.show_course(Course.of(history))
        self.judge.show_view(scene.shown, scene.wanted.danger)
        self.removal.show_subject(scene.shown, scene.variation, scene.record)

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        for page in (self.helper, self.judge, self.removal):
            page.show_theme(theme)
        self._ring.show_theme(theme)

    def stop(self) -> None:
        """See `Pane.stop`."""
        self.judge.stop()
        self.removal.stop()

    @Slot(object)
    def _learned(self, lesson: Lesson) -> None:
        """Where I am the overseer, a blocker that has learned enough takes over by itself."""
        if lesson.enough and self._panel.settings.overseer == "me":
            self._take_over()

    @Slot()
    def _take_over(self) -> None:
        lesson = self.judge.lesson
        if lesson is not None:
            self._panel.choose({"overseer": "learned", "blocker": lesson.blocker.text})
