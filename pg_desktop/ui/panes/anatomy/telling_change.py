"""What became of the actions: the honest count, how far the policy moved, and prediction against truth."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.kit.numbers import fixed, short, whole
from pg_desktop.ui.panes.anatomy.drawings import Dots, Told
from pg_desktop.ui.panes.anatomy.scatter import DOTS_MAX, drawn_of
from pg_desktop.ui.panes.anatomy.sight import Sight, action_text, being_found_out, bold, episode_name, signed

if TYPE_CHECKING:  # torch
    from pg_desktop.learning.explaining.anatomy import Anatomy, Counts

translate = QCoreApplication.translate


def new_policy(sight: Sight) -> Told:
    """The new policy, or the new values."""
    anatomy = sight.anatomy
    if anatomy is None:
        return being_found_out()
    counted = counts_in_words(anatomy.counts, by_values=sight.by_values)
    return Told(" ".join(filter(None, (_change_in_words(sight, anatomy), counted))), dots_of(sight, anatomy))


def _change_in_words(sight: Sight, anatomy: Anatomy) -> str:
    """What became of the probability of the selected action; "" where actions have none."""
    here_B = (anatomy.episode_B == sight.episode) & (anatomy.time_B == sight.step)
    if sight.by_values or sight.continuous or not here_B.any():
        return ""
    at = int(here_B.argmax())
    text = translate("Anatomy", "At step {step}, π({action}|s) went from {before} to {after}.")
    return text.format(
        step=whole(sight.step),
        action=action_text(sight.trace.rollout.action_TN[sight.step, sight.episode], sight.names),
        before=bold(fixed(exp(float(anatomy.before_B[at])), 4)),
        after=bold(fixed(exp(float(anatomy.after_B[at])), 4)),
    )


def counts_in_words(counts: Counts, *, by_values: bool) -> str:
    """How many actions did not change as their advantage asked."""
    better, fell = counts.positive, counts.positive_fell
    if not better:
        return (
            translate("Anatomy", "No action had a positive TD error.")
            if by_values
            else translate("Anatomy", "No action had a positive advantage.")
        )
    if not fell:
        return _none_fell(better, by_values=by_values)
    if better == fell == 1:
        return (
            translate(
                "Anatomy",
                "The only action with positive TD error is taken to be worth less: it shares its weights with the "
                "others.",
            )
            if by_values
            else translate(
                "Anatomy",
                "The only action with positive advantage became less likely: it shares its weights with the others.",
            )
        )
    # The number after "Of" is never 1 here; the other one may be, and decides the form.
    if by_values:
        text = (
            translate(
                "Anatomy",
                "Of {better} actions with positive TD error, one is taken to be worth less: they share their weights.",
            )
            if fell == 1
            else translate(
                "Anatomy",
                "Of {better} actions with positive TD error, %Ln are taken to be worth less: they share their weights.",
                None,
                fell,
            )
        )
    else:
        text = (
            translate(
                "Anatomy",
                "Of {better} actions with positive advantage, one became less likely: they share their weights.",
            )
            if fell == 1
            else translate(
                "Anatomy",
                "Of {better} actions with positive advantage, %Ln became less likely: they share their weights.",
                None,
                fell,
            )
        )
    return text.format(better=whole(better))


def _none_fell(better: int, *, by_values: bool) -> str:
    if better == 1:
        return (
            translate("Anatomy", "The only action with positive TD error is not taken to be worth less.")
            if by_values
            else translate("Anatomy", "The only action with positive advantage did not become less likely.")
        )
    if by_values:
        return translate(
            "Anatomy", "Of %Ln actions with positive TD error, none is taken to be worth less.", None, better
        )
    return translate("Anatomy", "Of %Ln actions with positive advantage, none became less likely.", None, better)


def distance_in_words(sight: Sight, anatomy: Anatomy) -> str:
    """How far the policy moved, in figures."""
    step = sight.moved
    if anatomy.kl is None:
        return translate("Anatomy", "step ‖Δθ‖ {step}").format(step=short(step, 3))
    return translate("Anatomy", "KL {kl} nats · step ‖Δθ‖ {step}").format(kl=short(anatomy.kl, 3), step=short(step, 3))


def measure_name(sight: Sight) -> str:
    """What changes: log π, the log of a density, or Q."""
    if sight.by_values:
        return "Q"
    return "log p" if sight.continuous else "log π"


def dots_of(sight: Sight, anatomy: Anatomy) -> Dots:
    """Prediction against truth."""
    change_B, predicted_B = anatomy.change_B, anatomy.predicted_B
    name = measure_name(sight)
    here = (anatomy.episode_B == sight.episode) & (anatomy.time_B == sight.step)

    def tip(index: int) -> str:
        text = translate(
            "Anatomy", "{episode}, step {step}: predicted {predicted}, really {change}, advantage {advantage}"
        )
        return text.format(
            episode=episode_name(int(anatomy.episode_B[index])),
            step=whole(int(anatomy.time_B[index])),
            predicted=signed(float(predicted_B[index])),
            change=signed(float(change_B[index])),
            advantage=signed(float(anatomy.advantage_B[index])),
        )

    all_ = len(change_B)
    drawn = len(drawn_of(all_))
    said = translate("Anatomy", "Predicted against real change of {name}, {drawn} of {all} actions.")
    y_name = translate("Anatomy", "real Δ {name}").format(name=name)
    if all_ > DOTS_MAX:
        more = translate("Anatomy", "{name}, {drawn} of {all} actions")
        y_name = more.format(name=y_name, drawn=whole(drawn), all=whole(all_))
    return Dots(
        x=predicted_B,
        y=change_B,
        x_name=translate("Anatomy", "predicted: ∇{name} · Δθ").format(name=name),
        y_name=y_name,
        source=anatomy,
        tip=tip,
        spoken=said.format(name=name, drawn=whole(drawn), all=whole(all_)),
        selected=int(here.argmax()) if here.any() else None,
    )
