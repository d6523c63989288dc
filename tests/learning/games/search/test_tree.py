import numpy as np
import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR, TIC_TAC_TOE
from pg_desktop.learning.games.search.evaluators import PolicyEvaluator
from pg_desktop.learning.games.search.search import Search
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.games.search.tree import Tree
from tests.learning.games.playing import after
from tests.learning.games.policies import drawn_policy
from tests.learning.games.search.evaluators import Even
from tests.learning.games.search.test_search import TWO_LEFT


@pytest.fixture
def tree():
    return Tree(TIC_TAC_TOE, Even(TIC_TAC_TOE), SearchSettings(0), TWO_LEFT)


def test_it_tells_what_each_simulation_does(tree):
    # The same five that `test_search` follows by hand.
    steps = [tree.step() for _ in range(5)]
    assert [step.path for step in steps] == [(6,), (8,), (6, 8), (8, 6), (6, 8)]
    assert [step.leaf for step in steps] == [1, 2, 3, 4, 3]
    assert [step.new for step in steps] == [True] * 4 + [False]
    assert [step.over for step in steps] == [False, False, True, True, True]
    assert [step.value for step in steps] == [0, 0, 0, -1, 0]
    assert steps[3].backed_up == (-1, 1)
    assert steps[0].prior_A == (0,) * 8 + (1,)
    first = steps[1].selections[0]
    assert (first.node, first.action) == (0, 8)
    assert [first.q_A[6], first.q_A[8]] == [0, -0.25]
    assert [first.u_A[6], first.u_A[8]] == pytest.approx([0.75 * 2**0.5 / 2, 0.75 * 2**0.5])
    assert first.u_A[0] == -np.inf


def test_nodes_have_one_view_of_what_is_good(tree):
    before = tree.nodes()
    for _ in range(5):
        tree.step()
    nodes = tree.nodes()
    assert len(before) == 1  # what was looked at stays as it was
    assert [(node.parent, node.action, node.depth) for node in nodes] == [
        (None, None, 0),
        (0, 6, 1),
        (0, 8, 1),
        (1, 8, 2),
        (2, 6, 2),
    ]
    assert [node.visits for node in nodes] == [5, 3, 2, 2, 1]
    assert [node.value for node in nodes] == pytest.approx([-0.2, 0, -0.5, 0, -1])  # X's win is bad for O, at the root
    assert [node.expected for node in nodes] == [0, 0, 0, 0, -1]
    assert [node.mover_is_root for node in nodes] == [True, False, False, True, True]
    assert [node.over for node in nodes] == [False, False, False, True, True]
    assert [node.prior for node in nodes] == [1, 0.5, 0.5, 1, 1]
    assert tree.position(4).key() == after(TIC_TAC_TOE, [0, 1, 2, 4, 3, 5, 7, 8, 6]).key()


def test_step_by_step_it_finds_what_a_search_finds():
    evaluator = PolicyEvaluator(CONNECT_FOUR, drawn_policy(CONNECT_FOUR, valued=True))
    settings, position = SearchSettings(60, root_noise=0.25), after(CONNECT_FOUR, [3, 3])
    tree = Tree(CONNECT_FOUR, evaluator, settings, position, np.random.default_rng(5))
    grown = Tree(CONNECT_FOUR, evaluator, SearchSettings(0, root_noise=0.25), position, np.random.default_rng(5))
    for _ in range(60):
        tree.step()
        grown.step()
    searched = Search(CONNECT_FOUR, evaluator, settings).run(position, np.random.default_rng(5))
    for found in (tree.found(), grown.found()):
        assert found.visit_NA.tolist() == searched.visit_NA.tolist()
        assert np.array_equal(found.q_NA, searched.q_NA, equal_nan=True)
        assert found.value_N.tolist() == searched.value_N.tolist()
    root, *children = (node for node in tree.nodes() if node.depth <= 1)
    assert root.visits == sum(node.visits for node in children) == 60


def test_a_tree_has_one_root():
    with pytest.raises(ValueError, match="2 positions"):
        Tree(TIC_TAC_TOE, Even(TIC_TAC_TOE), SearchSettings(0), TIC_TAC_TOE.start(2))
