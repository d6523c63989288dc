"""Controls stand side by side as long as there is room, and below each other where there is none."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from pg_desktop.ui.kit.flow import FlowLayout


@pytest.fixture
def parts(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    layout = FlowLayout(10, whole)
    labels = []
    for width in (100, 50, 80):
        label = QLabel(whole)
        label.setFixedSize(width, 20)
        layout.addWidget(label)
        labels.append(label)
    whole.show()
    return whole, layout, labels


@pytest.mark.parametrize(
    ("width", "places", "height"),
    [
        (250, [(0, 0), (110, 0), (170, 0)], 20),
        (249, [(0, 0), (110, 0), (0, 30)], 50),
        (100, [(0, 0), (0, 30), (0, 60)], 80),
    ],
)
def test_lines(parts, width, places, height, qtbot):
    whole, layout, labels = parts
    whole.resize(width, 200)
    qtbot.waitUntil(lambda: [(label.x(), label.y()) for label in labels] == places)
    assert layout.heightForWidth(width) == height


def test_what_is_hidden_takes_no_room(parts, qtbot):
    whole, layout, labels = parts
    labels[0].hide()
    whole.resize(250, 200)
    qtbot.waitUntil(lambda: labels[1].x() == 0)
    assert labels[2].x() == 60
    assert layout.minimumSize().width() == 80
