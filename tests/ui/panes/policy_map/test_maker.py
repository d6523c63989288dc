"""Maps are computed beside the window, the latest wish first, and nothing is computed that nobody wants."""

import threading

import numpy as np
import pytest

from pg_desktop.learning.explaining import policy_map
from pg_desktop.learning.explaining.policy_map import Axis, Plane, surface_of
from pg_desktop.learning.explaining.quantities import Kind, Quantity
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.panes.policy_map.maker import MapMaker, Wish
from tests.learning.explaining.policies import linear

PLANE = Plane(Axis(2, -1.0, 1.0), Axis(3, -1.0, 1.0), 8)
SURFACE = surface_of(linear(), Quantity(Kind.PROBABILITY, 0, 1))


def wish(key, states=1):
    return Wish(key, (SURFACE,), PLANE, np.zeros((states, 4), np.float32))


@pytest.fixture
def maker(qtbot):
    from PySide6.QtCore import QObject

    owner = QObject()
    made = MapMaker(Turns(), owner)
    made.seen = []
    made.made.connect(lambda wanted, refinement: made.seen.append((wanted.key, refinement)))
    yield made
    made.stop()


def test_a_map_is_made(maker, qtbot):
    maker.want(wish("a"))
    qtbot.waitUntil(lambda: not maker.busy and bool(maker.seen))
    ((key, refinement),) = maker.seen
    assert key == "a"
    assert refinement.done
    np.testing.assert_array_equal(refinement.values_YX, policy_map.on_plane(SURFACE, PLANE, np.zeros(4, np.float32)))


def test_the_same_wish_again_costs_nothing(maker, qtbot):
    maker.want(wish("a"))
    qtbot.waitUntil(lambda: not maker.busy and bool(maker.seen))
    maker.want(wish("a"))
    assert not maker.busy
    assert maker.begun == 1
    maker.give_up()
    maker.want(wish("a"))
    qtbot.waitUntil(lambda: len(maker.seen) == 2)


def test_of_many_wishes_the_first_and_the_last_are_obeyed(maker, qtbot):
    for key in range(50):
        maker.want(wish(key))
    qtbot.waitUntil(lambda: bool(maker.seen) and maker.seen[-1][0] == 49)
    assert [key for key, _ in maker.seen] == [0, 49]
    assert maker.begun == 2


def test_a_wish_that_refines_gives_way_once_something_is_seen_of_it(maker, qtbot, monkeypatch):
    goes_on, refined = threading.Event(), policy_map.refined

    def slow(surfaces, plane, others_BO, stop):
        def waiting():
            goes_on.wait(0.01)
            return stop()

        return refined(surfaces, plane, others_BO, waiting)

    monkeypatch.setattr(policy_map, "refined", slow)
    maker.want(wish("average", 200))
    maker.want(wish("b"))
    qtbot.waitUntil(lambda: bool(maker.seen) and maker.seen[-1][0] == "b")
    goes_on.set()
    kinds = [(key, refinement.done) for key, refinement in maker.seen]
    assert kinds[0] == ("average", False)
    assert ("average", True) not in kinds
    assert kinds[-1] == ("b", True)


def test_what_fails_is_told(maker, qtbot):
    with qtbot.waitSignal(maker.failed) as caught:
        maker.want(Wish("a", (SURFACE,), PLANE, np.zeros((1, 3), np.float32)))
    assert "unexpected" in caught.args[0].template
    maker.want(wish("b"))
    qtbot.waitUntil(lambda: bool(maker.seen))


def test_after_the_end_nothing_is_begun(maker):
    maker.stop()
    maker.want(wish("a"))
    assert not maker.busy
    assert maker.begun == 0
