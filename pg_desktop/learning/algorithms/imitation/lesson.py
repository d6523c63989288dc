"""What a policy is to imitate: observations and what the player did there, and which of them only judge.

Shape suffixes: B steps of all demonstrations together, O observation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import ActionDistribution, Float32
from pg_desktop.learning.acting.distributions.gaussian import SquashedGaussian
from pg_desktop.learning.demonstrations.demonstration import Demonstration
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_HELD_OUT: Final = 0.2
"""The part of the labels that only judge when to stop."""
_WHOLE_EPISODES: Final = 5
"""Of so many demonstrations, whole episodes are held out; of fewer, single steps: where something was shown only once,
it is not to be missing."""
_LEAST: Final = 10
"""Labels below which none is held out."""
_BOUND: Final = 0.995
"""A squashed Gaussian never comes quite to its bounds."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """Labels to learn from, or to judge by.

    Attributes:
        obs_BO: float32, as the environment gave them.
        action_B: one row a label, as the policy's distribution would have drawn it.
    """

    obs_BO: Float32
    action_B: NDArray[Any]

    def __len__(self) -> int:
        return len(self.obs_BO)


def require_demonstrations(demonstrations: Sequence[Demonstration], world: World) -> None:
    """Make sure that something was shown, in this world.

    Raises:
        UserError: if nothing was, or it was another.
    """
    if not any(each.labels for each in demonstrations):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is nothing to imitate yet; drive an episode, or let the scripted player record one, and try "
                "again.",
            )
        )
    for each in demonstrations:
        if each.about.world != world.entry.id or each.obs_LO.shape[1] != world.spaces.observation.size:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "Episodes of {shown} cannot be imitated in {environment}; choose episodes of that environment.",
                ),
                shown=each.about.world,
                environment=world.name,
            )


def lessons_of(
    demonstrations: Sequence[Demonstration], distribution: ActionDistribution, rng: np.random.Generator
) -> tuple[Lesson, Lesson]:
    """What is to be imitated, and what is held out to judge by; with too few labels the same.

    Args:
        demonstrations: with at least one label.
        distribution: of the policy's actions.
        rng: draws what is held out.
    """
    parts = [each for each in demonstrations if each.labels]
    obs_BO = np.concatenate([each.obs_LO[each.labelled_L] for each in parts])
    action_B = as_drawn(distribution, np.concatenate([each.label_L[each.labelled_L] for each in parts]))
    piece_B = _pieces([each.labels for each in parts], whole=len(parts) >= _WHOLE_EPISODES)
    pieces = int(piece_B[-1]) + 1
    everything = Lesson(obs_BO, action_B)
    if len(everything) < _LEAST or pieces < 2:
        return everything, everything
    chosen = rng.permutation(pieces)[: max(1, round(_HELD_OUT * pieces))]
    held_B = np.isin(piece_B, chosen)
    return Lesson(obs_BO[~held_B], action_B[~held_B]), Lesson(obs_BO[held_B], action_B[held_B])


def as_drawn(distribution: ActionDistribution, environment_action_B: NDArray[Any]) -> NDArray[Any]:
    """What a distribution would have had to draw for what the environment was given."""
    if not isinstance(distribution, SquashedGaussian):
        return environment_action_B
    low, high = np.array(distribution.space.low), np.array(distribution.space.high)
    standard_BA = (environment_action_B - (low + high) / 2) / ((high - low) / 2)
    drawn_BA: NDArray[Any] = np.arctanh(np.clip(standard_BA, -_BOUND, _BOUND)).astype(np.float32)
    return drawn_BA


def _pieces(labels: Sequence[int], *, whole: bool) -> NDArray[np.int64]:
    """Which piece each label belongs to, counted through all episodes: int64 (B,)."""
    first, found = 0, []
    for count in labels:
        piece = np.zeros(count, np.int64) if whole else np.arange(count)
        found.append(first + piece)
        first += int(piece[-1]) + 1
    return np.concatenate(found)
