"""How the render pane draws a moment: two painters behind one interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPixmap
from PySide6.QtWidgets import QGraphicsScene

from pg_desktop.learning.worlds.table import Painter
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.ui.cart_pole.scene_painter import CartPoleScenePainter
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    import numpy as np
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.playback import Moment

Frame = Callable[[], "NDArray[np.uint8] | None"]
"""Asks the environment for its own picture of the present moment; None where it draws none."""


class ScenePainter(Protocol):
    """Draws moments of a shown episode.

    Attributes:
        flows: whether it draws what lies between two moments.
    """

    flows: bool

    @property
    def graphics(self) -> QGraphicsScene:
        """What it draws, for a view to show."""
        ...

    def show(self, before: Moment | None, moment: Moment, frame: Frame) -> None:
        """Take over a new moment; `before` is the one a step earlier, None at an episode's start."""
        ...

    def revise(self, moment: Moment) -> None:
        """Take over the same moment with another action."""
        ...

    def show_variation(self, variation: Variation) -> None:
        """Take over what the world is like."""
        ...

    def arrange(self, rect: QRectF, theme: Theme, font: QFont, progress: float) -> None:
        """Let `graphics` show `progress` in [0, 1] of the way from the moment before to the present one.

        Args:
            rect: where; it must not be changed afterwards.
            theme: in which colours.
            font: for what is written.
            progress: the share of the way.
        """
        ...


class FramePainter:
    """Shows the pictures that the environment draws itself, scaled smoothly. Lives in the GUI thread."""

    flows = False

    def __init__(self) -> None:
        self.graphics = QGraphicsScene()
        self._picture = self.graphics.addPixmap(QPixmap())
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._shade = self.graphics.addRect(QRectF(), Qt.PenStyle.NoPen, QColor(0, 0, 0, 40))
        self._sentence = self.graphics.addSimpleText(
            QCoreApplication.translate("RenderPane", "This environment draws no pictures.")
        )

    def show_variation(self, variation: Variation) -> None:
        """See `ScenePainter.show_variation`: the environment draws it."""

    def show(self, before: Moment | None, moment: Moment, frame: Frame) -> None:
        """See `ScenePainter.show`."""
        del before, moment
        pixels = frame()
        if pixels is None:
            self._picture.setPixmap(QPixmap())
            return
        height, width, _ = pixels.shape
        # A pixmap has pixels of its own; the environment may draw its next picture into the same memory.
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self._picture.setPixmap(QPixmap.fromImage(image))

    def revise(self, moment: Moment) -> None:
        """See `ScenePainter.revise`: the picture does not show the action."""

    def arrange(self, rect: QRectF, theme: Theme, font: QFont, progress: float) -> None:
        """See `ScenePainter.arrange`."""
        del progress
        size = self._picture.pixmap().size().toSizeF()
        self._sentence.setVisible(size.isEmpty())
        self._sentence.setFont(font)
        self._sentence.setBrush(theme.muted)
        self._sentence.setPos(rect.center() - self._sentence.boundingRect().center())
        target = QRectF(0, 0, 1, 1)
        target.setSize(size.scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio))
        target.moveCenter(rect.center())
        self._picture.setPos(target.topLeft())
        self._picture.setScale(1.0 if size.isEmpty() else target.width() / size.width())
        self._shade.setRect(target)
        self._shade.setVisible(theme.dark and not size.isEmpty())


def painter_for(kind: Painter) -> ScenePainter:
    """A painter of a kind."""
    return CartPoleScenePainter() if kind is Painter.CART_POLE else FramePainter()
