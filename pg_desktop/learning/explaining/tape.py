"""An episode of an update, or one that was shown, as a tape: its moments as they were, to be looked at again.

Nothing is taken on trust. What a recorded moment does not hold (the inner state, the environment's own picture) comes
from playing the recorded actions again, and is shown only where every observation comes out the same, bit for bit.

Shape suffixes: T time, N episodes, L steps of one episode, S numbers of a state, K parameters of a distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.playback import Moment, Passed
from pg_desktop.learning.acting.policy import acting_may_overflow
from pg_desktop.learning.acting.sites import GymnasiumSite
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.networks.running_statistics import Float64
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_FADES_WITHIN: Final = 8
"""Pictures after which nothing of what was there before them is left: LunarLander's sparks fade as they are drawn."""

_ELSEWHERE: Final = QT_TRANSLATE_NOOP(
    "Errors", "Recorded moments of {id} have no picture, because its code runs in a process of its own."
)
_NOT_THE_SAME: Final = QT_TRANSLATE_NOOP(
    "Errors", "This moment has no picture, because {id} did not show the same when it was played again."
)
_FAILED: Final = QT_TRANSLATE_NOOP(
    "Errors", "This moment has no picture, because {id} failed when it was played again."
)
_NO_PICTURES: Final = QT_TRANSLATE_NOOP("Errors", "This moment has no picture, because {id} draws none.")


class _Inner(Protocol):
    """A vector environment whose inner state can be looked at: float64 (S, N)."""

    state: Float64

    def variation_of(self, index: int) -> Variation: ...


@dataclass(frozen=True, eq=False)
class InnerStates:
    """What went on inside the environments of an update.

    Attributes:
        state_TSN: float64, T + 1 of them: before each step, and after the last.
        variation_N: the physics that each episode was played in.
    """

    state_TSN: Float64
    variation_N: tuple[Variation, ...]


@dataclass(frozen=True, eq=False)
class Tape:
    """One episode of an update, or one that was shown.

    Attributes:
        trace: the update; None of one that was shown.
        world: where it was played.
        episode: which of its episodes, from 0.
        moments: one for each step, and one more: after the end.
        variation: the physics that it was played in, where that is known; None of any other world.
        seed: what the environment's reset was told; None where nobody knows.
    """

    trace: Trace | None
    world: World
    episode: int
    moments: tuple[Moment, ...]
    variation: Variation | None
    seed: int | None


def tape_of(trace: Trace, world: World, episode: int, states: InnerStates | None) -> Tape:
    """One episode.

    Args:
        trace: the update.
        world: where it was played.
        episode: which of its episodes, from 0.
        states: see `inner_states`; None where they are not known.
    """
    rollout, policy = trace.rollout, trace.before
    length = int(rollout.length_N[episode])
    obs_LO, action_L = rollout.obs_TNO[:length, episode], rollout.action_TN[:length, episode]
    distribution = policy.architecture.distribution
    with acting_may_overflow():
        parameters_LK = policy.outputs(rollout.obs_TNO[:length, episode]).copy()
        final_K = policy.outputs(rollout.final_obs_NO[episode][None])[0].copy()
    environment_action_L = distribution.environment_action(action_L)
    given_TN = rollout.reward_TN if rollout.own_TN is None else rollout.own_TN
    earned_L = np.concatenate([[0.0], given_TN[:length, episode].cumsum()])
    terminated = bool(rollout.terminated_N[episode])

    def passed(step: int) -> Passed | None:
        if not step:
            return None
        return Passed(obs_LO[step - 1], environment_action_L[step - 1], float(earned_L[step] - earned_L[step - 1]))

    def state_at(step: int) -> NDArray[np.float64] | None:
        return None if states is None else states.state_TSN[step, :, episode].copy()

    moments = [
        Moment(
            obs_LO[step],
            state_at(step),
            step,
            float(earned_L[step]),
            action_L[step],
            environment_action_L[step],
            distribution,
            parameters_LK[step],
            passed=passed(step),
        )
        for step in range(length)
    ]
    end = Moment(
        rollout.final_obs_NO[episode],
        state_at(length),
        length,
        float(earned_L[length]),
        distribution=distribution,
        parameters_K=final_K,
        terminated=terminated,
        truncated=not terminated,
        passed=passed(length),
    )
    # Every environment of several is seeded with a number of its own, as Gymnasium does.
    seed = None if rollout.seed is None else rollout.seed + episode
    variation = None if states is None else states.variation_N[episode]
    return Tape(trace, world, episode, (*moments, end), variation, seed)


def inner_states(trace: Trace, world: World) -> InnerStates | None:
    """Play an update again in a world whose painter wants to see the inner state.

    Returns:
        None of a world that has none to be seen, where nobody knows how it was begun, and where any observation comes
        out in any other way than it was recorded.
    """
    rollout = trace.rollout
    steps, episodes = rollout.mask_TN.shape
    if world.variations is None or rollout.seed is None:
        return None
    env = world.vector_env(episodes)
    inner = cast("_Inner", env)
    obs_NO, _ = env.reset(seed=rollout.seed, options=world.training_options(trace.settings))
    variation_N = tuple(inner.variation_of(episode) for episode in range(episodes))
    states = [inner.state.copy()]
    distribution, length_N = trace.before.architecture.distribution, rollout.length_N
    for step in range(steps):
        if not _same_bits(obs_NO, rollout.obs_TNO[step]):
            return None
        obs_NO = env.step(distribution.environment_action(rollout.action_TN[step]))[0]
        ended_N = length_N == step + 1
        if not _same_bits(obs_NO[ended_N], rollout.final_obs_NO[ended_N]):
            return None
        states.append(inner.state.copy())
    return InnerStates(np.array(states), variation_N)


class Film:
    """The environment's own pictures of a recorded episode, drawn when they are asked for. To be used in one thread.

    Attributes:
        why_not: why there is no picture of the moment that was asked for last; None if there is one.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self.why_not: UserError | None = None
        self._site: GymnasiumSite | None = None
        self._broken: UserError | None = None
        self._step = 0
        self._drawn: tuple[int, NDArray[np.uint8]] | None = None
        if tape.world.foreign:
            self._broken = self._because(_ELSEWHERE)
        elif tape.seed is None:
            self._broken = self._because(_NOT_THE_SAME)

    def frame(self, step: int) -> NDArray[np.uint8] | None:
        """The picture of a moment: uint8 (height, width, 3); None if there is none, see `why_not`.

        Args:
            step: of the moment, 0 to the episode's length.
        """
        if self._drawn is not None and self._drawn[0] == step:
            self.why_not = None
            return self._drawn[1]
        if self._broken is None:
            try:
                self._go_to(step)
            except Exception:  # noqa: BLE001 (whatever the environment raises, the moment is shown without a picture)
                self._broken = self._because(_FAILED)
        self.why_not = self._broken
        if self._broken is not None or self._site is None:
            return None
        picture = self._site.frame()
        if picture is None:
            self.why_not = self._because(_NO_PICTURES)
            return None
        self._drawn = step, picture
        return picture

    def _go_to(self, step: int) -> None:
        """Play the episode again up to a moment, from where it is if that is before it."""
        if self._site is None:
            self._site = GymnasiumSite(self._tape.world)
            self._begin(self._site)
        elif step < self._step:
            self._begin(self._site)
        while self._step < step and self._broken is None:
            obs, *_ = self._site.step(self._tape.moments[self._step].environment_action)
            self._step += 1
            self._compare(obs)
            if 0 < step - self._step < _FADES_WITHIN:
                self._site.frame()

    def _begin(self, site: GymnasiumSite) -> None:
        self._step = 0
        self._compare(site.reset(self._tape.seed or 0))

    def _compare(self, obs: NDArray[Any]) -> None:
        if not _same_bits(np.asarray(obs, np.float32).reshape(-1), self._tape.moments[self._step].obs_O):
            self._broken = self._because(_NOT_THE_SAME)

    def _because(self, template: str) -> UserError:
        return UserError(template, id=self._tape.world.name)


def _same_bits(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return np.asarray(one, np.float32).tobytes() == other.tobytes()
