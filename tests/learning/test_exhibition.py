"""A policy shown at work, one moment after another."""

import numpy as np
import pytest

from pg_desktop.learning.distributions.discrete import softmax
from pg_desktop.learning.exhibition import Exhibition
from pg_desktop.learning.policies import ActionMode, Architecture, Policy
from pg_desktop.learning.worlds import make_world

WORLD = make_world("CartPole-v1")


def _linear(weight_O, bias=0.0):
    """Pushes to the right with probability 1 / (1 + exp(−(weight · obs + bias)))."""
    weights = np.array([[0.0] * 4, weight_O], np.float32)
    biases = np.array([0, bias], np.float32)
    return Policy(Architecture(WORLD.spaces, (), "relu"), {"logits.weight": weights, "logits.bias": biases})


BALANCING = _linear([0.05, 0.2, 1.0, 0.4])
RIGHT, LEFT = _linear([0.0] * 4, 100.0), _linear([0.0] * 4, -100.0)
UNDECIDED = _linear([0.0] * 4)


def _episode(exhibition, policy, mode):
    moments = [exhibition.begin(policy, mode)]
    while not moments[-1].ended:
        moments.append(exhibition.advance(moments[-1], policy, mode))
    return moments


def test_an_episode_from_its_beginning_to_a_fall():
    moments = _episode(Exhibition(WORLD, 0), RIGHT, ActionMode.SAMPLED)
    steps = len(moments) - 1
    assert steps in range(8, 12)
    assert [moment.step for moment in moments] == list(range(steps + 1))
    assert [moment.episode_return for moment in moments] == list(range(steps + 1))
    assert [moment.action for moment in moments] == [1] * steps + [None]
    assert [moment.ended for moment in moments] == [False] * steps + [True]
    assert moments[-1].terminated
    assert not moments[-1].truncated
    assert moments[-1].obs_O[2] < -0.2
    for moment in moments:
        np.testing.assert_array_equal(moment.obs_O, moment.state.astype(np.float32))
        (part,) = moment.parts
        np.testing.assert_allclose(part.probabilities_C, [0, 1], atol=1e-6)
        assert moment.obs_O.dtype == part.probabilities_C.dtype == np.float32
        assert part.chosen == moment.action
        assert moment.state.dtype == np.float64


def test_the_time_limit_truncates_and_is_no_failure():
    last = _episode(Exhibition(WORLD, 0), BALANCING, ActionMode.GREEDY)[-1]
    assert (last.step, last.episode_return) == (500, 500)
    assert (last.terminated, last.truncated) == (False, True)


def test_probabilities_and_greedy_actions_are_the_policys():
    policy = _linear([1.0, 2.0, 3.0, 4.0], 0.05)
    for moment in _episode(Exhibition(WORLD, 3), policy, ActionMode.GREEDY)[:-1]:
        outputs = policy.outputs(moment.obs_O[None])
        (part,) = moment.parts
        np.testing.assert_array_equal(part.probabilities_C, softmax(outputs)[0])
        np.testing.assert_array_equal(moment.parameters_K, outputs[0])
        assert moment.action == moment.environment_action == int(part.probabilities_C.argmax())
        assert moment.probability == part.probabilities_C.max()
        assert moment.entropy == pytest.approx(part.entropy)


def test_sampled_actions_vary():
    actions = [moment.action for moment in _episode(Exhibition(WORLD, 0), UNDECIDED, ActionMode.SAMPLED)[:-1]]
    assert set(actions) == {0, 1}


def test_another_policy_can_take_over_between_two_steps():
    exhibition = Exhibition(WORLD, 0)
    first = exhibition.begin(LEFT, ActionMode.GREEDY)
    second = exhibition.advance(first, RIGHT, ActionMode.GREEDY)
    assert (first.action, second.action) == (0, 1)
    # What was decided is what is done: the first push went to the left.
    assert second.obs_O[1] < first.obs_O[1]


@pytest.mark.parametrize("mode", ActionMode)
def test_the_same_seed_shows_the_same_episodes_and_each_is_another(mode):
    policy = _linear([0.0, 0.0, 10.0, 0.0])
    first, again, other = (
        [[moment.obs_O.tobytes() for moment in _episode(exhibition, policy, mode)] for _ in range(2)]
        for exhibition in (Exhibition(WORLD, 1), Exhibition(WORLD, 1), Exhibition(WORLD, 2))
    )
    assert first == again
    assert first != other
    assert first[0][0] != first[1][0]


def test_a_moment_stays_as_it_was():
    exhibition = Exhibition(WORLD, 0)
    moment = exhibition.begin(UNDECIDED, ActionMode.GREEDY)
    kept = [array.copy() for array in (moment.obs_O, moment.state, moment.parameters_K)]
    exhibition.advance(moment, RIGHT, ActionMode.GREEDY)
    for array, copy in zip((moment.obs_O, moment.state, moment.parameters_K), kept, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_frames_are_gymnasiums_pictures():
    exhibition = Exhibition(WORLD, 0)
    moment = exhibition.begin(UNDECIDED, ActionMode.GREEDY)
    first = exhibition.frame()
    exhibition.advance(moment, UNDECIDED, ActionMode.GREEDY)
    second = exhibition.frame()
    assert first.dtype == np.uint8
    assert (first.ndim, first.shape[2]) == (3, 3)
    assert first.std() > 0
    assert not np.array_equal(first, second)
