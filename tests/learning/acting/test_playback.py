"""A policy shown at work, one moment after another."""

import time

import numpy as np
import pytest

from pg_desktop.learning.acting.actor import Choice, PolicyActor
from pg_desktop.learning.acting.distributions.discrete import softmax
from pg_desktop.learning.acting.playback import Playback
from pg_desktop.learning.acting.policy import ActionMode, Architecture, Policy
from pg_desktop.learning.worlds.limits import Limits
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from tests.learning.worlds import odd_worlds
from tests.learning.worlds.test_border import HOSTILE, arguments

WORLD = make_world("CartPole-v1")


def _linear(weight_O, bias=0.0):
    """Pushes to the right with probability 1 / (1 + exp(−(weight · obs + bias)))."""
    weights = np.array([[0.0] * 4, weight_O], np.float32)
    biases = np.array([0, bias], np.float32)
    return Policy(Architecture(WORLD.spaces, (), "relu"), {"logits.weight": weights, "logits.bias": biases})


BALANCING = _linear([0.05, 0.2, 1.0, 0.4])
RIGHT, LEFT = _linear([0.0] * 4, 100.0), _linear([0.0] * 4, -100.0)
UNDECIDED = _linear([0.0] * 4)


def acting(policy, mode):
    return PolicyActor(policy, mode, np.random.default_rng(0))


def _episode(playback, policy, mode):
    actor = PolicyActor(policy, mode, playback.rng)
    moments = [playback.begin(actor)]
    while not moments[-1].ended:
        moments.append(playback.advance(moments[-1], actor))
    return moments


def test_an_episode_from_its_beginning_to_a_fall():
    moments = _episode(Playback(WORLD, 0), RIGHT, ActionMode.SAMPLED)
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
    last = _episode(Playback(WORLD, 0), BALANCING, ActionMode.GREEDY)[-1]
    assert (last.step, last.episode_return) == (500, 500)
    assert (last.terminated, last.truncated) == (False, True)


def test_probabilities_and_greedy_actions_are_the_policys():
    policy = _linear([1.0, 2.0, 3.0, 4.0], 0.05)
    for moment in _episode(Playback(WORLD, 3), policy, ActionMode.GREEDY)[:-1]:
        outputs = policy.outputs(moment.obs_O[None])
        (part,) = moment.parts
        np.testing.assert_array_equal(part.probabilities_C, softmax(outputs)[0])
        np.testing.assert_array_equal(moment.parameters_K, outputs[0])
        assert moment.action == moment.environment_action == int(part.probabilities_C.argmax())
        assert moment.probability == part.probabilities_C.max()
        assert moment.entropy == pytest.approx(part.entropy)


def test_sampled_actions_vary():
    actions = [moment.action for moment in _episode(Playback(WORLD, 0), UNDECIDED, ActionMode.SAMPLED)[:-1]]
    assert set(actions) == {0, 1}


def test_another_policy_can_take_over_between_two_steps():
    playback = Playback(WORLD, 0)
    first = playback.begin(acting(LEFT, ActionMode.GREEDY))
    second = playback.advance(first, acting(RIGHT, ActionMode.GREEDY))
    assert (first.action, second.action) == (0, 1)
    # What was decided is what is done: the first push went to the left.
    assert second.obs_O[1] < first.obs_O[1]


@pytest.mark.parametrize("mode", ActionMode)
def test_the_same_seed_shows_the_same_episodes_and_each_is_another(mode):
    policy = _linear([0.0, 0.0, 10.0, 0.0])
    first, again, other = (
        [[moment.obs_O.tobytes() for moment in _episode(playback, policy, mode)] for _ in range(2)]
        for playback in (Playback(WORLD, 1), Playback(WORLD, 1), Playback(WORLD, 2))
    )
    assert first == again
    assert first != other
    assert first[0][0] != first[1][0]


def test_a_moment_stays_as_it_was():
    playback = Playback(WORLD, 0)
    moment = playback.begin(acting(UNDECIDED, ActionMode.GREEDY))
    kept = [array.copy() for array in (moment.obs_O, moment.state, moment.parameters_K)]
    playback.advance(moment, acting(RIGHT, ActionMode.GREEDY))
    for array, copy in zip((moment.obs_O, moment.state, moment.parameters_K), kept, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_frames_are_gymnasiums_pictures():
    playback = Playback(WORLD, 0)
    moment = playback.begin(acting(UNDECIDED, ActionMode.GREEDY))
    first = playback.frame()
    playback.advance(moment, acting(UNDECIDED, ActionMode.GREEDY))
    second = playback.frame()
    assert first.dtype == np.uint8
    assert (first.ndim, first.shape[2]) == (3, 3)
    assert first.std() > 0
    assert not np.array_equal(first, second)


def _steady(world):
    """A policy for any world with two actions that always takes the second."""
    size = world.spaces.observation.size
    parameters = {"logits.weight": np.zeros((2, size), np.float32), "logits.bias": np.array([0, 50], np.float32)}
    return Policy(Architecture(world.spaces, (), "relu"), parameters)


@pytest.mark.parametrize("name", odd_worlds.WITH_ODD_STATES)
def test_what_an_environment_calls_its_state_is_its_own_affair(name):
    world = make_world(f"{odd_worlds.MODULE}:{name}-v0")
    playback, policy = Playback(world, 0), _steady(world)
    moment = playback.advance(playback.begin(acting(policy, ActionMode.GREEDY)), acting(policy, ActionMode.GREEDY))
    assert (moment.step, moment.state) == (1, None)
    assert playback.frame().shape == (20, 30, 3)


@pytest.mark.parametrize("name", odd_worlds.WITHOUT_PICTURES)
def test_an_environment_without_pictures_can_be_played(name):
    world = make_world(f"{odd_worlds.MODULE}:{name}-v0")
    moments = _episode(Playback(world, 0), _steady(world), ActionMode.SAMPLED)
    assert (len(moments), moments[-1].episode_return) == (31, 30)
    playback = Playback(world, 0)
    playback.begin(acting(_steady(world), ActionMode.SAMPLED))
    assert playback.frame() is None


@pytest.mark.parametrize(("where", "place"), [("__init__", "make()"), ("reset", "reset()"), ("step", "step()")])
def test_a_world_that_fails_is_named_with_its_cause(monkeypatch, tmp_path, where, place):
    broken_in = odd_worlds.broken_in(monkeypatch, tmp_path)
    world = make_world(f"{odd_worlds.MODULE}:Fragile-v0")
    broken_in(where)

    def play():
        playback = Playback(world, 0)
        moment = playback.begin(acting(_steady(world), ActionMode.GREEDY))
        playback.advance(moment, acting(_steady(world), ActionMode.GREEDY))
        playback.frame()

    with pytest.raises(UserError) as caught:
        play()
    assert str(caught.value) == (
        f"The shown episode has stopped because {odd_worlds.MODULE}:Fragile-v0 failed in {place}: RuntimeError: the "
        f"motor is broken in {where}. Training goes on; restart the episode to try again."
    )
    broken_in("")
    play()


def test_what_cannot_be_drawn_is_played_on_and_says_why(monkeypatch, tmp_path):
    broken_in = odd_worlds.broken_in(monkeypatch, tmp_path)
    world = make_world(f"{odd_worlds.MODULE}:Fragile-v0")
    playback, actor = Playback(world, 0), acting(_steady(world), ActionMode.GREEDY)
    moment = playback.begin(actor)
    assert (playback.frame().shape, playback.no_picture) == ((20, 30, 3), "")
    broken_in("render")
    for _ in range(2):
        moment = playback.advance(moment, actor)
    assert (moment.step, playback.frame()) == (2, None)
    assert playback.no_picture == "RuntimeError: the motor is broken in render"


@pytest.mark.parametrize("what", ["exit", "crash", "vanish", "spin"])
def test_a_process_that_dies_while_it_draws_is_played_on_without_pictures(tmp_path, what):
    switch = tmp_path / "switch"
    given = arguments(where="render", what=what, switch=switch)
    world = make_world(HOSTILE, arguments=given, limits=Limits(seconds=0.3))
    playback, actor = Playback(world, 0), acting(_steady(world), ActionMode.GREEDY)
    moment = playback.begin(actor)
    assert playback.frame() is not None
    switch.touch()
    moment = playback.advance(moment, actor)
    if what != "exit":  # another process has begun another episode
        assert moment.step == 0
        moment = playback.advance(moment, actor)
    assert (moment.step, playback.frame()) == (1, None)
    cause = {"exit": "SystemExit: 7", "spin": "it has not answered for 0.3 s"}.get(what, "its process ")
    assert playback.no_picture.startswith(cause)


def test_who_asks_need_not_wait(tmp_path):
    """Nor does a new episode that is asked for meanwhile; it comes after what is being done."""
    switch = tmp_path / "switch"
    world = make_world(HOSTILE, arguments=arguments(where="step", what="spin", switch=switch))
    playback, actor = Playback(world, 0), acting(_steady(world), ActionMode.GREEDY)
    moment = playback.begin(actor)
    assert not playback.waiting
    switch.touch()
    asked = time.monotonic()
    playback.ask_advance(moment)
    assert playback.arrived(actor) is None
    playback.ask_begin()
    assert (playback.arrived(actor), playback.waiting) == (None, True)
    assert time.monotonic() - asked < 0.5
    playback.close()
    assert not playback.waiting
    switch.unlink()
    assert playback.begin(actor).step == 0


def test_a_new_episode_comes_after_a_step_that_is_being_done():
    world = make_world("tests.learning.worlds.counting_world:Slow-v0")
    playback, actor = Playback(world, 0), acting(_steady(world), ActionMode.GREEDY)
    moment = playback.begin(actor)
    playback.ask_advance(moment)
    assert playback.begin(actor).step == 0
    assert playback.frame() is None


def test_a_shown_process_ends_with_its_playback():
    world = make_world(HOSTILE)
    playback = Playback(world, 0)
    playback.begin(acting(_steady(world), ActionMode.GREEDY))
    process = playback._elsewhere._house.process
    assert process.is_alive()
    del playback
    assert not process.is_alive()


def test_a_moment_can_be_seen_with_another_policys_eyes():
    playback = Playback(WORLD, 0)
    first = playback.advance(playback.begin(acting(UNDECIDED, ActionMode.GREEDY)), acting(LEFT, ActionMode.GREEDY))
    second = playback.reconsidered(first, acting(RIGHT, ActionMode.GREEDY))
    assert (first.action, second.action, second.environment_action) == (0, 1, 1)
    np.testing.assert_allclose(second.parts[0].probabilities_C, [0, 1], atol=1e-6)
    assert (second.step, second.episode_return) == (first.step, first.episode_return)
    assert second.obs_O.tobytes() == first.obs_O.tobytes()
    assert second.state.tobytes() == first.state.tobytes()
    assert playback.advance(second, acting(RIGHT, ActionMode.GREEDY)).obs_O[1] > first.obs_O[1]
    last = _episode(playback, LEFT, ActionMode.GREEDY)[-1]
    seen = playback.reconsidered(last, acting(RIGHT, ActionMode.GREEDY))
    assert (seen.action, seen.terminated) == (None, True)
    np.testing.assert_allclose(seen.parts[0].probabilities_C, [0, 1], atol=1e-6)


def test_actions_are_drawn_again_when_a_moment_is_reconsidered():
    playback, actor = Playback(WORLD, 0), acting(UNDECIDED, ActionMode.SAMPLED)
    moment = playback.begin(actor)
    assert {playback.reconsidered(moment, actor).action for _ in range(40)} == {0, 1}


class Script:
    """No policy: pushes to the right and has no distribution."""

    def act(self, obs_NO):
        actions_N = np.ones(len(obs_NO), np.int64)
        return Choice(actions_N, actions_N)


def test_a_script_plays_as_a_policy_does():
    playback, script = Playback(WORLD, 0), Script()
    moment = playback.begin(script)
    while not moment.ended:
        assert (moment.action, moment.parts, moment.probability, moment.entropy) == (1, (), None, 0)
        moment = playback.advance(moment, script)
    assert moment.obs_O[2] < -0.2
