"""The rows of the table of settings that the worlds of board games heed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from pg_desktop.learning.settings.kinds import (
    Choice,
    ChoiceParameter,
    Group,
    RealParameter,
    Scale,
    TakesEffect,
    row_field,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP

RANDOM: Final = "random"
EXPERT: Final = "expert"


@dataclass(frozen=True)
class BoardSettings:
    """Against whom one plays in the worlds of board games."""

    OWNER: ClassVar[str] = "board"

    opponent: str = row_field(
        RANDOM,
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Opponent"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Who answers the policy's moves while it learns. It begins in half of the games. Evaluations are "
                "played against chance.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.WORLD,
            choices=(
                Choice(
                    RANDOM,
                    QT_TRANSLATE_NOOP("Hyperparameters", "chance"),
                    QT_TRANSLATE_NOOP("Hyperparameters", "Any legal move, each as likely."),
                ),
                Choice(
                    EXPERT,
                    QT_TRANSLATE_NOOP("Hyperparameters", "expert"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters", "Plays as well as is known, but for the mistakes that it is told to make."
                    ),
                ),
            ),
        ),
    )
    opponent_error: float = row_field(
        0.1,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Opponent's mistakes"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How often the expert makes any legal move instead of its own. Against one that makes hardly any, a "
                "beginner loses game after game, and equal returns have no gradient.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.WORLD,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
        ),
    )
