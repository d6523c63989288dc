"""Which nodes of a search tree are drawn, and where; no drawing.

A tree of a few hundred nodes cannot be read. So the most visited ones are drawn, as many side by side as there is room
for, and of the others it is counted how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final, Protocol

DEPTH_MAX: Final = 4


class Branch(Protocol):
    """What of a node its place depends on; see `pg_desktop.learning.games.search.tree.Node`."""

    @property
    def index(self) -> int:
        """Its number, which is its place in the list; the root is 0."""
        ...

    @property
    def parent(self) -> int | None:
        """The node before it; None of the root."""
        ...

    @property
    def action(self) -> int | None:
        """The move that led to it."""
        ...

    @property
    def depth(self) -> int:
        """Moves from the root."""
        ...

    @property
    def visits(self) -> int:
        """Simulations that came through it."""
        ...


@dataclass(frozen=True)
class Spot:
    """A node in the drawing.

    Attributes:
        index: the node's number.
        parent: that of the node before it; None of the root.
        x: from left to right, in places of leaves; the first one's is 0.
        depth: from top to bottom.
        hidden: how many of its children are not drawn.
    """

    index: int
    parent: int | None
    x: float
    depth: int
    hidden: int


@dataclass(frozen=True)
class Drawing:
    """Nodes and their places.

    Attributes:
        spots: of the nodes that are drawn, each after its parent.
        leaves: how many places there are side by side.
        depth: of the deepest.
    """

    spots: tuple[Spot, ...]
    leaves: int
    depth: int


def draw(nodes: Sequence[Branch], kept: Set[int], leaves_max: int, depth_max: int = DEPTH_MAX) -> Drawing:
    """Choose and place nodes.

    Args:
        nodes: of the tree, each after its parent.
        kept: those that are drawn before others, such as a simulation's path.
        leaves_max: how many places there are side by side.
        depth_max: moves from the root, at the most.
    """
    children: dict[int, list[Branch]] = {}
    for node in nodes:
        if node.parent is not None:
            children.setdefault(node.parent, []).append(node)
    chosen = _chosen(nodes, children, kept, leaves_max, depth_max)
    return _placed(nodes[0], children, chosen)


def _chosen(
    nodes: Sequence[Branch], children: Mapping[int, list[Branch]], kept: Set[int], leaves_max: int, depth_max: int
) -> set[int]:
    """The most visited nodes whose parents are chosen, too."""
    chosen, leaves = {0}, 1
    with_children: set[int] = set()
    waiting: list[tuple[bool, int, int]] = []

    def offer(index: int) -> None:
        for child in children.get(index, ()):
            if child.depth <= depth_max:
                heappush(waiting, (child.index not in kept, -child.visits, child.index))

    offer(0)
    while waiting:
        _, _, index = heappop(waiting)
        parent = nodes[index].parent
        if parent in with_children:  # the first child of a node takes its place, the others need places of their own
            if leaves >= leaves_max:
                continue
            leaves += 1
        if parent is not None:
            with_children.add(parent)
        chosen.add(index)
        offer(index)
    return chosen


def _placed(root: Branch, children: Mapping[int, list[Branch]], chosen: Set[int]) -> Drawing:
    spots: dict[int, Spot] = {}
    leaves = 0

    def place(node: Branch) -> float:
        nonlocal leaves
        of_node = children.get(node.index, [])
        drawn = sorted((child for child in of_node if child.index in chosen), key=lambda child: child.action or 0)
        xs = [place(child) for child in drawn]
        if xs:
            x = (xs[0] + xs[-1]) / 2
        else:
            x, leaves = float(leaves), leaves + 1
        spots[node.index] = Spot(node.index, node.parent, x, node.depth, len(of_node) - len(drawn))
        return x

    place(root)
    ordered = tuple(spots[index] for index in sorted(spots))
    return Drawing(ordered, leaves, max(spot.depth for spot in ordered))
