"""The rows of the table of settings that are a matter of the run, whatever learns in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from pg_desktop.learning.algorithms.table import ALGORITHMS
from pg_desktop.learning.rewards.parameter import RewardParameter
from pg_desktop.learning.settings.kinds import (
    ArgumentsParameter,
    Choice,
    ChoiceParameter,
    EnvironmentParameter,
    Group,
    IntegerParameter,
    RealParameter,
    Scale,
    SwitchParameter,
    TakesEffect,
    row_field,
)
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from pg_desktop.messages import QT_TRANSLATE_NOOP

PACE_MAX: Final = 1000.0
"""Updates per second from which on the pace sets no limit."""


@dataclass(frozen=True)
class RunSettings:
    """Where a run takes place, how fast, and when it ends."""

    OWNER: ClassVar[str] = ""

    pace: float = row_field(
        10.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Pace"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Updates per second: slow to watch the policy learn, Max to train as fast as this computer can. "
                "It changes when updates happen, never what they compute.",
            ),
            takes_effect=TakesEffect.NOW,
            group=Group.BAR,
            personal=True,
            low=0.5,
            high=PACE_MAX,
            scale=Scale.LOG,
            decimals=1,
            unit="/s",
            special=QT_TRANSLATE_NOOP("Hyperparameters", "Max"),
        ),
    )
    environment: str = row_field(
        "CartPole-v1",
        EnvironmentParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Environment"),
            help=QT_TRANSLATE_NOOP("Hyperparameters", "The world in which the policy acts."),
            takes_effect=TakesEffect.RESET,
            group=Group.BAR,
            choices=tuple(Choice(entry.id, entry.id, entry.summary) for entry in ENVIRONMENTS),
        ),
    )
    algorithm: str = row_field(
        "reinforce",
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Algorithm"),
            help=QT_TRANSLATE_NOOP("Hyperparameters", "What learns. Each has settings and curves of its own."),
            takes_effect=TakesEffect.RESET,
            group=Group.BAR,
            choices=tuple(Choice(entry.id, entry.name, entry.summary) for entry in ALGORITHMS),
        ),
    )
    environment_arguments: str = row_field(
        "",
        ArgumentsParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Arguments"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "What the environment is made with besides its id. Which arguments it takes, its documentation says.",
            ),
            example="is_slippery=false, map_name=8x8",
            takes_effect=TakesEffect.RESET,
            group=Group.WORLD,
        ),
    )
    step_limit: int = row_field(
        0,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Step limit"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Env steps after which an episode is cut off. 0 keeps the environment's own limit, or sets 1,000 where "
                "it has none.",
            ),
            takes_effect=TakesEffect.RESET,
            group=Group.WORLD,
            low=0,
            high=1_000_000,
            special=QT_TRANSLATE_NOOP("Hyperparameters", "its own"),
        ),
    )
    seed: int = row_field(
        0,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Seed"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Fixes everything random: initial weights, starting states and sampled actions. The same seed with "
                "the same settings gives the same run.",
            ),
            takes_effect=TakesEffect.RESET,
            group=Group.RUN,
            low=0,
            high=2**31 - 1,
        ),
    )
    episode_limit: int = row_field(
        0,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Episode limit"),
            help=QT_TRANSLATE_NOOP("Hyperparameters", "Training stops after this many episodes. 0 sets no limit."),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.RUN,
            low=0,
            high=10_000_000,
            special=QT_TRANSLATE_NOOP("Hyperparameters", "none"),
        ),
    )
    update_limit: int = row_field(
        0,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Update limit"),
            help=QT_TRANSLATE_NOOP("Hyperparameters", "Training stops after this many updates. 0 sets no limit."),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.RUN,
            low=0,
            high=10_000_000,
            special=QT_TRANSLATE_NOOP("Hyperparameters", "none"),
        ),
    )
    stop_when_solved: bool = row_field(
        False,
        SwitchParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Stop when solved"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Stops training once the mean return of the last 100 episodes reaches the environment's target.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.RUN,
        ),
    )
    smoothing_window: int = row_field(
        50,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Smoothing"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How many episodes the smoothed curves average over; of what is measured once an update, all updates "
                "that played one of them.",
            ),
            takes_effect=TakesEffect.NOW,
            group=Group.RUN,
            personal=True,
            low=1,
            high=1000,
        ),
    )
    reward: str = row_field(
        "",
        RewardParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Reward"),
            symbol="r",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "What is learned from instead of the world's own reward: an expression over its quantities, before the "
                "step or, with a stroke as in x', after it. Empty: the world's own. Returns stay the world's own. What "
                "DQN remembers keeps the reward that it had.",
            ),
            example="1 - theta^2 - 0.1 * abs(x')",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.WORLD,
        ),
    )
