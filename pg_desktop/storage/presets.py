"""Named settings to start from, as JSON files in `resources/presets`. Adding a preset is adding a file.

Those that the user has saved are files of the same form, see `own_presets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pg_desktop.learning.algorithms.board.recipes import recipe_of
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.games.table import game_of_world
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, is_the_users
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.resources import resource_path
from pg_desktop.storage.foreign_files import kind_of
from pg_desktop.storage.guarded import read_up_to
from pg_desktop.storage.shown import shown, shown_name
from pg_desktop.storage.strict_json import JsonError, parse_json

NAME_MAX: Final = 60
"""Characters of the longest name."""

SUMMARY_MAX: Final = 300
"""Characters of the longest summary."""

SIZE_MAX: Final = 64 * 2**10
"""Largest file, bytes."""

_GAMES: Final = QT_TRANSLATE_NOOP("Presets", "Board games")
_CHALLENGES: Final = QT_TRANSLATE_NOOP("Presets", "Challenges")

_ENTRIES: Final[Mapping[str, type]] = {"order": int, "name": str, "summary": str, "settings": dict}
_LONGEST: Final = {"name": NAME_MAX, "summary": SUMMARY_MAX}


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

        How fast to train and how to look at it (`Hyperparameter.personal`) is the user's choice and stays, unless the
        preset names it.
        """
        kept = {key: settings.value(key) for key in HYPERPARAMETERS if is_the_users(key)}
        return Settings().changed({**kept, **self.settings})

    def matches(self, settings: Settings) -> bool:
        """Whether applying the preset would change nothing but the seed; and not that, if the preset names one."""
        wanted = self.apply(settings)
        if "seed" not in self.settings:
            wanted = wanted.changed({"seed": settings.seed})
        return wanted == settings


@dataclass(frozen=True)
class Departure:
    """How settings differ from a preset.

    Attributes:
        preset: the one that they are closest to.
        settings: what they would be with the preset's values.
        keys: of the values that differ, in the table's order.
    """

    preset: Preset
    settings: Settings
    keys: tuple[str, ...]


def load_presets(folder: Path | None = None) -> tuple[Preset, ...]:
    """Read all presets, in the order that their files give.

    Args:
        folder: where they are; the program's own if None.

    Raises:
        UserError: if there is none, or one is not valid; the sentence names the file and the cause.
    """
    where = resource_path("presets") if folder is None else folder
    ordered = sorted((read_preset(path) for path in where.glob("*.json")), key=lambda entry: (entry[0], entry[1].id))
    if not ordered:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "There are no presets in {folder}; install PG Desktop again."),
            folder=where,
        )
    return tuple(preset for _, preset in ordered)


def grouped(presets: Iterable[Preset]) -> Mapping[str, tuple[Preset, ...]]:
    """The program's presets by the heading they stand under, in their order; those under none, "", come first."""
    found: dict[str, tuple[Preset, ...]] = {"": ()}
    for preset in presets:
        heading = _heading(preset)
        found[heading] = (*found.get(heading, ()), preset)
    return found


def _heading(preset: Preset) -> str:
    if preset.id.startswith("challenge-"):
        return _CHALLENGES
    return "" if game_of_world(str(preset.settings.get("environment", ""))) is None else _GAMES


def preset_matching(settings: Settings, presets: Iterable[Preset]) -> Preset | None:
    """The first preset that `settings` are, see `Preset.matches`; None if they are the user's own."""
    return next((preset for preset in presets if preset.matches(settings)), None)


def preset_for(environment: str, presets: Iterable[Preset], algorithm: str = "reinforce") -> Preset:
    """The preset that suits an algorithm in an environment.

    Of an algorithm that the table of environments names no preset for, it is the one that names both, or else the
    algorithm's first one. Algorithms for board games have settings that suit each game, and need no file for it.

    Raises:
        UserError: if `environment` is no id.
        StopIteration: if there is none.
    """
    if algorithm_entry(algorithm).family:
        return _of_board_games(environment, algorithm)
    presets = [preset for preset in presets if preset.apply(Settings()).algorithm == algorithm]
    named = environment_entry(environment).preset
    for preset in presets:
        if preset.id == named or (algorithm != "reinforce" and preset.settings.get("environment") == environment):
            return preset
    return presets[0]


def _of_board_games(environment: str, algorithm: str) -> Preset:
    game = game_of_world(environment)
    entry = algorithm_entry(algorithm)
    chosen: dict[str, Value] = {"environment": environment, "algorithm": algorithm}
    settings = {**(recipe_of(game.id, algorithm) if game is not None else {}), **chosen}
    name = entry.name if game is None else f"{entry.name}, {game.name}"
    return Preset(f"{environment}-{algorithm}", name, entry.summary, MappingProxyType(settings))


def departure_from_preset(settings: Settings, presets: Sequence[Preset]) -> Departure | None:
    """How settings differ from the preset that they are closest to; None if they are one.

    Of the presets for the same algorithm in the same environment, it is the first with the fewest values that differ.
    Where there is none, it is the one that the window chooses there, and the environment stays as it is.

    Args:
        settings: what there is.
        presets: from which to choose.
    """
    if preset_matching(settings, presets) is not None:
        return None
    near = [preset for preset in presets if _is_for(preset, settings)]
    if near:
        return min((_departure(preset, settings, {}) for preset in near), key=lambda found: len(found.keys))
    preset = preset_for(settings.environment, presets, settings.algorithm)
    kept = {key: settings.value(key) for key in ("algorithm", "environment", "environment_arguments")}
    found = _departure(preset, settings, kept)
    return found if found.keys else None


def _is_for(preset: Preset, settings: Settings) -> bool:
    applied = preset.apply(settings)
    return (applied.algorithm, applied.environment) == (settings.algorithm, settings.environment)


def _departure(preset: Preset, settings: Settings, kept: Mapping[str, Value]) -> Departure:
    seed: dict[str, Value] = {} if "seed" in preset.settings else {"seed": settings.seed}
    back = preset.apply(settings).changed({**seed, **kept})
    keys = tuple(key for key in HYPERPARAMETERS if back.value(key) != settings.value(key))
    return Departure(preset, back, keys)


def read_preset(path: Path) -> tuple[int, Preset]:
    """Read one preset.

    Args:
        path: its file.

    Returns:
        Its place in the order, and the preset.

    Raises:
        UserError: if it is not valid; the sentence names the file and the cause.
    """
    file = shown_name(path)
    document = _parse(path, file)
    _require_entries(document, file)
    _require_known(document["settings"], file)
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
    content = read_up_to(path, SIZE_MAX)
    if len(content) > SIZE_MAX:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is larger than {limit} KiB, too large for a preset."),
            file=file,
            limit=SIZE_MAX // 2**10,
        )
    try:
        return parse_json(content)
    except JsonError as reason:
        kind = kind_of(content)
        if kind is not None and not kind.is_json:
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "“{file}” is no preset but {kind}."), file=file, kind=kind
            ) from None
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
        if type(document[key]) is not kind or (kind is str and not _is_line(document[key], _LONGEST[key])):
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "The preset “{file}” cannot have {value} as its {key}."),
                file=file,
                key=key,
                value=shown(document[key]),
            )


def _is_line(text: str, longest: int) -> bool:
    """Whether a text can stand in a list, and is there at all."""
    return bool(text.strip()) and text.isprintable() and len(text) <= longest


def _require_known(settings: Mapping[str, Any], file: str) -> None:
    unknown = next((key for key in settings if key not in HYPERPARAMETERS), None)
    if unknown is not None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The preset “{file}” has the setting {key}, which this version of PG Desktop does not know; perhaps a "
                "newer one has written it.",
            ),
            file=file,
            key=shown(unknown),
        )
