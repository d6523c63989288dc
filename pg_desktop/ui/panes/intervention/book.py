"""The labels that were given by hand or by script, until the window closes. Loads NumPy only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.overseeing.stills import Labels

State = tuple[float, float, float, float]

_LONGEST: Final = 10.0
"""Seconds that a label counts for at the most: whoever takes longer does something else."""


class Book:
    """Labels, in the order in which they were given. To be used in one thread.

    Attributes:
        line: the danger line that they are about, metres from the middle.
        seconds: what giving them took.
    """

    def __init__(self, line: float) -> None:
        self.line = line
        self.seconds = 0.0
        self._rows: list[tuple[State, float, bool]] = []
        self._last: list[float] = []

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def blocks(self) -> int:
        """How many of them say "block"."""
        return sum(block for *_, block in self._rows)

    def add(self, state: State, share: float, *, block: bool, seconds: float) -> None:
        """Add a label.

        Args:
            state: metres, m/s, rad, rad/s.
            share: the push to the right, in parts of the greatest.
            block: whether it is dangerous.
            seconds: what judging took.
        """
        counted = min(seconds, _LONGEST)
        self._rows.append((state, share, block))
        self._last.append(counted)
        self.seconds += counted

    def take_back(self) -> tuple[State, float] | None:
        """Forget the last label; returns the moment that it was about, None if there is none."""
        if not self._rows:
            return None
        state, share, _ = self._rows.pop()
        self.seconds -= self._last.pop()
        return state, share

    def ask_the_script(self, count: int) -> None:
        """Add so many labels as the scripted human gives them; what they would have taken a human is counted."""
        import numpy as np  # noqa: PLC0415 (after the first paint)

        from pg_desktop.learning.overseeing.stills import judged_by_script  # noqa: PLC0415 (NumPy)

        labels = judged_by_script(count, self.line, np.random.default_rng(len(self)))
        states = zip(*labels.state_4B.tolist(), strict=True)
        each = labels.seconds / count
        for state, share, block in zip(states, labels.share_B.tolist(), labels.block_B.tolist(), strict=True):
            self.add(state, share, block=block, seconds=each)

    def labels(self) -> Labels:
        """All of them."""
        import numpy as np  # noqa: PLC0415 (after the first paint)

        from pg_desktop.learning.overseeing.stills import Labels  # noqa: PLC0415 (NumPy)

        states, shares, blocks = zip(*self._rows, strict=True)
        return Labels(np.array(states).T, np.array(shares), np.array(blocks, np.bool_), self.seconds)
