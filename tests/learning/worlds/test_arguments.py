"""Keyword arguments of environments: as they are held, written and read."""

import json
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.arguments import (
    ARGUMENTS_MAX,
    arguments_of,
    arguments_with,
    canonical_arguments,
    shown_arguments,
)
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError

MODULE = "tests.learning.worlds.counting_world"


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", {}),
        ("  ", {}),
        ("{}", {}),
        ("is_slippery=false", {"is_slippery": False}),
        ("a=True,b = FALSE", {"a": True, "b": False}),
        ("a=None, b=null", {"a": None, "b": None}),
        ("a=1, b=-2, c=+3", {"a": 1, "b": -2, "c": 3}),
        ("a=1.5, b=.5, c=1e-3, d=2.", {"a": 1.5, "b": 0.5, "c": 0.001, "d": 2.0}),
        ("map_name=8x8", {"map_name": "8x8"}),
        ("a=nan, b=1_000, c=12e", {"a": "nan", "b": "1_000", "c": "12e"}),
        ("a=, b=two words", {"a": "", "b": "two words"}),
        ('a="true", b="1", c="x, y=2"', {"a": "true", "b": "1", "c": "x, y=2"}),
        ('desc=["SF", "FG"], n=2', {"desc": ["SF", "FG"], "n": 2}),
        ('config={"lanes": 3, "ids": [1, 2]}', {"config": {"lanes": 3, "ids": [1, 2]}}),
        ('{"b": 1, "a": [true, null]}', {"a": [True, None], "b": 1}),
        ("a=1,", {"a": 1}),  # as Python has it
        ("größe=3", {"größe": 3}),
        ("n=123456789012345678901234567890", {"n": 1.2345678901234568e29}),
    ],
)
def test_what_is_written_is_read(text, arguments):
    held = canonical_arguments(text)
    assert arguments_of(held) == arguments
    assert [type(value) for value in arguments_of(held).values()] == [
        type(arguments[name]) for name in sorted(arguments)
    ]
    assert held.isascii()
    assert canonical_arguments(held) == held


def test_equal_arguments_are_equal_texts():
    assert canonical_arguments("b=2, a=1") == canonical_arguments('{"a":1,"b":2}') == '{"a": 1, "b": 2}'


@pytest.mark.parametrize(
    "text",
    [
        "slippery",
        "=3",
        "a=1 b=2, c",
        "a=1, a=2",
        "1a=2",
        "a-b=2",
        'a="x',
        'a="x" y',
        "a=[1, 2",
        "a=[NaN]",
        "{",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 2}}',
        '{"a": NaN}',
        '{"a": 1e999}',
        "a=1e999",
        '{"no name": 1}',
        '{"a": 1} b',
        f"a={'[' * 100_000}",
    ],
)
def test_what_is_no_list_of_arguments_is_refused_in_one_sentence(text):
    with pytest.raises(UserError) as caught:
        canonical_arguments(text)
    message = str(caught.value)
    assert "is no list of arguments; they are written name=value, with a comma between two of them" in message
    assert len(message) < 400


@pytest.mark.parametrize("name", ["render_mode", "max_episode_steps", "id"])
def test_what_the_program_sets_itself_cannot_be_set(name):
    with pytest.raises(UserError, match=f"^{name} cannot be an argument of an environment, .* setting step_limit"):
        canonical_arguments(f"{name}=3")


def test_there_is_a_limit():
    longest = "x" * (ARGUMENTS_MAX - len('{"a": ""}'))
    assert len(canonical_arguments(f"a={longest}")) == ARGUMENTS_MAX
    with pytest.raises(UserError, match="can have 1000 characters together, but these have 1001"):
        canonical_arguments(f"a={longest}x")


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.from_regex("[a-z]{1,5}_", fullmatch=True), values, max_size=3))
def test_what_is_shown_can_be_written(arguments):
    held = canonical_arguments(json.dumps(arguments))
    assert canonical_arguments(shown_arguments(held)) == held


def test_how_they_read():
    assert (
        shown_arguments(canonical_arguments('a="8x8", b="true", c=true, d="1", e=""'))
        == 'a=8x8, b="true", c=true, d="1", e='
    )
    assert shown_arguments("") == ""


def test_single_ones_are_given_anew():
    held = canonical_arguments("is_slippery=true, map_name=4x4")
    changed = arguments_with(held, ["map_name=8x8", 'desc=["S,F"]', "a=x, y"])
    assert arguments_of(changed) == {"is_slippery": True, "map_name": "8x8", "desc": ["S,F"], "a": "x, y"}
    assert arguments_with(held, []) == held
    for wrong in ("map_name", 'a="x" y', "a b=1"):
        with pytest.raises(UserError, match="is no list of arguments"):
            arguments_with(held, [wrong])


def test_environments_are_made_with_them():
    world = make_world("FrozenLake-v1", arguments=canonical_arguments("map_name=8x8"))
    assert world.name == "FrozenLake-v1, map_name=8x8"
    assert world.spaces.observation.size == 64
    with closing(world.vector_env(2)) as env:
        assert env.reset(seed=0)[0].shape == (2, 64)
    with closing(world.single_env(drawn=False)) as env:
        assert env.unwrapped.desc.shape == (8, 8)


@pytest.mark.parametrize("vector", ["Slow-v0", "TogetherNEXT_STEP-v0"])
def test_whatever_steps_them_together_makes_them_with_them(vector):
    """An offset to the first number of what they show."""
    found = []
    for offset in (0, 50):
        world = make_world(f"{MODULE}:{vector}", arguments=canonical_arguments(f"offset={offset}"))
        with closing(world.vector_env(2)) as env:
            assert isinstance(env, ProcessVectorEnv)
            found.append(env.reset(seed=0)[0])
    np.testing.assert_array_equal(found[1] - found[0], [[50, 0], [50, 0]])


def test_what_they_do_not_take_is_named():
    with pytest.raises(UserError, match=r"^FrozenLake-v1, ice=true cannot be made: TypeError: .*'ice'"):
        make_world("FrozenLake-v1", arguments=canonical_arguments("ice=true"))
    with pytest.raises(UserError, match=r"^CartPole-v1 takes no arguments here, but a=1 was given; leave it out\.$"):
        make_world("CartPole-v1", arguments=canonical_arguments("a=1"))


def test_training_has_them_from_the_settings():
    settings = Settings(
        environment="FrozenLake-v1",
        environment_arguments="map_name=8x8, is_slippery=false",
        step_limit=7,
        hidden_size=4,
        episodes_per_update=2,
    )
    assert settings.environment_arguments == '{"is_slippery": false, "map_name": "8x8"}'
    with closing(Trainer(settings)) as trainer:
        assert trainer.update().lengths_N.max() <= 7
        assert trainer.world.name == "FrozenLake-v1, is_slippery=false, map_name=8x8"
