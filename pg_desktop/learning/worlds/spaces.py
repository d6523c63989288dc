"""Action and observation spaces, described without Gymnasium so that files and the window can speak of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

NUMBERS_MAX: Final = 4096
"""The most numbers of which an observation or a distribution of actions can consist."""

AXES_MAX: Final = 64
"""The most axes of an array: as many as NumPy's can have."""

NESTING_MAX: Final = 5
"""The most levels of Dict and Tuple spaces within each other."""


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
    """One of `n` actions, or of as many things to be seen, numbered from 0.

    Attributes:
        n: how many.
        masked: of actions, whether not all are allowed everywhere: the last `n` numbers of an observation are 1 for
            those that are, and 0 for the others.
    """

    n: int
    masked: bool = False

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "Discrete", "n": self.n} | ({"masked": True} if self.masked else {})

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


@dataclass(frozen=True)
class ArraySpace:
    """Real numbers in an array that is no vector; `shape` is empty for a single number."""

    shape: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "Box", "shape": list(self.shape)}

    def __str__(self) -> str:
        return f"Box({' × '.join(map(str, self.shape))})"


@dataclass(frozen=True)
class DictSpace:
    """Several things that are seen at once, each under a name, in the order in which they are flattened."""

    keys: tuple[str, ...]
    parts: tuple[ObservedSpace, ...]

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "Dict", "keys": list(self.keys), "spaces": [part.as_json() for part in self.parts]}

    def __str__(self) -> str:
        return f"Dict({', '.join(f'{key}: {part}' for key, part in zip(self.keys, self.parts, strict=True))})"


@dataclass(frozen=True)
class TupleSpace:
    """Several things that are seen at once, without names."""

    parts: tuple[ObservedSpace, ...]

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "Tuple", "spaces": [part.as_json() for part in self.parts]}

    def __str__(self) -> str:
        return f"Tuple({', '.join(map(str, self.parts))})"


ObservedSpace = (
    VectorSpace | ArraySpace | DiscreteSpace | MultiDiscreteSpace | MultiBinarySpace | DictSpace | TupleSpace
)
"""What an environment can show."""


@dataclass(frozen=True)
class FlattenedSpace:
    """An observation that is no vector, which a policy sees as one: Gymnasium's `flatten` of it.

    One of n things becomes n numbers, a 1 among zeros; the parts of a Dict or Tuple follow each other.

    Attributes:
        original: what the environment shows.
    """

    original: ArraySpace | DiscreteSpace | MultiDiscreteSpace | MultiBinarySpace | DictSpace | TupleSpace

    @property
    def size(self) -> int:
        """How many numbers a policy sees."""
        return _flat_size(self.original)

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return self.original.as_json()

    def __str__(self) -> str:
        return str(self.original)


ObservationSpace = VectorSpace | FlattenedSpace
"""What a policy can see: a vector, as the environment shows it or flattened."""

ActionSpace = DiscreteSpace | BoxSpace | MultiDiscreteSpace | MultiBinarySpace
"""The action spaces that a policy can have. What the environment takes may have another shape and count from elsewhere;
see `plain`."""


@dataclass(frozen=True)
class Spaces:
    """What a policy sees and what it may do."""

    observation: ObservationSpace
    action: ActionSpace

    @property
    def masked(self) -> bool:
        """Whether the end of an observation says which actions are allowed, see `DiscreteSpace`."""
        return isinstance(self.action, DiscreteSpace) and self.action.masked

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
        observed = _observed_from_json(document["observation"])
        return cls(seen_as_vector(observed), _action_from_json(document["action"]))


def seen_as_vector(observed: ObservedSpace) -> ObservationSpace:
    """How a policy sees what an environment shows."""
    return observed if isinstance(observed, VectorSpace) else FlattenedSpace(observed)


def _flat_size(space: ObservedSpace) -> int:
    match space:
        case VectorSpace(size) | DiscreteSpace(size, _) | MultiBinarySpace(size):
            return size
        case ArraySpace(shape):
            return math.prod(shape)
        case MultiDiscreteSpace(counts):
            return sum(counts)
        case DictSpace(parts=parts) | TupleSpace(parts):
            return sum(map(_flat_size, parts))


def _observed_from_json(document: Mapping[str, Any], level: int = 0) -> ObservedSpace:
    if level > NESTING_MAX:
        raise ValueError("too many levels")
    match document["type"]:
        case "Box":
            shape = tuple(map(_count, document["shape"]))
            if len(shape) > AXES_MAX:
                raise ValueError("too many axes")
            return VectorSpace(*shape) if len(shape) == 1 else ArraySpace(shape)
        case "Discrete":
            return DiscreteSpace(_count(document["n"]))
        case "MultiDiscrete" if document["counts"]:
            return MultiDiscreteSpace(tuple(map(_count, document["counts"])))
        case "MultiBinary":
            return MultiBinarySpace(_count(document["n"]))
        case "Dict" | "Tuple" as kind if document["spaces"]:
            parts = tuple(_observed_from_json(part, level + 1) for part in document["spaces"])
            return TupleSpace(parts) if kind == "Tuple" else DictSpace(_keys(document["keys"], len(parts)), parts)
    raise ValueError(f"{document['type']} observations")


def _keys(keys: Any, count: int) -> tuple[str, ...]:
    shown = isinstance(keys, list) and all(isinstance(key, str) and key.isprintable() for key in keys)
    if not shown or len(keys) != count:
        raise ValueError(f"{keys!r} are no names of {count} spaces")
    return tuple(keys)


def _action_from_json(document: Mapping[str, Any]) -> ActionSpace:
    match document["type"]:
        case "Discrete":
            return DiscreteSpace(_count(document["n"]), document.get("masked", False) is True)
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
