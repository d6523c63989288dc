"""A reward that belongs to a world: every quantity in it is one that there is. Loads no NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pg_desktop.learning.rewards.parsing import parse
from pg_desktop.learning.rewards.tree import Name, Node, RewardError, Term, names_in, terms_of
from pg_desktop.learning.worlds.quantities import Quantity, numbered
from pg_desktop.messages import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from pg_desktop.learning.worlds.spaces import Spaces
    from pg_desktop.learning.worlds.table import EnvironmentEntry

OWN: Final = "reward"
"""What the world itself gives for the step."""

COMMON: Final[Mapping[str, str]] = {
    OWN: QT_TRANSLATE_NOOP("Quantities", "what the world itself gives for the step"),
    "terminated": QT_TRANSLATE_NOOP("Quantities", "1 if the step ends the episode by itself, not by a time limit"),
    "step": QT_TRANSLATE_NOOP("Quantities", "steps of the episode before this one"),
    "gamma": QT_TRANSLATE_NOOP("Quantities", "the discount γ of the settings"),
    "pi": "3.14159…",
}
"""What there is in every world besides its own quantities, and what it is, for translation in "Quantities"."""

_SYMBOLS: Final = {"γ": "gamma", "π": "pi"}


@dataclass(frozen=True)
class Reward:
    """A reward of a world.

    Attributes:
        text: as it was written.
        node: what it was read into; every name in it is a name of `quantities` or of `COMMON`.
        quantities: of the world, by name.
    """

    text: str
    node: Node
    quantities: Mapping[str, Quantity]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Of the sum that it is."""
        return terms_of(self.node)

    def written(self, term: Term) -> str:
        """A term, as it stands in the text, with its sign."""
        span = term.node.span
        return f"{'−' if term.sign < 0 else ''}{self.text[span.start : span.end]}"


def quantities_of(entry: EnvironmentEntry, spaces: Spaces | None) -> tuple[Quantity, ...]:
    """What rewards of a world can be written in terms of, besides `COMMON`.

    Args:
        entry: its row of the table.
        spaces: what is observed and done there; None where nobody knows yet.
    """
    if entry.quantities or spaces is None:
        return entry.quantities
    return numbered(spaces)


@lru_cache(maxsize=64)
def compiled(text: str, quantities: tuple[Quantity, ...]) -> Reward:
    """Read a reward of a world.

    Args:
        text: an expression.
        quantities: of the world.

    Raises:
        RewardError: with the column, if it is none, or names what is not there.
    """
    node = parse(text)
    known = {quantity.name: quantity for quantity in quantities}
    for name in names_in(node):
        _require(name, quantities, known)
    return Reward(text, node, known)


def canonical(name: str, quantities: Mapping[str, Quantity]) -> str:
    """The one name of a quantity that may be written as a symbol."""
    if name in quantities:
        return name
    by_symbol = {quantity.symbol: quantity.name for quantity in quantities.values() if quantity.symbol}
    return by_symbol.get(name) or _SYMBOLS.get(name, name)


def is_of_action(quantity: Quantity, quantities: Mapping[str, Quantity]) -> bool:
    """Whether it depends on what is done, so that there is none after the step."""
    if not quantity.formula:
        return quantity.of_action
    return any(is_of_action(quantities[name.name], quantities) for name in names_in(parse(quantity.formula)))


def _require(name: Name, quantities: tuple[Quantity, ...], known: Mapping[str, Quantity]) -> None:
    plain = canonical(name.name, known)
    if plain in COMMON and name.after:
        raise RewardError(
            QT_TRANSLATE_NOOP("Errors", "Column {column}: there is but one {name} of a step; leave the stroke out."),
            name.span.column,
            name=name.name,
        )
    if plain in COMMON:
        return
    if plain not in known:
        raise RewardError(
            QT_TRANSLATE_NOOP("Errors", "Column {column}: there is no {name} in this world; there are {known}."),
            name.span.column,
            name=name.name,
            known=", ".join((*(quantity.name for quantity in quantities), *COMMON)),
        )
    if name.after and is_of_action(known[plain], known):
        raise RewardError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Column {column}: {name} is what is done in the step; there is none after it. Leave the stroke out.",
            ),
            name.span.column,
            name=name.name,
        )
