"""Named settings to start from, as JSON files in `resources/presets`. Adding a preset is adding a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, is_the_users
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.resources import resource_path
from pg_desktop.storage.shown import shown, shown_name
from pg_desktop.storage.strict_json import JsonError, parse_json

_ENTRIES: Final[Mapping[str, type]] = {"order": int, "name": str, "summary": str, "settings": dict}


@dataclass(frozen=True)
class Preset:
    """Settings with a name; texts are English sources for translation in the context "Presets".

    Attributes:
        id: its file's name without the ending.
        name: what the user picks it by.
        summary: one sentence on what it is for.
        settings: the values it names, by key; all others are the table's defaults.
    """

    id: str
    name: str
    summary: str
    settings: Mapping[str, Value] = field(hash=False)

    def apply(self, settings: Settings) -> Settings:
        """The preset's settings, for a user who has `settings` now.

        How fast to train and how to look at it (`pace` and the rows of `Group.VIEW`) is the user's choice and stays,
        unless the preset names it.
        """
        kept = {key: settings.value(key) for key in HYPERPARAMETERS if is_the_users(key)}
        return Settings().changed({**kept, **self.settings})

    def matches(self, settings: Settings) -> bool:
        """Whether applying the preset would change nothing but the seed; and not that, if the preset names one."""
        wanted = self.apply(settings)
        if "seed" not in self.settings:
            wanted = wanted.changed({"seed": settings.seed})
        return wanted == settings


def load_presets(folder: Path | None = None) -> tuple[Preset, ...]:
    """Read all presets, in the order that their files give.

    Args:
        folder: where they are; the program's own if None.

    Raises:
        UserError: if there is none, or one is not valid; the sentence names the file and the cause.
    """
    where = resource_path("presets") if folder is None else folder
    ordered = sorted((_read(path) for path in where.glob("*.json")), key=lambda entry: (entry[0], entry[1].id))
    if not ordered:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "There are no presets in {folder}; install PG Desktop again."),
            folder=where,
        )
    return tuple(preset for _, preset in ordered)


def preset_matching(settings: Settings, presets: Iterable[Preset]) -> Preset | None:
    """The first preset that `settings` are, see `Preset.matches`; None if they are the user's own."""
    return next((preset for preset in presets if preset.matches(settings)), None)


def preset_for(environment: str, presets: Iterable[Preset], algorithm: str = "reinforce") -> Preset:
    """The preset that suits an algorithm in an environment.

    Of an algorithm that the table of environments names no preset for, it is the one that names both, or else the
    algorithm's first one.

    Raises:
        UserError: if `environment` is no id.
        StopIteration: if there is none.
    """
    presets = [preset for preset in presets if preset.apply(Settings()).algorithm == algorithm]
    named = environment_entry(environment).preset
    for preset in presets:
        if preset.id == named or (algorithm != "reinforce" and preset.settings.get("environment") == environment):
            return preset
    return presets[0]


def _read(path: Path) -> tuple[int, Preset]:
    """A preset and its place in the order."""
    file = shown_name(path)
    document = _parse(path, file)
    _require_entries(document, file)
    try:
        Settings().changed(document["settings"])
    except UserError as reason:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The preset “{file}” has a setting that is not allowed: {reason}"),
            file=file,
            reason=reason,
        ) from None
    settings = MappingProxyType(document["settings"])
    return document["order"], Preset(path.stem, document["name"], document["summary"], settings)


def _parse(path: Path, file: str) -> Any:
    try:
        return parse_json(path.read_bytes())
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The preset “{file}” cannot be read: {cause}."),
            file=file,
            cause=error.strerror or error,
        ) from error
    except JsonError as reason:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The preset “{file}” is not valid JSON: {reason}."),
            file=file,
            reason=reason,
        ) from None


def _require_entries(document: Any, file: str) -> None:
    if not isinstance(document, dict) or set(document) != set(_ENTRIES):
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The preset “{file}” must be an object with exactly the entries {keys}."),
            file=file,
            keys=", ".join(_ENTRIES),
        )
    for key, kind in _ENTRIES.items():
        if type(document[key]) is not kind or document[key] == "":
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "The preset “{file}” cannot have {value} as its {key}."),
                file=file,
                key=key,
                value=shown(document[key]),
            )
