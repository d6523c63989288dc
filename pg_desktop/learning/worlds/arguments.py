"""Keyword arguments of an environment as text: what settings and files hold, and what the user writes and reads.

Held is a JSON object with its names in order, "" for none; so that equal arguments are equal texts. Written and read
is "is_slippery=false, map_name=8x8", in which a value that starts with a quote or a bracket is JSON.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

ARGUMENTS_MAX: Final = 1000
"""The most characters of a text that is held."""

_NAME: Final = re.compile(r"\s*([^\W\d]\w*)\s*=\s*")
_UP_TO_COMMA: Final = re.compile(r"[^,]*")
_END: Final = re.compile(r"\s*(,|$)")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WORDS: Final = {"true": True, "false": False, "null": None, "none": None}
_OURS: Final = ("id", "render_mode", "max_episode_steps", "disable_env_checker", "num_envs", "vectorization_mode")
"""Arguments of `gymnasium.make` itself."""


def canonical_arguments(text: str) -> str:
    """Read what is held, or what the user has written, and return what is to be held.

    Raises:
        UserError: if it is neither.
    """
    return _held(_object(text) if text.lstrip().startswith("{") else _written(text))


def arguments_with(held: str, assignments: Iterable[str]) -> str:
    """What is to be held once arguments have been given again, each as "name=value".

    Raises:
        UserError: if one is something else.
    """
    arguments = arguments_of(held)
    for assignment in assignments:
        name, separator, value = assignment.partition("=")
        if not separator:
            _refuse(assignment)
        arguments[name.strip()] = _value(value.strip())
    return _held(arguments)


def arguments_of(held: str) -> dict[str, Any]:
    """The arguments by name."""
    arguments: dict[str, Any] = json.loads(held) if held else {}
    return arguments


def shown_arguments(held: str) -> str:
    """The arguments as the user reads and may write them."""
    return ", ".join(f"{name}={_shown(value)}" for name, value in arguments_of(held).items())


def _object(text: str) -> dict[str, Any]:
    try:
        arguments = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except (json.JSONDecodeError, RecursionError):
        _refuse(text)
    return arguments if isinstance(arguments, dict) else _refuse(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        _refuse(", ".join(name for name, _ in pairs))
    return dict(pairs)


def _written(text: str) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    place = 0
    while text[place:].strip():
        name = _NAME.match(text, place) or _refuse(text)
        value, place = _value_at(text, name.end())
        if name[1] in arguments:
            _refuse(text)
        arguments[name[1]] = value
        place = (_END.match(text, place) or _refuse(text)).end()
    return arguments


def _value_at(text: str, place: int) -> tuple[Any, int]:
    """A value that begins at `place`, and where it ends."""
    if text[place : place + 1] in {'"', "[", "{"}:
        try:
            return json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse).raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError):
            _refuse(text)
    found = _UP_TO_COMMA.match(text, place)
    end = found.end() if found else len(text)
    return _word(text[place:end].strip()), end


def _value(text: str) -> Any:
    if text[:1] in {'"', "[", "{"}:
        value, end = _value_at(text, 0)
        return value if end == len(text) else _refuse(text)
    return _word(text)


def _word(text: str) -> Any:
    """A number, one of a few words, or the text itself."""
    if _NUMBER.fullmatch(text):
        return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else float(text)
    return _WORDS.get(text.lower(), text)


def _shown(value: Any) -> str:
    plain = isinstance(value, str) and value.isascii() and value.isprintable() and not re.search('[,"[{]', value)
    return value if plain and value == value.strip() and _word(value) == value else json.dumps(value)


def _held(arguments: dict[str, Any]) -> str:
    for name in arguments:
        if not name.isidentifier():
            _refuse(name)
        if name in _OURS:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{name} cannot be an argument of an environment, because the program sets it itself; how long "
                    "episodes are is the setting step_limit.",
                ),
                name=name,
            )
    if not _is_plain(arguments):
        _refuse(repr(arguments))
    held = json.dumps(arguments, sort_keys=True) if arguments else ""
    if len(held) > ARGUMENTS_MAX:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The arguments of an environment can have {limit} characters together, but these have {count}.",
            ),
            limit=ARGUMENTS_MAX,
            count=len(held),
        )
    return held


def _is_plain(value: Any) -> bool:
    """Whether another process and any JSON reader can be told a value."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return not isinstance(value, float) or math.isfinite(value)


def _refuse(text: str) -> NoReturn:
    raise UserError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "{text} is no list of arguments; they are written name=value, with a comma between two of them, such as "
            "is_slippery=false, map_name=8x8.",
        ),
        text=repr(text if len(text) <= 100 else f"{text[:100]}…"),
    )
