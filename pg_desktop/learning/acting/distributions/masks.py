"""Actions that are not allowed everywhere, such as a column that is full."""

from __future__ import annotations

from typing import Final

FORBIDDEN: Final = -1e9
"""The logit, or the value, of an action that is not allowed: finite, so that 0 · log 0 needs no care. As a probability
it is exactly 0 in float32."""
