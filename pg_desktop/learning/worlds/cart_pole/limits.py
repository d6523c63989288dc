"""Where an episode of a cart with a pole ends, and for how long it must go on. Plain Python."""

from __future__ import annotations

import math
from typing import Final

POSITION_LIMIT: Final = 2.4
"""Metres from the middle of the track at which an episode ends: `x_threshold` of Gymnasium's CartPole."""
ANGLE_LIMIT: Final = 12 * 2 * math.pi / 360
"""Radians from upright at which an episode ends: `theta_threshold_radians` of Gymnasium's CartPole."""
TIME_STEP: Final = 0.02
"""Seconds between two states."""

TEST_SURVIVE_STEPS: Final = 200
"""Env steps for which an episode must go on after a push of the push test, so that the pole counts as caught: 4 s."""
HAND_SURVIVE_STEPS: Final = 100
"""The same after a push by hand, of which the user waits to hear: 2 s."""
