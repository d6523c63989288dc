"""What is said of a run: its name, its figures, and what tells it from the one that it came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.ladder.table import RUNGS, rung_entry
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.edits import STREAM
from pg_desktop.learning.games.table import GAMES, game_entry
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings, applies, hyperparameter
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.messages import printable
from pg_desktop.runs.edits import changed_keys
from pg_desktop.ui.kit.numbers import NOTHING, brief, compact, score, whole
from pg_desktop.ui.kit.settings.values import change_text, translated

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.facts import LadderStep
    from pg_desktop.runs.record import Progress, RunRecord


@dataclass(frozen=True)
class RunWords:
    """A run in words and figures, as the list shows it.

    Attributes:
        name: what it is called.
        world: where it is trained.
        algorithm: what trains.
        differences: what tells it from its parent, or from the run that began before it; see `differences`.
        updates: how many it has had.
        env_steps: how many they took.
        mean_return: of the last 100 episodes.
        solved: a tick and the episode, or an arrow down where returns have fallen far since; "" if it never was.
        solved_said: the same in words.
        in_full: sentences with the same figures, not shortened.
    """

    name: str
    world: str
    algorithm: str
    differences: tuple[str, ...]
    updates: str
    env_steps: str
    mean_return: str
    solved: str
    solved_said: str
    in_full: tuple[str, ...]

    @staticmethod
    def of(record: RunRecord, before: RunRecord | None, locale: QLocale) -> RunWords:
        """The words for a run.

        Args:
            record: of the run.
            before: see `differences`.
            locale: how numbers are written.
        """
        figures, progress = record.figures, record.progress
        mean = figures.mean_return
        return RunWords(
            name=run_name(record),
            world=world_name(progress.settings),
            algorithm=algorithm_entry(progress.settings.algorithm).name,
            differences=differences(record, before, locale),
            updates=brief(figures.updates, locale),
            env_steps=brief(figures.env_steps, locale),
            mean_return=NOTHING if mean is None else compact(mean, locale),
            solved=_solved(progress, locale),
            solved_said=_solved_said(progress, mean, locale),
            in_full=_in_full(record, locale),
        )


def _in_full(record: RunRecord, locale: QLocale) -> tuple[str, ...]:
    translate, figures = QCoreApplication.translate, record.figures
    mean = figures.mean_return
    text = translate("Runs", "{updates} updates, {steps} env steps, mean return {mean}").format(
        updates=whole(figures.updates, locale),
        steps=whole(figures.env_steps, locale),
        mean=NOTHING if mean is None else score(mean, locale),
    )
    return tuple(filter(None, [text, _solved_said(record.progress, mean, locale)]))


def run_name(record: RunRecord) -> str:
    """What a run is called: as the user says, or by its number, with the rung of a ladder if it climbs one.

    The rung has a number, too, which is another one.
    """
    label, step = record.label, _step_of(record)
    if label.name:
        return printable(label.name)
    translate, number = QCoreApplication.translate, whole(label.number)
    if step is not None:
        rung = translate("Ladder", rung_entry(step.rung).name)
        return translate("Runs", "{rung} (run {number})").format(number=number, rung=rung)
    return translate("Runs", "Run {number}").format(number=number)


def searching_name(record: RunRecord, rung: str) -> str:
    """What a run's policy is called while it looks ahead, which is a rung of its own."""
    translate, label = QCoreApplication.translate, record.label
    name = translate("Ladder", rung_entry(rung).name)
    if label.name:
        return translate("Runs", "{rung} ({run})").format(rung=name, run=printable(label.name))
    return translate("Runs", "{rung} (run {number})").format(rung=name, number=whole(label.number))


def moment_name(record: RunRecord, update: int) -> str:
    """What a run's policy after so many updates is called, with the rung that it climbs."""
    translate, step = QCoreApplication.translate, _step_of(record)
    if step is None:
        return translate("Runs", "{run}, update {update}").format(run=run_name(record), update=whole(update))
    text = translate("Runs", "{run}, rung {rung}, update {update}")
    return text.format(run=run_name(record), rung=whole(rung_number(step.rung)), update=whole(update))


def world_name(settings: Settings) -> str:
    """Where a run with these settings is trained."""
    return Recipe(settings.environment, settings.environment_arguments).name


def differences(record: RunRecord, before: RunRecord | None, locale: QLocale) -> tuple[str, ...]:
    """What tells a run from another.

    Of a branch that is where it left its parent, and what has been changed in it since; of a run that was opened, the
    file; of a clone, of how many episodes; of one that climbs a ladder, which rung; of any other, which settings it
    began with that the one before it had not.

    Args:
        record: of the run.
        before: of the run of its own, no branch, that began before it; None if there is none.
        locale: how numbers are written.
    """
    translate = QCoreApplication.translate
    if record.parent is not None:
        text = translate("Runs", "branch from update {update}")
        return (text.format(update=whole(record.parent.update, locale)), *_own_changes(record, locale))
    if record.origin is not None and record.origin.clone is not None:
        episodes = record.origin.clone.episodes
        if episodes == 1:
            return (translate("Runs", "clone of one episode"),)
        return (translate("Runs", "clone of {episodes} episodes").format(episodes=whole(episodes, locale)),)
    step = _step_of(record)
    if step is not None:
        game = translate("Games", game_entry(step.game).name)
        text = translate("Runs", "rung {number} of {game}")
        return (text.format(number=whole(rung_number(step.rung), locale), game=game),)
    if record.origin is not None:
        file = printable(record.origin.file)
        return (translate("Runs", "opened from {file}").format(file=file) if file else translate("Runs", "opened"),)
    return _other_settings(before.settings, record.settings, locale) if before is not None else ()


def rung_number(rung: str) -> int:
    """Which rung of the ladder has an id, from 1; 0 if none has."""
    return next((number for number, row in enumerate(RUNGS, 1) if row.id == rung), 0)


def _step_of(record: RunRecord) -> LadderStep | None:
    """Which rung it climbs, of those that this program knows."""
    step = None if record.origin is None else record.origin.step
    known = step is not None and rung_number(step.rung) and any(entry.id == step.game for entry in GAMES)
    return step if known else None


def _solved(progress: Progress, locale: QLocale) -> str:
    if progress.solved is None:
        return ""
    return f"{'↓' if progress.fallen else '✓'} {brief(progress.solved.episode, locale)}"


def _solved_said(progress: Progress, mean: float | None, locale: QLocale) -> str:
    if progress.solved is None:
        return ""
    episode, translate = whole(progress.solved.episode, locale), QCoreApplication.translate
    if progress.fallen and mean is not None:
        text = translate("Runs", "solved at episode {episode}; mean now {mean}")
        return text.format(episode=episode, mean=score(mean, locale))
    return translate("Runs", "solved at episode {episode}").format(episode=episode)


def _own_changes(record: RunRecord, locale: QLocale) -> tuple[str, ...]:
    """What has been changed in a branch and has acted: from what it was there to what it is now."""
    edits, updates = record.edits.all(), record.figures.updates
    began = max((index for index, edit in enumerate(edits) if edit.key == STREAM), default=-1)
    changed: dict[str, tuple[Value, Value]] = {}
    for edit in edits[began + 1 :]:
        if edit.update < updates:
            old, _ = changed.get(edit.key, (edit.old, edit.new))
            changed[edit.key] = old, edit.new
    return tuple(_change(key, old, new, locale) for key, (old, new) in changed.items() if old != new)


def _other_settings(old: Settings, new: Settings, locale: QLocale) -> tuple[str, ...]:
    """Those that mean something and differ; where algorithm or world is another, that says enough."""
    elsewhere = _algorithm_and_world(new)
    if elsewhere != _algorithm_and_world(old):
        return tuple(text for text, was in zip(elsewhere, _algorithm_and_world(old), strict=True) if text != was)
    keys = (key for key in changed_keys(old, new) if applies(key, new))
    return tuple(_change(key, old.value(key), new.value(key), locale) for key in keys)


def _algorithm_and_world(settings: Settings) -> tuple[str, str]:
    return algorithm_entry(settings.algorithm).name, world_name(settings)


def _change(key: str, old: Value, new: Value, locale: QLocale) -> str:
    row = hyperparameter(key)
    before, after = change_text(row, old, new, locale)
    text = QCoreApplication.translate("Runs", "{name} {old} → {new}")
    return text.format(name=row.symbol or translated(row.name), old=before, new=after)
