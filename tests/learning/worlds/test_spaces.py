"""Descriptions of spaces: to and from files and Gymnasium."""

import json
import math

import numpy as np
import pytest
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Text, Tuple
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.worlds.spaces import (
    BoxSpace,
    DiscreteSpace,
    MultiBinarySpace,
    MultiDiscreteSpace,
    Spaces,
    VectorSpace,
)
from pg_desktop.messages import UserError

CART_POLE = Spaces(VectorSpace(4), DiscreteSpace(2))


def test_what_files_hold():
    assert CART_POLE.as_json() == {
        "observation": {"type": "Box", "shape": [4]},
        "action": {"type": "Discrete", "n": 2},
    }


bounds = st.floats(-1e6, 1e6, allow_subnormal=False)
sides = st.tuples(st.just(-math.inf) | bounds, st.just(math.inf) | bounds).filter(lambda side: side[0] < side[1])
boxes = st.lists(sides, min_size=1, max_size=4).map(lambda pairs: BoxSpace(*zip(*pairs, strict=True)))
actions = st.one_of(
    st.builds(DiscreteSpace, st.integers(1, 9)),
    boxes,
    st.builds(MultiDiscreteSpace, st.lists(st.integers(1, 9), min_size=1, max_size=4).map(tuple)),
    st.builds(MultiBinarySpace, st.integers(1, 9)),
)


@given(st.builds(Spaces, st.builds(VectorSpace, st.integers(1, 9)), actions))
def test_files_give_back_what_they_were_given(spaces):
    assert Spaces.from_json(json.loads(json.dumps(spaces.as_json(), allow_nan=False))) == spaces


@pytest.mark.parametrize(
    ("box", "text"),
    [
        (BoxSpace((-2.0,), (2.0,)), "[−2, 2]"),
        (BoxSpace((-1.0, -1.0), (1.0, 1.0)), "[−1, 1]"),
        (BoxSpace((-1.0, 0.0), (1.0, 0.25)), "[−1, 1] × [0, 0.25]"),
        (BoxSpace((-math.inf,), (math.inf,)), "[−∞, ∞]"),
        # What float32 makes of 0.1 is another bound.
        (BoxSpace((0.0,), (float(np.float32(0.1)),)), "[0, 0.100000001]"),
    ],
)
def test_bounds_in_words(box, text):
    assert box.intervals() == text


@pytest.mark.parametrize(
    ("action", "document"),
    [
        (BoxSpace((-2.0, -math.inf), (math.inf, 0.5)), {"type": "Box", "low": [-2.0, None], "high": [None, 0.5]}),
        (MultiDiscreteSpace((3, 2)), {"type": "MultiDiscrete", "counts": [3, 2]}),
        (MultiBinarySpace(4), {"type": "MultiBinary", "n": 4}),
    ],
)
def test_what_files_hold_of_other_actions(action, document):
    assert action.as_json() == document


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (DiscreteSpace(2), "Discrete(2)"),
        (BoxSpace((-1.0,) * 3, (1.0,) * 3), "Box(3)"),
        (MultiDiscreteSpace((3, 2)), "MultiDiscrete(3, 2)"),
        (MultiBinarySpace(4), "MultiBinary(4)"),
    ],
)
def test_how_spaces_read(action, text):
    assert str(Spaces(VectorSpace(5), action)) == f"Box(5) → {text}"


@pytest.mark.parametrize(
    ("low", "high"), [((), ()), ((0.0,), (1.0, 2.0)), ((1.0,), (1.0,)), ((2.0,), (1.0,)), ((math.nan,), (1.0,))]
)
def test_a_box_needs_bounds_that_leave_room(low, high):
    with pytest.raises(ValueError, match="bound"):
        BoxSpace(low, high)


@pytest.mark.parametrize(
    ("box", "bounded"),
    [
        (BoxSpace((-1.0,), (1.0,)), True),
        (BoxSpace((-1.0, 0.0), (1.0, math.inf)), False),
        (BoxSpace((-math.inf,), (1.0,)), False),
    ],
)
def test_whether_a_box_is_bounded(box, bounded):
    assert box.bounded is bounded


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"observation": {"type": "Box", "shape": [4]}},
        {"observation": [], "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": 4}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": []}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": [2, 2]}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": [0]}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": ["4"]}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": [4]}, "action": {"type": "Discrete", "n": True}},
        {"observation": {"type": "Box", "shape": [4]}, "action": {"type": "Discrete", "n": 2.0}},
        {"observation": {"type": "Box", "shape": [4]}, "action": {"type": "Box", "shape": [1]}},
        {"observation": {"type": "Dict", "shape": [4]}, "action": {"type": "Discrete", "n": 2}},
        *(
            {"observation": {"type": "Box", "shape": [4]}, "action": action}
            for action in (
                {"type": "Box", "low": [], "high": []},
                {"type": "Box", "low": [0], "high": [1, 2]},
                {"type": "Box", "low": [1], "high": [0]},
                {"type": "Box", "low": [0], "high": [0]},
                {"type": "Box", "low": 0, "high": 1},
                {"type": "Box", "low": "a", "high": "b"},
                {"type": "Box", "low": ["0"], "high": ["1"]},
                {"type": "Box", "low": [False], "high": [True]},
                {"type": "Box", "low": [math.nan], "high": [1]},
                {"type": "Box", "low": [0], "high": [math.inf]},
                {"type": "Box", "low": [0]},
                {"type": "MultiDiscrete", "counts": []},
                {"type": "MultiDiscrete", "counts": [2, 0]},
                {"type": "MultiDiscrete", "counts": [2, True]},
                {"type": "MultiDiscrete", "counts": 2},
                {"type": "MultiBinary", "n": 0},
                {"type": "MultiBinary", "n": "3"},
                {"type": "MultiBinary"},
                {"type": "Text"},
                {"type": []},
                {},
                None,
            )
        ),
    ],
)
def test_documents_of_another_kind_are_refused(document):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Spaces.from_json(document)


SUPPORTED_ACTIONS = [
    (Discrete(2), DiscreteSpace(2)),
    (Box(-2, 2, (1,)), BoxSpace((-2.0,), (2.0,))),
    (Box(np.array([-1, 0.5]), np.array([np.inf, 1]), dtype=np.float64), BoxSpace((-1.0, 0.5), (math.inf, 1.0))),
    (MultiDiscrete([3, 2]), MultiDiscreteSpace((3, 2))),
    (MultiBinary(4), MultiBinarySpace(4)),
]
UNSUPPORTED_ACTIONS = [
    Discrete(2, start=1),
    MultiDiscrete([2, 2], start=[0, 1]),
    MultiDiscrete([[2, 2], [2, 2]]),
    MultiBinary((2, 2)),
    Box(-1, 1, ()),
    Box(-1, 1, (0,)),
    Box(-1, 1, (2, 2)),
    Box(0, 9, (2,), np.int64),
    Text(3),
    Dict(a=Discrete(2)),
    Tuple([Discrete(2), Discrete(3)]),
]


@pytest.mark.parametrize(("space", "action"), SUPPORTED_ACTIONS)
def test_gymnasium_spaces_are_described(space, action):
    spaces = Spaces.from_gymnasium(Box(-1, 1, (4,)), space)
    assert spaces == Spaces(VectorSpace(4), action)
    # Of Python's own numbers, which JSON can hold.
    assert Spaces.from_json(json.loads(json.dumps(spaces.as_json()))) == spaces


@pytest.mark.parametrize(
    "observation",
    [Box(0, 255, (8, 8), np.uint8), Box(-1, 1, ()), Box(-1, 1, (0,)), Discrete(5), Dict(a=Box(-1, 1, (2,)))],
)
def test_observations_that_are_no_vector_are_refused(observation):
    with pytest.raises(UserError, match=r"^Observations of the form .* are not supported; .*\.$") as caught:
        Spaces.from_gymnasium(observation, Discrete(2))
    assert " ".join(str(observation).split()) in str(caught.value)


@pytest.mark.parametrize("action", UNSUPPORTED_ACTIONS)
def test_actions_that_no_policy_can_have_are_refused(action):
    with pytest.raises(UserError, match=r"^Actions of the form .* are not supported; .*\.$") as caught:
        Spaces.from_gymnasium(Box(-1, 1, (4,)), action)
    assert " ".join(str(action).split()) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("action", [Box(1, 1, (2,)), Box(np.array([-1.0, 0.5]), np.array([1.0, 0.5]), dtype=float)])
def test_a_number_that_is_fixed_is_why_actions_are_refused(action):
    with pytest.raises(UserError) as caught:
        Spaces.from_gymnasium(Box(-1, 1, (4,)), action)
    assert str(caught.value) == (
        f"Actions of the form {' '.join(str(action).split())} are not supported, because one of the numbers is fixed: "
        "its lower bound is not below its upper bound."
    )
