"""Reading what a process sends in which code of others runs: its pickles import nothing that others have written."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from pg_desktop.learning.worlds.serving import Told

_TRUSTED: Final = ("pg_desktop", "numpy", "gymnasium.spaces", "_codecs", "collections")
"""Modules of what may come from the other side; anything else would run code of others here."""
_RUNS_TEXTS: Final = ("numpy.testing", "numpy.f2py", "numpy.distutils")
"""Parts of NumPy in which there are functions that run what they are given."""
_BUILTINS: Final = frozenset({"set", "frozenset", "slice", "complex", "bytearray", "range"})


def read_told(message: bytes) -> Told:
    """What a message says.

    Raises:
        UnpicklingError: if it names anything else than the program's own functions send.
    """
    told: Told = _Unpickler(io.BytesIO(message)).load()
    return told


class _Unpickler(pickle.Unpickler):
    """Reads what the program's own functions send, and imports nothing for it that others have written."""

    def find_class(self, module: str, name: str) -> Any:
        return _trusted(module, name)


@cache
def _trusted(module: str, name: str) -> Any:
    """What a name stands for.

    Raises:
        UnpicklingError: if it is none of those that may come.
    """
    # A dotted name would lead through a module into any other.
    ours = _is_within(module, _TRUSTED) and not _is_within(module, _RUNS_TEXTS) and "." not in name
    if ours or (module == "builtins" and name in _BUILTINS):
        return pickle.Unpickler(io.BytesIO()).find_class(module, name)  # noqa: S301 (from a process of our own)
    raise pickle.UnpicklingError(f"{module}.{name}")


def _is_within(module: str, packages: Iterable[str]) -> bool:
    """Whether a module is one of some packages, or in one: a name that only begins like theirs is somebody else's."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)
