"""What a reward that is being written comes to: a reward of its world, or what is wrong with it, and where."""

from __future__ import annotations

from dataclasses import dataclass

from pg_desktop.learning.rewards.reward import Reward, compiled
from pg_desktop.learning.rewards.tree import LENGTH_MAX, RewardError
from pg_desktop.learning.worlds.quantities import Quantity
from pg_desktop.ui.kit.notices import sentence


@dataclass(frozen=True)
class Checked:
    """A text that was looked at.

    Attributes:
        text: without spaces around it.
        reward: what it is; None where it is empty or wrong.
        complaint: what is wrong, or "".
        column: where, from 1; 0 where nothing is.
    """

    text: str
    reward: Reward | None = None
    complaint: str = ""
    column: int = 0

    @property
    def usable(self) -> bool:
        """Whether it can be learned from; the empty text stands for the world's own reward."""
        return not self.complaint


def checked(text: str, quantities: tuple[Quantity, ...]) -> Checked:
    """Look at a text.

    Args:
        text: as it was typed.
        quantities: of the world that is wanted.
    """
    plain = text.strip()
    if not plain:
        return Checked("")
    try:
        return Checked(plain, compiled(plain[: LENGTH_MAX + 1], quantities))
    except RewardError as error:
        begun = len(text) - len(text.lstrip())
        return Checked(plain, None, sentence(error), error.column + begun)
