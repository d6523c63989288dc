"""What went wrong, in one line."""

from __future__ import annotations


def in_one_line(error: BaseException) -> str:
    """What went wrong, such as "RuntimeError: out of fuel", without the full stop that the sentence around it has."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".: ")
