"""Steps cross as bytes where everything is as the spaces say, and to the last bit as they are."""

from contextlib import closing

import numpy as np
import pytest
from gymnasium import spaces

from pg_desktop.learning.worlds.elsewhere import Elsewhere
from pg_desktop.learning.worlds.packed_steps import StepLayout
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.messages import UserError

RECIPE = Recipe("tests.learning.worlds.counting_world:Counting-v0", "", 6)
LAYOUT = StepLayout.of(3, spaces.Box(-np.inf, np.inf, (2,), np.float32), spaces.Discrete(2))


def stepped(dtype=np.float32):
    obs_NO = np.array([[np.pi, -0.0], [np.float32(1e-45), 3e38], [5, 6]], dtype)
    return obs_NO, np.array([1e300, -0.0, 0.1]), np.array([True, False, False]), np.array([False, False, True])


def test_what_comes_out_is_what_went_in_to_the_last_bit():
    for before, after in zip(stepped(), LAYOUT.stepped(LAYOUT.packed(stepped())), strict=True):
        assert (before.dtype, before.shape, before.tobytes()) == (after.dtype, after.shape, after.tobytes())
        assert after.flags.writeable
    actions = np.array([0, 1, 1])
    assert LAYOUT.actions(LAYOUT.packed_actions(actions)).tolist() == [0, 1, 1]


@pytest.mark.parametrize("actions", [np.array([0, 1]), np.array([0, 1, 1], np.int32), np.array([0.0, 1.0, 1.0])])
def test_other_actions_than_the_space_says_are_not_packed(actions):
    assert LAYOUT.packed_actions(actions) is None


def test_observations_of_another_type_are_not_packed():
    assert LAYOUT.packed(stepped(np.float64)) is None


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("packs", [True, False])
def test_packed_or_not_the_steps_are_the_same(monkeypatch, packs, processes):
    if not packs:
        monkeypatch.setattr(StepLayout, "packed_actions", lambda *_: None)
    asked = []
    monkeypatch.setattr(Elsewhere, "ask_packed", _noting(Elsewhere.ask_packed, asked))
    with closing(ProcessVectorEnv(RECIPE, 3, processes)) as env:
        first, _ = env.reset(seed=3)
        second = env.step(np.array([0, 1, 1]))
    assert first.tolist() == [[0, 0]] * 3
    obs_NO, reward_N, terminated_N, truncated_N, info = second
    assert obs_NO.tolist() == [[0, 1]] * 3
    assert (reward_N.tolist(), truncated_N.tolist(), info) == ([1.0] * 3, [False] * 3, {})
    assert (obs_NO.dtype, reward_N.dtype, terminated_N.dtype) == (np.float32, np.float64, np.bool_)
    assert len(asked) == (processes if packs else 0)


@pytest.mark.parametrize("answer", [b"", b"x" * 41, b"x" * 43, b"x" * 10_000])
def test_an_answer_that_is_not_as_long_as_it_has_to_be_is_refused(monkeypatch, answer):
    with closing(ProcessVectorEnv(RECIPE, 3)) as env:
        env.reset(seed=3)
        monkeypatch.setattr(Elsewhere, "answer", lambda *_: answer)
        with pytest.raises(UserError, match=r"failed in step\(\): what it gives is not as long"):
            env.step(np.array([0, 1, 1]))
        monkeypatch.undo()
        assert env.reset(seed=3)[0].tolist() == [[0, 0]] * 3


def _noting(method, calls):
    def noted(*arguments):
        calls.append(arguments)
        return method(*arguments)

    return noted
