"""Every mark has its line where it happened, and no label lies on another."""

from itertools import combinations

import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication

from pg_desktop.ui.panes.plots.marks import Layout, Mark, MarkLines, spots

RED = QColor("#ff0000")
WHITE = QColor("#ffffff")
SEVERAL = "{count} changes"


def mark(x: float, label: str = "") -> Mark:
    return Mark(x, label or f"at {x:g}", f"tip {x:g}")


def layout(width=400.0, rows=1, several=SEVERAL):
    """One pixel for each unit of x, and ten for each character."""
    return Layout(lambda x: x, width, rows, lambda text: 10.0 * len(text), several)


def laid_out(places, **how):
    plan = layout(**how)
    lines = spots([mark(place, "12345") for place in places], plan.pixel_of, plan.width)
    return [(label.left, label.row, label.text) for label in plan.labels(lines)]


def test_labels_stand_to_the_right_of_their_lines():
    assert laid_out([0.0, 50.0, 200.0]) == [(0, 0, "12345"), (50, 0, "12345"), (200, 0, "12345")]


def test_labels_without_room_for_two_become_one_beside_the_last_of_their_lines():
    assert laid_out([0.0, 49.0, 200.0]) == [(49, 0, "2 changes"), (200, 0, "12345")]


def test_labels_without_room_beside_each_other_stand_below_each_other():
    assert laid_out([0.0, 30.0, 60.0], rows=2) == [(0, 0, "12345"), (30, 1, "12345"), (60, 0, "12345")]


def test_a_label_at_the_right_end_stands_to_the_left_of_its_line():
    assert laid_out([360.0]) == [(310, 0, "12345")]


def test_two_labels_that_would_face_each_other_become_one():
    """The first would reach from 300 to 350, the second from 310 to 360."""
    assert laid_out([300.0, 360.0]) == [(210, 0, "2 changes")]


def test_a_label_wider_than_its_place_begins_at_the_left_edge():
    assert laid_out([20.0], width=40.0) == [(0, 0, "12345")]


def test_marks_on_one_pixel_share_a_line_and_those_out_of_sight_have_none():
    marks = [mark(x) for x in (-1.0, 3.0, 3.4, 4.0, 400.0, 401.0)]
    assert [[one.x for one in spot] for spot in spots(marks, lambda x: x, 400.0)] == [[3.0, 3.4], [4.0], [400.0]]


def test_marks_without_a_text_have_no_label():
    plan = layout()
    assert plan.labels(spots([Mark(5.0, "", "tip")], plan.pixel_of, plan.width)) == []


@given(
    st.lists(st.tuples(st.floats(0, 500), st.integers(1, 30)), max_size=40).map(sorted),
    st.integers(1, 3),
    st.floats(100, 500),
)
def test_no_label_meets_another_and_none_is_lost(places, rows, width):
    plan = layout(width=width, rows=rows)
    lines = spots([mark(place, "x" * length) for place, length in places], plan.pixel_of, plan.width)
    labels = plan.labels(lines)
    assert not any(one.meets(other) for one, other in combinations(labels, 2))
    told = [tip for label in labels for tip in label.tip.split("<br>")]
    assert told == [one.tip for spot in lines for one in spot]
    assert all(label.left >= 0 for label in labels)
    assert all(label.left + label.width <= width for label in labels if label.width <= width)


@pytest.fixture
def plot(qtbot):
    widget = pg.PlotWidget()
    qtbot.addWidget(widget)
    widget.resize(460, 240)
    item = widget.getPlotItem()
    item.vb.setDefaultPadding(0.0)
    item.setRange(QRectF(0, 0, 100, 1), padding=0.0, disableAutoRange=True)
    widget.show()
    QGuiApplication.processEvents()
    yield item.vb


def lines(plot: pg.ViewBox) -> list[pg.InfiniteLine]:
    there = [item for item in plot.childGroup.childItems() if isinstance(item, pg.InfiniteLine)]
    return sorted(there, key=pg.InfiniteLine.value)


def labels(plot: pg.ViewBox) -> list[pg.InfLineLabel]:
    return [child for line in lines(plot) for child in line.childItems() if isinstance(child, pg.InfLineLabel)]


def rectangle(label: pg.InfLineLabel) -> QRectF:
    """Of the text as it is drawn, in the scene, without its margins."""
    text = label.textItem
    return text.mapRectToScene(text.boundingRect()).adjusted(4, 4, -4, -4)


def make(plot, height=0.8) -> MarkLines:
    return MarkLines(plot, Qt.PenStyle.DotLine, height, QFont())


def test_a_line_stands_at_every_mark(plot):
    marks = make(plot)
    marks.set_colours(RED, WHITE)
    marks.show([mark(1.0, "γ 0.9 → 0.5"), Mark(2.0, "", "only a tip")], SEVERAL)
    first, second = lines(plot)
    assert (first.value(), second.value()) == (1.0, 2.0)
    assert [label.toPlainText() for label in labels(plot)] == ["γ 0.9 → 0.5"]
    assert first.toolTip() == "tip 1"
    assert second.toolTip() == "only a tip"
    assert first.pen.color() == RED
    assert first.pen.style() is Qt.PenStyle.DotLine
    marks.show([mark(5.0)], SEVERAL)
    assert [line.value() for line in lines(plot)] == [5.0]
    marks.show([], SEVERAL)
    assert lines(plot) == []


def test_marks_whose_labels_are_merged_keep_their_lines_and_tips(plot):
    places = [40.0, 41.0, 42.0, 43.0, 44.0]
    make(plot).show([mark(place, "Gravity, spread 1.0 → 6.13") for place in places], SEVERAL)
    assert [line.value() for line in lines(plot)] == places
    assert [line.toolTip() for line in lines(plot)] == [f"tip {place:g}" for place in places]
    assert sum(int(label.toPlainText().split()[0]) for label in labels(plot) if "changes" in label.toPlainText()) + sum(
        "changes" not in label.toPlainText() for label in labels(plot)
    ) == len(places)


TEXTS = ["Gravity, spread 1.0 → 6.13", "H 152 → 5", "g 1.0 → 3.0", "Episodes per update 32 → 8", "branch", "{odd}"]


@pytest.mark.parametrize("size", [460, 300, 900])
@pytest.mark.parametrize("step", [1.0, 4.0, 9.0, 13.0, 21.0, 47.0])
@pytest.mark.parametrize("start", [0.0, 37.0, 55.0])
def test_texts_as_wide_as_they_are_never_lie_on_each_other(plot, size, step, start):
    plot.getViewWidget().resize(size, 240)
    QGuiApplication.processEvents()
    places = [start + step * index for index in range(12) if start + step * index <= 100]
    make(plot).show([mark(x, TEXTS[index % len(TEXTS)]) for index, x in enumerate(places)], SEVERAL)
    QGuiApplication.processEvents()
    shown = labels(plot)
    assert shown
    for one, other in combinations(shown, 2):
        assert not rectangle(one).intersects(rectangle(other)), (one.toPlainText(), other.toPlainText())
    box = plot.sceneBoundingRect()
    assert all(box.left() <= rectangle(one).left() and rectangle(one).right() <= box.right() for one in shown)


def test_a_label_is_beside_its_line_however_the_plot_is_moved(plot):
    make(plot).show([mark(20.0, "left"), mark(97.0, "right end")], SEVERAL)
    first, last = labels(plot)
    line = plot.mapViewToScene(pg.Point(20, 0)).x()
    assert rectangle(first).left() - line == pytest.approx(4, abs=1.5)
    line = plot.mapViewToScene(pg.Point(97, 0)).x()
    assert line - rectangle(last).right() == pytest.approx(4, abs=2.5)
    plot.setXRange(10, 110, padding=0)
    QGuiApplication.processEvents()
    line = plot.mapViewToScene(pg.Point(20, 0)).x()
    assert rectangle(first).left() - line == pytest.approx(4, abs=1.5)


def test_a_label_lies_over_the_next_line(plot):
    marks = make(plot)
    marks.show([mark(20.0, "a rather long label"), mark(25.0, "another one")], SEVERAL)
    first, second = lines(plot)
    assert rectangle(first.label).right() > plot.mapViewToScene(pg.Point(25, 0)).x()
    assert first.zValue() > second.zValue()


def test_the_same_marks_are_left_alone_and_another_colour_redraws_them(plot):
    marks = make(plot)
    marks.show([mark(1.0)], SEVERAL)
    before = lines(plot)
    marks.show([mark(1.0)], SEVERAL)
    assert lines(plot) == before
    marks.set_colours(RED, WHITE)
    assert [line.pen.color() for line in lines(plot)] == [RED]
