"""Arrays as bytes: safetensors, compressed where that is worth it, and read again with nothing taken on trust."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from math import prod
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

BYTES_MAX: Final = 256 * 2**20
"""Largest blob when unpacked, bytes."""
_BYTES_MAX_ANYHOW: Final = 64 * 2**20
_TIMES_MAX: Final = 32
"""More than numbers become smaller by; a blob that unpacks to more than both is made to fill the memory."""
_PLAIN: Final = b"\0"
_DEFLATED: Final = b"\1"
_DTYPES: Final = (np.dtype(np.float32), np.dtype(np.float64), np.dtype(np.int64))
_ZEROS: Final = "@zeros"
"""Ends the name of what stands for an array of nothing but zeros: which of `_DTYPES` it has, and its shape."""
_BITS: Final = re.compile(r"(.*)@bits(\d{1,9})", re.DOTALL)
"""The name of what stands for a float32 table of nothing but 0 and 1: bits, and how many numbers a row has."""
_ONE: Final = int(np.float32(1).view(np.uint32))
_WORTH_IT: Final = 64
"""Numbers from which on zeros, or zeros and ones, are worth that."""
_TOO_LARGE: Final = QT_TRANSLATE_NOOP("Errors", "it unpacks to more than {limit} MiB")


class PackedError(UserError):
    """What is wrong with packed arrays: a clause, to stand after a colon in the sentence that names the file."""


def pack(arrays: Mapping[str, NDArray[Any]], *, level: int = 1) -> bytes:
    """Arrays as bytes; the same arrays make the same bytes.

    Args:
        arrays: float32, float64 or int64, by name.
        level: of compression, 1 to 9; 0 for none, where time matters and numbers do not become much smaller.
    """
    plain: bytes = save(dict(_written(name, np.require(arrays[name], requirements="C")) for name in sorted(arrays)))
    if not level:
        return _PLAIN + plain
    deflated = zlib.compress(plain, level)
    return _DEFLATED + deflated if len(deflated) < len(plain) else _PLAIN + plain


def unpack(blob: bytes) -> dict[str, NDArray[Any]]:
    """Read what `pack` wrote; the arrays are of the caller.

    Raises:
        PackedError: if it is something else, or unpacks to more than `BYTES_MAX`.
    """
    plain = blob[1:] if blob[:1] == _PLAIN else _inflated(blob)
    try:
        arrays: dict[str, NDArray[Any]] = load(plain)
    except (SafetensorError, ValueError, KeyError, TypeError):
        raise _damaged() from None
    return _in_full(arrays)


def _written(name: str, array: NDArray[Any]) -> tuple[str, NDArray[Any]]:
    """An array as it is written: an optimiser that has not begun, say, is nothing but zeros, and takes next to none."""
    if array.size < _WORTH_IT:
        return name, array
    if not array.view(np.uint8).any():
        return name + _ZEROS, np.array([_DTYPES.index(array.dtype), *array.shape], np.int64)
    if array.dtype == np.float32 and array.ndim == 2 and _is_bits(array[:1]) and _is_bits(array):
        return f"{name}@bits{array.shape[1]}", np.packbits(array.view(np.uint32) == _ONE, 1)
    return name, array


def _is_bits(array: NDArray[Any]) -> bool:
    """Whether all are 0 or 1, and none is -0."""
    seen = array.view(np.uint32)
    return bool(((seen == 0) | (seen == _ONE)).all())


def _in_full(arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """What all arrays are, those among them that others stand for, too."""
    found: dict[str, NDArray[Any]] = {}
    room = BYTES_MAX
    for name, array in arrays.items():
        bits = _BITS.fullmatch(name)
        if name.endswith(_ZEROS):
            kind, shape = _claimed_zeros(array)
            room = _left(room, prod(shape) * kind.itemsize)
            found[name.removesuffix(_ZEROS)] = np.zeros(shape, kind)
        elif bits is not None:
            count = int(bits[2])
            if array.dtype != np.uint8 or array.ndim != 2 or array.shape[1] != -(-count // 8):
                raise _damaged()
            room = _left(room, 4 * len(array) * count)
            found[bits[1]] = np.unpackbits(array, 1, count=count).astype(np.float32)
        elif array.dtype in _DTYPES:
            found[name] = array
        else:
            raise _damaged()
    if len(found) != len(arrays):
        raise _damaged()
    return found


def _claimed_zeros(array: NDArray[Any]) -> tuple[np.dtype[Any], list[int]]:
    """Which kind of zeros an array stands for, and how many along each axis."""
    if array.dtype != np.int64 or array.ndim != 1 or not len(array):
        raise _damaged()
    kind, *shape = array.tolist()
    if not 0 <= kind < len(_DTYPES) or any(side < 0 for side in shape):
        raise _damaged()
    return _DTYPES[kind], shape


def _left(room: int, taken: int) -> int:
    if taken > room:
        raise PackedError(_TOO_LARGE, limit=BYTES_MAX // 2**20)
    return room - taken


def _inflated(blob: bytes) -> bytes:
    if blob[:1] != _DEFLATED:
        raise _damaged()
    inflater = zlib.decompressobj()
    try:
        limit = min(max(_TIMES_MAX * len(blob), _BYTES_MAX_ANYHOW), BYTES_MAX)
        plain = inflater.decompress(blob[1:], limit)
    except zlib.error:
        raise _damaged() from None
    if inflater.unconsumed_tail:
        raise PackedError(_TOO_LARGE, limit=limit // 2**20)
    if not inflater.eof or inflater.unused_data:
        raise _damaged()
    return plain


def _damaged() -> PackedError:
    return PackedError(QT_TRANSLATE_NOOP("Errors", "its numbers are damaged"))
