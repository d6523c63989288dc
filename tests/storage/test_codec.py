"""Frozen dataclasses come back from JSON and arrays as they went in, and whatever is otherwise is refused."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pg_desktop.messages import UserError
from pg_desktop.storage.codec import Adapter, Codec, CodecError


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Inner:
    number: int
    real: float = 0.5


@dataclass(frozen=True, eq=False)
class Outer:
    flag: bool
    colour: Colour
    inner: Inner
    maybe: Inner | None
    several: tuple[Inner, ...]
    pair: tuple[int, str]
    values_N: NDArray[np.float32]
    counts_N: NDArray[np.int64]
    loose: Mapping[str, Any] = field(default_factory=dict)

    def check(self):
        if len(self.values_N) != len(self.counts_N):
            raise ValueError("no pair of arrays")


def an_outer(**changes):
    given = {
        "flag": True,
        "colour": Colour.BLUE,
        "inner": Inner(2**100, 1e-300),
        "maybe": None,
        "several": (Inner(1), Inner(-1, math.inf)),
        "pair": (3, "x"),
        "values_N": np.array([1.5, -0.0], np.float32),
        "counts_N": np.array([1, 2]),
        "loose": {"deep": {"state": 2**127, "text": "plain"}},
    }
    return Outer(**(given | changes))


def through_json(encoded):
    return json.loads(json.dumps(encoded.json, allow_nan=False))


def test_everything_comes_back():
    outer = an_outer()
    encoded = Codec().encode(outer)
    assert sorted(encoded.arrays) == ["counts_N", "values_N"]
    again = Codec().decode(Outer, through_json(encoded), encoded.arrays)
    assert (again.flag, again.colour, again.inner, again.maybe) == (True, Colour.BLUE, outer.inner, None)
    assert (again.several, again.pair, again.loose) == (outer.several, outer.pair, outer.loose)
    assert again.values_N.tobytes() == outer.values_N.tobytes()
    assert isinstance(again.colour, Colour)


@given(number=st.integers(-(2**250), 2**250), real=st.floats())
def test_numbers_come_back_to_the_last_bit(number, real):
    again = Codec().decode(Inner, through_json(Codec().encode(Inner(number, real))))
    assert again.number == number
    assert again.real == real or (math.isnan(again.real) and math.isnan(real))
    assert math.copysign(1, again.real) == math.copysign(1, real) or math.isnan(real)


def test_what_is_missing_has_its_default():
    assert Codec().decode(Inner, {"number": 1}) == Inner(1, 0.5)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"number": True},
        {"number": 1.0},
        {"number": "1"},
        {"number": "0xg"},
        {"number": "0x" + "f" * 65},
        {"number": 1, "real": "nan"},
        {"number": 1, "real": None},
        {"number": 1, "real": True},
        {"number": 1, "more": 2},
        [1],
        None,
    ],
)
def test_what_is_of_another_kind_is_refused(document):
    with pytest.raises(CodecError, match="is not as it should be"):
        Codec().decode(Inner, document)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"colour": "green"}, "colour"),
        ({"flag": 1}, "flag"),
        ({"several": {}}, "several"),
        ({"several": [{"number": None}]}, "several.0.number"),
        ({"pair": [1]}, "pair"),
        ({"pair": [1, 2]}, "pair.1"),
        ({"inner": None}, "inner"),
        ({"values_N": [1.0]}, "values_N"),
        ({"loose": []}, "loose"),
    ],
)
def test_the_sentence_names_the_place(changes, place):
    encoded = Codec().encode(an_outer())
    with pytest.raises(CodecError, match=f"^{place} is not"):
        Codec().decode(Outer, through_json(encoded) | changes, encoded.arrays)


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"values_N": np.zeros(2, np.float32)},
        {"values_N": np.zeros(2), "counts_N": np.zeros(2, np.int64)},
        {"values_N": np.zeros(3, np.float32), "counts_N": np.zeros(2, np.int64)},
        {"values_N": np.zeros(2, np.float32), "counts_N": np.zeros(2, np.int64), "more": np.zeros(1)},
    ],
    ids=["none", "one", "another dtype", "not belonging together", "one too many"],
)
def test_arrays_must_be_those_that_are_asked_for(arrays):
    with pytest.raises(CodecError):
        Codec().decode(Outer, Codec().encode(an_outer()).json, arrays)


def test_an_adapter_says_why():
    def refuse(document):
        raise UserError("it is {what}", what=document % 1000)

    codec = Codec({Inner: Adapter(lambda inner: inner.number, refuse)})
    encoded = codec.encode(an_outer(several=()))
    with pytest.raises(CodecError, match=r"^inner cannot be used: it is 376$"):
        codec.decode(Outer, encoded.json, encoded.arrays)


def test_what_no_file_can_hold_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="cannot be held"):
        Codec().encode(Inner(object()))
