"""What the cart-pole's physics is to everything that need not know it. See `worlds.variation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pg_desktop.learning.worlds.cart_pole.physics import (
    FACTOR_HIGH,
    FACTOR_LOW,
    FACTORS,
    QUANTITIES,
    Physics,
    PhysicsRanges,
)
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
