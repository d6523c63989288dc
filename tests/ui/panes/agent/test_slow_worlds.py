"""Environments of others that take their time, or all of it: the window's thread waits for none of them."""

import time

import pytest
from PySide6.QtWidgets import QApplication

from pg_desktop.learning.worlds.world import make_world
from tests.learning.worlds.test_border import HOSTILE, arguments
from tests.ui.panes.agent.test_render_pane import pane, show, steady, tick, tick_until

__all__ = ["pane"]  # a fixture

LATE_SECONDS = 0.1
"""An environment that is waited for would make the window twice as late and more; an idle computer needs 5 ms."""


def longest_tick(pane, seconds):
    """The longest that a frame takes, while some time passes."""
    longest, until = 0.0, time.monotonic() + seconds
    while time.monotonic() < until:
        before = time.perf_counter()
        tick(pane)
        longest = max(longest, time.perf_counter() - before)
        QApplication.processEvents()
        time.sleep(0.005)
    return longest


@pytest.mark.parametrize("where", ["step", "render", pytest.param("reset", marks=pytest.mark.slow)])
def test_one_that_takes_a_quarter_of_a_second_makes_no_frame_late_and_is_shown(pane, where):
    world = make_world(HOSTILE, arguments=arguments(where=where, what="sleep"))
    show(pane, steady(world), world=world)
    assert longest_tick(pane, 0.5) < LATE_SECONDS
    tick_until(pane, lambda: pane.moment is not None and pane.moment.step >= 2)
    assert longest_tick(pane, 0.5) < LATE_SECONDS


@pytest.mark.parametrize("where", ["step", "reset"])
def test_one_that_never_comes_back_makes_no_frame_late_and_is_left_at_once(pane, tmp_path, where):
    switch = tmp_path / "switch"
    world = make_world(HOSTILE, arguments=arguments(where=where, what="lock", switch=switch))
    switch.touch()
    show(pane, steady(world), world=world)
    assert longest_tick(pane, 0.5) < LATE_SECONDS
    process = pane._player.playback._elsewhere._house.process
    before = time.perf_counter()
    pane.stop()
    assert time.perf_counter() - before < LATE_SECONDS
    assert not process.is_alive()


def test_until_it_has_begun_the_pane_says_what_it_waits_for(pane, tmp_path):
    switch = tmp_path / "switch"
    world = make_world(HOSTILE, arguments=arguments(where="reset", what="spin", switch=switch))
    switch.touch()
    show(pane, steady(world), world=world)
    assert pane.stage.accessibleDescription() == "Waiting for the environment…"


def test_what_cannot_be_drawn_is_played_on_and_the_pane_says_why(pane, tmp_path):
    switch = tmp_path / "switch"
    world = make_world(HOSTILE, arguments=arguments(where="render", what="raise", switch=switch))
    show(pane, steady(world), world=world)
    tick_until(pane, lambda: pane.moment is not None and pane.moment.step == 1)
    assert pane._painter.sentence == ""
    switch.touch()
    tick_until(pane, lambda: pane.moment.step == 4)
    assert pane._painter.sentence == "This environment can be played but not drawn: RuntimeError: out of fuel."
    assert "stopped" not in pane.stage.accessibleDescription()


def test_a_step_in_a_pause_comes_when_it_is_there(pane):
    world = make_world(HOSTILE, arguments=arguments(where="step", what="sleep"))
    show(pane, steady(world), world=world)
    pane.controls.pause.setChecked(True)
    tick_until(pane, lambda: pane.moment is not None)
    pane.controls.step.trigger()
    assert pane.moment.step == 0
    tick_until(pane, lambda: pane.moment.step == 1)
    assert pane.figures.whole.startswith("step 1")
    tick(pane, 5)
    assert pane.moment.step == 1
