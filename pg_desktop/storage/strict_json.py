"""JSON as the standard has it (RFC 8259), and nothing that Python's reader accepts beyond it.

Whatever the bytes are, reading them ends in a value or a `JsonError`: no NaN, no infinity (not even by overflow), no
key twice, no text that cannot be written out again, no exhausted stack.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.shown import shown

DEPTH_MAX: Final = 16
"""Levels of arrays and objects within each other."""

VALUES_MAX: Final = 200_000
"""The most numbers, texts, arrays and objects together: far more than any of the program's own files has."""

INTEGER_MAX: Final = 2**63 - 1
"""Largest magnitude of a whole number: what other readers hold in 64 bits."""

# A string with or without its end, so that no quote is looked at twice: the time stays linear in the length.
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{},]', re.DOTALL)
_TOKENS_MAX: Final = 3 * VALUES_MAX + DEPTH_MAX
"""`{"k":"v"},` has five, for two values as they are counted; `"k":"v",` has three for one."""


class JsonError(UserError):
    """What is wrong with a JSON text: a clause, to stand after a colon in the sentence that names the file."""


def parse_json(data: bytes) -> Any:
    """Read one JSON text.

    Args:
        data: UTF-8.

    Raises:
        JsonError: if it is not valid.
    """
    try:
        text = data.decode()
        _require_small(text)
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_number,
            parse_float=_finite,
            parse_int=_integer,
        )
        # Escapes can spell half of a surrogate pair, which no file and no terminal can be given.
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeError:
        raise JsonError(QT_TRANSLATE_NOOP("Errors", "it is not UTF-8 text")) from None
    except json.JSONDecodeError as error:
        raise JsonError(
            QT_TRANSLATE_NOOP("Errors", "{message} in line {line}, column {column}"),
            message=error.msg,
            line=error.lineno,
            column=error.colno,
        ) from None
    return value


def _require_small(text: str) -> None:
    """Look at depth and number before anything is made of them: a value takes some hundred times its two bytes."""
    depth, values = 0, 1
    for number, token in enumerate(_TOKEN.finditer(text)):
        first = text[token.start()]
        values += first in "[{,"
        if values > VALUES_MAX or number > _TOKENS_MAX:
            raise JsonError(
                QT_TRANSLATE_NOOP("Errors", "it holds more than {limit} values"),
                limit=VALUES_MAX,
            )
        depth += (first in "[{") - (first in "]}")
        if depth > DEPTH_MAX:
            raise JsonError(
                QT_TRANSLATE_NOOP("Errors", "it is nested more than {limit} levels deep"),
                limit=DEPTH_MAX,
            )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    result = {}
    for key, value in pairs:
        if key in result:
            raise JsonError(QT_TRANSLATE_NOOP("Errors", "it holds the key {key} twice"), key=shown(key))
        result[key] = value
    return result


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse_number(text)


def _integer(text: str) -> int:
    # Python refuses to convert thousands of digits with an error of another kind.
    if len(text) > len(str(-INTEGER_MAX)) or abs(int(text)) > INTEGER_MAX:
        _refuse_number(text)
    return int(text)


def _refuse_number(text: str) -> Any:
    raise JsonError(
        QT_TRANSLATE_NOOP("Errors", "it holds the number {number}, which is out of range"), number=text[:30]
    )
