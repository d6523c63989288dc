"""A pane that fails where it is told to, beside two that do not."""

from typing import ClassVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel, QPushButton

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.panes import Pane


class Fault(Exception):  # noqa: N818
    """What is injected."""


class FailingPane(Pane):
    """Fails at the points in `at`; knows how many there were, and are."""

    at: ClassVar[set[str]] = set()
    made, stopped, refreshed = 0, 0, 0

    def __init__(self, parent):
        super().__init__(parent)
        FailingPane.made += 1
        self.label = Painted("text", self)
        self.button = QPushButton("press", self)
        self.button.clicked.connect(self._pressed)
        self.column.addWidget(self.label)
        self.column.addWidget(self.button)
        self.beside = QLabel("beside", self)
        self.beside_title.append(self.beside)
        _fail("constructor")
        if "timer" in self.at:
            QTimer.singleShot(0, self, self._ring)

    def _ring(self):
        _fail("timer")

    def load(self):
        _fail("load")

    def refresh(self, scene):
        FailingPane.refreshed += 1
        _fail("refresh")

    def show_theme(self, theme):
        _fail("theme")

    def stop(self):
        FailingPane.stopped += 1
        _fail("stop")

    def resizeEvent(self, event):
        super().resizeEvent(event)
        _fail("resize")

    @Slot()
    def _pressed(self):
        _fail("slot")


class Painted(QLabel):
    """Fails in painting."""

    @contained(nothing)
    def paintEvent(self, event):
        _fail("paint")
        super().paintEvent(event)


def _fail(point):
    if point in FailingPane.at:
        raise Fault(f"broken {point}")
