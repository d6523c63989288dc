"""The rows of the table of settings that several of the algorithms for board games heed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from pg_desktop.learning.settings.kinds import Group, IntegerParameter, RealParameter, Scale, TakesEffect, row_field
from pg_desktop.messages import QT_TRANSLATE_NOOP

_OTHERS: Final = ("compete", "self_play", "zero")


@dataclass(frozen=True)
class ExamSettings:
    """What all of them heed, or all that play."""

    OWNER: ClassVar[str] = "imitate"

    exam_every: int = row_field(
        10,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Exam every"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Updates after which the policy is measured again: by positions whose best moves are known, by perfect "
                "play, and by the policy it began as. Exams cost time and change nothing.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.RUN,
            also=_OTHERS,
            low=1,
            high=10_000,
            scale=Scale.LOG,
        ),
    )
    positions_per_step: int = row_field(
        1024,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Positions per step"),
            symbol="B",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "About how many positions each gradient step learns from. Fewer make more steps of the same positions, "
                "and each is less sure.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            also=_OTHERS,
            low=32,
            high=16_384,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
    gradient_norm_limit: float = row_field(
        1.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Gradient limit"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "A gradient that is longer is shortened to this, so that a few surprising games do not throw the "
                "policy off.",
            ),
            formula="g ← g · min(1, limit / ‖g‖)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            also=_OTHERS,
            low=0.01,
            high=1000.0,
            scale=Scale.LOG,
            decimals=2,
        ),
    )


@dataclass(frozen=True)
class OpponentSettings:
    """What those heed that play against an opponent."""

    OWNER: ClassVar[str] = "compete"

    opening_plies: int = row_field(
        2,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Opening plies"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Random moves with which a game of training begins, at the most; how many, each game draws. Without "
                "them, games come to resemble each other and the policy knows only its own openings.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.WORLD,
            also=("self_play", "zero"),
            low=0,
            high=8,
        ),
    )
    best_play_share: float = row_field(
        0.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Against its best"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "The part of an update's games in which the opponent makes its likeliest move instead of drawing one. "
                "Who only meets drawn moves learns to live off its slips, and may lose to it at its best.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.WORLD,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
        ),
    )
