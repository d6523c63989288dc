"""What the painters of the classic worlds have in common: they flow, and a frame only moves what is there."""

from math import cos, pi, sin

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsScene

from pg_desktop.ui.classic_control.acrobot import acrobot_painter
from pg_desktop.ui.classic_control.mountain_car import mountain_car_painter
from pg_desktop.ui.classic_control.pendulum import pendulum_painter
from pg_desktop.ui.classic_control.state_painter import turned
from pg_desktop.ui.kit.theme import DARK, LIGHT
from tests.ui.classic_control.pictures import FONT, moment, painted, shown, where

pytestmark = pytest.mark.usefixtures("qapp")

RECT, SIZE = QRectF(0, 0, 400, 300), (400, 300)


def swinging(angle: float, action=None):
    return moment((cos(angle), sin(angle), 0.0), action)


MOMENTS = {
    pendulum_painter: [swinging(0.1 * step, np.array([0.1 * step])) for step in range(5)],
    acrobot_painter: [
        moment((cos(0.1 * step), sin(0.1 * step), 1.0, 0.0, 0.0, 0.0), np.array(step % 3)) for step in range(5)
    ],
    mountain_car_painter: [moment((-0.5 + 0.05 * step, 0.0), np.array(step % 3)) for step in range(5)],
}


@pytest.fixture(params=MOMENTS, ids=lambda make: make.__name__)
def make(request):
    return request.param


@pytest.mark.parametrize(
    ("angle", "later", "half"),
    [(0, 1, 0.5), (1, 0, 0.5), (-3, 3, -pi), (3, -3, pi), (0.5, 0.5, 0.5), (2, 2 + 20 * pi, 2)],
)
def test_angles_turn_the_short_way(angle, later, half):
    assert turned(angle, later, 0.5) == pytest.approx(half)
    assert turned(angle, later, 0.0) == angle
    assert cos(turned(angle, later, 1.0) - later) == pytest.approx(1.0)


def test_half_a_step_is_drawn_half_way(make):
    painter, (before, now, *_) = make(), MOMENTS[make]
    first = painted(shown(painter, before), RECT, SIZE)
    assert (painted(shown(painter, now, before), RECT, SIZE, progress=0.0) == first).mean() > 0.98  # but the arrow
    half = painted(painter, RECT, SIZE, progress=0.5)
    last = painted(painter, RECT, SIZE, progress=1.0)
    assert (last == painted(shown(make(), now), RECT, SIZE)).all()
    assert (half != first).any()
    assert (half != last).any()
    assert painter.flows


def test_a_new_episode_does_not_flow_from_the_last_one(make):
    painter = make()
    first, *_, last = MOMENTS[make]
    shown(painter, last)
    assert (painted(shown(painter, first), RECT, SIZE, progress=0.2) == painted(shown(make(), first), RECT, SIZE)).all()


def test_a_revised_moment_changes_the_arrow_alone(make):
    painter, now = make(), MOMENTS[make][2]
    other = moment(now.obs_O, now.environment_action * 0)
    before = painted(shown(painter, MOMENTS[make][1]), RECT, SIZE)
    shown(painter, now, MOMENTS[make][1])
    painter.revise(other)
    revised = painted(painter, RECT, SIZE)
    assert (revised == painted(shown(make(), other), RECT, SIZE)).all()
    assert (revised != before).any()


def test_a_frame_moves_the_parts_and_makes_none(make, monkeypatch):
    painter = make()
    painted(shown(painter, MOMENTS[make][0]), RECT, SIZE)
    items = painter.graphics.items()
    monkeypatch.setattr(QGraphicsScene, "addItem", lambda *_: pytest.fail("a part was made"))
    for before, now in zip(MOMENTS[make], MOMENTS[make][1:], strict=False):
        shown(painter, now, before)
        for progress in (0.3, 0.7, 1.0):
            painter.arrange(RECT, LIGHT, FONT, progress)
    assert painter.graphics.items() == items


def test_a_painter_notices_new_rooms_looks_and_fonts(make):
    painter = shown(make(), MOMENTS[make][2])
    wide, larger = QRectF(20, 10, 380, 200), QFont(FONT)
    larger.setPixelSize(30)
    for rect, theme in ((RECT, LIGHT), (RECT, DARK), (wide, DARK), (wide, LIGHT)):
        reused = painted(painter, rect, SIZE, theme)
        assert (reused == painted(shown(make(), MOMENTS[make][2]), rect, SIZE, theme)).all()
    if make is acrobot_painter:  # the one that writes something
        rows = []
        for font in (FONT, larger):
            painter.arrange(wide, LIGHT, font, 1.0)
            rows.append(max(item.boundingRect().height() for item in painter.graphics.items() if hasattr(item, "text")))
        assert rows[1] > 1.5 * rows[0]


def test_nothing_is_drawn_before_there_is_a_moment(make):
    painter = make()
    assert not len(where(painted(painter, RECT, SIZE), LIGHT.second))
    assert painter.graphics.items() == []


@pytest.mark.parametrize("size", [(222, 141), (240, 700), (1200, 150), (640, 400)])
def test_everything_moves_within_the_pane(make, size):
    """Whatever an episode does, no part of what moves is cut off."""
    painter = make()
    width, height = size
    for angle in np.linspace(-pi, pi, 41):
        sine, cosine = sin(angle), cos(angle)
        obs = {
            pendulum_painter: (cosine, sine, 0.0),
            acrobot_painter: (cosine, sine, 1.0, 0.0, 0.0, 0.0),
            mountain_car_painter: (-0.3 + 0.9 * angle / pi, 0.0),
        }[make]
        painted(shown(painter, moment(obs)), QRectF(0, 0, width, height), size)
        moving = [item for item in painter.graphics.items() if item.childItems()]
        assert moving
        for item in moving:
            assert QRectF(-1, -1, width + 2, height + 2).contains(item.mapRectToScene(item.shape().boundingRect()))
