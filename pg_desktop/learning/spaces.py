"""Action and observation spaces, described without Gymnasium so that files and the window can speak of them."""

from __future__ import annotations

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


@dataclass(frozen=True)
class DiscreteSpace:
    """A choice among `n` actions, numbered from 0."""

    n: int

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"type": "Discrete", "n": self.n}


@dataclass(frozen=True)
class Spaces:
    """What a policy sees and what it may do."""

    observation: VectorSpace
    action: DiscreteSpace

    def as_json(self) -> dict[str, Any]:
        """The form in which files hold it."""
        return {"observation": self.observation.as_json(), "action": self.action.as_json()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Spaces:
        """Read what `as_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: if it is something else.
        """
        observation, action = document["observation"], document["action"]
        if observation["type"] != "Box" or action["type"] != "Discrete":
            raise ValueError(f"{observation['type']} observations with {action['type']} actions")
        (size,) = observation["shape"]
        return cls(VectorSpace(_count(size)), DiscreteSpace(_count(action["n"])))

    @classmethod
    def from_gymnasium(cls, observation: gymnasium.Space[Any], action: gymnasium.Space[Any]) -> Spaces:
        """Describe an environment's spaces.

        Raises:
            UserError: if no policy of ours fits them.
        """
        from gymnasium.spaces import Box, Discrete  # noqa: PLC0415 (the window describes spaces without Gymnasium)

        if not isinstance(observation, Box) or len(observation.shape) != 1:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "Observations of the form {space} are not supported; a vector of numbers (Box) is.",
                ),
                space=observation,
            )
        if not isinstance(action, Discrete) or action.start != 0:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "Actions of the form {space} are not supported; Discrete actions numbered from 0 are.",
                ),
                space=action,
            )
        return cls(VectorSpace(observation.shape[0]), DiscreteSpace(int(action.n)))


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r} is no size")
    return value
