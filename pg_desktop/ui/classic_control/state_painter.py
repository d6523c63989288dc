"""What the painters of these worlds have in common: a moment becomes a scene, and scenes flow into each other.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsScene

from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment


class Scene(Protocol):
    """What there is to see at one moment."""

    def towards(self, later: Self, progress: float) -> Self:
        """What there is to see `progress` in [0, 1] of the way to a later one; the action is the later one's."""
        ...


S = TypeVar("S", bound=Scene)
S_contra = TypeVar("S_contra", contravariant=True)


class Parts(Protocol[S_contra]):
    """Every part of a picture, made once for a room and a look; a frame only moves them."""

    def arrange(self, scene: S_contra) -> None:
        """Move the parts to where the scene has them."""
        ...


class StatePainter(Generic[S]):
    """Draws moments from what their observations say. See `ScenePainter`.

    Attributes:
        graphics: what it draws, for a view to show.
    """

    flows = True

    def __init__(
        self,
        scene_of: Callable[[Moment], S],
        make_parts: Callable[[QGraphicsScene, QRectF, Theme, QFont], Parts[S]],
    ) -> None:
        """Draw nothing yet.

        Args:
            scene_of: what there is to see in a moment.
            make_parts: puts the parts of the picture into a scene of Qt's, for a room, a look and a font.
        """
        self.graphics = QGraphicsScene()
        self.graphics.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._scene_of = scene_of
        self._make_parts = make_parts
        self._before: S | None = None
        self._now: S | None = None
        self._made: tuple[QRectF, Theme, QFont, Parts[S]] | None = None

    def show_variation(self, variation: Variation) -> None:
        """See `ScenePainter.show_variation`: these worlds have only their own physics."""

    def show(self, before: Moment | None, moment: Moment, frame: Callable[[], object]) -> None:
        """See `ScenePainter.show`."""
        del frame
        self._now = self._scene_of(moment)
        self._before = self._now if before is None else self._scene_of(before)

    def revise(self, moment: Moment) -> None:
        """See `ScenePainter.revise`."""
        self._now = self._scene_of(moment)

    def arrange(self, rect: QRectF, theme: Theme, font: QFont, progress: float) -> None:
        """See `ScenePainter.arrange`."""
        if self._before is not None and self._now is not None:
            self._parts(rect, theme, font).arrange(self._before.towards(self._now, progress))

    def _parts(self, rect: QRectF, theme: Theme, font: QFont) -> Parts[S]:
        made = self._made  # compared by identity: that costs nothing, 50 times a second
        if made is None or made[0] is not rect or made[1] is not theme or made[2] is not font:
            self.graphics.clear()
            made = self._made = rect, theme, font, self._make_parts(self.graphics, rect, theme, font)
        return made[3]


def turned(angle: float, later: float, progress: float) -> float:
    """The angle `progress` of the way from one to a later one, the short way round; radians."""
    return angle + ((later - angle + pi) % (2 * pi) - pi) * progress
