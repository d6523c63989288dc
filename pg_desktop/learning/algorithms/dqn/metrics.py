"""The rows of the table of metrics that DQN brings."""

from __future__ import annotations

from typing import Final

from pg_desktop.learning.metric import Metric, Per
from pg_desktop.messages import QT_TRANSLATE_NOOP

DQN_METRICS: Final = (
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
)
