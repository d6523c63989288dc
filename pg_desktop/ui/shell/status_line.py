"""The status bar: what the run is doing, in figures."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from pg_desktop.runs.facts import Limit
from pg_desktop.runs.live.status import RunState, Status
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.numbers import brief, duration, score, whole
from pg_desktop.ui.kit.status_figures import Figure, FigureRow
from pg_desktop.ui.kit.theme import Theme

_LIT: Final = 10 / 18
"""Part of the lamp that shines."""
_LEAST_OUTCOME: Final = 120
"""Pixels that the outcome keeps before figures have to go."""


class _Lamp(QWidget):
    """A round light in the colour of the state."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.colour = QColor()
        self.setFixedSize(QSize(18, 18))

    def show_colour(self, colour: QColor) -> None:
        """Shine in a colour."""
        if colour != self.colour:
            self.colour = colour
            self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.colour)
        painter.setPen(QColor(0, 0, 0, 0))
        side = self.width() * _LIT  # it is larger where everything is
        lit = QRectF(0, 0, side, side)
        lit.moveCenter(QRectF(self.rect()).center())
        painter.drawEllipse(lit)


class StatusLine(QStatusBar):
    """State, counters, speed, time to solve. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._run = 0
        self._fallen = False
        self._lamp = _Lamp(self)
        self.state = QLabel(self)
        self.state.setObjectName("stateLabel")
        font = self.state.font()
        font.setWeight(font.Weight.DemiBold)
        self.state.setFont(font)
        tip = self.tr("What the training thread is doing.")
        states = self.tr(
            "<p>Green while it trains, amber while it pauses, blue when a limit has ended the run, red when it has "
            "stopped for good.</p>"
        )
        for part in (self._lamp, self.state):
            part.setToolTip(tip)
            part.setWhatsThis(f"<h3>{tip}</h3>{states}")
        self.row = FigureRow(self._all_figures(), self)
        self.row.setObjectName("figures")
        self.outcome = self.row.labels["outcome"]
        self.addWidget(self._lamp)
        self.addWidget(self.state)
        self.addWidget(self.row, 1)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        _write_in(self.state, theme.text)
        self._show_outcome_colour()

    def show_status(self, status: Status, *, will_train: bool = False) -> None:
        """Show where the run is.

        Args:
            status: that.
            will_train: whether training begins as soon as it can.
        """
        if status.run != self._run:
            self._run = status.run
            self.row.forget_rooms()
        self.state.setText(self._state_text(status, will_train=will_train))
        if self._theme is not None:
            self._lamp.show_colour(self._lamp_colour(status.state, self._theme))
        self.row.show_texts(self._figures(status) | self._outcome(status))
        if status.fallen is not self._fallen:
            self._fallen = status.fallen
            self._show_outcome_colour()

    def _show_outcome_colour(self) -> None:
        if self._theme is not None:
            _write_in(self.outcome, self._theme.bad if self._fallen else self._theme.good)

    def _state_text(self, status: Status, *, will_train: bool) -> str:
        match status.state:
            case RunState.STARTING:
                return self.tr("Loading PyTorch… training starts then") if will_train else self.tr("Loading PyTorch…")
            case RunState.READY:
                return self.tr("Ready")
            case RunState.TRAINING:
                return self.tr("Training")
            case RunState.PAUSED:
                return self.tr("Paused")
            case RunState.FINISHED:
                return {
                    Limit.EPISODES: self.tr("Finished: episode limit reached"),
                    Limit.UPDATES: self.tr("Finished: update limit reached"),
                    Limit.SOLVED: self.tr("Finished: solved"),
                    None: self.tr("Finished"),
                }[status.limit]
            case RunState.STOPPED:
                return self.tr("Stopped")

    @staticmethod
    def _lamp_colour(state: RunState, theme: Theme) -> QColor:
        return {
            RunState.TRAINING: theme.good,
            RunState.PAUSED: theme.waiting,
            RunState.FINISHED: theme.accent,
            RunState.STOPPED: theme.bad,
        }.get(state, theme.groove)

    def _all_figures(self) -> list[Figure]:
        return [
            Figure(
                "update",
                self.tr("Update"),
                self.tr(
                    "Updates of the policy's weights in this run; in one that takes a while, how far it is: first its "
                    "episodes are played, then the policy learns from them."
                ),
                5,
            ),
            Figure("episode", self.tr("Episode"), self.tr("Episodes that were played for training in this run."), 2),
            Figure("envSteps", self.tr("Env steps"), self.tr("Steps of the environments in all these episodes."), 1),
            Figure(
                "speed",
                self.tr("Speed"),
                self.tr("Env steps in a second of computing, over the last updates. Waiting for the pace is left out."),
                0,
            ),
            Figure(
                "mean",
                self.tr("Mean return"),
                self.tr("Mean return of the last 100 episodes, or of all if there are fewer. The target is for this."),
                4,
            ),
            Figure(
                "left",
                self.tr("Time left"),
                self.tr("Until the episode limit or the update limit is reached, at the pace so far."),
                3,
            ),
            Figure(
                "outcome",
                self.tr("Solved"),
                self.tr(
                    "The episode with which the mean return of 100 episodes first reached the environment's target, "
                    "and the computing time until then; once that mean has fallen far below the target, what it is now."
                ),
                6,
                _LEAST_OUTCOME,
            ),
        ]

    def _figures(self, status: Status) -> dict[str, str]:
        locale = self.locale()
        figures = {
            "update": self._update(status),
            "episode": self.tr("episode {count}").format(count=whole(status.episodes, locale)),
            "envSteps": self.tr("{count} env steps").format(count=whole(status.env_steps, locale)),
        }
        if status.steps_per_second:
            speed = brief(status.steps_per_second, locale)
            figures["speed"] = self.tr("{speed} steps/s").format(speed=speed)
        if status.mean_return_100 is not None:
            mean = score(status.mean_return_100, locale)
            figures["mean"] = self.tr("mean of last 100: {mean}").format(mean=mean)
        remaining = seconds_left(status)
        if remaining is not None:
            figures["left"] = self.tr("{time} left").format(time=duration(remaining, locale))
        return figures

    def _update(self, status: Status) -> str:
        locale, progress = self.locale(), status.progress
        if progress is None:
            return self.tr("update {count}").format(count=whole(status.update, locale))
        if progress.learning:
            text = self.tr("update {update}: learning")
        elif progress.of_episodes == 1:
            text = self.tr("update {update}: {steps} env steps")
        else:
            text = self.tr("update {update}: {episodes} of {all} episodes, {steps} env steps")
        return text.format(
            update=whole(progress.update, locale),
            episodes=whole(progress.episodes, locale),
            all=whole(progress.of_episodes, locale),
            steps=brief(progress.env_steps, locale),
        )

    def _outcome(self, status: Status) -> dict[str, str]:
        solved = status.solved
        if solved is None:
            return {}
        if status.fallen and status.mean_return_100 is not None:
            text = self.tr("solved at episode {episode}; mean now {mean}").format(
                episode=whole(solved.episode, self.locale()), mean=score(status.mean_return_100, self.locale())
            )
            return {"outcome": text}
        text = self.tr("solved at episode {episode} after {time} of computing").format(
            episode=whole(solved.episode, self.locale()), time=duration(solved.seconds, self.locale())
        )
        return {"outcome": text}


def seconds_left(status: Status) -> float | None:
    """How long a training run will take to its nearest limit at its pace so far; None without a limit."""
    if status.state is not RunState.TRAINING or not status.update or status.train_seconds <= 0:
        return None
    settings = status.settings
    remaining = []
    if settings.update_limit:
        remaining.append((settings.update_limit - status.update) / status.update)
    if settings.episode_limit:
        remaining.append((settings.episode_limit - status.episodes) / status.episodes)
    if not remaining:
        return None
    seconds_an_update = max(status.train_seconds / status.update, 1.0 / settings.pace)
    return max(0.0, min(remaining)) * status.update * seconds_an_update


def _write_in(label: QLabel, colour: QColor) -> None:
    palette = label.palette()
    palette.setColor(palette.ColorRole.WindowText, colour)
    label.setPalette(palette)
