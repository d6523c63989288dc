"""How large the window draws everything."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QWidget

from pg_desktop.ui.kit.zoom import STEPS, Zoom, scaled_sheet, slider_sheet


@pytest.fixture(autouse=True)
def _the_font_stays(qapp):
    before = QApplication.font()
    yield
    QApplication.setFont(before)


@pytest.fixture
def window(qtbot):
    found = QWidget()
    row = QHBoxLayout(found)
    row.setContentsMargins(10, 2, 0, 5)
    row.setSpacing(7)
    button = QToolButton(found)
    button.setIconSize(QSize(14, 14))
    heading = QLabel("Heading", found)
    font = heading.font()
    font.setPointSizeF(8.0)
    heading.setFont(font)
    heading.setMinimumWidth(100)
    row.addWidget(button)
    row.addWidget(heading)
    qtbot.addWidget(found)
    return found


def sizes(window):
    heading, button = window.findChild(QLabel), window.findChild(QToolButton)
    margins = window.layout().contentsMargins()
    return (
        (margins.left(), margins.top(), margins.right(), margins.bottom(), window.layout().spacing()),
        button.iconSize().width(),
        heading.font().pointSizeF(),
        heading.minimumWidth(),
        heading.maximumWidth(),
    )


def test_everything_that_was_set_by_hand_grows(window):
    Zoom().choose(200, window)
    assert sizes(window) == ((20, 4, 0, 10, 14), 28, 16.0, 200, 16_777_215)


def test_what_is_inherited_grows_once(window, qtbot):
    window.show()
    usual = QApplication.font().pointSizeF()
    Zoom().choose(150, window)
    assert QApplication.font().pointSizeF() == pytest.approx(1.5 * usual)
    qtbot.waitUntil(lambda: window.font().pointSizeF() == pytest.approx(1.5 * usual))


def test_back_at_100_everything_is_as_it_was(window):
    before, zoom = sizes(window), Zoom()
    for _ in range(2):
        for percent in (*STEPS, 75, 80, 100):
            zoom.choose(percent, window)
    assert sizes(window) == before


def test_what_was_set_in_between_is_taken_over(window):
    zoom = Zoom()
    zoom.choose(200, window)
    window.findChild(QLabel).setMinimumWidth(300)
    zoom.choose(100, window)
    assert window.findChild(QLabel).minimumWidth() == 150


def test_steps_and_their_ends(window):
    zoom, told = Zoom(), []
    zoom.changed.connect(told.append)
    zoom.step(1, window)
    zoom.step(-1, window)
    zoom.step(-1, window)
    assert told == [110, 100, 90]
    zoom.choose(1000, window)
    zoom.step(1, window)
    assert zoom.percent == 200
    zoom.choose(1, window)
    zoom.step(-1, window)
    assert zoom.percent == 75


@pytest.mark.parametrize(
    ("before", "count", "after"),
    [(100, 3, 150), (100, -2, 80), (104, 1, 110), (104, -1, 100), (150, 9, 200), (90, -9, 75), (100, 0, 100)],
)
def test_several_steps_at_once(window, before, count, after):
    zoom, told = Zoom(), []
    zoom.choose(before, window)
    zoom.changed.connect(told.append)
    zoom.step(count, window)
    assert zoom.percent == after
    assert told == [after] * (before != after)


def test_what_comes_later_is_drawn_as_large(window, qtbot):
    zoom = Zoom()
    zoom.choose(200, QWidget())
    zoom.fit(window)
    assert sizes(window)[1:4] == (28, 16.0, 200)


@pytest.mark.parametrize(
    ("sheet", "percent", "scaled"),
    [
        ("padding: 6px 12px;", 150, "padding: 9px 18px;"),
        ("border: 1px solid #10px00;", 200, "border: 1px solid #10px00;"),
        ("margin: -6px 0;", 200, "margin: -12px 0;"),
        ("width: 3px;", 75, "width: 2px;"),
        ("width: 3px;", 100, "width: 3px;"),
    ],
)
def test_pixels_of_a_style_sheet(sheet, percent, scaled):
    assert scaled_sheet(sheet, percent) == scaled


@pytest.mark.parametrize("percent", STEPS)
def test_the_handle_of_a_slider_is_round(percent):
    sheet = slider_sheet(percent)
    handle = sheet[sheet.index("handle") :]
    width, edge, corner, beyond = (
        int(re.search(pattern, handle)[1])
        for pattern in (r" width: (\d+)", r"border-width: (\d+)", r"border-radius: (\d+)", r"margin: -(\d+)")
    )
    groove = int(re.search(r"groove:horizontal { height: (\d+)", sheet)[1])
    side = width + 2 * edge
    assert groove + 2 * beyond == side  # which is how high Qt makes it
    assert side - 1 <= 2 * corner <= side  # Qt leaves corners square that are rounder
    assert int(re.search(r"border-radius: (\d+)", sheet)[1]) * 2 <= groove
