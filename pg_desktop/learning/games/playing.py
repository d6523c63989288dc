"""Many games at once of a policy that learns against others, with everything that it decided.

Shape suffixes: N games, K those that go on, B decisions, F observed numbers, A actions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions.discrete import gumbel_noise
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.game import Actions, Float32, Game
from pg_desktop.learning.games.positions import Bool, Positions
from pg_desktop.learning.meter import Meter
from pg_desktop.learning.stopping import RolloutStoppedError, never

_LEARNER: Final = 0
_CHANCE: Final = -1
"""Who moves, where it is none of the policies that one plays against, numbered from 1."""


@dataclass(frozen=True, eq=False)
class Opposition:
    """Some games of an update, and against whom.

    Attributes:
        games: how many; in every second one the learner begins.
        policy: who plays the other side; None for the learner itself, and then decisions of both sides count.
        greedy: whether the other side takes its likeliest move instead of drawing one.
        at_random: whether the other side is nobody's policy but makes any legal move, each as likely.
    """

    games: int
    policy: Policy | None
    greedy: bool = False
    at_random: bool = False

    def side(self, number: int) -> int:
        """What the other side is called where this is the opposition with a number from 1."""
        if self.at_random:
            return _CHANCE
        return _LEARNER if self.policy is None else number


@dataclass(frozen=True, eq=False)
class Played:
    """Games that have been played, and what the learner decided in them, in the order of time.

    Decisions of one side in one game follow each other as its trajectory; a game of the learner against itself has two.

    Attributes:
        obs_BF: float32, what was seen before each decision.
        action_B: int64, the move.
        log_prob_B: float32, the logarithm of its probability.
        trajectory_B: int64, twice the game's number, and 1 more for the side that did not begin.
        start_T: where the decisions of each ply begin among them.
        outcome_N: float32, of each game: 1 if the learner has won, −1 if it has lost, 0 for a draw. Of a game against
            itself, as the side sees it that would be the learner's.
        length_N: int64, plies of each game.
        first_N: whether the learner began it.
    """

    obs_BF: Float32
    action_B: Actions
    log_prob_B: Float32
    trajectory_B: NDArray[np.int64]
    start_T: tuple[int, ...]
    outcome_N: Float32
    length_N: NDArray[np.int64]
    first_N: Bool

    @property
    def outcome_B(self) -> Float32:
        """How the game of each decision ended for the side that made it, float32."""
        game_B, second_B = np.divmod(self.trajectory_B, 2)
        own_B = self.first_N[game_B] == (second_B == 0)
        outcome_B: Float32 = np.where(own_B, self.outcome_N[game_B], -self.outcome_N[game_B])
        return outcome_B


class Playing:
    """Plays games of a learner, all at once, from their beginnings to their ends."""

    def __init__(
        self,
        game: Game,
        rng: np.random.Generator,
        *,
        opening: int = 0,
        greedy: bool = False,
        stop: Callable[[], bool] = never,
        meter: Meter | None = None,
    ) -> None:
        """Prepare.

        Args:
            game: the rules.
            rng: draws moves and openings.
            opening: plies at the beginning of each game that are drawn from all legal moves, at the most: how many,
                each game draws for itself. Nobody decides there.
            greedy: whether the learner takes its likeliest move instead of drawing one.
            stop: asked before every ply.
            meter: counts what is played.
        """
        self._game, self._rng = game, rng
        self._opening, self._greedy = opening, greedy
        self._stop, self._meter = stop, Meter() if meter is None else meter

    def play(self, learner: Policy, oppositions: Sequence[Opposition]) -> Played:
        """Play.

        Args:
            learner: who decides.
            oppositions: against whom, and how often; at least one game.

        Raises:
            RolloutStoppedError: when `stop` said so.
        """
        return _Games(self, learner, oppositions).played()


class _Games:
    """Games in progress. Those that are over are left out."""

    def __init__(self, playing: Playing, learner: Policy, oppositions: Sequence[Opposition]) -> None:
        self._playing, self._game, self._rng = playing, playing._game, playing._rng
        self._sides = [learner, *(each.policy or learner for each in oppositions)]
        self._greedy = [playing._greedy, *(each.greedy for each in oppositions)]
        games = [each.games for each in oppositions]
        self._opponent_N = np.repeat([each.side(number) for number, each in enumerate(oppositions, 1)], games)
        count = len(self._opponent_N)
        self._first_N = np.concatenate([np.arange(each) % 2 == 0 for each in games])
        self._open_N = self._rng.integers(0, playing._opening + 1, count)
        self._going_K = np.arange(count)
        self._positions: Positions = self._game.start(count)
        self._outcome_N = np.zeros(count, np.float32)
        self._length_N = np.zeros(count, np.int64)
        self._decided: list[tuple[Float32, Actions, Float32, NDArray[np.int64]]] = []

    def played(self) -> Played:
        while len(self._going_K):
            if self._playing._stop():
                raise RolloutStoppedError
            self._ply()
        obs, action, log_prob, trajectory = zip(*self._decided, strict=True)
        ends = np.cumsum([len(each) for each in action])
        return Played(
            np.concatenate(obs),
            np.concatenate(action),
            np.concatenate(log_prob),
            np.concatenate(trajectory),
            (0, *(int(end) for end in ends[:-1])),
            self._outcome_N,
            self._length_N,
            self._first_N,
        )

    def _ply(self) -> None:
        """One move in every game."""
        going_K, positions = self._going_K, self._positions
        planes_KF = self._game.planes(positions)
        action_K = self._moves(planes_KF)
        stepped = self._game.step(positions, action_K)
        self._length_N[going_K] += 1
        done_K = stepped.done_N
        over_K = going_K[done_K]
        if len(over_K):
            learners_K = positions.first_N[done_K] == self._first_N[over_K]
            outcome_K = stepped.outcome_N[done_K]
            self._outcome_N[over_K] = np.where(learners_K, outcome_K, -outcome_K)
        meter = self._playing._meter
        meter.env_steps += len(going_K)
        meter.episodes += len(over_K)
        self._going_K, self._positions = going_K[~done_K], stepped.positions[~done_K]

    def _moves(self, planes_KF: Float32) -> Actions:
        going_K, first_K = self._going_K, self._positions.first_N
        opening_K = self._length_N[going_K] < self._open_N[going_K]
        side_K = np.where(first_K == self._first_N[going_K], _LEARNER, self._opponent_N[going_K])
        side_K[opening_K] = _CHANCE
        action_K = np.zeros(len(going_K), np.int64)
        for side in np.unique(side_K):
            (row_B,) = np.nonzero(side_K == side)
            obs_BF = planes_KF[row_B]
            if side == _CHANCE:
                action_K[row_B] = random_moves(obs_BF, self._game.actions, self._rng)
                continue
            logits_BA = self._sides[side].outputs(obs_BF)
            action_K[row_B] = moved_B = self._chosen(logits_BA, greedy=self._greedy[side])
            if side == _LEARNER:
                log_prob_B = log_softmax(logits_BA)[np.arange(len(row_B)), moved_B]
                trajectory_B = 2 * going_K[row_B] + ~first_K[row_B]
                self._decided.append((obs_BF, moved_B, log_prob_B, trajectory_B))
        return action_K

    def _chosen(self, logits_BA: Float32, *, greedy: bool) -> Actions:
        noisy_BA = logits_BA if greedy else logits_BA + gumbel_noise(self._rng, logits_BA.shape)
        moved_B: Actions = noisy_BA.argmax(1)
        return moved_B


def random_moves(obs_BF: Float32, actions: int, rng: np.random.Generator) -> Actions:
    """A legal move for each observation, all of them equally likely."""
    chance_BA = rng.random((len(obs_BF), actions), np.float32) + 1.0
    moved_B: Actions = (chance_BA * (obs_BF[:, -actions:] > 0.5)).argmax(1)
    return moved_B


def log_softmax(logits_BA: Float32) -> Float32:
    """The logarithms of the probabilities, float32 of the same shape."""
    shifted_BA = logits_BA - logits_BA.max(1, keepdims=True)
    result_BA: Float32 = shifted_BA - np.log(np.exp(shifted_BA).sum(1, keepdims=True))
    return result_BA
