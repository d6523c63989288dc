"""The rows of the table of settings that REINFORCE brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pg_desktop.learning.settings.kinds import (
    Choice,
    ChoiceParameter,
    Group,
    IntegerParameter,
    Needs,
    RealParameter,
    Scale,
    SwitchParameter,
    TakesEffect,
    row_field,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class ReinforceSettings:
    """What REINFORCE alone heeds."""

    OWNER: ClassVar[str] = "reinforce"

    advantage: str = row_field(
        "time",
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Advantage"),
            symbol="A",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "What is subtracted from the returns before they weigh the actions. A good baseline leaves the "
                "expected gradient as it is and takes noise out of it.",
            ),
            formula="Aₜ = Gₜ − b",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            choices=(
                Choice(
                    "time",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Time baseline"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "Subtracts the batch's mean return at the same time step, then scales the batch to standard "
                        "deviation 1.",
                    ),
                ),
                Choice(
                    "batch",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Batch"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "Scales all returns of the batch to mean 0 and standard deviation 1.",
                    ),
                ),
                Choice(
                    "normalised",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Per episode"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "Scales the returns of each episode to mean 0 and standard deviation 1, as the course "
                        "chapter does.",
                    ),
                ),
                Choice(
                    "value",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Value network"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "Subtracts what a second network, learned beside the policy, expects of each state. What a "
                        "time limit cuts off counts as that network expects; without it, as worth nothing.",
                    ),
                ),
                Choice(
                    "none",
                    QT_TRANSLATE_NOOP("Hyperparameters", "None"),
                    QT_TRANSLATE_NOOP("Hyperparameters", "Uses the returns as they are: plain REINFORCE."),
                ),
            ),
        ),
    )
    gae_lambda: float = row_field(
        1.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "GAE"),
            symbol="λ",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How far the advantage looks at real rewards before it trusts the value network. 1 sums all rewards "
                "to the end of the episode; lower values have less noise and inherit the network's errors.",
            ),
            formula="Aₜ = Σₖ (γλ)ᵏ (rₜ₊ₖ + γ V(sₜ₊ₖ₊₁) − V(sₜ₊ₖ))",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            needs=Needs.VALUE_BASELINE,
            low=0.0,
            high=1.0,
            scale=Scale.LOG_ONE_MINUS,
            decimals=4,
        ),
    )
    value_learning_rate: float = row_field(
        0.003,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Value learning rate"),
            symbol="αᵥ",
            help=QT_TRANSLATE_NOOP("Hyperparameters", "How far one step of the value network moves its weights."),
            formula="φ ← φ − αᵥ · Adam(∇ mean (V(s) − target)²)",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            needs=Needs.VALUE_BASELINE,
            low=1e-5,
            high=1.0,
            scale=Scale.LOG,
            decimals=5,
        ),
    )
    value_steps: int = row_field(
        20,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Value steps"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Steps that the value network takes in each update, each on about a thousand steps of the batch.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            needs=Needs.VALUE_BASELINE,
            low=1,
            high=256,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
    entropy_bonus: float = row_field(
        0.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Entropy bonus"),
            symbol="β",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Rewards the policy for staying undecided, so that it keeps exploring. 0 turns it off.",
            ),
            formula="L = −mean(log π(a|s) · A) − β · mean H(π(·|s))",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            also=("compete", "self_play"),
            low=0.0,
            high=1.0,
            scale=Scale.LOG,
            slider_low=1e-4,
            decimals=4,
        ),
    )
    discounting: str = row_field(
        "reward-to-go",
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Discounting"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "From where the discount counts: from the action that is being judged, or from the start of the "
                "episode.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
            choices=(
                Choice(
                    "reward-to-go",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Reward-to-go"),
                    QT_TRANSLATE_NOOP("Hyperparameters", "Gₜ = Σₖ γᵏ rₜ₊ₖ: every action is judged alike."),
                ),
                Choice(
                    "from start",
                    QT_TRANSLATE_NOOP("Hyperparameters", "From start"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "Gₜ = Σₖ γᵏ rₖ over k ≥ t, as in the course chapter: late actions weigh less.",
                    ),
                ),
            ),
        ),
    )
    action_distribution: str = row_field(
        "gaussian",
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Action distribution"),
            symbol="π",
            help=QT_TRANSLATE_NOOP("Hyperparameters", "How continuous actions are drawn."),
            takes_effect=TakesEffect.RESET,
            group=Group.POLICY,
            needs=Needs.CONTINUOUS_ACTIONS,
            choices=(
                Choice(
                    "gaussian",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Gaussian"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "a ~ N(μ(s), σ). What lies beyond the bounds is limited for the environment alone.",
                    ),
                ),
                Choice(
                    "squashed",
                    QT_TRANSLATE_NOOP("Hyperparameters", "Squashed Gaussian"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters", "a = tanh(u) with u ~ N(μ(s), σ), stretched to the bounds: always inside."
                    ),
                ),
            ),
        ),
    )
    std_source: str = row_field(
        "free",
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Spread"),
            symbol="σ",
            help=QT_TRANSLATE_NOOP("Hyperparameters", "Where a Gaussian policy has its standard deviation from."),
            takes_effect=TakesEffect.RESET,
            group=Group.POLICY,
            needs=Needs.CONTINUOUS_ACTIONS,
            choices=(
                Choice(
                    "free",
                    QT_TRANSLATE_NOOP("Hyperparameters", "One for all states"),
                    QT_TRANSLATE_NOOP("Hyperparameters", "log σ is a weight of its own, the same in every state."),
                ),
                Choice(
                    "state",
                    QT_TRANSLATE_NOOP("Hyperparameters", "From the network"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "log σ(s) is a second output for each action, as in the course chapter.",
                    ),
                ),
            ),
        ),
    )
    start_std: float = row_field(
        1.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Initial spread"),
            symbol="σ₀",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "The standard deviation that an untrained Gaussian policy begins with: how boldly it explores.",
            ),
            formula="a ~ N(μ(s), σ)",
            takes_effect=TakesEffect.RESET,
            group=Group.POLICY,
            needs=Needs.CONTINUOUS_ACTIONS,
            low=0.01,
            high=5.0,
            scale=Scale.LOG,
            decimals=3,
        ),
    )
    normalise_rewards: bool = row_field(
        False,
        SwitchParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Normalise rewards"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Divides rewards by the standard deviation of the discounted returns so far, for learning only: plots "
                "show the environment's own.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.LEARNING,
        ),
    )
