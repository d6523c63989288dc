"""Pictures of stages: what is picked by a click or a key, and what is said of it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget

from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.anatomy.drawings import Bars, Curves, Dots, Row, Rows, Series
from pg_desktop.ui.panes.anatomy.picture import Picture
from pg_desktop.ui.panes.anatomy.scatter import DOTS_MAX, drawn_of
from tests.ui.looking import colours


def bars(selected=None):
    values = np.array([1.0, 4.0, -2.0, 3.0])
    return Bars(values, lambda i: f"number {i}", "below", "spoken", selected=selected, line=(1.5, "mean 1.5"))


def curves():
    plots = (
        (Series("up", [0.0, 1.0, 2.0], "accent"),),
        (Series("both", [-1.0, 1.0, 0.5], "good", signed=True),),
    )
    return Curves(plots, lambda t: f"step {t}", "steps", "spoken", selected=1)


def dots(count=3, source="", selected=0):
    at = np.linspace(-1, 1, count)
    return Dots(at, at**3, "x", "y", source, lambda i: f"dot {i}", "spoken", selected=selected)


ROWS = Rows(("a", "b"), (Row("first", ("1", "2"), 1.0, "tip"), Row("second", ("3", "4"), 0.5)), "bar", "spoken")


@pytest.fixture
def picture(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    picture = Picture(parent)
    picture.resize(400, 200)
    parent.resize(400, 200)
    picture.picks = []
    picture.picked.connect(picture.picks.append)
    parent.show()
    yield picture


def click(qtbot, picture, point):
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point.toPoint())


@pytest.mark.parametrize("drawing", [bars(), curves()])
def test_a_click_picks_what_is_below_or_above(qtbot, picture, drawing):
    picture.show_drawing(drawing)
    count = 4 if isinstance(drawing, Bars) else 3
    found = [picture.painting.index_at(QPointF(x, 100)) for x in range(400)]
    for index in range(count):
        middle = round(np.mean([x for x, at in enumerate(found) if at == index]))
        click(qtbot, picture, QPointF(middle, 100))
    assert picture.picks == list(range(count))
    assert picture.tip_at(QPointF(middle, 100)) == drawing.tip(count - 1)
    assert picture.tip_at(QPointF(0, 100)) == ""


def test_a_click_on_a_dot_picks_it_and_one_beside_picks_none(qtbot, picture):
    picture.show_drawing(dots())
    click(qtbot, picture, picture.painting.place_of(2))
    assert picture.picks == [2]
    assert picture.tip_at(picture.painting.place_of(1)) == "dot 1"
    click(qtbot, picture, picture.painting.place_of(2) + QPointF(0, 60))
    assert picture.picks == [2]


def test_keys_go_from_one_to_the_next(qtbot, picture):
    picture.show_drawing(bars(selected=1))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_PageUp):
        qtbot.keyClick(picture, key)
    assert picture.picks == [2, 0, 0]


def test_rows_cannot_be_picked_but_tell(qtbot, picture):
    picture.show_drawing(ROWS)
    heights = [y for y in range(200) if picture.painting.index_at(QPointF(50, y)) == 0]
    assert picture.tip_at(QPointF(50, heights[3])) == "tip"
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(50, heights[3]))
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert picture.picks == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("drawing", [bars(1), curves(), dots(), ROWS])
def test_it_is_drawn_in_the_colours_of_the_look(picture, theme, drawing):
    picture.show_drawing(drawing)
    picture.show_theme(theme)
    seen = colours(picture.grab().toImage())
    assert seen.most_common(1)[0][0] == theme.card.name()
    wanted = {Bars: "accent", Curves: "good", Dots: "second", Rows: "accent"}[type(drawing)]
    assert seen[getattr(theme, wanted).name()] > 5


def test_of_very_many_dots_some_are_drawn(picture):
    assert len(drawn_of(DOTS_MAX)) == DOTS_MAX
    many = drawn_of(50_000)
    assert DOTS_MAX / 2 < len(many) <= DOTS_MAX
    picture.show_drawing(dots(50_000))
    assert picture.painting.index_at(picture.painting.place_of(many[7])) is not None


def test_what_it_shows_is_said_to_those_who_cannot_see_it(picture):
    picture.show_drawing(bars())
    assert picture.accessibleDescription() == "spoken"
    picture.show_drawing(None)
    assert picture.accessibleDescription() == ""
    assert picture.tip_at(QPointF(100, 100)) == ""


def test_another_dot_stands_out_without_drawing_all_of_them_again(picture):
    source = object()
    picture.show_drawing(dots(source=source, selected=0))
    before = picture.grab().toImage()
    kept = picture._kept
    picture.show_drawing(dots(source=source, selected=2))
    after = picture.grab().toImage()
    assert picture._kept is kept
    place = picture.painting.place_of(2).toPoint()
    assert after.pixelColor(place).name() == LIGHT.second.name()
    assert before.pixelColor(place).name() != LIGHT.second.name()
    picture.show_drawing(dots(count=4, source=object(), selected=2))
    picture.grab()
    assert picture._kept is not kept
