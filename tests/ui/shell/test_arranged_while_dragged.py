"""Cards may be arranged anew while one of them is dragged: by a key, or by whatever comes meanwhile."""

import random

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from pg_desktop.ui.kit.cards import CardHeader
from pg_desktop.ui.shell.registry import PERSPECTIVES
from tests.ui.user import CTRL

ALT_CTRL = CTRL | Qt.KeyboardModifier.AltModifier
NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


class Hand:
    """Holds a card by its heading."""

    def __init__(self, user, seed):
        self.window, self.rng = user.window, random.Random(seed)

    def take_any(self):
        """Press the left button on any heading in the window, and move it."""
        window = self.window
        headers = [each for each in window.findChildren(CardHeader) if each.isVisible() and each.window() is window]
        if headers:  # presenting, what was presented may be in a window of its own
            self.take(self.rng.choice(headers))
            self.move()

    def take(self, header):
        """Press the left button on a heading."""
        window = self.window
        self._start = header.mapTo(window, QPoint(self.rng.randrange(20, header.width() // 2), header.height() // 2))
        self._send(QEvent.Type.MouseButtonPress, self._start, LEFT, LEFT)

    def move_along(self, step, times):
        for number in range(1, times + 1):
            self._send(QEvent.Type.MouseMove, self._start + step * number, NONE, LEFT)
            QApplication.processEvents()

    def move(self):
        for _ in range(3):
            to = self._start + QPoint(self.rng.randint(-300, 300), self.rng.randint(-200, 200))
            self._send(QEvent.Type.MouseMove, to, NONE, LEFT)
            QApplication.processEvents()

    def let_go(self):
        self._send(QEvent.Type.MouseButtonRelease, self._start, LEFT, NONE)
        QApplication.processEvents()

    def _send(self, kind, at, button, held):
        top = self.window
        event = QMouseEvent(
            kind, QPointF(at), QPointF(top.mapToGlobal(at)), button, held, Qt.KeyboardModifier.NoModifier
        )
        QCoreApplication.sendEvent(top.windowHandle(), event)


def test_a_card_over_a_place_for_it_lands_in_its_own_perspective(user):
    window = user.window
    user.press(Qt.Key.Key_2, ALT_CTRL)
    user.press(Qt.Key.Key_4, ALT_CTRL)
    user.wait_until(lambda: window.perspectives.at_rest)
    hand, card = Hand(user, 0), window.panes["runs"]
    hand.take(card.header)
    hand.move_along(QPoint(40, 40), 5)
    assert card.isFloating()
    user.press(Qt.Key.Key_2, ALT_CTRL)
    user.wait_until(lambda: window.perspectives.at_rest)
    assert card.isHidden()
    hand.let_go()
    user.press(Qt.Key.Key_4, ALT_CTRL)
    assert card.isVisible()


@pytest.mark.parametrize("seed", range(3))
def test_another_perspective_comes_while_a_card_is_dragged(user, seed):
    hand, window = Hand(user, seed), user.window
    for number in (2, 3, 4, 1, 3, 2):
        hand.take_any()
        user.press(Qt.Key(Qt.Key.Key_0 + number), ALT_CTRL)
        assert window.perspectives.current is PERSPECTIVES[number - 1]
        hand.move()
        hand.let_go()
        user.wait_until(lambda: window.perspectives.at_rest)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as in a loop of events
        # What was dropped stays with the perspective that it was dragged in.
        assert [dock.entry.id for dock in window.panes if not dock.isHidden() and not dock.wanted] == []
        window._view_actions.reset_layout()
        user.wait_until(lambda: window.perspectives.at_rest)
        assert not any(dock.isFloating() for dock in window.panes if dock.isVisible())


def test_presenting_begins_and_ends_while_a_card_is_dragged(user):
    hand, window = Hand(user, 1), user.window
    for _ in range(4):
        for on in (True, False):
            hand.take_any()
            window.actions_.present.trigger()
            assert window.presenting.on is on
            hand.move()
            hand.let_go()
            if not on:
                window._view_actions.reset_layout()
                user.wait_until(lambda: window.perspectives.at_rest)
