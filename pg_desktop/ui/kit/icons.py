"""The program's icons: single-colour SVG drawings, tinted to suit the theme.

A drawing is rendered once, in a row of the sizes that the screens need, as a mask; a colour then costs one
fill, which keeps a change of theme cheap. The icons hold ready pixmaps rather than a `QIconEngine` written in
Python, because PySide6 crashes when Qt clones such an engine, as it does once two icons stop sharing their data.

Everything here belongs to the GUI thread and needs a `QGuiApplication`.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap

from pg_desktop.resources import resource_path

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

_LOGICAL_SIZES = (16, 20, 24)
# Whatever else is asked for, or a screen plugged in later, is scaled down from this.
_SPARE_SIZE = 48
_WINDOW_SIZES = (16, 24, 32, 48, 64, 128, 256)
_DISABLED_OPACITY = 0.38


def icon(name: str, colour: QColor, disabled: QColor | None = None) -> QIcon:
    """The icon `name` in one colour, rendered for 16, 20 and 24 px on each of the present screens.

    Args:
        name: file name in `resources/icons` without its suffix, such as "train".
        colour: the colour of every stroke and filled area; its opacity counts.
        disabled: the colour on controls that are disabled. By default `colour`, mostly transparent.

    Raises:
        KeyError: there is no such icon.
    """
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    sizes = {round(size * ratio) for size in _LOGICAL_SIZES for ratio in ratios} | {_SPARE_SIZE}
    return _icon(name, colour.rgba(), (disabled or _faded(colour)).rgba(), tuple(sorted(sizes)))


def icon_pixmap(name: str, colour: QColor, size: float, device_pixel_ratio: float = 1.0) -> QPixmap:
    """The icon `name` as a square picture, rendered for exactly this size.

    Args:
        name: as for `icon`.
        colour: as for `icon`.
        size: width and height in logical pixels.
        device_pixel_ratio: device pixels per logical pixel of the screen it is for.

    Raises:
        KeyError: there is no such icon.
    """
    mask = _rendered(name, (round(size * device_pixel_ratio),))
    pixmap = QPixmap.fromImage(_tinted(mask, colour))
    pixmap.setDevicePixelRatio(device_pixel_ratio)
    return pixmap


def application_icon() -> QIcon:
    """The program's own icon in its own colours, for windows and the task bar."""
    result = QIcon()
    for pixmap in _cut(_rendered("app", _WINDOW_SIZES), _WINDOW_SIZES):
        result.addPixmap(pixmap)
    return result


def _faded(colour: QColor) -> QColor:
    result = QColor(colour)
    result.setAlphaF(colour.alphaF() * _DISABLED_OPACITY)
    return result


@lru_cache(maxsize=256)
def _icon(name: str, rgba: int, disabled_rgba: int, sizes: tuple[int, ...]) -> QIcon:
    mask = _mask(name, sizes)
    result = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, rgba), (QIcon.Mode.Disabled, disabled_rgba)):
        for pixmap in _cut(_tinted(mask, QColor.fromRgba(tint)), sizes):
            result.addPixmap(pixmap, mode)
    return result


@lru_cache(maxsize=128)
def _mask(name: str, sizes: tuple[int, ...]) -> QImage:
    return _rendered(name, sizes)


def _rendered(name: str, sizes: tuple[int, ...]) -> QImage:
    """The drawing in all `sizes`, side by side in one image."""
    drawing = _drawing(name)
    row = QImage(sum(sizes), max(sizes), QImage.Format.Format_ARGB32_Premultiplied)
    row.fill(Qt.GlobalColor.transparent)
    with QPainter(row) as painter:
        for left, size in _places(sizes):
            drawing.render(painter, QRectF(left, 0, size, size))
    return row


def _drawing(name: str) -> "QSvgRenderer":
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415  (loaded with the first icon)

    path = resource_path(f"icons/{name}.svg")
    if not path.is_file():
        raise KeyError(f"There is no icon called “{name}”: {path} is missing.")
    return QSvgRenderer(str(path))


def _tinted(mask: QImage, colour: QColor) -> QImage:
    image = QImage(mask)
    with QPainter(image) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), colour)
    return image


def _cut(row: QImage, sizes: tuple[int, ...]) -> Iterator[QPixmap]:
    for left, size in _places(sizes):
        yield QPixmap.fromImage(row.copy(left, 0, size, size))


def _places(sizes: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Where each size begins in the row, and the size itself."""
    return zip(accumulate(sizes, initial=0), sizes, strict=False)
