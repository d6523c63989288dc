"""What was judged about one danger line, and what of it counts. Loads NumPy only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pg_desktop.learning.overseeing.judgement import Judgement, State
from pg_desktop.runs.judgements import Judgements

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.overseeing.stills import Labels

_LONGEST: Final = 10.0
"""Seconds that a label counts for at the most: whoever takes longer does something else."""


class Book:
    """The experiment's labels about one danger line, in the order in which they were given. For the GUI thread.

    Attributes:
        line: the danger line, metres from the middle.
    """

    def __init__(self, judgements: Judgements, line: float) -> None:
        """Open it.

        Args:
            judgements: all that were made in the experiment.
            line: the danger line.
        """
        self.line = line
        self._judgements = judgements
        self._version = -1
        self._rows: tuple[Judgement, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rows(self) -> tuple[Judgement, ...]:
        """All of them."""
        if self._version != self._judgements.version:
            self._version, self._rows = self._judgements.version, self._judgements.about(self.line)
        return self._rows

    @property
    def blocks(self) -> int:
        """How many of them say "block"."""
        return sum(row.block for row in self.rows)

    @property
    def seconds(self) -> float:
        """What giving them took."""
        return sum(row.seconds for row in self.rows)

    def add(self, state: State, share: float, *, block: bool, seconds: float) -> None:
        """Add a label.

        Args:
            state: metres, m/s, rad, rad/s.
            share: the push to the right, in parts of the greatest.
            block: whether it is dangerous.
            seconds: what judging took.
        """
        self._judgements.add([Judgement(state, share, block, min(seconds, _LONGEST), self.line)])

    def take_back(self) -> tuple[State, float] | None:
        """Forget the last label; returns the moment that it was about, None if there is none."""
        gone = self._judgements.take_back(self.line)
        return None if gone is None else (gone.state, gone.share)

    def ask_the_script(self, count: int) -> None:
        """Add so many labels as the scripted human gives them; what they would have taken a human is counted."""
        import numpy as np  # noqa: PLC0415 (after the first paint)

        from pg_desktop.learning.overseeing.stills import judged_by_script  # noqa: PLC0415 (NumPy)

        labels = judged_by_script(count, self.line, np.random.default_rng(len(self)))
        states = zip(*labels.state_4B.tolist(), strict=True)
        each = labels.seconds / count
        rows = zip(states, labels.share_B.tolist(), labels.block_B.tolist(), strict=True)
        self._judgements.add(
            Judgement(state, share, block, each, self.line, synthetic=True) for state, share, block in rows
        )

    def labels(self) -> Labels:
        """All of them."""
        import numpy as np  # noqa: PLC0415 (after the first paint)

        from pg_desktop.learning.overseeing.stills import Labels  # noqa: PLC0415 (NumPy)

        states, shares, blocks = zip(*((row.state, row.share, row.block) for row in self.rows), strict=True)
        return Labels(np.array(states).T, np.array(shares), np.array(blocks, np.bool_), self.seconds)
