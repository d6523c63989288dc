"""Judged moments in an experiment file: a list of rows of numbers, among what is known of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pg_desktop.learning.overseeing.judgement import Judgement
from pg_desktop.runs.judgements import MOST

JUDGEMENTS: Final = "judgements"
"""The key under which a file holds them; one that never had any has none."""


def judgements_as_json(judgements: Sequence[Judgement]) -> list[list[Any]]:
    """The form in which files hold them."""
    return [[*each.state, each.share, each.block, each.seconds, each.line, each.synthetic] for each in judgements]


def judgements_from_json(document: Any) -> tuple[Judgement, ...]:
    """Read what `judgements_as_json` wrote.

    Raises:
        TypeError, ValueError: if it is something else.
    """
    if not isinstance(document, list) or len(document) > MOST:
        raise ValueError("no list of judgements")
    return tuple(map(_judgement, document))


def _judgement(row: Any) -> Judgement:
    position, velocity, angle, turning, share, block, seconds, line, synthetic = row
    return Judgement((position, velocity, angle, turning), share, block, seconds, line, synthetic)
