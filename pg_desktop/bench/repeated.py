"""The same again with one seed after the other, and figures of what there is when that ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from pg_desktop.bench.figures import Figure, Figures, Interruption
from pg_desktop.cli.progress import ProgressBar

_Outcome = TypeVar("_Outcome")


def figures_of_seeds(
    name: str, seeds: int, train: Callable[[int], _Outcome], figures: Callable[[list[_Outcome]], Iterable[Figure]]
) -> Figures:
    """Train with the seeds 0 to `seeds` − 1 and hand on the figures of it.

    Args:
        name: what is trained, for whoever watches.
        seeds: how many.
        train: one run, from its seed to its outcome.
        figures: what the outcomes of one run at least come to.

    Raises:
        KeyboardInterrupt: after Ctrl-C, behind the figures of the runs that had ended by then.
    """
    outcomes: list[_Outcome] = []
    with Interruption() as interruption:
        for seed in ProgressBar(range(seeds), desc=name, unit=" runs"):
            outcomes.append(train(seed))
    if outcomes:
        yield from figures(outcomes)
    interruption.pass_on()
