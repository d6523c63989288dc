"""The icons are one family, and take the colours they are asked for."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap

from pg_desktop.resources import resource_path
from pg_desktop.ui.kit.icons import application_icon, icon, icon_pixmap

pytestmark = pytest.mark.usefixtures("qapp")

DRAWINGS = sorted(path for path in resource_path("icons").glob("*.svg") if path.stem != "app")
NAMES = [path.stem for path in DRAWINGS]
ORANGE = QColor("#c4560c")


def rgba(pixmap: QPixmap):
    """The pixels, (height, width, 4), not premultiplied."""
    image = pixmap.toImage().convertToFormat(pixmap.toImage().Format.Format_RGBA8888)
    return np.array(image.constBits(), int).reshape(image.height(), image.width(), 4)


def test_there_are_icons():
    assert {"train", "pause", "step", "reset", "save", "settings", "theme_dark", "hand"} <= set(NAMES)
    assert len(NAMES) >= 38


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_colour_asked_for(name):
    pixels = rgba(icon_pixmap(name, ORANGE, 96))
    solid = pixels[pixels[:, :, 3] == 255]
    assert len(solid) > 100
    assert (solid[:, :3] == ORANGE.getRgb()[:3]).all()


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_keeps_a_margin_and_is_balanced(name):
    drawn = rgba(icon_pixmap(name, ORANGE, 96))[:, :, 3] > 0
    rows, columns = np.nonzero(drawn)
    # One unit of the 24 is four pixels here.
    assert min(rows.min(), columns.min()) >= 4
    assert max(rows.max(), columns.max()) < 92
    for places in (rows, columns):
        assert abs(places.min() + places.max() - 95) <= 12


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_every_icon_is_drawn_by_the_same_rules(path):
    text = path.read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in text
    assert re.findall(r'stroke-width="([^"]*)"', text) == ["1.75"]
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', text)) <= {"none", "currentColor"}
    assert 'stroke-linecap="round"' in text
    assert 'stroke-linejoin="round"' in text


@pytest.mark.parametrize("size", [16, 20, 24])
def test_an_icon_is_rendered_for_its_size_rather_than_scaled(size):
    shown = icon("settings", ORANGE).pixmap(QSize(size, size), 1.0)
    assert np.array_equal(rgba(shown), rgba(icon_pixmap("settings", ORANGE, size)))


def test_a_dense_screen_gets_as_many_pixels_as_it_has():
    pixmap = icon_pixmap("dice", ORANGE, 16, 1.5)
    assert pixmap.size() == QSize(24, 24)
    assert pixmap.devicePixelRatio() == 1.5
    assert icon("dice", ORANGE).pixmap(QSize(24, 24), 2.0).size() == QSize(48, 48)


def test_disabled_controls_show_the_other_colour():
    shown = icon("train", ORANGE, QColor("#808080")).pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled)
    assert tuple(rgba(shown)[12, 12]) == (0x80, 0x80, 0x80, 255)


def test_disabled_controls_are_faded_by_default():
    shown = icon("train", ORANGE).pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled)
    red, green, blue, alpha = rgba(shown)[12, 12]
    assert alpha == round(255 * 0.38)
    assert (red, green, blue) == pytest.approx(ORANGE.getRgb()[:3], abs=2)


def test_strokes_of_a_translucent_colour_do_not_darken_where_they_cross():
    pixels = rgba(icon_pixmap("close", QColor(0, 0, 0, 128), 96))
    assert pixels[:, :, 3].max() == 128
    assert pixels[48, 48, 3] == 128


def test_an_icon_is_made_once_for_each_colour():
    assert icon("save", ORANGE).cacheKey() == icon("save", QColor(ORANGE)).cacheKey()
    assert icon("save", ORANGE).cacheKey() != icon("save", QColor("#112233")).cacheKey()
    assert icon("save", ORANGE).cacheKey() != icon("open", ORANGE).cacheKey()


@pytest.mark.parametrize("make", [icon, lambda name, colour: icon_pixmap(name, colour, 16)])
def test_an_unknown_name_is_named(make):
    with pytest.raises(KeyError, match="There is no icon called “teapot”"):
        make("teapot", ORANGE)


def test_the_application_has_an_icon_in_its_own_colours():
    own = application_icon()
    assert {size.width() for size in own.availableSizes()} == {16, 24, 32, 48, 64, 128, 256}
    large = rgba(own.pixmap(QSize(256, 256), 1.0))
    assert tuple(large[20, 128]) == (0x0A, 0x69, 0xCF, 255)
    assert large[0, 0, 3] == 0
    small = rgba(own.pixmap(QSize(16, 16), 1.0))
    # Ground, cart and pole can still be told apart.
    assert (small[:, :, :3].min(axis=2) > 200).any()
    assert ((small[:, :, 0] > 200) & (small[:, :, 2] < 150)).any()
