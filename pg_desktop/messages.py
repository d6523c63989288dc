"""What the program says to its user, in a form that can be translated later.

Layers below the window know no Qt. They mark their texts with `QT_TRANSLATE_NOOP`, which the translation tool
finds by name, and raise `UserError`, which keeps the template and the values apart, so that the window can
translate the sentence before it fills in the placeholders.

What a sentence quotes may come from anywhere, from a file's name to an exception of somebody else's code. So it never
takes more than a few lines, and nothing in it acts on the terminal or turns the reading direction.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Final

QUOTED_MAX: Final = 1200
"""Characters of what is quoted; enough for the longest of the program's own lists."""

_SPACE: Final = "Zs"
_COUNTED: Final = 10**30
"""Up to here whole numbers are written out."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark `text` for translation in `context` and return it unchanged."""
    del context
    return text


def printable(text: str, keep: str = "") -> str:
    """A text in which everything that does not print is an escape, as Python writes it.

    Such are control characters, with which a terminal can be told what to do, those that turn the direction of reading,
    with which a name can look like another one, what is invisible, and what is no valid Unicode.

    Args:
        text: from anywhere.
        keep: characters that may stay.
    """
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign in keep or unicodedata.category(sign) == _SPACE else repr(sign)[1:-1]
        for sign in text
    )


def shortened(text: str, longest: int = QUOTED_MAX) -> str:
    """A text with "…" instead of what is too long in its middle: beginning and end tell most."""
    if len(text) <= longest:
        return text
    end = (longest - 1) // 3
    return f"{text[: longest - 1 - end]}…{text[len(text) - end :]}"


def text_of(error: object) -> str:
    """What an exception, or anything else, says of itself; its name, if that goes wrong: it may be anybody's class."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 (whatever it is)
        return type(error).__name__


def quoted(value: object) -> str:
    """Anything, as a sentence can quote it: in one line that is not too long, and nothing in it acts."""
    text = text_of(value)
    if isinstance(value, BaseException):
        text = " ".join(text[: 10 * QUOTED_MAX].split())  # what others have to say may have lines
    # Shortened first: of a megabyte only the ends are looked at. Escapes make it longer again.
    return shortened(printable(shortened(text)))


class UserError(Exception):
    """One clear sentence for the user: what is wrong and, where there is one, the way out.

    Attributes:
        template: the sentence in English, with named `{placeholders}`; marked for translation in "Errors".
        values: what the placeholders stand for.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**{key: quotable(value) for key, value in values.items()}))
        self.template = template
        self.values = values


def quotable(value: object) -> object:
    """What a template can be filled with: numbers and sentences as they are, all else as `quoted` has it."""
    if isinstance(value, int) and abs(value) >= _COUNTED:
        return f"{Decimal(value):.2e}"  # Python refuses to write out thousands of digits
    return value if isinstance(value, bool | int | float | UserError) else quoted(value)
