"""Which updates are kept for their number alone, so that they are dense where a run began and thinner on.

At density d, an update u is on the grid if it is a multiple of the stride 2**(floor(log2 u) − d), at least 1: every
update below 2**(d+1) is, and after that 2**d of them between a power of two and the next. So

- an update's place on the grid depends on its number alone. Nothing has to be thinned as a run gets older, and
  whether a state is worth its copy is known before it is made;
- the grid of a smaller density is part of that of a larger one. It begins as dense as the count allows, and whenever
  the entries need too much room, the density goes down by one and every entry that is off the grid goes;
- before every update that has passed there is an entry at most 2**−d of its number away. A run of 2**26 updates
  fits into the count with d = 4, so that is at most 1/16, as long as entries are not larger than the 512th part of
  the budget; larger ones are fewer. Below d = 0 the grid holds every second power of two, every fourth, and so on.
"""

from typing import Final

SPARSEST: Final = -6
"""A density below which the grid is empty; that of −5 would still hold the updates 0, 1 and 2**32."""


def on_grid(update: int, density: int) -> bool:
    """Whether the schedule of the module keeps an update at a density."""
    if density <= SPARSEST:
        return False
    octave = max(update.bit_length() - 1, 0)
    if density >= 0:
        return update % (1 << max(octave - density, 0)) == 0
    return update == 0 or (update == 1 << octave and octave % (1 << -density) == 0)
