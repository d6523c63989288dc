"""The status bar: what the run is doing, in figures."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from pg_desktop.session.status import Limit, RunState, Status
from pg_desktop.ui.theme import Theme


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
        self.figures = QLabel(self)
        self.figures.setObjectName("figuresLabel")
        self.outcome = QLabel(self)
        self.outcome.setObjectName("outcomeLabel")
        self.addWidget(self._lamp)
        self.addWidget(self.state)
        self.addWidget(self.figures, 3)
        self.addWidget(self.outcome, 2)
        for label in (self.figures, self.outcome):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

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
        self.figures.setText("    ".join(self._figures(status)))
        self.outcome.setText(self._outcome(status))

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

    def _figures(self, status: Status) -> list[str]:
        count = self.locale().toString
        figures = [
            self.tr("update {count}").format(count=count(status.update)),
            self.tr("episode {count}").format(count=count(status.episodes)),
            self.tr("{count} env steps").format(count=count(status.env_steps)),
        ]
        if status.steps_per_second:
            figures.append(self.tr("{speed} steps/s").format(speed=_thousands(status.steps_per_second, self.locale())))
        if status.mean_return_100 is not None:
            mean = self.locale().toString(status.mean_return_100, "f", 1).replace("-", "−")
            figures.append(self.tr("mean of last 100: {mean}").format(mean=mean))
        remaining = seconds_left(status)
        if remaining is not None:
            figures.append(self.tr("{time} left").format(time=_duration(remaining, self.locale())))
        return figures

    def _outcome(self, status: Status) -> str:
        solved = status.solved
        if solved is None:
            return ""
        return self.tr("solved at episode {episode} after {time} of computing").format(
            episode=self.locale().toString(solved.episode), time=_duration(solved.seconds, self.locale())
        )


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
