"""Somebody in front of the window: clicks, keys, and the patience to wait for what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.settings.table import PACE_MAX
from pg_desktop.runs.live.status import RunState, Status
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.shell.main_window import MainWindow

PATIENCE = 30_000
"""Milliseconds after which waiting is given up; far more than anything takes."""

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


def move_mouse(widget: QWidget, at: QPoint, held: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the mouse to a place of a widget, whatever lies over it.

    `QTest.mouseMove` moves the cursor of the screen instead: whichever window lies on top of the others hears of it.
    """
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(widget.mapToGlobal(at)), Qt.MouseButton.NoButton, held, NONE
    )
    QApplication.sendEvent(widget, event)


class User:
    """Uses one window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self._qtbot = qtbot

    @property
    def status(self) -> Status:
        return self.window.session.status

    @property
    def policy(self) -> Policy:
        policy = self.window.session.view.policy
        assert policy is not None
        return policy

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self._qtbot.mouseClick(widget, LEFT, NONE, at or widget.rect().center())

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key where the focus is."""
        if QApplication.activeWindow() is None:
            self.activate()
        for _ in range(times):
            self._qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, widget: QWidget, text: str) -> None:
        """Replace what a field holds, and confirm it."""
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        self._qtbot.keyClick(widget, Qt.Key.Key_A, CTRL)
        self._qtbot.keyClicks(widget, text)
        self._qtbot.keyClick(widget, Qt.Key.Key_Return)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press the left button, move in ten steps, let go."""
        self._qtbot.mousePress(widget, LEFT, NONE, start)
        for step in range(1, 11):
            move_mouse(widget, start + (end - start) * step / 10, LEFT)
        self._qtbot.mouseRelease(widget, LEFT, NONE, end)

    def hover(self, widget: QWidget, at: QPoint) -> None:
        move_mouse(widget, at)

    def wheel(self, widget: QWidget, at: QPoint, notches: int) -> None:
        """Turn the wheel over a widget, away from the user if positive."""
        place = QPointF(widget.mapTo(widget.window(), at))
        QTest.wheelEvent(widget.window().windowHandle(), place, QPoint(0, 120 * notches))
        QGuiApplication.processEvents()

    def control(self, key: str) -> SettingControl:
        """The control of a setting, or of the shown episode's physics."""
        controls = self.window.panel.controls
        control = controls[key] if key in controls else self.window.findChild(SettingControl, key)
        assert control is not None, key
        return control

    def resize(self, width: int, height: int) -> None:
        """Make the window this large, and wait until it is arranged for that."""
        window = self.window
        window.resize(width, height)
        self.wait_until(lambda: (window.width(), window.height()) == (width, height))
        self.wait_until(lambda: window.perspectives.at_rest)

    def unfold(self) -> None:
        """Click on every heading of the settings that hides something."""
        for section in self.window.panel.sections.values():
            if section.folded:
                self.click(section.header)
        QGuiApplication.processEvents()

    def part(self, name: str) -> QWidget:
        """The widget with an object name."""
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, name
        return widget

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=PATIENCE)

    def wait_for(self, state: RunState) -> None:
        """Until the training thread is in a state and the window has heard of it."""
        self.wait_until(lambda: self.status.state is state)
        self.settle()

    def settle(self) -> None:
        """Let the window show what the training thread has published."""
        acting = self.window.session
        self.wait_until(lambda: acting.status.settings_version == acting.wanted_version)
        self.wait_until(lambda: self.window._record is acting.view.record)  # it has been told of the run
        QGuiApplication.processEvents()
        self.window.refresh()

    @property
    def train_button(self) -> QPushButton:
        return self.window.run_bar.train_button

    def choose_full_speed(self) -> None:
        slider = self.control("pace").stops[0]
        slider.setFocus()
        self.press(Qt.Key.Key_End)
        assert self.window.session.wanted.pace == PACE_MAX

    def step(self, updates: int = 1) -> None:
        """Click Step, once for each update, and see it through."""
        for _ in range(updates):
            before = self.status.update
            self.click(self.window.run_bar.step_button)
            self.wait_until(lambda before=before: self.status.update == before + 1)  # type: ignore[misc]
            self.wait_for(RunState.PAUSED)

    def dialog(self, name: str) -> QMessageBox:
        """The message box of that name, once it is open."""
        self.wait_until(lambda: self._open_dialog(name) is not None)
        found = self._open_dialog(name)
        assert isinstance(found, QMessageBox)
        return found

    def activate(self) -> None:
        """Make the window the active one, as a window manager does when another one has gone."""
        self.window.activateWindow()
        self.wait_until(self.window.isActiveWindow)

    def dismiss(self, dialog: QDialog) -> None:
        self._qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        self.activate()

    @contextmanager
    def answering(
        self, name: str, answer: QMessageBox.StandardButton, look_at: Callable[[QMessageBox], None] | None = None
    ) -> Iterator[list[str]]:
        """While inside, every such dialog is looked at and answered by a click; yields what they asked."""
        asked: list[str] = []
        timer = QTimer()
        timer.setInterval(10)

        def look() -> None:
            box = self._open_dialog(name)
            if isinstance(box, QMessageBox):
                asked.append(box.text())
                if look_at is not None:
                    look_at(box)
                button = box.button(answer)
                assert isinstance(button, QAbstractButton)
                self.click(button)

        timer.timeout.connect(look)
        timer.start()
        try:
            yield asked
        finally:
            timer.stop()

    def _open_dialog(self, name: str) -> QDialog | None:
        dialogs = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog))
        return next((dialog for dialog in dialogs if dialog.objectName() == name and dialog.isVisible()), None)
