"""The policy at work: the large pane in the middle of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.worlds.table import Painter
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.messages import UserError
from pg_desktop.ui.cart_pole.perturb.perturb import Perturb
from pg_desktop.ui.cart_pole.scene_painter import CartPoleScenePainter
from pg_desktop.ui.kit.cards import Card, heading_font, set_on_card
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.agent import captions
from pg_desktop.ui.panes.agent.choices import ModeBox, SpeedBox
from pg_desktop.ui.panes.agent.controls import PlaybackControls
from pg_desktop.ui.panes.agent.frame_clock import FRAMES_PER_SECOND, FrameClock
from pg_desktop.ui.panes.agent.player import Player
from pg_desktop.ui.panes.agent.scene_painters import ScenePainter, painter_for
from pg_desktop.ui.panes.agent.stage import Stage

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.runs.live.status import View

_REST_SECONDS: Final = 0.8
"""How long the end of an episode stays in view."""
_TICKS_A_TEXT: Final = 5
"""Frames between two changes of the figures: numbers that change 50 times a second cannot be read."""


class RenderPane(Card):
    """A shown episode by the newest policy, in real time. Lives in the GUI thread.

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
        self._player = Player()
        self._titled: View | None = None
        self._run = -1
        self._name = ""
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
        self.perturb = Perturb(self.stage)
        self.controls = PlaybackControls(self)
        self._variation: Variation | None = None
        self._lay_out()
        self.controls.paused_changed.connect(self._pause_changed)
        self.controls.step_wanted.connect(self._step)
        self.controls.restart_wanted.connect(self._restart)
        self.mode_box.currentIndexChanged.connect(self._mode_changed)
        self.perturb.counted.connect(self._count)
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

    def show_view(self, view: View, name: str = "") -> None:
        """Let the newest policy act from now on; another run begins a new episode.

        Args:
            view: the policy and its run.
            name: of the run; "" for the one that is trained.
        """
        if view.policy is None or view.world is None:
            return
        self._player.newest = view
        if name != self._name:
            self._name, self._titled = name, None
        if view.status.run != self._run:
            self._run = view.status.run
            self._begin_playback()
        elif self._stands_still and self._player.reconsider(self.mode):
            self._show_revised()
        self._show_title()

    def show_own_frames(self, own_frames: bool) -> None:
        """Choose between the environment's own pictures and the program's drawing."""
        self._own_frames = own_frames
        try:
            self._choose_painter()
            self._show_painter(None)
        except UserError as error:
            self._stop_playback(error)
        self._draw()

    @Slot(object)
    def show_variation(self, variation: Variation) -> None:
        """Play on in other physics, where the world's can be changed."""
        self._variation = variation
        self._apply_variation()
        self._draw()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.stage.show_theme(theme)
        self.perturb.show_theme(theme)
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
        real_time = self._player.frames_per_second or FRAMES_PER_SECOND
        return self.speed * real_time / FRAMES_PER_SECOND

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
        self._begin_episode()
        self.clock.start()

    def _choose_painter(self) -> None:
        playback = self._player.playback
        if playback is not None:
            kind = Painter.FRAMES if self._own_frames else playback.world.entry.painter
            self._painter = painter_for(kind)
            if self._variation is not None:
                self._painter.show_variation(self._variation)
            self._allow_pushes(self._player.site is not None and kind is Painter.CART_POLE)

    def _allow_pushes(self, allowed: bool) -> None:
        self.perturb.set_active(allowed)
        self.stage.set_pushable(allowed)

    def _apply_variation(self) -> None:
        if self._variation is None:
            return
        if self._player.site is not None:
            self._player.site.set_variation(self._variation)
        if self._painter is not None:
            self._painter.show_variation(self._variation)

    def _begin_episode(self) -> None:
        try:
            self._player.begin(self.mode)
            self.perturb.episode_began()
            self._progress = 0.0
            self._rest = round(_REST_SECONDS * FRAMES_PER_SECOND)
            self._show_painter(None)
        except UserError as error:
            self._stop_playback(error)
        self._draw()

    def _stop_playback(self, error: UserError) -> None:
        """Say why there is nothing to see; the next world, or Restart, starts over."""
        self._player.leave_world()
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
        playback, before = self._player, self.moment
        try:
            if playback.site is not None and self.perturb.active:
                forces = self.perturb.forces(playback.site.state.tolist())
                if any(forces):
                    playback.site.push(*forces)
            playback.advance(self.mode)
            if self.moment is not None:
                self.perturb.stepped(terminated=self.moment.terminated, truncated=self.moment.truncated)
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
        if self._player.playback is None:  # it has failed
            self._begin_playback()
        else:
            self._begin_episode()

    @Slot()
    def _pause_changed(self) -> None:
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
        moment, playback = self.moment, self._player.playback
        if moment is not None and playback is not None and self._painter is not None:
            self._painter.show(before, moment, playback.frame)

    def _show_revised(self) -> None:
        """Show what another policy, or the same in another mode, makes of the moment that stays."""
        if self.moment is not None and self._painter is not None:
            self._painter.revise(self.moment)
        self._draw()
        self._show_figures()

    def _draw(self) -> None:
        moment, playback = self.moment, self._player.playback
        if moment is None or playback is None or self._painter is None:
            return
        still = self._steps_a_frame >= 1.0 or moment.ended or not self._flows
        self.stage.show_moment(self._painter, moment, playback.world.entry, 1.0 if still else self._progress)
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
        moment, playback = self.moment, self._player.playback
        if moment is not None and playback is not None:
            self.figures.setText(captions.figures(moment, self.locale()))
            self.stage.refresh_bar()
            self.moment_shown.emit(moment, playback.world.entry)

    def _show_title(self) -> None:
        shown = self._player.shown or self._player.newest
        if shown is not self._titled or shown is None:
            self._titled = shown
            self.title.setText(captions.title(shown, self._name, self.locale()))
            policy = None if shown is None else shown.policy
            self.mode_box.show_by_values(policy is not None and policy.architecture.kind.values)
