"""The gradient compass: how well the gradient of an update points the way that thousands of episodes point together.

The reference is the policy gradient from many episodes of the same policy: every step is weighed by what followed it
against the mean of all episodes that were still going at that time (`time_baseline`), discounted as the settings say.
Such a baseline leaves the expected gradient as it is, whatever weighs the actions in the update itself, so it serves
for all of them: also for a learned baseline, whose values are not needed, and whose errors the cosine then shows.

Shape suffixes: T time, M episodes, S steps of all of them, K groups of them, E ways to weigh, B batches, P weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.algorithms.designed import reward_of
from pg_desktop.learning.algorithms.reinforce.returns import ADVANTAGES, DISCOUNTINGS, mean_at_time, time_baseline
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.explaining.cosines import Reference
from pg_desktop.learning.explaining.many_episodes import UNIT, ManyEpisodes, play_many
from pg_desktop.learning.explaining.score_gradients import ScoreGradients, Scores
from pg_desktop.learning.measuring.compass_reading import CompassReading, CompassRow
from pg_desktop.learning.networks.running_statistics import Float64
from pg_desktop.learning.rewards.evaluating import Played, rewards
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import never
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_NO_GRADIENT: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "{algorithm} has no policy gradient to point with: each of its many small steps follows the errors of its action "
    "values on steps that were remembered, and not the returns of the episodes just played.",
)
_SEED: Final = 0xC0
"""So that the episodes are others than those of the run, which begins with the same seed."""
_PLAYING: Final = 0.4
"""The part of the time that playing takes."""
_STORED: Final = 1 << 24
"""Numbers in all gradients of one kind of batches, at the most."""
_LEAST_BATCHES: Final = 8


@dataclass(frozen=True)
class Plan:
    """How much is looked at.

    Attributes:
        episodes: of the reference.
        env_steps: once so many have been played for it, it begins no more episodes, in a world that steps thousands of
            environments at once.
        env_steps_elsewhere: the same for all others, which take a hundred times as long.
        batches: of each kind, at the most.
        batch_episodes: in all batches of a kind, at the most.
        sizes: episodes of batches, besides those of the settings.
        seed: another plays other episodes.
    """

    episodes: int = 8192
    env_steps: int = 5_000_000
    env_steps_elsewhere: int = 200_000
    batches: int = 384
    batch_episodes: int = 3072
    sizes: tuple[int, ...] = (1, 4, 32)
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Subject:
    """What the compass is held to; frozen numbers, to be sent to another process.

    Attributes:
        settings: in force.
        world: where the policy was trained.
        architecture: of the policy before the update.
        parameters: of the same.
        gradient_P: of the update's loss; None where there is no update.
        update: see `CompassReading.update`.
        reward_scale: what rewards are multiplied by before learning takes them.
    """

    settings: Settings
    world: World
    architecture: Architecture
    parameters: Mapping[str, Float32]
    gradient_P: Float32 | None
    update: int
    reward_scale: float = 1.0

    @classmethod
    def of_update(cls, trace: Trace, world: World, updates_before: int = 0) -> Subject:
        """An update.

        Args:
            trace: it.
            world: where it was played.
            updates_before: updates that the policy had had before the run.
        """
        return cls(
            settings=trace.settings,
            world=world,
            architecture=trace.before.architecture,
            parameters=dict(trace.before.parameters),
            gradient_P=trace.gradient_P,
            update=updates_before + trace.update,
            reward_scale=_scale(trace.rollout.reward_TN, trace.judged.reward_TN),
        )

    @classmethod
    def of_policy(cls, policy: Policy, settings: Settings, world: World, updates: int) -> Subject:
        """A policy that has had so many updates, before the next."""
        return cls(settings, world, policy.architecture, dict(policy.parameters), None, updates)


def require_gradient(settings: Settings, algorithm: str) -> None:
    """Make sure that an algorithm follows a policy gradient.

    Args:
        settings: of the run.
        algorithm: what the algorithm is called.

    Raises:
        UserError: if it does not.
    """
    if settings.algorithm != "reinforce":
        raise UserError(_NO_GRADIENT, algorithm=algorithm)


def read_compass(
    subject: Subject,
    stop: Callable[[], bool] = never,
    progress: Callable[[float], None] = lambda _: None,
    plan: Plan = Plan(),
) -> CompassReading:
    """Play thousands of episodes and see how well gradients point the way that these point together.

    The same subject gives the same reading.

    Args:
        subject: the update, or the policy.
        stop: asked all the time.
        progress: is told which part is done.
        plan: how much is looked at.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if the environment cannot be made, or fails.
    """
    gradients = _gradients(subject, stop, progress, plan)
    reference, played = Reference(gradients.of_groups()), gradients.played
    kinds = _kinds(subject.settings, played.count, plan)
    rows = []
    for done, (size, ways) in enumerate(kinds.items()):
        progress(_PLAYING + (1 - _PLAYING) * (done + 1) / (len(kinds) + 1))
        gradient_BEP = gradients.of_batches(
            size, ways, min(plan.batches, max(plan.batch_episodes // size, _LEAST_BATCHES))
        )
        touched_BK = _groups_of(size, len(gradient_BEP), played.count // UNIT)
        rows += [
            CompassRow(
                episodes=size,
                weights=way,
                batches=len(gradient_BEP),
                cosine=reference.against_batches(gradient_BEP[:, e], touched_BK),
            )
            for e, way in enumerate(ways)
        ]
    own = None if subject.gradient_P is None else reference.against(uphill(subject.gradient_P))
    progress(1.0)
    return CompassReading(
        update=subject.update, episodes=played.count, env_steps=played.env_steps, cosine=own, rows=tuple(rows)
    )


def reference_of(subject: Subject, stop: Callable[[], bool] = never, plan: Plan = Plan()) -> Reference:
    """What gradients are compared with, alone; see `read_compass`."""
    return Reference(_gradients(subject, stop, lambda _: None, plan).of_groups())


def uphill(gradient_P: Float32) -> Float64:
    """Where an update goes by the gradient of its loss: down that."""
    return -gradient_P.astype(np.float64)


def _gradients(subject: Subject, stop: Callable[[], bool], progress: Callable[[float], None], plan: Plan) -> _Gradients:
    """Play the episodes."""
    policy = Policy(subject.architecture, subject.parameters)
    fast = subject.world.entry.vector_entry_point is not None
    played = play_many(
        policy,
        subject.world,
        subject.world.training_options(subject.settings),
        np.random.default_rng([_SEED, subject.settings.seed, subject.update, plan.seed]),
        episodes=plan.episodes,
        env_steps=plan.env_steps if fast else plan.env_steps_elsewhere,
        reward=_designed(subject),
        stop=stop,
        progress=lambda share: progress(_PLAYING * share),
    )
    return _Gradients(policy, subject, played, stop)


def _designed(subject: Subject) -> Callable[[Played], Float64] | None:
    """What was learned from, where that is not what the world gives."""
    reward = reward_of(subject.settings, subject.world)
    return None if reward is None else partial(rewards, reward, gamma=subject.settings.gamma)


class _Gradients:
    """Of groups and batches of episodes that have been played."""

    def __init__(self, policy: Policy, subject: Subject, played: ManyEpisodes, stop: Callable[[], bool]) -> None:
        self._gradients, self.played, self._stop = ScoreGradients(policy), played, stop
        self._settings = subject.settings
        distribution, bonus = policy.architecture.distribution, self._settings.entropy_bonus
        self._scores = Scores(distribution, played.parameters_SK, played.action_S, bonus, stop)
        reward_TM, self._mask_TM = played.by_time(played.reward_S * subject.reward_scale)
        self._return_TM = DISCOUNTINGS[self._settings.discounting](reward_TM, self._settings.gamma)

    def of_groups(self) -> Float64:
        """Of each of `UNIT` groups, as the reference weighs their steps: (K, P)."""
        weight_TM = self._against_all()
        size = self.played.count // UNIT
        return np.concatenate([self._sum(k * size, size, weight_TM[None]) for k in range(UNIT)])

    def of_batches(self, size: int, ways: tuple[str, ...], most: int) -> Float64:
        """Of batches that have no episode in common, each way to weigh them for itself: (B, E, P)."""
        room = max(_STORED // (self._gradients.size * len(ways)), _LEAST_BATCHES)
        count = min(self.played.count // size, most, room)
        return np.stack([self._of_batch(b * size, size, ways) for b in range(count)])

    def _of_batch(self, first: int, size: int, ways: tuple[str, ...]) -> Float64:
        columns = slice(first, first + size)
        longest = int(self.played.length_M[columns].max())
        return_TN, mask_TN = self._return_TM[:longest, columns], self._mask_TM[:longest, columns]
        weight_ETN = np.stack([weights_of(way, return_TN, mask_TN) for way in ways])
        return self._sum_of(first, size, weight_ETN, mask_TN)

    def _sum(self, first: int, size: int, weight_ETM: Float64) -> Float64:
        columns = slice(first, first + size)
        return self._sum_of(first, size, weight_ETM[:, :, columns], self._mask_TM[:, columns])

    def _sum_of(self, first: int, size: int, weight_ETN: Float64, mask_TN: NDArray[np.bool_]) -> Float64:
        steps = self.played.steps(first, first + size)
        weight_EB = np.stack([weight_TN.T[mask_TN.T] for weight_TN in weight_ETN])
        return self._gradients.of(self.played.obs_SO, self._scores, steps, weight_EB, self._stop)

    def _against_all(self) -> Float64:
        """What the reference weighs each step by; in units in which an entropy bonus weighs as much as in the run."""
        if self._settings.advantage != "none":
            return time_baseline(self._return_TM, self._mask_TM)
        difference: Float64 = np.where(
            self._mask_TM, self._return_TM - mean_at_time(self._return_TM, self._mask_TM), 0.0
        )
        return difference


def weights_of(way: str, return_TN: Float64, mask_TN: NDArray[np.bool_]) -> Float64:
    """What weighs the steps of a batch.

    Args:
        way: one of `compass_reading.WEIGHTS`.
        return_TN: what followed each step, discounted, 0 after an episode's end.
        mask_TN: the steps that were played.
    """
    if way != "whole":
        return ADVANTAGES[way](return_TN, mask_TN)
    return time_baseline(np.where(mask_TN, return_TN[:1], 0.0), mask_TN)


def _kinds(settings: Settings, episodes: int, plan: Plan) -> dict[int, tuple[str, ...]]:
    """Which batches are looked at: by their episodes, what weighs their steps."""
    own = settings.advantage if settings.advantage in ADVANTAGES else "time"
    size = settings.episodes_per_update
    contrasted = size if size >= _LEAST_BATCHES else max((*plan.sizes, size))
    sizes = sorted({*plan.sizes, size})
    others = tuple(way for way in ("time", "none", "whole") if way != own)
    fitting = (size for size in sizes if episodes // size >= _LEAST_BATCHES)
    return {size: (own, *others) if size == contrasted else (own,) for size in fitting}


def _groups_of(size: int, batches: int, group: int) -> NDArray[np.bool_]:
    """Which groups have a part in each batch: (B, K)."""
    first_B = np.arange(batches) * size
    begin_K = np.arange(UNIT) * group
    touched: NDArray[np.bool_] = (begin_K < first_B[:, None] + size) & (begin_K + group > first_B[:, None])
    return touched


def _scale(reward_TN: Float64, learned_TN: Float64) -> float:
    """What rewards were multiplied by."""
    at = np.unravel_index(np.abs(reward_TN).argmax(), reward_TN.shape)
    return float(learned_TN[at] / reward_TN[at]) if reward_TN[at] else 1.0
