"""Where the keys go in a part of the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsView, QPushButton, QVBoxLayout, QWidget

from pg_desktop.ui.kit.focus import first_stop


@pytest.fixture
def part(qtbot):
    part = QWidget()
    qtbot.addWidget(part)
    column = QVBoxLayout(part)
    for widget in (QGraphicsView(part), QPushButton("one", part)):
        column.addWidget(widget)
    part.show()
    return part


def test_a_picture_that_wants_no_focus_is_passed_by(part):
    part.findChild(QGraphicsView).setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert first_stop(part) is part.findChild(QPushButton)


def test_a_picture_that_wants_it_is_the_first_stop(part):
    assert first_stop(part) is part.findChild(QGraphicsView)


def test_there_may_be_none(part):
    part.findChild(QGraphicsView).setEnabled(False)
    part.findChild(QPushButton).setEnabled(False)
    assert first_stop(part) is None
