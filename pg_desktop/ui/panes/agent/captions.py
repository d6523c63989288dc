"""What is written above the stage: whose policy is shown, and how far its episode is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.ui.panes.distribution.numbers import number, percent

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.runs.live.status import View


def title(view: View | None, run: str, locale: QLocale) -> str:
    """Which update a policy comes from, and of which run if that has a name."""
    translate = QCoreApplication.translate
    if view is None or view.policy is None:
        return translate("RenderPane", "Policy")
    if run:
        text = translate("RenderPane", "{run} after update {update}")
        return text.format(run=run, update=locale.toString(view.status.update))
    number, before = locale.toString, view.status.updates_before
    if view.status.update:
        return translate("RenderPane", "Policy after update {update}").format(update=number(view.status.update))
    if before:
        return translate("RenderPane", "Policy as opened, after update {update}").format(update=number(before))
    return translate("RenderPane", "Policy before training")


def figures(moment: Moment, locale: QLocale) -> str:
    """Step, return, and for choices the probability of the one that was taken, or what it is worth."""
    translate = QCoreApplication.translate
    text = translate("RenderPane", "step {step} · return {value}").format(
        step=locale.toString(moment.step),
        value=_return_text(moment.episode_return),
    )
    if moment.value is not None:
        return translate("RenderPane", "{text} · Q(s,a) {value}").format(text=text, value=number(moment.value))
    probability = moment.probability
    if probability is None:
        return text
    return translate("RenderPane", "{text} · π(a|s) {probability}").format(text=text, probability=percent(probability))


def _return_text(value: float) -> str:
    """Whole where all rewards are; else always as many digits, so that the line does not jitter."""
    return number(value, 0 if value.is_integer() else 2)


def pushes(survived: int, count: int, locale: QLocale) -> str:
    """How many pushes the pole has survived; nothing where there were none."""
    if not count:
        return ""
    text = QCoreApplication.translate("RenderPane", "{survived} of {pushes} pushes survived")
    return text.format(survived=locale.toString(survived), pushes=locale.toString(count))
