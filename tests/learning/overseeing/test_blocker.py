"""A blocker learns from labels, is a text, and says how good it is."""

import numpy as np
import pytest

from pg_desktop.learning.overseeing.blocker import Blocker, learn
from pg_desktop.learning.overseeing.rule import dangerous
from pg_desktop.learning.overseeing.stills import Labels, judged_by_script, stills
from pg_desktop.learning.overseeing.weights_text import TEXT_LENGTH, WEIGHTS, weights_as_text, weights_from_text
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import UserError

LINE = 2.0


@pytest.fixture(scope="module")
def lesson():
    return learn(judged_by_script(400, LINE, np.random.default_rng(3)), seed=1)


def test_it_judges_as_it_was_taught(lesson):
    state_4N, share_N = stills(2000, LINE, np.random.default_rng(9))
    agrees_N = lesson.blocker.blocks(state_4N, share_N, LINE) == dangerous(state_4N, share_N, LINE)
    assert agrees_N.mean() > 0.97
    assert lesson.error <= 0.05
    assert lesson.enough


def test_it_says_what_it_has_cost(lesson):
    assert (lesson.labels, lesson.held_out, lesson.seconds) == (400, 100, 600.0)
    assert 0 < lesson.dangerous < 400


def test_the_same_labels_make_the_same_blocker(lesson):
    again = learn(judged_by_script(400, LINE, np.random.default_rng(3)), seed=1)
    assert again.blocker.text == lesson.blocker.text


def test_it_is_the_same_after_it_was_written(lesson):
    state_4N, share_N = stills(500, LINE, np.random.default_rng(2))
    again = Blocker.from_text(lesson.blocker.text)
    assert np.array_equal(again.blocks(state_4N, share_N, LINE), lesson.blocker.blocks(state_4N, share_N, LINE))


def test_far_from_the_line_it_blocks_nothing(lesson):
    state_4N = np.zeros((4, 200))
    state_4N[0] = np.linspace(-1.05, 1.05, 200)
    state_4N[1] = 3.0
    assert not lesson.blocker.blocks(state_4N, np.ones(200), LINE).any()


def test_labels_that_contradict_each_other_are_not_enough():
    state_4B, share_B = stills(200, LINE, np.random.default_rng(0))
    block_B = np.random.default_rng(1).random(200) < 0.5
    assert not learn(Labels(state_4B, share_B, block_B, 60.0)).enough


def test_one_kind_of_label_is_not_enough():
    state_4B, share_B = stills(80, LINE, np.random.default_rng(0))
    assert not learn(Labels(state_4B, share_B, np.zeros(80, np.bool_), 60.0)).enough


def test_it_stops_when_it_is_told_to():
    with pytest.raises(RolloutStoppedError):
        learn(judged_by_script(40, LINE, np.random.default_rng(0)), stop=lambda: True)


def test_weights_are_a_text_and_back():
    numbers = [float(number) for number in range(WEIGHTS)]
    text = weights_as_text(numbers)
    assert len(text) == TEXT_LENGTH
    assert text.isprintable()
    assert weights_from_text(text) == tuple(numbers)


@pytest.mark.parametrize(
    "text", ["x", "A" * (TEXT_LENGTH - 1), "!" * TEXT_LENGTH, "ä" * TEXT_LENGTH, "_38" + "A" * (TEXT_LENGTH - 3)]
)
def test_another_text_is_refused_in_a_sentence(text):
    if len(text) == TEXT_LENGTH and text.startswith("_38"):
        text = weights_as_text([float("nan")] * WEIGHTS)
    with pytest.raises(UserError, match="blocker"):
        Settings().changed({"blocker": text})


def test_a_setting_takes_it(lesson):
    assert Settings().changed({"blocker": lesson.blocker.text}).blocker == lesson.blocker.text
