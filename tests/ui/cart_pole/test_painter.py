"""The picture agrees with Gymnasium's, and shows what the scene says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import cos, pi, radians, sin

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from pg_desktop.learning.worlds.cart_pole.limits import ANGLE_LIMIT, POSITION_LIMIT
from pg_desktop.ui.cart_pole.painter import CartPoleColours, CartPoleGeometry, CartPolePainter, CartPoleScene

pytestmark = pytest.mark.usefixtures("qapp")

# (height, width), each 0xRRGGBB
Pixels = npt.NDArray[np.uint32]

GYMNASIUM = QRectF(0, 0, 600, 400)
WIDE = QRectF(0, 0, 900, 300)
BLACK = QColor(0, 0, 0)
POLE = QColor(202, 152, 101)

COLOURS = CartPoleColours(
    ground=QColor("#ffffff"),
    track=QColor("#cfd6e2"),
    limit=QColor("#b0b8c8"),
    cart=BLACK,
    wheel=QColor("#6b7489"),
    axle=QColor("#8184cb"),
    pole=POLE,
    ghost=QColor("#00a000"),
    wedge=QColor("#e8f1fc"),
    failure=QColor("#d92d3a"),
    push=QColor("#0a69cf"),
    text=QColor("#707070"),
)


def painted(
    scene: CartPoleScene,
    rect: QRectF = GYMNASIUM,
    colours: CartPoleColours = COLOURS,
    painter: CartPolePainter | None = None,
    device_pixel_ratio: int = 1,
    font_size: int = 12,
) -> Pixels:
    size = rect.size().toSize() * device_pixel_ratio
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(device_pixel_ratio)
    image.fill(colours.ground)
    font = QFont()
    font.setPixelSize(font_size)
    with QPainter(image) as target:
        target.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter = painter or CartPolePainter()
        painter.arrange(rect, scene, colours, font)
        painter.graphics.render(target, rect, rect)
    return np.array(image.constBits(), np.uint8).view("<u4").reshape(size.height(), size.width()) & 0xFFFFFF


def rgb(colour: QColor) -> int:
    return colour.rgb() & 0xFFFFFF


def where(pixels: Pixels, colour: QColor) -> npt.NDArray[np.float64]:
    """The centres (x, y) of all pixels of exactly this colour, (N, 2)."""
    rows, columns = np.nonzero(pixels == rgb(colour))
    return np.stack([columns, rows], axis=1) + 0.5


def cart_centre(pixels: Pixels) -> npt.NDArray[np.float64]:
    """The middle of the black box, without the line that Gymnasium draws across the whole picture."""
    black = pixels == rgb(BLACK)
    black[black.sum(axis=1) > 0.8 * pixels.shape[1]] = False
    rows, columns = np.nonzero(black)
    return np.array([columns.min() + columns.max() + 1, rows.min() + rows.max() + 1]) / 2


def pole_tip(pixels: Pixels) -> npt.NDArray[np.float64]:
    """Where the long axis of the pole's pixels ends at the top."""
    points = where(pixels, POLE)
    middle = points.mean(axis=0)
    axis = np.linalg.eigh(np.cov(points.T))[1][:, -1]
    axis = axis if axis[1] < 0 else -axis
    return middle + axis * ((points - middle) @ axis).max()


@pytest.fixture(scope="module")
def gymnasium_frame() -> Iterator[Callable[[float, float], Pixels]]:
    """Gymnasium's own picture of a cart at x with its pole at θ."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SDL_VIDEODRIVER", "dummy")
        patch.setenv("SDL_AUDIODRIVER", "dummy")
        gymnasium = pytest.importorskip("gymnasium")
        # Never closed: that would shut down pygame for every other test.
        env = gymnasium.make("CartPole-v1", render_mode="rgb_array")
        env.reset(seed=0)

        def frame(x: float, theta: float) -> Pixels:
            env.unwrapped.state = np.array([x, 0.0, theta, 0.0])
            return env.unwrapped.render().astype(np.uint32) @ np.array([0x10000, 0x100, 1], np.uint32)

        yield frame


@pytest.mark.slow
def test_cart_and_pole_stand_where_gymnasium_draws_them(gymnasium_frame):
    rng = np.random.default_rng(23)
    painter = CartPolePainter()
    # Further out the picture's edge would cut off a part of the cart, and its middle could not be measured.
    for x, theta in rng.uniform((-2.15, -ANGLE_LIMIT), (2.15, ANGLE_LIMIT), size=(200, 2)):
        theirs = gymnasium_frame(x, theta)
        ours = painted(CartPoleScene(x, theta), painter=painter)
        assert np.hypot(*(cart_centre(ours) - cart_centre(theirs))) <= 2, (x, theta)
        assert np.hypot(*(pole_tip(ours) - pole_tip(theirs))) <= 2, (x, theta)


def test_limits_are_gymnasiums():
    gymnasium = pytest.importorskip("gymnasium")
    env = gymnasium.make("CartPole-v1").unwrapped
    assert env.x_threshold == POSITION_LIMIT
    assert env.theta_threshold_radians == pytest.approx(ANGLE_LIMIT, rel=1e-12)


def test_geometry_of_gymnasiums_frame():
    geometry = CartPolePainter.geometry(GYMNASIUM)
    assert geometry.scale == 125
    assert geometry.cart_centre(0) == QPointF(300, 300)
    assert geometry.cart_rect(2.4).center() == QPointF(600, 300)
    assert geometry.axle(-1) == QPointF(175, 292.5)
    assert geometry.pole_tip(0, 0) == QPointF(300, 172.5)
    assert geometry.pole_tip(1, pi / 2) == QPointF(545, 292.5)


def test_a_frame_twice_as_large_is_the_same_picture_twice_as_large():
    once, twice = (CartPolePainter.geometry(QRectF(0, 0, 600 * n, 400 * n)) for n in (1, 2))
    assert twice.pole_tip(0.7, 0.1) == 2 * once.pole_tip(0.7, 0.1)


def test_geometry_follows_the_rectangles_place():
    here, there = (CartPolePainter.geometry(QRectF(x, y, 640, 360)) for x, y in ((0, 0), (30, 50)))
    assert there.axle(1.5) - here.axle(1.5) == QPointF(30, 50)


def test_a_wide_pane_is_filled():
    geometry = CartPolePainter.geometry(WIDE)
    track = geometry.cart_centre(POSITION_LIMIT).x() - geometry.cart_centre(-POSITION_LIMIT).x()
    assert track > 0.8 * WIDE.width()


@given(st.floats(-2.4, 2.4), st.floats(-pi, pi), st.floats(100, 2000), st.floats(100, 2000))
def test_to_world_undoes_the_geometry(x, theta, width, height):
    geometry = CartPolePainter.geometry(QRectF(5, 7, width, height))
    tip_x, tip_height = geometry.to_world(geometry.pole_tip(x, theta))
    assert geometry.to_world(geometry.axle(x)) == pytest.approx((x, 0.0), abs=1e-9)
    assert (tip_x, tip_height) == pytest.approx((x + 0.96 * sin(theta), 0.96 * cos(theta)), abs=1e-9)


@given(
    st.floats(200, 3000),
    st.floats(120, 3000),
    st.floats(0.2, 2.5),
    st.floats(-POSITION_LIMIT, POSITION_LIMIT),
    st.floats(-ANGLE_LIMIT, ANGLE_LIMIT),
)
def test_a_standing_pole_stays_in_the_pane(width, height, pole_length, x, theta):
    rect = QRectF(0, 0, width, height)
    geometry = CartPolePainter.geometry(rect, pole_length)
    assert rect.top() < geometry.pole_tip(x, theta).y()
    assert geometry.cart_rect(x).bottom() + 0.1 * geometry.scale < rect.bottom()
    assert rect.left() - 1e-9 <= geometry.cart_centre(x).x() <= rect.right() + 1e-9
    assert geometry.cart_rect(POSITION_LIMIT).right() <= rect.right() + 0.0501 * width


@pytest.mark.parametrize("pole_length", [0.5, 1.0, 2.0])
def test_the_pole_is_drawn_to_its_tip(pole_length):
    scene = CartPoleScene(-0.4, 0.15, pole_length=pole_length)
    tip = CartPolePainter.geometry(WIDE, pole_length).pole_tip(-0.4, 0.15)
    assert pole_tip(painted(scene, WIDE)) == pytest.approx(tip.toTuple(), abs=1.5)


def test_an_empty_rectangle_is_harmless():
    assert CartPolePainter.geometry(QRectF()).to_world(QPointF(1, 0))[0] == 1
    CartPolePainter().arrange(QRectF(), CartPoleScene(0, 0), COLOURS, QFont())


@pytest.mark.parametrize("side", [-1, 1])
def test_the_arrow_points_where_the_push_goes_and_grows_with_it(side):
    geometry = CartPolePainter.geometry(WIDE)
    edge = geometry.cart_rect(0.5).width() / 2
    lengths = []
    for push in (0.5, 1.0):
        arrow = where(painted(CartPoleScene(0.5, 0.0, push=side * push), WIDE), COLOURS.push)
        outward = side * (arrow[:, 0] - geometry.cart_centre(0.5).x())
        assert outward.min() > edge
        head, tail = (np.abs(outward - end) < 0.05 * geometry.scale for end in (outward.max(), outward.min()))
        lengths.append(np.ptp(outward))
        # The narrow end is the point; just behind it the head is wider than the shaft.
        assert np.ptp(arrow[head, 1]) > np.ptp(arrow[tail, 1])
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=3)


@pytest.mark.parametrize("push", [None, 0.0])
def test_no_arrow_without_a_push(push):
    assert not len(where(painted(CartPoleScene(0, 0, push=push)), COLOURS.push))


def test_older_ghosts_are_fainter():
    ghosts = ((-1.5, 0.0), (-1.0, 0.0), (-0.5, 0.0))
    pixels = painted(CartPoleScene(1, 0, ghosts))
    geometry = CartPolePainter.geometry(GYMNASIUM)
    middles = [(geometry.axle(x) + geometry.pole_tip(x, theta)) / 2 for x, theta in ghosts]
    reds = [QColor(int(pixels[int(point.y()), int(point.x())])).red() for point in middles]
    # The newest is 40 % of the ghost's colour, which has no red, on a white ground.
    assert reds == sorted(reds, reverse=True)
    assert len(set(reds)) == 3
    assert reds[-1] == round(255 * 0.6)
    assert reds[0] < 255


def test_a_ghost_stands_where_the_pole_stood():
    ghost = painted(CartPoleScene(1, 0, ghosts=((-1.2, 0.1),)), colours=replace(COLOURS, ghost=QColor("#000000")))
    pole = painted(CartPoleScene(-1.2, 0.1))
    tip = CartPolePainter.geometry(GYMNASIUM).pole_tip(-1.2, 0.1)
    grey = where(ghost, QColor(153, 153, 153))  # 40 % black on white
    assert grey[:, 1].min() == where(pole, POLE)[:, 1].min()
    assert grey[0] == pytest.approx(tip.toTuple(), abs=4)


def test_a_fallen_pole_turns_the_wedge_red_and_lies_where_it_is():
    fallen = CartPoleScene(0, radians(80), fallen=True)
    pixels = painted(fallen)
    assert not len(where(pixels, COLOURS.wedge))
    geometry = CartPolePainter.geometry(GYMNASIUM)
    above = geometry.pole_tip(0, 0).toPoint()
    wedge = QColor(int(pixels[above.y(), above.x()]))
    assert wedge.red() > max(wedge.green(), wedge.blue()) + 30
    assert pole_tip(pixels) == pytest.approx(geometry.pole_tip(0, radians(80)).toTuple(), abs=1.5)
    assert len(where(painted(replace(fallen, fallen=False)), COLOURS.wedge))


@pytest.mark.parametrize("side", [-1, 1])
def test_leaving_the_track_marks_that_end_alone(side):
    scene = CartPoleScene(side * 2.45, 0.05, fallen=True)
    pixels = painted(scene, WIDE)
    marked = where(pixels, COLOURS.failure)
    geometry = CartPolePainter.geometry(WIDE)
    assert marked[:, 0].mean() == pytest.approx(geometry.cart_centre(side * POSITION_LIMIT).x(), abs=2)
    assert where(pixels, COLOURS.limit)[:, 0].mean() == pytest.approx(
        geometry.cart_centre(-side * POSITION_LIMIT).x(), abs=2
    )
    assert len(where(pixels, COLOURS.wedge))
    assert not len(where(painted(replace(scene, fallen=False), WIDE), COLOURS.failure))


def test_stops_stand_at_the_limits_and_are_named():
    pixels = painted(CartPoleScene(0, 0), WIDE)
    stops = where(pixels, COLOURS.limit)
    geometry = CartPolePainter.geometry(WIDE)
    ends = [geometry.cart_centre(x).x() for x in (-POSITION_LIMIT, POSITION_LIMIT)]
    for half, end in zip((stops[:, 0] < 450, stops[:, 0] > 450), ends, strict=True):
        assert stops[half, 0].mean() == pytest.approx(end, abs=1)
    below = pixels[int(stops[:, 1].max()) + 1 :]
    assert len(where(below, COLOURS.ground)) < below.size


def test_a_painter_notices_new_colours_rectangles_and_poles():
    painter = CartPolePainter()
    scene = CartPoleScene(0.2, 0.1, ((0.1, 0.0),), push=1.0)
    dark = replace(COLOURS, ground=QColor("#1f242d"), cart=QColor("#dfe5f0"), wedge=QColor("#22303f"))
    for rect, shown, colours in (
        (GYMNASIUM, scene, COLOURS),
        (GYMNASIUM, scene, dark),
        (WIDE, scene, dark),
        (WIDE, replace(scene, pole_length=2.0), dark),
    ):
        reused = painted(shown, rect, colours, painter)
        assert np.array_equal(reused, painted(shown, rect, colours))


def test_labels_stay_centred_below_the_stops_in_a_new_font():
    painter = CartPolePainter()
    end = CartPolePainter.geometry(WIDE).cart_centre(POSITION_LIMIT).x()
    widths = []
    for size in (10, 24):
        pixels = painted(CartPoleScene(0, 0), WIDE, painter=painter, font_size=size)
        below_the_stops = int(where(pixels, COLOURS.limit)[:, 1].max()) + 1
        columns = np.nonzero((pixels[below_the_stops:, 450:] != rgb(COLOURS.ground)).any(axis=0))[0] + 450.5
        assert (columns.min() + columns.max()) / 2 == pytest.approx(end, abs=1.5)
        widths.append(np.ptp(columns))
    assert widths[1] > 2 * widths[0]


def test_edges_are_smooth_and_finer_on_a_dense_screen():
    scene = CartPoleScene(0.3, 0.2)
    coarse, fine = painted(scene), painted(scene, device_pixel_ratio=2)
    above_the_cart = slice(0, 280)
    assert len(np.unique(coarse[above_the_cart])) > 20
    assert fine.shape == (800, 1200)
    # The soft edge of the leaning pole takes half the area, so more of it is entirely the pole's.
    assert len(where(fine, POLE)) > 4 * len(where(coarse, POLE))


def test_geometry_is_comparable():
    assert CartPolePainter.geometry(WIDE) == CartPoleGeometry.fit(WIDE)
    assert CartPolePainter.geometry(WIDE) != CartPoleGeometry.fit(GYMNASIUM)
