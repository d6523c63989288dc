"""What several stages of an update draw: the episodes' returns, and curves along the steps of one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.kit.numbers import compact, short, whole
from pg_desktop.ui.panes.anatomy.drawings import Bars, Curves, Series
from pg_desktop.ui.panes.anatomy.sight import Sight, episode_name

translate = QCoreApplication.translate


def bars_of_returns(sight: Sight) -> Bars:
    """The return of each episode, and their mean."""
    rollout = sight.trace.rollout
    return_N = rollout.episode_return_N
    mean = float(return_N.mean())

    def tip(episode: int) -> str:
        text = translate("Anatomy", "{episode}: return {value} in {steps} steps")
        if sight.trace.settings.reward:
            text = translate("Anatomy", "{episode}: designed return {value} in {steps} steps")
        return text.format(
            episode=episode_name(episode),
            value=compact(float(return_N[episode])),
            steps=whole(int(rollout.length_N[episode])),
        )

    return Bars(
        values=return_N,
        tip=tip,
        below=translate("Anatomy", "episodes; click one to look at it"),
        spoken=translate("Anatomy", "The returns of the episodes; {selected}.").format(selected=tip(sight.episode)),
        selected=sight.episode,
        line=(mean, translate("Anatomy", "mean {mean}").format(mean=compact(mean))),
    )


def curves(sight: Sight, plots: tuple[tuple[Series, ...], ...]) -> Curves:
    """Curves along the steps of the selected episode."""

    def tip(step: int) -> str:
        values = (f"{series.name} = {short(float(series.values[step]), 4)}" for plot in plots for series in plot)
        return translate("Anatomy", "step {step}: {values}").format(step=whole(step), values=", ".join(values))

    below = translate("Anatomy", "step t of {episode}; click one to look at it")
    return Curves(
        plots=plots,
        tip=tip,
        below=below.format(episode=episode_name(sight.episode)),
        spoken=f"{episode_name(sight.episode)}, {tip(sight.step)}",
        selected=sight.step,
    )
