"""What the pane "Reality" says, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.learning.measuring.reality_reading import RealityGap, Score
from pg_desktop.learning.settings.table import hyperparameter
from pg_desktop.learning.worlds.variation import Variation, Variations
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.settings.quantities import quantity_text
from pg_desktop.ui.kit.settings.values import translated


def reality_name(variations: Variations, number: int) -> str:
    """What a sealed physics is called, which tells no more of it than its kind."""
    if number <= len(variations.realities):
        return QCoreApplication.translate("Realities", variations.realities[number - 1])
    return _tr("Drawn, no. {number}").format(number=number)


def with_interval(score: Score, locale: QLocale | None = None) -> str:
    """A score and how far it may be off."""
    return _tr("{mean} ± {half}").format(mean=whole(score.mean, locale), half=whole(score.half, locale))


def row_name(gap: RealityGap, before: int, locale: QLocale | None = None) -> str:
    """Whose gap it is.

    Args:
        gap: it.
        before: updates that the policy had had when its run began.
        locale: writes the numbers.
    """
    name = _tr("Update {update}").format(update=whole(gap.update - before, locale))
    if not gap.spent:
        return name
    return _tr("{name}, {spent} real").format(name=name, spent=whole(gap.spent, locale))


def row_tip(gap: RealityGap, before: int, locale: QLocale | None = None) -> str:
    """All of a gap, as sentences."""
    text = _tr(
        "{name}: {simulator} in the simulator, {real} in reality; the gap is {gap}. Mean returns of {episodes} "
        "episodes each, with 95 % intervals. Training episodes in reality until then: {spent}."
    )
    return text.format(
        name=_tr("Update {update}").format(update=whole(gap.update - before, locale)),
        simulator=with_interval(gap.simulator, locale),
        real=with_interval(gap.real, locale),
        gap=with_interval(gap.gap, locale),
        episodes=whole(gap.episodes, locale),
        spent=whole(gap.spent, locale),
    )


def contents(variation: Variation, locale: QLocale | None = None) -> str:
    """What is in an unsealed physics: all that is not the simulator's."""
    away = variation.differences().items()
    phrases = [
        f"{translated(hyperparameter(name).name)}\u00a0{quantity_text(name, value, locale)}" for name, value in away
    ]
    return ", ".join(phrases) or _tr("nothing; it is the simulator's")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reality", text)
