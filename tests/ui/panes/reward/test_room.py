"""Nothing of the pane "Reward" is cut off or over something else, at small sizes and in longer languages."""

import pytest
from PySide6.QtWidgets import QApplication

from pg_desktop.ui.shell.registry import PERSPECTIVES
from tests.ui.shell.test_room import arrange, faults, longer
from tests.ui.user import User

__all__ = ["longer"]

CHALLENGE = next(perspective for perspective in PERSPECTIVES if perspective.id == "challenge")


def faults_of_pages(user):
    pane = user.window.panes.pane("reward")
    found = {}
    for index, button in enumerate(pane.switch.buttons):
        user.click(button)
        for text in ("", "1 - theta^2 - 0.1 * abs(x') + foo"):
            pane.field.setText(text)
            user.window.refresh()
            QApplication.processEvents()
            if told := faults(user.window):
                found[index, text] = told
    return found


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800)])
def test_every_page_has_its_room(user, size):
    arrange(user, size, CHALLENGE)
    user.window.panes["reward"].raise_()
    user.wait_until(lambda: user.window.panes.pane("reward").in_sight)
    assert faults_of_pages(user) == {}


@pytest.mark.slow
def test_every_page_has_its_room_in_a_language_that_needs_more(longer, open_window, qtbot):
    user = User(open_window(), qtbot)
    arrange(user, (1024, 768), CHALLENGE)
    user.window.panes["reward"].raise_()
    user.wait_until(lambda: user.window.panes.pane("reward").in_sight)
    assert faults_of_pages(user) == {}
