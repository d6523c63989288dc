"""The ways to begin that the welcome offers, and what each sets up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.settings.kinds import Value

PUSH: Final = "push"
BEGINNINGS: Final[Mapping[str, tuple[str, Mapping[str, Value]]]] = {
    "watch": ("quick", {}),
    "chapter": ("chapter-23", {}),
    "gravity": ("quick", {"gravity": 2.0}),
    PUSH: ("quick", {}),
    "dqn": ("dqn-cart-pole", {}),
    "one": ("quick", {"episodes_per_update": 1}),
}
"""Of each way to begin: the preset, and the settings that differ from it."""


@dataclass(frozen=True)
class Door:
    """A way to begin.

    Attributes:
        key: what is chosen.
        icon: the name of its icon.
        title: a few words.
        text: a sentence.
    """

    key: str
    icon: str
    title: str
    text: str


def doors() -> tuple[Door, ...]:
    """The three ways to begin; the last one leads to the experiments."""
    return (
        Door(
            "watch",
            "train",
            _tr("Watch it learn"),
            _tr("Train a policy with the preset Quick. Within seconds it balances the pole."),
        ),
        Door(
            "chapter",
            "book",
            _tr("Follow the chapter"),
            _tr(
                "The course's own run, one episode an update. At 10 updates a second it is solved after two and a half "
                "minutes; at the pace Max, after half a minute."
            ),
        ),
        Door(
            "experiments",
            "flask",
            _tr("Try an experiment"),
            _tr("Change one thing and see what becomes of it: gravity, a push, the algorithm."),
        ),
    )


def experiments() -> tuple[Door, ...]:
    """What can be tried with one click."""
    return (
        Door(
            "gravity",
            "target",
            _tr("Twice the gravity"),
            _tr("Everything is twice as heavy. Does it still learn to balance?"),
        ),
        Door(
            PUSH,
            "hand",
            _tr("Push the pole"),
            _tr("Push it while it learns, and see what it withstands."),
        ),
        Door(
            "dqn",
            "branch",
            _tr("DQN instead of REINFORCE"),
            _tr("Learn what actions are worth, not which to take."),
        ),
        Door(
            "one",
            "dice",
            _tr("One episode per update"),
            _tr("A guess from a single try: watch how unsteady learning becomes."),
        ),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Welcome", text)
