"""A heat map shows what it is given, says where the mouse and the keys are, and can be read."""

import time
from math import nan

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPixmap
from PySide6.QtWidgets import QApplication, QToolTip

from pg_desktop.ui.kit.heat_map.heat_map import HeatMap, HeatMapAxis, HeatMapData
from pg_desktop.ui.kit.heat_map.palette import contrast, inks, luminance, palette
from pg_desktop.ui.kit.heat_map.picture import HeatMapLayout
from pg_desktop.ui.kit.theme import DARK, LIGHT
from tests.ui.user import move_mouse

LOOKS = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
VALUES = ((0.0, 0.25, 0.5), (0.75, 1.0, nan))


def data(values=VALUES, **changes):
    columns, rows = len(values[0]), len(values)
    given = {
        "title": "Survival",
        "value_name": "Survival rate",
        "x": HeatMapAxis("Pole length", tuple(0.5 * (c + 1) for c in range(columns)), "m"),
        "y": HeatMapAxis("Cart mass", tuple(float(10**r) for r in range(rows)), "kg"),
        "values": values,
        "low": 0.0,
        "high": 1.0,
        "mark": (1, 0),
        "mark_name": "nominal",
    }
    return HeatMapData(**(given | changes))


@pytest.fixture
def heat_map(qtbot):
    widget = HeatMap()
    qtbot.addWidget(widget)
    widget.resize(420, 340)
    widget.show()
    return widget


def centre_colour(heat_map, column, row):
    """Beside the number, which is in the middle."""
    rect = heat_map.cell_rect(column, row)
    return heat_map.grab().toImage().pixelColor(rect.left() + 6, rect.top() + 6)


def test_each_cell_has_its_colour(heat_map):
    heat_map.show_map(data())
    shades = palette(LIGHT)
    assert centre_colour(heat_map, 0, 0).name() == shades[0].name()
    assert centre_colour(heat_map, 1, 1).name() == shades[255].name()
    assert centre_colour(heat_map, 0, 1).name() == shades[191].name()
    assert heat_map.cell_rect(0, 1).bottom() < heat_map.cell_rect(0, 0).top() + 1  # y goes up


@LOOKS
def test_what_is_not_known_is_hatched(heat_map, theme):
    heat_map.show_theme(theme)
    heat_map.show_map(data())
    rect, image = heat_map.cell_rect(2, 1).adjusted(4, 4, -4, -4), heat_map.grab().toImage()
    points = [(x, y) for x in range(rect.left(), rect.right()) for y in range(rect.top(), rect.bottom())]
    assert {image.pixelColor(*point).name() for point in points} == {theme.field.name(), theme.groove.name()}


@LOOKS
def test_lightness_is_monotone_and_numbers_can_be_read(theme):
    shades = palette(theme)
    steps = np.diff([luminance(shade) for shade in shades])
    assert (steps >= -1e-3).all() if theme.dark else (steps <= 1e-3).all()
    assert contrast(shades[0], shades[-1]) > 8
    assert all(contrast(ink, shade) >= 4.5 for ink, shade in zip(inks(theme), shades, strict=True))


@pytest.mark.parametrize(("width", "height"), [(220, 180), (317, 211), (800, 600)])
@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 2), (15, 15), (40, 7)])
def test_cells_tile_the_map_and_points_find_them(qapp, width, height, columns, rows):
    values = np.zeros((rows, columns))
    layout = HeatMapLayout.fit(QRect(6, 6, width - 12, height - 12), data(values, mark=None), qapp.font())
    cells = layout.cells
    assert QRect(0, 0, width, height).contains(cells)
    for x in range(cells.left(), cells.right() + 1):
        for y in (cells.top(), cells.center().y(), cells.bottom()):
            assert layout.cell(*layout.at(QPoint(x, y))).contains(x, y)
    for y in range(cells.top(), cells.bottom() + 1):
        assert layout.cell(*layout.at(QPoint(cells.left(), y))).contains(cells.left(), y)
    assert layout.at(cells.topLeft() - QPoint(1, 0)) is None
    assert layout.at(cells.bottomRight() + QPoint(1, 0)) is None


def test_the_mouse_finds_a_cell(heat_map):
    heat_map.show_map(data())
    seen = []
    heat_map.hovered.connect(seen.append)
    for place in ((0, 0), (2, 1)):
        move_mouse(heat_map, heat_map.cell_rect(*place).center())
        assert (seen[-1].column, seen[-1].row) == place
    assert (seen[0].x, seen[0].y, seen[0].value) == (0.5, 1.0, 0.0)
    assert seen[-1].value != seen[-1].value
    move_mouse(heat_map, QPoint(1, 1))
    assert seen[-1] is None
    assert len(seen) == 3


def test_the_tip_says_value_and_coordinates(heat_map, qtbot):
    heat_map.show_map(data())
    at = heat_map.cell_rect(1, 0).center()
    QApplication.sendEvent(heat_map, QHelpEvent(QHelpEvent.Type.ToolTip, at, heat_map.mapToGlobal(at)))
    assert QToolTip.text() == "Survival rate 0.25 at Pole length 1 m, Cart mass 1 kg (nominal)"
    QToolTip.hideText()


def test_keys_move_a_cursor_that_is_described(heat_map, qtbot):
    heat_map.show_map(data())
    heat_map.activateWindow()
    heat_map.setFocus()
    qtbot.waitUntil(heat_map.hasFocus)
    assert (heat_map.cursor_cell.column, heat_map.cursor_cell.row) == (1, 0)
    before = heat_map.grab().toImage()
    with qtbot.waitSignal(heat_map.hovered) as heard:
        qtbot.keyClick(heat_map, Qt.Key.Key_Up)
    assert heard.args[0].value == 1.0
    assert heat_map.accessibleDescription() == "Survival rate 1.00 at Pole length 1 m, Cart mass 10 kg"
    assert heat_map.grab().toImage() != before
    for key, place in (
        (Qt.Key.Key_Right, (2, 1)),
        (Qt.Key.Key_Right, (2, 1)),
        (Qt.Key.Key_Home, (0, 1)),
        (Qt.Key.Key_Down, (0, 0)),
        (Qt.Key.Key_Left, (0, 0)),
        (Qt.Key.Key_End, (2, 0)),
    ):
        qtbot.keyClick(heat_map, key)
        assert (heat_map.cursor_cell.column, heat_map.cursor_cell.row) == place
    qtbot.keyClick(heat_map, Qt.Key.Key_Up)
    assert "not measured yet" in heat_map.accessibleDescription()
    qtbot.mouseClick(heat_map, Qt.MouseButton.LeftButton, pos=heat_map.cell_rect(0, 1).center())
    assert (heat_map.cursor_cell.column, heat_map.cursor_cell.row) == (0, 1)
    heat_map.show_map(data(((0.5,),), mark=None))
    assert heat_map.cursor_cell.value == 0.5


def test_without_data_there_is_a_sentence(heat_map, qtbot):
    heat_map.show_placeholder("Nothing measured yet.")
    assert len({heat_map.grab().toImage().pixelColor(x, 170).name() for x in range(420)}) > 1
    assert heat_map.accessibleDescription() == "Nothing measured yet."
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(heat_map, key)
    assert heat_map.cursor_cell is None
    assert heat_map.cell_rect(0, 0).isEmpty()


@LOOKS
@pytest.mark.parametrize("size", [(220, 180), (400, 200), (800, 600)])
def test_every_size_is_drawn_with_bar_and_mark(heat_map, theme, size):
    heat_map.show_theme(theme)
    heat_map.show_map(data(np.linspace(0, 1, 225).reshape(15, 15), mark=(14, 14)))
    heat_map.resize(*size)
    image = heat_map.grab().toImage()
    assert (image.width(), image.height()) == size
    names = {image.pixelColor(x, y).name() for x in range(size[0]) for y in range(size[1])}
    assert {theme.second.name(), palette(theme)[0].name(), palette(theme)[255].name()} <= names


@pytest.mark.parametrize(
    "changes",
    [{"x": HeatMapAxis("x", (1.0,))}, {"low": 1.0}, {"high": nan}, {"mark": (3, 0)}, {"values": ((),)}],
)
def test_what_does_not_fit_is_refused(changes):
    with pytest.raises(ValueError, match=r"values|low|mark"):
        data(**changes)


def test_painting_is_fast(heat_map):
    heat_map.resize(800, 600)
    heat_map.show_map(data(np.linspace(0, 1, 225).reshape(15, 15)))
    target, seconds = QPixmap(heat_map.size()), []
    for _ in range(20):
        started = time.thread_time()  # however busy the computer is otherwise
        heat_map.render(target)
        seconds.append(time.thread_time() - started)
    assert sorted(seconds)[10] < 0.002
