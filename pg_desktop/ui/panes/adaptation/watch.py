"""The page on which the four balance, and the physics is changed under them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from pg_desktop.learning.adapting.changes import NAMED, Change
from pg_desktop.resources import resource_path
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.adaptation.lanes import Lanes
from pg_desktop.ui.panes.adaptation.sentence import Sentences
from pg_desktop.ui.panes.adaptation.strip import BeliefStrip
from pg_desktop.ui.panes.adaptation.words import button_of, name_of_change, reason_of, told_of_course
from pg_desktop.ui.panes.agent.frame_clock import FrameClock

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.adapting.course import Course

RANDOMISED: Final = "policies/adaptation-randomised.safetensors"
"""The randomised policy: `pg-desktop train --preset challenge-adaptation-randomised --seed 0 --save FILE`."""
SOON: Final = 50
"""Env steps after which a change comes that finds nobody standing."""
_LATEST: Final = 500
_ARROWS: Final = 28
"""Pixels of a number's field besides the number."""
_SLOW: Final = 4
"""How much slower slow motion is."""


class WatchPage(QWidget):
    """Plays the four, one env step a frame, while it is in sight. Lives in the GUI thread.

    Attributes:
        changes: the buttons that change the physics, in the order of `NAMED`.
        when: at which step a change comes; 0 for at once.
        lanes: the four.
        strip: what the adaptive one believes.
        told: what has happened, in a sentence.
    """

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._course: Course | None = None
        self._policy: Policy | None = None
        self._played: Policy | None = None
        self._randomised: Policy | None = None
        self._seed = 0
        self._slow = False
        self._frame = 0
        self.changes = tuple(self._change_button(change) for change in NAMED)
        self.when = self._when_box()
        self.lanes = Lanes(self)
        self.strip = BeliefStrip(self)
        self.told = Sentences("adaptationTold", 2, self)
        self._clock = FrameClock(self.play, self)
        self._lay_out()
        self.show_policy(None)

    @property
    def course(self) -> Course | None:
        """What is played."""
        return self._course

    def show_policy(self, policy: Policy | None, obstacle: str = "") -> None:
        """Let this policy balance, or say why none can.

        Args:
            policy: for a cart-pole with two actions.
            obstacle: why there is none.
        """
        before, self._policy = self._policy, policy
        for control in (*self.changes, self.when):
            control.setEnabled(policy is not None)
        for picture in (self.lanes, self.strip):
            picture.setVisible(policy is not None)
        if policy is None:
            self._course = None
            self._clock.stop()
            self.told.say(obstacle)
        elif self._course is None or (policy is not before and self._is_stale):
            self.start_over()

    def go_on(self) -> None:
        """Play from now on, if there is anything to play and somebody sees it."""
        if self._course is not None and not self._course.over and self._in_sight:
            self._clock.start()

    def stop(self) -> None:
        """Play no more."""
        self._clock.stop()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.lanes.show_theme(theme)
        self.strip.show_theme(theme)

    @Slot(bool)
    def go_slowly(self, slow: bool) -> None:
        """Play in slow motion, or not."""
        self._slow = slow

    @Slot()
    def start_over(self) -> None:
        """Let the four begin again, with the policy that is shown now, from another start."""
        if self._policy is None:
            return
        from pg_desktop.learning.adapting.course import Course  # noqa: PLC0415 (NumPy, after the first paint)

        self._seed += 1
        self._played = self._policy
        self._course = Course(self._policy, self._randomised_policy(), self._seed)
        self._show()
        self.go_on()

    @Slot()
    def change(self, wanted: Change) -> None:
        """Change the physics: now, or at the chosen step; whoever has fallen stays where it is, until nobody stands."""
        course = self._course
        if course is None:
            return
        at = self.when.value()
        if course.over or (at and course.step_number >= at):
            self.start_over()
        course = self._course
        if course is not None:
            course.plan(wanted, at or (course.step_number or SOON))
            self._show()
            self.go_on()

    @Slot()
    def play(self) -> None:
        """Play an env step, if one is due and somebody sees it."""
        course = self._course
        self._frame += 1
        if course is None or course.over or not self._in_sight:
            self._clock.stop()
        elif not self._slow or self._frame % _SLOW == 0:
            course.step()
            if self._is_stale and self._policy is not self._played:
                self.start_over()
            else:
                self._show()

    @property
    def _in_sight(self) -> bool:
        return self._pane.in_sight and self.isVisible()

    @property
    def _is_stale(self) -> bool:
        """Whether what is played has come to nothing, and a newer policy may do better."""
        course = self._course
        return course is not None and not course.events and course.planned is None and not course.lanes[0].stands

    def _randomised_policy(self) -> Policy:
        if self._randomised is None:
            from pg_desktop.storage.policy_file import load_policy  # noqa: PLC0415

            self._randomised = load_policy(resource_path(RANDOMISED)).policy
        return self._randomised

    def _show(self) -> None:
        course = self._course
        if course is None:
            return
        events = course.events
        lanes = course.lanes
        self.lanes.show_lanes(lanes, course.physics.pole_length, changed=bool(events))
        self.strip.show_beliefs(course.beliefs, events[-1] if events else None)
        stands = lanes[0].stands
        self.told.say(told_of_course(events, course.planned, course.beliefs, balances=stands, over=course.over))

    def _change_button(self, change: Change) -> QPushButton:
        button = QPushButton(button_of(change), self)
        button.setObjectName(f"adaptation-{change.id}")
        button.setAccessibleName(self.tr("Change the physics: {change}").format(change=name_of_change(change)))
        button.setToolTip(
            plain_tip(self.tr("{reason} In the middle of the episode, no reset.").format(reason=reason_of(change)))
        )
        button.setProperty("room", "short")
        button.clicked.connect(partial(self.change, change))
        return button

    def _when_box(self) -> QSpinBox:
        box = QSpinBox(self)
        box.setObjectName("adaptationWhen")
        box.setAccessibleName(self.tr("Step of the change"))
        box.setToolTip(
            self.tr(
                "<p>The env step at which a change comes. At 0 it comes at once; where that step is past, the four "
                "start over first.</p>"
            )
        )
        box.setRange(0, _LATEST)
        box.setSingleStep(10)
        box.setSpecialValueText(self.tr("now"))
        box.setPrefix(self.tr("at "))
        box.setProperty("room", "short")
        box.setMinimumWidth(box.fontMetrics().horizontalAdvance(f"{box.prefix()}{_LATEST}") + _ARROWS)
        return box

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self.changes:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.when)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(row)
        column.addWidget(self.lanes, 1)
        column.addWidget(self.strip)
        column.addWidget(self.told)
