"""What the physics of a world is, for everything that need not know the world: compared, noted, handed on.

What it means is known to the world's own package alone, which the table of worlds names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from pg_desktop.learning.worlds.table import ENVIRONMENTS, EnvironmentEntry

if TYPE_CHECKING:  # NumPy, for which the window need not wait
    from pg_desktop.learning.acting.sites import SteerableSite
    from pg_desktop.learning.settings.table import Settings
    from pg_desktop.learning.worlds.world import World


class Variation(Protocol):
    """One physics of a world. Frozen; equal ones are equal, and have the same hash."""

    @property
    def nominal(self) -> bool:
        """Whether it is the world's own."""
        ...

    @property
    def factors(self) -> tuple[str, ...]:
        """The names of the quantities that multiply what the world's own has."""
        ...

    def as_dict(self) -> dict[str, float]:
        """Its quantities by name, in their order."""
        ...

    def differences(self) -> dict[str, float]:
        """Those of them that are not the world's own."""
        ...


class Variations(Protocol):
    """Which physics a world can have, and how it is told of one.

    Attributes:
        nominal: the world's own.
        quantities: the names of all quantities.
        factors: the names of those that multiply what the world's own has.
        factor_range: between which bounds.
        since: those of all quantities that files from before there were any leave out: the world's own.
        realities: the names of the sealed physics from number 1 on, for translation in the context "Realities".
    """

    @property
    def nominal(self) -> Variation: ...  # noqa: D102

    @property
    def quantities(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def factors(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def factor_range(self) -> tuple[float, float]: ...  # noqa: D102

    @property
    def since(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def realities(self) -> tuple[str, ...]: ...  # noqa: D102

    def reality(self, number: int) -> Variation:
        """The sealed physics with a number from 1 on: one that has a name, or one that the number is the seed of.

        Raises:
            ValueError: if there is none.
        """
        ...

    def values(self, quantity: str, cells: int) -> tuple[float, ...]:
        """What a quantity can be, from the smallest to the largest, evenly spaced in the way that suits it.

        Args:
            quantity: its name.
            cells: how many values; there are fewer where it cannot have as many.
        """
        ...

    def make(self, numbers: Mapping[str, float]) -> Variation:
        """The physics with these quantities; those that are left out are the world's own.

        Raises:
            TypeError, ValueError: for another name, or what is out of range.
        """
        ...

    def reset_options(self, variation: Variation | Sequence[Variation]) -> dict[str, Any]:
        """What a vector environment's `reset` is told: one for all environments, or one for each."""
        ...

    def training_options(self, settings: Settings) -> dict[str, Any]:
        """The same as the settings of a run want it, which may let every episode have another."""
        ...

    def training_bounds(self, settings: Settings) -> dict[str, tuple[float, float]]:
        """Between which bounds each quantity is in the episodes of a run with these settings, by name."""
        ...

    def highest_return(self, world: World) -> float:
        """The largest return there can be."""
        ...

    def site(self, world: World) -> SteerableSite:
        """A place where a shown episode can be interfered with."""
        ...


def variations_of(entry: EnvironmentEntry) -> Variations | None:
    """Which physics a world can have; None where there is but its own."""
    if entry.variations is None:
        return None
    module, _, name = entry.variations.partition(":")
    found: Variations = getattr(import_module(module), name)
    return found


def known_variations() -> tuple[Variations, ...]:
    """Those of all worlds of the table, each once."""
    found = (variations_of(entry) for entry in ENVIRONMENTS)
    return tuple(dict.fromkeys(variations for variations in found if variations is not None))
