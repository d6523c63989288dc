"""What is looked at of an update, and how its figures are written. Loads no NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.kit.numbers import MINUS, fixed, short, whole
from pg_desktop.ui.panes.anatomy.drawings import Numbers, Told

if TYPE_CHECKING:  # NumPy and torch
    from pg_desktop.learning.algorithms.trace import Trace
    from pg_desktop.learning.explaining.anatomy import Anatomy, LayerStep

_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SEEN_MAX: Final = 4


@dataclass(frozen=True, eq=False)
class Sight:
    """What is looked at.

    Attributes:
        trace: the update.
        anatomy: what it did to every action; None while that is being found out.
        episode: the selected episode, from 0.
        step: the selected step of it, from 0.
        reported: the loss that the update reported; None where there was none.
        names: of the discrete actions, or none.
    """

    trace: Trace
    anatomy: Anatomy | None
    episode: int
    step: int
    reported: float | None = None
    names: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many steps the selected episode has."""
        return int(self.trace.rollout.length_N[self.episode])

    @property
    def by_values(self) -> bool:
        """Whether the policy is one by action values."""
        return self.trace.before.architecture.kind.values

    @property
    def continuous(self) -> bool:
        """Whether actions are real numbers, which have densities and no probabilities."""
        return self.trace.before.architecture.continuous

    @property
    def layers(self) -> tuple[LayerStep, ...]:
        """What happened to each layer's weights; ε follows a schedule, and no gradient moves it."""
        architecture, layers = self.trace.before.architecture, self.anatomy.layers if self.anatomy else ()
        free = architecture.distribution.free_name if self.by_values else None
        return tuple(layer for layer in layers if layer.name != free)

    @property
    def moved(self) -> float:
        """How far all weights together were moved: ‖Δθ‖."""
        total: float = sum(layer.step**2 for layer in self.layers) ** 0.5
        return total

    def of_episode(self, value_TN: Any) -> Numbers:
        """Of values of all steps, those of the selected episode."""
        values: Numbers = value_TN[: self.length, self.episode]
        return values

    def at(self, value_TN: Any) -> float:
        """Of values of all steps, that of the selected one."""
        return float(value_TN[self.step, self.episode])


def subscript(number: int) -> str:
    """A number written low: ₁₂."""
    return str(number).translate(_SUBSCRIPTS)


def signed(value: float, digits: int = 3) -> str:
    """A number with its sign, also where that is a plus."""
    text = short(value, digits)
    return text if text.startswith(MINUS) or not value or text == "0" else f"+{text}"


def signed_fixed(value: float, decimals: int) -> str:
    """A number with its sign and always as many digits after the point, so that they stand below each other."""
    text = fixed(value, decimals)
    return text if text.startswith(MINUS) or not any(digit in text for digit in "123456789") else f"+{text}"


def bold(text: str) -> str:
    """Rich text that stands out."""
    return f"<b>{text}</b>"


def episode_name(episode: int) -> str:
    """What an episode is called, counted from 1."""
    return QCoreApplication.translate("Anatomy", "episode {episode}").format(episode=whole(episode + 1))


def seen_text(observation: Sequence[float]) -> str:
    """What was seen, in short: the first few numbers."""
    told = [fixed(float(value), 2) for value in observation[:_SEEN_MAX]]
    return "  ".join([*told, "…"] if len(observation) > _SEEN_MAX else told)


def action_text(action: Any, names: tuple[str, ...]) -> str:
    """An action, by its name if it has one."""
    parts = action.reshape(-1).tolist()
    if len(parts) == 1 and isinstance(parts[0], int):
        return names[parts[0]] if parts[0] < len(names) else whole(parts[0])
    told = [fixed(part, 2) if isinstance(part, float) else whole(part) for part in parts[:_SEEN_MAX]]
    text = "; ".join([*told, "…"] if len(parts) > _SEEN_MAX else told)
    return text if len(parts) == 1 else f"({text})"


def being_found_out() -> Told:
    """What a stage says until the anatomy is there."""
    return Told(QCoreApplication.translate("Anatomy", "What the update did to each action is being found out…"))
