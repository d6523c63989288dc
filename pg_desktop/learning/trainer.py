"""Training: update after update, with the complete state in and out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.policy import Policy, acting_may_overflow
from pg_desktop.learning.acting.rollout import Rollout, RolloutStoppedError, collect, never
from pg_desktop.learning.algorithms.algorithm import AlgorithmState, NonFiniteUpdateError, Outcome, Play, make_algorithm
from pg_desktop.learning.algorithms.designed import RewardNotFiniteError, reward_of
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.memory import require_memory
from pg_desktop.learning.meter import Meter
from pg_desktop.learning.overseeing.telling import with_overseer
from pg_desktop.learning.settings.table import Settings, applied_now
from pg_desktop.learning.worlds.guarded import naming_unfit
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

__all__ = ["NonFiniteUpdateError", "Trainer", "TrainerState", "UpdateReport"]


_LOOK_EPISODES: Final = 16
"""Episodes that a loaded policy plays before its hidden size is changed for the first time."""


@dataclass(frozen=True, eq=False)
class UpdateReport:
    """What one update did.

    Attributes:
        update: its number, from 1.
        returns_N: float64, the undiscounted return of each of its episodes.
        lengths_N: int64, the env steps of each.
        metrics: what else was measured, by the keys of the table of metrics; what there was none of is left out.
        seconds: what the update took, without what it stood still.
        trace: the update laid open, where that was asked for.
    """

    update: int
    returns_N: NDArray[np.float64]
    lengths_N: NDArray[np.int64]
    metrics: Mapping[str, float]
    seconds: float
    trace: Trace | None = None


@dataclass(frozen=True, eq=False)
class TrainerState:
    """Everything that the next update depends on.

    Attributes:
        updates: updates done.
        settings: in force.
        algorithm: weights, optimisers and whatever else it has.
        rng: the state of the run's random generator.
    """

    updates: int
    settings: Settings
    algorithm: AlgorithmState
    rng: Mapping[str, Any]


class Trainer:
    """An algorithm at work on one policy. Made, used and dropped in one thread.

    The run is a function of the settings, the seed and the changes of settings between updates alone: initial weights,
    starting states and actions all come from the seed's own generators, and every update seeds its environments again.

    Attributes:
        settings: in force. Those that have no say in what is learned may be replaced while an update is going on.
        meter: how far the update in progress is, or how far the last one came.
    """

    def __init__(
        self,
        settings: Settings,
        policy: Policy | None = None,
        env_steps_before: int | None = None,
        stream: int = 0,
        stop: Callable[[], bool] = never,
        start: AlgorithmState | None = None,
    ) -> None:
        """Prepare a run.

        Args:
            settings: all hyperparameters.
            policy: weights to start from, built as the settings describe; drawn from the seed if None.
            env_steps_before: env steps that `policy` has been trained for; None if unknown.
            stream: see `reseed`.
            stop: asked while one waits for an environment of others.
            start: all that the algorithm begins with, of one with these settings in this world, in place of `policy`.

        Raises:
            UserError: if the environment cannot be made, the algorithm does not fit it, or the policy is built
                differently.
            RolloutStoppedError: when `stop` said so.
        """
        self.settings = settings
        self.world = make_world(
            settings.environment, stop=stop, arguments=settings.environment_arguments, step_limit=settings.step_limit
        )
        initial, _, further = np.random.SeedSequence(settings.seed).spawn(3)
        self._rng = _generator(settings.seed, stream)
        self._algorithm = make_algorithm(
            settings, self.world, np.random.default_rng(initial), np.random.default_rng(further)
        )
        if policy is not None:
            self._algorithm.load(policy, env_steps_before)
        if start is not None:
            self._begin_with(start)
        self._env: VectorEnv[Any, Any, Any] | None = None
        self._updates = 0
        self.meter = Meter()

    @property
    def updates(self) -> int:
        """Updates done."""
        return self._updates

    def policy(self) -> Policy:
        """A copy of the policy as it is now."""
        return self._algorithm.policy()

    def apply(self, wanted: Settings, stop: Callable[[], bool] = never) -> float | None:
        """Let settings act from the next update on; what acts only on Reset stays as it is.

        Args:
            wanted: the settings.
            stop: asked where a policy that was loaded has to look around.

        Returns:
            Where the hidden size changed, how much that moved the policy (see `Algorithm.apply`); else None.

        Raises:
            UserError: when an environment of others failed, the reward does not fit the world, or there is less memory
                than the settings may need; nothing has happened.
            RolloutStoppedError: when `stop` said so; nothing has happened.
        """
        new = applied_now(wanted, self.settings)
        reward_of(new, self.world)
        require_memory(new, self.world.spaces.observation.size, self.world.max_episode_steps, self.settings)
        before, self.settings = self.state(), new
        try:
            return self._algorithm.apply(before.settings, self.settings, self._rng, partial(self._look_around, stop))
        except BaseException:
            self.restore(before)
            raise

    def reseed(self, stream: int) -> None:
        """Draw starting states and actions from another of the seed's sequences of random numbers from now on.

        Args:
            stream: its number; 0 is the one that a run begins with that is no branch.
        """
        self._rng = _generator(self.settings.seed, stream)

    def update(
        self,
        stop: Callable[[], bool] = never,
        keep: Callable[[UpdateReport], None] | None = None,
        *,
        traced: bool = False,
    ) -> UpdateReport:
        """Play a batch of episodes and learn.

        Args:
            stop: asked all the time; True abandons the update, and nothing has happened. The update stands still until
                it answers; what it takes for that it may add to `meter.waited`.
            keep: is given the report before the update is over. If it raises something, nothing has happened either.
            traced: whether the report is to lay the update open, which makes no difference to it.

        Raises:
            RolloutStoppedError: when `stop` said so.
            NonFiniteUpdateError: when a loss, gradient or weight was not finite; nothing has happened.
            UserError: when an environment of others failed, or a reward was not finite; nothing has happened.
        """
        started = time.perf_counter()
        before = self.state()
        self.meter = Meter()
        try:
            with acting_may_overflow():
                outcome = self._outcome(stop, traced)
            self._updates += 1
            report = UpdateReport(
                update=self._updates,
                returns_N=outcome.returns_N,
                lengths_N=outcome.lengths_N,
                metrics=outcome.metrics,
                seconds=time.perf_counter() - started - self.meter.waited,
                trace=outcome.trace,
            )
            if keep is not None:
                keep(report)
        except BaseException as error:
            self.restore(replace(before, settings=self.settings))
            if not isinstance(error, RolloutStoppedError | NonFiniteUpdateError | RewardNotFiniteError):
                self._drop_env()
            raise
        return report

    def _outcome(self, stop: Callable[[], bool], traced: bool) -> Outcome:
        options = self.world.training_options(self.settings)
        play = Play(self._vector_env(stop), options, self._rng, stop, self.meter, traced)
        with naming_unfit(self.world.name):
            outcome = self._algorithm.update(play, self.settings, self._updates + 1)
        return with_overseer(outcome, options)

    def state(self) -> TrainerState:
        """A copy of everything that the next update depends on."""
        return TrainerState(self._updates, self.settings, self._algorithm.state(), self._rng.bit_generator.state)

    def restore(self, state: TrainerState) -> None:
        """Go back to a state of this run, bit for bit."""
        self._updates = state.updates
        self.settings = state.settings
        self._algorithm.restore(state.algorithm)
        self._rng.bit_generator.state = state.rng

    def close(self, *, at_once: bool = False) -> None:
        """Let go of the environments, which may have processes of their own.

        Args:
            at_once: whether those of others are ended rather than asked to close, which may take them a while.

        Raises:
            UserError: when closing fails; they are gone then, too.
        """
        env, self._env = self._env, None
        if env is not None:
            env.close(**({"at_once": True} if at_once and isinstance(env, ProcessVectorEnv) else {}))

    def _begin_with(self, start: AlgorithmState) -> None:
        given, wanted = start.policy().architecture, self._algorithm.policy().architecture
        if not isinstance(start, type(self._algorithm).State) or given != wanted:
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "The policy is built as {policy}, but the settings ask for {wanted}."),
                policy=given.summary(),
                wanted=wanted.summary(),
            )
        self._algorithm.restore(start)

    def _drop_env(self) -> None:
        """Let go of environments in the middle of a step that has failed: their state is unknown."""
        with suppress(BaseException):  # what they failed with is being said already
            self.close(at_once=True)

    def _look_around(self, stop: Callable[[], bool]) -> Rollout:
        """Let a policy that has been loaded see what it is for; the run's random numbers have no part in that."""
        rng = np.random.default_rng(self.settings.seed)
        actor = self._algorithm.actor(ActionMode.SAMPLED, rng)
        options = self.world.training_options(self.settings)
        with (
            naming_unfit(self.world.name),
            closing(self.world.vector_env(_LOOK_EPISODES, stop)) as env,
            acting_may_overflow(),
        ):
            return collect(env, actor, rng, options=options, stop=stop)

    def _vector_env(self, stop: Callable[[], bool]) -> VectorEnv[Any, Any, Any]:
        wanted = self.settings.episodes_per_update
        if self._env is None or self._env.num_envs != wanted:
            self.close()
            self._env = self.world.vector_env(wanted, stop)
        return self._env


def _generator(seed: int, stream: int) -> np.random.Generator:
    """The random numbers of a run: the second of the seed's families, or the stream's own child of it."""
    of_run = (1,)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(*of_run, stream - 1) if stream else of_run))
