"""The policy at work: the large pane in the middle of the window."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.learning.action_mode import ActionMode
from pg_desktop.learning.cart_pole.physics import Physics
from pg_desktop.learning.environments import Painter
from pg_desktop.ui.cards import Card, heading_font
from pg_desktop.ui.exhibition.controls import ExhibitionControls
from pg_desktop.ui.exhibition.scene_painters import ScenePainter, painter_for
from pg_desktop.ui.exhibition.stage import Stage
from pg_desktop.ui.hands.hands import Hands
from pg_desktop.ui.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.exhibition import Exhibition, Moment
    from pg_desktop.learning.exhibition_sites import SteerableSite
    from pg_desktop.session.status import Snapshot

FRAMES_PER_SECOND: Final = 50
"""Env steps a second at normal speed: Gymnasium's own frame rate for cart and pole."""
SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
_REST_SECONDS: Final = 0.8
"""How long the end of an episode stays in view."""
_EXHIBITION_SEED: Final = 0
_TICKS_A_TEXT: Final = 5
"""Frames between two changes of the figures: numbers that change 50 times a second cannot be read."""


@dataclass
class FrameClock:
    """How punctual frames are.

    Attributes:
        lateness: seconds that each frame came after it was due, newest last.
    """

    lateness: list[float]


class RenderPane(Card):
    """An exhibition episode by the newest policy, in real time. Lives in the GUI thread.

    Signals:
        moment_shown (Moment, EnvironmentEntry): another moment is shown.
    """

    moment_shown = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("renderPane")
        self.clock = FrameClock([])
        self._snapshot: Snapshot | None = None
        self._exhibition: Exhibition | None = None
        self._run = -1
        self._moment: Moment | None = None
        self._painter: ScenePainter | None = None
        self._own_frames = False
        self._progress = 0.0
        self._rest = 0
        self._frames = 0
        self._due = 0.0
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        heading_font(self.title)
        self.figures = QLabel(self)
        self.figures.setProperty("role", "muted")
        self.figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.pushes = QLabel(self)
        self.pushes.setObjectName("pushCount")
        self.pushes.setProperty("role", "muted")
        self.figures.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.mode_box = self._make_mode_box()
        self.speed_box = self._make_speed_box()
        self.stage = Stage(self)
        self.hands = Hands(self.stage)
        self.controls = ExhibitionControls(self)
        self._physics = Physics()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1000 // FRAMES_PER_SECOND)
        self._timer.timeout.connect(self._tick)
        self.controls.step_wanted.connect(self._step)
        self.controls.restart_wanted.connect(self._begin_episode)
        self.hands.counted.connect(self._count)
        self.stage.show_message(self.tr("Loading PyTorch…"))
        self._show_title()

    @property
    def mode(self) -> ActionMode:
        """How the shown policy chooses its actions."""
        return ActionMode(self.mode_box.currentData())

    @property
    def speed(self) -> float:
        """Speed as a multiple of real time."""
        return float(self.speed_box.currentData())

    @property
    def _steps_a_frame(self) -> float:
        """Env steps for each frame that is drawn."""
        if self._exhibition is None:
            return self.speed
        return self.speed * self._exhibition.world.entry.frames_per_second / FRAMES_PER_SECOND

    @property
    def _flows(self) -> bool:
        """Whether there is something to see between two env steps."""
        return self._painter is not None and self._painter.flows

    @property
    def moment(self) -> Moment | None:
        """What is shown now."""
        return self._moment

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Let the newest policy act from now on; another run begins a new episode."""
        self._snapshot = snapshot
        if snapshot.policy is None or snapshot.world is None:
            return
        if snapshot.status.run != self._run:
            self._run = snapshot.status.run
            self._begin_exhibition()
        self._show_title()

    def show_own_frames(self, own_frames: bool) -> None:
        """Choose between the environment's own pictures and the program's drawing."""
        self._own_frames = own_frames
        if self._exhibition is not None:
            self._choose_painter()
            if self._moment is not None and self._painter is not None:
                self._painter.show(None, self._moment, self._exhibition.frame)
                self._draw()

    @Slot(object)
    def show_physics(self, physics: Physics) -> None:
        """Play on in other physics, where the world's can be changed."""
        self._physics = physics
        self._apply_physics()
        self._draw()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.stage.theme = theme
        self.stage.refresh_bar()
        self.stage.update()
        self.hands.show_theme(theme)
        self.controls.show_theme(theme)

    def stop(self) -> None:
        """Stop the clock, for good."""
        self._timer.stop()

    def _make_mode_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName("actionMode")
        box.addItem(self.tr("sampled"), ActionMode.SAMPLED.value)
        box.addItem(self.tr("greedy"), ActionMode.GREEDY.value)
        tip = self.tr("Sampled: actions at random, as the policy learned. Greedy: always the most probable action.")
        box.setToolTip(tip)
        box.setWhatsThis(tip)
        box.setAccessibleName(self.tr("How the shown policy acts"))
        return box

    def _make_speed_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName("exhibitionSpeed")
        for speed, text in zip(SPEEDS, ("¼×", "½×", "1×", "2×", "4×"), strict=True):
            box.addItem(text, speed)
        box.setCurrentIndex(SPEEDS.index(1.0))
        tip = self.tr("Speed of the shown episode. 1× is real time; training keeps its own pace.")
        box.setToolTip(tip)
        box.setWhatsThis(tip)
        box.setAccessibleName(self.tr("Speed of the shown episode"))
        return box

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

    def _begin_exhibition(self) -> None:
        from pg_desktop.learning.exhibition import Exhibition  # noqa: PLC0415 (Gymnasium, after the first paint)

        snapshot = self._snapshot
        if snapshot is None or snapshot.world is None:
            return
        if self._exhibition is None or self._exhibition.world != snapshot.world:
            # The old environment is only dropped: closing it would end pygame for the whole process.
            self._exhibition = Exhibition(snapshot.world, _EXHIBITION_SEED)
            self._choose_painter()
            self._apply_physics()
        self.hands.reset_count()
        self._begin_episode()
        if not self._timer.isActive():
            self._due = time.perf_counter() + self._timer.interval() / 1000
            self._timer.start()

    def _choose_painter(self) -> None:
        if self._exhibition is not None:
            kind = Painter.FRAMES if self._own_frames else self._exhibition.world.entry.painter
            self._painter = painter_for(kind)
            self._painter.show_physics(self._physics)
            self.hands.set_active(self._site is not None and kind is Painter.CART_POLE)

    @property
    def _site(self) -> SteerableSite | None:
        """Where the episode takes place, if that can be interfered with."""
        if self._exhibition is None:
            return None
        from pg_desktop.learning.exhibition_sites import SteerableSite  # noqa: PLC0415 (after the first paint)

        site = self._exhibition.site
        return site if isinstance(site, SteerableSite) else None

    def _apply_physics(self) -> None:
        site = self._site
        if site is not None:
            site.set_physics(self._physics)
        if self._painter is not None:
            self._painter.show_physics(self._physics)

    def _begin_episode(self) -> None:
        if self._exhibition is None or self._snapshot is None or self._snapshot.policy is None:
            return
        self.hands.episode_began()
        self._moment = self._exhibition.begin(self._snapshot.policy, self.mode)
        self._progress = 0.0
        self._rest = round(_REST_SECONDS * FRAMES_PER_SECOND)
        if self._painter is not None:
            self._painter.show(None, self._moment, self._exhibition.frame)
        self._draw()

    @Slot()
    def _tick(self) -> None:
        now = time.perf_counter()
        self.clock.lateness.append(max(0.0, now - self._due))
        del self.clock.lateness[:-5000]
        interval = self._timer.interval() / 1000
        self._due += interval
        if self._due < now:  # frames were left out; lateness must not add up
            self._due = now + interval
        if self._moment is None or not self.isVisible() or self.controls.paused:
            return
        if self._moment.ended:
            self._rest -= 1
            if self._rest <= 0:
                self._begin_episode()
            return
        self._progress += self._steps_a_frame
        if self._progress < 1.0 and not self._flows:
            return
        while self._progress >= 1.0 and not self._moment.ended:
            self._progress -= 1.0
            self._advance()
        self._draw()

    def _advance(self) -> None:
        moment, exhibition, snapshot = self._moment, self._exhibition, self._snapshot
        if moment is None or exhibition is None or snapshot is None or snapshot.policy is None:
            return
        site = self._site
        if site is not None and self.hands.active:
            site.push(*self.hands.forces(site.state.tolist()))
        self._moment = exhibition.advance(moment, snapshot.policy, self.mode)
        self.hands.stepped(terminated=self._moment.terminated, truncated=self._moment.truncated)
        if self._painter is not None:
            self._painter.show(moment, self._moment, exhibition.frame)

    @Slot()
    def _step(self) -> None:
        if self._moment is None:
            return
        if self._moment.ended:
            self._begin_episode()
        else:
            self._advance()
            self._progress = 1.0
            self._draw()
            self._progress = 0.0

    @Slot(int, int)
    def _count(self, survived: int, pushes: int) -> None:
        number = self.locale().toString
        text = self.tr("{survived} of {pushes} pushes survived")
        self.pushes.setText(text.format(survived=number(survived), pushes=number(pushes)) if pushes else "")

    def _draw(self) -> None:
        moment, exhibition = self._moment, self._exhibition
        if moment is None or exhibition is None or self._painter is None:
            return
        still = self._steps_a_frame >= 1.0 or moment.ended or not self._flows
        self.stage.show_moment(self._painter, moment, exhibition.world.entry, 1.0 if still else self._progress)
        if self.hands.active and moment.state is not None:
            scene = self.stage.scene_geometry(self._physics.pole_length)
            self.hands.show_moment(float(moment.state[0]), float(moment.state[2]), scene)
        self.moment_shown.emit(moment, exhibition.world.entry)
        self._frames += 1
        if self._frames % _TICKS_A_TEXT == 0 or moment.ended or moment.step == 0:
            self._show_figures(moment)
            self.stage.refresh_bar()

    def _show_figures(self, moment: Moment) -> None:
        text = self.tr("step {step} · return {value}").format(
            step=self.locale().toString(moment.step),
            value=self.locale().toString(moment.episode_return, "g", 6).replace("-", "−"),
        )
        probability = moment.probability
        if probability is not None:
            text += self.tr(" · π(a|s) {probability}").format(probability=self.locale().toString(probability, "f", 2))
        self.figures.setText(text)

    def _show_title(self) -> None:
        snapshot = self._snapshot
        if snapshot is None or snapshot.policy is None:
            self.title.setText(self.tr("Policy"))
            return
        number, before = self.locale().toString, snapshot.status.updates_before
        if snapshot.status.update:
            text = self.tr("Policy after update {update}").format(update=number(snapshot.status.update))
        elif before:
            text = self.tr("Policy as opened, after update {update}").format(update=number(before))
        else:
            text = self.tr("Policy before training")
        self.title.setText(text)
