"""The user's own presets: files of the same form as the program's, in the user's data folder."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, applies, is_the_users
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.data_folder import data_folder
from pg_desktop.storage.guarded import read_up_to
from pg_desktop.storage.presets import NAME_MAX, SIZE_MAX, SUMMARY_MAX, Preset, load_presets, read_preset
from pg_desktop.storage.shown import shown_name, shown_path

_ID_MAX: Final = 40
_RESERVED: Final = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""What Windows takes for devices, whatever the ending is."""


@dataclass(frozen=True)
class FoundPresets:
    """What there is in the folder.

    Attributes:
        presets: in the order in which they were saved.
        problems: for each file that had to be left out, why.
    """

    presets: tuple[Preset, ...] = ()
    problems: tuple[UserError, ...] = ()


@dataclass(frozen=True)
class DeletedPreset:
    """What can be brought back.

    Attributes:
        name: as the user read it.
        path: of its file.
        content: of its file.
    """

    name: str
    path: Path
    content: bytes


class OwnPresets:
    """The folder of the user's own presets. Each is a file, named after it, which the user may copy and send on."""

    def __init__(self, folder: Path | None = None) -> None:
        """Look at nothing yet.

        Args:
            folder: where the files are, or will be; in the user's data folder if None.
        """
        self.folder = data_folder() / "presets" if folder is None else folder

    def load(self) -> FoundPresets:
        """Read all of them; a file that is not valid is left out and named among the problems."""
        found, problems = self._ordered()
        return FoundPresets(tuple(preset for _, preset in found), problems)

    def named(self, name: str) -> Preset | None:
        """The one that goes by a name, in any case; None if there is none."""
        wanted = _folded(name)
        return next((preset for preset in self.load().presets if _folded(preset.name) == wanted), None)

    def save(self, name: str, summary: str, values: Mapping[str, Value], *, instead_of: Preset | None = None) -> Preset:
        """Save a preset.

        Args:
            name: what the user picks it by.
            summary: one sentence on what it is for.
            values: the settings that it names, see `values_of`.
            instead_of: one of `load` that it replaces; None for another one beside all others.

        Raises:
            UserError: if there is such a name already, or it is none, or the file cannot be written.
        """
        name, summary = self._checked(name, instead_of), _line(summary)[:SUMMARY_MAX].strip() or name
        if instead_of is None:
            path = self._free_path(name)
            order = max((order for order, _ in self._ordered()[0]), default=0) + 1
        else:
            path = self.path_of(instead_of)
            order, _ = read_preset(path)
        self._write(path, order, Preset(path.stem, name, summary, values))
        return read_preset(path)[1]

    def rename(self, preset: Preset, name: str) -> Preset:
        """Give a preset, and its file, another name.

        Raises:
            UserError: see `save`; then it is called as before.
        """
        old = self.path_of(preset)
        name = self._checked(name, preset)
        order, _ = read_preset(old)
        path = old if _id_from(name) == preset.id else self._free_path(name)
        self._write(path, order, Preset(path.stem, name, preset.summary, preset.settings))
        if path != old:
            try:
                _remove(old)
            except UserError:
                _remove(path)
                raise
        return read_preset(path)[1]

    def delete(self, preset: Preset) -> DeletedPreset:
        """Delete a preset; what it returns brings it back with `restore`.

        Raises:
            UserError: if it comes with the program, is no longer there or cannot be deleted.
        """
        path = self.path_of(preset)
        content = read_up_to(path, SIZE_MAX)
        if len(content) > SIZE_MAX:
            raise UserError(QT_TRANSLATE_NOOP("Errors", "“{file}” is no preset any more."), file=shown_name(path))
        _remove(path)
        return DeletedPreset(preset.name, path, content)

    def restore(self, deleted: DeletedPreset) -> None:
        """Bring back what was deleted.

        Raises:
            UserError: if there is a preset of that file by now, or it cannot be written.
        """
        if deleted.path.exists():
            raise _taken(deleted.name)
        self._make_folder()
        write_atomically(deleted.path, deleted.content)

    def file_of(self, preset: Preset) -> Path | None:
        """The file of one of the user's own; None of one that comes with the program."""
        return None if preset in load_presets() else self.folder / f"{preset.id}.json"

    def path_of(self, preset: Preset) -> Path:
        """The file of one of `load`.

        Raises:
            UserError: if it is none of the user's own, or no longer there.
        """
        path = self.file_of(preset)
        if path is None:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors", "The preset “{name}” comes with PG Desktop and cannot be renamed, replaced or deleted."
                ),
                name=preset.name,
            )
        if not path.is_file():
            raise UserError(QT_TRANSLATE_NOOP("Errors", "The preset “{name}” is no longer there."), name=preset.name)
        return path

    def _ordered(self) -> tuple[list[tuple[int, Preset]], tuple[UserError, ...]]:
        """All that can be read with their places in the order, and why others cannot."""
        try:
            paths = self._files()
        except OSError as error:
            sentence = QT_TRANSLATE_NOOP("Errors", "Your presets in “{folder}” cannot be read: {cause}.")
            return [], (UserError(sentence, folder=shown_path(self.folder), cause=error.strerror or error),)
        found: list[tuple[int, Preset]] = []
        problems: list[UserError] = []
        for path in sorted(paths):
            try:
                found.append(read_preset(path))
            except UserError as problem:
                problems.append(problem)
        return sorted(found, key=lambda entry: (entry[0], entry[1].id)), tuple(problems)

    def _files(self) -> list[Path]:
        """The files of presets, as the disk lists them.

        Raises:
            OSError: if the folder is there and cannot be read.
        """
        try:
            return [path for path in self.folder.iterdir() if path.suffix == ".json"]
        except FileNotFoundError:
            return []

    def _checked(self, name: str, itself: Preset | None) -> str:
        """A name that another preset does not have.

        Args:
            name: as it was typed.
            itself: what may have it already, or None.

        Raises:
            UserError: if it cannot be used.
        """
        name = _line(name)
        if not name:
            raise UserError(QT_TRANSLATE_NOOP("Errors", "A preset needs a name."))
        if len(name) > NAME_MAX:
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "A preset's name can have {limit} characters, but this one has {count}."),
                limit=NAME_MAX,
                count=len(name),
            )
        for preset in load_presets():
            if _folded(name) in (_folded(preset.name), _folded(preset.id)):
                raise UserError(
                    QT_TRANSLATE_NOOP("Errors", "The preset “{name}” comes with PG Desktop; choose another name."),
                    name=preset.name,
                )
        other = self.named(name)
        if other is not None and (itself is None or other.id != itself.id):
            raise _taken(other.name)
        return name

    def _free_path(self, name: str) -> Path:
        """A file for a new preset: no file has its name, whatever is in it."""
        try:
            files = self._files()
        except OSError as error:
            raise self._no_folder(error) from error
        taken = {path.stem.casefold() for path in files} | {preset.id for preset in load_presets()}
        wanted = _id_from(name)
        numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
        return self.folder / f"{next(id for id in (wanted, *numbered) if id not in taken)}.json"

    def _write(self, path: Path, order: int, preset: Preset) -> None:
        document = {
            "order": order,
            "name": preset.name,
            "summary": preset.summary,
            "settings": dict(preset.settings),
        }
        self._make_folder()
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
        write_atomically(path, (text + "\n").encode())

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._no_folder(error) from error

    def _no_folder(self, error: OSError) -> UserError:
        return UserError(
            QT_TRANSLATE_NOOP("Errors", "The preset was not saved: the folder “{folder}” cannot be used ({cause})."),
            folder=shown_path(self.folder),
            cause=error.strerror or error,
        )


def values_of(settings: Settings, *, with_seed: bool = False) -> dict[str, Value]:
    """The values of settings that a preset keeps: all that mean something to their algorithm in their world.

    How fast to train and how to look at it stays the user's choice, see `Preset.apply`.

    Args:
        settings: what there is.
        with_seed: whether the preset is to bring its seed.
    """
    default = Settings()
    return {
        key: settings.value(key)
        for key in HYPERPARAMETERS
        if not is_the_users(key)
        and (key != "seed" or with_seed)
        and (applies(key, settings) or settings.value(key) != default.value(key))
    }


def _line(text: str) -> str:
    """A text as one line: without what does not print, and without blanks around it."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable()).strip()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


def _id_from(name: str) -> str:
    """A file's name without its ending that every system takes: letters and digits of ASCII, and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub("[^a-z0-9]+", "-", plain)[:_ID_MAX].strip("-") or "preset"
    return f"preset-{found}" if _RESERVED.fullmatch(found) else found


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise _not_deleted(path, error) from error


def _not_deleted(path: Path, error: OSError) -> UserError:
    return UserError(
        QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be deleted: {cause}."),
        file=shown_name(path),
        cause=error.strerror or error,
    )


def _taken(name: str) -> UserError:
    return UserError(QT_TRANSLATE_NOOP("Errors", "There is already a preset “{name}”; choose another name."), name=name)
