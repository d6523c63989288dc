"""Gymnasium's spaces, described; what no policy of ours fits is refused in a sentence."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from gymnasium import Space, spaces

from pg_desktop.learning.worlds.masked_discrete import MaskedDiscrete
from pg_desktop.learning.worlds.spaces import (
    NESTING_MAX,
    NUMBERS_MAX,
    ActionSpace,
    ArraySpace,
    BoxSpace,
    DictSpace,
    DiscreteSpace,
    MultiBinarySpace,
    MultiDiscreteSpace,
    ObservedSpace,
    Spaces,
    TupleSpace,
    VectorSpace,
    seen_as_vector,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_SHOWN_MAX: Final = 300
"""Characters of a space in a message."""


def spaces_of(observation: Space[Any], action: Space[Any]) -> Spaces:
    """Describe an environment's spaces, as they are before `plain` makes vectors of what they hold.

    Raises:
        UserError: if no policy of ours fits them.
    """
    seen = seen_as_vector(_observed(observation, observation))
    if not 1 <= seen.size <= NUMBERS_MAX:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Observations of the form {space} are not supported, because they are {count} numbers; 1 to {limit} "
                "are, and no pictures.",
            ),
            space=_in_one_line(observation),
            count=seen.size,
            limit=NUMBERS_MAX,
        )
    return Spaces(seen, _action(action))


def _observed(space: Space[Any], whole: Space[Any], level: int = 0) -> ObservedSpace:
    """Describe a part of what is seen; `whole` is what messages name."""
    match space:
        case spaces.Box():
            _require_no_picture(space, whole)
            return VectorSpace(*space.shape) if len(space.shape) == 1 else ArraySpace(space.shape)
        case spaces.Discrete():
            return DiscreteSpace(int(space.n))
        case spaces.MultiDiscrete():
            return MultiDiscreteSpace(tuple(map(int, space.nvec.ravel())))
        case spaces.MultiBinary():
            return MultiBinarySpace(math.prod(space.shape))
        case spaces.Dict() if level < NESTING_MAX:
            parts = tuple(_observed(part, whole, level + 1) for part in space.spaces.values())
            return DictSpace(tuple(map(str, space.spaces)), parts)
        case spaces.Tuple() if level < NESTING_MAX:
            return TupleSpace(tuple(_observed(part, whole, level + 1) for part in space.spaces))
    raise UserError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Observations of the form {space} are not supported; Box, Discrete, MultiDiscrete and MultiBinary are, and "
            "Dict and Tuple of these.",
        ),
        space=_in_one_line(whole),
    )


def _require_no_picture(space: spaces.Box, whole: Space[Any]) -> None:
    """Refuse pixels; Gymnasium's own checks tell them in the same way."""
    may_be = space.dtype == np.uint8 and len(space.shape) in (2, 3) and math.prod(space.shape) > 0
    if may_be and (space.low == 0).all() and (space.high == 255).all():
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Observations of the form {space} are not supported, because they hold a picture; up to {limit} "
                "numbers in Box, Discrete, MultiDiscrete, MultiBinary, Dict and Tuple spaces are.",
            ),
            space=_in_one_line(whole),
            limit=NUMBERS_MAX,
        )


def _action(space: Space[Any]) -> ActionSpace:
    described = _described_action(space)
    count = _parameters(described)
    if count > NUMBERS_MAX:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors", "Actions of the form {space} are not supported: {count} are too many; up to {limit} are."
            ),
            space=_in_one_line(space),
            count=count,
            limit=NUMBERS_MAX,
        )
    return described


def _described_action(space: Space[Any]) -> ActionSpace:
    match space:
        case MaskedDiscrete():
            return DiscreteSpace(int(space.n), masked=True)
        case spaces.Discrete():
            return DiscreteSpace(int(space.n))
        case spaces.Box() if math.prod(space.shape) and space.dtype.kind == "f":
            if not (space.low < space.high).all():
                raise UserError(
                    QT_TRANSLATE_NOOP(
                        "Errors",
                        "Actions of the form {space} are not supported, because one of the numbers is fixed: its lower "
                        "bound is not below its upper bound.",
                    ),
                    space=_in_one_line(space),
                )
            return BoxSpace(tuple(map(float, space.low.ravel())), tuple(map(float, space.high.ravel())))
        case spaces.MultiDiscrete() if space.nvec.size:
            return MultiDiscreteSpace(tuple(map(int, space.nvec.ravel())))
        case spaces.MultiBinary() if math.prod(space.shape):
            return MultiBinarySpace(math.prod(space.shape))
    raise UserError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Actions of the form {space} are not supported; Discrete, MultiDiscrete, MultiBinary and Box of real "
            "numbers are.",
        ),
        space=_in_one_line(space),
    )


def _parameters(space: ActionSpace) -> int:
    """How many numbers describe a distribution over the actions, two for each real number."""
    match space:
        case DiscreteSpace(count, _) | MultiBinarySpace(count):
            return count
        case MultiDiscreteSpace(counts):
            return sum(counts)
        case BoxSpace():
            return 2 * space.size


def _in_one_line(space: Space[Any]) -> str:
    text = " ".join(str(space).split())
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"
