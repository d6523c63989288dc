"""A user who does anything at all: clicks, keys, wheels, drags, drops, menus, dialogs, anywhere and in any order."""

from __future__ import annotations

import faulthandler
import random
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QContextMenuEvent, QDragEnterEvent, QDropEvent, QMouseEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from shiboken6 import isValid

from pg_desktop.ui.shell.main_window import MainWindow

_LEFT, _RIGHT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
_NO_BUTTON = Qt.MouseButton.NoButton
_MODIFIERS: Final = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
)
_KEYS: Final = (
    *(Qt.Key(number) for number in range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1)),
    *(Qt.Key(number) for number in range(Qt.Key.Key_0.value, Qt.Key.Key_9.value + 1)),
    *(Qt.Key(number) for number in range(Qt.Key.Key_F1.value, Qt.Key.Key_F12.value + 1)),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End) * 3,
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return) * 3,
    *(Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Plus) * 3,
    *(Qt.Key.Key_Minus, Qt.Key.Key_Comma, Qt.Key.Key_Period, Qt.Key.Key_Insert, Qt.Key.Key_Menu, Qt.Key.Key_Enter),
)
_TEXTS: Final = (
    *("0", "1", "-1", "0.5", ".5", "1e-3", "3E-4", "1_000", "1,5", "999999999999", "1e999", "nan", "inf", "٣", "½"),
    *(
        "abc",
        "CartPole-v1",
        "LunarLander-v3",
        "nowhere:Nothing-v0",
        "<b>x</b>",
        "日本",
        "\u202eabc",
        "a" * 300,
        "%1 %n",
    ),
)
_BEAT_MS: Final = 10
_STALLED_SECONDS: Final = 1.0
_LONG_SECONDS: Final = 0.25
"""From which on it is looked at more closely."""
_KEPT: Final = 60
"""Events that are remembered for who looks for the cause of a failure."""


def _little_work() -> float:
    """Seconds that a little of it takes."""
    began = time.perf_counter()
    sum(range(50_000))
    return time.perf_counter() - began


class Pulse(QObject):
    """How long the GUI thread has kept its event loop waiting, and where it was then. Lives in the GUI thread.

    It is what it would have been on this computer had it had nothing else to do: while it does not go on with this
    thread, or with another one that this one may have waited for, time stands still, where the system tells; and what
    takes long is shortened as much as a little work takes longer now than it did at best.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self.where = ""
        self._delays: dict[str, float] = {}
        self._best = min(_little_work() for _ in range(20))
        self._counts = True
        self._last = self._now()
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="pulse", daemon=True)
        self._watcher.start()
        self._again()

    @contextmanager
    def not_counting(self) -> Iterator[None]:
        """What takes long within this is none of our business."""
        self._counts = False
        try:
            yield
        finally:
            self._last, self._counts = self._now(), True

    def look(self) -> float:
        """Take the time since the last beat into account."""
        now = self._now()
        if self._counts and now - self._last > max(self.longest, _LONG_SECONDS):
            work = min(_little_work() for _ in range(5))
            self._best = min(self._best, work)
            self.longest = max(self.longest, (now - self._last) * self._best / work)
            now = self._now()
        self._last = now
        return self.longest

    def end(self) -> None:
        self._ended.set()
        self._watcher.join()

    def _again(self) -> None:
        self.look()
        if not self._ended.is_set():
            QTimer.singleShot(_BEAT_MS, self, self._again)  # also within a loop that this very call leads to

    def _now(self) -> float:
        for thread in Path("/proc/self/task").glob("*/schedstat"):
            with suppress(OSError):  # it has just ended
                self._delays[thread.parent.name] = int(thread.read_text().split()[1]) / 1e9
        return time.monotonic() - sum(self._delays.values())

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            if self._now() - self._last > 0.8 * _STALLED_SECONDS and self._counts:
                with tempfile.TemporaryFile("w+") as file:
                    faulthandler.dump_traceback(file)
                    file.seek(0)
                    self.where = file.read()


class RandomEvents(QObject):
    """Does to a window what comes to its mind, and opens another one where it has closed it."""

    def __init__(self, seed: str, open_window: Callable[[], MainWindow], files: Path) -> None:
        """Begin.

        Args:
            seed: of what comes to mind.
            open_window: opens another window.
            files: the folder of what is opened and saved.
        """
        super().__init__()
        self.rng = random.Random(seed)
        self.done: deque[str] = deque(maxlen=_KEPT)
        self.failures: list[object] = []
        self.events = 0
        """What the window has been sent: a click is three of them."""
        self.pulse = Pulse()
        self._open_window, self._files = open_window, files
        self._acting = False
        self._of_others = set(QApplication.topLevelWidgets())
        """What other tests have left on the screen, and is none of its business."""
        self.window = self._opened()
        self._ways: dict[Callable[[], str], int] = {
            self._click: 30,
            self._double_click: 3,
            self._hover: 12,
            self._drag: 8,
            self._wheel: 10,
            self._key: 25,
            self._type: 4,
            self._focus: 4,
            self._act: 8,
            self._context_menu: 2,
            self._button: 10,
            self._resize: 2,
            self._state: 0.3,
            self._drop: 0.3,
            self._escape: 3,
            self._wait: 6,
        }
        self._answer()

    def do(self) -> None:
        """Do one thing, and let the window deal with it."""
        (way,) = self.rng.choices(list(self._ways), list(self._ways.values()))
        self.done.append(way.__name__)
        self._acting = True
        try:
            self.done[-1] += f": {way()}"
        finally:
            self._acting = False
        self._run_loop(0)
        self.pulse.look()
        if not isValid(self.window) or self.window.isHidden():
            self.done.append("(another window)")
            self._forget_window()
            self.window = self._opened()

    def path(self) -> str:
        """What is chosen in a file dialog: something that is there, something new, or nothing."""
        there = sorted(self._files.iterdir())
        choice = self.rng.random()
        if choice < 0.3:
            return ""
        if choice < 0.7:
            return str(self.rng.choice(there))
        suffix = self.rng.choice([".pglab", ".safetensors", ".csv", ".json", ".png", ""])
        return str(self._files / f"{self.rng.randrange(4)}{suffix}")

    def end(self) -> None:
        self.pulse.end()

    def _forget_window(self) -> None:
        """The closed window is gone, as with the program: nothing is to be done for it any more."""
        if isValid(self.window):
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)

    def _opened(self) -> MainWindow:
        with self.pulse.not_counting():
            window = self._open_window()
        window.session.worker.failed.connect(self.failures.append)
        return window

    # Where

    def _top(self) -> QWidget:
        """The window that hears what the user does."""
        for on_top in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if on_top is not None and on_top.isVisible():
                return on_top
        own = [top for top in QApplication.topLevelWidgets() if top not in self._of_others]
        tops = [top for top in own if top.isVisible() and _handle(top) is not None]
        return self.rng.choice([self.window, self.window, self.window, *tops])

    def _somewhere(self) -> tuple[QWidget, QWidget, QPoint]:
        """A window, something in it that can be seen, and a place there in the window's coordinates."""
        top = self._top()
        seen = [part for part in top.findChildren(QWidget) if part.isVisible() and part.window() is top]
        widget = self.rng.choice([top, *seen])
        at = QPoint(self.rng.randrange(max(widget.width(), 1)), self.rng.randrange(max(widget.height(), 1)))
        return top, widget, widget.mapTo(top, at)

    # What

    def _mouse(self, top: QWidget, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        handle = _handle(top)
        if handle is not None:
            place = QPointF(at)
            modifiers = self.rng.choice(_MODIFIERS) if self.rng.random() < 0.1 else _MODIFIERS[0]
            event = QMouseEvent(kind, place, QPointF(top.mapToGlobal(at)), button, held, modifiers)
            self.events += 1
            QCoreApplication.sendEvent(handle, event)

    def _press(self, top: QWidget, at: QPoint, button: Qt.MouseButton) -> None:
        self._mouse(top, QEvent.Type.MouseMove, at, _NO_BUTTON, _NO_BUTTON)
        self._mouse(top, QEvent.Type.MouseButtonPress, at, button, button)

    def _release(self, top: QWidget, at: QPoint, button: Qt.MouseButton) -> None:
        self._mouse(top, QEvent.Type.MouseButtonRelease, at, button, _NO_BUTTON)

    def _click(self) -> str:
        top, widget, at = self._somewhere()
        said = _name(widget)
        button = self.rng.choice([_LEFT] * 8 + [_RIGHT, _MIDDLE])
        self._press(top, at, button)
        self._release(top, at, button)
        return said

    def _double_click(self) -> str:
        top, widget, at = self._somewhere()
        said = _name(widget)
        self._press(top, at, _LEFT)
        self._release(top, at, _LEFT)
        self._mouse(top, QEvent.Type.MouseButtonDblClick, at, _LEFT, _LEFT)
        self._release(top, at, _LEFT)
        return said

    def _hover(self) -> str:
        top, widget, at = self._somewhere()
        self._mouse(top, QEvent.Type.MouseMove, at, _NO_BUTTON, _NO_BUTTON)
        return _name(widget)

    def _drag(self) -> str:
        top, widget, start = self._somewhere()
        said = _name(widget)
        end = start + QPoint(self.rng.randint(-300, 300), self.rng.randint(-200, 200))
        self._press(top, start, _LEFT)
        steps = self.rng.randint(1, 6)
        for step in range(1, steps + 1):
            self._mouse(top, QEvent.Type.MouseMove, start + (end - start) * step / steps, _NO_BUTTON, _LEFT)
            if self.rng.random() < 0.3:
                QCoreApplication.processEvents()
        self._release(top, end, _LEFT)
        return said

    def _wheel(self) -> str:
        top, widget, at = self._somewhere()
        turned = QPoint(self.rng.choice([0, 0, 120]), self.rng.choice([-360, -120, -15, 15, 120, 360]))
        event = QWheelEvent(
            QPointF(at),
            QPointF(top.mapToGlobal(at)),
            QPoint(),
            turned,
            _NO_BUTTON,
            self.rng.choice(_MODIFIERS),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        handle = _handle(top)
        if handle is not None:
            self.events += 1
            QCoreApplication.sendEvent(handle, event)
        return _name(widget)

    def _key(self) -> str:
        widget = QApplication.activePopupWidget() or QApplication.focusWidget() or self._top()
        key, modifiers = self.rng.choice(_KEYS), self.rng.choice(_MODIFIERS)
        said = f"{key.name} {modifiers.name} on {_name(widget)}"
        for _ in range(self.rng.choice([1, 1, 1, 2, 5])):
            if isValid(widget):
                self._press_key(widget, key, modifiers)
        return said

    def _type(self) -> str:
        widget = QApplication.focusWidget()
        if widget is None:
            return "nobody listens"
        text = self.rng.choice(_TEXTS)
        said = f"{text[:20]!r} into {_name(widget)}"
        self._press_key(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for character in text:
            if isValid(widget):
                self.events += 2
                QTest.sendKeyEvent(QTest.KeyAction.Click, widget, Qt.Key.Key_unknown, character, _MODIFIERS[0])
        if self.rng.random() < 0.7 and isValid(widget):
            self._press_key(widget, Qt.Key.Key_Return)
        return said

    def _press_key(self, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = _MODIFIERS[0]) -> None:
        self.events += 2
        QTest.keyClick(widget, key, modifiers)

    def _focus(self) -> str:
        _, widget, _ = self._somewhere()
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            widget.activateWindow()
            widget.setFocus(self.rng.choice([Qt.FocusReason.TabFocusReason, Qt.FocusReason.MouseFocusReason]))
        return _name(widget)

    def _act(self) -> str:
        """Something from a menu or a tool bar, if nothing asks for an answer."""
        top = self._top()
        owner = top if isinstance(top, QMenu) or top is QApplication.activeModalWidget() else self.window
        seen = [owner, *(part for part in owner.findChildren(QWidget) if part.isVisible())]
        actions = [action for part in seen for action in _actions(part) if action.isEnabled()]
        # A window that is always about to close learns little.
        action = self.rng.choice(actions) if actions else None
        if action is None or (action.objectName() == "quitAction" and self.rng.random() < 0.7):
            return "nothing"
        said = action.objectName() or action.text()
        self.events += 1
        action.trigger()
        return said

    def _button(self) -> str:
        top = self._top()
        buttons = [button for button in top.findChildren(QAbstractButton) if button.isVisible() and button.isEnabled()]
        if not buttons:
            return "none"
        button = self.rng.choice(buttons)
        said = _name(button)
        self.events += 1
        button.click()
        return said

    def _context_menu(self) -> str:
        top, widget, at = self._somewhere()
        place = widget.mapFrom(top, at)
        said = _name(widget)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, top.mapToGlobal(at))
        self.events += 1
        QCoreApplication.sendEvent(widget, event)
        return said

    def _resize(self) -> str:
        size = self.rng.randint(200, 2000), self.rng.randint(150, 1300)
        self.events += 1
        self.window.resize(*size)
        return f"{size}"

    def _state(self) -> str:
        show = self.rng.choice([self.window.showMaximized, self.window.showMinimized, self.window.showFullScreen])
        show()
        QCoreApplication.processEvents()
        self.window.showNormal()
        return show.__name__

    def _drop(self) -> str:
        path = self.rng.choice(sorted(self._files.iterdir()))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        middle = self.window.rect().center()
        given = Qt.DropAction.CopyAction, data, _LEFT, _MODIFIERS[0]
        if QApplication.activeModalWidget() is None:
            QCoreApplication.sendEvent(self.window, QDragEnterEvent(middle, *given))
            QCoreApplication.sendEvent(self.window, QDropEvent(QPointF(middle), *given))
        return path.name

    def _escape(self) -> str:
        """Let go of what asks for an answer."""
        top = self._top()
        if top is not self.window:
            top.close()
        return _name(top) if isValid(top) else "gone"

    def _wait(self) -> str:
        milliseconds = self.rng.randint(1, 60)
        self._run_loop(milliseconds)
        return f"{milliseconds} ms"

    def _run_loop(self, milliseconds: int) -> None:
        """Let the window deal with what there is, within a loop as it has: outside of one nothing is deleted later."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop, loop.quit)
        loop.exec()

    def _answer(self) -> None:
        """Answer what waits for an answer within an event: a message box, a menu, something that is dragged."""
        if self.pulse._ended.is_set():
            return
        QTimer.singleShot(5, self, self._answer)  # first, for the answer may ask again
        if not self._acting:
            return
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            popup.close()
        elif modal is not None:
            buttons = [button for button in modal.findChildren(QAbstractButton) if button.isVisible()]
            if buttons and self.rng.random() < 0.9:
                button = self.rng.choice(buttons)
                self.done.append(f"(answers {_name(button)} to {modal.objectName()})")
                button.click()
            else:
                modal.close()
        else:
            QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Escape)


def _actions(widget: QWidget) -> Iterator[QAction]:
    """Those of a widget and of its menus."""
    for action in widget.actions():
        if isinstance(action.menu(), QMenu):
            yield from _actions(action.menu())
        elif not action.isSeparator():
            yield action


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}" if isValid(widget) else "gone"


def _handle(top: QWidget) -> QWindow | None:
    """The window of a widget for the system; PySide may take its address for that of an object that has gone."""
    handle = top.windowHandle() if isValid(top) else None
    return handle if isinstance(handle, QWindow) else None
