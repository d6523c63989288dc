"""The pendulum's picture agrees with Gymnasium's, and shows the torque."""

from math import cos, pi, sin

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from pg_desktop.ui.classic_control.pendulum import MAX_TORQUE, PendulumGeometry, PendulumScene, pendulum_painter
from pg_desktop.ui.kit.theme import DARK, LIGHT
from tests.ui.classic_control.pictures import (
    FrameOf,
    drawn_by_gymnasium,
    far_end,
    moment,
    painted,
    shown,
    where,
)

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = 500, 500
SCALE = 500 / 4.4
"""Gymnasium's pixels to a metre."""
HALF = SCALE * 2.48 / 2
AS_GYMNASIUM = QRectF(250 - HALF, 250 - HALF, 2 * HALF, 2 * HALF)
"""Where our picture has Gymnasium's size: it leaves less room around."""
RED = QColor(204, 77, 77)


@pytest.fixture(scope="module")
def gymnasium_frame():
    yield from drawn_by_gymnasium("Pendulum-v1")


def seen(angle: float, torque: float | None = None):
    """The moment of an angle."""
    action = None if torque is None else np.array([torque], np.float32)
    return moment((cos(angle), sin(angle), 0.0), action)


def test_the_rod_ends_where_gymnasium_draws_its_end(gymnasium_frame: FrameOf):
    painter = pendulum_painter()
    for angle in np.random.default_rng(5).uniform(-pi, pi, 60):
        theirs = far_end(where(gymnasium_frame((angle, 0.0)), RED), (250, 250))
        theirs -= 0.1 * (theirs - 250) / np.hypot(*(theirs - 250)) * SCALE  # a disc of 0.1 m about the end
        ours = far_end(where(painted(shown(painter, seen(angle)), AS_GYMNASIUM, SIZE), LIGHT.second), (250, 250))
        assert np.hypot(*(ours - theirs)) <= 2, angle


def test_the_largest_torque_is_gymnasiums():
    gymnasium = pytest.importorskip("gymnasium")
    assert gymnasium.make("Pendulum-v1").unwrapped.max_torque == MAX_TORQUE


@pytest.mark.parametrize(
    ("angle", "tip"),
    [(0.0, (200, 50)), (pi / 2, (100, 150)), (-pi / 2, (300, 150)), (pi, (200, 250)), (pi / 4, (129.289, 79.289))],
)
def test_geometry(angle, tip):
    geometry = PendulumGeometry.fit(QRectF(0, 26, 400, 248))
    assert (geometry.scale, geometry.hub) == (100, QPointF(200, 150))
    assert geometry.tip(angle).toTuple() == pytest.approx(tip, abs=1e-3)


def test_an_empty_pane_is_harmless():
    assert PendulumGeometry.fit(QRectF()).scale == 1
    painted(shown(pendulum_painter(), seen(1.0, 2.0)), QRectF(), (10, 10))


def test_a_moment_is_read():
    assert PendulumScene.of(seen(2.5)) == PendulumScene(pytest.approx(2.5, abs=1e-6), None)
    assert PendulumScene.of(seen(-3.0, -1.0)) == PendulumScene(pytest.approx(-3.0, abs=1e-6), -0.5)


@pytest.mark.parametrize(
    ("before", "after", "half"), [(0.2, 0.6, 0.4), (-0.4, 0.2, -0.1), (3.0, -3.1, 3.0916), (-3.0, 3.0, -pi)]
)
def test_between_two_moments_it_turns_the_short_way(before, after, half):
    scene = PendulumScene(before, 1.0).towards(PendulumScene(after, -0.5), 0.5)
    assert cos(scene.angle - half) == pytest.approx(1.0, abs=1e-6)
    assert scene.torque == -0.5


def arrow_angles(angle: float, torque: float) -> np.ndarray:
    """Degrees by which the arrow's pixels lie anticlockwise of the rod."""
    pixels = painted(shown(pendulum_painter(), seen(angle, torque)), AS_GYMNASIUM, SIZE)
    x, y = (where(pixels, LIGHT.accent) - 250).T
    return (np.degrees(np.arctan2(-x, -y) - angle) + 180) % 360 - 180


@pytest.mark.parametrize("angle", [0.0, 1.0, -2.8])
@pytest.mark.parametrize("side", [-1, 1])
def test_the_arrow_turns_the_way_of_the_torque_and_grows_with_it(angle, side):
    sweeps = []
    for share in (0.5, 1.0):
        degrees = side * arrow_angles(angle, side * share * MAX_TORQUE)
        assert degrees.min() > 8
        sweeps.append(np.ptp(degrees))
    assert sweeps[0] == pytest.approx(37.5, abs=4)
    assert sweeps[1] == pytest.approx(75, abs=4)


@pytest.mark.parametrize("torque", [None, 0.0, 0.004])
def test_no_arrow_without_a_torque_to_speak_of(torque):
    assert not len(where(painted(shown(pendulum_painter(), seen(0.5, torque)), AS_GYMNASIUM, SIZE), LIGHT.accent))


def test_the_mark_stands_above_the_upright_rod():
    pixels = painted(shown(pendulum_painter(), seen(0.0)), QRectF(0, 0, 500, 500), SIZE)
    mark, rod = where(pixels, LIGHT.groove), where(pixels, LIGHT.second)
    assert mark[:, 0].mean() == pytest.approx(250, abs=1)
    assert 0 < mark[:, 1].min() < mark[:, 1].max() < rod[:, 1].min()


def test_it_is_drawn_in_the_looks_colours():
    painter = shown(pendulum_painter(), seen(0.3, 2.0))
    for theme in (LIGHT, DARK):
        pixels = painted(painter, AS_GYMNASIUM, SIZE, theme)
        for colour in (theme.second, theme.body, theme.accent, theme.grid):
            assert len(where(pixels, colour)) > 20, colour.name()
