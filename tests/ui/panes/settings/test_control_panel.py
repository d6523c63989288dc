"""The panel of settings as a whole."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QMainWindow, QScrollArea

from pg_desktop.learning.settings.table import Settings
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.panes.settings.control_panel import ControlPanel


@pytest.fixture
def open_panel(qtbot):
    windows = []  # the panel does not keep its window

    def open_(height):
        window = QMainWindow()
        windows.append(window)
        qtbot.addWidget(window)
        window.setCentralWidget(ControlPanel(Settings(), load_presets(), Actions(window), window))
        window.resize(320, height)
        window.show()
        return window.centralWidget()

    return open_


def in_sight(panel, control):
    viewport = panel.findChild(QScrollArea).viewport()
    return viewport.rect().contains(QRect(control.mapTo(viewport, control.rect().topLeft()), control.size()))


def test_more_settings_come_in_sight(open_panel, qtbot):
    """The button is at the lower end of what is seen; what it shows would be below that."""
    panel = open_panel(700)
    bottom = panel.more_button.geometry().bottom() + 5
    panel.window().resize(320, bottom)
    qtbot.waitUntil(lambda: panel.height() == bottom)
    assert in_sight(panel, panel.more_button)
    qtbot.mouseClick(panel.more_button, Qt.MouseButton.LeftButton)
    scroll_bar, first = panel.findChild(QScrollArea).verticalScrollBar(), panel.controls["entropy_bonus"]
    qtbot.waitUntil(lambda: scroll_bar.maximum() > 0 and in_sight(panel, first))
    assert in_sight(panel, panel.more_button)


def test_where_there_is_room_nothing_moves(open_panel, qtbot):
    panel = open_panel(2500)
    before = panel.more_button.y()
    qtbot.mouseClick(panel.more_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: in_sight(panel, panel.controls["seed"]))
    assert panel.more_button.y() == before
