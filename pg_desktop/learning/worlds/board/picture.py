"""A plain picture of a board, for whoever asks an environment for one.

Shape suffixes: R rows, C columns, H height and W width in pixels.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

CELL: Final = 48
"""Pixels from one cell to the next."""
BOARD: Final = (222, 200, 160)
LINE: Final = (150, 128, 92)
FIRST: Final = (35, 35, 40)
SECOND: Final = (250, 250, 248)

_RADIUS: Final = 0.38
"""Of a stone, in cells."""


def picture_of_board(stones_RC: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Draw stones.

    Args:
        stones_RC: 1 for stones of the player who began, −1 for the other's, 0 for none.

    Returns:
        uint8 (H, W, 3).
    """
    rows, columns = stones_RC.shape
    height_H, width_W = (np.arange(count * CELL) for count in (rows, columns))
    picture = np.full((rows * CELL, columns * CELL, 3), BOARD, np.float64)
    picture[_edge(height_H)[:, None] | _edge(width_W)[None, :]] = LINE
    stone_HW = np.repeat(np.repeat(stones_RC, CELL, 0), CELL, 1)
    distance_HW = np.hypot(_off_centre(height_H)[:, None], _off_centre(width_W)[None, :])
    cover_HW = np.clip(_RADIUS * CELL - distance_HW + 0.5, 0, 1)  # parts of pixels at the rim, so that it is round
    for player, colour in ((1, FIRST), (-1, SECOND)):
        share_HW1 = (cover_HW * (stone_HW == player))[..., None]
        picture = picture * (1 - share_HW1) + np.array(colour) * share_HW1
    return picture.round().astype(np.uint8)


def _edge(pixel: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows or columns of pixels are lines: where a cell begins, and the last."""
    line: NDArray[np.bool_] = (pixel % CELL == 0) | (pixel == pixel[-1])
    return line


def _off_centre(pixel: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far each pixel is from the middle of its cell."""
    return (pixel % CELL).astype(np.float64) - (CELL - 1) / 2
