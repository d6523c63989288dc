"""The rows of the table of settings that every algorithm heeds."""

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
    SwitchParameter,
    TakesEffect,
    row_field,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class CommonSettings:
    """What every algorithm has: its network, its discount and the size of its steps."""

    OWNER: ClassVar[str] = ""

    gamma: float = row_field(
        0.99,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Discount"),
            symbol="γ",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How much a reward counts that comes one step later. Near 0 the policy looks only at the next "
                "reward; near 1 it looks about 1 / (1 − γ) steps ahead.",
            ),
            formula="Gₜ = Σₖ γᵏ rₜ₊ₖ",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            in_short=True,
            low=0.0,
            high=1.0,
            scale=Scale.LOG_ONE_MINUS,
            decimals=4,
        ),
    )
    learning_rate: float = row_field(
        0.03,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Learning rate"),
            symbol="α",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How far one update moves the weights (Adam's step size). Too small and learning crawls; too large "
                "and the policy jumps past good weights and may never come back.",
            ),
            formula="θ ← θ − α · Adam(∇L)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            in_short=True,
            low=1e-5,
            high=1.0,
            scale=Scale.LOG,
            decimals=5,
        ),
    )
    hidden_size: int = row_field(
        64,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Hidden size"),
            symbol="H",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Units in each hidden layer. Wider: the policy stays exactly as it is and gets room to learn. "
                "Narrower: the units that matter least go, and the others are refitted to keep it as near as possible.",
            ),
            formula="h₁ = f(W₁ s + b₁),  h₂ = f(W₂ h₁ + b₂)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            lasting=True,
            group=Group.POLICY,
            in_short=True,
            low=1,
            high=512,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
    episodes_per_update: int = row_field(
        32,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Episodes per update"),
            symbol="N",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Complete episodes played with one policy before its weights change. More episodes give a "
                "gradient with less noise and take longer to collect.",
            ),
            formula="∇J ≈ mean over all steps of N episodes of ∇log π(aₜ|sₜ) Aₜ",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            in_short=True,
            low=1,
            high=512,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
    hidden_layers: int = row_field(
        2,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Hidden layers"),
            help=QT_TRANSLATE_NOOP("Hyperparameters", "How many hidden layers lie between observation and action."),
            takes_effect=TakesEffect.RESET,
            group=Group.POLICY,
            low=1,
            high=3,
        ),
    )
    activation: str = row_field(
        "relu",
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Activation"),
            symbol="f",
            help=QT_TRANSLATE_NOOP("Hyperparameters", "The nonlinearity after each hidden layer."),
            takes_effect=TakesEffect.RESET,
            group=Group.POLICY,
            choices=(
                Choice("relu", "ReLU", "max(0, x)"),
                Choice("tanh", "tanh", "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)"),
            ),
        ),
    )
    normalise_observations: bool = row_field(
        False,
        SwitchParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Normalise observations"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Brings every observation to mean 0 and standard deviation 1, as seen so far. The scales are saved "
                "with the policy. Board games stay as they are.",
            ),
            takes_effect=TakesEffect.RESET,
            group=Group.POLICY,
        ),
    )
