"""How a discounted sum comes about, and how Adam's step lies to the gradient."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.explaining.facts import DiscountedSum, change_of, discounted_sum, whole_step
from pg_desktop.learning.explaining.stages import Stage, stages_of
from tests.learning.explaining.updates import plain_update


def test_a_sum_by_hand():
    # G₀ = 1 + 3/2, G₁ = 3.
    trace = plain_update(0.1, gamma=0.5, advantage="batch")
    assert discounted_sum(trace, 0, 0) == DiscountedSum(((1.0, 1.0), (0.5, 3.0)), False, 2.5)
    assert discounted_sum(trace, 0, 0, terms=1) == DiscountedSum(((1.0, 1.0),), True, 2.5)
    assert discounted_sum(trace, 0, 1) == DiscountedSum(((1.0, 3.0),), False, 3.0)


def test_discounted_from_the_start_the_weights_go_on():
    trace = plain_update(0.1, gamma=0.5, advantage="batch", discounting="from start")
    assert discounted_sum(trace, 0, 1) == DiscountedSum(((0.5, 3.0),), False, 1.5, from_start=True)


def test_of_a_learned_value_there_is_no_sum():
    trace = plain_update(0.1, gamma=0.5, advantage="batch")
    assert discounted_sum(replace(trace, settings=replace(trace.settings, advantage="value")), 0, 0) is None


def test_a_step_along_the_gradient_is_the_plain_one():
    trace = plain_update(0.1, gamma=0.5, advantage="batch")
    trace = replace(trace, settings=replace(trace.settings, learning_rate=0.1))
    step = whole_step(trace)
    half = 1 / np.sqrt(2)
    assert step.gradient == pytest.approx(half * np.sqrt(2 * (0.75**2 + 0.5**2)))
    assert step.length == pytest.approx(0.1 * step.gradient)
    assert step.plain == pytest.approx(step.length)
    assert step.cosine == pytest.approx(1.0)
    assert change_of(trace) == pytest.approx(-0.1 * trace.gradient_P)


def test_a_step_across_the_gradient_is_none_along_it():
    trace = plain_update(0.1, gamma=0.5, advantage="batch")
    aside = replace(trace, gradient_P=np.array([1.0, 1.0, 0.0, 0.0], np.float32))
    assert whole_step(aside).cosine == pytest.approx(0.0)  # Δw₀ = −Δw₁
    assert whole_step(replace(trace, gradient_P=np.zeros(4, np.float32))).cosine is None
    assert whole_step(replace(trace, gradient_P=None)) is None


def test_the_stages_of_both_kinds_of_update():
    assert [row.stage.value for row in stages_of(by_values=False)] == [
        "episodes",
        "returns",
        "sums",
        "baseline",
        "loss",
        "gradient",
        "adam",
        "policy",
    ]
    assert [row.stage for row in stages_of(by_values=True)] == [
        Stage.EPISODES,
        Stage.TARGETS,
        Stage.ERRORS,
        Stage.STEPS,
        Stage.VALUES,
    ]
