"""The table of environments that can be trained on. Adding one is adding an entry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


class Painter(StrEnum):
    """How the render pane can draw an environment besides with Gymnasium's own frames."""

    CART_POLE = "cart-pole"
    FRAMES = "frames"


@dataclass(frozen=True, kw_only=True)
class EnvironmentEntry:
    """One row of the table; texts are English sources for translation in the context "Environments".

    Attributes:
        id: Gymnasium's id.
        summary: one line on what the world is and what is hard about it.
        painter: what the render pane draws it with unless told otherwise.
        action_names: what the discrete actions are called, in their order; empty where they have no names.
        vector_entry_point: "module:class" of a vector environment of our own, or None for Gymnasium's.
    """

    id: str
    summary: str
    painter: Painter = Painter.FRAMES
    action_names: tuple[str, ...] = ()
    vector_entry_point: str | None = None


_CART_POLE_ACTIONS: Final = (
    QT_TRANSLATE_NOOP("Environments", "left"),
    QT_TRANSLATE_NOOP("Environments", "right"),
)
_CART_POLE_VECTOR: Final = "pg_desktop.learning.cart_pole:CartPoleVectorEnv"

ENVIRONMENTS: Final = (
    EnvironmentEntry(
        id="CartPole-v1",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "Balance a pole on a cart for 500 steps; every step is worth the same, so the policy must find out which "
            "of its pushes were the good ones.",
        ),
        painter=Painter.CART_POLE,
        action_names=_CART_POLE_ACTIONS,
        vector_entry_point=_CART_POLE_VECTOR,
    ),
    EnvironmentEntry(
        id="CartPole-v0",
        summary=QT_TRANSLATE_NOOP(
            "Environments", "The same cart and pole for 200 steps, as in the course chapter: solved sooner."
        ),
        painter=Painter.CART_POLE,
        action_names=_CART_POLE_ACTIONS,
        vector_entry_point=_CART_POLE_VECTOR,
    ),
)


def environment_entry(environment_id: str) -> EnvironmentEntry:
    """The row for a Gymnasium id.

    Raises:
        UserError: if there is none.
    """
    for entry in ENVIRONMENTS:
        if entry.id == environment_id:
            return entry
    raise UserError(
        QT_TRANSLATE_NOOP("Errors", "There is no environment named {id}; known are {known}."),
        id=repr(environment_id),
        known=", ".join(entry.id for entry in ENVIRONMENTS),
    )
