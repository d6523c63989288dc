"""What the cart-pole's physics is to everything that need not know it. See `worlds.variation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pg_desktop.learning.worlds.cart_pole.physics import (
    FACTOR_HIGH,
    FACTOR_LOW,
    FACTORS,
    QUANTITIES,
    TABLE,
    Kind,
    Physics,
    PhysicsRanges,
)
from pg_desktop.learning.worlds.cart_pole.reality import REALITIES, reality
from pg_desktop.learning.worlds.variation import Variation

if TYPE_CHECKING:  # NumPy, for which the window need not wait
    from pg_desktop.learning.acting.sites import SteerableSite
    from pg_desktop.learning.settings.table import Settings
    from pg_desktop.learning.worlds.cart_pole.settings import PhysicsSettings
    from pg_desktop.learning.worlds.world import World


class CartPoleVariations:
    """See `Variations`."""

    nominal = Physics()
    quantities = QUANTITIES
    factors = FACTORS
    factor_range = FACTOR_LOW, FACTOR_HIGH
    since = "motor", "delay", "backlash"

    def values(self, quantity: str, cells: int) -> tuple[float, ...]:
        """See `Variations.values`: factors by their logarithms, steps one by one, all else evenly."""
        row = next(each for each in TABLE if each.name == quantity)
        if row.kind is Kind.STEPS:
            return tuple(float(steps) for steps in range(int(row.low), int(row.high) + 1))
        shares = [cell / (cells - 1) for cell in range(cells)]
        if row.kind is Kind.FACTOR:
            return tuple(row.low * (row.high / row.low) ** share for share in shares)
        return tuple(row.low + (row.high - row.low) * share for share in shares)

    realities = tuple(each.name for each in REALITIES)

    def reality(self, number: int) -> Physics:
        """See `Variations.reality`."""
        return reality(number)

    def make(self, numbers: Mapping[str, float]) -> Physics:
        """See `Variations.make`."""
        return Physics(**numbers)

    def reset_options(self, variation: Variation | Sequence[Variation]) -> dict[str, Any]:
        """See `Variations.reset_options`."""
        return {"physics": variation, "ranges": PhysicsRanges()}

    def training_options(self, settings: Settings) -> dict[str, Any]:
        """See `Variations.training_options`."""
        from pg_desktop.learning.overseeing.overseer import OVERSEER, Overseer, Oversight  # noqa: PLC0415 (NumPy)

        options = {"physics": settings.physics, "ranges": settings.ranges}
        if settings.reality:
            options = self.reset_options(self.reality(settings.reality))
        oversight = Oversight.of(settings)
        return options | {OVERSEER: Overseer(oversight)} if oversight.active else options

    def training_bounds(self, settings: PhysicsSettings) -> dict[str, tuple[float, float]]:
        """See `Variations.training_bounds`."""
        return settings.ranges.bounds(settings.physics)

    def highest_return(self, world: World) -> float:
        """See `Variations.highest_return`: every step is worth 1."""
        return float(world.max_episode_steps)

    def site(self, world: World) -> SteerableSite:
        """See `Variations.site`."""
        from pg_desktop.learning.worlds.cart_pole.site import CartPoleSite  # noqa: PLC0415 (NumPy)

        return CartPoleSite(world)


VARIATIONS: Final = CartPoleVariations()
