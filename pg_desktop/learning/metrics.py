"""The table of everything that is measured while a run is trained.

A metric is one row here and one value in what an update reports; columns, CSV, plots, buttons, tooltips and readouts
follow from the row. Loads no NumPy, which the window's first paint does not need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from pg_desktop.learning.games.table import WHOLLY_KNOWN, game_of_world
from pg_desktop.learning.settings.table import Settings, applies
from pg_desktop.messages import QT_TRANSLATE_NOOP


def _always(settings: Settings) -> bool:
    del settings
    return True


def _with_value_network(settings: Settings) -> bool:
    return settings.advantage == "value"


def _with_designed_reward(settings: Settings) -> bool:
    return bool(settings.reward)


def _overseen(settings: Settings) -> bool:
    return settings.overseer != "off" and applies("overseer", settings)


def _with_truth(settings: Settings) -> bool:
    game = game_of_world(settings.environment)
    return game is not None and bool(game.truth)


def _with_table(settings: Settings) -> bool:
    game = game_of_world(settings.environment)
    return game is not None and game.id in WHOLLY_KNOWN


class Per(Enum):
    """How often there is a value."""

    EPISODE = auto()
    UPDATE = auto()


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One row of the table; texts are English sources for translation in the context "Metrics".

    Attributes:
        key: its name in code, reports, columns and files.
        name: its heading, as on a card.
        label: its name within a sentence, a legend or a readout.
        help: one or two sentences on what it tells, without markup.
        symbol: the mathematical symbol, or "".
        formula: what the symbol stands for, or "".
        unit: of its values, or "".
        per: how often there is a value.
        floor: the lower end of its axis; None follows the data.
        fixed: both ends of its axis, whatever the data are; None follows them.
        colour: the name of the theme's colour.
        algorithms: those that report it; none are all.
        main: whether it is always drawn, and not on demand: an algorithm has one such metric of its updates.
        button: what is written on the button that shows it, with "&" before the letter that presses it; "" if `main`.
        title: the name of the card that it is the main metric of, with "&"; "" if it is none.
        caution: for a main metric, as rich text, what its value does not tell; "" if it tells all.
        sometimes: whether there are updates without a value.
        sometimes_of: algorithms with such updates, where others have none.
        expected: for a metric that there is only sometimes, whether settings let values be expected.
        rare: whether most runs have no value at all, and neither a column in files then.
        measured: whether it is measured of updates on demand, afterwards, and no update reports it.
        below: whether its button stands below the card's heading, in which there would be too many.
    """

    key: str
    name: str
    label: str
    help: str
    per: Per
    colour: str
    symbol: str = ""
    formula: str = ""
    unit: str = ""
    floor: float | None = None
    fixed: tuple[float, float] | None = None
    algorithms: tuple[str, ...] = ()
    main: bool = False
    button: str = ""
    title: str = ""
    caution: str = ""
    sometimes: bool = False
    sometimes_of: tuple[str, ...] = ()
    expected: Callable[[Settings], bool] = _always
    rare: bool = False
    measured: bool = False
    below: bool = False


EPISODE_RETURN: Final = "episode_return"
"""The one metric of episodes."""
COMPASS: Final = "compass"
"""What the gradient compass says of updates."""

_BOARD: Final = ("imitate", "compete", "self_play", "zero")
"""The algorithms that learn board games."""

_ROWS: Final = (
    Metric(
        key=EPISODE_RETURN,
        name=QT_TRANSLATE_NOOP("Metrics", "Return"),
        label=QT_TRANSLATE_NOOP("Metrics", "return"),
        help=QT_TRANSLATE_NOOP("Metrics", "The sum of an episode's rewards, without a discount."),
        symbol="R",
        formula="Σₜ rₜ",
        per=Per.EPISODE,
        floor=0.0,
        colour="accent",
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "Retur&n"),
    ),
    Metric(
        key="policy_loss",
        name=QT_TRANSLATE_NOOP("Metrics", "Policy loss"),
        label=QT_TRANSLATE_NOOP("Metrics", "loss"),
        help=QT_TRANSLATE_NOOP("Metrics", "What an update takes a step down on."),
        symbol="L",
        formula="−mean(log π(a|s) · A)",
        per=Per.UPDATE,
        colour="second",
        algorithms=("reinforce",),
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "&Policy loss"),
        caution=QT_TRANSLATE_NOOP(
            "Metrics",
            "<p>The policy loss is <i>−mean(log π(a|s) · A)</i>. Its value says little: the advantages A are scaled "
            "again with every batch, and each update judges actions that the newest policy itself has chosen. A run "
            "that goes well can show a loss that rises, falls or hovers about 0.</p>"
            "<p>Only its gradient is of use: it tells which way to move the weights. "
            "<b>Watch the return to see whether the policy gets better.</b></p>",
        ),
    ),
    Metric(
        key="td_loss",
        name=QT_TRANSLATE_NOOP("Metrics", "TD loss"),
        label=QT_TRANSLATE_NOOP("Metrics", "TD loss"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "How far the action values are from what rewards and the target network say, on average."
        ),
        symbol="L",
        formula="mean Huber(Q(s,a) − r − γ Q′(s′,a′))",
        per=Per.UPDATE,
        floor=0.0,
        colour="second",
        algorithms=("dqn",),
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "TD &loss"),
        caution=QT_TRANSLATE_NOOP(
            "Metrics",
            "<p>The TD loss is <i>mean Huber(Q(s,a) − r − γ Q′(s′,a′))</i>. Its value says little: the target moves "
            "with the target network, and new states bring new errors. A run that goes well often shows a loss that "
            "rises while returns do.</p><p><b>Watch the return to see whether the policy gets better.</b></p>",
        ),
        sometimes=True,
    ),
    Metric(
        key="mean_q",
        name=QT_TRANSLATE_NOOP("Metrics", "Mean action value"),
        label=QT_TRANSLATE_NOOP("Metrics", "mean Q"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "What the actions that were learned from are worth in the network's eyes: the discounted return that it "
            "expects. Far above what returns can be, it deceives itself.",
        ),
        symbol="Q",
        per=Per.UPDATE,
        colour="good",
        algorithms=("dqn",),
        button=QT_TRANSLATE_NOOP("Metrics", "&Q"),
        sometimes=True,
    ),
    Metric(
        key="epsilon",
        name=QT_TRANSLATE_NOOP("Metrics", "Exploration"),
        label=QT_TRANSLATE_NOOP("Metrics", "ε"),
        help=QT_TRANSLATE_NOOP("Metrics", "The share of actions that are drawn at random."),
        symbol="ε",
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="accent",
        algorithms=("dqn",),
        button=QT_TRANSLATE_NOOP("Metrics", "&ε"),
    ),
    Metric(
        key="win_rate",
        name=QT_TRANSLATE_NOOP("Metrics", "Win rate"),
        label=QT_TRANSLATE_NOOP("Metrics", "win rate"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "Points a game of the update: 1 for a win, ½ for a draw. Against itself it is about ½."
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="second",
        algorithms=("compete", "self_play"),
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "&Win rate"),
        caution=QT_TRANSLATE_NOOP(
            "Metrics",
            "<p>The win rate says how the policy does against those it learns to beat. It may learn what beats them "
            "and nobody else: then it rises while the policy gets worse.</p><p><b>Watch the optimal moves, and the "
            "games not lost to perfect play.</b></p>",
        ),
    ),
    Metric(
        key="accuracy",
        name=QT_TRANSLATE_NOOP("Metrics", "Accuracy"),
        label=QT_TRANSLATE_NOOP("Metrics", "accuracy"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "How many moves of experts the policy foresees in games that it does not learn from: its likeliest move is "
            "the one that was made.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="second",
        algorithms=("imitate",),
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "Accurac&y"),
        caution=QT_TRANSLATE_NOOP(
            "Metrics",
            "<p>Accuracy says how well moves are foreseen, not how good they are: experts err, and of several best "
            "moves they make one.</p><p><b>Watch the optimal moves.</b></p>",
        ),
    ),
    Metric(
        key="search_distance",
        name=QT_TRANSLATE_NOOP("Metrics", "Distance to the search"),
        label=QT_TRANSLATE_NOOP("Metrics", "distance"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "How far the policy is from what the search does: what there is left to learn from it."
        ),
        symbol="KL",
        formula="mean Σₐ p(a) log(p(a) / π(a|s))",
        unit=QT_TRANSLATE_NOOP("Metrics", "nats"),
        per=Per.UPDATE,
        floor=0.0,
        colour="second",
        algorithms=("zero",),
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "&Distance to the search"),
        caution=QT_TRANSLATE_NOOP(
            "Metrics",
            "<p>The search gets better with the networks, so that the distance need not fall while both learn.</p>"
            "<p><b>Watch the optimal moves.</b></p>",
        ),
    ),
    Metric(
        key="cross_entropy",
        name=QT_TRANSLATE_NOOP("Metrics", "Cross-entropy"),
        label=QT_TRANSLATE_NOOP("Metrics", "cross-entropy"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "How surprising the policy finds the experts' moves in games that it does not learn from. When it rises, "
            "the policy has begun to learn games by heart.",
        ),
        symbol="L",
        formula="−mean log π(a|s)",
        unit=QT_TRANSLATE_NOOP("Metrics", "nats"),
        per=Per.UPDATE,
        floor=0.0,
        colour="accent",
        algorithms=("imitate",),
        button=QT_TRANSLATE_NOOP("Metrics", "Cross-entropy"),
        below=True,
    ),
    Metric(
        key="optimal_moves",
        name=QT_TRANSLATE_NOOP("Metrics", "Optimal moves"),
        label=QT_TRANSLATE_NOOP("Metrics", "optimal moves"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "The share of positions in which the policy's likeliest move is a best one, among positions of which it is "
            "known and in which a move can be wrong. Measured now and then.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="good",
        algorithms=_BOARD,
        button=QT_TRANSLATE_NOOP("Metrics", "Optimal"),
        below=True,
        sometimes=True,
        expected=_with_truth,
    ),
    Metric(
        key="not_lost",
        name=QT_TRANSLATE_NOOP("Metrics", "Not lost to perfect play"),
        label=QT_TRANSLATE_NOOP("Metrics", "not lost"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "The share of games that the policy, with its likeliest moves, does not lose to somebody who makes no "
            "mistake. Measured now and then.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="good",
        algorithms=_BOARD,
        button=QT_TRANSLATE_NOOP("Metrics", "Not lost"),
        below=True,
        sometimes=True,
        expected=_with_table,
    ),
    Metric(
        key="against_teacher",
        name=QT_TRANSLATE_NOOP("Metrics", "Against its teacher"),
        label=QT_TRANSLATE_NOOP("Metrics", "against its teacher"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "Points a game against the policy that the run began with, both with their moves drawn. Measured now and "
            "then.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="accent",
        algorithms=("compete", "self_play", "zero"),
        button=QT_TRANSLATE_NOOP("Metrics", "Teacher"),
        below=True,
        sometimes=True,
    ),
    Metric(
        key="against_teacher_greedy",
        name=QT_TRANSLATE_NOOP("Metrics", "Against its teacher, greedy"),
        label=QT_TRANSLATE_NOOP("Metrics", "against its teacher, greedy"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "The same with the likeliest moves of both, after random openings: without them it would be the same two "
            "games over and over.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="accent",
        algorithms=("compete", "self_play", "zero"),
        button=QT_TRANSLATE_NOOP("Metrics", "Teacher, greedy"),
        below=True,
        sometimes=True,
    ),
    Metric(
        key="value_loss",
        name=QT_TRANSLATE_NOOP("Metrics", "Value loss"),
        label=QT_TRANSLATE_NOOP("Metrics", "value loss"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "How far the value network is from how games end: the mean of its squared errors."
        ),
        formula="mean (V(s) − z)²",
        per=Per.UPDATE,
        floor=0.0,
        colour="accent",
        algorithms=_BOARD,
        button=QT_TRANSLATE_NOOP("Metrics", "Value loss"),
        below=True,
        sometimes_of=("imitate",),
    ),
    Metric(
        key="policy_shift",
        name=QT_TRANSLATE_NOOP("Metrics", "Policy change"),
        label=QT_TRANSLATE_NOOP("Metrics", "change"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "How far the update's steps had moved the policy from the one that played, on average over them."
        ),
        symbol="KL",
        unit=QT_TRANSLATE_NOOP("Metrics", "nats"),
        per=Per.UPDATE,
        floor=0.0,
        colour="muted",
        algorithms=("compete", "self_play"),
        button=QT_TRANSLATE_NOOP("Metrics", "Change"),
        below=True,
    ),
    Metric(
        key="entropy",
        name=QT_TRANSLATE_NOOP("Metrics", "Entropy"),
        label=QT_TRANSLATE_NOOP("Metrics", "entropy"),
        help=QT_TRANSLATE_NOOP("Metrics", "How undecided the policy is: the mean entropy of its actions."),
        symbol="H",
        formula="−mean(log π(a|s))",
        unit=QT_TRANSLATE_NOOP("Metrics", "nats"),
        per=Per.UPDATE,
        floor=0.0,
        colour="good",
        algorithms=("reinforce", *_BOARD),
        button=QT_TRANSLATE_NOOP("Metrics", "Entrop&y"),
        sometimes_of=("imitate",),
    ),
    Metric(
        key="gradient_norm",
        name=QT_TRANSLATE_NOOP("Metrics", "Gradient norm"),
        label=QT_TRANSLATE_NOOP("Metrics", "gradient"),
        help=QT_TRANSLATE_NOOP("Metrics", "The length of the loss's gradient over all weights."),
        symbol="‖∇L‖",
        per=Per.UPDATE,
        floor=0.0,
        colour="muted",
        button=QT_TRANSLATE_NOOP("Metrics", "&Gradient"),
        sometimes_of=("dqn", "imitate"),
    ),
    Metric(
        key="explained_variance",
        name=QT_TRANSLATE_NOOP("Metrics", "Explained variance"),
        label=QT_TRANSLATE_NOOP("Metrics", "explained variance"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "How well the value network foresees the returns: 1 is perfect, 0 no better than a constant, less than 0 "
            "worse.",
        ),
        symbol="EV",
        formula="1 − Var(G − V) / Var(G)",
        per=Per.UPDATE,
        # What is far below 0 at first would leave no room for what matters later.
        fixed=(-1.0, 1.3),
        colour="accent",
        algorithms=("reinforce",),
        button=QT_TRANSLATE_NOOP("Metrics", "Val&ue"),
        sometimes=True,
        expected=_with_value_network,
    ),
    Metric(
        key=COMPASS,
        name=QT_TRANSLATE_NOOP("Metrics", "Gradient compass"),
        label=QT_TRANSLATE_NOOP("Metrics", "compass"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "How well an update's gradient pointed the way that thousands of episodes of the same policy point "
            "together: 1 is the same way, 0 says nothing of it. Of those updates of which it was measured.",
        ),
        symbol="cos",
        formula="g · ĝ / (‖g‖ ‖ĝ‖)",
        per=Per.UPDATE,
        fixed=(-1.0, 1.3),
        colour="good",
        algorithms=("reinforce",),
        button=QT_TRANSLATE_NOOP("Metrics", "Co&mpass"),
        sometimes=True,
        measured=True,
    ),
    Metric(
        key="designed_return",
        name=QT_TRANSLATE_NOOP("Metrics", "Designed return"),
        label=QT_TRANSLATE_NOOP("Metrics", "designed return"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "The sum of an episode's designed rewards, on average over the update: what learning was told to raise. "
            "Whether the policy is any good, the return tells.",
        ),
        symbol="R̃",
        per=Per.UPDATE,
        colour="accent",
        button=QT_TRANSLATE_NOOP("Metrics", "&Designed"),
        sometimes=True,
        expected=_with_designed_reward,
        rare=True,
    ),
    Metric(
        key="catastrophes",
        name=QT_TRANSLATE_NOOP("Metrics", "Catastrophes"),
        label=QT_TRANSLATE_NOOP("Metrics", "catastrophes"),
        help=QT_TRANSLATE_NOOP("Metrics", "How many of the update's episodes ended with the cart off the track."),
        per=Per.UPDATE,
        floor=0.0,
        colour="bad",
        button=QT_TRANSLATE_NOOP("Metrics", "Catastrophes"),
        sometimes=True,
        expected=_overseen,
        rare=True,
    ),
    Metric(
        key="interventions",
        name=QT_TRANSLATE_NOOP("Metrics", "Interventions"),
        label=QT_TRANSLATE_NOOP("Metrics", "interventions"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "How often the overseer stepped in during the update: actions blocked or paid for, or times it took over. "
            "Of one that only observes, how many actions it would have blocked.",
        ),
        per=Per.UPDATE,
        floor=0.0,
        colour="accent",
        button=QT_TRANSLATE_NOOP("Metrics", "Interventions"),
        sometimes=True,
        expected=_overseen,
        rare=True,
    ),
    Metric(
        key="false_blocks",
        name=QT_TRANSLATE_NOOP("Metrics", "False blocks"),
        label=QT_TRANSLATE_NOOP("Metrics", "false blocks"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "How many of the update's interventions met an action that the scripted human calls safe."
        ),
        per=Per.UPDATE,
        floor=0.0,
        colour="second",
        button=QT_TRANSLATE_NOOP("Metrics", "False blocks"),
        sometimes=True,
        expected=_overseen,
        rare=True,
    ),
    Metric(
        key="helped",
        name=QT_TRANSLATE_NOOP("Metrics", "Overseer drives"),
        label=QT_TRANSLATE_NOOP("Metrics", "overseer drives"),
        help=QT_TRANSLATE_NOOP("Metrics", "The part of the update's env steps in which the overseer's push acted."),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="muted",
        button=QT_TRANSLATE_NOOP("Metrics", "Who drives"),
        sometimes=True,
        expected=_overseen,
        rare=True,
    ),
)

METRICS: Final[dict[str, Metric]] = {row.key: row for row in _ROWS}
"""Every row by its key, in the order in which they are drawn and written."""


def metrics_of(algorithm: str) -> tuple[Metric, ...]:
    """What an update of an algorithm may report, in the order of the table."""
    return tuple(
        replace(row, sometimes=row.sometimes or algorithm in row.sometimes_of)
        for row in METRICS.values()
        if _is_of_updates(row, algorithm) and not row.measured
    )


def measured_of(algorithm: str) -> tuple[Metric, ...]:
    """What can be measured of an algorithm's updates afterwards."""
    return tuple(row for row in METRICS.values() if _is_of_updates(row, algorithm) and row.measured)


def _is_of_updates(row: Metric, algorithm: str) -> bool:
    return row.per is Per.UPDATE and (not row.algorithms or algorithm in row.algorithms)


def main_of(metrics: tuple[Metric, ...]) -> Metric:
    """The one of an algorithm's metrics that is always drawn."""
    return next(row for row in metrics if row.main)
