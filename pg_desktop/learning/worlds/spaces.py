"""Action and observation spaces, described without Gymnasium so that files and the window can speak of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

if TYPE_CHECKING:
    import gymnasium


@dataclass(frozen=True)
class VectorSpace:
    """A vector of real numbers.

    Attributes:
        size: how many numbers.
    """

    size: int

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "Box", "shape": [self.size]}

    def __str__(self) -> str:
        return f"Box({self.size})"


@dataclass(frozen=True)
class DiscreteSpace:
    """A choice among `n` actions, numbered from 0."""

    n: int

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "Discrete", "n": self.n}

    def __str__(self) -> str:
        return f"Discrete({self.n})"


@dataclass(frozen=True)
class BoxSpace:
    """An action of several real numbers, each between bounds of its own.

    Attributes:
        low: the smallest value of each number; −∞ where there is no bound.
        high: the largest, or ∞.

    Raises:
        ValueError: if there is no number, or a lower bound is not below the upper one.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.low or len(self.low) != len(self.high):
            raise ValueError(f"{len(self.low)} lower and {len(self.high)} upper bounds")
        if not all(low < high for low, high in zip(self.low, self.high, strict=True)):
            raise ValueError("a lower bound is not below its upper bound")

    @property
    def size(self) -> int:
        """How many numbers an action has."""
        return len(self.low)

    @property
    def bounded(self) -> bool:
        """Whether every number has a lower and an upper bound."""
        return all(map(math.isfinite, self.low + self.high))

    def intervals(self) -> str:
        """The bounds in words: "[−2, 2]", once where all are the same, or "[−1, 1] × [0, ∞]"."""
        pairs = list(zip(self.low, self.high, strict=True))
        shown = pairs[:1] if len(set(pairs)) == 1 else pairs
        text = " × ".join(f"[{low:.9g}, {high:.9g}]" for low, high in shown)
        return text.replace("-", "−").replace("inf", "∞")

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it: null where there is no bound."""
        low, high = ([bound if math.isfinite(bound) else None for bound in side] for side in (self.low, self.high))
        return {"type": "Box", "low": low, "high": high}

    def __str__(self) -> str:
        return f"Box({self.size})"


@dataclass(frozen=True)
class MultiDiscreteSpace:
    """Several choices at once, the i-th among `counts[i]` alternatives, each numbered from 0."""

    counts: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "MultiDiscrete", "counts": list(self.counts)}

    def __str__(self) -> str:
        return f"MultiDiscrete({', '.join(map(str, self.counts))})"


@dataclass(frozen=True)
class MultiBinarySpace:
    """`n` switches at once, each 0 or 1."""

    n: int

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "MultiBinary", "n": self.n}

    def __str__(self) -> str:
        return f"MultiBinary({self.n})"


ActionSpace = DiscreteSpace | BoxSpace | MultiDiscreteSpace | MultiBinarySpace
"""The action spaces that a policy can have."""


@dataclass(frozen=True)
class Spaces:
    """What a policy sees and what it may do."""

    observation: VectorSpace
    action: ActionSpace

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"observation": self.observation.as_json(), "action": self.action.as_json()}

    def __str__(self) -> str:
        return f"{self.observation} → {self.action}"

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Spaces:
        """Read what `as_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: if it is something else.
        """
        observation = document["observation"]
        if observation["type"] != "Box":
            raise ValueError(f"{observation['type']} observations")
        (size,) = observation["shape"]
        return cls(VectorSpace(_count(size)), _action_from_json(document["action"]))

    @classmethod
    def from_gymnasium(cls, observation: gymnasium.Space[Any], action: gymnasium.Space[Any]) -> Spaces:
        """Describe an environment's spaces.

        Raises:
            UserError: if no policy of ours fits them.
        """
        from gymnasium.spaces import Box  # noqa: PLC0415 (the window describes spaces without Gymnasium)

        if not isinstance(observation, Box) or len(observation.shape) != 1 or not observation.shape[0]:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "Observations of the form {space} are not supported; a vector of numbers (Box) is.",
                ),
                space=_in_one_line(observation),
            )
        return cls(VectorSpace(observation.shape[0]), _action_from_gymnasium(action))


def _action_from_gymnasium(space: gymnasium.Space[Any]) -> ActionSpace:
    from gymnasium.spaces import Box, Discrete, MultiBinary, MultiDiscrete  # noqa: PLC0415

    match space:
        case Discrete(start=0):
            return DiscreteSpace(int(space.n))
        case Box(shape=(size,)) if size and space.dtype.kind == "f":
            if not (space.low < space.high).all():
                raise UserError(
                    QT_TRANSLATE_NOOP(
                        "Errors",
                        "Actions of the form {space} are not supported, because one of the numbers is fixed: its lower "
                        "bound is not below its upper bound.",
                    ),
                    space=_in_one_line(space),
                )
            return BoxSpace(tuple(map(float, space.low)), tuple(map(float, space.high)))
        case MultiDiscrete() if space.nvec.ndim == 1 and not space.start.any():
            return MultiDiscreteSpace(tuple(map(int, space.nvec)))
        case MultiBinary(shape=(size,)):
            return MultiBinarySpace(size)
    raise UserError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Actions of the form {space} are not supported; Discrete and MultiDiscrete numbered from 0, MultiBinary "
            "and vectors of real numbers (Box) are.",
        ),
        space=_in_one_line(space),
    )


def _in_one_line(space: gymnasium.Space[Any]) -> str:
    return " ".join(str(space).split())


def _action_from_json(document: Mapping[str, Any]) -> ActionSpace:
    match document["type"]:
        case "Discrete":
            return DiscreteSpace(_count(document["n"]))
        case "Box":
            return BoxSpace(_bounds(document["low"], -math.inf), _bounds(document["high"], math.inf))
        case "MultiDiscrete" if document["counts"]:
            return MultiDiscreteSpace(tuple(map(_count, document["counts"])))
        case "MultiBinary":
            return MultiBinarySpace(_count(document["n"]))
    raise ValueError(f"{document['type']} actions")


def _bounds(numbers: Any, missing: float) -> tuple[float, ...]:
    if not isinstance(numbers, list):
        raise TypeError(f"{numbers!r} is no list of bounds")
    return tuple(missing if number is None else _real(number) for number in numbers)


def _real(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no bound")
    return float(value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r} is no size")
    return value
