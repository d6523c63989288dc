"""Who plays against the user, and what they answer. NumPy only where it is asked; for any thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    import numpy as np

    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.games.entry import GameEntry
    from pg_desktop.learning.games.game import Game, Player
    from pg_desktop.learning.games.positions import Positions

EXPERT_ERROR: Final = 0.1
"""How often an expert makes any move instead of its best one."""


class Kind(StrEnum):
    """Who plays."""

    SELF = "self"
    """The user, on both sides."""
    RANDOM = "random"
    EXPERT = "expert"
    PERFECT = "perfect"
    """Without a mistake; where the truth is too far away to be computed, an expert who makes no slips."""
    RUN = "run"
    """The policy of a run."""


@dataclass(frozen=True, eq=False)
class Turn:
    """A position in which somebody else than the user is to move.

    Attributes:
        entry: the game.
        position: of one row.
        kind: who is to move.
        policy: of a run.
        simulations: of its search; 0 for none.
        temperature: how much at random it plays; 0 for its best move.
        seed: of everything that is random about the answer.
    """

    entry: GameEntry
    position: Positions
    kind: Kind
    policy: Policy | None = None
    simulations: int = 0
    temperature: float = 0.0
    seed: tuple[int, ...] = (0,)


def reply(turn: Turn, stop: Callable[[], bool]) -> int:
    """The move.

    Args:
        turn: who is to move where.
        stop: says whether the answer is not wanted any more.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if the policy does not fit the game.
    """
    import numpy as np  # noqa: PLC0415 (after the first paint)

    game, rng = turn.entry.rules(), np.random.default_rng(turn.seed)
    if turn.kind is Kind.RUN and turn.policy is not None:
        return _policys(game, turn, turn.policy, rng, stop)
    return int(_player(game, turn, stop).choose(turn.position, rng)[0])


def _policys(game: Game, turn: Turn, policy: Policy, rng: np.random.Generator, stop: Callable[[], bool]) -> int:
    from pg_desktop.learning.games.players import PolicyPlayer, drawn  # noqa: PLC0415
    from pg_desktop.learning.games.search.evaluators import PolicyEvaluator  # noqa: PLC0415
    from pg_desktop.learning.games.search.search import Search  # noqa: PLC0415
    from pg_desktop.learning.games.search.settings import SearchSettings  # noqa: PLC0415

    if not turn.simulations:
        return int(PolicyPlayer(game, policy, turn.temperature).choose(turn.position, rng)[0])
    search = Search(game, PolicyEvaluator(game, policy), SearchSettings(turn.simulations))
    found = search.run(turn.position, stop=stop)
    return int(drawn(found.probabilities(turn.temperature), rng)[0])


def _player(game: Game, turn: Turn, stop: Callable[[], bool]) -> Player:
    from pg_desktop.learning.games.experts import expert_of  # noqa: PLC0415
    from pg_desktop.learning.games.players import RandomPlayer, TruthPlayer, best_moves  # noqa: PLC0415
    from pg_desktop.learning.games.truth import truth_of  # noqa: PLC0415

    if turn.kind is Kind.PERFECT:
        truth = truth_of(turn.entry)
        if truth is not None and best_moves(truth.action_values(turn.position, stop)).any():
            return TruthPlayer(game, truth)
        return expert_of(turn.entry.id, 0.0)
    return expert_of(turn.entry.id, EXPERT_ERROR) if turn.kind is Kind.EXPERT else RandomPlayer(game)
