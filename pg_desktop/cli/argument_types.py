"""What single arguments mean. What argparse cannot say well raises `UserError`, which it lets through."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

from pg_desktop.cli.trust import find_code_here
from pg_desktop.learning.settings.spellings import read_whole
from pg_desktop.learning.worlds.ids import absolute_id, module_of
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.own_presets import FoundPresets
from pg_desktop.storage.presets import Preset


def environment(text: str) -> str:
    """Gymnasium's id of an environment; the code that it names is looked for in the current folder, too.

    Raises:
        UserError: if there is none of that name.
    """
    entry = environment_entry(text)
    if module_of(entry.id) is not None:
        find_code_here()
    return absolute_id(entry.id)


def preset_named(name: str, presets: tuple[Preset, ...], own: FoundPresets) -> Preset:
    """The preset with this id or name, in any case.

    Args:
        name: as it was typed.
        presets: those that come with the program.
        own: those of the user, after them.

    Raises:
        UserError: if there is none, or its file cannot be used.
    """
    known = (*presets, *own.presets)
    for preset in known:
        if name.casefold() in (preset.id.casefold(), preset.name.casefold()):
            return preset
    for problem in own.problems:
        if problem.values.get("file") == f"{name}.json":
            raise problem
    raise UserError(
        QT_TRANSLATE_NOOP("Errors", "There is no preset named {name}; the presets are {known}."),
        name=repr(name),
        known=", ".join(preset.id for preset in known),
    )


def count(text: str) -> int:
    """A whole number from 1 on.

    Raises:
        argparse.ArgumentTypeError: if it is something else.
    """
    number = _whole(text)
    if number is None or number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, but it is {text!r}")
    return number


def count_from_zero(text: str) -> int:
    """A whole number from 0 on.

    Raises:
        argparse.ArgumentTypeError: if it is something else.
    """
    number = _whole(text)
    if number is None or number < 0:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 0, but it is {text!r}")
    return number


def _whole(text: str) -> int | None:
    """A whole number as settings have it, such as "1e6" or "1_000"; None if it is none, or out of reach."""
    number = read_whole(text)
    return number if number is not None and abs(number) < 10**15 else None


def output_file(text: str) -> Path:
    """A file to be written.

    Raises:
        argparse.ArgumentTypeError: if it cannot be one, whatever there is by now: "results/" would become "results".
    """
    if os.path.basename(text) in ("", os.curdir, os.pardir):  # noqa: PTH119 (a Path leaves out what is meant here)
        raise argparse.ArgumentTypeError(f"must name a file, but it is {text!r}")
    return Path(text)


def window_size(text: str) -> tuple[int, int]:
    """Width and height in pixels.

    Raises:
        argparse.ArgumentTypeError: if it is something else.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"must be width and height in pixels such as 1280x800, but it is {text!r}")
    return int(found[1]), int(found[2])
