"""The rows of the table of settings that DQN brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

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
class DqnSettings:
    """What DQN alone heeds."""

    OWNER: ClassVar[str] = "dqn"

    batch_size: int = row_field(
        64,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Batch size"),
            symbol="B",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Remembered steps that each gradient step learns from, drawn at random from the replay buffer.",
            ),
            formula="L = mean over B steps of Huber(Q(s,a) − y)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=8,
            high=1024,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
    buffer_size: int = row_field(
        50_000,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Replay buffer"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How many of the latest env steps are remembered to learn from. Old ones were played by worse "
                "policies, but a short memory forgets what is rare.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=100,
            high=1_000_000,
            scale=Scale.LOG,
        ),
    )
    learning_starts: int = row_field(
        1000,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Learning starts"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "Env steps that are played and remembered before the first gradient step."
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=1,
            high=1_000_000,
            scale=Scale.LOG,
        ),
    )
    train_frequency: int = row_field(
        64,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Train frequency"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "Env steps from one round of gradient steps to the next, counted over all episodes."
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=1,
            high=10_000,
            scale=Scale.LOG,
        ),
    )
    gradient_steps: int = row_field(
        32,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Gradient steps"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Steps of the optimiser in each round. Together with the train frequency they say how much is learned "
                "from each env step.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=1,
            high=1024,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
    target_interval: int = row_field(
        500,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Target interval"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Env steps after which the target network becomes a copy of the network again. It says what a state "
                "is worth meanwhile, so that the network does not chase itself.",
            ),
            formula="y = r + γ Q′(s′, a′)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=1,
            high=100_000,
            scale=Scale.LOG,
        ),
    )
    epsilon_start: float = row_field(
        1.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Exploration at first"),
            symbol="ε₀",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "The share of actions that are drawn at random in the beginning, to explore."
            ),
            formula="ε = ε₀ + (ε₁ − ε₀) · min(1, t / D)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=3,
        ),
    )
    epsilon_end: float = row_field(
        0.05,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Exploration at last"),
            symbol="ε₁",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "The share of actions that are drawn at random once exploration has decayed."
            ),
            formula="ε = ε₀ + (ε₁ − ε₀) · min(1, t / D)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=3,
        ),
    )
    epsilon_decay: int = row_field(
        10_000,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Exploration decay"),
            symbol="D",
            help=QT_TRANSLATE_NOOP("Hyperparameters", "Env steps over which ε falls evenly from its start to its end."),
            formula="ε = ε₀ + (ε₁ − ε₀) · min(1, t / D)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            low=1,
            high=10_000_000,
            scale=Scale.LOG,
        ),
    )
    double_dqn: bool = row_field(
        True,
        SwitchParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Double DQN"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Lets the network choose the best next action and the target network say what it is worth. One "
                "network for both takes its own lucky errors for value.",
            ),
            formula="a′ = argmax Q(s′, ·)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
        ),
    )
