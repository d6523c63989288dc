"""What the painters of these worlds draw, and what Gymnasium draws of the same state."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from pg_desktop.learning.acting.playback import Moment
from pg_desktop.ui.classic_control.state_painter import StatePainter
from pg_desktop.ui.kit.theme import LIGHT, Theme

# (height, width), each 0xRRGGBB
Pixels = npt.NDArray[np.uint32]
Points = npt.NDArray[np.float64]

FONT = QFont()
FrameOf = Callable[[npt.ArrayLike], Pixels]


def moment(obs, action=None, **changes) -> Moment:
    """One whose observation and action are these."""
    return Moment(np.array(obs, np.float32), None, environment_action=action, **changes)


def shown(painter: StatePainter, now: Moment, before: Moment | None = None) -> StatePainter:
    painter.show(before, now, lambda: None)
    return painter


def painted(
    painter: StatePainter, rect: QRectF, size: tuple[int, int], theme: Theme = LIGHT, progress: float = 1.0
) -> Pixels:
    """What a painter that has a moment draws in `rect` of a picture of a size."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(theme.card)
    with QPainter(image) as target:
        target.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.arrange(rect, theme, FONT, progress)
        whole = QRectF(image.rect())
        painter.graphics.render(target, whole, whole)
    return np.array(image.constBits(), np.uint8).view("<u4").reshape(image.height(), image.width()) & 0xFFFFFF


def where(pixels: Pixels, colour: QColor) -> Points:
    """The centres (x, y) of all pixels of exactly this colour, (N, 2)."""
    rows, columns = np.nonzero(pixels == (colour.rgb() & 0xFFFFFF))
    return np.stack([columns, rows], axis=1) + 0.5


def centre(points: Points) -> Points:
    """The middle of what points span."""
    return (points.min(axis=0) + points.max(axis=0)) / 2


def far_end(points: Points, near: npt.ArrayLike) -> Points:
    """Where a bar of points that begins at `near` ends."""
    away = points - np.asarray(near)
    distance = np.hypot(*away.T)
    axis = away[distance > 0.8 * distance.max()].mean(axis=0)
    axis /= np.hypot(*axis)
    return np.asarray(near) + axis * (away @ axis).max()


def drawn_by_gymnasium(environment: str) -> Iterator[FrameOf]:
    """Asks for Gymnasium's own picture of a state."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SDL_VIDEODRIVER", "dummy")
        patch.setenv("SDL_AUDIODRIVER", "dummy")
        gymnasium = pytest.importorskip("gymnasium")
        # Never closed: that would shut down pygame for every other test.
        env = gymnasium.make(environment, render_mode="rgb_array")
        env.reset(seed=0)

        def frame(state: npt.ArrayLike) -> Pixels:
            env.unwrapped.state = np.array(state)
            return env.unwrapped.render().astype(np.uint32) @ np.array([0x10000, 0x100, 1], np.uint32)

        yield frame
