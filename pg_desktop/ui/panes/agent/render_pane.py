"""The policy at work: the large pane in the middle of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.worlds.table import Painter
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.messages import UserError
from pg_desktop.ui.cart_pole.perturb.perturb import Perturb
from pg_desktop.ui.cart_pole.scene_painter import CartPoleScenePainter
from pg_desktop.ui.kit.cards import Card
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.agent import captions
from pg_desktop.ui.panes.agent.frame_clock import FRAMES_PER_SECOND, FrameClock
from pg_desktop.ui.panes.agent.frame_painter import FramePainter
from pg_desktop.ui.panes.agent.heading import Heading
from pg_desktop.ui.panes.agent.physics_note import PhysicsNote
from pg_desktop.ui.panes.agent.player import Player
from pg_desktop.ui.panes.agent.recorded import Recorded
from pg_desktop.ui.panes.agent.scene_painters import ScenePainter, painter_for
from pg_desktop.ui.panes.agent.stage import Stage

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.worlds.world import World
    from pg_desktop.runs.live.status import View
    from pg_desktop.ui.panes.demonstrations.driver import Driver

_REST_SECONDS: Final = 0.8
"""How long the end of an episode stays in view."""
_TICKS_A_TEXT: Final = 5
"""Frames between two changes of the figures: numbers that change 50 times a second cannot be read."""


class RenderPane(Card):
    """A shown episode by the newest policy, in real time, or a recorded one. Lives in the GUI thread.

    While the episode stands still, the newest policy takes the moment that is shown: title, figures and probabilities
    are always those of one policy. Where the environment fails, the pane says so, and training goes on.

    Signals:
        moment_shown (Moment, EnvironmentEntry): the moment that figures and probabilities tell of, ten times a second
            at the most while an episode plays; None and None if there is none any more.
        live_wanted (): the user wants to see the newest policy again, and not what is recorded.
    """

    moment_shown = Signal(object, object)
    live_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("renderPane")
        self.clock = FrameClock(self._show_frame, self)
        self._player = Player()
        self._titled: View | Recorded | None = None
        self._run: tuple[int, object] | None = None
        """Number and record of the run: in another experiment another one may have the same number."""
        self._name = ""
        self._painter: ScenePainter | None = None
        self._own_frames = False
        self._progress = 0.0
        self._rest = 0
        self._frames = 0
        self.heading = Heading(self)
        heading = self.heading
        self.title, self.figures, self.pushes = heading.title, heading.figures, heading.pushes
        self.live_button, self.controls = heading.live_button, heading.controls
        self.mode_box, self.speed_box = heading.mode_box, heading.speed_box
        self.physics_note = PhysicsNote(self)
        self.stage = Stage(self)
        self.perturb = Perturb(self.stage)
        self._variation: Variation | None = None
        self._live_paused = False
        self._lay_out()
        self.controls.paused_changed.connect(self._pause_changed)
        self.controls.step_wanted.connect(self._step)
        self.controls.restart_wanted.connect(self._restart)
        self.mode_box.currentIndexChanged.connect(self._mode_changed)
        self.perturb.counted.connect(self._count)
        self.live_button.clicked.connect(self.live_wanted)
        self.stage.show_message(self.tr("Loading PyTorch…"))
        self._show_title()

    @property
    def mode(self) -> ActionMode:
        """How the shown policy chooses its actions."""
        return self.mode_box.mode

    @property
    def speed(self) -> float:
        """Speed as a multiple of real time."""
        return self.speed_box.speed

    @property
    def moment(self) -> Moment | None:
        """What is shown now."""
        return self._player.moment

    @property
    def world(self) -> World | None:
        """Where the shown episode takes place; None before there is one."""
        return self._player.world

    @property
    def recorded(self) -> Recorded | None:
        """What is shown in place of the newest policy's episode; None if nothing is."""
        return self._player.recorded

    def show_recorded(self, recorded: Recorded | None) -> None:
        """Show a recorded moment; the newest policy's episode stands still until None brings it back as it was."""
        if self.recorded is None:
            if recorded is None:
                return
            self._live_paused = self.controls.paused
        self._player.recorded = recorded
        self.heading.show_recorded(recorded is not None)
        self.controls.pause.setChecked(recorded is not None or self._live_paused)
        self._titled = None
        self._show_again()

    def show_recorded_step(self, step: int) -> None:
        """Stand still at another moment of the tape that is shown."""
        if self.recorded is not None:
            self.recorded.go_to(step)
            self.controls.pause.setChecked(True)
            self._show_again()

    def drive(self, driver: Driver | None) -> None:
        """Let somebody drive, from a new episode on; None lets the policy drive again."""
        self.live_wanted.emit()
        self._player.driver = driver
        self.speed_box.setVisible(driver is None)
        self._choose_painter()
        self.controls.pause.setChecked(False)
        self._restart()
        if driver is not None:
            self.stage.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_bar(self, bar: QWidget) -> None:
        """Put something between the heading and the picture."""
        self._column.insertWidget(self._column.count() - 1, bar)

    def show_view(self, view: View, name: str = "") -> None:
        """Let the newest policy act from now on; another run begins a new episode.

        Args:
            view: the policy and its run.
            name: of the run; "" for the one that is trained.
        """
        if view.policy is None or view.world is None:
            return
        run = view.status.run, view.record
        other = run != self._run
        if other:
            self.show_recorded(None)  # while the newest policy still is that of the world that is left
        self._player.newest, self._run = view, run
        if name != self._name:
            self._name, self._titled = name, None
        if other:
            self._begin_playback()
        elif self._stands_still and self._player.reconsider(self.mode):
            self._show_revised()
        self._show_title()
        self._show_physics_note()

    def show_own_frames(self, own_frames: bool) -> None:
        """Choose between the environment's own pictures and the program's drawing."""
        self._own_frames = own_frames
        self._show_again()

    @Slot(object)
    def show_variation(self, variation: Variation) -> None:
        """Play on in other physics, where the world's can be changed."""
        self._variation = variation
        self._apply_variation()
        self._show_physics_note()
        self._draw()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.stage.show_theme(theme)
        self.perturb.show_theme(theme)
        self.controls.show_theme(theme)

    def stop(self) -> None:
        """Stop the clock, for good, and what is played in another process."""
        self.clock.stop()
        self._player.end()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 14, 10)
        column.addWidget(self.heading)
        column.addWidget(self.physics_note)
        column.addWidget(self.stage, 1)

    @property
    def _steps_a_frame(self) -> float:
        """Env steps for each frame that is drawn."""
        real_time = self._player.frames_per_second or FRAMES_PER_SECOND
        driver = self._player.driver
        return (self.speed if driver is None else driver.speed) * real_time / FRAMES_PER_SECOND

    @property
    def _flows(self) -> bool:
        """Whether there is something to see between two env steps."""
        return self._painter is not None and self._painter.flows

    @property
    def _stands_still(self) -> bool:
        """Whether no env step is about to bring the newest policy into view."""
        return self.controls.paused or (self.moment is not None and self.moment.ended)

    def _begin_playback(self) -> None:
        """Begin an episode in the newest view's world."""
        try:
            if self._player.enter_world():
                self._choose_painter()
                self._apply_variation()
        except UserError as error:
            self._stop_playback(error)
        self.perturb.reset_count()
        self.figures.forget_rooms()
        self._begin_episode()
        self.clock.start()

    def _show_again(self) -> None:
        """Show the present moment with another painter, or another moment at once."""
        self._progress = 0.0
        try:
            self._choose_painter()
            self._apply_variation()
            self._show_painter(None)
        except UserError as error:
            self._stop_playback(error)
        self._draw()
        self._show_figures()
        self._show_physics_note()

    def _choose_painter(self) -> None:
        world = self._player.world
        if world is not None:
            # What is recorded of a world with an inner state is drawn from that: Gymnasium's own is another world.
            own_frames = self._own_frames and (self.recorded is None or world.variations is None)
            kind = Painter.FRAMES if own_frames else world.entry.painter
            self._painter = painter_for(kind, world.entry.id)
            free = self._player.driver is None  # its keys are the driver's
            self._allow_pushes(free and self._player.site is not None and kind is Painter.CART_POLE)

    def _allow_pushes(self, allowed: bool) -> None:
        self.perturb.set_active(allowed)
        self.stage.set_pushable(allowed)

    def _apply_variation(self) -> None:
        variation = self._player.variation or self._variation
        if variation is None:
            return
        if self._player.site is not None:
            self._player.site.set_variation(variation)
        if self._painter is not None:
            self._painter.show_variation(variation)

    def _show_physics_note(self) -> None:
        """Say so where the shown episode is played in another physics than training."""
        self.physics_note.tell_of(self._player.newest, self._player.site)

    def _begin_episode(self) -> None:
        try:
            if self._player.begin(self.mode):
                self._episode_began()
            elif self._player.waits() and self.moment is None:
                self.stage.show_message(self.tr("Waiting for the environment…"))
        except UserError as error:
            self._stop_playback(error)
        self._draw()

    def _episode_began(self) -> None:
        self.perturb.episode_began()
        self._progress = 0.0
        self._rest = round(_REST_SECONDS * FRAMES_PER_SECOND)
        playback, driver = self._player.playback, self._player.driver
        if driver is not None and playback is not None:
            driver.began(playback.world, playback.seed)
        self._show_painter(None)

    def _look(self) -> None:
        """Take what an environment in another process has come to, if it has."""
        before = self.moment
        try:
            if not self._player.look(self.mode):
                return
            if self.moment is not None and self.moment.step == 0:
                self._episode_began()
            else:
                self._show_painter(before)
        except UserError as error:
            self._stop_playback(error)
        self._draw()
        if self.controls.paused:
            self._show_figures()

    def _stop_playback(self, error: UserError) -> None:
        """Say why there is nothing to see; the next world, or Restart, starts over."""
        self._player.leave_world()
        self._painter = None
        self._allow_pushes(False)
        self.figures.show_texts({})
        self.stage.show_message(sentence(error))
        self.moment_shown.emit(None, None)

    def _show_frame(self) -> None:
        if self._player.waits():
            self._look()
            if self._player.waits():
                return
        if self.moment is None or not self.isVisible() or self.controls.paused:
            return
        if self.moment.ended:
            self._rest -= 1
            if self.recorded is not None:
                self.controls.pause.setChecked(True)
            elif self._rest <= 0:
                self._begin_episode()
            return
        if self._player.driver is not None and self._player.driver.stands_still:
            return
        self._progress += self._steps_a_frame
        if self._progress < 1.0 and not self._flows:
            return
        while self._progress >= 1.0 and self.moment is not None and not self.moment.ended:
            self._progress -= 1.0
            self._advance()
            if self._player.waits():  # it takes its time, and there is nothing to make up for
                self._progress = 0.0
        self._draw()

    def _advance(self) -> None:
        playback = self._player
        if playback.driver is not None:
            playback.choose_anew(self.mode)  # with the keys that are down now
        before = self.moment
        try:
            if playback.site is not None and self.perturb.active:
                forces = self.perturb.forces(playback.site.state.tolist())
                if any(forces):
                    playback.site.push(*forces)
            if not playback.advance(self.mode):
                return
            if self.moment is not None and self.recorded is None:
                self.perturb.stepped(terminated=self.moment.terminated, truncated=self.moment.truncated)
            if playback.driver is not None and before is not None and self.moment is not None:
                playback.driver.stepped(before, self.moment)
            self._show_painter(before)
        except UserError as error:
            self._stop_playback(error)

    @Slot()
    def _step(self) -> None:
        if self.moment is None or self.moment.ended:
            self._restart()
            return
        self._advance()
        self._progress = 1.0
        self._draw()
        self._progress = 0.0
        self._show_figures()

    @Slot()
    def _restart(self) -> None:
        if self._player.world is None:  # it has failed
            self._begin_playback()
        else:
            self._begin_episode()

    @Slot()
    def _pause_changed(self) -> None:
        at_end = self.recorded is not None and self.recorded.moment.ended
        if at_end and not self.controls.paused:
            self._begin_episode()
        if self._stands_still and self._player.reconsider(self.mode):
            self._show_revised()
        self._show_figures()

    @Slot()
    def _mode_changed(self) -> None:
        if self.controls.paused:
            self._player.choose_anew(self.mode)
            self._show_revised()

    @Slot(int, int)
    def _count(self, survived: int, pushes: int) -> None:
        self.pushes.setText(captions.pushes(survived, pushes, self.locale()))

    def _show_painter(self, before: Moment | None) -> None:
        """Hand the painter a new moment and the one a step earlier; None at an episode's start."""
        if self.moment is not None and self._painter is not None:
            self._painter.show(before, self.moment, self._player.frame)
            if isinstance(self._painter, FramePainter):
                self._player.explain_pictures(self._painter)

    def _show_revised(self) -> None:
        """Show what another policy, or the same in another mode, makes of the moment that stays."""
        if self.moment is not None and self._painter is not None:
            self._painter.revise(self.moment)
        self._draw()
        self._show_figures()

    def _draw(self) -> None:
        moment, world = self.moment, self._player.world
        if moment is None or world is None or self._painter is None:
            return
        still = self._steps_a_frame >= 1.0 or moment.ended or not self._flows
        if isinstance(self._painter, CartPoleScenePainter):
            self._painter.danger = self._player.danger
        self.stage.show_moment(self._painter, moment, world.entry, 1.0 if still else self._progress)
        painter = self._painter
        if self.perturb.active and moment.state is not None and isinstance(painter, CartPoleScenePainter):
            scene = self.stage.scene_geometry(painter.pole_length)
            self.perturb.show_moment(float(moment.state[0]), float(moment.state[2]), scene)
        self._show_title()
        self._frames += 1
        if self._frames % _TICKS_A_TEXT == 0 or moment.ended or moment.step == 0:
            self._show_figures()

    def _show_figures(self) -> None:
        """Bring figures and probabilities, here and wherever else they are, to the moment that is shown."""
        moment, world = self.moment, self._player.world
        if moment is not None and world is not None:
            self.figures.show_texts(captions.figures(moment, self.locale()))
            self.stage.refresh_bar()
            self.moment_shown.emit(moment, world.entry)

    def _show_title(self) -> None:
        driver = self._player.driver
        if driver is not None:
            self._titled = None
            self.title.setText(self.tr("You and the policy") if driver.takes_over else self.tr("You drive"))
            return
        shown = self.recorded or self._player.shown or self._player.newest
        if shown is not self._titled or shown is None:
            self._titled = shown
            if isinstance(shown, Recorded):
                self.title.setText(captions.recorded_title(shown, self._name, self.locale()))
                return
            self.title.setText(captions.title(shown, self._name, self.locale()))
            policy = None if shown is None else shown.policy
            self.mode_box.show_by_values(policy is not None and policy.architecture.kind.values)
