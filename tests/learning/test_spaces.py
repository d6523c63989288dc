"""Descriptions of spaces: to and from files and Gymnasium."""

import json

import numpy as np
import pytest
from gymnasium.spaces import Box, Discrete, MultiDiscrete

from pg_desktop.learning.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.messages import UserError

CART_POLE = Spaces(VectorSpace(4), DiscreteSpace(2))


def test_what_files_hold():
    assert CART_POLE.as_json() == {
        "observation": {"type": "Box", "shape": [4]},
        "action": {"type": "Discrete", "n": 2},
    }


@pytest.mark.parametrize("spaces", [CART_POLE, Spaces(VectorSpace(1), DiscreteSpace(1))])
def test_files_give_back_what_they_were_given(spaces):
    assert Spaces.from_json(json.loads(json.dumps(spaces.as_json()))) == spaces


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
    ],
)
def test_documents_of_another_kind_are_refused(document):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Spaces.from_json(document)


def test_gymnasium_spaces_are_described():
    assert Spaces.from_gymnasium(Box(-1, 1, (4,)), Discrete(2)) == CART_POLE


@pytest.mark.parametrize("observation", [Box(0, 255, (8, 8), np.uint8), Box(-1, 1, ()), Discrete(5)])
def test_observations_that_are_no_vector_are_refused(observation):
    with pytest.raises(UserError, match=r"^Observations of the form .* are not supported; .*\.$"):
        Spaces.from_gymnasium(observation, Discrete(2))


@pytest.mark.parametrize("action", [Box(-1, 1, (1,)), MultiDiscrete([2, 2]), Discrete(2, start=1)])
def test_actions_that_are_not_numbered_from_0_are_refused(action):
    with pytest.raises(UserError, match=r"^Actions of the form .* are not supported; .*\.$"):
        Spaces.from_gymnasium(Box(-1, 1, (4,)), action)
