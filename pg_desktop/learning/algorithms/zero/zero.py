"""AlphaZero (Silver et al. 2018): a search plays against itself, and the networks that guide it learn what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.algorithm import Outcome, Play
from pg_desktop.learning.algorithms.board.learner import BoardLearner, part_left
from pg_desktop.learning.algorithms.board.lessons import Sums, minibatches, put_imitation_gradient
from pg_desktop.learning.algorithms.board.symmetries import turned
from pg_desktop.learning.algorithms.rows import RowsState
from pg_desktop.learning.algorithms.zero.memory import Memory, require_memory_of
from pg_desktop.learning.algorithms.zero.searched import searched_games
from pg_desktop.learning.games.turning import Turning
from pg_desktop.learning.networks.valued_policy import ValuedPolicyState, Weights
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces
from pg_desktop.learning.worlds.world import World


@dataclass(frozen=True, eq=False)
class ZeroState:
    """Everything that the next update depends on besides the settings and the random numbers.

    Attributes:
        networks: what learns.
        teacher: what it began as.
        memory: searched positions, see `Memory`.
    """

    networks: ValuedPolicyState
    teacher: Weights
    memory: RowsState

    def check(self) -> None:
        """Look whether its parts belong together.

        Raises:
            ValueError: if they do not.
        """
        spaces = self.spaces
        if self.teacher.architecture.spaces != spaces or not isinstance(spaces.action, DiscreteSpace):
            raise ValueError("a teacher in another game")
        require_memory_of(self.memory, spaces.observation.size, spaces.action.n)

    @property
    def nbytes(self) -> int:
        """See `AlgorithmState.nbytes`."""
        return self.networks.nbytes

    @property
    def shared(self) -> tuple[Float32, ...]:
        """See `AlgorithmState.shared`."""
        return (*self.teacher.arrays, *self.memory.chunks)

    @property
    def spaces(self) -> Spaces:
        """See `AlgorithmState.spaces`."""
        return self.networks.spaces

    def policy(self) -> Policy:
        """See `AlgorithmState.policy`."""
        return self.networks.policy()


class Zero(BoardLearner):
    """Networks that learn from the search which they guide. See `Algorithm`."""

    State: Final = ZeroState

    def __init__(
        self, settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
    ) -> None:
        """Prepare; see `BoardLearner`."""
        super().__init__(settings, world, initial, further)
        self._memory = Memory(self._game.observed, self._game.actions)
        self._teacher = self._nets.weights()
        self._turning = Turning(self._game)

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """See `Algorithm.load`."""
        super().load(policy, env_steps)
        self._teacher = self._nets.weights()

    def update(self, play: Play, settings: Settings, number: int) -> Outcome:
        """See `Algorithm.update`."""
        searched = searched_games(self._game, self._nets.acting, play, settings)
        play.meter.learning = True
        self._memory.add(searched.shares)
        self._memory.forget(settings.remembered_positions)
        count = settings.uses_per_position * len(searched.shares)
        shares = self._memory.drawn(count, settings.remembered_positions, play.rng)
        if settings.use_symmetries:
            shares = turned(self._turning, shares, play.rng)
        sums, rate = Sums(), part_left(settings, number) * settings.learning_rate
        for part in minibatches(count, settings.positions_per_step, play.rng, play.stop):
            put_imitation_gradient(self._nets, shares, part, sums=sums, distance="search_distance")
            norm = self._nets.step(rate, settings.gradient_norm_limit)
            sums.add(len(part), gradient_norm=norm)
        self._nets.trained.remember(searched.shares.obs_BF)
        played = searched.outcome_N, searched.length_N
        return self._outcome(played, sums, play, settings, number, self._teacher.policy())

    def state(self) -> ZeroState:
        """See `Algorithm.state`."""
        return ZeroState(self._nets.state(), self._teacher, self._memory.state())

    def restore(self, state: ZeroState) -> None:
        """See `Algorithm.restore`."""
        self._nets.restore(state.networks)
        self._teacher = state.teacher
        self._memory.restore(state.memory)
