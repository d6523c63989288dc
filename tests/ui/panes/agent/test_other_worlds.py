"""Worlds other than the cart-pole in the pane: whose painter draws them, and that frames are painted in parts."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsView

from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.worlds.table import ENVIRONMENTS, Painter, missing_extra
from pg_desktop.learning.worlds.world import World, make_world
from pg_desktop.ui.classic_control.state_painter import StatePainter
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.agent.frame_painter import FramePainter
from pg_desktop.ui.panes.agent.scene_painters import painter_for
from pg_desktop.ui.panes.agent.stage import Stage
from tests.ui.panes.agent.test_render_pane import array, image, pane, set_speed, show, tick, upright
from tests.ui.panes.agent.test_stage_repaints import Watch, anew, on_screen

__all__ = ["pane"]  # a fixture

OURS = ("Acrobot-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1")


def undecided(world: World) -> Policy:
    """A policy for a world to which every action is as good as another."""
    architecture = Architecture(world.spaces, (), "relu")
    shapes = architecture.parameter_shapes()
    return Policy(architecture, {name: np.zeros(shape, np.float32) for name, shape in shapes.items()})


def enter(pane, environment: str, run: int = 2) -> None:
    world = make_world(environment)
    show(pane, undecided(world), run=run, world=world)


def test_every_kind_of_painter_can_be_had(qapp):
    kinds = [type(painter_for(kind)) for kind in Painter]
    assert kinds.count(StatePainter) == 4
    assert kinds.count(FramePainter) == 1


@pytest.mark.parametrize("entry", ENVIRONMENTS, ids=lambda entry: entry.id)
def test_every_world_is_shown_by_its_painter_and_by_its_own_frames(pane, entry):
    if missing_extra(entry):
        pytest.skip("needs what is not installed")
    enter(pane, entry.id)
    tick(pane, 12)
    assert isinstance(pane._painter, type(painter_for(entry.painter)))
    pictures = [array(image(pane.stage))]
    for own_frames, kind in ((True, FramePainter), (False, type(painter_for(entry.painter)))):
        pane.show_own_frames(own_frames)
        assert isinstance(pane._painter, kind)
        tick(pane, 6)
        pictures.append(array(image(pane.stage)))
    ours, theirs, again = pictures
    if entry.painter is not Painter.FRAMES:
        assert (ours != theirs).any(axis=2).mean() > 0.1
        assert (ours != again).any(axis=2).mean() < 0.1


@pytest.mark.parametrize("environment", OURS)
def test_it_is_drawn_in_the_themes_colours(pane, environment):
    enter(pane, environment)
    tick(pane, 3)
    for theme in (LIGHT, DARK):
        pane.show_theme(theme)
        pixels = array(image(pane.stage))
        for colour, count in ((theme.card, 10_000), (theme.body, 100), (theme.groove, 100)):
            assert (pixels == np.array(colour.getRgb()[:3])).all(axis=2).sum() > count, colour.name()


@pytest.mark.parametrize("environment", OURS)
@pytest.mark.parametrize("speed", [0.25, 1.0, 4.0])
def test_many_frames_leave_the_picture_of_a_full_repaint(pane, environment, speed):
    enter(pane, environment)
    set_speed(pane, speed)
    on_screen(pane.stage)
    for _ in range(25):
        tick(pane)
        assert (on_screen(pane.stage) == anew(pane.stage)).all()


@pytest.mark.parametrize("environment", OURS)
def test_it_flows_between_two_steps(pane, environment):
    enter(pane, environment)
    tick(pane, 9)
    set_speed(pane, 0.25)
    steps, pictures = [], set()
    for _ in range(5):
        tick(pane)
        steps.append(pane.moment.step)
        pictures.add(image(pane.stage).constBits().tobytes())
    assert steps[-1] - steps[0] <= 1
    assert len(pictures) == 5


@pytest.mark.parametrize("environment", OURS)
def test_a_frame_paints_a_part_and_python_takes_none(pane, environment, monkeypatch):
    enter(pane, environment)
    tick(pane, 10)
    on_screen(pane.stage)
    called = []
    monkeypatch.setattr(Stage, "paintEvent", lambda *_: called.append("stage"))
    regions = Watch(pane.stage.findChild(QGraphicsView)).regions
    for _ in range(3):  # fewer than there are between two changes of the bar
        tick(pane)
        on_screen(pane.stage)
    assert len(called) <= 1
    assert max(region.width() * region.height() for region in regions) < 0.35 * pane.stage.width() * pane.stage.height()


def test_nothing_can_be_pushed_there(pane):
    show(pane, upright())
    assert pane.perturb.active
    for environment in OURS:
        enter(pane, environment, run=3)
        assert not pane.perturb.active
        pane._run = -1


def test_another_world_after_its_painter_is_another_painter(pane):
    enter(pane, "Acrobot-v1")
    acrobot = pane._painter
    enter(pane, "Pendulum-v1", run=3)
    assert pane._painter is not acrobot
    assert pane.stage.findChild(QGraphicsView).scene() is pane._painter.graphics


def test_ctrl_g_shows_the_own_frames_of_any_world(user):
    pane = user.window.render_pane
    pane.clock.stop()
    enter(pane, "Pendulum-v1", run=99)
    user.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(pane._painter, FramePainter)
    user.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(pane._painter, StatePainter)


def test_from_the_first_frame_on_own_frames_are_as_sharp_as_the_screen(pane, monkeypatch):
    monkeypatch.setattr(QGraphicsView, "devicePixelRatioF", lambda _view: 3.0)
    pane.show_own_frames(True)
    show(pane, upright())
    picture = pane._painter._picture.sceneBoundingRect()
    assert 400 * 2.0 <= 3 * pane.stage.height() < 400 * 3.0  # twice as large, in pixels of the screen
    assert picture.size().toTuple() == pytest.approx((600 * 2 / 3, 400 * 2 / 3))
