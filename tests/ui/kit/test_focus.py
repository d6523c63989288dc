"""Where the keys go in a part of the window."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsView, QGridLayout, QPushButton, QWidget

from pg_desktop.ui.kit.focus import first_stop


@pytest.fixture
def part(qtbot):
    """A picture above two buttons, of which the right one was made first."""
    part = QWidget()
    qtbot.addWidget(part)
    grid = QGridLayout(part)
    for widget, place in (
        (QGraphicsView(part), (0, 0, 1, 2)),
        (QPushButton("right", part), (1, 1)),
        (QPushButton("left", part), (1, 0)),
    ):
        grid.addWidget(widget, *place)
    part.show()
    return part


def button(part, text):
    return next(each for each in part.findChildren(QPushButton) if each.text() == text)


def test_a_picture_that_wants_no_focus_is_passed_by(part):
    part.findChild(QGraphicsView).setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert first_stop(part) is button(part, "left")


def test_a_picture_that_wants_it_is_the_first_stop(part):
    assert first_stop(part) is part.findChild(QGraphicsView)


def test_what_is_off_is_passed_by(part):
    part.findChild(QGraphicsView).setEnabled(False)
    button(part, "left").hide()
    assert first_stop(part) is button(part, "right")


def test_there_may_be_none(part):
    for widget in part.findChildren(QWidget):
        widget.setEnabled(False)
    assert first_stop(part) is None


def belongs_to(widget):
    return next(line for line in shiboken6.dump(widget).splitlines() if line.startswith("parent"))


def test_to_look_for_it_leaves_all_belonging_to_whom_it_did(part):
    """What PySide takes for a child of something else is gone for Python with that, and a pane with it."""
    part.findChild(QGraphicsView).setEnabled(False)
    buttons = part.findChildren(QPushButton)
    before = [belongs_to(each) for each in buttons]
    first_stop(part)
    assert [belongs_to(each) for each in buttons] == before
