"""DQN (Mnih et al. 2015): what actions are worth, learned from remembered steps, and the best one taken.

Shape suffixes: N episodes, B env steps, O observation, P weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.distributions import DistributionKind, Float32
from pg_desktop.learning.acting.episodes import Episodes, Step
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.algorithm import NonFiniteUpdateError, Outcome, Play
from pg_desktop.learning.algorithms.designed import METRIC, designed_step, reward_of
from pg_desktop.learning.algorithms.dqn.gradient_steps import Found, GradientSteps
from pg_desktop.learning.algorithms.dqn.laid_open import LaidOpen
from pg_desktop.learning.algorithms.dqn.replay import ReplayBuffer, Steps, require_steps
from pg_desktop.learning.algorithms.rows import RowsState
from pg_desktop.learning.networks.trained_policy import TrainedPolicy, TrainedPolicyState
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds.checked import require_returns
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_LOOKED_AT_EVERY: Final = 16
"""Env steps after which it is looked whether rewards are finite: the sooner, the less is learned from one that is not;
what was is undone."""
_DRAWN_AT_ONCE: Final = 32_768
"""Observed numbers that are drawn from the replay buffer at once: a few large draws take less than many small ones."""

_CONTINUOUS: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "DQN takes the action that is worth most and can find it only among a few, but an action in {environment} is any "
    "of infinitely many real numbers; choose REINFORCE, whose policy draws from them.",
)
_SEVERAL: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "DQN needs one choice among a few actions, but in {environment} they are {actions}; choose REINFORCE.",
)
_NOT_FINITE: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "In update {update} the action values were no longer finite numbers, so the update was undone and training paused. "
    "A lower learning rate usually helps; then train on.",
)


@dataclass(frozen=True, eq=False)
class DqnState:
    """Everything that the next update depends on besides the settings and the random numbers.

    Attributes:
        trained: the network, which is the policy.
        target_P: the target network's weights, float32.
        replay: what is remembered.
        env_steps: played so far.
        round_at: env steps at which the next round of gradient steps is due.
        target_at: env steps at which the target network is due to become a copy again.
    """

    trained: TrainedPolicyState
    target_P: Float32
    replay: RowsState
    env_steps: int
    round_at: int
    target_at: int

    def check(self) -> None:
        """Look whether its parts belong together; see `TrainedPolicyState.check`.

        Raises:
            ValueError: if they do not.
        """
        spaces, target_P = self.trained.architecture.spaces, self.target_P
        if not isinstance(spaces.action, DiscreteSpace) or not self.trained.architecture.kind.values:
            raise ValueError("no network of action values")
        if target_P.shape != self.trained.weights_P.shape or not np.isfinite(target_P).all():
            raise ValueError("no weights of the target network")
        if min(self.env_steps, self.round_at, self.target_at) < 0:
            raise ValueError("no count of env steps")
        require_steps(self.replay, spaces.observation.size, spaces.action.n)

    @property
    def nbytes(self) -> int:
        """See `AlgorithmState.nbytes`."""
        return self.trained.nbytes + self.target_P.nbytes

    @property
    def shared(self) -> tuple[Float32, ...]:
        """See `AlgorithmState.shared`."""
        return self.replay.chunks

    @property
    def spaces(self) -> Spaces:
        """See `AlgorithmState.spaces`."""
        return self.trained.architecture.spaces

    def policy(self) -> Policy:
        """See `AlgorithmState.policy`."""
        return self.trained.policy()


class Dqn:
    """A network that learns what actions are worth. See `Algorithm`."""

    State: Final = DqnState

    def __init__(
        self, settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
    ) -> None:
        """Prepare; see `make_algorithm`. Nothing is drawn further.

        Raises:
            UserError: if actions are no choice among a few.
        """
        del further
        self._world = world
        self._trained = TrainedPolicy(architecture_of(settings, world), initial)
        self._replay = ReplayBuffer(world.spaces.observation.size)
        self._env_steps = self._round_at = self._target_at = 0
        self._explore(settings)
        self._copy_to_target()

    def actor(self, mode: ActionMode, rng: np.random.Generator) -> PolicyActor:
        """See `Algorithm.actor`."""
        return PolicyActor(self._trained.acting, mode, rng)

    def policy(self) -> Policy:
        """See `Algorithm.policy`."""
        return self._trained.acting.frozen()

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """See `Algorithm.load`; exploration goes on where the policy's had come to."""
        self._trained.load(policy, env_steps)
        self._env_steps = self._round_at = self._target_at = env_steps or 0
        self._copy_to_target()

    def update(self, play: Play, settings: Settings, number: int) -> Outcome:
        """See `Algorithm.update`."""
        self._explore(settings)
        actor = self.actor(ActionMode.SAMPLED, play.rng)
        seed = int(play.rng.integers(2**31))
        episodes = Episodes(play.env, actor, seed, options=play.options, stop=play.stop, meter=play.meter)
        returns_N, lengths_N = np.zeros(play.env.num_envs), np.zeros(play.env.num_envs, np.int64)
        found = Found()
        reward, designed_N = reward_of(settings, self._world), np.zeros(play.env.num_envs)
        laid_open = LaidOpen(self.policy(), self._target, episodes, seed) if play.traced else None
        seen: list[Float32] = []
        while episodes.going:
            step = episodes.step()
            returns_N += np.where(step.going_N, step.own_N, 0.0)
            if reward is not None:
                step = designed_step(step, reward, len(seen), settings.gamma)
                designed_N += step.reward_N
            if laid_open is not None:
                laid_open.add(step)
            if len(seen) % _LOOKED_AT_EVERY == 0 or not episodes.going:
                require_returns(returns_N)
            lengths_N += step.going_N
            steps = _steps_of(step)
            seen.append(steps.obs_BO)
            self._replay.append(steps)
            self._env_steps += len(steps.action_B)
            if self._env_steps >= self._round_at:
                self._round(settings, play, found)
                actor.refresh()
        self._replay.forget(settings.buffer_size)
        trace = None if laid_open is None else laid_open.trace(number, settings, self.policy())
        self._trained.see(np.concatenate(seen))
        if not (np.isfinite(found.loss) and np.isfinite(self._trained.network.weights_P).all()):
            raise NonFiniteUpdateError(_NOT_FINITE, number)
        told = {} if reward is None else {METRIC: float(designed_N.mean())}
        return Outcome(returns_N, lengths_N, found.means() | {"epsilon": self._epsilon} | told, trace)

    def apply(
        self, old: Settings, new: Settings, rng: np.random.Generator, look: Callable[[], Rollout]
    ) -> float | None:
        """See `Algorithm.apply`; ε-greedy policies have no probabilities worth comparing."""
        if new.hidden_size != old.hidden_size:
            if not len(self._trained.recent_BO):
                rollout = look()
                self._trained.remember(rollout.obs_TNO[rollout.mask_TN])
            self._trained.resize(new.hidden_size, rng)
            self._copy_to_target()
        return None

    def state(self) -> DqnState:
        """See `Algorithm.state`."""
        return DqnState(
            self._trained.state(),
            self._target_P,
            self._replay.state(),
            self._env_steps,
            self._round_at,
            self._target_at,
        )

    def restore(self, state: DqnState) -> None:
        """See `Algorithm.restore`."""
        self._trained.restore(state.trained)
        self._replay.restore(state.replay)
        self._env_steps, self._round_at, self._target_at = state.env_steps, state.round_at, state.target_at
        self._set_target(state.target_P)

    @property
    def _epsilon(self) -> float:
        return float(self._trained.network.extra.data[0])

    def _explore(self, settings: Settings) -> None:
        """Set ε to what it is by now."""
        share = min(1.0, self._env_steps / settings.epsilon_decay)
        epsilon = settings.epsilon_start + (settings.epsilon_end - settings.epsilon_start) * share
        self._trained.network.extra.data.fill_(epsilon)

    def _round(self, settings: Settings, play: Play, found: Found) -> None:
        """Take gradient steps, if enough is remembered, and let exploration and target follow."""
        self._round_at = self._env_steps + settings.train_frequency
        if len(self._replay) >= settings.learning_starts:
            steps = GradientSteps(self._trained, self._target, settings)
            for batch in self._batches(settings, play.rng):
                if play.stop():
                    raise RolloutStoppedError
                steps.step(batch, found)
        if self._env_steps >= self._target_at:
            self._target_at = self._env_steps + settings.target_interval
            self._copy_to_target()
        self._explore(settings)

    def _batches(self, settings: Settings, rng: np.random.Generator) -> Iterator[Steps]:
        """What each gradient step of a round learns from, with observations as the network sees them."""
        size, acting = settings.batch_size, self._trained.acting
        at_once = max(1, _DRAWN_AT_ONCE // (size * acting.architecture.spaces.observation.size))
        left = settings.gradient_steps
        while left:
            count = min(at_once, left)
            left -= count
            drawn = self._replay.sample(count * size, settings.buffer_size, rng)
            drawn = replace(
                drawn, obs_BO=acting.normalised(drawn.obs_BO), next_obs_BO=acting.normalised(drawn.next_obs_BO)
            )
            for start in range(0, count * size, size):
                yield drawn.between(start, start + size)

    def _copy_to_target(self) -> None:
        self._set_target(self._trained.network.weights_P.copy())

    def _set_target(self, weights_P: Float32) -> None:
        """Let the target network have these weights, which nobody writes to any more."""
        self._target_P = weights_P
        self._target = self._trained.network.perceptron().like(weights_P)


def architecture_of(settings: Settings, world: World) -> Architecture:
    """The network that the settings describe for a world.

    Raises:
        UserError: if actions are no choice among a few.
    """
    if world.continuous:
        raise UserError(_CONTINUOUS, environment=world.entry.id)
    if not isinstance(world.spaces.action, DiscreteSpace):
        raise UserError(_SEVERAL, environment=world.entry.id, actions=world.spaces.action)
    return Architecture(
        world.spaces,
        (settings.hidden_size,) * settings.hidden_layers,
        settings.activation,
        DistributionKind(values=True),
        settings.normalise_observations and not world.spaces.masked,
    )


def _steps_of(step: Step) -> Steps:
    """What there is to remember of an env step of several episodes, some of which may be over."""
    going_N = step.going_N
    return Steps(
        step.obs_NO[going_N],
        step.next_obs_NO[going_N],
        step.choice.action_N[going_N],
        step.reward_N[going_N],
        1.0 - step.terminated_N[going_N].astype(np.float32),
    )
