"""The mountain cars' picture agrees with Gymnasium's, and shows push and goal."""

from math import atan, cos, degrees, hypot, pi, sin

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from pg_desktop.ui.classic_control.mountain_car import (
    CONTINUOUS_GOAL,
    GOAL,
    LEFT_END,
    RIGHT_END,
    MountainCarGeometry,
    MountainCarScene,
    continuous_mountain_car_painter,
    mountain_car_painter,
)
from pg_desktop.ui.kit.theme import DARK, LIGHT
from tests.ui.classic_control.pictures import (
    FrameOf,
    drawn_by_gymnasium,
    moment,
    painted,
    shown,
    where,
)

pytestmark = pytest.mark.usefixtures("qapp")

GYMNASIUM = QRectF(0, 0, 600, 400)
SCALE = 600 / 1.8
AS_GYMNASIUM = QRectF(300 - 600 / 0.9 / 2, 0, 600 / 0.9, 400)
"""Where our picture has Gymnasium's size: it leaves room at both sides."""
SIZE = 600, 400
BLACK, GREY, YELLOW = QColor(0, 0, 0), QColor(128, 128, 128), QColor(204, 204, 0)
WORLDS = {
    "MountainCar-v0": (GOAL, mountain_car_painter),
    "MountainCarContinuous-v0": (CONTINUOUS_GOAL, continuous_mountain_car_painter),
}


@pytest.fixture(scope="module", params=WORLDS)
def world(request):
    return request.param


@pytest.fixture(scope="module")
def gymnasium_frame(world):
    yield from drawn_by_gymnasium(world)


def seen(position: float, action=None, **changes):
    """The moment of a position."""
    return moment((position, 0.0), None if action is None else np.array(action), **changes)


def test_the_car_stands_where_gymnasium_has_it(gymnasium_frame: FrameOf):
    """Ours on the ground, theirs 10 px above; its body is turned by cos 3x, which is near the slope."""
    painter = mountain_car_painter()
    for position in np.random.default_rng(7).uniform(-1.1, 0.38, 60):
        theirs = where(gymnasium_frame((position, 0.0)), GREY).mean(axis=0) + np.array([0, 10])
        slope = MountainCarGeometry.slope(position)
        wheels = where(painted(shown(painter, seen(position)), AS_GYMNASIUM, SIZE), LIGHT.muted)
        ground = MountainCarGeometry.fit(GYMNASIUM).ground(position).toTuple()
        wheels = wheels[np.hypot(*(wheels - ground).T) < 0.08 * SCALE]  # and not the flag
        ours = wheels.mean(axis=0) + 0.021 * SCALE * np.array([sin(slope), cos(slope)])
        assert np.hypot(*(ours - theirs)) <= 2, position
        assert abs(degrees(slope - cos(3 * position))) < 8


def test_ground_and_flag_are_gymnasiums(gymnasium_frame: FrameOf, world):
    frame = gymnasium_frame((-0.5, 0.0))
    geometry = MountainCarGeometry.fit(GYMNASIUM)
    for position in (-1.0, -0.8, -0.2, 0.1, 0.3):
        x, y = geometry.ground(position).toTuple()
        black = np.nonzero(frame[:, int(x)] < 0x808080)[0]
        assert black.mean() + 0.5 == pytest.approx(y, abs=2), position
    theirs = where(frame, YELLOW)
    ours = where(painted(shown(WORLDS[world][1](), seen(0.5, terminated=True)), AS_GYMNASIUM, SIZE), LIGHT.good)
    assert ours.min(axis=0) == pytest.approx(theirs.min(axis=0), abs=3)


def test_the_worlds_bounds_are_gymnasiums(world):
    gymnasium = pytest.importorskip("gymnasium")
    env = gymnasium.make(world).unwrapped
    assert (env.min_position, env.max_position, env.goal_position) == (LEFT_END, RIGHT_END, WORLDS[world][0])


def test_geometry():
    geometry = MountainCarGeometry.fit(QRectF(0, 0, 900, 240))
    assert geometry.scale == 200
    assert geometry.origin == QPointF(510, 240)  # the middle of the positions is −0.3
    assert geometry.ground(0.0) == QPointF(510, 130)
    assert geometry.ground(pi / 6).toTuple() == pytest.approx((510 + 200 * pi / 6, 40))
    assert geometry.ground(-pi / 6).toTuple() == pytest.approx((510 - 200 * pi / 6, 220))
    assert geometry.slope(pi / 6) == pytest.approx(0.0, abs=1e-12)
    assert geometry.slope(0.0) == atan(1.35)
    assert MountainCarGeometry.fit(GYMNASIUM).scale == pytest.approx(SCALE)
    assert MountainCarGeometry.fit(GYMNASIUM).ground(LEFT_END).x() == pytest.approx(0)


def test_the_slope_is_the_grounds():
    geometry = MountainCarGeometry.fit(GYMNASIUM)
    for position in np.linspace(LEFT_END, RIGHT_END, 20):
        step = geometry.ground(position + 1e-5) - geometry.ground(position - 1e-5)
        assert geometry.slope(position) == pytest.approx(atan(-step.y() / step.x()), abs=1e-6)


@pytest.mark.parametrize(
    ("position", "side", "degrees_up"),
    [(-pi / 6, 1, 21.46), (-pi / 6, -1, -21.46), (pi / 6, 1, -21.46), (0.0, 1, atan(0.45 * sin(0.6) / 0.2) * 180 / pi)],
)
def test_the_way_of_a_push_leads_over_the_ground(position, side, degrees_up):
    """Up on both sides of the valley's bottom, which is 0.45 (1 − cos 0.6) below what is 0.2 away."""
    assert degrees(MountainCarGeometry.way(position, side)) == pytest.approx(degrees_up, abs=0.01)


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("position", [-1.1, -0.9, -0.7, -0.5236, -0.3, 0.0, 0.3, 0.5])
def test_the_arrow_is_above_the_ground(position, side):
    pixels = painted(shown(mountain_car_painter(), seen(position, [float(side)])), AS_GYMNASIUM, SIZE)
    geometry = MountainCarGeometry.fit(GYMNASIUM)
    for x, y in where(pixels, LIGHT.accent):
        assert y < geometry.ground((x - geometry.origin.x()) / geometry.scale).y()


def test_an_empty_pane_is_harmless():
    assert MountainCarGeometry.fit(QRectF()).scale == 1
    painted(shown(mountain_car_painter(), seen(0.1, 2)), QRectF(), (10, 10))


@pytest.mark.parametrize(
    ("action", "push"), [(None, None), (0, -1), (1, 0), (2, 1), ([0.25], 0.25), ([-1.0], -1), ([0.001], 0)]
)
def test_a_moment_is_read(action, push):
    assert MountainCarScene.of(seen(-0.25, action)) == MountainCarScene(-0.25, push, reached=False)
    assert MountainCarScene.of(seen(0.5, terminated=True)) == MountainCarScene(0.5, None, reached=True)


def test_between_two_moments_the_car_moves():
    scene = MountainCarScene(-0.5, 1.0).towards(MountainCarScene(-0.3, -0.5, reached=True), 0.25)
    assert (scene.position, scene.push, scene.reached) == (pytest.approx(-0.45), -0.5, True)


@pytest.mark.parametrize("position", [-0.5, 0.2, -1.0])
@pytest.mark.parametrize("side", [-1, 1])
def test_the_arrow_lies_along_the_ground_on_the_side_of_the_push_and_grows_with_it(position, side):
    ground = MountainCarGeometry.fit(GYMNASIUM).ground(position).toTuple()
    way = MountainCarGeometry.way(position, side)
    lengths = []
    for size in (0.5, 1.0):
        pixels = painted(shown(mountain_car_painter(), seen(position, [side * size])), AS_GYMNASIUM, SIZE)
        away = where(pixels, LIGHT.accent) - ground
        along = side * (away @ (cos(way), -sin(way)))
        above = away @ (-sin(way), -cos(way))
        assert along.min() > 0.066 * SCALE
        assert 2 * 0.0105 * SCALE < np.ptp(above) < 0.04 * SCALE  # the head, without its soft edges
        lengths.append(np.ptp(along))
    assert lengths[0] == pytest.approx(0.0625 * SCALE, abs=4)
    assert lengths[1] == pytest.approx(0.125 * SCALE, abs=4)


@pytest.mark.parametrize("action", [None, 1, [0.0]])
def test_no_arrow_without_a_push(action):
    pixels = painted(shown(mountain_car_painter(), seen(-0.5, action)), GYMNASIUM, SIZE)
    assert not len(where(pixels, LIGHT.accent))


def test_the_flag_is_marked_where_it_has_been_reached_and_not_afterwards():
    painter = mountain_car_painter()
    before = painted(shown(painter, seen(0.2)), GYMNASIUM, SIZE)
    assert not len(where(before, LIGHT.good))
    reached = painted(shown(painter, seen(0.2, terminated=True)), GYMNASIUM, SIZE)
    assert len(where(reached, LIGHT.good)) > 80
    assert (painted(shown(painter, seen(0.2)), GYMNASIUM, SIZE) == before).all()


def test_the_stop_crosses_the_ground_at_the_left_end():
    pixels = painted(shown(mountain_car_painter(), seen(0.2)), GYMNASIUM, SIZE)
    end = MountainCarGeometry.fit(GYMNASIUM.adjusted(30, 0, -30, 0)).ground(LEFT_END).toTuple()
    slope = MountainCarGeometry.slope(LEFT_END)
    across = [np.array(end) + side * 0.025 * 300 * np.array([sin(slope), cos(slope)]) for side in (-1, 1)]
    for x, y in across:
        assert min(hypot(*(point - (x, y))) for point in where(pixels, LIGHT.groove)) < 1.5


@pytest.mark.parametrize("size", [(300, 160), (1000, 150), (200, 600)])
def test_the_ground_goes_across_the_whole_pane(size):
    pixels = painted(shown(mountain_car_painter(), seen(-0.5)), QRectF(0, 0, *size), size)
    assert (pixels[-1] == (LIGHT.grid.rgb() & 0xFFFFFF)).all()


def test_it_is_drawn_in_the_looks_colours():
    painter = shown(mountain_car_painter(), seen(0.1, 2))
    for theme in (LIGHT, DARK):
        pixels = painted(painter, GYMNASIUM, SIZE, theme)
        for colour in (theme.body, theme.muted, theme.accent, theme.groove, theme.grid):
            assert len(where(pixels, colour)) > 20, colour.name()
