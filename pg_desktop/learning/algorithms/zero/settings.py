"""The rows of the table of settings that AlphaZero brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pg_desktop.learning.settings.kinds import Group, IntegerParameter, RealParameter, Scale, TakesEffect, row_field
from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class ZeroSettings:
    """What AlphaZero alone heeds."""

    OWNER: ClassVar[str] = "zero"

    simulations: int = row_field(
        25,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Simulations"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How many positions the search looks at before each move. More make better teachers, and fewer games.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=2,
            high=400,
            scale=Scale.LOG,
        ),
    )
    search_exploration: float = row_field(
        1.5,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Search exploration"),
            symbol="c",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How much the search is drawn to moves that the policy likes and it has seldom tried, instead of to "
                "those that turned out best so far.",
            ),
            formula="argmax Q(s,a) + c π(a|s) √N(s) / (1 + N(s,a))",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=0.1,
            high=10.0,
            scale=Scale.LOG,
            decimals=2,
        ),
    )
    root_noise: float = row_field(
        0.25,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Root noise"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "The part of the policy's say that is given to chance where the search begins, so that it also tries "
                "moves that the policy has given up.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
        ),
    )
    drawn_plies: int = row_field(
        10,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Drawn plies"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Moves at the beginning of a game that are drawn as often as the search visited them; after that the "
                "most visited move is made.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=0,
            high=400,
        ),
    )
    search_value_share: float = row_field(
        0.5,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Search value"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How much of what the value network learns is what the search found; the rest is how the game ended, "
                "which is true but noisy.",
            ),
            formula="target = share · Q(s) + (1 − share) · z",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
        ),
    )
    remembered_positions: int = row_field(
        30_000,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Remembered positions"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How many of the latest positions are learned from. Old ones were searched with worse networks.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=256,
            high=1_000_000,
            scale=Scale.LOG,
        ),
    )
    uses_per_position: int = row_field(
        8,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Uses per position"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How often each position is learned from on average, as long as it is remembered.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=1,
            high=64,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
