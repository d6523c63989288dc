"""The card "Adaptation": four who balance while the physics changes under them, and what adapting is worth."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QWidget

from pg_desktop.learning.adapting.changes import Change
from pg_desktop.runs.live.status import View
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.adaptation.measured import Measure, MeasuredPage, measure
from pg_desktop.ui.panes.adaptation.watch import WatchPage
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.runs.record import RunRecord


class AdaptationPane(Pane):
    """Two pages: one to watch, one with what was measured. Lives in the GUI thread.

    `stop` has to be called before it goes.

    Attributes:
        switch: which page is shown.
        watch: the four at work.
        measured: the table.
        slowly: whether they go in slow motion.
        again: lets them start over.
    """

    def __init__(self, turns: Turns, parent: QWidget | None, work: Measure = measure) -> None:
        """Make the card.

        Args:
            turns: shared with training.
            parent: the window.
            work: measures a policy, in another thread.
        """
        super().__init__(parent)
        self.setObjectName("adaptationPane")
        self._record: RunRecord | None = None
        self._policy: Policy | None = None
        self.watch = WatchPage(self)
        self.measured = MeasuredPage(turns, work, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.watch)
        self.stack.addWidget(self.measured)
        self.switch = Segments(
            self.tr("What is shown"),
            (
                Segment(self.tr("Watch"), self.tr("Four who balance, and a change."), "adaptationPlay"),
                Segment(self.tr("Ten changes"), self.tr("How long each stands after each change."), "adaptationTen"),
            ),
            self,
        )
        self.slowly = self._button("adaptationSlowly", self.tr("Slow motion: a quarter of the speed"), self.tr("¼×"))
        self.slowly.setCheckable(True)
        self.again = self._button("adaptationAgain", self.tr("Start over, with the policy that is shown now"))
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.switch, 1)
        row.addWidget(self.slowly)
        row.addWidget(self.again)
        self.column.setSpacing(6)
        self.column.addLayout(row)
        self.column.addWidget(self.stack, 1)
        stops = [*self.switch.buttons, self.slowly, self.again, *self.watch.changes, self.watch.when]
        stops += [self.measured.bar.button, self.measured.watch_button, self.measured.table]
        for before, after in pairwise(stops):  # as they stand, whichever was made first
            QWidget.setTabOrder(before, after)
        self.switch.chosen.connect(self.stack.setCurrentIndex)
        self.slowly.toggled.connect(self.watch.go_slowly)
        self.again.clicked.connect(self.watch.start_over)
        self.measured.watch_wanted.connect(self._watch)

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        if scene.record is not self._record:
            self._record = scene.record
            self.measured.begin(scene.record)
        obstacle = self._obstacle(scene.shown)
        policy = None if obstacle else scene.shown.policy
        if policy is not self._policy or policy is None:
            self._policy = policy
            self.watch.show_policy(policy, obstacle)
            self.measured.show_policy(policy, scene.shown.status.updates_before + scene.shown.status.update)
            self.again.setEnabled(policy is not None)
        self.watch.go_on()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.again.setIcon(icon("reset", theme.muted))
        self.watch.show_theme(theme)
        self.measured.show_theme(theme)

    def stop(self) -> None:
        """See `Pane.stop`."""
        self.watch.stop()
        self.measured.stop()

    def _obstacle(self, view: View) -> str:
        """Why nobody can balance, or ""."""
        if view.policy is None or view.world is None:
            return self.tr("As soon as there is a policy for a cart-pole, it balances here.")
        from pg_desktop.learning.worlds.cart_pole.variations import CartPoleVariations  # noqa: PLC0415 (NumPy)
        from pg_desktop.learning.worlds.spaces import DiscreteSpace  # noqa: PLC0415

        world = view.world
        if isinstance(world.variations, CartPoleVariations) and isinstance(world.spaces.action, DiscreteSpace):
            return ""
        return self.tr(
            "Here a motor that pushes left or right is changed, and {environment} has none: set a cart-pole up under "
            "“Challenges”."
        ).format(environment=world.name)

    @Slot(object)
    def _watch(self, change: Change) -> None:
        self.switch.buttons[0].click()
        self.watch.change(change)

    def _button(self, name: str, tip: str, text: str = "") -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("role", "toggle")
        button.setText(text)
        button.setIconSize(QSize(14, 14))
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        return button
