"""What each stage of an update of action values did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.explaining.stages import Stage
from pg_desktop.ui.kit.numbers import compact, fixed, short, whole
from pg_desktop.ui.panes.anatomy.drawings import Series, Told
from pg_desktop.ui.panes.anatomy.sight import Sight, being_found_out, bold, episode_name, signed, subscript
from pg_desktop.ui.panes.anatomy.telling import played
from pg_desktop.ui.panes.anatomy.telling_change import new_policy
from pg_desktop.ui.panes.anatomy.telling_drawings import bars_of_returns, curves
from pg_desktop.ui.panes.anatomy.telling_step import rows_of_steps

translate = QCoreApplication.translate


def _episodes(sight: Sight) -> Told:
    text = translate(
        "Anatomy", "{played} Their mean return is {mean}; a share ε = {epsilon} of the actions was drawn at random."
    )
    if sight.trace.settings.reward:
        text = translate(
            "Anatomy",
            "{played} Their mean designed return is {mean}; a share ε = {epsilon} of the actions was drawn at random.",
        )
    mean = float(sight.trace.rollout.episode_return_N.mean())
    epsilon = float(sight.trace.before.parameters["epsilon"].reshape(-1)[0])
    sentence = text.format(played=played(sight), mean=bold(compact(mean)), epsilon=fixed(epsilon, 2))
    return Told(sentence, bars_of_returns(sight))


def _targets(sight: Sight) -> Told:
    judged, rollout = sight.trace.judged, sight.trace.rollout
    reward, target, gamma = sight.at(judged.reward_TN), sight.at(judged.return_TN), sight.trace.settings.gamma
    at = subscript(sight.step)
    ended = sight.step == sight.length - 1 and bool(rollout.terminated_N[sight.episode])
    if ended or not gamma:
        text = translate(
            "Anatomy",
            "y{at} = r{at} = {target}: nothing follows step {step} of {episode}, so its reward is all that the action "
            "was worth.",
        )
    else:
        text = translate(
            "Anatomy",
            "y{at} = r{at} + γ · max Q′(s′, ·) = {reward} + {gamma} · {next} = {target}: what the action at step "
            "{step} of {episode} should be worth, in the eyes of the target network Q′.",
        )
    sentence = text.format(
        at=at,
        reward=short(reward, 3),
        gamma=short(gamma, 4),
        next=short((target - reward) / gamma, 4) if gamma else "",
        target=bold(short(target, 4)),
        step=whole(sight.step),
        episode=episode_name(sight.episode),
    )
    plots = (
        (Series("rₜ", sight.of_episode(judged.reward_TN), "second"),),
        (Series("yₜ", sight.of_episode(judged.return_TN), "accent"),),
    )
    return Told(sentence, curves(sight, plots))


def _errors(sight: Sight) -> Told:
    judged = sight.trace.judged
    text = translate(
        "Anatomy",
        "The network took the action at step {step} to be worth {value}, and its target is {target}: δ{at} = {error}. "
        "{moral}",
    )
    error = sight.at(judged.advantage_TN)
    good = translate("Anatomy", "It was worth more than believed.")
    bad = translate("Anatomy", "It was worth less than believed.")
    sentence = text.format(
        step=whole(sight.step),
        value=short(sight.at(judged.baseline_TN), 4),
        target=short(sight.at(judged.return_TN), 4),
        at=subscript(sight.step),
        error=bold(signed(error)),
        moral=good if error > 0 else bad if error < 0 else "",
    ).rstrip()
    plots = (
        (
            Series("yₜ", sight.of_episode(judged.return_TN), "accent"),
            Series("Q(sₜ, aₜ)", sight.of_episode(judged.baseline_TN), "muted", dashed=True),
        ),
        (Series("δₜ", sight.of_episode(judged.advantage_TN), "good", signed=True),),
    )
    return Told(sentence, curves(sight, plots))


def _steps(sight: Sight) -> Told:
    if sight.anatomy is None:
        return being_found_out()
    if not sight.moved:
        text = translate(
            "Anatomy",
            "No gradient step was taken in this update: learning starts once {starts} steps are remembered.",
        )
        return Told(text.format(starts=whole(sight.trace.settings.learning_starts)))
    text = translate(
        "Anatomy",
        "While the episodes were played, Adam took a step now and then, each along the gradient of {batch} steps drawn "
        "from memory. Each had a gradient of its own, so there is no single one to show; together they moved the "
        "weights by {length}.",
    )
    sentence = text.format(batch=whole(sight.trace.settings.batch_size), length=bold(short(sight.moved, 3)))
    return Told(sentence, rows_of_steps(sight))


OF_VALUES: Final[Mapping[Stage, Callable[[Sight], Told]]] = {
    Stage.EPISODES: _episodes,
    Stage.TARGETS: _targets,
    Stage.ERRORS: _errors,
    Stage.STEPS: _steps,
    Stage.VALUES: new_policy,
}
