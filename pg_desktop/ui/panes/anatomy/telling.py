"""What each stage of an update did, in the words of the course chapter and with the update's own numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.explaining.facts import discounted_sum
from pg_desktop.learning.explaining.losses import loss_of
from pg_desktop.learning.explaining.memory import scale_of
from pg_desktop.learning.explaining.stages import Stage
from pg_desktop.ui.kit.numbers import compact, short, whole
from pg_desktop.ui.panes.anatomy.drawings import Bars, Series, Told
from pg_desktop.ui.panes.anatomy.sight import Sight, being_found_out, bold, episode_name, signed, subscript
from pg_desktop.ui.panes.anatomy.telling_change import new_policy
from pg_desktop.ui.panes.anatomy.telling_drawings import bars_of_returns, curves
from pg_desktop.ui.panes.anatomy.telling_step import adam, gradient

translate = QCoreApplication.translate


def tell(stage: Stage, sight: Sight) -> Told:
    """What a stage did; where it has nothing, why."""
    from pg_desktop.ui.panes.anatomy.telling_values import OF_VALUES  # noqa: PLC0415 (which needs this module)

    return ((OF_VALUES if sight.by_values else _OF_POLICIES)[stage])(sight)


def played(sight: Sight) -> str:
    """How much was played, in a sentence."""
    rollout = sight.trace.rollout
    episodes, steps = len(rollout.length_N), int(rollout.length_N.sum())
    ended = int(rollout.terminated_N.sum())
    if episodes == 1:
        text = translate(
            "Anatomy", "The policy played one episode to its end: {steps} steps, each kept in memory as (s, a, r)."
        )
        return text.format(steps=bold(whole(steps)))
    text = translate(
        "Anatomy",
        "The policy played {episodes} episodes to their ends: {steps} steps, each kept in memory as (s, a, r). "
        "{ended} ended by themselves, {cut} at the step limit.",
    )
    return text.format(
        episodes=bold(whole(episodes)), steps=bold(whole(steps)), ended=whole(ended), cut=whole(episodes - ended)
    )


def episodes(sight: Sight) -> Told:
    """Play N episodes."""
    rollout = sight.trace.rollout

    def tip(episode: int) -> str:
        text = translate("Anatomy", "{episode}: {steps} steps")
        return text.format(episode=episode_name(episode), steps=whole(int(rollout.length_N[episode])))

    bars = Bars(
        values=rollout.length_N,
        tip=tip,
        below=translate("Anatomy", "steps of each episode; click one to look at it"),
        spoken=translate("Anatomy", "The lengths of the episodes; {selected}.").format(selected=tip(sight.episode)),
        selected=sight.episode,
    )
    return Told(played(sight), bars)


def returns(sight: Sight) -> Told:
    """The returns."""
    return_N, designed = sight.trace.rollout.episode_return_N, bool(sight.trace.settings.reward)
    if len(return_N) == 1:
        text = (
            translate(
                "Anatomy",
                "The designed rewards of the episode add up to its designed return: {mean}. That is what learning is "
                "told; the score, of the world's own rewards, is {score}.",
            )
            if designed
            else translate(
                "Anatomy",
                "The rewards of the episode add up to its return: {mean}. This is the score; no later number of this "
                "update is one.",
            )
        )
    else:
        text = (
            translate(
                "Anatomy",
                "The designed rewards of each episode add up to its designed return: {mean} on average, from {least} "
                "to {most}. That is what learning is told; the score, of the world's own rewards, is {score} on "
                "average.",
            )
            if designed
            else translate(
                "Anatomy",
                "The rewards of each episode add up to its return: {mean} on average, from {least} to {most}. This is "
                "the score; no later number of this update is one.",
            )
        )
    sentence = text.format(
        mean=bold(compact(float(return_N.mean()))),
        least=compact(float(return_N.min())),
        most=compact(float(return_N.max())),
        score=bold(compact(float(sight.trace.rollout.score_N.mean()))),
    )
    return Told(sentence, bars_of_returns(sight))


def sums(sight: Sight) -> Told:
    """The discounted sums."""
    judged = sight.trace.judged
    plots = (
        (Series("rₜ", sight.of_episode(judged.reward_TN), "second"),),
        (Series("Gₜ", sight.of_episode(judged.return_TN), "accent"),),
    )
    sentence = _sum_in_words(sight)
    if sight.trace.settings.normalise_rewards:
        scaled = translate("Anatomy", "{sentence} Before that, rewards were divided by the spread of the returns.")
        sentence = scaled.format(sentence=sentence)
    return Told(sentence, curves(sight, plots))


def _sum_in_words(sight: Sight) -> str:
    found = discounted_sum(sight.trace, sight.episode, sight.step)
    name = f"G{subscript(sight.step)}"
    if found is None:
        text = translate(
            "Anatomy",
            "{name} ≈ {total}: the rewards that followed step {step} of {episode}, discounted with γ = {gamma}; what a "
            "value network expects takes the place of those farther away (λ = {decay}).",
        )
        if sight.trace.settings.gae_lambda == 1:
            text = translate(
                "Anatomy",
                "{name} = {total}: the rewards that followed step {step} of {episode}, discounted with γ = {gamma}; "
                "what a time limit cut off counts as a value network expects it.",
            )
        return text.format(
            name=name,
            total=bold(short(sight.at(sight.trace.judged.return_TN), 4)),
            step=whole(sight.step),
            episode=episode_name(sight.episode),
            gamma=short(sight.trace.settings.gamma, 4),
            decay=short(sight.trace.settings.gae_lambda, 4),
        )
    terms = [
        short(reward, 3) if weight == 1 else f"{short(weight, 3)} · {short(reward, 3)}"
        for weight, reward in found.terms
    ]
    text = translate(
        "Anatomy",
        "{name} = {terms} = {total}: what followed the action at step {step} of {episode}, each reward discounted with "
        "γ = {gamma}. What came before it does not count.",
    )
    if found.from_start:
        text = translate(
            "Anatomy",
            "{name} = {terms} = {total}: what followed the action at step {step} of {episode}, each reward discounted "
            "with γ = {gamma} from the start of the episode on. What came before it does not count.",
        )
    return text.format(
        name=name,
        terms=" + ".join([*terms, "…"] if found.more else terms),
        total=bold(short(found.total, 4)),
        step=whole(sight.step),
        episode=episode_name(sight.episode),
        gamma=short(sight.trace.settings.gamma, 4),
    )


def baseline(sight: Sight) -> Told:
    """Baseline and normalisation."""
    judged = sight.trace.judged
    plots = (
        (
            Series("Gₜ", sight.of_episode(judged.return_TN), "accent"),
            Series(translate("Anatomy", "baseline"), sight.of_episode(judged.baseline_TN), "muted", dashed=True),
        ),
        (Series("Aₜ", sight.of_episode(judged.advantage_TN), "good", signed=True),),
    )
    if not judged.advantage_TN[sight.trace.rollout.mask_TN].any():
        why = translate(
            "Anatomy",
            "All that is left after the baseline is 0: no step was better than another, so this update learns nothing.",
        )
        return Told(why, curves(sight, plots))
    return Told(_advantage_in_words(sight), curves(sight, plots))


def _expected(sight: Sight) -> str:
    """What was to be expected, for each kind of baseline."""
    advantage = sight.trace.settings.advantage
    if advantage == "time" and len(sight.trace.rollout.length_N) == 1:
        advantage = "batch"  # a single episode has no others to be compared with
    return {
        "time": translate("Anatomy", "the episodes that got that far had {baseline} on average at that step"),
        "batch": translate("Anatomy", "all steps of the batch had {baseline} on average"),
        "normalised": translate("Anatomy", "the steps of this episode had {baseline} on average"),
        "value": translate("Anatomy", "the value network expected {baseline}"),
    }[advantage]


def _advantage_in_words(sight: Sight) -> str:
    judged, settings = sight.trace.judged, sight.trace.settings
    at = subscript(sight.step)
    total, expected, advantage = map(sight.at, (judged.return_TN, judged.baseline_TN, judged.advantage_TN))
    if settings.advantage == "none":
        text = translate(
            "Anatomy",
            "Without a baseline nothing is subtracted: A{at} = G{at} = {advantage}. Where all returns are positive, "
            "every action is to become more likely, only some more than others.",
        )
        return text.format(at=at, advantage=bold(short(advantage, 4)))
    text = translate(
        "Anatomy",
        "G{at} = {total}, and {expected}: a difference of {difference}. Divided by σ = {spread}, it is A{at} = "
        "{advantage}. {moral}",
    )
    if settings.advantage == "value" and settings.discounting == "from start":
        text = translate(
            "Anatomy",
            "G{at} = {total}, and {expected}: a difference of {difference}. Discounted with γᵗ and divided by "
            "σ = {spread}, it is A{at} = {advantage}. {moral}",
        )
    good = translate("Anatomy", "The action turned out better than that: its probability is to rise.")
    bad = translate("Anatomy", "The action turned out worse than that: its probability is to fall.")
    return text.format(
        at=at,
        total=short(total, 4),
        expected=_expected(sight).format(baseline=short(expected, 4)),
        difference=signed(total - expected, 4),
        spread=short(scale_of(sight.trace, sight.episode) or 1.0, 4),
        advantage=bold(signed(advantage)),
        moral=good if advantage > 0 else bad if advantage < 0 else "",
    ).rstrip()


def loss(sight: Sight) -> Told:
    """The loss."""
    anatomy, trace = sight.anatomy, sight.trace
    if anatomy is None:
        return being_found_out()
    here = anatomy.episode_B == sight.episode
    pull_T = -(anatomy.before_B * anatomy.advantage_B)[here]
    total = loss_of(anatomy.before_B, anatomy.advantage_B)
    text = translate(
        "Anatomy",
        "At step {step}, −log π(a|s) · A = {surprise} · {advantage} = {pull}. The mean over all {steps} steps is the "
        "loss: {loss}{reported}. {bonus}",
    )
    reported = translate("Anatomy", " (the update reported {loss})")
    bonus = translate("Anatomy", "What is stepped down on is that less {bonus} times the entropy.")
    sentence = text.format(
        step=whole(sight.step),
        surprise=short(-float(anatomy.before_B[here][sight.step]), 3),
        advantage=short(sight.at(trace.judged.advantage_TN), 3),
        pull=short(float(pull_T[sight.step]), 3),
        steps=whole(len(anatomy.before_B)),
        loss=bold(short(total, 4)),
        reported="" if sight.reported is None else reported.format(loss=short(sight.reported, 4)),
        bonus=bonus.format(bonus=short(trace.settings.entropy_bonus, 3)) if trace.settings.entropy_bonus else "",
    )
    plot = (
        Series("−log π(aₜ|sₜ) · Aₜ", pull_T, "good", signed=True),
        Series(translate("Anatomy", "mean of all steps: the loss"), [total] * len(pull_T), "second", dashed=True),
    )
    return Told(sentence.rstrip(), curves(sight, (plot,)))


_OF_POLICIES: Final[Mapping[Stage, Callable[[Sight], Told]]] = {
    Stage.EPISODES: episodes,
    Stage.RETURNS: returns,
    Stage.SUMS: sums,
    Stage.BASELINE: baseline,
    Stage.LOSS: loss,
    Stage.GRADIENT: gradient,
    Stage.ADAM: adam,
    Stage.POLICY: new_policy,
}
