"""What single arguments mean. What argparse cannot say well raises `UserError`, which it lets through."""

from __future__ import annotations

import argparse
import re

from pg_desktop.cli.trust import find_code_here
from pg_desktop.learning.worlds.ids import absolute_id, module_of
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
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


def preset_named(name: str, presets: tuple[Preset, ...]) -> Preset:
    """The preset with this id or name, in any case.

    Raises:
        UserError: if there is none.
    """
    for preset in presets:
        if name.casefold() in (preset.id.casefold(), preset.name.casefold()):
            return preset
    raise UserError(
        QT_TRANSLATE_NOOP("Errors", "There is no preset named {name}; the presets are {known}."),
        name=repr(name),
        known=", ".join(preset.id for preset in presets),
    )


def count(text: str) -> int:
    """A whole number from 1 on.

    Raises:
        argparse.ArgumentTypeError: if it is something else.
    """
    number = int(text) if re.fullmatch(r"[0-9]{1,15}", text) else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, but it is {text!r}")
    return number


def count_from_zero(text: str) -> int:
    """A whole number from 0 on.

    Raises:
        argparse.ArgumentTypeError: if it is something else.
    """
    if re.fullmatch(r"[0-9]{1,15}", text) is None:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 0, but it is {text!r}")
    return int(text)


def window_size(text: str) -> tuple[int, int]:
    """Width and height in pixels.

    Raises:
        argparse.ArgumentTypeError: if it is something else.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"must be width and height in pixels such as 1280x800, but it is {text!r}")
    return int(found[1]), int(found[2])
