"""How the pictures that an environment draws itself are framed. Everything here belongs to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainterPath, QPixmap, QTextOption
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene, QGraphicsTextItem

from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.ui.kit.shapes import NO_PEN
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    import numpy as np
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.playback import Moment

Frame = Callable[[], "NDArray[np.uint8] | None"]
"""Asks the environment for its own picture of the present moment; None where it draws none."""

_CORNER: Final = 8.0
_WHOLE_FROM: Final = 2.0
"""Enlarged as much as this and more, a picture is sharp only if each of its pixels is a square on the screen."""


class FramePainter:
    """Shows the pictures that the environment draws itself: as large as they are sharp, on the look's ground.

    Attributes:
        graphics: see `ScenePainter.graphics`.
    """

    flows = False

    def __init__(self) -> None:
        self.graphics = QGraphicsScene()
        self._image = QImage()
        self._shown: tuple[QImage, QSize] | None = None
        self._ground = self.graphics.addRect(QRectF(), NO_PEN)
        self._picture = self.graphics.addPixmap(QPixmap())
        # Laid over it, they cost less than cutting the picture to shape.
        self._picture_corners = self.graphics.addPath(QPainterPath(), NO_PEN)
        self._ground_corners = self.graphics.addPath(QPainterPath(), NO_PEN)
        self._sentence = _centred_text(self.graphics)
        self._cause: str | None = None
        self.tell_why_not("")

    def show_variation(self, variation: Variation) -> None:
        """See `ScenePainter.show_variation`: the environment draws it."""

    @property
    def sentence(self) -> str:
        """What stands in the place of a picture; "" where there is one."""
        return self._sentence.toPlainText() if self._image.isNull() else ""

    def tell_why_not(self, cause: str) -> None:
        """Say in the picture's place why there is none; "" if the environment just draws none."""
        if cause == self._cause:
            return
        text = QCoreApplication.translate("RenderPane", "This environment draws no pictures.")
        if cause:
            text = QCoreApplication.translate("RenderPane", "This environment can be played but not drawn: {cause}.")
        self.tell(text.format(cause=cause))
        self._cause = cause

    def tell(self, sentence: str) -> None:
        """Say something in the picture's place where there is none."""
        self._cause = None
        self._sentence.setPlainText(sentence)

    def show(self, before: Moment | None, moment: Moment, frame: Frame) -> None:
        """See `ScenePainter.show`."""
        del before, moment
        pixels = frame()
        if pixels is None:
            self._image = QImage()
            return
        height, width, _ = pixels.shape
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        # One with pixels of its own: the environment may draw its next picture into the same memory.
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)

    def revise(self, moment: Moment) -> None:
        """See `ScenePainter.revise`: the picture does not show the action."""

    def arrange(self, rect: QRectF, theme: Theme, font: QFont, progress: float) -> None:
        """See `ScenePainter.arrange`."""
        del progress
        drawn = not self._image.isNull()
        for item in (self._ground, self._picture, self._picture_corners, self._ground_corners):
            item.setVisible(drawn)
        self._sentence.setVisible(not drawn)
        if not drawn:
            self._sentence.setFont(font)
            self._sentence.setDefaultTextColor(theme.muted)
            self._sentence.setTextWidth(rect.width())
            self._sentence.setPos(rect.center() - self._sentence.boundingRect().center())
            return
        views = self.graphics.views()
        ratio = views[0].devicePixelRatioF() if views else 1.0
        place = sharp_place(self._image.size(), rect, ratio)
        self._ground.setRect(rect)
        self._ground.setBrush(theme.ground)
        _round_off(self._ground_corners, rect, theme.card)
        _round_off(self._picture_corners, place, theme.ground)
        self._arrange_picture(place, ratio)

    def _arrange_picture(self, place: QRectF, ratio: float) -> None:
        size = (place.size() * ratio).toSize()
        if self._shown is None or self._shown[0] is not self._image or self._shown[1] != size:
            self._shown = self._image, size
            self._picture.setPixmap(QPixmap.fromImage(_no_larger(self._image, size)))
        scale = size.width() / self._picture.pixmap().width()
        mode = Qt.TransformationMode
        self._picture.setTransformationMode(
            mode.SmoothTransformation if scale < _WHOLE_FROM else mode.FastTransformation
        )
        self._picture.setScale(scale / ratio)
        self._picture.setPos(place.topLeft())


def _centred_text(graphics: QGraphicsScene) -> QGraphicsTextItem:
    """Plain text in the middle of its lines."""
    item = graphics.addText("")
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    item.document().setDefaultTextOption(option)
    return item


def sharp_place(size: QSize, room: QRectF, ratio: float) -> QRectF:
    """Where a picture is sharp and as large as it can be: in the middle of a room, on whole pixels of the screen.

    It is scaled to fit; from twice its size on, by whole numbers, beside which it would be blurred.

    Args:
        size: of the picture, in its own pixels; not empty.
        room: in logical pixels.
        ratio: pixels of the screen to a logical one.
    """
    fitting = ratio * min(room.width() / size.width(), room.height() / size.height())
    scale = floor(fitting) if fitting >= _WHOLE_FROM else fitting
    width, height = (max(1, round(side * scale)) for side in (size.width(), size.height()))
    left = round(room.center().x() * ratio - width / 2)
    top = round(room.center().y() * ratio - height / 2)
    return QRectF(left / ratio, top / ratio, width / ratio, height / ratio)


def _no_larger(image: QImage, size: QSize) -> QImage:
    """The picture, reduced to a size if that is smaller: a view would leave out pixels, and thin lines with them."""
    if size.width() >= image.width():
        return image
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _round_off(corners: QGraphicsPathItem, rect: QRectF, colour: QColor) -> None:
    """Let `corners` cover those of a rectangle."""
    path = QPainterPath()  # what lies in one of both alone is filled
    path.addRect(rect)
    path.addRoundedRect(rect, _CORNER, _CORNER)
    corners.setPath(path)
    corners.setBrush(colour)
