"""Rewards that were designed, in the place of those that a world gives.

What somebody adds to the world's rewards, as an overseer does its price and a temptation, is added to these, too.

Shape suffixes: T time, N episodes, O observation, S axes of steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.episodes import Step
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.rewards.evaluating import Float64, Played, column_of_fault, rewards
from pg_desktop.learning.rewards.reward import Reward, compiled, quantities_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

METRIC: Final = "designed_return"
"""The key of what learning was told, in the table of metrics."""


_LARGEST: Final = 1e30
"""What a reward can be: the longest episode's, a million of them, add up to what float32 still knows."""


class RewardNotFiniteError(UserError):
    """A designed reward came to no finite number, or to one that is too large."""


def reward_of(settings: Settings, world: World) -> Reward | None:
    """The reward that the settings ask for; None for the world's own.

    Raises:
        RewardError: if it names what is not there.
    """
    if not settings.reward:
        return None
    return compiled(settings.reward, quantities_of(world.entry, world.spaces))


def designed_rollout(
    rollout: Rollout, reward: Reward, action_of: Callable[[NDArray[Any]], NDArray[Any]], gamma: float
) -> Rollout:
    """Episodes as learning is to see them: with a designed reward for each step.

    Args:
        rollout: the episodes, with the world's own rewards.
        reward: of their world.
        action_of: what the environment was given for actions, one a row.
        gamma: the discount.

    Raises:
        RewardNotFiniteError: if it comes to no finite number.
    """
    played = played_in(rollout, action_of)
    reward_TN = np.where(rollout.mask_TN, rewards(reward, played, gamma), 0.0)
    _require_finite(reward, played, gamma, reward_TN)
    return replace(rollout, reward_TN=reward_TN, own_TN=played.own_S)


def played_in(rollout: Rollout, action_of: Callable[[NDArray[Any]], NDArray[Any]]) -> Played:
    """The steps of episodes, as rewards see them; see `designed_rollout`."""
    next_TNO = np.concatenate([rollout.obs_TNO[1:], rollout.final_obs_NO[None]])
    last_N, slot_N = rollout.length_N - 1, np.arange(len(rollout.length_N))
    next_TNO[last_N, slot_N] = rollout.final_obs_NO
    terminated_TN = np.zeros(rollout.mask_TN.shape, np.bool_)
    terminated_TN[last_N, slot_N] = rollout.terminated_N
    action = rollout.action_TN
    given = action_of(action.reshape(-1, *action.shape[2:])).reshape(action.shape)
    step_T1 = np.arange(len(rollout.obs_TNO))[:, None]
    own_TN, added_TN = rollout.reward_TN, None
    if rollout.own_TN is not None:
        own_TN, added_TN = rollout.own_TN, rollout.reward_TN - rollout.own_TN
    return Played(rollout.obs_TNO, next_TNO, given, own_TN, terminated_TN, step_T1, added_TN)


def designed_step(step: Step, reward: Reward, number: int, gamma: float) -> Step:
    """One step of several episodes as learning is to see it, see `designed_rollout`.

    Args:
        step: with the world's own rewards.
        reward: of its world.
        number: steps of the episodes before it.
        gamma: the discount.
    """
    played = Played(
        step.obs_NO,
        step.next_obs_NO,
        step.choice.environment_action_N,
        step.own_N,
        step.terminated_N,
        np.array(number),
        step.added_N,
    )
    reward_N = np.where(step.going_N, rewards(reward, played, gamma), 0.0)
    _require_finite(reward, played, gamma, reward_N)
    return step._replace(reward_N=reward_N, given_N=step.own_N)


def _require_finite(reward: Reward, played: Played, gamma: float, reward_S: Float64) -> None:
    """Make sure that rewards, and the sums of them over an episode, can be learned from."""
    if np.abs(reward_S).max() <= _LARGEST:
        return
    sizes_S = np.where(np.isfinite(reward_S), np.abs(reward_S), np.inf)
    worst = np.unravel_index(int(sizes_S.argmax()), reward_S.shape)
    step = int(np.broadcast_to(played.step_S, reward_S.shape)[worst])
    if np.isfinite(reward_S[worst]):
        raise RewardNotFiniteError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The reward came to {value} in step {step} of an episode, too large to learn from; the update was "
                "undone and training paused. Change the reward, then train on.",
            ),
            value=f"{reward_S[worst]:.3g}",
            step=step,
        )
    raise RewardNotFiniteError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Column {column} of the reward: the result is no finite number in step {step} of an episode; the update "
            "was undone and training paused. Change the reward, then train on.",
        ),
        column=column_of_fault(reward, _only(played, worst), gamma),
        step=step,
    )


def _only(played: Played, at: tuple[Any, ...]) -> Played:
    """One of the steps."""
    return Played(
        played.obs_SO[at],
        played.next_obs_SO[at],
        played.action_SA[at],
        np.asarray(played.own_S[at]),
        played.terminated_S[at],
        np.broadcast_to(played.step_S, played.own_S.shape)[at],
        None if played.added_S is None else np.asarray(played.added_S[at]),
    )
