"""The curves are read by keys and mouse, aloud too."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from pg_desktop.ui.panes.ladder.curves import Curves
from pg_desktop.ui.panes.ladder.series import LINES, Series
from tests.ui.user import move_mouse

LINE = {line.key: line for line in LINES}
SERIES = (
    Series(LINE["against_teacher"], (0.0, 500.0, 1000.0), (0.5, 0.6, 0.9)),
    Series(LINE["not_lost"], (0.0, 1000.0), (0.02, 0.42)),
    Series(LINE["entropy"], (0.0, 1000.0), (1.0, 0.5)),
)


@pytest.fixture
def curves(qtbot):
    widget = Curves(None)
    qtbot.addWidget(widget)
    widget.resize(380, 260)
    widget.show_series(SERIES, "")
    widget.show()
    return widget


def test_at_first_the_newest_values_are_told(curves):
    assert curves.at is None
    assert curves.accessibleDescription() == (
        "After 1,000 games: against its teacher 90\u00a0%, lost to perfect play 42\u00a0%, entropy 0.50."
    )


def test_keys_read_any_moment_and_escape_the_newest(curves):
    QTest.keyClick(curves, Qt.Key.Key_Home)
    assert curves.at == 0
    for _ in range(25):
        QTest.keyClick(curves, Qt.Key.Key_Right)
    assert curves.at == pytest.approx(500)
    assert curves.read().endswith("teacher 60\u00a0%, lost to perfect play 22\u00a0%, entropy 0.75.")
    QTest.keyClick(curves, Qt.Key.Key_Escape)
    assert curves.at is None


def test_the_mouse_reads_too_and_leaves(curves):
    move_mouse(curves, QPoint(curves.width() // 2, curves.height() // 2))
    assert 300 < curves.at < 700
    curves.leaveEvent(None)
    assert curves.at is None


def test_without_curves_it_says_why(curves):
    curves.show_series((), "Curves appear here as soon as this rung is climbed.")
    assert curves.accessibleDescription() == "Curves appear here as soon as this rung is climbed."
    QTest.keyClick(curves, Qt.Key.Key_Home)
    assert curves.at is None
    curves.grab()


def test_no_two_curves_look_alike():
    assert len({(line.colour, line.pen) for line in LINES}) == len(LINES)
