"""What the returns of a run say of it: whether it is solved, has fallen since, or has collapsed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.runs.collapse import Collapse, CollapseDetector, CollapseMemory, has_fallen
from pg_desktop.runs.facts import Solved
from pg_desktop.runs.history import History

SOLVED_WINDOW: Final = 100
"""Episodes over which the mean return must reach the threshold."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is to be said of a run at the end of an update. Replaced as a whole, so that an update can be undone.

    Attributes:
        solved: when it was solved, or None.
        fallen: whether it was, and its returns have fallen far below the target since.
        collapse: the latest collapse of the returns that was noticed, or None.
        last_returns: of the last episodes, one fewer than the window, float64.
        seen: what has been seen of collapses.
    """

    solved: Solved | None = None
    fallen: bool = False
    collapse: Collapse | None = None
    last_returns: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    seen: CollapseMemory = field(default_factory=CollapseMemory)

    def again(self, history: History, threshold: float | None) -> Verdict:
        """The same of a run that is gone on with, of which it is looked anew whether it has fallen."""
        return replace(self, fallen=_has_fallen(self.solved, history, threshold))

    def after(
        self, returns_E: NDArray[np.float64], history: History, threshold: float | None, seconds: float
    ) -> Verdict:
        """What is to be said after one more update.

        Args:
            returns_E: of its episodes, in order.
            history: of the run, in which it is the last.
            threshold: the mean return at which the run counts as solved; None if there is none.
            seconds: computing time of all updates.
        """
        returns = np.concatenate([self.last_returns, returns_E])
        solved = self.solved
        if solved is None:
            first_episode = history.episodes - len(returns) + 1
            solved = _solved(returns, first_episode, history, threshold, seconds)
        return replace(
            self,
            solved=solved,
            fallen=_has_fallen(solved, history, threshold),
            last_returns=returns[-(SOLVED_WINDOW - 1) :],
        )

    def watching(self, returns_E: NDArray[np.float64]) -> Verdict:
        """The same, after looking whether the returns of one more update make a collapse."""
        detector = CollapseDetector(self.seen)
        collapse = detector.add(returns_E)
        return replace(self, seen=detector.memory, collapse=self.collapse if collapse is None else collapse)


def _solved(
    returns: NDArray[np.float64], first_episode: int, history: History, threshold: float | None, seconds: float
) -> Solved | None:
    """When the mean reached the threshold, in the update that was done last."""
    if threshold is None or len(returns) < SOLVED_WINDOW:
        return None
    sums = np.concatenate([[0.0], returns.cumsum()])
    means = (sums[SOLVED_WINDOW:] - sums[:-SOLVED_WINDOW]) / SOLVED_WINDOW
    reached = np.flatnonzero(means >= threshold)
    if not len(reached):
        return None
    return Solved(
        episode=first_episode + int(reached[0]) + SOLVED_WINDOW - 1,
        update=history.updates,
        env_step=history.env_steps,
        seconds=seconds,
    )


def _has_fallen(solved: Solved | None, history: History, threshold: float | None) -> bool:
    if solved is None or threshold is None:
        return False
    episodes = history.episodes
    first, last = history.returns(0, SOLVED_WINDOW), history.returns(episodes - SOLVED_WINDOW, episodes)
    return has_fallen(first.tolist(), last.tolist(), threshold)
