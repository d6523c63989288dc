"""The acrobot's picture agrees with Gymnasium's, and shows torque and goal."""

from math import cos, pi, sin

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from pg_desktop.ui.classic_control.acrobot import AcrobotGeometry, AcrobotScene, acrobot_painter
from pg_desktop.ui.kit.theme import DARK, LIGHT
from tests.ui.classic_control.pictures import (
    FrameOf,
    centre,
    drawn_by_gymnasium,
    far_end,
    moment,
    painted,
    shown,
    where,
)

pytestmark = pytest.mark.usefixtures("qapp")

GYMNASIUM = QRectF(0, 0, 500, 500)
SIZE = 500, 500
SCALE = 500 / 4.4
CYAN, YELLOW = QColor(0, 204, 204), QColor(204, 204, 0)


@pytest.fixture(scope="module")
def gymnasium_frame():
    yield from drawn_by_gymnasium("Acrobot-v1")


def seen(upper: float, lower: float, action: int | None = None, **changes):
    """The moment of two angles."""
    obs = cos(upper), sin(upper), cos(lower), sin(lower), 0.0, 0.0
    return moment(obs, None if action is None else np.array(action), **changes)


def test_both_joints_and_the_end_are_where_gymnasium_draws_them(gymnasium_frame: FrameOf):
    painter = acrobot_painter()
    geometry = AcrobotGeometry.fit(GYMNASIUM)
    # Folded onto the upper link, the lower one could not be told from it in Gymnasium's picture.
    for upper, lower in np.random.default_rng(6).uniform((-pi, -2.4), (pi, 2.4), (60, 2)):
        frame = gymnasium_frame((upper, lower, 0.0, 0.0))
        discs = where(frame, YELLOW)
        elbow = centre(discs[np.hypot(*(discs - 250).T) > SCALE / 2])
        assert np.hypot(*(elbow - geometry.elbow(upper).toTuple())) <= 2, (upper, lower)
        cyan = where(frame, CYAN)
        along = np.clip((cyan - 250) @ (elbow - 250) / SCALE**2, 0, 1)
        of_lower = np.hypot(*(cyan - 250 - along[:, None] * (elbow - 250)).T) > 0.1 * SCALE + 3
        ours = where(painted(shown(painter, seen(upper, lower)), GYMNASIUM, SIZE), LIGHT.second)
        theirs_end, our_end = far_end(cyan[of_lower], elbow), far_end(ours, geometry.elbow(upper).toTuple())
        assert np.hypot(*(theirs_end - our_end)) <= 4, (upper, lower)
        assert np.hypot(*(our_end - geometry.tip(upper, lower).toTuple())) <= 1.5, (upper, lower)


def test_the_line_is_gymnasiums(gymnasium_frame: FrameOf):
    rows = where(gymnasium_frame((0.0, 0.0, 0.0, 0.0)), QColor(0, 0, 0))[:, 1]
    assert AcrobotGeometry.fit(GYMNASIUM).target.y1() == pytest.approx(rows.mean(), abs=1.5)


def test_geometry():
    geometry = AcrobotGeometry.fit(QRectF(100, 0, 600, 440))
    assert geometry.scale == pytest.approx(100)
    assert geometry.pivot == QPointF(400, 220)
    assert geometry.elbow(0.0).toTuple() == pytest.approx((400, 320))
    assert geometry.elbow(pi / 2).toTuple() == pytest.approx((500, 220))
    assert geometry.tip(pi / 2, -pi / 2).toTuple() == pytest.approx((500, 320))
    assert geometry.tip(pi, 0.0).toTuple() == pytest.approx((400, 20))
    assert geometry.tip(-pi / 2, -pi / 2).toTuple() == pytest.approx((300, 120))
    assert geometry.target.toTuple() == pytest.approx((180, 120, 620, 120))


def test_an_empty_pane_is_harmless():
    assert AcrobotGeometry.fit(QRectF()).scale == 1
    painted(shown(acrobot_painter(), seen(1.0, 2.0, 0)), QRectF(), (10, 10))


@pytest.mark.parametrize(("action", "torque"), [(None, None), (0, -1), (1, 0), (2, 1)])
def test_a_moment_is_read(action, torque):
    angles = pytest.approx(2.5, abs=1e-6), pytest.approx(-3.0, abs=1e-6)
    assert AcrobotScene.of(seen(2.5, -3.0, action)) == AcrobotScene(*angles, torque, reached=False)
    assert AcrobotScene.of(seen(2.5, -3.0, truncated=True)).reached is False
    assert AcrobotScene.of(seen(2.5, -3.0, terminated=True)).reached is True


def test_between_two_moments_both_links_turn_the_short_way():
    scene = AcrobotScene(3.0, -3.0, 1.0).towards(AcrobotScene(-3.0, 3.0, -1.0), 0.25)
    quarter = (2 * pi - 6) / 4
    assert (scene.upper, scene.lower) == pytest.approx((3 + quarter, -3 - quarter))
    assert scene.torque == -1.0


@pytest.mark.parametrize("upper", [0.0, 2.0])
@pytest.mark.parametrize("action", [0, 2])
def test_the_arrow_turns_the_lower_link_the_way_of_the_torque(upper, action):
    lower = 0.4
    pixels = painted(shown(acrobot_painter(), seen(upper, lower, action)), GYMNASIUM, SIZE)
    elbow = AcrobotGeometry.fit(GYMNASIUM).elbow(upper).toTuple()
    x, y = (where(pixels, LIGHT.accent) - elbow).T
    anticlockwise = (np.degrees(np.arctan2(x, y) - upper - lower) + 180) % 360 - 180
    along = anticlockwise * (action - 1)
    assert len(along) > 50
    assert along.min() > 12
    assert np.ptp(along) == pytest.approx(75, abs=4)


@pytest.mark.parametrize("action", [None, 1])
def test_no_arrow_without_a_torque(action):
    assert not len(where(painted(shown(acrobot_painter(), seen(1.0, 1.0, action)), GYMNASIUM, SIZE), LIGHT.accent))


def test_the_line_is_marked_where_it_has_been_reached_and_not_afterwards():
    painter = acrobot_painter()
    before = painted(shown(painter, seen(3.0, 0.1)), GYMNASIUM, SIZE)
    assert len(where(before, LIGHT.groove)) > 300
    reached = painted(shown(painter, seen(3.0, 0.1, terminated=True)), GYMNASIUM, SIZE)
    assert len(where(reached, LIGHT.good)) > 300
    assert not len(where(reached, LIGHT.groove))
    assert (painted(shown(painter, seen(3.0, 0.1)), GYMNASIUM, SIZE) == before).all()


def test_the_line_has_a_dash_at_either_end():
    columns = where(painted(shown(acrobot_painter(), seen(0.0, 0.0)), GYMNASIUM, SIZE), LIGHT.groove)[:, 0]
    assert (columns.min(), columns.max()) == (0.5, 499.5)
    for end in (columns[columns < 8], columns[columns > 492]):
        assert len(np.unique(end)) == 8  # four widths of two pixels


def test_it_is_drawn_in_the_looks_colours():
    painter = shown(acrobot_painter(), seen(0.3, 1.0, 2))
    for theme in (LIGHT, DARK):
        pixels = painted(painter, GYMNASIUM, SIZE, theme)
        for colour in (theme.second, theme.body, theme.accent, theme.groove, theme.muted):
            assert len(where(pixels, colour)) > 20, colour.name()
