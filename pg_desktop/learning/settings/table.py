"""The table of everything that can be tuned.

Each field of `Settings` is one row: its default and, in its metadata, the `Hyperparameter` that describes it. From
that row come the slider with its spin box, `--set key=value` on the command line, validation with its error
message, a policy file's metadata, the tooltip and the What's This page. Adding a hyperparameter is adding a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Final

from pg_desktop.learning.settings.kinds import (
    ArgumentsParameter,
    Choice,
    ChoiceParameter,
    EnvironmentParameter,
    Group,
    Hyperparameter,
    IntegerParameter,
    Needs,
    RealParameter,
    Scale,
    SwitchParameter,
    TakesEffect,
    Value,
    row_field,
)
from pg_desktop.learning.worlds.cart_pole.settings import PhysicsSettings
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

PACE_MAX: Final = 1000.0
"""Updates per second from which on the pace sets no limit."""


@dataclass(frozen=True)
class Settings(PhysicsSettings):
    """All hyperparameters of a run. Immutable; `changed` makes a checked copy.

    Raises:
        UserError: when made with a value of the wrong type or out of range.
    """

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
            group=Group.MAIN,
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
            group=Group.MAIN,
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
            group=Group.MAIN,
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
            group=Group.MAIN,
            low=1,
            high=512,
            scale=Scale.POWERS_OF_TWO,
        ),
    )
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
            group=Group.MAIN,
            low=0.5,
            high=PACE_MAX,
            scale=Scale.LOG,
            decimals=1,
            unit="/s",
            special=QT_TRANSLATE_NOOP("Hyperparameters", "Max"),
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
            low=0.0,
            high=1.0,
            scale=Scale.LOG,
            slider_low=1e-4,
            decimals=4,
        ),
    )
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
    hidden_layers: int = row_field(
        2,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Hidden layers"),
            help=QT_TRANSLATE_NOOP("Hyperparameters", "How many hidden layers lie between observation and action."),
            takes_effect=TakesEffect.RESET,
            group=Group.LEARNING,
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
            group=Group.LEARNING,
            choices=(
                Choice("relu", "ReLU", "max(0, x)"),
                Choice("tanh", "tanh", "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)"),
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
            group=Group.LEARNING,
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
            group=Group.LEARNING,
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
            group=Group.LEARNING,
            needs=Needs.CONTINUOUS_ACTIONS,
            low=0.01,
            high=5.0,
            scale=Scale.LOG,
            decimals=3,
        ),
    )
    normalise_observations: bool = row_field(
        False,
        SwitchParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Normalise observations"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Brings every observation to mean 0 and standard deviation 1, as seen so far. The scales are saved "
                "with the policy.",
            ),
            takes_effect=TakesEffect.RESET,
            group=Group.LEARNING,
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
    environment: str = row_field(
        "CartPole-v1",
        EnvironmentParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Environment"),
            help=QT_TRANSLATE_NOOP("Hyperparameters", "The world in which the policy acts."),
            takes_effect=TakesEffect.RESET,
            group=Group.RUN,
            choices=tuple(Choice(entry.id, entry.id, entry.summary) for entry in ENVIRONMENTS),
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
            group=Group.RUN,
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
            group=Group.RUN,
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
    stream: int = row_field(
        0,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Stream"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Which of the seed's sequences of random numbers starting states and actions are drawn from. A branch "
                "takes the next one, so that it does not repeat what was abandoned.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            lasting=True,
            group=Group.RUN,
            low=0,
            high=9999,
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
            group=Group.VIEW,
            low=1,
            high=1000,
        ),
    )

    def __post_init__(self) -> None:
        for row in HYPERPARAMETERS.values():
            object.__setattr__(self, row.key, row.check(getattr(self, row.key)))

    def changed(self, changes: Mapping[str, Value]) -> Settings:
        """A copy with `changes`, by key.

        Raises:
            UserError: for a key that does not exist or a value that is not allowed.
        """
        checked = {key: hyperparameter(key).check(value) for key, value in changes.items()}
        # Not made anew: what is not changed has been checked, and a drag of a slider asks for many copies.
        copy = object.__new__(Settings)
        copy.__dict__.update(self.__dict__, **checked)
        return copy

    def value(self, key: str) -> Value:
        """The value of the hyperparameter `key`."""
        value: Value = getattr(self, hyperparameter(key).key)
        return value

    def as_dict(self) -> dict[str, Value]:
        """All values by key, in the table's order."""
        return asdict(self)


def _rows() -> dict[str, Hyperparameter]:
    rows = {}
    for entry in fields(Settings):
        row: Hyperparameter = replace(entry.metadata["row"], key=entry.name)
        rows[entry.name] = row
    return rows


HYPERPARAMETERS: Final[Mapping[str, Hyperparameter]] = _rows()
"""Every row by its key, in the order in which they are declared."""


def hyperparameter(key: str) -> Hyperparameter:
    """The row for `key`.

    Raises:
        UserError: if there is none.
    """
    try:
        return HYPERPARAMETERS[key]
    except KeyError:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "There is no setting named {key}; the settings are {known}."),
            key=repr(key),
            known=", ".join(HYPERPARAMETERS),
        ) from None


def parse_assignments(assignments: list[str]) -> dict[str, Value]:
    """Read `key=value` texts, as given by `--set`.

    Raises:
        UserError: for a text without "=", an unknown key or a value that is not allowed.
    """
    changes: dict[str, Value] = {}
    for assignment in assignments:
        key, separator, text = assignment.partition("=")
        if not separator:
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "A setting is written key=value, but {text} has no “=”."),
                text=repr(assignment),
            )
        changes[key.strip()] = hyperparameter(key.strip()).parse(text.strip())
    return changes


def pending_until_reset(wanted: Settings, applied: Settings) -> tuple[str, ...]:
    """Keys whose wanted value differs from the applied one and will act only on Reset."""
    return tuple(
        key
        for key, row in HYPERPARAMETERS.items()
        if row.takes_effect is TakesEffect.RESET and wanted.value(key) != applied.value(key)
    )


def is_the_users(key: str) -> bool:
    """Whether a setting says how fast to train or how to look at it, which is not a matter of the run."""
    return HYPERPARAMETERS[key].group is Group.VIEW or key == "pace"


def shapes_a_new_run(wanted: Settings, applied: Settings) -> bool:
    """Whether an untrained policy had better be made anew than changed."""
    return wanted.hidden_size != applied.hidden_size or bool(pending_until_reset(wanted, applied))


def applied_now(wanted: Settings, applied: Settings) -> Settings:
    """`wanted`, with everything that acts only on Reset kept as it is in `applied`."""
    return wanted.changed({key: applied.value(key) for key in pending_until_reset(wanted, applied)})
