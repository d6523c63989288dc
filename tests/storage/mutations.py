"""Damaged and forged files, made from valid ones by a seed: the same seed makes the same file."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

NUMBERS = [
    *(0, -1, 1, 2, 7, 255, 256, 10**9, 2**31, 2**63, -(2**63), 2**64, 10**30),
    *(0.5, -0.0, 1e-320, 1e308, -1e308, 1e16),
]
LIES = [
    *NUMBERS,
    *(None, True, False, "", "x", "F16", "F64", "I8", "Box", "../../x", "<b>x</b>", "\u202ex", "a\x00b", "n" * 2000),
    *([], {}, [[]], {"a": 1}, [0, 1], [2**62, 2**62], [-8, 0], [0.0, 16.0], ["0", "16"], [None], [True, 4]),
]
SPELLINGS = [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"9" * 5000, b"0x10", b"01", b"1_0", b".5", b"+1"]
PIECES = [b"\x00", b"\xff", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\\ud800", b"\\u0000", b"\xed\xa0\x80"]


def flipped(rng: random.Random, content: bytes, others: list[bytes]) -> bytes:
    del others
    damaged = bytearray(content)
    for _ in range(rng.choice([1, 1, 1, 2, 8])):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def truncated(rng: random.Random, content: bytes, others: list[bytes]) -> bytes:
    del others
    return content[: rng.randrange(len(content))]


def spliced(rng: random.Random, content: bytes, others: list[bytes]) -> bytes:
    """A piece of another file, or of the same, instead of a piece."""
    source = rng.choice([*others, content])
    begin = rng.randrange(len(content))
    piece = rng.randrange(len(source))
    length = rng.choice([1, 8, 64, 1024])
    return content[:begin] + source[piece : piece + length] + content[begin + rng.choice([0, length]) :]


def inserted(rng: random.Random, content: bytes, others: list[bytes]) -> bytes:
    del others
    place = rng.randrange(len(content) + 1)
    piece = rng.choice([*PIECES, *SPELLINGS, bytes(rng.randrange(1, 4096)), rng.randbytes(rng.randrange(1, 64))])
    return content[:place] + piece + content[place + rng.choice([0, len(piece)]) :]


BLIND: list[Callable[[random.Random, bytes, list[bytes]], bytes]] = [flipped, truncated, spliced, inserted]
"""What happens to a file that knows nothing of what is in it."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every entry of nested objects and lists."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from places(inner, (*path, key))


def lie(rng: random.Random, document: Any) -> None:
    """Give an entry another value, take it away, or add one, in place."""
    path = rng.choice(list(places(document)))
    *outer, key = path
    for step in outer:
        document = document[step]
    what = rng.random()
    if what < 0.7:
        document[key] = rng.choice(LIES)
    elif what < 0.8:
        del document[key]
    elif isinstance(document, dict):
        document[rng.choice(["", "__class__", "<b>", "\u202e", "x" * 500, f"{key} "])] = rng.choice(LIES)
    else:
        document.extend(document * rng.choice([1, 3]))


def respelt(rng: random.Random, text: str) -> str:
    """A number of a JSON text in a spelling that is none, or a key twice."""
    if rng.random() < 0.5:
        spots = [place for place, sign in enumerate(text) if sign.isdigit() and not text[place - 1].isalnum()]
        if spots:
            begin = rng.choice(spots)
            end = begin
            while end < len(text) and text[end] in "0123456789.eE+-":
                end += 1
            return text[:begin] + rng.choice(SPELLINGS).decode() + text[end:]
    begin = rng.choice([place for place, sign in enumerate(text) if sign == "{"])
    key = rng.choice(["format", "settings", "gamma", "seed", "update", "order", "name", "dtype", "x"])
    return f'{text[: begin + 1]}"{key}": {json.dumps(rng.choice(LIES))}, "{key}": 1, {text[begin + 1 :]}'
