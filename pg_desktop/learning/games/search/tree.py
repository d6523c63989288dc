"""One search tree to be looked at, one simulation at a time.

Shape suffixes: A actions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pg_desktop.learning.games.game import Game
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.games.search.evaluators import Evaluator
from pg_desktop.learning.games.search.forest import Forest, Level
from pg_desktop.learning.games.search.nodes import NONE
from pg_desktop.learning.games.search.search import Found, found_in
from pg_desktop.learning.games.search.settings import SearchSettings

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Node:
    """A position of a search tree.

    Values are those of whoever is to move at the root, wherever in the tree, so that one colour means one thing.

    Attributes:
        index: its number; nodes are numbered as they were made, the root is 0.
        parent: the node before it; None of the root.
        action: the move that led to it; None of the root.
        depth: moves from the root.
        visits: simulations that came through it; of the root, all.
        prior: how likely the move to it was thought to be; 1 of the root.
        value: what those simulations have come to on average; without any, `expected`.
        expected: what the evaluator made of it, or how the game has ended.
        mover_is_root: whether it is the same player's turn as at the root.
        over: whether the game is over.
    """

    index: int
    parent: int | None
    action: int | None
    depth: int
    visits: int
    prior: float
    value: float
    expected: float
    mover_is_root: bool
    over: bool


@dataclass(frozen=True)
class Selection:
    """Why a simulation chose a move: the largest of q + u.

    Attributes:
        node: where it was.
        action: what it chose.
        q_A: what each move had come to until then, or was taken to, for whoever makes it.
        u_A: how much its prior, and how little it had been tried, spoke for it; −∞ for moves that are not legal.
    """

    node: int
    action: int
    q_A: Numbers
    u_A: Numbers


@dataclass(frozen=True)
class Simulation:
    """What one simulation has done, step by step.

    Attributes:
        selections: select: a move at each node from the root on.
        leaf: expand: the node that it came to.
        new: whether that was made now; it was not where the game is over and it has been there before.
        over: whether the game is over there.
        prior_A: evaluate: how likely each move is thought to be at the leaf; all 0 where the game is over.
        value: what the leaf is worth to whoever is to move there; the outcome, where the game is over.
        backed_up: back up: what was added to each move of the path, from the root on, for whoever makes it.
    """

    selections: tuple[Selection, ...]
    leaf: int
    new: bool
    over: bool
    prior_A: Numbers
    value: float
    backed_up: Numbers

    @property
    def path(self) -> tuple[int, ...]:
        """The moves from the root to the leaf."""
        return tuple(selection.action for selection in self.selections)


class Tree:
    """The search tree of one position, computed as `Search` does. To be used in one thread.

    Attributes:
        simulations: how many there have been.
    """

    def __init__(
        self,
        game: Game,
        evaluator: Evaluator,
        settings: SearchSettings,
        position: Positions,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Evaluate the root.

        Args:
            game: what is played.
            evaluator: what the search knows.
            settings: how it looks ahead; how many simulations, the calls of `step` say.
            position: one, of a game that is not over.
            rng: the source of noise at the root; without it there is none.

        Raises:
            ValueError: if there is more than one position.
        """
        if len(position) != 1:
            raise ValueError(f"a tree has one root, but these are {len(position)} positions")
        self._forest = Forest(game, evaluator, settings, position, settings.simulations)
        self._prior_NA = self._forest.nodes.prior_MA[:1].copy()
        self.simulations = 0
        if rng is not None and settings.root_noise:
            self._forest.disturb(settings.root_noise, settings.dirichlet_alpha, rng)

    def step(self) -> Simulation:
        """One simulation."""
        levels = self._forest.descend()
        selections = tuple(map(self._selection, levels))
        before = self._forest.size
        leaf_G = self._forest.expand(levels)
        self._forest.back_up(levels, leaf_G)
        self.simulations += 1
        nodes, leaf = self._forest.nodes, int(leaf_G[0])
        value = float(nodes.value_M[leaf])
        return Simulation(
            selections,
            leaf,
            new=leaf >= before,
            over=bool(nodes.over_M[leaf]),
            prior_A=tuple(nodes.prior_MA[leaf].tolist()),
            value=value,
            backed_up=tuple(value * (-1) ** (len(levels) - depth) for depth in range(len(levels))),
        )

    def nodes(self) -> tuple[Node, ...]:
        """All nodes as they are now, each after its parent."""
        nodes, size = self._forest.nodes, self._forest.size
        expected = nodes.value_M[:size].tolist()
        over = nodes.over_M[:size].tolist()
        first = nodes.first_M[:size].tolist()
        total_value, simulations = float(found_in(self._forest, self._prior_NA).value_N[0]), self.simulations
        known = [Node(0, None, None, 0, simulations, 1.0, total_value, expected[0], True, over[0])]
        for index, (parent, action) in enumerate(self._parents(), start=1):
            visits, total = float(nodes.visit_MA[parent, action]), float(nodes.total_MA[parent, action])
            sign = 1 if first[index] == first[0] else -1
            made_by_root = 1 if known[parent].mover_is_root else -1
            known.append(
                Node(
                    index,
                    parent,
                    action,
                    known[parent].depth + 1,
                    round(visits),
                    float(nodes.prior_MA[parent, action]),
                    made_by_root * total / visits if visits else sign * expected[index],
                    sign * expected[index],
                    sign == 1,
                    over[index],
                )
            )
        return tuple(known)

    def position(self, node: int) -> Positions:
        """The one position of a node."""
        return self._forest.nodes.positions(slice(node, node + 1))

    def found(self) -> Found:
        """What it says about its root by now."""
        return found_in(self._forest, self._prior_NA)

    def _selection(self, level: Level) -> Selection:
        scores = self._forest.scores(level.node_P)
        q_A, u_A = (tuple(score_PA[0].tolist()) for score_PA in scores)
        return Selection(int(level.node_P[0]), int(level.action_P[0]), q_A, u_A)

    def _parents(self) -> list[tuple[int, int]]:
        """The node before each but the root, and the move in between."""
        child_MA = self._forest.nodes.child_MA[: self._forest.size]
        parent_P, action_P = (child_MA != NONE).nonzero()
        order_P = child_MA[parent_P, action_P].argsort()
        return list(zip(parent_P[order_P].tolist(), action_P[order_P].tolist(), strict=True))
