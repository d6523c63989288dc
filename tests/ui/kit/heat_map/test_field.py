"""A map of something that has a value everywhere: right colours, and words for where mouse and keys are."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from pg_desktop.ui.kit.heat_map.field import FieldData, FieldMap, field_axis
from pg_desktop.ui.kit.heat_map.palette import luminance, palette, two_sided
from pg_desktop.ui.kit.theme import DARK, LIGHT
from tests.ui.user import move_mouse

LOOKS = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
CELLS = 8


def data(values=None, *, ends=(-1.0, 1.0), **changes):
    if values is None:
        values = np.linspace(0, 1, CELLS * CELLS, dtype=np.float32).reshape(CELLS, CELLS)
    middles = (np.arange(CELLS) + 0.5) / CELLS * (ends[1] - ends[0]) + ends[0]
    given = {
        "title": "Map",
        "value_name": "right",
        "x": field_axis("θ", "rad", ends, middles.tolist()),
        "y": field_axis("ω", "rad/s", ends, middles.tolist()),
        "values": values,
        "low": 0.0,
        "high": 1.0,
        "x_ends": ends,
        "y_ends": ends,
        "two_sided": True,
    }
    return FieldData(**(given | changes))


@pytest.fixture
def field(qtbot):
    widget = FieldMap()
    qtbot.addWidget(widget)
    widget.resize(400, 320)
    widget.show()
    return widget


def colour(field, column, row):
    move_mouse(field, QPoint(1, 1))  # off the map
    return field.grab().toImage().pixelColor(field.cell_rect(column, row).center()).name()


@LOOKS
def test_each_end_has_its_colour_and_the_middle_none(field, theme):
    field.show_theme(theme)
    values = np.zeros((CELLS, CELLS), np.float32)
    values[:4, :4], values[4:, :4], values[4:, 4:] = 0.0, 1.0, 0.5
    field.show_map(data(values))
    shades = two_sided(theme)
    assert colour(field, 1, 1) == shades[0].name()
    assert colour(field, 1, 6) == shades[255].name()
    assert colour(field, 6, 6) == shades[128].name()
    field.show_map(data(values, two_sided=False))
    assert colour(field, 1, 6) == palette(theme)[255].name()


@LOOKS
def test_two_sides_go_away_from_the_card(theme):
    shades = two_sided(theme)
    light = [luminance(shade) for shade in shades]
    steps = np.diff(light) * (1 if theme.dark else -1)
    assert (steps[:127] <= 1e-3).all()
    assert (steps[128:] >= -1e-3).all()
    assert shades[0].hslHue() != shades[-1].hslHue()


def test_what_is_not_finite_has_the_lowest_colour(field):
    values = np.full((CELLS, CELLS), np.nan, np.float32)
    assert not data(values).indices().any()


@LOOKS
def test_a_veil_hides_cells(field, theme):
    field.show_theme(theme)
    veil = np.zeros((CELLS, CELLS), np.uint8)
    veil[:, 4:] = 255
    field.show_map(data(np.ones((CELLS, CELLS), np.float32), veil=veil))
    assert colour(field, 1, 1) == two_sided(theme)[255].name()
    assert colour(field, 6, 1) == theme.card.name()


def test_the_mouse_reads_a_cell(field):
    field.show_map(data())
    seen = []
    field.hovered.connect(seen.append)
    move_mouse(field, field.cell_rect(7, 0).center())
    assert (seen[-1].column, seen[-1].row) == (7, 0)
    assert field.hovered_cell == seen[-1]
    assert field.reading(seen[-1]) == "θ 0.9 rad, ω −0.9 rad/s: right 0.11"


def test_keys_move_a_crosshair_from_the_ring(field, qtbot):
    field.show_map(data())
    field.show_ring((0.1, 0.1))
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert (field.cursor_cell.column, field.cursor_cell.row) == (4, 4)
    field.stride = 2
    QTest.keyClick(field, Qt.Key.Key_Right)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert (field.cursor_cell.column, field.cursor_cell.row) == (6, 6)
    assert field.accessibleDescription() == field.reading(field.cursor_cell)
    clicked = []
    field.clicked.connect(clicked.append)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert clicked == [field.cursor_cell]


def test_a_press_says_where(field):
    field.show_map(data())
    clicked = []
    field.clicked.connect(clicked.append)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=field.cell_rect(2, 5).center())
    assert [(cell.column, cell.row) for cell in clicked] == [(2, 5)]


def test_ring_and_dots_lie_where_their_numbers_are(field):
    values = np.zeros((CELLS, CELLS), np.float32)
    field.show_map(data(values))
    before = field.grab().toImage()
    field.show_dots([(0.5, 0.5), (9.0, 0.0)])
    after = field.grab().toImage()
    at = field.point((0.5, 0.5)).toPoint()
    assert after.pixelColor(at) != before.pixelColor(at)
    changed = [
        (x, y)
        for x in range(after.width())
        for y in range(after.height())
        if after.pixelColor(x, y) != before.pixelColor(x, y)
    ]
    assert all(abs(x - at.x()) <= 3 and abs(y - at.y()) <= 3 for x, y in changed)
    field.show_ring((5.0, -5.0))  # beyond both axes: at their ends
    cells = field.cell_rect(CELLS - 1, 0)
    assert field.point((5.0, -5.0)).toPoint().x() - cells.right() in (0, 1)
    assert field.point((5.0, -5.0)).toPoint().y() - cells.bottom() in (0, 1)


def test_numbers_have_as_many_digits_as_their_range_needs():
    assert field_axis("x", "", (-0.03, 0.03), [0.0123]).reading(0) == "x 0.012"
    assert field_axis("x", "m", (-40.0, 40.0), [12.3]).reading(0) == "x 12 m"
