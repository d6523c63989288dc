"""How a policy does in other physics than its own.

Everything here plays in environments of its own, as one batch, and touches nothing of a training run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pg_desktop.learning.acting.policy import ActionMode, Policy
from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.measuring.game import Game, Progress, rows, variations_or_say_why
from pg_desktop.learning.measuring.measurements import TransferMap
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World

MAP_CELLS: Final = 15
MAP_EPISODES: Final = 16


def transfer_map(
    policy: Policy,
    world: World,
    *,
    x: str | None = None,
    y: str | None = None,
    values: Sequence[float] | None = None,
    variation: Variation | None = None,
    episodes: int = MAP_EPISODES,
    seed: int = 0,
    mode: ActionMode = ActionMode.SAMPLED,
    update: int = 0,
    stop: Callable[[], bool] = never,
    progress: Progress | None = None,
) -> TransferMap:
    """Play in every combination of two quantities.

    Args:
        policy: who plays.
        world: one whose physics can be changed.
        x: the quantity of the columns, one of the world's `Variations.quantities`; the first of its factors if None.
        y: the quantity of the rows; the second if None.
        values: what both of them are; from the smallest to the largest that the world allows if None.
        variation: everything else; the world's own if None.
        episodes: in each cell; at least 1.
        seed: fixes starting states and sampled actions.
        mode: how the policy acts.
        update: updates that the policy has had, to be noted.
        stop: asked before every step; True abandons the map.
        progress: told which part is done, in [0, 1].

    Raises:
        UserError: if the world's physics cannot be changed or the policy does not fit it.
        RolloutStoppedError: when `stop` said so.
    """
    variations = variations_or_say_why(world)
    variation = variations.nominal if variation is None else variation
    x, y = x or variations.factors[0], y or variations.factors[1]
    columns, of_rows = (variations.values(axis, MAP_CELLS) if values is None else tuple(values) for axis in (x, y))
    fixed = variation.as_dict()
    cells = [variations.make({**fixed, y: of_row, x: of_column}) for of_row in of_rows for of_column in columns]
    game = Game(policy, world, [cell for cell in cells for _ in range(episodes)], seed, mode)
    for step in range(world.max_episode_steps):
        if not game.going:
            break
        game.step(stop)
        if progress is not None and step % 10 == 0:
            progress(step / world.max_episode_steps)
    return TransferMap(
        update=update,
        variation=variation,
        x=x,
        y=y,
        x_values=columns,
        y_values=of_rows,
        mean_return=rows(game.returns_N.reshape(len(of_rows), len(columns), episodes).mean(-1)),
        highest=variations.highest_return(world),
        episodes=episodes,
    )
