"""Descriptions of spaces: to and from files and Gymnasium."""

import json
import math

import numpy as np
import pytest
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Sequence, Text, Tuple, flatten_space
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.worlds.gymnasium_spaces import spaces_of
from pg_desktop.learning.worlds.spaces import (
    NESTING_MAX,
    NUMBERS_MAX,
    ArraySpace,
    BoxSpace,
    DictSpace,
    DiscreteSpace,
    FlattenedSpace,
    MultiBinarySpace,
    MultiDiscreteSpace,
    Spaces,
    TupleSpace,
    VectorSpace,
    seen_as_vector,
)
from pg_desktop.messages import UserError
from pg_desktop.storage.strict_json import parse_json

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


_flat = st.one_of(
    st.builds(VectorSpace, st.integers(1, 9)),
    st.builds(ArraySpace, st.just(()) | st.lists(st.integers(1, 5), min_size=2, max_size=3).map(tuple)),
    st.builds(DiscreteSpace, st.integers(1, 9)),
    st.builds(MultiDiscreteSpace, st.lists(st.integers(1, 9), min_size=1, max_size=4).map(tuple)),
    st.builds(MultiBinarySpace, st.integers(1, 9)),
)


def _nested(spaces):
    parts = st.lists(spaces, min_size=1, max_size=3).map(tuple)
    named = parts.map(lambda some: DictSpace(tuple(f"part {i}" for i in range(len(some))), some))
    return named | st.builds(TupleSpace, parts)


observations = st.recursive(_flat, _nested, max_leaves=5).map(seen_as_vector)


@given(st.builds(Spaces, observations, actions))
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


def _tower(levels):
    """Tuples within each other."""
    return TupleSpace((_tower(levels - 1),)) if levels else DiscreteSpace(2)


def test_what_is_nested_as_deep_as_can_be_still_opens():
    spaces = Spaces(FlattenedSpace(_tower(NESTING_MAX)), DiscreteSpace(2))
    metadata = json.dumps({"spaces": spaces.as_json()}).encode()
    assert Spaces.from_json(parse_json(metadata)["spaces"]) == spaces


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"observation": {"type": "Box", "shape": [4]}},
        {"observation": [], "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": 4}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": [2, 0]}, "action": {"type": "Discrete", "n": 2}},
        *(
            {"observation": observation, "action": {"type": "Discrete", "n": 2}}
            for observation in (
                {"type": "Text"},
                {"type": "Discrete", "n": 0},
                {"type": "MultiDiscrete", "counts": []},
                {"type": "MultiBinary", "n": None},
                {"type": "Tuple", "spaces": []},
                {"type": "Tuple", "spaces": [None]},
                {"type": "Dict", "spaces": [{"type": "Discrete", "n": 2}]},
                {"type": "Dict", "keys": [], "spaces": [{"type": "Discrete", "n": 2}]},
                {"type": "Dict", "keys": [1], "spaces": [{"type": "Discrete", "n": 2}]},
                {"type": "Dict", "keys": "a", "spaces": [{"type": "Discrete", "n": 2}]},
                {"type": "Dict", "keys": ["a\nb"], "spaces": [{"type": "Discrete", "n": 2}]},
                TupleSpace((_tower(NESTING_MAX),)).as_json(),
            )
        ),
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
    (Discrete(2, start=1), DiscreteSpace(2)),
    (Box(-2, 2, (1,)), BoxSpace((-2.0,), (2.0,))),
    (Box(np.array([-1, 0.5]), np.array([np.inf, 1]), dtype=np.float64), BoxSpace((-1.0, 0.5), (math.inf, 1.0))),
    (Box(-1, 1, ()), BoxSpace((-1.0,), (1.0,))),
    (Box(np.array([[-1.0], [-2.0]]), np.array([[3.0], [4.0]]), dtype=float), BoxSpace((-1.0, -2.0), (3.0, 4.0))),
    (MultiDiscrete([3, 2]), MultiDiscreteSpace((3, 2))),
    (MultiDiscrete([2, 3], start=[0, 1]), MultiDiscreteSpace((2, 3))),
    (MultiDiscrete([[2, 3], [4, 5]]), MultiDiscreteSpace((2, 3, 4, 5))),
    (MultiBinary(4), MultiBinarySpace(4)),
    (MultiBinary((2, 3)), MultiBinarySpace(6)),
]
UNSUPPORTED_ACTIONS = [
    Box(-1, 1, (0,)),
    Box(-1, 1, (2, 0)),
    Box(0, 9, (2,), np.int64),
    Text(3),
    Dict(a=Discrete(2)),
    Tuple([Discrete(2), Discrete(3)]),
]
OBSERVATIONS = [
    (Box(-1, 1, (4,)), VectorSpace(4), "Box(4)"),
    (Box(0, 255, (128,), np.uint8), VectorSpace(128), "Box(128)"),
    (Box(-1, 1, ()), FlattenedSpace(ArraySpace(())), "Box()"),
    (Box(-1, 1, (5, 5), np.float64), FlattenedSpace(ArraySpace((5, 5))), "Box(5 × 5)"),
    # Pieces on a board are no pixels.
    (Box(0, 12, (8, 8), np.uint8), FlattenedSpace(ArraySpace((8, 8))), "Box(8 × 8)"),
    (Discrete(5), FlattenedSpace(DiscreteSpace(5)), "Discrete(5)"),
    (Discrete(5, start=-2), FlattenedSpace(DiscreteSpace(5)), "Discrete(5)"),
    (MultiDiscrete([[2, 3], [4, 5]]), FlattenedSpace(MultiDiscreteSpace((2, 3, 4, 5))), "MultiDiscrete(2, 3, 4, 5)"),
    (MultiBinary((2, 3)), FlattenedSpace(MultiBinarySpace(6)), "MultiBinary(6)"),
    (
        Tuple([Discrete(32), Box(0, 1, (2,))]),
        FlattenedSpace(TupleSpace((DiscreteSpace(32), VectorSpace(2)))),
        "Tuple(Discrete(32), Box(2))",
    ),
    (
        Dict(board=Dict(at=MultiBinary(2)), goal=Box(-1, 1, (3,))),
        FlattenedSpace(DictSpace(("board", "goal"), (DictSpace(("at",), (MultiBinarySpace(2),)), VectorSpace(3)))),
        "Dict(board: Dict(at: MultiBinary(2)), goal: Box(3))",
    ),
]


@pytest.mark.parametrize(("space", "action"), SUPPORTED_ACTIONS)
def test_gymnasium_spaces_are_described(space, action):
    spaces = spaces_of(Box(-1, 1, (4,)), space)
    assert spaces == Spaces(VectorSpace(4), action)
    # Of Python's own numbers, which JSON can hold.
    assert Spaces.from_json(json.loads(json.dumps(spaces.as_json()))) == spaces


@pytest.mark.parametrize(("space", "observation", "text"), OBSERVATIONS)
def test_observations_are_described(space, observation, text):
    spaces = spaces_of(space, Discrete(2))
    assert spaces.observation == observation
    assert str(spaces.observation) == text
    assert spaces.observation.size == flatten_space(space).shape[0]
    assert Spaces.from_json(json.loads(json.dumps(spaces.as_json()))) == spaces


@pytest.mark.parametrize(
    ("observation", "reason"),
    [
        (Box(0, 255, (8, 8), np.uint8), "because they hold a picture; up to 4096 numbers in Box, "),
        (Dict(image=Box(0, 255, (96, 96, 3), np.uint8), speed=Box(0, 1, (1,))), "because they hold a picture; up to "),
        (Box(-1, 1, (0,)), "because they are 0 numbers; 1 to 4096 are, "),
        (Box(-1, 1, (64, 65)), "because they are 4160 numbers; 1 to 4096 are, and no pictures."),
        (Box(-1, 1, (NUMBERS_MAX + 1,)), "because they are 4097 numbers; "),
        (Discrete(NUMBERS_MAX + 1), "because they are 4097 numbers; "),
        (Dict(), "because they are 0 numbers; "),
        (Text(3), "; Box, Discrete, MultiDiscrete and MultiBinary are, and Dict and Tuple of these."),
        (Dict(a=Discrete(2), b=Sequence(Discrete(2))), "; Box, Discrete, "),
    ],
)
def test_observations_that_no_policy_can_see_are_refused(observation, reason):
    with pytest.raises(UserError) as caught:
        spaces_of(observation, Discrete(2))
    message = str(caught.value)
    assert message.startswith(f"Observations of the form {' '.join(str(observation).split())} are not supported")
    assert reason in message
    assert message.endswith(".")


def test_spaces_that_are_nested_too_deep_are_refused():
    space = Discrete(2)
    for _ in range(NESTING_MAX):
        space = Tuple([space])
    assert spaces_of(space, Discrete(2)).observation.size == 2
    with pytest.raises(UserError, match="not supported"):
        spaces_of(Tuple([space]), Discrete(2))


def test_what_a_message_says_of_a_space_has_an_end():
    with pytest.raises(UserError) as caught:
        spaces_of(Dict({f"sensor {i}": Text(3) for i in range(1000)}), Discrete(2))
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("action", "count"),
    [
        (Discrete(4097), 4097),
        (MultiDiscrete([2000, 2000, 97]), 4097),
        (MultiBinary(5000), 5000),
        (Box(0, 1, (2049,)), 4098),
    ],
)
def test_too_many_actions_are_refused(action, count):
    with pytest.raises(UserError, match=rf"are not supported: {count} are too many; up to 4096 are\.$"):
        spaces_of(Box(-1, 1, (4,)), action)


@pytest.mark.parametrize("action", UNSUPPORTED_ACTIONS)
def test_actions_that_no_policy_can_have_are_refused(action):
    with pytest.raises(UserError, match=r"^Actions of the form .* are not supported; .*\.$") as caught:
        spaces_of(Box(-1, 1, (4,)), action)
    assert " ".join(str(action).split()) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("action", [Box(1, 1, (2,)), Box(np.array([-1.0, 0.5]), np.array([1.0, 0.5]), dtype=float)])
def test_a_number_that_is_fixed_is_why_actions_are_refused(action):
    with pytest.raises(UserError) as caught:
        spaces_of(Box(-1, 1, (4,)), action)
    assert str(caught.value) == (
        f"Actions of the form {' '.join(str(action).split())} are not supported, because one of the numbers is fixed: "
        "its lower bound is not below its upper bound."
    )
