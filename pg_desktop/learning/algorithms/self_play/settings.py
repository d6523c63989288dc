"""The rows of the table of settings that self-play brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pg_desktop.learning.settings.kinds import (
    Choice,
    ChoiceParameter,
    Group,
    IntegerParameter,
    RealParameter,
    Scale,
    TakesEffect,
    row_field,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class SelfPlaySettings:
    """What self-play alone heeds."""

    OWNER: ClassVar[str] = "self_play"

    objective: str = row_field(
        "clipped",
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Objective"),
            symbol="L",
            help=QT_TRANSLATE_NOOP("Hyperparameters", "What a gradient step takes a step down on."),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            choices=(
                Choice(
                    "clipped",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Clipped"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "PPO: learns from the same games several times, and has nothing to gain from moving a "
                        "probability further than the clip.",
                    ),
                ),
                Choice(
                    "plain",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Plain REINFORCE"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "The policy gradient with outcomes, once over the games of an update. Watch what becomes of "
                        "the best moves.",
                    ),
                ),
            ),
        ),
    )
    clip_range: float = row_field(
        0.2,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Clip"),
            symbol="ε",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How far the probability of a move can pay to move in an update. Many steps without a clip ruin a "
                "policy.",
            ),
            formula="L = −mean min(r A, clip(r, 1 − ε, 1 + ε) A)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=0.01,
            high=1.0,
            scale=Scale.LOG,
            decimals=2,
        ),
    )
    advantage_lambda: float = row_field(
        0.9,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "GAE"),
            symbol="λ",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How far the advantage looks ahead in a game before it trusts the value network. 1 waits for the "
                "outcome; lower values have less noise and inherit the network's errors.",
            ),
            formula="Aₜ = Σₖ (γλ)ᵏ (γ V(sₜ₊ₖ₊₁) − V(sₜ₊ₖ))",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=0.0,
            high=1.0,
            scale=Scale.LOG_ONE_MINUS,
            decimals=4,
        ),
    )
    passes: int = row_field(
        3,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Passes"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "How often an update learns from each of its games. Plain REINFORCE does once."
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=1,
            high=32,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
    pool_share: float = row_field(
        0.5,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Pool"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "The part of an update's games that are played against earlier selves; the others are played against "
                "the policy as it is. Without earlier selves it may forget how to beat them and run in circles.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.WORLD,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
        ),
    )
    pool_size: int = row_field(
        20,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Pool size"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How many of its latest selves it plays against; the policy that it began as is always among them.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.WORLD,
            low=1,
            high=200,
            scale=Scale.LOG,
        ),
    )
    pool_every: int = row_field(
        10,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Pool grows every"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "Updates after which the policy as it is joins the selves that it plays against."
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.WORLD,
            low=1,
            high=1000,
            scale=Scale.LOG,
        ),
    )
    falls_over: int = row_field(
        300,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Falls over"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Updates over which learning rate and entropy bonus fall evenly, from what they are set to.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            also=("zero",),
            low=1,
            high=100_000,
            scale=Scale.LOG,
        ),
    )
    falls_to: float = row_field(
        0.2,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Falls to"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "What part of learning rate and entropy bonus is left in the end. 1 keeps them as they are.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            also=("zero",),
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
        ),
    )
