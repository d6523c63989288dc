"""Pictures that an environment draws itself: as large as they are sharp, on the look's ground."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QImage, QPainter

from pg_desktop.ui.kit.theme import DARK, LIGHT, Theme
from pg_desktop.ui.panes.agent.frame_painter import FramePainter, sharp_place

pytestmark = pytest.mark.usefixtures("qapp")

FONT = QFont()


@pytest.mark.parametrize(
    ("size", "room", "ratio", "place"),
    [
        # scaled to fit, in the middle
        ((600, 400), (0, 0, 1200, 700), 1.0, (75, 0, 1050, 700)),
        ((600, 400), (0, 0, 300, 300), 1.0, (0, 50, 300, 200)),
        ((500, 500), (10, 20, 640, 400), 1.0, (130, 20, 400, 400)),
        # from twice its size on by whole numbers
        ((600, 400), (0, 0, 1200, 800), 1.0, (0, 0, 1200, 800)),
        ((600, 400), (0, 0, 1700, 1100), 1.0, (250, 150, 1200, 800)),
        ((84, 84), (0, 0, 640, 400), 1.0, (152, 32, 336, 336)),
        ((10, 10), (0, 0, 640, 405), 1.0, (120, 2, 400, 400)),
        # a denser screen has more pixels for it
        ((600, 400), (0, 0, 900, 600), 2.0, (0, 0, 900, 600)),
        ((600, 400), (0, 0, 700, 500), 2.0, (50, 50, 600, 400)),
        ((600, 400), (0, 0, 500, 400), 1.5, (0, 33.333, 500, 333.333)),
    ],
)
def test_a_picture_has_its_place(size, room, ratio, place):
    found = sharp_place(QSize(*size), QRectF(*room), ratio)
    assert found.getRect() == pytest.approx(place, abs=0.34)
    for side in found.getRect():
        assert side * ratio == pytest.approx(round(side * ratio), abs=1e-9)


def test_a_room_without_room_is_harmless():
    assert sharp_place(QSize(600, 400), QRectF(), 1.0).size().toTuple() == (1, 1)


def draw(painter: FramePainter, size: tuple[int, int], theme: Theme = LIGHT) -> np.ndarray:
    """What is shown in a pane of a size: (height, width, 3)."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(theme.card)
    rect = QRectF(0, 0, *size)
    with QPainter(image) as target:
        target.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.arrange(rect, theme, FONT, 1.0)
        painter.graphics.render(target, rect, rect)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1]


def showing(pixels: np.ndarray | None) -> FramePainter:
    painter = FramePainter()
    painter.show(None, None, lambda: pixels)
    return painter


def pixels_of(width: int, height: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_picture_of_its_own_size_is_itself_in_both_looks(theme):
    pixels = pixels_of(200, 100)
    picture = draw(showing(pixels), (200, 100), theme)
    assert (picture[:, 8:-8] == pixels[:, 8:-8]).all()
    assert (picture[8:-8] == pixels[8:-8]).all()


@pytest.mark.parametrize("times", [2, 5])
def test_enlarged_it_keeps_its_pixels_as_squares(times):
    pixels = pixels_of(60, 40)
    picture = draw(showing(pixels), (60 * times, 40 * times))
    expected = pixels.repeat(times, axis=0).repeat(times, axis=1)
    assert (picture[8:-8] == expected[8:-8]).all()


def test_reduced_it_leaves_nothing_out():
    pixels = np.zeros((400, 400, 3), np.uint8)
    pixels[:, ::4] = 255  # lines of a quarter of the width
    picture = draw(showing(pixels), (100, 100))
    assert np.abs(picture[20:-20, 20:-20].astype(int) - 64).max() < 12


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_lies_on_the_looks_ground_with_round_corners(theme):
    white = np.full((100, 100, 3), 255, np.uint8)
    picture = draw(showing(white), (300, 150), theme)
    ground, card = (np.array(colour.getRgb()[:3]) for colour in (theme.ground, theme.card))
    assert (picture[75, :75] == ground).all()
    assert (picture[75, 225:] == ground).all()
    assert (picture[75, 76:224] == 255).all()  # nothing lies over it
    assert (picture[0, 75] == ground).all()  # the picture's corner
    assert (picture[0, 0] == card).all()  # the frame's
    assert (picture[0, 20] == ground).all()


def test_an_environment_that_draws_nothing_says_so_on_the_card():
    picture = draw(showing(None), (300, 100), DARK)
    assert (picture[5] == np.array(DARK.card.getRgb()[:3])).all()
    assert (picture.max(axis=2) > 120).any()  # what is written


def test_the_next_picture_takes_its_place_even_from_the_same_memory():
    memory = np.full((100, 100, 3), 255, np.uint8)
    painter = showing(memory)
    assert (draw(painter, (100, 100))[50, 50] == 255).all()
    memory[:] = 30
    assert (draw(painter, (100, 100))[50, 50] == 255).all()
    painter.show(None, None, lambda: memory)
    assert (draw(painter, (100, 100))[50, 50] == 30).all()
    painter.show(None, None, lambda: None)
    assert (draw(painter, (100, 100))[5] == np.array(LIGHT.card.getRgb()[:3])).all()
