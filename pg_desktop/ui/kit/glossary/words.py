"""Finds the glossary's words: by what is searched for, and in the texts that use them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.kit.glossary.terms import TERMS, Term

SCHEME: Final = "term:"
"""With which a link to a term begins; its key follows."""
_TAGS: Final = re.compile(r"(<[^>]*>)")
_NOT_LINKED: Final = frozenset({"h1", "h2", "h3", "a", "code"})


def name_of(term: Term) -> str:
    """A term's name in the user's language."""
    return _tr(term.name)


def sorted_terms() -> list[Term]:
    """All terms in the order of the alphabet."""
    return sorted(TERMS, key=lambda term: name_of(term).casefold())


def term(key: str) -> Term:
    """The term with a key.

    Raises:
        KeyError: there is none.
    """
    return _by_key()[key]


def found(search: str) -> list[Term]:
    """The terms in which all words of a search occur; those whose names begin with it come first."""
    words = search.casefold().split()
    hits = [entry for entry in sorted_terms() if all(word in _searched(entry) for word in words)]
    return sorted(hits, key=lambda entry: not _begins(entry, search.strip().casefold()))


def article(entry: Term) -> str:
    """A term's heading, sentence and formula, as rich text with links to other terms."""
    formula = f"<p><i>{escape(entry.formula)}</i></p>" if entry.formula else ""
    return f"<h3>{escape(name_of(entry))}</h3>{linked(f'<p>{escape(_tr(entry.text))}</p>', {entry.key})}{formula}"


def linked(html: str, without: set[str] | None = None) -> str:
    """Rich text in which each of the glossary's words is a link where it first occurs.

    Args:
        html: well-formed rich text.
        without: keys of terms that are not to be linked.
    """
    seen = set(without or ())
    parts: list[str] = []
    within: list[str] = []
    for part in _TAGS.split(html):
        if part.startswith("<"):
            _enter_or_leave(part, within)
            parts.append(part)
        elif _NOT_LINKED & set(within):
            parts.append(part)
        else:
            parts.append(_linked_text(part, seen))
    return "".join(parts)


def explained(html: str) -> str:
    """A tooltip, with a sentence on each word in it that a first user cannot guess."""
    occurring = (_by_word()[match[0].casefold()] for match in _puzzling().finditer(_TAGS.sub(" ", html)))
    return html + "".join(map(_explanation, dict.fromkeys(occurring)))


def explanation(key: str) -> str:
    """A paragraph on a term, for a tooltip."""
    return _explanation(term(key))


def _explanation(entry: Term) -> str:
    return f"<p><b>{escape(name_of(entry))}</b>: {escape(_tr(entry.text))}</p>"


def _linked_text(text: str, seen: set[str]) -> str:
    def link(match: re.Match[str]) -> str:
        entry = _by_word()[match[0].casefold()]
        if entry.key in seen:
            return match[0]
        seen.add(entry.key)
        return f'<a href="{SCHEME}{entry.key}">{match[0]}</a>'

    return _pattern().sub(link, text)


def _enter_or_leave(tag: str, within: list[str]) -> None:
    """Keep track of the elements in which what follows a tag stands."""
    name = re.sub(r"[</>\s].*$", "", tag.lstrip("</").lower())
    if tag.startswith("</"):
        if name in within:
            del within[len(within) - 1 - within[::-1].index(name) :]
    elif not tag.endswith("/>") and name != "br":
        within.append(name)


def _searched(entry: Term) -> str:
    return " ".join((name_of(entry), _tr(entry.words), _tr(entry.text))).casefold()


def _begins(entry: Term, search: str) -> bool:
    return any(spelling.casefold().startswith(search) for spelling in _spellings(entry))


def _spellings(entry: Term) -> list[str]:
    return [name_of(entry), *filter(None, _tr(entry.words).split("|"))]


@lru_cache(maxsize=1)
def _by_key() -> dict[str, Term]:
    return {entry.key: entry for entry in TERMS}


@lru_cache(maxsize=1)
def _by_word() -> dict[str, Term]:
    return {spelling.casefold(): entry for entry in TERMS for spelling in _spellings(entry)}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return _any_of(_by_word())


@lru_cache(maxsize=1)
def _puzzling() -> re.Pattern[str]:
    """Tooltips are written before the first paint, and a pattern of all words takes its time."""
    return _any_of(word for word, entry in _by_word().items() if entry.puzzling)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Glossary", text) if text else ""
