"""Which episode of the update is looked at: by its number, or the longest, shortest, best or worst one."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from pg_desktop.ui.kit.fitted import Part, PartsLabel, tabular
from pg_desktop.ui.kit.numbers import fixed, whole
from pg_desktop.ui.kit.wheel import SpinBox
from pg_desktop.ui.panes.episode import words

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.algorithms.trace import Trace


class EpisodeChooser(QWidget):
    """A line with the update, the number of the episode, and jumps to others. Lives in the GUI thread.

    Signals:
        chosen (int): the user wants to look at an episode, from 0.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._trace: Trace | None = None
        self.heading = PartsLabel(self)
        self.heading.setObjectName("episodeHeading")
        self.heading.setFont(tabular(self.heading.font()))
        self.number = SpinBox(self)
        self.number.setObjectName("episodeNumber")
        self.number.setAccessibleName(self.tr("Episode"))
        self.number.setMinimum(1)
        self.number.setPrefix(self.tr("Episode "))
        tip = self.tr("Which episode of the update is looked at. Page Up and Page Down go ten further.")
        self.number.setToolTip(tip)
        self.number.setWhatsThis(tip)
        self.jump = QToolButton(self)
        self._make_jumps()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.heading, 1)
        row.addWidget(self.number)
        row.addWidget(self.jump)
        self.number.valueChanged.connect(self._choose)

    def show_episode(self, trace: Trace, episode: int) -> None:
        """Show which episode is looked at; nobody has chosen it here."""
        self._trace = trace
        episodes = len(trace.rollout.length_N)
        self.heading.show_parts(words.heading(trace, episode, self.locale()), " · ")
        self.number.blockSignals(True)
        self.number.setSuffix(self.tr(" of {episodes}").format(episodes=whole(episodes, self.locale())))
        self.number.setMaximum(episodes)
        self.number.setValue(episode + 1)
        self.number.blockSignals(False)
        self._offer(True)

    def show_nothing(self, text: str) -> None:
        """Say why there is no episode."""
        self._trace = None
        self.heading.show_parts([Part(escape(text), 0)])
        self._offer(False)

    def _offer(self, offered: bool) -> None:
        self.number.setVisible(offered)
        self.jump.setVisible(offered)

    def _make_jumps(self) -> None:
        button = self.jump
        button.setObjectName("episodeJump")
        button.setProperty("role", "toggle")
        button.setText(self.tr("Jump"))
        button.setAccessibleName(button.text())
        tip = self.tr("Go to the longest, shortest, best or worst episode of the update.")
        button.setToolTip(tip)
        button.setWhatsThis(tip)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setObjectName("episodeJumps")
        menu.aboutToShow.connect(self._fill_jumps)
        button.setMenu(menu)

    @Slot()
    def _fill_jumps(self) -> None:
        menu, trace = self.jump.menu(), self._trace
        menu.clear()
        if trace is None:
            return
        lengths, returns = trace.rollout.length_N, trace.rollout.episode_return_N
        ends = (
            (self.tr("&Longest: {steps} steps"), int(lengths.argmax())),
            (self.tr("&Shortest: {steps} steps"), int(lengths.argmin())),
            (self.tr("&Best: return {value}"), int(returns.argmax())),
            (self.tr("&Worst: return {value}"), int(returns.argmin())),
        )
        for text, episode in ends:
            value = float(returns[episode])
            told = text.format(
                steps=whole(int(lengths[episode]), self.locale()),
                value=fixed(value, 0 if value.is_integer() else 2, self.locale()),
            )
            menu.addAction(told).triggered.connect(lambda _checked=False, episode=episode: self.chosen.emit(episode))

    @Slot(int)
    def _choose(self, number: int) -> None:
        self.chosen.emit(number - 1)
