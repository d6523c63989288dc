"""Search trees of many positions at once: PUCT, the search of AlphaGo Zero (Silver et al. 2017) and AlphaZero (2018).

In every simulation each tree is descended from its root. In a node the move is made for which

    Q(s, a) + c P(s, a) √(1 + Σ_b N(s, b)) / (1 + N(s, a))

is largest: Q is what simulations through the move have come to on average for whoever makes it, N how many there were,
P the prior; a move without any is taken to be worth V(s) less something. The first node that is new is evaluated, all
trees' new nodes as one batch, and its value is added to all moves that led to it, with the sign of whoever made them.

All trees lie in the same flat arrays, the roots first, then nodes as they were made. So a simulation of 256 trees is
some fifteen NumPy operations a level, and not 256 walks in Python.

Shape suffixes: G trees, P those of them that are still descended, or nodes of them, A actions.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.games.game import Actions, Game
from pg_desktop.learning.games.positions import Bool, Positions
from pg_desktop.learning.games.search.evaluators import Evaluator
from pg_desktop.learning.games.search.nodes import NONE, Nodes
from pg_desktop.learning.games.search.settings import SearchSettings

_ONE: Final = np.array(1, np.float32)


class Level(NamedTuple):
    """What is chosen at one depth of a descent.

    Attributes:
        tree_P: the trees that get so far.
        node_P: where each is.
        action_P: the move that is made there.
    """

    tree_P: Actions
    node_P: Actions
    action_P: Actions


class Scores(NamedTuple):
    """Why a move is chosen: the largest sum of both.

    Attributes:
        q_PA: what each has come to, or is taken to.
        u_PA: how much its prior, and how little it has been tried, speak for it; −∞ for moves that are not legal.
    """

    q_PA: Float32
    u_PA: Float32


class Forest:
    """Search trees, one for each of several positions.

    Attributes:
        trees: how many.
        nodes: of all trees, of which the first are the roots.
        size: nodes so far; the rest is room.
    """

    def __init__(
        self, game: Game, evaluator: Evaluator, settings: SearchSettings, positions: Positions, room: int
    ) -> None:
        """Evaluate the roots.

        Args:
            game: what is played.
            evaluator: what the search knows.
            settings: how it looks ahead; how many simulations, who calls decides.
            positions: of games that are not over.
            room: simulations for which there is to be room at once; it grows where there are more.
        """
        self._game, self._evaluator = game, evaluator
        self._c, self._less = np.float32(settings.c), np.float32(settings.unvisited)
        self.trees = len(positions)
        self.size = 0
        self.nodes = Nodes.empty((room + 1) * self.trees, game.actions, positions.extra_NX.shape[1])
        self._add(positions, np.zeros(self.trees, np.bool_), np.zeros(self.trees, np.float32))

    def disturb(self, share: float, alpha: float, rng: np.random.Generator) -> None:
        """Mix the roots' priors with noise from a Dirichlet distribution over the legal moves."""
        prior_GA = self.nodes.prior_MA[: self.trees]
        legal_GA = self.nodes.barred_MA[: self.trees] == 0
        # Where all are so small that they round to 0, any of the legal moves is as good as another.
        noise_GA = legal_GA * np.maximum(rng.standard_gamma(alpha, prior_GA.shape), 1e-300)
        noise_GA /= noise_GA.sum(1, keepdims=True)
        prior_GA[...] = (1 - share) * prior_GA + share * noise_GA

    def simulate(self) -> None:
        """One simulation of every tree."""
        levels = self.descend()
        self.back_up(levels, self.expand(levels))

    def descend(self) -> list[Level]:
        """Choose moves in every tree, down to the first that has not been tried or ends the game."""
        child_MA, over_M = self.nodes.child_MA, self.nodes.over_M
        tree_P = node_P = np.arange(self.trees)
        levels = []
        while len(tree_P):
            q_PA, u_PA = self.scores(node_P)
            action_P = (q_PA + u_PA).argmax(1)
            levels.append(Level(tree_P, node_P, action_P))
            child_P = child_MA[node_P, action_P]
            on_P = (child_P != NONE) & ~over_M[child_P]
            tree_P, node_P = tree_P[on_P], child_P[on_P]
        return levels

    def scores(self, node_P: Actions) -> Scores:
        """What speaks for each move in nodes."""
        nodes = self.nodes
        visit_PA = nodes.visit_MA[node_P]
        untried_P1 = (nodes.value_M[node_P] - self._less)[:, None]
        q_PA = np.where(visit_PA > 0, nodes.total_MA[node_P] / np.maximum(visit_PA, _ONE), untried_P1)
        scale_P1 = self._c * np.sqrt(_ONE + visit_PA.sum(1, keepdims=True))
        u_PA = nodes.prior_MA[node_P] * scale_P1 / (_ONE + visit_PA) + nodes.barred_MA[node_P]
        return Scores(q_PA, u_PA)

    def expand(self, levels: list[Level]) -> Actions:
        """Make the nodes that a descent has led to and that are new, and evaluate them together.

        Returns:
            the node at the end of each tree's descent, int64 (G,).
        """
        node_G, action_G = np.empty(self.trees, np.int64), np.empty(self.trees, np.int64)
        for tree_P, node_P, action_P in levels:  # deeper ones overwrite
            node_G[tree_P], action_G[tree_P] = node_P, action_P
        leaf_G: Actions = self.nodes.child_MA[node_G, action_G]
        new_G = leaf_G == NONE
        if new_G.any():
            node_P, action_P = node_G[new_G], action_G[new_G]
            stepped = self._game.step(self.nodes.positions(node_P), action_P)
            leaf_G[new_G] = self._add(stepped.positions, stepped.done_N, -stepped.outcome_N)
            self.nodes.child_MA[node_P, action_P] = leaf_G[new_G]
        return leaf_G

    def back_up(self, levels: list[Level], leaf_G: Actions) -> None:
        """Tell all moves of a descent what the node at its end is worth."""
        visit_MA, total_MA = self.nodes.visit_MA, self.nodes.total_MA
        value_G = -self.nodes.value_M[leaf_G]
        for tree_P, node_P, action_P in reversed(levels):
            visit_MA[node_P, action_P] += _ONE
            total_MA[node_P, action_P] += value_G[tree_P]
            value_G[tree_P] = -value_G[tree_P]

    def _add(self, positions: Positions, over_P: Bool, value_P: Float32) -> Actions:
        """Make nodes; those that are not over are evaluated."""
        first, self.size = self.size, self.size + len(positions)
        if self.size > self.nodes.room:
            self.nodes = self.nodes.grown()
        nodes, new = self.nodes, slice(first, self.size)
        nodes.place(new, positions)
        nodes.over_M[new], nodes.value_M[new] = over_P, value_P
        node_P = np.arange(first, self.size)
        if not over_P.all():
            going_P, going = node_P[~over_P], positions[~over_P]
            nodes.prior_MA[going_P], nodes.value_M[going_P] = self._evaluator.evaluate(going)
            nodes.barred_MA[going_P] = np.where(self._game.legal(going), np.float32(0), -np.inf)
        return node_P
