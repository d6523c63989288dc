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
    across_HW = np.hypot(*np.meshgrid(_off_centre(height_H), _off_centre(width_W), indexing="ij"))
    stone_HW = np.repeat(np.repeat(stones_RC, CELL, 0), CELL, 1)
    picture = np.full((*stone_HW.shape, 3), BOARD, np.uint8)
    picture[(height_H % CELL == 0)[:, None] | (width_W % CELL == 0)[None, :]] = LINE
    for player, colour in ((1, FIRST), (-1, SECOND)):
        picture[(across_HW < _RADIUS * CELL) & (stone_HW == player)] = colour
    return picture


def _off_centre(pixel: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far each pixel is from the middle of its cell."""
    return (pixel % CELL).astype(np.float64) - (CELL - 1) / 2
