"""The heading of the agent's pane: whose policy is shown, its figures, and how its episode is played."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pg_desktop.ui.kit.cards import heading_font, set_on_card
from pg_desktop.ui.kit.fitted import ElidedLabel, room_for
from pg_desktop.ui.kit.status_figures import FigureRow
from pg_desktop.ui.panes.agent import captions
from pg_desktop.ui.panes.agent.choices import LiveButton, ModeBox, SpeedBox
from pg_desktop.ui.panes.agent.controls import PlaybackControls

_SPACING: Final = 10


class Heading(QWidget):
    """One line, or two where it is narrow or a recorded moment needs a longer title. Lives in the GUI thread.

    Attributes:
        title: whose policy it is.
        figures: of the moment.
        pushes: how many were survived.
        live_button: back from a recorded moment.
        controls: pause, step, restart.
        mode_box: how the policy acts.
        speed_box: how fast its episode goes by.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(self)
        self.title.setProperty("role", "heading")
        heading_font(self.title)
        self.figures = FigureRow(captions.all_figures(), self, Qt.AlignmentFlag.AlignRight)
        self.pushes = ElidedLabel(self)
        self.pushes.setObjectName("pushCount")
        for label in (self.pushes, *self.figures.labels.values()):
            label.setProperty("role", "muted")
        for label in (self.title, self.pushes, *self.figures.labels.values()):
            set_on_card(label)
        self.live_button = LiveButton(self)
        self.mode_box = ModeBox(self)
        self.speed_box = SpeedBox(self)
        self.controls = PlaybackControls(self)
        self._recorded = False
        self._lay_out()

    def show_recorded(self, recorded: bool) -> None:
        """Be the heading of a recorded moment, or of the newest policy's episode."""
        self._recorded = recorded
        self.mode_box.setVisible(not recorded)
        self.live_button.setVisible(recorded)
        self.figures.forget_rooms()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for row in (self._first, self._second):
            row.setSpacing(_SPACING)
        self._second.addWidget(self.title)
        self._second.addWidget(self.pushes)
        self._second.addWidget(self.figures, 1)
        self._second.addWidget(self.controls)
        self._second.addWidget(self.mode_box)
        self._second.addWidget(self.speed_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._first)
        column.addLayout(self._second)

    def _width_of_one_line(self) -> float:
        """Pixels that the title and all controls need beside each other, and a figure."""
        controls = self.controls, self.mode_box, self.speed_box
        title, figure = captions.usual()
        texts = room_for(title, self.title.fontMetrics()) + room_for(figure, self.fontMetrics())
        return texts + sum(widget.sizeHint().width() + _SPACING for widget in controls) + _SPACING

    def _arrange(self) -> None:
        """Let the title have a line of its own, or not."""
        two = self._recorded or self.width() < self._width_of_one_line()
        if two == (self._first.indexOf(self.title) >= 0):
            return
        if two:
            self._first.addWidget(self.title, 1)
            self._first.addWidget(self.live_button)
        else:
            self._second.insertWidget(0, self.title)
        self.figures.forget_rooms()
