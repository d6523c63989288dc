"""THE table of rungs: from imitating experts to learning without them. Loads no NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pg_desktop.learning.algorithms.board.recipes import recipe_of
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One row of the table; texts are English sources for translation in the context "Ladder".

    Attributes:
        id: its name on the command line, in files, and of the text `resources/ladder/{id}.md`.
        name: what the user reads.
        question: what it is there to answer.
        summary: what is done on it, as a request.
        doing: what is going on while it is climbed; "" where nothing is learned.
        algorithm: what learns, by its id; "" where nothing is learned.
        after: the rung whose policy it begins with, or is; "" for none.
        simulations: how far who stands on it looks ahead before each move.
    """

    id: str
    name: str
    question: str
    summary: str
    doing: str = ""
    algorithm: str = ""
    after: str = ""
    simulations: int = 0

    @property
    def text(self) -> str:
        """The resource with the text about it."""
        return f"ladder/{self.id}.md"


RUNGS: Final = (
    Rung(
        id="imitate",
        name=QT_TRANSLATE_NOOP("Ladder", "Imitate"),
        question=QT_TRANSLATE_NOOP("Ladder", "How far does one get by doing as experts do?"),
        summary=QT_TRANSLATE_NOOP("Ladder", "Learn to move as experts did in recorded games."),
        doing=QT_TRANSLATE_NOOP("Ladder", "Learning to move as experts did in recorded games."),
        algorithm="imitate",
    ),
    Rung(
        id="compete",
        name=QT_TRANSLATE_NOOP("Ladder", "Compete"),
        question=QT_TRANSLATE_NOOP("Ladder", "Does whoever beats the imitator play better than it?"),
        summary=QT_TRANSLATE_NOOP("Ladder", "Learn to beat the imitator with the policy gradient."),
        doing=QT_TRANSLATE_NOOP("Ladder", "Playing against the imitator, and making winning moves likelier."),
        algorithm="compete",
        after="imitate",
    ),
    Rung(
        id="self_play",
        name=QT_TRANSLATE_NOOP("Ladder", "Self-play"),
        question=QT_TRANSLATE_NOOP("Ladder", "Who teaches somebody that has no better opponent?"),
        summary=QT_TRANSLATE_NOOP("Ladder", "Play against itself, as it is and as it was."),
        doing=QT_TRANSLATE_NOOP("Ladder", "Playing against itself, as it is and as it was."),
        algorithm="self_play",
        after="compete",
    ),
    Rung(
        id="search",
        name=QT_TRANSLATE_NOOP("Ladder", "Value and search"),
        question=QT_TRANSLATE_NOOP("Ladder", "What is it worth to think before a move?"),
        summary=QT_TRANSLATE_NOOP("Ladder", "Look ahead with the policy and its value network."),
        after="self_play",
        simulations=50,
    ),
    Rung(
        id="zero",
        name=QT_TRANSLATE_NOOP("Ladder", "Zero"),
        question=QT_TRANSLATE_NOOP("Ladder", "Are experts needed at all?"),
        summary=QT_TRANSLATE_NOOP("Ladder", "Learn from nothing, from what a search finds."),
        doing=QT_TRANSLATE_NOOP("Ladder", "Playing against itself with a search, and learning what that finds."),
        algorithm="zero",
    ),
)


def rung_entry(rung_id: str) -> Rung:
    """The row for an id; "self-play" is understood, too.

    Raises:
        UserError: if there is none.
    """
    for rung in RUNGS:
        if rung.id == rung_id.replace("-", "_"):
            return rung
    raise UserError(
        QT_TRANSLATE_NOOP("Errors", "There is no rung named {id}; the rungs are {known}."),
        id=repr(rung_id),
        known=", ".join(rung.id for rung in RUNGS),
    )


def settings_of(game_id: str, rung_id: str, seed: int) -> Settings:
    """What a rung is climbed with: after so many updates as the update limit says, it has been.

    Args:
        game_id: what is played.
        rung_id: a rung on which something is learned.
        seed: of the run.

    Raises:
        UserError: if there is no such game or rung.
    """
    entry, rung = game_entry(game_id), rung_entry(rung_id)
    fixed: dict[str, Value] = {"environment": entry.environment, "algorithm": rung.algorithm, "seed": seed}
    return Settings().changed({**recipe_of(entry.id, rung.id), **fixed})
