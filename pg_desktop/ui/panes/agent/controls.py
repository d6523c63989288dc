"""The shown episode's transport: pause it, step through it, begin it again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import LIGHT, Theme


class PlaybackControls(QWidget):
    """A row of three buttons for the shown episode; training goes on whatever they do. Lives in the GUI thread.

    Its actions carry the keys and belong to it (`QWidget.actions`), in the order of the buttons.

    Signals:
        paused_changed (bool): the episode is to stand still, or to go on.
        step_wanted (): one env step is to be played; what ran is paused first.
        restart_wanted (): a new episode is to begin.
    """

    paused_changed = Signal(bool)
    step_wanted = Signal()
    restart_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("playbackControls")
        self._theme = LIGHT
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.pause = self._make("playbackPause", self.tr("Pause the shown episode"), "K")
        self.pause.setCheckable(True)
        self.step = self._make("playbackStep", self.tr("Step through the shown episode"), "L")
        self.restart = self._make("playbackRestart", self.tr("Restart the shown episode"), "J")
        self.step.setAutoRepeat(True)
        self._explain(self.step, self.tr("Play one env step of the shown episode, then wait."))
        self._explain(self.restart, self.tr("Begin a new shown episode."))
        self.pause.toggled.connect(self._toggled)
        self.step.triggered.connect(self._step)
        self.restart.triggered.connect(self.restart_wanted)
        self._show_pause()

    @property
    def paused(self) -> bool:
        """Whether the episode is to stand still."""
        return self.pause.isChecked()

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons for a look."""
        self._theme = theme
        self.step.setIcon(icon("step", theme.muted))
        self.restart.setIcon(icon("reset", theme.muted))
        self._show_pause()

    def _make(self, name: str, text: str, key: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"{name}Action")
        action.setShortcut(QKeySequence(key))
        action.setAutoRepeat(False)
        self.addAction(action)
        button = QToolButton(self)
        button.setObjectName(name)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text)
        self._row.addWidget(button)
        return action

    @staticmethod
    def _explain(action: QAction, text: str) -> None:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({key})")
        action.setStatusTip(text)
        action.setWhatsThis(text)

    @Slot(bool)
    def _toggled(self, paused: bool) -> None:
        self._show_pause()
        self.paused_changed.emit(paused)

    @Slot()
    def _step(self) -> None:
        self.pause.setChecked(True)
        self.step_wanted.emit()

    def _show_pause(self) -> None:
        """Let the button say what it does now."""
        self.pause.setIcon(icon("train" if self.paused else "pause", self._theme.muted))
        going_on, standing = self.tr("Let the shown episode go on."), self.tr("Let the shown episode stand still.")
        self._explain(self.pause, going_on if self.paused else standing)
