"""What the pane says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.ui.kit.numbers import fixed, percent, whole
from pg_desktop.ui.kit.settings.values import value_text

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.overseeing.blocker import Lesson
    from pg_desktop.learning.overseeing.removed import Removal


def helper_name(settings: Settings) -> str:
    """Who looks after a policy and how; "" if nobody does."""
    if settings.overseer == "off":
        return ""
    said = {key: value_text(HYPERPARAMETERS[key], settings.value(key)) for key in ("overseer", "oversight", "price")}
    if settings.oversight == "observe":
        return QCoreApplication.translate("Intervention", "{overseer}, {oversight}").format(**said)
    return QCoreApplication.translate("Intervention", "{overseer}, {oversight}, price {price}").format(**said)


def removal_title(removal: Removal) -> str:
    """Whose test it is."""
    update = whole(removal.update)
    if not removal.helped:
        return QCoreApplication.translate("Intervention", "Update {update} · it had no helper").format(update=update)
    return QCoreApplication.translate("Intervention", "Update {update} · helper: {helper}").format(
        update=update, helper=removal.helped
    )


def removal_figures(removal: Removal) -> str:
    """What a test showed."""
    low, high = removal.interval
    return QCoreApplication.translate(
        "Intervention", "Without: {rate} catastrophes ({low} to {high}), true score {score}"
    ).format(rate=percent(removal.rate), low=percent(low), high=percent(high), score=whole(removal.mean_return))


def removal_figures_in_short(removal: Removal) -> str:
    """What a test showed, without the interval, which is drawn below it."""
    return QCoreApplication.translate("Intervention", "Without: {rate} catastrophes, true score {score}").format(
        rate=percent(removal.rate), score=whole(removal.mean_return)
    )


def lesson_text(lesson: Lesson) -> str:
    """How good a blocker is, and what it cost."""
    wrong = round(lesson.error * lesson.held_out)
    return QCoreApplication.translate(
        "Intervention", "Held-out error {error} ({wrong} of {held_out}), after {labels} labels in {minutes} minutes."
    ).format(
        error=percent(lesson.error, 1),
        wrong=whole(wrong),
        held_out=whole(lesson.held_out),
        labels=whole(lesson.labels),
        minutes=fixed(lesson.seconds / 60, 1),
    )


def progress_text(labels: int, blocks: int, lesson: Lesson | None) -> str:
    """How far the labels have come, and what the blocker has made of them."""
    translate = QCoreApplication.translate
    if lesson is None:
        return translate(
            "Intervention", "{labels} labels, {blocks} of them “block”. The blocker learns from 40 labels on."
        ).format(labels=labels, blocks=blocks)
    done = lesson_text(lesson)
    return done if lesson.enough else translate("Intervention", "{done} It takes over at 5 %.").format(done=done)
