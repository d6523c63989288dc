"""What is known of a game at the board: what a policy, its search and the truth say. NumPy only; for any thread.

Shape suffixes: N positions, A actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from math import isnan
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import ActionValues, Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.entry import GameEntry
from pg_desktop.learning.games.game import Game
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.games.search.evaluators import Evaluated, Evaluator, PolicyEvaluator
from pg_desktop.learning.games.search.search import Search
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.ui.board.line import Line
from pg_desktop.ui.board.picture import Hint

BLUNDER: Final = 0.5
"""What a move has to cost by the truth to be a blunder: a won game is drawn then, or a drawn one is lost."""


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be found out.

    Attributes:
        entry: the game.
        line: its moves.
        ply: the position in which every move is looked at, after so many moves.
        policy: whose advice it is; without one, the search knows but the rules.
        simulations: of the search, in each position; 0 for no search.
        judged: whether every position is valued, too.
        truth: whether the truth is asked.
    """

    entry: GameEntry
    line: Line
    ply: int
    policy: Policy | None = None
    simulations: int = 0
    judged: bool = False
    truth: bool = False


@dataclass(frozen=True)
class Judgement:
    """What a position is worth to the player who began, in [−1, 1]; None where it is not known.

    Attributes:
        policy: as the policy's value network expects.
        search: as its search expects.
        truth: without mistakes.
        lost: what the move that was made here has cost whoever made it, by the truth.
    """

    policy: float | None = None
    search: float | None = None
    truth: float | None = None
    lost: float | None = None

    @property
    def blunder(self) -> bool:
        """Whether the move that was made here is one."""
        return self.lost is not None and self.lost > BLUNDER


@dataclass(frozen=True)
class Advice:
    """What has been found out.

    Attributes:
        hints: of every legal move in the position that was asked for, by action.
        judgements: one for each position of the line.
        truth_unknown: whether the truth was asked for this position and is not known.
    """

    hints: dict[int, Hint] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()
    truth_unknown: bool = False


class RulesEvaluator:
    """Knows but the rules: every move is as likely, and every game is even. See `Evaluator`."""

    def __init__(self, game: Game) -> None:
        self._game = game

    def evaluate(self, positions: Positions) -> Evaluated:
        """See `Evaluator.evaluate`."""
        legal_NA = self._game.legal(positions).astype(np.float32)
        return Evaluated(legal_NA / legal_NA.sum(1, keepdims=True), np.zeros(len(positions), np.float32))


def fits(policy: Policy | None, game: Game) -> bool:
    """Whether a policy plays a game."""
    return policy is not None and policy.architecture.spaces == spaces_of_game(game)


def evaluator_of(game: Game, policy: Policy | None) -> Evaluator:
    """What a search knows with a policy, or without one."""
    return RulesEvaluator(game) if policy is None else PolicyEvaluator(game, policy)


def has_values(policy: Policy | None) -> bool:
    """Whether a policy says what positions are worth."""
    if policy is None:
        return False
    return policy.architecture.valued or isinstance(policy.architecture.distribution, ActionValues)


def advise(question: Question, stop: Callable[[], bool]) -> Iterator[Advice]:
    """Answer a question, in steps that each know more.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    work = _Work(question)
    yield work.ask_policy()
    if question.truth:
        yield work.ask_truth(stop)
    if question.simulations:
        yield work.search(stop)
        if question.judged:
            yield work.search_all(stop)


class _Work:
    def __init__(self, question: Question) -> None:
        self._question = question
        line = question.line
        self._going = [ply for ply in range(len(line.positions)) if not line.over_at(ply)]
        self._side_N = np.array([line.mover(ply) for ply in self._going], np.float32)
        self._over = line.over_at(question.ply)
        self._evaluator = evaluator_of(line.game, question.policy)
        self._hints = {action: Hint() for action in line.legal(question.ply)}
        judgements = [Judgement() for _ in line.positions]
        if line.over:  # how it has ended, everybody knows
            judgements[-1] = Judgement(policy=line.winner, search=line.winner, truth=line.winner)
        self._judgements = judgements
        self._unknown = False

    def ask_policy(self) -> Advice:
        """How likely every move is, and what the value network expects."""
        question = self._question
        if question.policy is not None and self._going:
            plies = self._going if question.judged else [question.ply] if not self._over else []
            if plies:
                prior_NA, value_N = self._evaluator.evaluate(self._positions(plies))
                self._take_priors(plies, prior_NA)
                if question.judged and has_values(question.policy):
                    self._judge("policy", value_N * self._side_N + 0.0)
        return self._advice()

    def ask_truth(self, stop: Callable[[], bool]) -> Advice:
        """What every move leads to, and what moves have cost."""
        question, truth = self._question, truth_of(self._question.entry)
        if truth is None or not self._going:
            return self._advice()
        plies = self._going if question.judged else [question.ply] if not self._over else []
        if not plies:
            return self._advice()
        value_NA = truth.action_values(self._positions(plies), stop)
        for ply, value_A in zip(plies, value_NA.tolist(), strict=True):
            known = {action: value for action, value in enumerate(value_A) if not isnan(value)}
            if ply == question.ply:
                self._unknown = not known
                self._hints = {action: replace(hint, truth=known.get(action)) for action, hint in self._hints.items()}
            if question.judged and known:
                self._judge_by_truth(ply, known)
        return self._advice()

    def search(self, stop: Callable[[], bool]) -> Advice:
        """What the search comes to in the position that was asked for."""
        question = self._question
        if not self._over:
            found = self._search(question.simulations).run(question.line.positions[question.ply], stop=stop)
            visit_A, q_A = found.visit_NA[0].tolist(), found.q_NA[0].tolist()
            most = max(visit_A) or 1
            for action, hint in self._hints.items():
                value = None if isnan(q_A[action]) else q_A[action]
                self._hints[action] = replace(
                    hint, visits=round(visit_A[action]), share=visit_A[action] / most, value=value
                )
            side = question.line.mover(question.ply)
            at = question.ply
            self._judgements[at] = replace(self._judgements[at], search=float(found.value_N[0]) * side + 0.0)
        return self._advice()

    def search_all(self, stop: Callable[[], bool]) -> Advice:
        """What the search comes to in every position, all at once."""
        if self._going:
            found = self._search(self._question.simulations).run(self._positions(self._going), stop=stop)
            self._judge("search", found.value_N * self._side_N + 0.0)
        return self._advice()

    def _search(self, simulations: int) -> Search:
        return Search(self._question.line.game, self._evaluator, SearchSettings(simulations))

    def _positions(self, plies: list[int]) -> Positions:
        return Positions.joined([self._question.line.positions[ply] for ply in plies])

    def _take_priors(self, plies: list[int], prior_NA: Float32) -> None:
        if self._question.ply in plies:
            prior_A = prior_NA[plies.index(self._question.ply)].tolist()
            self._hints = {action: replace(hint, prior=prior_A[action]) for action, hint in self._hints.items()}

    def _judge(self, by: str, value_N: Float32) -> None:
        for ply, value in zip(self._going, value_N.tolist(), strict=True):
            self._judgements[ply] = replace(self._judgements[ply], **{by: value})

    def _judge_by_truth(self, ply: int, known: dict[int, float]) -> None:
        line = self._question.line
        best = max(known.values())
        made = line.actions[ply] if ply < len(line.actions) else None
        lost = None if made is None or made not in known else best - known[made]
        # Nothing is added to −0 so that it is 0.
        self._judgements[ply] = replace(self._judgements[ply], truth=best * line.mover(ply) + 0.0, lost=lost)

    def _advice(self) -> Advice:
        return Advice(dict(self._hints), tuple(self._judgements), self._unknown)
