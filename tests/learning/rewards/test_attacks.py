"""What somebody might write into a reward to do harm: it is refused, or harmless."""

import time

import numpy as np
import pytest

from pg_desktop.learning.rewards.reward import compiled
from pg_desktop.learning.rewards.tree import DEPTH_MAX, LENGTH_MAX, NODES_MAX, RewardError
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from tests.learning.rewards.played import CART_POLE, of

REFUSED = (
    "__import__('os').system('true')",
    "import os",
    "os.system",
    "x.__class__",
    "x.real",
    "().__class__.__bases__[0].__subclasses__()",
    "[].append(1)",
    "[x for x in y]",
    "{x: 1}",
    "{1, 2}",
    "(1, 2)",
    "x[0]",
    "x[::]",
    "lambda: 1",
    "lambda x: x",
    "x := 3",
    "x = 3",
    "x; v",
    "x\nv",
    "x\tv",
    "x\0v",
    "'text'",
    '"text"',
    'f"{x}"',
    "b'x'",
    "`x`",
    "$x",
    "x # comment",
    "x // 2",
    "x % 2",
    "x & v",
    "x | v",
    "~x",
    "x @ v",
    "x << 3",
    "x if v else 1",
    "yield x",
    "await x",
    "print(x)",
    "eval(x)",
    "exec(x)",
    "open(x)",
    "getattr(x, v)",
    "globals()",
    "abs",
    "abs()",
    "abs(x, v)",
    "abs(*x)",
    "abs(a=x)",
    "abs(x)(v)",
    "sin(sin)",
    "max(x)",
    "True",
    "None",
    "nan",
    "inf",
    "__builtins__",
    "self",
    "np.inf",
    "0x10",
    "1_000",
    "1j",
    "1e999",
    "9" * 31,
    "1e" + "9" * 28,
    "x < v < 1",
    "x 2",
    "2 x",
    "x +",
    "* x",
    ")",
    "(",
    "x)",
    "((x)",
    "x'''",
    "'x",
    "u'",
    "not",
    "and x",
    "x and",
    "x y",
    "x\u202ev",
    "x\u200bv",
    "ｘ",
    "х",  # Cyrillic
    "x⁴",
    "½",
    "∞",
    "…",
    "(" * 500 + "x" + ")" * 500,
    "(" * (DEPTH_MAX + 1) + "x" + ")" * (DEPTH_MAX + 1),
    "-" * (DEPTH_MAX + 1) + "x",
    "not " * (DEPTH_MAX + 1) + "x",
    "2^" * (DEPTH_MAX + 1) + "2",
    "abs(" * (DEPTH_MAX + 1) + "x" + ")" * (DEPTH_MAX + 1),
    "x+" * NODES_MAX + "x",
    "x" * (LENGTH_MAX + 1),
    " " * LENGTH_MAX + "x",
    "1,000",
    "x, v",
    ",",
)
HARMLESS = (
    "9^9^9^9^9",
    "0/0",
    "1/0",
    "-1/0",
    "0^-1",
    "(-8)^(1/3)",
    "sqrt(-1)",
    "log(0)",
    "log(-1)",
    "exp(1e9)",
    "1e308 * 1e308",
    "exp(exp(exp(exp(9))))",
    "where(1, 0/0, 1)",
    "atan2(0, 0)",
    "clip(x, 3, 1)",
    "0 == -0",
    "(" * DEPTH_MAX + "x" + ")" * DEPTH_MAX,
    "-" * DEPTH_MAX + "x",
    "+".join(["x"] * (NODES_MAX // 2)),
)


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text[:24]))
def test_what_is_no_reward_is_refused_in_a_sentence_with_a_column(text):
    begun = time.thread_time()
    with pytest.raises(RewardError) as caught:
        compiled(text, CART_POLE)
    assert time.thread_time() - begun < 0.1
    assert 1 <= caught.value.column <= LENGTH_MAX + 1
    assert str(caught.value).startswith(f"Column {caught.value.column}: ")


@pytest.mark.parametrize("text", HARMLESS, ids=lambda text: text[:24])
def test_what_is_one_comes_to_numbers_in_a_moment(text):
    begun = time.thread_time()
    found = of(text)
    assert time.thread_time() - begun < 0.1
    assert found.shape == (2,)
    assert found.dtype == np.float64


def test_there_are_enough_of_them():
    assert len({*REFUSED, *HARMLESS}) >= 60


@pytest.mark.parametrize("value", [1, None, ["x"], {"x": 1}, True, 1.5, "x\nv", "import os", "x" * 5000])
def test_nothing_of_the_kind_becomes_a_setting(value):
    with pytest.raises(UserError):
        Settings().changed({"reward": value})
