"""The rows of the table of metrics that an overseer brings."""

from __future__ import annotations

from typing import Final

from pg_desktop.learning.metric import Metric, Per
from pg_desktop.learning.settings.table import Settings, applies
from pg_desktop.messages import QT_TRANSLATE_NOOP


def _overseen(settings: Settings) -> bool:
    return settings.overseer != "off" and applies("overseer", settings)


OVERSEEING_METRICS: Final = (
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
