"""The rows of the table of settings that imitating brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pg_desktop.learning.games.own_games import OwnGamesParameter
from pg_desktop.learning.settings.kinds import (
    Group,
    IntegerParameter,
    RealParameter,
    Scale,
    SwitchParameter,
    TakesEffect,
    row_field,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class ImitateSettings:
    """What imitating alone heeds, and what searching does too."""

    OWNER: ClassVar[str] = "imitate"

    expert_games: int = row_field(
        4000,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Expert games"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How many recorded games are learned from, at the most. A tenth of them is held out, to see whether "
                "what was learned holds for positions that were not.",
            ),
            takes_effect=TakesEffect.RESET,
            group=Group.LEARNING,
            low=20,
            high=100_000,
            scale=Scale.LOG,
        ),
    )
    expert_error: float = row_field(
        0.1,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Expert errors"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "The part of their moves that synthetic experts make at random. It matters where no games come with "
                "the program and experts play them first.",
            ),
            takes_effect=TakesEffect.RESET,
            group=Group.LEARNING,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
        ),
    )
    own_games: str = row_field(
        "",
        OwnGamesParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Own games"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Games that you have played at the board, to be learned from beside the experts'; of each, only your "
                "moves. The board's menu writes them.",
            ),
            takes_effect=TakesEffect.RESET,
            group=Group.LEARNING,
            example="+EABCI",
        ),
    )
    positions_per_update: int = row_field(
        16_384,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Positions per update"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Positions that an update studies, drawn at random from the recorded games, none twice before all have "
                "been drawn.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=32,
            high=1_000_000,
            scale=Scale.LOG,
        ),
    )
    patience: int = row_field(
        20,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Patience"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Early stopping: after so many updates without better predictions of the games held out, the policy "
                "goes back to its best and learns no more.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=1,
            high=10_000,
            scale=Scale.LOG,
        ),
    )
    use_symmetries: bool = row_field(
        True,
        SwitchParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Symmetries"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Turns and mirrors each position at random, as the rules allow, so that what is learned of one holds "
                "for all of them.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            also=("zero",),
        ),
    )
