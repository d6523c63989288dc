"""REINFORCE against an opponent that does not learn: the policy that the run began with.

AlphaGo's second rung (Silver et al. 2016), with the value network as baseline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.algorithm import Outcome, Play
from pg_desktop.learning.algorithms.board.advantages import advantages, normalised
from pg_desktop.learning.algorithms.board.learner import BoardLearner, score
from pg_desktop.learning.algorithms.board.lessons import Moves, Sums, minibatches, put_policy_gradient
from pg_desktop.learning.games.playing import Opposition, Playing
from pg_desktop.learning.networks.valued_policy import ValuedPolicyState, Weights
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import Spaces
from pg_desktop.learning.worlds.world import World


@dataclass(frozen=True, eq=False)
class CompeteState:
    """Everything that the next update depends on besides the settings and the random numbers.

    Attributes:
        networks: what learns.
        opponent: what it plays against.
    """

    networks: ValuedPolicyState
    opponent: Weights

    def check(self) -> None:
        """Look whether its parts belong together.

        Raises:
            ValueError: if they do not.
        """
        if self.opponent.architecture.spaces != self.spaces:
            raise ValueError("an opponent in another game")

    @property
    def nbytes(self) -> int:
        """See `AlgorithmState.nbytes`."""
        return self.networks.nbytes

    @property
    def shared(self) -> tuple[Float32, ...]:
        """See `AlgorithmState.shared`."""
        return self.opponent.arrays

    @property
    def spaces(self) -> Spaces:
        """See `AlgorithmState.spaces`."""
        return self.networks.spaces

    def policy(self) -> Policy:
        """See `AlgorithmState.policy`."""
        return self.networks.policy()


class Compete(BoardLearner):
    """A policy that learns to beat what it was. See `Algorithm`."""

    State: Final = CompeteState

    def __init__(
        self, settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
    ) -> None:
        """Prepare; see `BoardLearner`."""
        super().__init__(settings, world, initial, further)
        self._opponent = self._nets.weights()

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """See `Algorithm.load`; from now on it plays against this one."""
        super().load(policy, env_steps)
        self._opponent = self._nets.weights()

    def update(self, play: Play, settings: Settings, number: int) -> Outcome:
        """See `Algorithm.update`."""
        playing = Playing(self._game, play.rng, opening=settings.opening_plies, stop=play.stop, meter=play.meter)
        opponent = self._opponent.policy()
        played = playing.play(self._nets.acting, oppositions(opponent, play.env.num_envs, settings.best_play_share))
        play.meter.learning = True
        value_B = self._nets.acting.values(played.obs_BF)
        # λ = 1: how the game ended, discounted, minus what was expected.
        better_B = advantages(played, value_B, gamma=settings.gamma, lambda_=1.0)
        target_B = (better_B + value_B).astype(np.float32)
        moves = Moves(played.obs_BF, played.action_B, played.log_prob_B, normalised(better_B), target_B)
        sums = Sums()
        for part in minibatches(len(moves), settings.positions_per_step, play.rng, play.stop):
            put_policy_gradient(self._nets, moves, part, entropy_bonus=settings.entropy_bonus, clip=None, sums=sums)
            norm = self._nets.step(settings.learning_rate, settings.gradient_norm_limit)
            sums.add(len(part), gradient_norm=norm)
        sums.add(1, win_rate=score(played))
        self._nets.trained.remember(played.obs_BF)
        return self._outcome((played.outcome_N, played.length_N), sums, play, settings, number, opponent)

    def state(self) -> CompeteState:
        """See `Algorithm.state`."""
        return CompeteState(self._nets.state(), self._opponent)

    def restore(self, state: CompeteState) -> None:
        """See `Algorithm.restore`."""
        self._nets.restore(state.networks)
        self._opponent = state.opponent


def oppositions(opponent: Policy, games: int, best_play_share: float) -> list[Opposition]:
    """Who is met in so many games: the opponent as it draws its moves, and at its best.

    Args:
        opponent: the policy.
        games: of an update.
        best_play_share: in what part of them it makes its likeliest move.
    """
    at_its_best = round(best_play_share * games)
    met = [Opposition(games - at_its_best, opponent), Opposition(at_its_best, opponent, greedy=True)]
    return [each for each in met if each.games]
