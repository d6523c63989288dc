"""How the render pane draws a moment: two painters behind one interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPixmap
from PySide6.QtWidgets import QGraphicsScene

from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.table import Painter
from pg_desktop.ui.cart_pole.painter import CartPoleColours, CartPolePainter
from pg_desktop.ui.cart_pole.scene import ANGLE_LIMIT, X_LIMIT, CartPoleGeometry, CartPoleScene
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    import numpy as np
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.playback import Moment

_GHOST_EVERY = 5
"""Env steps between two ghosts."""
_GHOSTS = 4

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

    def show_physics(self, physics: Physics) -> None:
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


class CartPoleScenePainter:
    """Draws a cart with a pole from the environment's state."""

    flows = True

    def __init__(self) -> None:
        self._painter = CartPolePainter()
        self._colours: tuple[Theme, CartPoleColours] | None = None
        self._trail: list[tuple[float, float]] = []
        self._before: tuple[float, float] | None = None
        self._moment: Moment | None = None
        self._pole_length = 1.0
        self._room: tuple[QRectF, QRectF] | None = None

    @property
    def graphics(self) -> QGraphicsScene:
        """See `ScenePainter.graphics`."""
        return self._painter.graphics

    def show_physics(self, physics: Physics) -> None:
        """See `ScenePainter.show_physics`."""
        self._pole_length = physics.pole_length

    def show(self, before: Moment | None, moment: Moment, frame: Frame) -> None:
        """See `ScenePainter.show`."""
        del frame
        if before is None:
            self._trail.clear()
        self._before = _pose(before or moment)
        if moment.step % _GHOST_EVERY == 0:
            self._trail.append(_pose(moment))
            del self._trail[: -_GHOSTS - 1]
        self.revise(moment)

    def revise(self, moment: Moment) -> None:
        """See `ScenePainter.revise`."""
        self._moment = moment

    def arrange(self, rect: QRectF, theme: Theme, font: QFont, progress: float) -> None:
        """See `ScenePainter.arrange`."""
        scene = self._scene(progress)
        if scene is not None:
            if self._room is None or self._room[0] is not rect:
                self._room = rect, _framed(rect)
            self._painter.arrange(self._room[1], scene, self._colours_of(theme), font)

    def _scene(self, progress: float) -> CartPoleScene | None:
        moment, before = self._moment, self._before
        if moment is None or before is None:
            return None
        now = _pose(moment)
        position, angle = (old + (new - old) * progress for old, new in zip(before, now, strict=True))
        return CartPoleScene(
            position=position,
            angle=angle,
            ghosts=tuple(pose for pose in self._trail if pose != now)[-_GHOSTS:],
            push=_push(moment),
            pole_length=self._pole_length,
            fallen=moment.terminated and (abs(now[0]) > X_LIMIT or abs(now[1]) > ANGLE_LIMIT),
        )

    def _colours_of(self, theme: Theme) -> CartPoleColours:
        if self._colours is None or self._colours[0] is not theme:
            self._colours = theme, cart_pole_colours(theme)
        return self._colours[1]


def cart_pole_geometry(rect: QRectF, pole_length: float) -> CartPoleGeometry:
    """Where `CartPoleScenePainter` draws in `rect`, for a pole of so many metres."""
    return CartPolePainter.geometry(_framed(rect), pole_length)


def _framed(rect: QRectF) -> QRectF:
    margin = rect.width() * 0.05
    return rect.adjusted(margin, 0, -margin, 0)


def _pose(moment: Moment) -> tuple[float, float]:
    state = moment.obs_O if moment.state is None else moment.state
    return float(state[0]), float(state[2])


def _push(moment: Moment) -> float | None:
    """The action's force as a fraction of the greatest."""
    action = moment.environment_action
    if action is None:
        return None
    # Left and right as 0 and 1, or one real number.
    return float(2 * action - 1) if action.ndim == 0 else round(float(action[0]), 2)


def cart_pole_colours(theme: Theme) -> CartPoleColours:
    """The colours of a look that a cart with a pole has."""
    return CartPoleColours(
        ground=theme.card,
        track=theme.groove,
        limit=theme.groove,
        cart=theme.body,
        wheel=theme.muted,
        axle=theme.card,
        pole=theme.second,
        ghost=theme.second,
        wedge=theme.wedge,
        failure=theme.bad,
        push=theme.accent,
        text=theme.muted,
    )


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

    def show_physics(self, physics: Physics) -> None:
        """See `ScenePainter.show_physics`: the environment draws it."""

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
