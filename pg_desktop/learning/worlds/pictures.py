"""Pictures that environments draw, in whatever form, as the window shows them."""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PIXELS_MAX: Final = 1_000_000
"""Of a larger picture, every second or third pixel is shown; more would take long to hand on, and no pane is larger."""


def picture_of(drawn: Any) -> NDArray[np.uint8] | None:
    """What `render` has returned, as a picture; None if it is none.

    Args:
        drawn: red, green and blue, with or without an opacity, or grey; as integers, or as real numbers from 0 to 1. Of
            a list, the last one.

    Returns:
        uint8 (height, width, 3), in memory of its own.
    """
    if isinstance(drawn, list):
        drawn = drawn[-1] if drawn else None
    if not isinstance(drawn, np.ndarray) or drawn.dtype.kind not in "fiub" or not drawn.size:
        return None
    if drawn.ndim == 2:
        drawn = drawn[:, :, None]
    if drawn.ndim != 3 or drawn.shape[2] not in (1, 3, 4):
        return None
    pixels = _as_bytes(_no_larger(drawn))
    if pixels.shape[2] == 4:
        opacity = pixels[:, :, 3:].astype(np.uint16)
        pixels = ((pixels[:, :, :3] * opacity + 255 * (255 - opacity)) // 255).astype(np.uint8)  # on white
    if pixels.shape[2] == 1:
        pixels = pixels.repeat(3, axis=2)
    return np.array(pixels, np.uint8, order="C")


def _no_larger(drawn: NDArray[Any]) -> NDArray[Any]:
    step = ceil(sqrt(drawn.shape[0] * drawn.shape[1] / PIXELS_MAX))
    return drawn[::step, ::step] if step > 1 else drawn


def _as_bytes(drawn: NDArray[Any]) -> NDArray[np.uint8]:
    pixels: NDArray[np.uint8]
    if drawn.dtype == np.uint8:
        pixels = drawn
        return pixels
    if drawn.dtype.kind == "b":
        return drawn.astype(np.uint8) * np.uint8(255)
    if drawn.dtype.kind == "f":
        finite = np.nan_to_num(drawn, nan=0.0, posinf=1.0, neginf=0.0)
        scale = 255.0 if finite.max() <= 1.0 else 1.0
        pixels = np.clip(np.rint(finite * scale), 0, 255).astype(np.uint8)
        return pixels
    pixels = np.clip(drawn, 0, 255).astype(np.uint8)
    return pixels
