"""Cards: how small they can be."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget

from pg_desktop.ui.kit.cards import LEAST, CardDock


def test_what_has_become_smaller_out_of_sight_no_longer_keeps_its_card_large(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget())
    dock = CardDock("&Card", "card", window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    large = QLabel(dock.widget())
    dock.widget().layout().addWidget(large)
    large.show()
    large.setMinimumWidth(3 * LEAST.width())
    qtbot.waitUntil(lambda: dock.minimumWidth() >= 3 * LEAST.width(), timeout=5000)
    dock.hide()
    large.setMinimumWidth(0)
    dock.measure()
    assert dock.minimumWidth() < 2 * LEAST.width()
