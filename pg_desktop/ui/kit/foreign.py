"""Texts from files, names and other people's code, where Qt shows them: never as markup, never endless.

Qt takes a text for rich text by itself where it looks like that, in labels, tooltips and message boxes.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

from pg_desktop.messages import printable, shortened

_MOST: Final = 1000
"""Characters of a text."""
_LINES: Final = 12
_MOST_OF_A_LINE: Final = 120
_WORD_MAX: Final = 40
_BREAK: Final = "\u200b"
"""Where a line may end, without anything to be seen."""
_LONG_WORD: Final = re.compile(rf"[^\s/{_BREAK}]{{{_WORD_MAX + 1},}}")


def readable(text: str) -> str:
    """A text for a label that shows no markup: in a few lines, nothing in it acts, and it can be broken anywhere.

    Without that a single long word, such as the name of a file, makes a window wider than any screen.
    """
    plain = shortened(printable(shortened(text, _MOST), keep=f"\n{_BREAK}"), _MOST)
    *lines, rest = plain.split("\n", _LINES - 1)
    plain = "\n".join([*lines, rest.replace("\n", " ")])
    return _LONG_WORD.sub(lambda word: _BREAK.join(_pieces(word[0])), plain)


def plain_tip(text: str) -> str:
    """A tooltip that says a text as it is."""
    return f"<p>{escape(readable(text))}</p>"


def in_menu(text: str) -> str:
    """A text for a menu or a button, in one line: "&" is a letter in it, and no key."""
    return shortened(printable(text), _MOST_OF_A_LINE).replace("&", "&&")


def in_title(text: str) -> str:
    """A text for the title of a window, in one line: "[*]" is no place for Qt's mark of a change."""
    return shortened(printable(text), _MOST_OF_A_LINE).replace("[*]", "[*][*]")


def _pieces(word: str) -> list[str]:
    return [word[start : start + _WORD_MAX] for start in range(0, len(word), _WORD_MAX)]
