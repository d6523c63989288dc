"""Self-play: a clipped policy gradient (PPO: Schulman et al. 2017) against the latest self and a pool of earlier ones.

AlphaGo's second rung drew its opponents from such a pool (Silver et al. 2016), so that the policy did not fit itself to
one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.algorithm import Outcome, Play
from pg_desktop.learning.algorithms.board.advantages import advantages, normalised
from pg_desktop.learning.algorithms.board.learner import BoardLearner, part_left, score
from pg_desktop.learning.algorithms.board.lessons import Moves, Sums, minibatches, put_policy_gradient
from pg_desktop.learning.algorithms.rows import RowsState
from pg_desktop.learning.algorithms.self_play.pool import Pool, require_pool
from pg_desktop.learning.games.playing import Opposition, Played, Playing
from pg_desktop.learning.networks.valued_policy import ValuedPolicyState, Weights
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import Spaces
from pg_desktop.learning.worlds.world import World

_PLAIN: Final = "plain"
"""The setting `objective` that asks for REINFORCE."""
_OPPONENTS: Final = 4
"""Earlier selves in an update, at the most: each plays a batch of games, and small batches take nearly as long."""


@dataclass(frozen=True, eq=False)
class SelfPlayState:
    """Everything that the next update depends on besides the settings and the random numbers.

    Attributes:
        networks: what learns.
        teacher: what it began as.
        pool: earlier selves, see `Pool`.
    """

    networks: ValuedPolicyState
    teacher: Weights
    pool: RowsState

    def check(self) -> None:
        """Look whether its parts belong together.

        Raises:
            ValueError: if they do not.
        """
        if self.teacher.architecture.spaces != self.spaces:
            raise ValueError("a teacher in another game")
        require_pool(self.pool, self.networks.trained.architecture)

    @property
    def nbytes(self) -> int:
        """See `AlgorithmState.nbytes`."""
        return self.networks.nbytes

    @property
    def shared(self) -> tuple[Float32, ...]:
        """See `AlgorithmState.shared`."""
        return (*self.teacher.arrays, *self.pool.chunks)

    @property
    def spaces(self) -> Spaces:
        """See `AlgorithmState.spaces`."""
        return self.networks.spaces

    def policy(self) -> Policy:
        """See `AlgorithmState.policy`."""
        return self.networks.policy()


class SelfPlay(BoardLearner):
    """A policy that learns to beat itself. See `Algorithm`."""

    State: Final = SelfPlayState

    def __init__(
        self, settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
    ) -> None:
        """Prepare; see `BoardLearner`."""
        super().__init__(settings, world, initial, further)
        self._begin()

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """See `Algorithm.load`; this one is the first in the pool."""
        super().load(policy, env_steps)
        self._begin()

    def update(self, play: Play, settings: Settings, number: int) -> Outcome:
        """See `Algorithm.update`."""
        played = self._played(play, settings)
        play.meter.learning = True
        plain = settings.objective == _PLAIN
        moves = self._moves(played, settings, lambda_=1.0 if plain else settings.advantage_lambda)
        left = part_left(settings, number)
        sums = Sums()
        for _ in range(1 if plain else settings.passes):
            for part in minibatches(len(moves), settings.positions_per_step, play.rng, play.stop):
                put_policy_gradient(
                    self._nets,
                    moves,
                    part,
                    entropy_bonus=left * settings.entropy_bonus,
                    clip=None if plain else settings.clip_range,
                    sums=sums,
                )
                norm = self._nets.step(left * settings.learning_rate, settings.gradient_norm_limit)
                sums.add(len(part), gradient_norm=norm)
        sums.add(1, win_rate=score(played))
        if number % settings.pool_every == 0:
            self._pool.add(self._nets.trained.network.weights_P)
            self._pool.forget(settings.pool_size)
        self._nets.trained.remember(played.obs_BF)
        return self._outcome((played.outcome_N, played.length_N), sums, play, settings, number, self._teacher.policy())

    def state(self) -> SelfPlayState:
        """See `Algorithm.state`."""
        return SelfPlayState(self._nets.state(), self._teacher, self._pool.state())

    def restore(self, state: SelfPlayState) -> None:
        """See `Algorithm.restore`."""
        self._nets.restore(state.networks)
        self._teacher = state.teacher
        self._pool = Pool(self._nets.architecture)
        self._pool.restore(state.pool)

    def _begin(self) -> None:
        self._teacher = self._nets.weights()
        self._pool = Pool(self._nets.architecture)

    def _resized(self) -> None:
        """Earlier selves of another size are let go of, but for the first."""
        self._pool = Pool(self._nets.architecture)

    def _played(self, play: Play, settings: Settings) -> Played:
        """The games of an update, some against the latest self and some against earlier ones."""
        games = play.env.num_envs
        against_pool = round(settings.pool_share * games)
        oppositions = [Opposition(games - against_pool, None)] if against_pool < games else []
        if against_pool:
            selves = [*self._selves(min(_OPPONENTS, against_pool), settings, play.rng)]
            shares = [len(part) for part in np.array_split(np.arange(against_pool), len(selves))]
            oppositions += [Opposition(count, policy) for count, policy in zip(shares, selves, strict=True)]
        playing = Playing(self._game, play.rng, opening=settings.opening_plies, stop=play.stop, meter=play.meter)
        return playing.play(self._nets.acting, oppositions)

    def _selves(self, most: int, settings: Settings, rng: np.random.Generator) -> Iterator[Policy]:
        """Different ones among the latest earlier selves and what it began as."""
        known = min(len(self._pool), settings.pool_size)
        for drawn in rng.choice(known + 1, min(most, known + 1), replace=False):
            yield self._pool.policy(len(self._pool) - int(drawn)) if drawn else self._teacher.policy()

    def _moves(self, played: Played, settings: Settings, lambda_: float) -> Moves:
        value_B = self._nets.acting.values(played.obs_BF)
        better_B = advantages(played, value_B, gamma=settings.gamma, lambda_=lambda_)
        target_B = (better_B + value_B).astype(np.float32)
        return Moves(played.obs_BF, played.action_B, played.log_prob_B, normalised(better_B), target_B)
