r"""One codec between frozen dataclasses and what a file can hold: JSON, and arrays beside it.

The types of the fields say what may be there, so what has been read is of the types that the program relies on:

| field                            | in the file                                                              |
|----------------------------------|--------------------------------------------------------------------------|
| dataclass                        | object with its fields; one that is missing has the field's default      |
| `bool`, `str`, `None`, `StrEnum` | itself                                                                   |
| `int`                            | number; beyond 64 bits text in hexadecimal                               |
| `float`                          | number; "NaN", "Infinity" and "-Infinity"                                |
| `tuple[X, ...]`, `tuple[X, Y]`   | array                                                                    |
| `X \| None`                       | one or the other                                                         |
| `Mapping[str, Any]`              | object of the above                                                      |
| `NDArray[dtype]`                 | null; the array stands beside, under the path to the field               |

What is of another kind has an adapter. A dataclass that has a method `check` is asked to look, once it has been read,
whether its fields belong together; it raises `ValueError` if they do not.
"""

from __future__ import annotations

import dataclasses
import math
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.shown import shown
from pg_desktop.storage.strict_json import INTEGER_MAX

T = TypeVar("T")

_HEXADECIMAL: Final = re.compile(r"-?0x[0-9a-f]{1,64}")
_NOT_FINITE: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class CodecError(UserError):
    """What is wrong with something that was read: a clause, to stand after a colon behind the name of the file."""


@dataclass(frozen=True)
class Adapter:
    """How something that is no dataclass of plain fields is held.

    Attributes:
        to_json: what a file holds of it.
        from_json: reads that again; raises `UserError` or `ValueError` if it is something else.
    """

    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Encoded:
    """What a file holds of something.

    Attributes:
        json: what JSON can say of it.
        arrays: by their paths, such as "trainer.algorithm.weights_P".
    """

    json: Any
    arrays: Mapping[str, NDArray[Any]]


class Codec:
    """Encodes and decodes. Nothing is kept between two calls."""

    def __init__(self, adapters: Mapping[Any, Adapter] | None = None) -> None:
        """Prepare.

        Args:
            adapters: by the type of a field.
        """
        self._adapters = dict(adapters or {})

    def encode(self, value: Any) -> Encoded:
        """What a file holds of a dataclass.

        Raises:
            TypeError: if the table of the module has no row for one of its fields.
        """
        arrays: dict[str, NDArray[Any]] = {}
        return Encoded(self._encode(value, type(value), "", arrays), arrays)

    def decode(self, kind: type[T], json: Any, arrays: Mapping[str, NDArray[Any]] = types.MappingProxyType({})) -> T:
        """Read what `encode` wrote.

        Args:
            kind: the dataclass.
            json: what the file says.
            arrays: those beside it, each of which must be asked for.

        Raises:
            CodecError: if it is something else.
        """
        left = dict(arrays)
        decoded: T = self._decode(kind, json, "", left)
        if left:
            raise _damaged(min(left))
        return decoded

    def _encode(self, value: Any, kind: Any, path: str, arrays: dict[str, NDArray[Any]]) -> Any:
        if kind in self._adapters:
            return self._adapters[kind].to_json(value)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return {
                name: self._encode(getattr(value, name), field, _within(path, name), arrays)
                for name, field in _fields(kind).items()
            }
        origin, arguments = _made_of(kind)
        if origin is np.ndarray:
            arrays[path] = np.ascontiguousarray(value, _dtype(kind))
            return None
        if origin is tuple:
            kinds = _kinds_of_items(arguments, len(value))
            return [
                self._encode(item, item_kind, _within(path, str(number)), arrays)
                for number, (item, item_kind) in enumerate(zip(value, kinds, strict=True))
            ]
        if origin in (types.UnionType, typing.Union):
            return None if value is None else self._encode(value, _not_none(arguments), path, arrays)
        return _plain(value)

    def _decode(self, kind: Any, json: Any, path: str, arrays: dict[str, NDArray[Any]]) -> Any:
        if kind in self._adapters:
            return self._adapted(self._adapters[kind], json, path)
        if dataclasses.is_dataclass(kind):
            return self._decode_fields(kind, json, path, arrays)
        origin, arguments = _made_of(kind)
        if origin is np.ndarray:
            return _taken(arrays, path, _dtype(kind), json)
        if origin is tuple:
            return self._decode_items(arguments, json, path, arrays)
        if origin in (types.UnionType, typing.Union):
            # An array leaves a null behind, whether it is there or not.
            return (
                None if json is None and path not in arrays else self._decode(_not_none(arguments), json, path, arrays)
            )
        if origin is not None and issubclass(origin, Mapping):
            _require(isinstance(json, dict), path)
        return _unwrapped(json, path) if origin is not None else _decoded_plain(kind, json, path)

    def _decode_items(self, kinds: tuple[Any, ...], json: Any, path: str, arrays: dict[str, NDArray[Any]]) -> Any:
        _require(isinstance(json, list), path)
        kinds = _kinds_of_items(kinds, len(json))
        _require(len(kinds) == len(json), path)
        return tuple(
            self._decode(kind, item, _within(path, str(number)), arrays)
            for number, (item, kind) in enumerate(zip(json, kinds, strict=True))
        )

    def _decode_fields(self, kind: Any, json: Any, path: str, arrays: dict[str, NDArray[Any]]) -> Any:
        _require(isinstance(json, dict), path)
        known = _fields(kind)
        for name in json:
            _require(name in known, _within(path, shown(name)))
        needed = {field.name for field in dataclasses.fields(kind) if _has_no_default(field)}
        for name in needed:
            _require(name in json, _within(path, name))
        values = {
            name: self._decode(field, json[name], _within(path, name), arrays)
            for name, field in known.items()
            if name in json
        }
        try:
            made = kind(**values)
            if hasattr(made, "check"):
                made.check()
        except (ValueError, TypeError, UserError):
            raise _damaged(path) from None
        return made

    def _adapted(self, adapter: Adapter, json: Any, path: str) -> Any:
        try:
            return adapter.from_json(json)
        except CodecError:
            raise
        except UserError as reason:
            raise CodecError(
                QT_TRANSLATE_NOOP("Errors", "{place} cannot be used: {reason}"), place=path, reason=reason
            ) from None
        except (ValueError, TypeError, KeyError, OverflowError):
            raise _damaged(path) from None


@cache
def _made_of(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    return typing.get_origin(kind), typing.get_args(kind)


@cache
def _fields(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind, include_extras=False)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _within(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _dtype(kind: Any) -> np.dtype[Any]:
    dtype: np.dtype[Any] = np.dtype(typing.get_args(typing.get_args(kind)[1])[0])
    return dtype


def _kinds_of_items(arguments: tuple[Any, ...], count: int) -> tuple[Any, ...]:
    return (arguments[0],) * count if arguments[1:] == (Ellipsis,) else arguments


def _not_none(arguments: tuple[Any, ...]) -> Any:
    (kind,) = (argument for argument in arguments if argument is not types.NoneType)
    return kind


def _plain(value: Any) -> Any:
    """The form of something that JSON can nearly hold."""
    match value:
        case bool() | None:
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case int() | np.integer():
            return int(value) if abs(int(value)) <= INTEGER_MAX else hex(int(value))
        case float() | np.floating():
            number = float(value)
            return number if math.isfinite(number) else _name_of(number)
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case _:
            raise TypeError(f"{type(value).__name__} cannot be held by a file")


def _name_of(number: float) -> str:
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def _decoded_plain(kind: Any, json: Any, path: str) -> Any:
    if kind is int:
        return _integer(json, path)
    if kind is float:
        if isinstance(json, str) and json in _NOT_FINITE:
            return _NOT_FINITE[json]
        _require(type(json) in (int, float), path)
        return float(json)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        _require(json in set(kind), path)
        return kind(json)
    _require(kind in (bool, str, types.NoneType) and type(json) is kind, path)
    return json


def _integer(json: Any, path: str) -> int:
    if isinstance(json, str) and _HEXADECIMAL.fullmatch(json):
        return int(json, 16)
    _require(type(json) is int, path)
    return int(json)


def _unwrapped(json: Any, path: str) -> Any:
    """What `_plain` made of a mapping."""
    if isinstance(json, dict):
        return {key: _unwrapped(item, _within(path, shown(key))) for key, item in json.items()}
    return int(json, 16) if isinstance(json, str) and _HEXADECIMAL.fullmatch(json) else json


def _taken(arrays: dict[str, NDArray[Any]], path: str, dtype: np.dtype[Any], json: Any) -> NDArray[Any]:
    array = arrays.pop(path, None)
    if json is not None or array is None or array.dtype != dtype:
        raise _damaged(path)
    return array


def _require(condition: bool, path: str) -> None:
    if not condition:
        raise _damaged(path)


def _damaged(path: str) -> CodecError:
    return CodecError(QT_TRANSLATE_NOOP("Errors", "{place} is not as it should be"), place=path or "it")
