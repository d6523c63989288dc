"""What went wrong, in one line."""

from __future__ import annotations

from typing import Final

_SHOWN_MAX: Final = 300
"""Characters of a cause in a message."""


class UnfitError(Exception):
    """An environment has given something that is no observation or reward of its own space.

    Its text says by itself what is wrong, without a full stop.
    """


def in_one_line(error: BaseException) -> str:
    """What went wrong, such as "RuntimeError: out of fuel", without the full stop that the sentence around it has.

    Whatever the error is: one that cannot even be turned into text is told by its type, a long one is shortened, and
    characters that would change how a terminal or a window shows the rest stand as escapes.
    """
    name = "" if isinstance(error, UnfitError) else f"{type(error).__name__}: "
    return cut_to_a_line(f"{name}{_text_of(error)}")


def cut_to_a_line(text: str) -> str:
    """A text that others have written, as a part of a sentence."""
    line = " ".join(text[: 20 * _SHOWN_MAX].split()).rstrip(".: ")
    line = "".join(character if character.isprintable() else repr(character)[1:-1] for character in line)
    return line if len(line) <= _SHOWN_MAX else f"{line[:_SHOWN_MAX]}…"


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # noqa: BLE001 (code of others, which may do anything)
        return "its text cannot be read, because that fails too"
