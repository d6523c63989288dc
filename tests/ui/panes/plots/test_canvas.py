"""What a canvas paints over the picture of its scene, and when it draws that picture anew."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from pg_desktop.runs.history import History, XAxis
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.plots.canvas import PlotCanvas
from pg_desktop.ui.panes.plots.marks import Mark
from pg_desktop.ui.panes.plots.strip import StripStyle
from tests.runs.histories import record

SEVERAL = "{count} changes"


@pytest.fixture
def canvas(qtbot):
    canvas = PlotCanvas((StripStyle("episode_return", "return", "accent", 0.0),), None)
    qtbot.addWidget(canvas)
    canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a frame around it would be counted too
    canvas.resize(400, 240)
    canvas.show_theme(LIGHT)
    canvas.show()
    canvas.refresh(history(100.0), XAxis.EPISODE, 1)
    qtbot.waitExposed(canvas)
    yield canvas


def history(*returns: float) -> History:
    """A hundred episodes for each of some returns."""
    history = History()
    for returned in returns:
        history.append(record(np.full(100, returned, np.float32), np.full(100, 5)))
    return history


def picture(canvas) -> QImage:
    QGuiApplication.processEvents()
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def count(image: QImage, colour: QColor, place: QRect | None = None) -> int:
    part = image if place is None else image.copy(place)
    values = np.array(part.constBits(), np.uint8).view("<u4") & 0xFFFFFF
    return int(np.count_nonzero(values == colour.rgb() & 0xFFFFFF))


@pytest.fixture
def drawings(canvas, monkeypatch):
    """Grows by one whenever the scene is drawn."""
    picture(canvas)
    picture(canvas)  # the scene tells of its changes a little later
    found, draw = [], canvas._drawn_scene
    monkeypatch.setattr(canvas, "_drawn_scene", lambda ratio: (found.append(ratio), draw(ratio))[1])
    return found


def test_growing_and_pointing_leave_the_scene_as_it_was_drawn(canvas, drawings):
    before = count(picture(canvas), LIGHT.accent)
    canvas.strips[0].automatic = False  # or the ranges would grow too
    canvas.refresh(history(100.0, 20.0), XAxis.EPISODE, 1)
    canvas.strips[0].crosshair.point = (50.0, 100.0)
    canvas.show_values({"episode_return": "return 100"})
    after = picture(canvas)
    assert count(after, LIGHT.muted) > 150
    assert count(after, LIGHT.accent) != before
    assert not drawings


def test_what_changes_the_scene_is_seen_at_once(canvas, drawings):
    for number, change in enumerate(
        (
            lambda: canvas.refresh(history(*[100.0] * 5), XAxis.EPISODE, 1),
            lambda: canvas.strips[0].set_target(50.0),
            lambda: canvas.show_marks([Mark(30.0, "γ 0.9", "tip")], [], SEVERAL),
            lambda: canvas.show_theme(DARK),
            lambda: canvas.resize(500, 240),
        )
    ):
        change()
        picture(canvas)
        assert len(drawings) > number
        drawings[:] = [1.0] * (number + 1)
    assert count(picture(canvas), DARK.good) > 100
    assert count(picture(canvas), LIGHT.card) == 0


def test_a_scene_that_stands_still_is_not_drawn_again_and_again(canvas, drawings, qtbot):
    canvas.show_marks([Mark(30.0, "γ 0.9", "tip")], [], SEVERAL)
    picture(canvas)
    drawings.clear()
    for _ in range(20):
        picture(canvas)
    assert not drawings


def test_a_label_is_not_hidden_by_the_curve_it_lies_on(canvas):
    strip, hidden = canvas.strips[0], 0
    strip.automatic = False
    strip.box.setYRange(0, 120, padding=0)
    canvas.show_marks([Mark(30.0, "Learning rate", "tip")], [], SEVERAL)
    canvas.refresh(History(), XAxis.EPISODE, 1)
    alone = picture(canvas)
    (label,) = strip.label_places
    for height in np.linspace(1, 119, 40):
        canvas.refresh(history(height, height), XAxis.EPISODE, 1)
        image = picture(canvas)
        assert image.copy(label.toRect()) == alone.copy(label.toRect())
        assert image != alone
        y = strip.frame.point(0.0, height).y()
        hidden += label.top() < y < label.bottom()
    assert hidden > 1


def test_curves_stay_inside_of_their_plot(canvas):
    canvas.refresh(history(100.0, 400.0), XAxis.EPISODE, 1)
    canvas.strips[0].automatic = False
    canvas.strips[0].box.setYRange(0, 50, padding=0)
    canvas.strips[0].box.setXRange(50, 150, padding=0)
    canvas.refresh(history(100.0, 400.0, 20.0), XAxis.EPISODE, 1)
    assert count(picture(canvas), LIGHT.accent) == 0


def test_the_crosshair_marks_a_point_and_writes_on_the_other_side(canvas):
    strip = canvas.strips[0]
    for x, to_the_right in ((20.0, True), (90.0, False)):
        strip.crosshair.point = (x, 40.0)
        canvas.show_values({"episode_return": "return 40"})
        frame = strip.frame
        at = frame.point(x, 40.0).toPoint()
        image = picture(canvas)
        assert image.pixelColor(at + QPoint(0, 1)) == LIGHT.card
        assert count(image, LIGHT.muted, QRect(at + QPoint(-1, 20), QSize(3, 50))) == 50
        place = strip.crosshair.value_place(frame)
        assert (place.center().x() > frame.rect.center().x()) is to_the_right
        assert count(image, LIGHT.card, place.toRect()) < place.toRect().width() * place.toRect().height()


def test_the_moment_of_the_time_machine_is_marked(canvas):
    canvas.show_visited(50.0)
    x = round(canvas.strips[0].frame.x_pixel(50.0))
    image = picture(canvas)
    assert count(image, LIGHT.accent, QRect(x - 2, 20, 4, 150)) > 150
    canvas.show_visited(None)
    assert count(picture(canvas), LIGHT.accent, QRect(x - 2, 60, 4, 20)) == 0


def test_a_drawing_for_a_file_is_what_is_on_the_screen(canvas):
    canvas.show_marks([Mark(30.0, "γ 0.9", "tip")], [], SEVERAL)
    shown = picture(canvas)
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    with QPainter(image) as painter:
        canvas.draw(painter)
    assert image == shown


def test_a_drawing_with_two_pixels_for_one_is_as_fine_as_that(canvas):
    image = QImage(canvas.size() * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    with QPainter(image) as painter:
        canvas.draw(painter)
    half = image.scaled(canvas.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation)
    again = half.scaled(image.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation)
    assert image != again
