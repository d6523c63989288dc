"""What a network sees of a board that is turned or mirrored: more examples for nothing.

Shape suffixes: N examples, S symmetries, F observed numbers, A actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Actions, Float32, Game


@dataclass(frozen=True, eq=False)
class Turning:
    """All ways to turn a game's planes, moves and distributions over moves.

    Attributes:
        game: whose symmetries they are.
    """

    game: Game

    def __len__(self) -> int:
        return len(self.game.symmetries())

    @cached_property
    def plane_SF(self) -> Actions:
        """Which observed number each number of the turned planes is, for each symmetry."""
        cells, actions = self.game.rows * self.game.columns, self.game.actions
        blocks, others = divmod(self.game.observed - actions, cells)
        whole = np.arange(blocks * cells, blocks * cells + others)
        return np.stack(
            [
                np.concatenate(
                    [
                        *(block * cells + symmetry.cell_C for block in range(blocks)),
                        whole,
                        self.game.observed - actions + symmetry.action_A,
                    ]
                )
                for symmetry in self.game.symmetries()
            ]
        )

    @cached_property
    def action_SA(self) -> Actions:
        """Which action each action of the turned board is, so that a row `x_A` over actions becomes `x_A[action_A]`."""
        return np.stack([symmetry.action_A for symmetry in self.game.symmetries()])

    @cached_property
    def turned_SA(self) -> Actions:
        """What each action becomes on the turned board."""
        return self.action_SA.argsort(1)

    def planes(self, planes_NF: Float32, symmetry_N: NDArray[np.integer]) -> Float32:
        """What a network sees of boards, each turned in its own way, float32 (N, F)."""
        return np.take_along_axis(planes_NF, self.plane_SF[symmetry_N], 1)

    def actions(self, action_N: Actions, symmetry_N: NDArray[np.integer]) -> Actions:
        """What moves become on boards that are turned so."""
        actions_N: Actions = self.turned_SA[symmetry_N, action_N]
        return actions_N

    def over_actions(self, row_NA: Float32, symmetry_N: NDArray[np.integer]) -> Float32:
        """What numbers for each action, such as probabilities, become on boards that are turned so."""
        return np.take_along_axis(row_NA, self.action_SA[symmetry_N], 1)


def augmented(game: Game, planes_NF: Float32, action_N: Actions) -> tuple[Float32, Actions]:
    """Planes and moves in all ways in which the board can be turned: S times as many, the given ones first."""
    turning = Turning(game)
    symmetry_M = np.repeat(np.arange(len(turning)), len(planes_NF))
    many = (len(turning), 1)
    planes_MF = turning.planes(np.tile(planes_NF, many), symmetry_M)
    return planes_MF, turning.actions(np.tile(action_N, len(turning)), symmetry_M)
