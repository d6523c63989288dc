"""A search tree that is made while somebody watches: simulation by simulation, and each in four stages.

Shape suffixes: A actions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from math import isnan, sqrt
from typing import TYPE_CHECKING, Final

from pg_desktop.learning.games.game import Game
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.games.search.tree import Node, Simulation, Tree
from pg_desktop.ui.board.advice import evaluator_of
from pg_desktop.ui.board.look import FIRST, SECOND

if TYPE_CHECKING:
    from pg_desktop.learning.acting.policy import Policy

SIMULATIONS_MAX: Final = 400


class Stage(Enum):
    """What a simulation does, one after the other."""

    SELECT = auto()
    EXPAND = auto()
    EVALUATE = auto()
    BACK_UP = auto()


@dataclass(frozen=True)
class RootMove:
    """A move in the position that is searched.

    Attributes:
        action: the move.
        prior: how likely the policy makes it.
        visits: simulations that began with it.
        q: what they came to, for whoever makes it; None where there were none.
        u: how much its prior, and how little it has been tried, speak for it.
    """

    action: int
    prior: float
    visits: int
    q: float | None
    u: float


class Exploration:
    """One tree. To be used in one thread.

    Attributes:
        game: the rules.
        policy: what the search knows; None for the rules alone.
        side: who is to move at the root, 1 for the player who began.
        stage: what of the last simulation is shown; None before the first.
        last: the last simulation.
    """

    def __init__(self, game: Game, position: Positions, policy: Policy | None) -> None:
        """Evaluate the root.

        Args:
            game: the rules.
            position: one row, of a game that is not over.
            policy: what the search knows; None for the rules alone.
        """
        self.game, self.policy = game, policy
        self.side = FIRST if position.first_N[0] else SECOND
        self.stage: Stage | None = None
        self.last: Simulation | None = None
        self._settings = SearchSettings(SIMULATIONS_MAX)
        self._tree = Tree(game, evaluator_of(game, policy), self._settings, position)
        self._after = self._before = self._tree.nodes()

    @property
    def simulations(self) -> int:
        """How many are over or shown."""
        return self._tree.simulations

    @property
    def unvisited(self) -> float:
        """How much worse than its position a move is taken to be that has not been tried."""
        return self._settings.unvisited

    @property
    def full(self) -> bool:
        """Whether there are as many simulations as there can be, and the last has been seen to its end."""
        return self.simulations >= SIMULATIONS_MAX and self.stage is Stage.BACK_UP

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The tree as it is at this stage."""
        if self.stage in (None, Stage.BACK_UP) or self.last is None:
            return self._after
        if self.stage is Stage.SELECT or not self.last.new:
            return self._before
        leaf = replace(self._after[self.last.leaf], visits=0)
        return (*self._before, leaf)

    @property
    def path(self) -> tuple[int, ...]:
        """The nodes of the last simulation, from the root on, as far as they are there at this stage."""
        if self.last is None:
            return ()
        selected = tuple(selection.node for selection in self.last.selections)
        return selected if self.stage is Stage.SELECT and self.last.new else (*selected, self.last.leaf)

    def advance(self) -> None:
        """Show the next stage; after the last one, the first of another simulation."""
        if self.stage in (None, Stage.BACK_UP):
            self._simulate()
            self.stage = Stage.SELECT
        else:
            stages = list(Stage)
            self.stage = stages[stages.index(self.stage) + 1]

    def finish(self) -> None:
        """Show a whole simulation: the one that is shown to its end, or else another one."""
        if self.stage in (None, Stage.BACK_UP):
            self._simulate()
        self.stage = Stage.BACK_UP

    def root_moves(self) -> tuple[RootMove, ...]:
        """All legal moves of the root, as they are at this stage."""
        found, nodes = self._tree.found(), self.nodes
        by_action = {node.action: node for node in nodes if node.parent == 0}
        prior_A, q_A = found.prior_NA[0].tolist(), found.q_NA[0].tolist()
        legal_A = self.game.legal(self._tree.position(0))[0].tolist()
        total = sum(node.visits for node in by_action.values())
        moves = []
        for action, legal in enumerate(legal_A):
            if legal:
                node = by_action.get(action)
                visits = 0 if node is None else node.visits
                q = None if node is None or not visits or isnan(q_A[action]) else node.value
                u = self._settings.c * prior_A[action] * sqrt(1 + total) / (1 + visits)
                moves.append(RootMove(action, prior_A[action], visits, q, u))
        return tuple(moves)

    def stones(self, node: int) -> tuple[int, ...]:
        """The board of a node, see `Game.stones`."""
        return tuple(self.game.stones(self._tree.position(node))[0].tolist())

    def _simulate(self) -> None:
        if self.simulations < SIMULATIONS_MAX:
            self._before = self._after
            self.last = self._tree.step()
            self._after = self._tree.nodes()
