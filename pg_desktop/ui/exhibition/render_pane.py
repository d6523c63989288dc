"""The policy at work: the large pane in the middle of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.learning.action_mode import ActionMode
from pg_desktop.learning.cart_pole.physics import Physics
from pg_desktop.learning.environments import Painter
from pg_desktop.messages import UserError
from pg_desktop.ui.cards import Card, heading_font, set_on_card
from pg_desktop.ui.exhibition import captions
from pg_desktop.ui.exhibition.choices import ModeBox, SpeedBox
from pg_desktop.ui.exhibition.controls import ExhibitionControls
from pg_desktop.ui.exhibition.frame_clock import FRAMES_PER_SECOND, FrameClock
from pg_desktop.ui.exhibition.playback import Playback
from pg_desktop.ui.exhibition.scene_painters import ScenePainter, painter_for
from pg_desktop.ui.exhibition.stage import Stage
from pg_desktop.ui.hands.hands import Hands
from pg_desktop.ui.notices import sentence
from pg_desktop.ui.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.exhibition import Moment
    from pg_desktop.session.status import Snapshot

_REST_SECONDS: Final = 0.8
"""How long the end of an episode stays in view."""
_TICKS_A_TEXT: Final = 5
"""Frames between two changes of the figures: numbers that change 50 times a second cannot be read."""


class RenderPane(Card):
    """An exhibition episode by the newest policy, in real time. Lives in the GUI thread.

    While the episode stands still, the newest policy takes the moment that is shown: title, figures and probabilities
    are always those of one policy. Where the environment fails, the pane says so, and training goes on.

    Signals:
        moment_shown (Moment, EnvironmentEntry): the moment that figures and probabilities tell of, ten times a second
            at the most while an episode plays; None and None if there is none any more.
    """

    moment_shown = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("renderPane")
        self.clock = FrameClock(self._show_frame, self)
        self._playback = Playback()
        self._titled: Snapshot | None = None
        self._run = -1
        self._painter: ScenePainter | None = None
        self._own_frames = False
        self._progress = 0.0
        self._rest = 0
        self._frames = 0
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        heading_font(self.title)
        self.figures = QLabel(self)
        self.figures.setProperty("role", "muted")
        self.figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.pushes = QLabel(self)
        self.pushes.setObjectName("pushCount")
        self.pushes.setProperty("role", "muted")
        for label in (self.title, self.figures, self.pushes):
            set_on_card(label)
        self.figures.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.mode_box = ModeBox(self)
        self.speed_box = SpeedBox(self)
        self.stage = Stage(self)
        self.hands = Hands(self.stage)
        self.controls = ExhibitionControls(self)
        self._physics = Physics()
        self._lay_out()
        self.controls.paused_changed.connect(self._pause_changed)
        self.controls.step_wanted.connect(self._step)
        self.controls.restart_wanted.connect(self._restart)
        self.mode_box.currentIndexChanged.connect(self._mode_changed)
        self.hands.counted.connect(self._count)
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
        return self._playback.moment

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Let the newest policy act from now on; another run begins a new episode."""
        if snapshot.policy is None or snapshot.world is None:
            return
        self._playback.newest = snapshot
        if snapshot.status.run != self._run:
            self._run = snapshot.status.run
            self._begin_exhibition()
        elif self._stands_still and self._playback.reconsider(self.mode):
            self._show_revised()
        self._show_title()

    def show_own_frames(self, own_frames: bool) -> None:
        """Choose between the environment's own pictures and the program's drawing."""
        self._own_frames = own_frames
        try:
            self._choose_painter()
            self._show_painter(None)
        except UserError as error:
            self._stop_exhibition(error)
        self._draw()

    @Slot(object)
    def show_physics(self, physics: Physics) -> None:
        """Play on in other physics, where the world's can be changed."""
        self._physics = physics
        self._apply_physics()
        self._draw()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.stage.show_theme(theme)
        self.hands.show_theme(theme)
        self.controls.show_theme(theme)

    def stop(self) -> None:
        """Stop the clock, for good."""
        self.clock.stop()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(self.title)
        header.addWidget(self.pushes)
        header.addWidget(self.figures, 1)
        header.addWidget(self.controls)
        header.addWidget(self.mode_box)
        header.addWidget(self.speed_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 14, 10)
        column.addLayout(header)
        column.addWidget(self.stage, 1)

    @property
    def _steps_a_frame(self) -> float:
        """Env steps for each frame that is drawn."""
        real_time = self._playback.frames_per_second or FRAMES_PER_SECOND
        return self.speed * real_time / FRAMES_PER_SECOND

    @property
    def _flows(self) -> bool:
        """Whether there is something to see between two env steps."""
        return self._painter is not None and self._painter.flows

    @property
    def _stands_still(self) -> bool:
        """Whether no env step is about to bring the newest policy into view."""
        return self.controls.paused or (self.moment is not None and self.moment.ended)

    def _begin_exhibition(self) -> None:
        """Begin an episode in the newest snapshot's world."""
        try:
            if self._playback.enter_world():
                self._choose_painter()
                self._apply_physics()
        except UserError as error:
            self._stop_exhibition(error)
        self.hands.reset_count()
        self._begin_episode()
        self.clock.start()

    def _choose_painter(self) -> None:
        exhibition = self._playback.exhibition
        if exhibition is not None:
            kind = Painter.FRAMES if self._own_frames else exhibition.world.entry.painter
            self._painter = painter_for(kind)
            self._painter.show_physics(self._physics)
            self._allow_pushes(self._playback.site is not None and kind is Painter.CART_POLE)

    def _allow_pushes(self, allowed: bool) -> None:
        self.hands.set_active(allowed)
        self.stage.set_pushable(allowed)

    def _apply_physics(self) -> None:
        if self._playback.site is not None:
            self._playback.site.set_physics(self._physics)
        if self._painter is not None:
            self._painter.show_physics(self._physics)

    def _begin_episode(self) -> None:
        try:
            self._playback.begin(self.mode)
            self.hands.episode_began()
            self._progress = 0.0
            self._rest = round(_REST_SECONDS * FRAMES_PER_SECOND)
            self._show_painter(None)
        except UserError as error:
            self._stop_exhibition(error)
        self._draw()

    def _stop_exhibition(self, error: UserError) -> None:
        """Say why there is nothing to see; the next world, or Restart, begins anew."""
        self._playback.leave_world()
        self._painter = None
        self._allow_pushes(False)
        self.figures.clear()
        self.stage.show_message(sentence(error))
        self.moment_shown.emit(None, None)

    def _show_frame(self) -> None:
        if self.moment is None or not self.isVisible() or self.controls.paused:
            return
        if self.moment.ended:
            self._rest -= 1
            if self._rest <= 0:
                self._begin_episode()
            return
        self._progress += self._steps_a_frame
        if self._progress < 1.0 and not self._flows:
            return
        while self._progress >= 1.0 and self.moment is not None and not self.moment.ended:
            self._progress -= 1.0
            self._advance()
        self._draw()

    def _advance(self) -> None:
        playback, before = self._playback, self.moment
        try:
            if playback.site is not None and self.hands.active:
                forces = self.hands.forces(playback.site.state.tolist())
                if any(forces):
                    playback.site.push(*forces)
            playback.advance(self.mode)
            if self.moment is not None:
                self.hands.stepped(terminated=self.moment.terminated, truncated=self.moment.truncated)
            self._show_painter(before)
        except UserError as error:
            self._stop_exhibition(error)

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
        if self._playback.exhibition is None:  # it has failed
            self._begin_exhibition()
        else:
            self._begin_episode()

    @Slot()
    def _pause_changed(self) -> None:
        if self._stands_still and self._playback.reconsider(self.mode):
            self._show_revised()
        self._show_figures()

    @Slot()
    def _mode_changed(self) -> None:
        if self.controls.paused:
            self._playback.choose_anew(self.mode)
            self._show_revised()

    @Slot(int, int)
    def _count(self, survived: int, pushes: int) -> None:
        self.pushes.setText(captions.pushes(survived, pushes, self.locale()))

    def _show_painter(self, before: Moment | None) -> None:
        """Hand the painter a new moment and the one a step earlier; None at an episode's start."""
        moment, exhibition = self.moment, self._playback.exhibition
        if moment is not None and exhibition is not None and self._painter is not None:
            self._painter.show(before, moment, exhibition.frame)

    def _show_revised(self) -> None:
        """Show what another policy, or the same in another mode, makes of the moment that stays."""
        if self.moment is not None and self._painter is not None:
            self._painter.revise(self.moment)
        self._draw()
        self._show_figures()

    def _draw(self) -> None:
        moment, exhibition = self.moment, self._playback.exhibition
        if moment is None or exhibition is None or self._painter is None:
            return
        still = self._steps_a_frame >= 1.0 or moment.ended or not self._flows
        self.stage.show_moment(self._painter, moment, exhibition.world.entry, 1.0 if still else self._progress)
        if self.hands.active and moment.state is not None:
            scene = self.stage.scene_geometry(self._physics.pole_length)
            self.hands.show_moment(float(moment.state[0]), float(moment.state[2]), scene)
        self._show_title()
        self._frames += 1
        if self._frames % _TICKS_A_TEXT == 0 or moment.ended or moment.step == 0:
            self._show_figures()

    def _show_figures(self) -> None:
        """Bring figures and probabilities, here and wherever else they are, to the moment that is shown."""
        moment, exhibition = self.moment, self._playback.exhibition
        if moment is not None and exhibition is not None:
            self.figures.setText(captions.figures(moment, self.locale()))
            self.stage.refresh_bar()
            self.moment_shown.emit(moment, exhibition.world.entry)

    def _show_title(self) -> None:
        shown = self._playback.shown or self._playback.newest
        if shown is not self._titled or shown is None:
            self._titled = shown
            self.title.setText(captions.title(shown, self.locale()))
