"""What is the same for every algorithm that learns a board game: its networks, its limits, and what it measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.algorithm import NonFiniteUpdateError, Outcome, Play
from pg_desktop.learning.algorithms.board.exams import Occasion, examined
from pg_desktop.learning.algorithms.board.lessons import Sums
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.games.game import Float32, Game, GameEntry
from pg_desktop.learning.games.playing import Played
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.games.table import game_of_world
from pg_desktop.learning.networks.valued_policy import ValuedPolicy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_REWARD: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "{algorithm} learns from who wins and cannot learn from a reward that is written; leave the reward empty, or "
    "choose REINFORCE.",
)
_NOT_FINITE: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "In update {update} a loss or a weight was no longer a finite number, so the update was undone and training "
    "paused. A lower learning rate usually helps; then train on.",
)


class BoardLearner:
    """The part of an `Algorithm` for board games that does not depend on how it learns."""

    def __init__(
        self, settings: Settings, world: World, initial: np.random.Generator, further: np.random.Generator
    ) -> None:
        """Prepare; see `make_algorithm`. What is drawn further is the value network.

        Raises:
            UserError: if the settings want another reward than who wins.
        """
        entry = game_of_world(world.entry.id)
        assert entry is not None  # noqa: S101 (all worlds of the family are in the table of games)
        require_no_reward(settings)
        self._entry: GameEntry = entry
        self._game: Game = entry.rules()
        self._nets = ValuedPolicy(architecture_of(settings, self._game), initial, further)

    def actor(self, mode: ActionMode, rng: np.random.Generator) -> PolicyActor:
        """See `Algorithm.actor`."""
        return PolicyActor(self._nets.acting, mode, rng)

    def policy(self) -> Policy:
        """See `Algorithm.policy`; it brings its value network along."""
        return self._nets.policy()

    def load(self, policy: Policy, env_steps: int | None) -> None:
        """See `Algorithm.load`; a value network comes along where the policy brings one."""
        del env_steps
        self._nets.load(policy)

    def apply(
        self, old: Settings, new: Settings, rng: np.random.Generator, look: Callable[[], Rollout]
    ) -> float | None:
        """See `Algorithm.apply`."""
        require_no_reward(new)
        if new.hidden_size == old.hidden_size:
            return None
        if not len(self._nets.trained.recent_BO):
            rollout = look()
            self._nets.trained.remember(rollout.obs_TNO[rollout.mask_TN])
        moved = self._nets.resize(new.hidden_size, rng)
        self._resized()
        return moved

    def _resized(self) -> None:
        """Let go of what does not fit networks of another size."""

    def _outcome(
        self,
        played: tuple[Float32, NDArray[np.int64]],
        sums: Sums,
        play: Play,
        settings: Settings,
        number: int,
        teacher: Policy | None,
    ) -> Outcome:
        """What an update came to, with an exam where one is due.

        Args:
            played: outcome and plies of each game.
            sums: what was found.
            play: where.
            settings: in force.
            number: of the update.
            teacher: what the policy began as; None where that says nothing.

        Raises:
            NonFiniteUpdateError: if something is not finite.
            RolloutStoppedError: when `play.stop` said so.
        """
        outcome_N, length_N = played
        metrics = sums.means()
        if not (self._nets.is_finite() and np.isfinite(list(metrics.values())).all()):
            raise NonFiniteUpdateError(_NOT_FINITE, number)
        if number % settings.exam_every == 0:
            metrics |= examined(self._entry, self._nets.acting, teacher, Occasion(settings.seed, number), play.stop)
        return Outcome(outcome_N.astype(np.float64), length_N, metrics)


def require_no_reward(settings: Settings) -> None:
    """Make sure that no reward is written.

    Raises:
        UserError: if one is.
    """
    if settings.reward:
        raise UserError(_REWARD, algorithm=algorithm_entry(settings.algorithm).name)


def architecture_of(settings: Settings, game: Game) -> Architecture:
    """The policy that the settings describe for a game, with its value network."""
    hidden_sizes = (settings.hidden_size,) * settings.hidden_layers
    return Architecture(spaces_of_game(game), hidden_sizes, settings.activation, valued=True)


def score(played: Played) -> float:
    """The learner's points a game: 1 for a win, half for a draw."""
    return float(0.5 + 0.5 * played.outcome_N.mean())


def part_left(settings: Settings, number: int) -> float:
    """What part of learning rate and entropy bonus is left in an update, by its number from 1."""
    return 1 - (1 - settings.falls_to) * min(1.0, (number - 1) / settings.falls_over)
