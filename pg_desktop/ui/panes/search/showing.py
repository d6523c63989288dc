"""What is seen of a search: its tree as a picture, its root as rows, and a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.board.hints import signed
from pg_desktop.ui.board.look import Ground, Look
from pg_desktop.ui.board.picture import Picture
from pg_desktop.ui.board.small import picture_tag
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.numbers import NOTHING, fixed, percent, whole
from pg_desktop.ui.panes.board.words import move_text, side_name
from pg_desktop.ui.panes.search import words
from pg_desktop.ui.panes.search.exploring import Exploration, RootMove, Stage
from pg_desktop.ui.panes.search.layout import draw
from pg_desktop.ui.panes.search.table import MoveRow
from pg_desktop.ui.panes.search.tree_view import Dot, TreePicture


class Showing:
    """One moment of a search. To be used in the GUI thread; loaded with NumPy."""

    def __init__(self, exploration: Exploration) -> None:
        self._exploration = exploration
        self._look = Look.of(exploration.game)

    def picture(self, leaves_max: int) -> TreePicture:
        """The tree, with so many nodes side by side at the most."""
        exploration, nodes = self._exploration, self._exploration.nodes
        path, last, stage = exploration.path, exploration.last, exploration.stage
        drawing = draw(nodes, set(path), leaves_max)
        dots = tuple(
            Dot(spot, self._label(nodes[spot.index].action), nodes[spot.index].visits, self._value(spot.index))
            for spot in drawing.spots
        )
        fresh = stage in (Stage.EXPAND, Stage.EVALUATE) and last is not None and last.new
        return TreePicture(
            drawing,
            dots,
            path,
            path[-1] if fresh else None,
            self._bubble(),
            stage is Stage.BACK_UP,
            max(nodes[0].visits, 1),
        )

    def rows(self) -> tuple[MoveRow, ...]:
        """The root's moves; the one with which the next simulation begins has a mark."""
        moves = self._exploration.root_moves()
        expected = self._expected()
        best = max(moves, key=lambda move: (expected if move.q is None else move.q) + move.u, default=None)
        between = self._exploration.stage in (None, Stage.BACK_UP)
        return tuple(self._row(move, between and move is best) for move in moves)

    def sentence(self) -> str:
        """What has just happened."""
        return words.told(self._exploration, self._look)

    def whose(self, name: str) -> str:
        """Whose search it is, and what its colours say.

        Args:
            name: what its policy is called; "" where that is unknown.
        """
        translate = QCoreApplication.translate
        first, second = side_name(self._look, 1), side_name(self._look, -1)
        if self._look.ground is Ground.STROKES:
            said = translate("SearchWords", "Blue is good for {first}, orange for {second}.")
        else:
            said = translate("SearchWords", "A node's colour is that of whom it is good for.")
        said = said.format(first=first, second=second)
        if self._exploration.policy is None:
            whose = translate("SearchWords", "No policy plays this here: the search knows but the rules.")
        else:
            whose = translate("SearchWords", "It looks ahead with the policy of {name}.") if name else ""
        return f"{whose.format(name=name)} {said}".strip()

    def tip_of(self, index: int, hidden: int) -> str:
        """What is said of a node, below its position."""
        stones, node = self._exploration.stones(index), self._exploration.nodes[index]
        side = self._exploration.side if node.mover_is_root else -self._exploration.side
        said = plain_tip(words.node_text(self._exploration, index, hidden))
        return f"{picture_tag(self._look, Picture(stones, side))}{said}"

    def _label(self, action: int | None) -> str:
        return "" if action is None else move_text(self._exploration.game, action)

    def _value(self, index: int) -> float:
        """For the player who began, so that a colour is a player's."""
        return self._exploration.nodes[index].value * self._exploration.side

    def _expected(self) -> float:
        """What a move is taken to be worth that has not been tried."""
        return self._exploration.nodes[0].expected - self._exploration.unvisited

    def _bubble(self) -> str:
        """The value that the leaf has been given, for whoever is to move at the root."""
        last, stage = self._exploration.last, self._exploration.stage
        if last is None or stage is not Stage.EVALUATE:
            return ""
        leaf = self._exploration.nodes[last.leaf]
        return signed(last.value if leaf.mover_is_root else -last.value)

    def _row(self, move: RootMove, is_next: bool) -> MoveRow:
        texts = (
            move_text(self._exploration.game, move.action),
            percent(move.prior),
            whole(move.visits),
            NOTHING if move.q is None else signed(move.q),
            fixed(move.u, 2),
        )
        return MoveRow(texts, is_next)
