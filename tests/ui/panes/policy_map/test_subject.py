"""Whose map is drawn: values of states in the units of returns, visited states, and what there is no map of."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.explaining.policy_map import Axis, Plane, on_plane
from pg_desktop.learning.explaining.quantities import Kind, Quantity
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import DiscreteSpace, FlattenedSpace, Spaces, VectorSpace
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import View
from pg_desktop.runs.run import Run
from pg_desktop.ui.panes.policy_map.subject import dots_of, last_state, state_near, subject_of, visited_in
from pg_desktop.ui.panes.policy_map.words import why_no_map

V = Quantity(Kind.STATE_VALUE)
PLANE = Plane(Axis(2, -0.2, 0.2), Axis(3, -2.0, 2.0), 16)


def view_of(run):
    status = replace(Session(Settings()).status, settings=run.settings, update=run.updates)
    return View(status=status, policy=run.policy(), world=run.world, record=run.record)


@pytest.fixture
def learned():
    """A run with a value network, after three updates."""
    settings = Settings(advantage="value", normalise_observations=True, episodes_per_update=8, step_limit=50)
    run = Run.begin(settings, watched=True)
    for _ in range(3):
        run.advance()
    yield run
    run.close()


def test_the_values_of_states_are_those_of_the_value_network(learned):
    state = state_near(learned.record, 3)
    subject = subject_of(view_of(learned), state)
    assert V in subject.quantities
    here = np.array([0.1, -0.2, 0.0, 0.0], np.float32)
    map_YX = on_plane(subject.surface(V), PLANE, here)
    algorithm = learned._trainer._algorithm
    seen_GO = subject.policy.normalised(PLANE.states(here))
    np.testing.assert_allclose(map_YX.ravel(), algorithm._value_network.values(seen_GO), rtol=1e-4)


def test_without_a_learned_baseline_there_are_none(learned):
    state = state_near(learned.record, 3)
    view = view_of(learned)
    other = replace(view, status=replace(view.status, settings=replace(learned.settings, advantage="time")))
    for subject in (subject_of(view, None), subject_of(other, state)):
        assert V not in subject.quantities
        assert subject.surface(V) is None
    with pytest.raises(ValueError, match="without a policy"):
        subject_of(replace(view, policy=None), state)


def test_visited_states_are_those_that_the_run_remembers(learned):
    state = state_near(learned.record, 3)
    visited_BO = visited_in(state, None, 1, 3)
    np.testing.assert_array_equal(visited_BO, learned.state().trainer.algorithm.trained.recent_BO)
    assert visited_in(state_near(learned.record, 0), None, 1, 0) is None
    assert visited_in(None, None, 1, 0) is None
    dots = dots_of(np.repeat(visited_BO, 30, 0), (3, 0))
    assert len(dots) <= 700
    assert dots[0] == (visited_BO[0, 3], visited_BO[0, 0])
    assert state_near(None, 3) is None
    assert last_state(learned.record) is state


def test_a_unit_that_is_gone_has_no_map(learned):
    subject = subject_of(view_of(learned), None)
    assert subject.unit_surface((0, 5)) is not None
    assert [subject.unit_surface(unit) for unit in (None, (0, 10_000), (9, 0))] == [None, None, None]


def test_states_that_are_no_numbers_are_told_apart():
    one = Spaces(VectorSpace(1), DiscreteSpace(2))
    assert why_no_map(one, "Mine") == "A map needs two observed numbers, but Mine shows only one."
    things = Spaces(FlattenedSpace(DiscreteSpace(16)), DiscreteSpace(4))
    assert "do not lie on axes" in why_no_map(things, "FrozenLake-v1")
