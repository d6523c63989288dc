"""What lies between an action and the push on the cart: a delay, and the play of the motor's gears.

Shape suffixes: N environments, D steps back.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.worlds.cart_pole.physics import STEPS_MAX

Float64 = NDArray[np.float64]

_ROOM: Final = STEPS_MAX + 1


class Drive:
    """Delays what is commanded, and takes the play up before it pushes.

    The play is that of two gears (a backlash operator: Nordin and Gutman 2002, "Controlling mechanical systems with
    backlash"), in env steps: whoever turns the other way pushes nothing until as many steps have gone by. An episode
    begins in the middle of it, and with a delay in which nothing has been commanded.
    """

    def __init__(self, num_envs: int) -> None:
        self._commanded_DN = np.zeros((_ROOM, num_envs))
        self._newest = 0
        self._column_N = np.arange(num_envs)
        self._delay_N = np.zeros(num_envs, np.int64)
        self._play_N = np.zeros(num_envs)
        self._at_N = np.zeros(num_envs)

    def set(self, delay: Float64 | None, backlash: Float64 | None) -> None:
        """Have these from now on; what is on its way stays so.

        Args:
            delay: env steps, one for all or (N,); none if None.
            backlash: the same.
        """
        self._delay_N[:] = 0 if delay is None else delay
        self._play_N[:] = 0 if backlash is None else backlash
        np.minimum(self._at_N, self._play_N, out=self._at_N)

    def reset(self, mask: Any) -> None:
        """Episodes begin: those that the mask chooses."""
        self._commanded_DN[:, mask] = 0.0
        self._at_N[mask] = self._play_N[mask] / 2

    def pass_on(self, share_N: Float64) -> Float64:
        """What of the commanded shares of the greatest push, in [−1, 1], acts in this step."""
        self._newest = (self._newest + 1) % _ROOM
        self._commanded_DN[self._newest] = share_N
        due_N = self._commanded_DN[(self._newest - self._delay_N) % _ROOM, self._column_N]
        engaged_N = np.where(due_N > 0, self._at_N >= self._play_N, self._at_N <= 0)
        self._at_N += np.sign(due_N)
        np.clip(self._at_N, 0.0, self._play_N, out=self._at_N)
        return np.where(engaged_N, due_N, 0.0)
