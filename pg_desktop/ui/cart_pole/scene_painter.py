"""How a moment of a cart-pole's episode is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QGraphicsScene

from pg_desktop.learning.worlds.cart_pole.limits import ANGLE_LIMIT, POSITION_LIMIT
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.ui.cart_pole.painter import CartPoleColours, CartPolePainter, limit_label
from pg_desktop.ui.cart_pole.scene import CartPoleGeometry, CartPoleScene
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment

_GHOST_EVERY: Final = 5
"""Env steps between two ghosts."""
_GHOSTS: Final = 4
_FLASH_STEPS: Final = 8
"""Env steps for which it shows that an action was blocked."""


class CartPoleScenePainter:
    """Draws a cart with a pole from the environment's state. See `ScenePainter`.

    Attributes:
        pole_length: of the pole that is drawn, metres.
        danger: see `CartPoleScene`.
    """

    flows = True

    def __init__(self) -> None:
        self._painter = CartPolePainter()
        self._colours: tuple[Theme, CartPoleColours] | None = None
        self._trail: list[tuple[float, float]] = []
        self._before: tuple[float, float] | None = None
        self._moment: Moment | None = None
        self.pole_length = 1.0
        self.danger: float | None = None
        self._flash = 0
        self._room: tuple[QRectF, QFont, QRectF] | None = None

    @property
    def graphics(self) -> QGraphicsScene:
        """See `ScenePainter.graphics`."""
        return self._painter.graphics

    def show_variation(self, variation: Variation) -> None:
        """See `ScenePainter.show_variation`."""
        if isinstance(variation, Physics):
            self.pole_length = variation.pole_length

    def show(self, before: Moment | None, moment: Moment, frame: Callable[[], object]) -> None:
        """See `ScenePainter.show`."""
        del frame
        if before is None:
            self._trail.clear()
        # One step is over before anybody has seen it.
        self._flash = _FLASH_STEPS if moment.overruled else max(0, self._flash - 1 if before is not None else 0)
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
            if self._room is None or self._room[0] is not rect or self._room[1] is not font:
                self._room = rect, font, _framed(rect, font)
            self._painter.arrange(self._room[2], scene, self._colours_of(theme), font)

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
            pole_length=self.pole_length,
            danger=self.danger,
            blocked=self._flash > 0 and not moment.ended,
            fallen=moment.terminated and (abs(now[0]) > POSITION_LIMIT or abs(now[1]) > ANGLE_LIMIT),
        )

    def _colours_of(self, theme: Theme) -> CartPoleColours:
        if self._colours is None or self._colours[0] is not theme:
            self._colours = theme, cart_pole_colours(theme)
        return self._colours[1]


def cart_pole_geometry(rect: QRectF, font: QFont, pole_length: float) -> CartPoleGeometry:
    """Where `CartPoleScenePainter` draws in `rect` with a font, for a pole of so many metres."""
    return CartPolePainter.geometry(_framed(rect, font), pole_length)


def _framed(rect: QRectF, font: QFont) -> QRectF:
    """Room for the cart that has left the track, and for what is written below its ends."""
    metrics = QFontMetricsF(font)
    margin = max(rect.width() * 0.05, *(metrics.horizontalAdvance(limit_label(side)) / 2 + 1 for side in (-1, 1)))
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
