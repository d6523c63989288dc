"""What is written above the stage: whose policy is shown, and how far its episode is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.ui.kit.numbers import fixed, percent, whole
from pg_desktop.ui.kit.status_figures import Figure

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.runs.live.status import View
    from pg_desktop.ui.panes.agent.recorded import Recorded


def title(view: View | None, run: str, locale: QLocale) -> str:
    """Which update a policy comes from, and of which run if that has a name."""
    translate = QCoreApplication.translate
    if view is None or view.policy is None:
        return translate("RenderPane", "Policy")
    if run:
        text = translate("RenderPane", "{run} after update {update}")
        return text.format(run=run, update=whole(view.status.update, locale))
    before = view.status.updates_before
    if view.status.update:
        return translate("RenderPane", "Policy after update {update}").format(update=whole(view.status.update, locale))
    if view.status.origin is not None and view.status.origin.clone is not None:
        return translate("RenderPane", "Clone of what was shown")
    if before:
        return translate("RenderPane", "Policy as opened, after update {update}").format(update=whole(before, locale))
    return translate("RenderPane", "Policy before training")


def recorded_title(recorded: Recorded, run: str, locale: QLocale) -> str:
    """Which episode of which update is shown, and of which run if that has a name."""
    translate, trace = QCoreApplication.translate, recorded.tape.trace
    if trace is None:
        return recorded.title
    text = translate("RenderPane", "Update {update}, episode {episode} of {episodes}")
    if run:
        text = translate("RenderPane", "{run}: update {update}, episode {episode} of {episodes}")
    return text.format(
        run=run,
        update=whole(trace.update, locale),
        episode=whole(recorded.tape.episode + 1, locale),
        episodes=whole(len(trace.rollout.length_N), locale),
    )


def all_figures() -> list[Figure]:
    """What there is to tell of a moment."""
    translate = QCoreApplication.translate
    return [
        Figure(
            "step",
            translate("RenderPane", "Step"),
            translate("RenderPane", "Env steps since the shown episode began."),
            2,
        ),
        Figure(
            "return",
            translate("RenderPane", "Return"),
            translate("RenderPane", "The rewards of the shown episode so far, added up without a discount."),
            1,
        ),
        Figure(
            "choice",
            translate("RenderPane", "Chosen action"),
            translate("RenderPane", "How probable the chosen action was, or what it is worth to a policy by values."),
            0,
        ),
    ]


def figures(moment: Moment, locale: QLocale) -> dict[str, str]:
    """Step, return, and for choices the probability of the one that was taken, or what it is worth; by key."""
    translate = QCoreApplication.translate
    texts = {
        "step": translate("RenderPane", "step {step}").format(step=whole(moment.step, locale)),
        "return": translate("RenderPane", "return {value}").format(value=_return_text(moment.episode_return, locale)),
    }
    if moment.value is not None:
        texts["choice"] = translate("RenderPane", "Q(s,a) {value}").format(value=fixed(moment.value, 2, locale))
    elif moment.probability is not None:
        probability = percent(moment.probability, locale=locale)
        texts["choice"] = translate("RenderPane", "π(a|s) {probability}").format(probability=probability)
    return texts


def usual() -> tuple[str, str]:
    """A title and a figure of the usual length."""
    translate = QCoreApplication.translate
    title = translate("RenderPane", "Policy after update {update}").format(update=whole(1000))
    return title, translate("RenderPane", "step {step}").format(step=whole(100))


def _return_text(value: float, locale: QLocale) -> str:
    """Whole where all rewards are; else always as many digits, so that the line does not jitter."""
    return fixed(value, 0 if value.is_integer() else 2, locale)


def pushes(survived: int, count: int, locale: QLocale) -> str:
    """How many pushes the pole has survived; nothing where there were none."""
    if not count:
        return ""
    text = QCoreApplication.translate("RenderPane", "{survived} of {pushes} pushes survived")
    return text.format(survived=whole(survived, locale), pushes=whole(count, locale))
