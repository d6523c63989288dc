"""How the render pane draws a moment: several painters behind one interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsScene

from pg_desktop.learning.worlds.table import Painter
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.ui.board.scene_painter import BoardScenePainter
from pg_desktop.ui.cart_pole.scene_painter import CartPoleScenePainter
from pg_desktop.ui.classic_control.acrobot import acrobot_painter
from pg_desktop.ui.classic_control.mountain_car import continuous_mountain_car_painter, mountain_car_painter
from pg_desktop.ui.classic_control.pendulum import pendulum_painter
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.agent.frame_painter import Frame, FramePainter

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment


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


_PAINTERS: Final[dict[Painter, Callable[[], ScenePainter]]] = {
    Painter.CART_POLE: CartPoleScenePainter,
    Painter.ACROBOT: acrobot_painter,
    Painter.PENDULUM: pendulum_painter,
    Painter.MOUNTAIN_CAR: mountain_car_painter,
    Painter.CONTINUOUS_MOUNTAIN_CAR: continuous_mountain_car_painter,
    Painter.FRAMES: FramePainter,
}


def painter_for(kind: Painter, environment: str = "") -> ScenePainter:
    """A painter of a kind.

    Args:
        kind: of which kind.
        environment: id of the world, which a board needs to know.
    """
    return BoardScenePainter(environment) if kind is Painter.BOARD else _PAINTERS[kind]()
