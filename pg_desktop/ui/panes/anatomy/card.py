"""The pane "Anatomy of an update": one update, stage by stage, in the order of the course chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from pg_desktop.learning.explaining.stages import Stage
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.exporting import picture_of
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.anatomy.buttons import icon_button, stage_key, text_button
from pg_desktop.ui.panes.anatomy.chips import StageChips
from pg_desktop.ui.panes.anatomy.opening import OpeningStrip
from pg_desktop.ui.panes.anatomy.page import StagePage
from pg_desktop.ui.panes.anatomy.policy_page import PolicyPage
from pg_desktop.ui.panes.anatomy.sight import Sight
from pg_desktop.ui.panes.anatomy.slow_motion import SlowMotion
from pg_desktop.ui.panes.opened_update import OpenedUpdate
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.panes.shown_stage import ShownStage
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy
    from pg_desktop.storage.history_csv import Table

_OF_ACTIONS: Final = frozenset({Stage.LOSS, Stage.GRADIENT, Stage.ADAM, Stage.POLICY, Stage.STEPS, Stage.VALUES})
"""The stages of which nothing is known before the anatomy is."""
_PATIENCE_MS: Final = 500


class AnatomyCard(Pane):
    """One update laid open. Lives in the GUI thread.

    Attributes:
        chips: the stages.
        strip: what is said of an update that is on its way, or missing.
        page: a stage's sentence and picture.
        policy: the last stage, with a table.
        slow_motion: plays the stages after a step.
        slow_button: whether it does.
        newest_button: goes back to the newest update.
    """

    def __init__(
        self, opened: OpenedUpdate, shown: ShownRun, shown_stage: ShownStage, actions: Actions, parent: QWidget | None
    ) -> None:
        """Make the pane.

        Args:
            opened: the update that is looked at.
            shown: its run.
            shown_stage: the stage that is looked at.
            actions: of the window: a step is shown slowly.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("anatomyPane")
        self.setAccessibleName(self.tr("Anatomy of an update"))
        self.setWhatsThis(self._what_it_is())
        self._opened, self._shown, self._stage = opened, shown, shown_stage
        self._title = ""
        self._stepped_from = 0
        self._displayed: Stage | None = None
        self._stale = False
        """Whether something is another while nobody could see it."""
        self.slow_motion = SlowMotion(shown_stage, self)
        self.chips = StageChips(self)
        self.strip = OpeningStrip(opened, shown, self)
        self.page = StagePage(self)
        self.policy = PolicyPage(self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._scrolled(self.page))
        self.pages.addWidget(self.policy)
        self._make_buttons()
        self._make_keys()
        self.column.setSpacing(6)
        self.column.addWidget(self.chips)
        self.column.addWidget(self.strip)
        self.column.addWidget(self.pages, 1)
        self.column.addStretch(0)
        self.chips.chosen.connect(self._choose)
        for page in (self.page, self.policy):
            page.picked.connect(self.slow_motion.stop)
            page.picked.connect(opened.select)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_now)
        for signal in (opened.changed, opened.anatomy_found, opened.selected_changed, shown_stage.changed):
            signal.connect(self._show)
        opened.anatomy_found.connect(self._begin_slowly)
        actions.step.triggered.connect(self._stepped)
        self._show()

    @property
    def keys(self) -> tuple[QAction, ...]:
        """See `Pane.keys`."""
        return self._earlier, self._later

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._opened.look()
        self.strip.refresh()
        if self._stale:
            self._show()
        self.newest_button.setVisible(not self._opened.follows)
        if scene.live.status.state is RunState.TRAINING and self.slow_motion.playing:
            self.slow_motion.stop()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.strip.show_theme(theme)
        self.page.show_theme(theme)
        self.policy.show_theme(theme)
        self.slow_button.setIcon(icon("speed", theme.muted))
        self._previous.setIcon(icon("chevron_left", theme.muted))
        self._next.setIcon(icon("chevron_right", theme.muted))

    def stop(self) -> None:
        """See `Pane.stop`."""
        self.slow_motion.stop()
        self._patience.stop()

    def table(self) -> Table | None:
        """What the pane knows of every action of the update, for a file; None while it knows nothing."""
        anatomy, traced = self._opened.anatomy, self._opened.traced
        if anatomy is None or traced is None:
            return None
        from pg_desktop.ui.panes.anatomy.export import table_of  # noqa: PLC0415 (NumPy)

        return table_of(anatomy, traced.run)

    def picture(self) -> QPixmap:
        """The pane as it is seen, with its title, for a file."""
        return picture_of(self, self._title.replace("&", ""))

    def _scrolled(self, page: StagePage) -> QScrollArea:
        """Room for more words than fit into the card."""
        area = QScrollArea(self.pages)
        area.setObjectName("anatomyArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        for part in (area.viewport(), page):  # what is behind is the card
            part.setAutoFillBackground(False)
        return area

    def _make_buttons(self) -> None:
        self.newest_button = text_button(
            self, "anatomyNewest", self.tr("Newest"), self.tr("Look at the newest update.")
        )
        self.newest_button.clicked.connect(self._opened.follow_live)
        self.newest_button.hide()
        self.slow_button = text_button(
            self,
            "anatomySlow",
            self.tr("Slow motion"),
            self.tr(
                "After Step, let the stages of the update come one after the other. A click on a stage stops that."
            ),
        )
        self.slow_button.setText("")
        self.slow_button.setCheckable(True)
        self.slow_button.setChecked(self._stage.slow)
        self.slow_button.toggled.connect(self._set_slow)
        self._previous = icon_button(
            self, "anatomyPrevious", self.tr("Previous stage"), self.tr("Previous stage (Alt+Left)")
        )
        self._next = icon_button(self, "anatomyNext", self.tr("Next stage"), self.tr("Next stage (Alt+Right)"))
        self._previous.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        self.beside_title.extend((self.newest_button, self.slow_button, self._previous, self._next))

    def _make_keys(self) -> None:
        tip = self.tr("Go from stage to stage of the update that is laid open.")
        self._earlier = stage_key(self, "earlierStage", self.tr("Previous stage"), "Alt+Left", tip)
        self._later = stage_key(self, "laterStage", self.tr("Next stage"), "Alt+Right", tip)
        self._earlier.triggered.connect(self._go_back)
        self._later.triggered.connect(self._go_on)

    @Slot(str)
    def _choose(self, stage: str) -> None:
        self._stage.choose(Stage(stage))

    @Slot()
    def _go_back(self) -> None:
        self._stage.go(-1)

    @Slot()
    def _go_on(self) -> None:
        self._stage.go(1)

    @Slot(bool)
    def _set_slow(self, slow: bool) -> None:
        self._stage.slow = slow
        if not slow:
            self.slow_motion.stop()

    @Slot()
    def _stepped(self) -> None:
        if self.in_sight and self._stage.slow:
            self._stepped_from = self._shown.status.update
            self.slow_motion.arm()

    @Slot()
    def _begin_slowly(self) -> None:
        # Not of an earlier update that was opened meanwhile, nor of the one before the step.
        traced = self._opened.traced
        if traced is not None and self._opened.follows and traced.trace.update > self._stepped_from:
            self.slow_motion.begin()

    @Slot()
    def _show(self) -> None:
        """Show the stage of the update, of which something is another; out of sight, later.

        What is shown of the update before stays for the moment that it takes to know more of this one: so it does not
        flicker while training goes on.
        """
        opened, stage = self._opened, self._stage.stage
        self._stale = not self.in_sight
        if self._stale:
            return
        soon = opened.traced is not None and opened.anatomy is None and opened.failure is None
        if soon and stage in _OF_ACTIONS and stage is self._displayed:
            if not self._patience.isActive():
                self._patience.start()
            return
        self._show_now()

    @Slot()
    def _show_now(self) -> None:
        self._patience.stop()
        traced, anatomy = self._opened.traced, self._opened.anatomy
        self.pages.setVisible(traced is not None)
        self._name_update(None if traced is None else traced.trace.update)
        if traced is None:
            self._displayed = None
            self.chips.show_stages(self._stage.stage, by_values=self._stage.by_values)
            return
        by_values = traced.trace.before.architecture.kind.values
        if by_values != self._stage.by_values:
            self._stage.take_kind(by_values=by_values)  # which comes here again
            return
        stage = self._displayed = self._stage.stage
        self.chips.show_stages(stage, by_values=by_values)
        from pg_desktop.ui.panes.anatomy.telling import tell  # noqa: PLC0415 (NumPy)

        names = tuple(QCoreApplication.translate("Environments", name) for name in traced.world.entry.action_names)
        selected = self._opened.selected
        sight = Sight(
            traced.trace, anatomy, selected.episode, selected.step, self._reported(traced.trace.update), names
        )
        told = tell(stage, sight)
        if stage in (Stage.POLICY, Stage.VALUES) and anatomy is not None:
            from pg_desktop.ui.panes.anatomy.telling_change import distance_in_words  # noqa: PLC0415 (NumPy)

            self.policy.show_stage(told, sight, distance_in_words(sight, anatomy))
            self.pages.setCurrentIndex(1)
        else:
            self.page.show_stage(stage, told, sight)
            self.pages.setCurrentIndex(0)

    def _reported(self, update: int) -> float | None:
        """The policy loss that an update of the shown run reported."""
        history = self._shown.history
        if not 1 <= update <= history.updates:
            return None
        found = history.between(update - 1, update).metrics_U.get("policy_loss")
        return None if found is None or not len(found) else float(found[0])

    def _name_update(self, update: int | None) -> None:
        title = self.tr("&Anatomy of an update")
        if update is not None:
            title = self.tr("&Anatomy of update {update}").format(update=whole(update))
        if title != self._title:
            self._title = title
            self.titled.emit(title)

    def _what_it_is(self) -> str:
        return self.tr(
            "<h3>Anatomy of an update</h3><p>One update, stage by stage, in the order in which it is done: the "
            "episodes are played, their rewards added up and discounted, a baseline subtracted; from log-probabilities "
            "and advantages comes the loss, from it the gradient, Adam takes a step, and the policy is another. Press "
            "Step to see all stages one after the other; click one, or press Alt+Left and Alt+Right, to look at it.</p>"
            "<p><i>L(θ) = −(1/T) Σₜ log π(aₜ|sₜ) · Aₜ</i></p>"
        )
