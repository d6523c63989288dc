"""Imitating experts: cross-entropy on their moves, with early stopping, and V learned from how their games ended.

AlphaGo's first rung (Silver et al. 2016), with synthetic experts.

Shape suffixes: B positions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.algorithm import Outcome, Play
from pg_desktop.learning.algorithms.board.learner import BoardLearner
from pg_desktop.learning.algorithms.board.lessons import Sums, minibatches, put_imitation_gradient
from pg_desktop.learning.algorithms.board.symmetries import turned
from pg_desktop.learning.algorithms.imitate.lesson import Examples, Lesson, lesson_of
from pg_desktop.learning.games.playing import Opposition, Playing, log_softmax
from pg_desktop.learning.games.turning import Turning
from pg_desktop.learning.networks.valued_policy import ValuedPolicyState, Weights
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import Spaces
from pg_desktop.learning.worlds.world import World


@dataclass(frozen=True, eq=False)
class ImitateState:
    """Everything that the next update depends on besides the settings and the random numbers.

    Attributes:
        networks: what learns.
        best: the networks as they foresaw games that were held out best; None before any were looked at.
        best_loss: their cross-entropy there, nats.
        waited: updates since then.
    """

    networks: ValuedPolicyState
    best: Weights | None
    best_loss: float
    waited: int

    def check(self) -> None:
        """Look whether its parts belong together.

        Raises:
            ValueError: if they do not.
        """
        if self.best is not None and self.best.architecture != self.networks.trained.architecture:
            raise ValueError("other networks")
        if self.waited < 0 or not self.best_loss >= 0:
            raise ValueError("no early stopping")

    @property
    def nbytes(self) -> int:
        """See `AlgorithmState.nbytes`."""
        return self.networks.nbytes

    @property
    def shared(self) -> tuple[Float32, ...]:
        """See `AlgorithmState.shared`."""
        return () if self.best is None else self.best.arrays

    @property
    def spaces(self) -> Spaces:
        """See `AlgorithmState.spaces`."""
        return self.networks.spaces

    def policy(self) -> Policy:
        """See `AlgorithmState.policy`."""
        return self.networks.policy()


class Imitate(BoardLearner):
    """A policy that learns to move as experts did. See `Algorithm`."""

    State: Final = ImitateState
    _best: Weights | None

    def __init__(
        self, settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
    ) -> None:
        """Prepare; see `BoardLearner`."""
        super().__init__(settings, world, initial, further)
        self._turning = Turning(self._game)
        self._lesson: Lesson | None = None
        self._begin()

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """See `Algorithm.load`."""
        super().load(policy, env_steps)
        self._begin()

    def update(self, play: Play, settings: Settings, number: int) -> Outcome:
        """See `Algorithm.update`; the games that it plays, against somebody who moves at random, only measure it."""
        if self._lesson is None:
            self._lesson = lesson_of(self._entry, settings, play.stop)
        opposition = Opposition(play.env.num_envs, None, at_random=True)
        played = Playing(self._game, play.rng, stop=play.stop, meter=play.meter).play(self._nets.acting, [opposition])
        play.meter.learning = True
        sums = Sums()
        if self._waited < settings.patience:
            self._study(self._lesson.studied, settings, play, sums)
            self._judge(self._lesson.held_out, settings)
        accuracy, loss = self._foreseen(self._lesson.held_out)
        sums.add(1, accuracy=accuracy, cross_entropy=loss)
        self._nets.trained.remember(played.obs_BF)
        return self._outcome((played.outcome_N, played.length_N), sums, play, settings, number, None)

    def state(self) -> ImitateState:
        """See `Algorithm.state`."""
        return ImitateState(self._nets.state(), self._best, self._best_loss, self._waited)

    def restore(self, state: ImitateState) -> None:
        """See `Algorithm.restore`."""
        self._nets.restore(state.networks)
        self._best, self._best_loss, self._waited = state.best, state.best_loss, state.waited

    def _begin(self) -> None:
        self._best = None
        self._best_loss, self._waited = float("inf"), 0

    def _resized(self) -> None:
        """What was best had networks of another size."""
        self._begin()

    def _study(self, examples: Examples, settings: Settings, play: Play, sums: Sums) -> None:
        left = settings.positions_per_update
        actions = self._game.actions
        while left > 0:
            order_B = play.rng.permutation(len(examples))[:left]
            left -= len(order_B)
            for part in minibatches(len(order_B), settings.positions_per_step, play.rng, play.stop):
                shares = examples.shares(order_B[part], actions)
                if settings.use_symmetries:
                    shares = turned(self._turning, shares, play.rng)
                put_imitation_gradient(self._nets, shares, np.arange(len(shares)), sums=sums)
                norm = self._nets.step(settings.learning_rate, settings.gradient_norm_limit)
                sums.add(len(part), gradient_norm=norm)

    def _judge(self, held_out: Examples, settings: Settings) -> None:
        """Keep the networks if they are better than any before, and go back to the best if none have been for long."""
        _, loss = self._foreseen(held_out)
        self._waited += 1
        if loss < self._best_loss:
            self._best, self._best_loss, self._waited = self._nets.weights(), loss, 0
        elif self._waited >= settings.patience and self._best is not None:
            self._nets.take(self._best)

    def _foreseen(self, held_out: Examples) -> tuple[float, float]:
        """How many of the experts' moves are the policy's likeliest, and its cross-entropy on them."""
        outputs_BA = self._nets.acting.outputs(held_out.obs_BF)
        accuracy = float((outputs_BA.argmax(1) == held_out.action_B).mean())
        log_prob_B = log_softmax(outputs_BA)[np.arange(len(held_out)), held_out.action_B]
        return accuracy, float(-log_prob_B.mean(dtype=np.float64))
