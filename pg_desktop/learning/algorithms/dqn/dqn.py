"""DQN (Mnih et al. 2015): what actions are worth, learned from remembered steps, and the best one taken.

Shape suffixes: N episodes, B env steps in a batch, O observation, C actions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch.nn.functional import smooth_l1_loss

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.distributions import DistributionKind, Float32
from pg_desktop.learning.acting.episodes import Episodes, Step
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.algorithm import NonFiniteUpdateError, Outcome, Play
from pg_desktop.learning.algorithms.dqn.replay import ReplayBuffer, ReplayState, Steps
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.networks.trained_policy import TrainedPolicy, TrainedPolicyState
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds.spaces import DiscreteSpace
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_GRADIENT_MAX: Final = 10.0
"""A longer gradient is shortened to this, as it is usual for DQN."""

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
    replay: ReplayState
    env_steps: int
    round_at: int
    target_at: int

    @property
    def nbytes(self) -> int:
        """See `AlgorithmState.nbytes`."""
        return self.trained.nbytes + self.target_P.nbytes

    @property
    def shared(self) -> tuple[Float32, ...]:
        """See `AlgorithmState.shared`."""
        return self.replay.chunks

    def policy(self) -> Policy:
        """See `AlgorithmState.policy`."""
        return self.trained.policy()


@dataclass
class _Found:
    """What the gradient steps of an update have measured, summed up."""

    steps: int = 0
    loss: float = 0.0
    value: float = 0.0
    gradient_norm: float = 0.0

    def means(self) -> dict[str, float]:
        """By the keys of the table of metrics; none before the first gradient step."""
        if not self.steps:
            return {}
        return {
            "td_loss": self.loss / self.steps,
            "mean_q": self.value / self.steps,
            "gradient_norm": self.gradient_norm / self.steps,
        }


class Dqn:
    """A network that learns what actions are worth. See `Algorithm`."""

    def __init__(
        self, settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
    ) -> None:
        """Prepare; see `make_algorithm`. Nothing is drawn further.

        Raises:
            UserError: if actions are no choice among a few.
        """
        del further
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
        episodes = Episodes(play.env, actor, seed, options=play.options, stop=play.stop)
        returns_N, lengths_N = np.zeros(play.env.num_envs), np.zeros(play.env.num_envs, np.int64)
        found, seen = _Found(), []
        while episodes.going:
            step = episodes.step()
            returns_N += np.where(step.going_N, step.reward_N, 0.0)
            lengths_N += step.going_N
            steps = _steps_of(step)
            seen.append(steps.obs_BO)
            self._replay.append(steps)
            self._env_steps += len(steps.action_B)
            if self._env_steps >= self._round_at:
                self._round(settings, play, found)
                actor.refresh()
        self._replay.forget(settings.buffer_size)
        self._trained.see(np.concatenate(seen))
        if not (np.isfinite(found.loss) and np.isfinite(self._trained.network.weights_P).all()):
            raise NonFiniteUpdateError(_NOT_FINITE, number)
        return Outcome(returns_N, lengths_N, found.means() | {"epsilon": self._epsilon})

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

    def _round(self, settings: Settings, play: Play, found: _Found) -> None:
        """Take gradient steps, if enough is remembered, and let exploration and target follow."""
        self._round_at = self._env_steps + settings.train_frequency
        if len(self._replay) >= max(settings.learning_starts, 1):
            for _ in range(settings.gradient_steps):
                if play.stop():
                    raise RolloutStoppedError
                self._gradient_step(settings, play.rng, found)
        if self._env_steps >= self._target_at:
            self._target_at = self._env_steps + settings.target_interval
            self._copy_to_target()
        self._explore(settings)

    def _gradient_step(self, settings: Settings, rng: np.random.Generator, found: _Found) -> None:
        """One step down on mean Huber(Q(s, a) − y), with y = r + γ max Q′(s′, ·) where the episode goes on."""
        steps = self._replay.sample(settings.batch_size, settings.buffer_size, rng)
        network, acting = self._trained.network, self._trained.acting
        obs, next_obs = (torch.from_numpy(acting.normalised(seen)) for seen in (steps.obs_BO, steps.next_obs_BO))
        discount_B = torch.from_numpy(np.float32(settings.gamma) * steps.goes_on_B)
        next_value_B = self._next_values(next_obs, double=settings.double_dqn)
        target = torch.from_numpy(steps.reward_B) + discount_B * next_value_B
        network.zero_grad()
        taken = network.outputs(obs).gather(1, torch.from_numpy(steps.action_B)[:, None])[:, 0]
        loss = smooth_l1_loss(taken, target)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = float(np.linalg.norm(network.gradient_P))
        if norm > _GRADIENT_MAX:
            network.gradient_P *= np.float32(_GRADIENT_MAX / norm)
        self._trained.step(settings.learning_rate)
        found.steps += 1
        found.loss += loss.item()
        found.value += float(taken.detach().mean())
        found.gradient_norm += norm

    def _next_values(self, next_obs: torch.Tensor, *, double: bool) -> torch.Tensor:
        """What the states that came after are worth, float32 (B,).

        The target network says so; which of their actions is best says it too or, with double DQN (van Hasselt et al.
        2016), the network that learns.
        """
        with torch.no_grad():
            value_BC = self._target.outputs(next_obs)
            if not double:
                return value_BC.amax(1)
            best_B = self._trained.network.outputs(next_obs).argmax(1, keepdim=True)
            return value_BC.gather(1, best_B)[:, 0]

    def _copy_to_target(self) -> None:
        self._set_target(self._trained.network.weights_P.copy())

    def _set_target(self, weights_P: Float32) -> None:
        """Let the target network have these weights, which nobody writes to any more."""
        self._target_P = weights_P
        self._target = PolicyNetwork(self._trained.architecture)
        self._target.weights_P[...] = weights_P


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
        settings.normalise_observations,
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
