"""How the render pane draws a moment: several painters behind one interface."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsScene

from pg_desktop.learning.worlds.table import Painter
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.agent.frame_painter import Frame

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


_UI: Final = "pg_desktop.ui."
_PAINTERS: Final = {
    Painter.CART_POLE: "cart_pole.scene_painter:CartPoleScenePainter",
    Painter.ACROBOT: "classic_control.acrobot:acrobot_painter",
    Painter.PENDULUM: "classic_control.pendulum:pendulum_painter",
    Painter.MOUNTAIN_CAR: "classic_control.mountain_car:mountain_car_painter",
    Painter.CONTINUOUS_MOUNTAIN_CAR: "classic_control.mountain_car:continuous_mountain_car_painter",
    Painter.BOARD: "board.scene_painter:BoardScenePainter",
    Painter.FRAMES: "panes.agent.frame_painter:FramePainter",
}
"""What makes a painter of each kind, imported when the first is wanted."""


def painter_for(kind: Painter, environment: str = "") -> ScenePainter:
    """A painter of a kind.

    Args:
        kind: of which kind.
        environment: id of the world, which a board needs to know.
    """
    module, _, name = _PAINTERS[kind].partition(":")
    make = getattr(import_module(_UI + module), name)
    made: ScenePainter = make(environment) if kind is Painter.BOARD else make()
    return made
