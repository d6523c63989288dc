"""Which nodes of a tree are drawn, and where, by hand."""

from dataclasses import dataclass

from pg_desktop.ui.panes.search.layout import draw


@dataclass(frozen=True)
class Node:
    index: int
    parent: int | None
    action: int | None
    depth: int
    visits: int


#        0
#   1    2    3       visits 5, 9, 1
#  4 5   6            visits 3, 1, 8
#        7            visits 7
TREE = (
    Node(0, None, None, 0, 15),
    Node(1, 0, 0, 1, 5),
    Node(2, 0, 1, 1, 9),
    Node(3, 0, 2, 1, 1),
    Node(4, 1, 1, 2, 3),
    Node(5, 1, 2, 2, 1),
    Node(6, 2, 0, 2, 8),
    Node(7, 6, 2, 3, 7),
)


def places(drawing):
    return {spot.index: (spot.x, spot.depth, spot.hidden) for spot in drawing.spots}


def test_where_there_is_room_all_are_drawn():
    drawing = draw(TREE, set(), 10)
    assert (drawing.leaves, drawing.depth) == (4, 3)
    assert places(drawing) == {
        0: (1.75, 0, 0),
        1: (0.5, 1, 0),
        2: (2.0, 1, 0),
        3: (3.0, 1, 0),
        4: (0.0, 2, 0),
        5: (1.0, 2, 0),
        6: (2.0, 2, 0),
        7: (2.0, 3, 0),
    }


def test_the_most_visited_have_the_room_and_the_others_are_counted():
    drawing = draw(TREE, set(), 2)
    assert places(drawing) == {
        0: (0.5, 0, 1),
        1: (0.0, 1, 1),
        2: (1.0, 1, 0),
        4: (0.0, 2, 0),
        6: (1.0, 2, 0),
        7: (1.0, 3, 0),
    }


def test_a_path_comes_before_what_is_visited_more():
    assert set(places(draw(TREE, {0, 3}, 1))) == {0, 3}
    assert set(places(draw(TREE, {0, 1, 5}, 1))) == {0, 1, 5}


def test_it_goes_no_deeper_than_it_may():
    drawing = draw(TREE, set(), 10, depth_max=1)
    assert set(places(drawing)) == {0, 1, 2, 3}
    assert places(drawing)[2] == (1.0, 1, 1)


def test_a_root_alone_is_a_tree():
    assert places(draw(TREE[:1], set(), 5)) == {0: (0.0, 0, 0)}
