"""A small network's weights as a text of one line, so that they are a setting like any other. Plain Python."""

from __future__ import annotations

import base64
import binascii
import math
import struct
from collections.abc import Sequence
from typing import Final

INPUTS: Final = 5
HIDDEN: Final = 8
WEIGHTS: Final = (INPUTS + 1) * HIDDEN + HIDDEN + 1
"""Numbers of a network with one hidden layer and one output."""

_FORMAT: Final = f"<{WEIGHTS}e"  # IEEE half precision, little-endian
TEXT_LENGTH: Final = 4 * math.ceil(struct.calcsize(_FORMAT) / 3)


def weights_as_text(weights: Sequence[float]) -> str:
    """Write weights, which lose what half precision does not hold.

    Args:
        weights: `WEIGHTS` numbers within ±65,504.
    """
    return base64.urlsafe_b64encode(struct.pack(_FORMAT, *weights)).decode("ascii")


def weights_from_text(text: str) -> tuple[float, ...]:
    """Read what `weights_as_text` has written.

    Raises:
        ValueError: if it has not.
    """
    if len(text) != TEXT_LENGTH or not text.isascii():
        raise ValueError("no weights of a blocker")
    try:
        numbers = struct.unpack(_FORMAT, base64.b64decode(text, b"-_", validate=True))
    except (binascii.Error, struct.error) as error:
        raise ValueError("no weights of a blocker") from error
    if not all(map(math.isfinite, numbers)):
        raise ValueError("weights of a blocker that are not finite")
    return numbers
