"""The table of everything that is measured while a run is trained.

A metric is one row and one value in what an update reports; columns, CSV, plots, buttons, tooltips and readouts follow
from the row. Rows stand where what reports them is. Loads no NumPy, which the window's first paint does not need.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pg_desktop.learning.algorithms.board.metrics import BOARD, BOARD_METRICS
from pg_desktop.learning.algorithms.dqn.metrics import DQN_METRICS
from pg_desktop.learning.metric import Metric, Per
from pg_desktop.learning.overseeing.metrics import OVERSEEING_METRICS
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP

__all__ = ["COMPASS", "EPISODE_RETURN", "METRICS", "Metric", "Per", "main_of", "measured_of", "metrics_of"]


def _with_value_network(settings: Settings) -> bool:
    return settings.advantage == "value"


def _with_designed_reward(settings: Settings) -> bool:
    return bool(settings.reward)


EPISODE_RETURN: Final = "episode_return"
"""The one metric of episodes."""
COMPASS: Final = "compass"
"""What the gradient compass says of updates."""

_FIRST: Final = (
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
)
_FURTHER: Final = (
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
        algorithms=("reinforce", *BOARD),
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
)

_ROWS: Final = (*_FIRST, *DQN_METRICS, *BOARD_METRICS, *_FURTHER, *OVERSEEING_METRICS)

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
