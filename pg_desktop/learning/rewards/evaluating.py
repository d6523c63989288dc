"""What a reward comes to, for any number of steps at once.

Shape suffix: S, the axes of steps, whatever they are: time × episodes of a rollout, or the episodes of one step.
O observation, A numbers of an action.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.rewards.parsing import parse
from pg_desktop.learning.rewards.reward import OWN, Reward, canonical
from pg_desktop.learning.rewards.tree import NEGATE, NOT, Name, Node, Number, Operation, Term
from pg_desktop.learning.worlds.quantities import Quantity

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Played:
    """Steps that were played.

    Attributes:
        obs_SO: what was seen before each.
        next_obs_SO: what was seen after it.
        action_SA: what the environment was given: a number of a discrete action, or a row of real numbers.
        own_S: what the world itself gave.
        terminated_S: whether the step ended its episode by itself.
        step_S: steps of the episode before it; anything that fits beside the others.
        added_S: what comes on top of any reward, such as a price of help or a temptation; None if nothing does.
    """

    obs_SO: NDArray[Any]
    next_obs_SO: NDArray[Any]
    action_SA: NDArray[Any]
    own_S: NDArray[Any]
    terminated_S: NDArray[np.bool_]
    step_S: NDArray[Any]
    added_S: NDArray[Any] | None = None


def rewards(reward: Reward, played: Played, gamma: float) -> Float64:
    """A reward of each step, float64 (S): not finite where it has no value.

    Args:
        reward: of their world.
        played: the steps.
        gamma: the discount.
    """
    written_S = _Evaluation(reward.quantities, played, gamma).of(reward.node)
    return written_S if played.added_S is None else written_S + played.added_S


def terms(reward: Reward, played: Played, gamma: float) -> tuple[tuple[Term, Float64], ...]:
    """What each term of the sum adds to the reward of each step, float64 (S)."""
    evaluation = _Evaluation(reward.quantities, played, gamma)
    return tuple((term, term.sign * evaluation.of(term.node)) for term in reward.terms)


def column_of_fault(reward: Reward, played: Played, gamma: float) -> int:
    """Where in its text a reward stops being finite in the one step that was played; 1 if nowhere."""
    return _Evaluation(reward.quantities, played, gamma).fault(reward.node) or 1


class _Evaluation:
    """Computes nodes, and every quantity that occurs in them once."""

    def __init__(self, quantities: Mapping[str, Quantity], played: Played, gamma: float) -> None:
        self._quantities, self._played, self._gamma = quantities, played, gamma
        self._known: dict[tuple[str, bool], Float64] = {}

    def of(self, node: Node) -> Float64:
        """The value of a node in each step."""
        with np.errstate(all="ignore"):  # what is not finite is told
            value = self._value(node)
        return np.broadcast_to(value, self._played.own_S.shape)

    def fault(self, node: Node) -> int | None:
        """The column of what is not finite though all that it is made of is."""
        if isinstance(node, Operation):
            for operand in node.operands:
                found = self.fault(operand)
                if found is not None:
                    return found
        if bool(np.isfinite(self.of(node)).all()):
            return None
        return node.at.column if isinstance(node, Operation) else node.span.column

    def _value(self, node: Node) -> Float64:
        match node:
            case Number():
                return np.float64(node.value)  # type: ignore[return-value]
            case Name():
                return self._quantity(canonical(node.name, self._quantities), node.after)
            case Operation():
                value: Float64 = _OPERATIONS[node.name](*map(self._value, node.operands))
                return value

    def _quantity(self, name: str, after: bool) -> Float64:
        if (name, after) not in self._known:
            self._known[name, after] = np.asarray(self._looked_up(name, after), np.float64)
        return self._known[name, after]

    def _looked_up(self, name: str, after: bool) -> Any:
        played, quantity = self._played, self._quantities.get(name)
        if quantity is None:
            return {
                OWN: played.own_S,
                "terminated": played.terminated_S,
                "step": played.step_S,
                "gamma": self._gamma,
                "pi": math.pi,
            }[name]
        if quantity.formula:
            return self._value(parse(quantity.formula) if not after else _after(parse(quantity.formula)))
        if quantity.observed is not None:
            return (played.next_obs_SO if after else played.obs_SO)[..., quantity.observed]
        if quantity.values:
            return np.asarray(quantity.values)[played.action_SA]
        return played.action_SA[..., quantity.action]


def _after(node: Node) -> Node:
    """A formula, of the moment after the step."""
    if isinstance(node, Name):
        return Name(node.span, node.name, True)
    if isinstance(node, Operation):
        return Operation(node.span, node.at, node.name, tuple(map(_after, node.operands)))
    return node


def _float(truth: Any) -> Float64:
    return np.asarray(truth, np.float64)


_OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    NEGATE: np.negative,
    NOT: lambda a: _float(a == 0),
    "and": lambda a, b: _float((a != 0) & (b != 0)),
    "or": lambda a, b: _float((a != 0) | (b != 0)),
    "<": lambda a, b: _float(a < b),
    "<=": lambda a, b: _float(a <= b),
    ">": lambda a, b: _float(a > b),
    ">=": lambda a, b: _float(a >= b),
    "==": lambda a, b: _float(a == b),
    "!=": lambda a, b: _float(a != b),
    "abs": np.abs,
    "sign": np.sign,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "atan2": np.arctan2,
    "min": np.minimum,
    "max": np.maximum,
    "clip": lambda value, low, high: np.minimum(np.maximum(value, low), high),
    "where": lambda condition, then, otherwise: np.where(condition != 0, then, otherwise),
}
