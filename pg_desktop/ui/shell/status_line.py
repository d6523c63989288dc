"""The status bar: what the run is doing, in figures."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from pg_desktop.runs.facts import Limit
from pg_desktop.runs.live.status import RunState, Status
from pg_desktop.ui.kit.status_figures import Figure, FigureRow
from pg_desktop.ui.kit.theme import Theme


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

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.colour)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.drawEllipse(QRectF(4, 4, 10, 10))


class StatusLine(QStatusBar):
    """State, counters, speed, time to solve. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
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
        palette = self.state.palette()
        palette.setColor(palette.ColorRole.WindowText, theme.text)
        self.state.setPalette(palette)
        palette.setColor(palette.ColorRole.WindowText, theme.good)
        self.outcome.setPalette(palette)

    def show_status(self, status: Status) -> None:
        """Show where the run is."""
        self.state.setText(self._state_text(status))
        if self._theme is not None:
            self._lamp.show_colour(self._lamp_colour(status.state, self._theme))
        self.row.show_texts(self._figures(status) | self._outcome(status))

    def _state_text(self, status: Status) -> str:
        match status.state:
            case RunState.STARTING:
                return self.tr("Loading PyTorch…")
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
            Figure("update", self.tr("Update"), self.tr("Updates of the policy's weights in this run."), 5),
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
                    "and the computing time until then."
                ),
                6,
            ),
        ]

    def _figures(self, status: Status) -> dict[str, str]:
        count = self.locale().toString
        figures = {
            "update": self.tr("update {count}").format(count=count(status.update)),
            "episode": self.tr("episode {count}").format(count=count(status.episodes)),
            "envSteps": self.tr("{count} env steps").format(count=count(status.env_steps)),
        }
        if status.steps_per_second:
            speed = _thousands(status.steps_per_second, self.locale())
            figures["speed"] = self.tr("{speed} steps/s").format(speed=speed)
        if status.mean_return_100 is not None:
            mean = self.locale().toString(status.mean_return_100, "f", 1).replace("-", "−")
            figures["mean"] = self.tr("mean of last 100: {mean}").format(mean=mean)
        remaining = seconds_left(status)
        if remaining is not None:
            figures["left"] = self.tr("{time} left").format(time=_duration(remaining, self.locale()))
        return figures

    def _outcome(self, status: Status) -> dict[str, str]:
        solved = status.solved
        if solved is None:
            return {}
        text = self.tr("solved at episode {episode} after {time} of computing").format(
            episode=self.locale().toString(solved.episode), time=_duration(solved.seconds, self.locale())
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


def _thousands(number: float, locale: QLocale) -> str:
    if number < 1000:
        return locale.toString(round(number))
    return locale.toString(round(number / 1000)) + " k"


def _duration(seconds: float, locale: QLocale) -> str:
    if round(seconds) < 60:
        return locale.toString(seconds, "f", 2 if seconds < 10 else 0) + " s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02} min"
