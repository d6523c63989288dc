"""The table of what can learn. Adding an algorithm is adding an entry, its folder, and its rows of the other tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True, kw_only=True)
class AlgorithmEntry:
    """One row of the table; texts are English sources for translation in the context "Hyperparameters".

    Attributes:
        id: its name in files and on the command line.
        name: what the user reads.
        summary: one line on what it does and what it is for.
        entry_point: "module:class" of what learns, see `algorithm.Algorithm`.
        family: the name of the worlds that it is for, see `EnvironmentEntry.family`; "" for all.
        traced: whether its updates can be laid open.
    """

    id: str
    name: str
    summary: str
    entry_point: str
    family: str = ""
    traced: bool = True


BOARD: Final = "board"
"""The family of worlds in which board games are played."""

ALGORITHMS: Final = (
    AlgorithmEntry(
        id="reinforce",
        name="REINFORCE",
        summary=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "Learns the policy itself: plays whole episodes and makes those actions likelier that turned out better "
            "than expected.",
        ),
        entry_point="pg_desktop.learning.algorithms.reinforce.reinforce:Reinforce",
    ),
    AlgorithmEntry(
        id="dqn",
        name="DQN",
        summary=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "Learns what each action is worth, from all steps that it remembers, and takes the best one. It needs a "
            "choice among a few actions.",
        ),
        entry_point="pg_desktop.learning.algorithms.dqn.dqn:Dqn",
    ),
    AlgorithmEntry(
        id="imitate",
        name="Imitate",
        summary=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "Learns to move as experts did in recorded games, and to foresee how those ended. For board games.",
        ),
        entry_point="pg_desktop.learning.algorithms.imitate.imitate:Imitate",
        family=BOARD,
        traced=False,
    ),
    AlgorithmEntry(
        id="compete",
        name="Compete",
        summary=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "REINFORCE against the policy that it began as, which does not learn. For board games.",
        ),
        entry_point="pg_desktop.learning.algorithms.compete.compete:Compete",
        family=BOARD,
        traced=False,
    ),
    AlgorithmEntry(
        id="self_play",
        name="Self-play",
        summary=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "A clipped policy gradient against itself, as it is and as it was. For board games.",
        ),
        entry_point="pg_desktop.learning.algorithms.self_play.self_play:SelfPlay",
        family=BOARD,
        traced=False,
    ),
    AlgorithmEntry(
        id="zero",
        name="Zero",
        summary=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "AlphaZero: plays against itself with a search, and learns to foresee what the search finds. For board "
            "games.",
        ),
        entry_point="pg_desktop.learning.algorithms.zero.zero:Zero",
        family=BOARD,
        traced=False,
    ),
)


def algorithm_entry(algorithm_id: str) -> AlgorithmEntry:
    """The row for an id.

    Raises:
        StopIteration: if there is none; settings have been checked.
    """
    return next(entry for entry in ALGORITHMS if entry.id == algorithm_id)


def is_for(entry: AlgorithmEntry, family: str) -> bool:
    """Whether an algorithm can learn in worlds of a family."""
    return entry.family in ("", family)
