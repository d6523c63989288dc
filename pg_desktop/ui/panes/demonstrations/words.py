"""What the pane says below its buttons, in a sentence or two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.ui.kit.numbers import fixed, whole

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.algorithms.imitation.facts import CloneFacts
    from pg_desktop.learning.demonstrations.demonstration import Demonstration


def clone_told(facts: CloneFacts, locale: QLocale) -> str:
    """What a clone was made from, and how good it is."""
    translate = QCoreApplication.translate
    synthetic = facts.human < facts.episodes
    if math.isnan(facts.shown_score):
        text = translate("Demonstrations", "{way} of {labels} labels{kind}: {score} ± {half}.")
    elif facts.episodes == 1:
        text = translate("Demonstrations", "{way} of one episode{kind}: {score} ± {half}; the episode itself: {shown}.")
    else:
        text = translate(
            "Demonstrations",
            "{way} of {episodes} episodes with {labels} labels{kind}: {score} ± {half}; the player itself: {shown}.",
        )
    return text.format(
        way=_way(facts),
        labels=whole(facts.labels, locale),
        episodes=whole(facts.episodes, locale),
        kind=translate("Demonstrations", " (synthetic)") if synthetic else "",
        score=_score(facts.score, locale),
        half=fixed(facts.half_width, 1, locale),
        shown=_score(facts.shown_score, locale),
    )


def since_told(facts: CloneFacts, mean: float, locale: QLocale) -> str:
    """What REINFORCE has made of a clone."""
    translate = QCoreApplication.translate
    if facts.is_better_than(mean):
        text = translate(
            "Demonstrations",
            "REINFORCE has made it worse: {mean} over the last 100 episodes. Lower the learning rate and clone again, "
            "or branch from update 0.",
        )
    else:
        text = translate("Demonstrations", "After REINFORCE: {mean} over the last 100 episodes.")
    return text.format(mean=_score(mean, locale))


def shown_told(here: Sequence[Demonstration], elsewhere: int, environment: str, locale: QLocale) -> str:
    """What there is to be imitated."""
    translate = QCoreApplication.translate
    if len(here) == 1:
        text = translate("Demonstrations", "One episode with {labels} labels to imitate.")
    elif here:
        text = translate("Demonstrations", "{count} episodes with {labels} labels to imitate.")
    else:
        text = translate(
            "Demonstrations", "Nothing was shown in {environment} yet: drive, or let the scripted player record."
        )
    said = text.format(
        count=whole(len(here), locale),
        labels=whole(sum(each.labels for each in here), locale),
        environment=environment,
    )
    if elsewhere:
        more = translate("Demonstrations", "{count} more of other environments are kept.")
        said = f"{said} {more.format(count=whole(elsewhere, locale))}"
    return said


def _way(facts: CloneFacts) -> str:
    translate = QCoreApplication.translate
    return {
        "cloning": translate("Demonstrations", "Clone"),
        "dagger": translate("Demonstrations", "DAgger’s clone"),
        "taking over": translate("Demonstrations", "HG-DAgger’s clone"),
    }[facts.way.value]


def _score(value: float, locale: QLocale) -> str:
    return fixed(value, 0 if abs(value) >= 1000 else 1, locale)
