"""What is said of a run: its name, its figures, and what tells it from the one that it came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.edits import STREAM
from pg_desktop.learning.settings.kinds import ChoiceParameter, Value
from pg_desktop.learning.settings.table import Settings, applies, hyperparameter
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.runs.edits import changed_keys
from pg_desktop.ui.kit.settings.setting_controls import translated

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord


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
        solved: a tick and the episode; "" if it is not.
    """

    name: str
    world: str
    algorithm: str
    differences: tuple[str, ...]
    updates: str
    env_steps: str
    mean_return: str
    solved: str

    @staticmethod
    def of(record: RunRecord, before: RunRecord | None, locale: QLocale) -> RunWords:
        """The words for a run.

        Args:
            record: of the run.
            before: see `differences`.
            locale: how numbers are written.
        """
        history, progress = record.history, record.progress
        mean = history.mean_return()
        return RunWords(
            name=run_name(record),
            world=world_name(progress.settings),
            algorithm=algorithm_entry(progress.settings.algorithm).name,
            differences=differences(record, before, locale),
            updates=locale.toString(history.updates),
            env_steps=short_count(history.env_steps, locale),
            mean_return="–" if mean is None else number(mean, locale),
            solved="" if progress.solved is None else f"✓ {locale.toString(progress.solved.episode)}",
        )


def run_name(record: RunRecord) -> str:
    """What a run is called: as the user says, or by its number."""
    label = record.label
    return label.name or QCoreApplication.translate("Runs", "Run {number}").format(number=label.number)


def world_name(settings: Settings) -> str:
    """Where a run with these settings is trained."""
    return Recipe(settings.environment, settings.environment_arguments).name


def differences(record: RunRecord, before: RunRecord | None, locale: QLocale) -> tuple[str, ...]:
    """What tells a run from another.

    Of a branch that is where it left its parent, and what has been changed in it since; of a run that was opened, the
    file; of any other, which settings it began with that the one before it had not begun with.

    Args:
        record: of the run.
        before: of the run of its own, no branch, that began before it; None if there is none.
        locale: how numbers are written.
    """
    translate = QCoreApplication.translate
    if record.parent is not None:
        text = translate("Runs", "branch from update {update}")
        return (text.format(update=locale.toString(record.parent.update)), *_own_changes(record))
    if record.origin is not None:
        file = record.origin.file
        return (translate("Runs", "opened from {file}").format(file=file) if file else translate("Runs", "opened"),)
    return _other_settings(before.settings, record.settings) if before is not None else ()


def short_count(count: int, locale: QLocale) -> str:
    """A number of env steps in few characters."""
    if count < 10_000:
        return locale.toString(count)
    if count < 10_000_000:
        return QCoreApplication.translate("Runs", "{count} k").format(count=locale.toString(round(count / 1000)))
    return QCoreApplication.translate("Runs", "{count} M").format(count=locale.toString(round(count / 1_000_000)))


def number(value: float, locale: QLocale) -> str:
    """A return with one decimal."""
    return locale.toString(value, "f", 1).replace("-", "−")


def _own_changes(record: RunRecord) -> tuple[str, ...]:
    """What has been changed in a branch and has acted: from what it was there to what it is now."""
    edits, updates = record.edits.all(), record.history.updates
    began = max((index for index, edit in enumerate(edits) if edit.key == STREAM), default=-1)
    changed: dict[str, tuple[Value, Value]] = {}
    for edit in edits[began + 1 :]:
        if edit.update < updates:
            old, _ = changed.get(edit.key, (edit.old, edit.new))
            changed[edit.key] = old, edit.new
    return tuple(_change(key, old, new) for key, (old, new) in changed.items() if old != new)


def _other_settings(old: Settings, new: Settings) -> tuple[str, ...]:
    """Those that mean something and differ; where algorithm or world is another, that says enough."""
    elsewhere = _algorithm_and_world(new)
    if elsewhere != _algorithm_and_world(old):
        return tuple(text for text, was in zip(elsewhere, _algorithm_and_world(old), strict=True) if text != was)
    return tuple(_change(key, old.value(key), new.value(key)) for key in changed_keys(old, new) if applies(key, new))


def _algorithm_and_world(settings: Settings) -> tuple[str, str]:
    return algorithm_entry(settings.algorithm).name, world_name(settings)


def _change(key: str, old: Value, new: Value) -> str:
    row = hyperparameter(key)
    text = QCoreApplication.translate("Runs", "{name} {old} → {new}")
    return text.format(name=row.symbol or translated(row.name), old=_shown(key, old), new=_shown(key, new))


def _shown(key: str, value: Value) -> str:
    row = hyperparameter(key)
    if isinstance(row, ChoiceParameter):
        return translated(next(choice.name for choice in row.choices if choice.value == value))
    if isinstance(value, bool):
        return QCoreApplication.translate("Runs", "on") if value else QCoreApplication.translate("Runs", "off")
    return f"{value:g}" if isinstance(value, float) else str(value)
