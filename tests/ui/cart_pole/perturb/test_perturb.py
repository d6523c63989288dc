"""The sheet over the stage: real presses, moves, releases and keys."""

from math import radians

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from pg_desktop.ui.cart_pole.perturb.perturb import Perturb
from pg_desktop.ui.cart_pole.scene import CartPoleGeometry
from pg_desktop.ui.kit.theme import DARK, LIGHT
from tests.ui.user import move_mouse

GEOMETRY = CartPoleGeometry.fit(QRectF(0, 0, 480, 320))
"""100 pixels to the metre, the axle of a cart in the middle at (240, 234)."""
REST = np.zeros(4)
TIP, CART, NOTHING = QPoint(240, 140), QPoint(240, 240), QPoint(60, 60)
LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Stage(QWidget):
    """Something that is painted and takes the focus, as the real one does."""

    def __init__(self):
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.painted = 0
        self.keys = []
        self.presses = 0

    def paintEvent(self, event):
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), LIGHT.card)
        painter.end()

    def mousePressEvent(self, event):
        self.presses += 1

    def keyPressEvent(self, event):
        self.keys.append(event.key())


@pytest.fixture
def stage(qtbot):
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(480, 360)
    with qtbot.waitActive(stage):
        stage.show()
        stage.activateWindow()
    QToolTip.hideText()
    yield stage
    QToolTip.hideText()


class Clock:
    """Time that goes by when a test says so."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def perturb(qtbot, stage, clock):
    perturb = Perturb(stage, clock)
    perturb.set_active(True)
    perturb.show_moment(0.0, 0.0, GEOMETRY)
    perturb.episode_began()
    yield perturb
    for button in (LEFT, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        qtbot.mouseRelease(perturb, button, pos=TIP)  # or the next test's mouse would still hold it


def press(qtbot, perturb, at, button=LEFT):
    qtbot.mousePress(perturb, button, pos=at)


def drag(qtbot, perturb, at, by):
    qtbot.mousePress(perturb, LEFT, pos=at)
    move_mouse(perturb, at + by)


def steps(perturb, count=1, **ended):
    """Play env steps; the forces of each."""
    forces = []
    for _ in range(count):
        forces.append(perturb.forces(REST))
        perturb.stepped(**({"terminated": False, "truncated": False} | ended))
    return forces


def test_it_covers_the_stage_at_every_size(perturb, stage, qtbot):
    assert perturb.geometry() == stage.rect()
    stage.resize(600, 300)
    qtbot.waitUntil(lambda: perturb.geometry() == stage.rect())


def test_dragging_the_pole(perturb, qtbot):
    """0.2 m at 0.94 m of the pole: 1.2 N, of which 0.94 parts act on the tip."""
    drag(qtbot, perturb, TIP, QPoint(20, 30))
    assert perturb.holds
    assert perturb.forces(REST) == pytest.approx((0.072, 1.128))
    move_mouse(perturb, TIP + QPoint(-300, 0))
    assert perturb.forces(REST) == pytest.approx((-0.18, -2.82))
    qtbot.mouseRelease(perturb, LEFT, pos=TIP + QPoint(-300, 0))
    assert not perturb.holds
    assert perturb.forces(REST) == (0, 0)


def test_dragging_the_cart(perturb, qtbot):
    drag(qtbot, perturb, CART, QPoint(-50, 0))
    assert perturb.forces(REST) == pytest.approx((-10, 0))
    assert perturb.forces((-0.5, -1.0, 0.0, 0.0)) == pytest.approx((6, 0))
    move_mouse(perturb, CART + QPoint(150, 0))
    assert perturb.forces(REST) == pytest.approx((20, 0))


def test_the_drag_goes_on_where_the_pole_is_drawn_next(perturb, qtbot):
    drag(qtbot, perturb, TIP, QPoint(20, 0))
    perturb.show_moment(0.1, 0.0, GEOMETRY)
    assert sum(perturb.forces((0.1, 0, 0, 0))) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("at", "forces"),
    [
        (TIP + QPoint(-5, 0), (0, 1.5)),
        (TIP + QPoint(5, 0), (0, -1.5)),
        (TIP + QPoint(5, 50), (0, -1.5)),
        (CART + QPoint(-15, 0), (25, 0)),
        (CART + QPoint(15, 0), (-25, 0)),
    ],
)
def test_a_click_is_a_tap_for_one_step(perturb, qtbot, at, forces):
    qtbot.mouseClick(perturb, LEFT, pos=at)
    assert perturb.forces(REST) == pytest.approx(forces)
    assert perturb.forces(REST) == (0, 0)


def test_two_clicks_are_two_taps_one_after_the_other(perturb, qtbot):
    qtbot.mouseClick(perturb, LEFT, pos=TIP)
    qtbot.mouseDClick(perturb, LEFT, pos=TIP)
    qtbot.mouseRelease(perturb, LEFT, pos=TIP)
    assert [tip for _, tip in steps(perturb, 3)] == pytest.approx([1.5, 1.5, 0])


@pytest.mark.parametrize("steps_a_second", [12.5, 50, 200])
def test_a_press_without_a_move_holds_after_a_fifth_of_a_second_at_every_speed(perturb, qtbot, clock, steps_a_second):
    press(qtbot, perturb, TIP)
    leaning = (0.2, 0.0, 0.0, 0.0)
    while clock.seconds < 0.19:
        assert perturb.forces(leaning) == (0, 0)
        clock.seconds += 1 / steps_a_second
    clock.seconds = 0.21
    assert sum(perturb.forces(leaning)) == pytest.approx(-1.2)
    qtbot.mouseRelease(perturb, LEFT, pos=TIP)
    assert steps(perturb) == [(0, 0)]  # and is no tap then


def test_a_click_is_a_tap_however_many_steps_it_lasts(perturb, qtbot, clock):
    press(qtbot, perturb, TIP)
    for _ in range(20):  # 0.1 s at four times the speed
        clock.seconds += 0.005
        assert perturb.forces(REST) == (0, 0)
    qtbot.mouseRelease(perturb, LEFT, pos=TIP)
    assert steps(perturb, 2) == [(0, pytest.approx(1.5)), (0, 0)]


def test_a_drag_while_nothing_is_played_is_no_push(perturb, qtbot):
    drag(qtbot, perturb, TIP, QPoint(30, 0))
    qtbot.mouseRelease(perturb, LEFT, pos=TIP + QPoint(30, 0))
    steps(perturb, 150)
    assert perturb.pushes == 0


def test_elsewhere_a_press_gives_the_stage_the_focus(perturb, stage, qtbot):
    stage.clearFocus()
    press(qtbot, perturb, NOTHING)
    assert not perturb.holds
    assert stage.presses == 1
    assert QApplication.focusWidget() is stage
    stage.clearFocus()
    press(qtbot, perturb, TIP)
    assert perturb.holds
    assert stage.presses == 1
    assert QApplication.focusWidget() is stage


def test_other_buttons_hold_nothing(perturb, qtbot):
    press(qtbot, perturb, TIP, Qt.MouseButton.RightButton)
    assert not perturb.holds


def test_the_cursor_is_a_hand(perturb, qtbot):
    move_mouse(perturb, NOTHING)
    assert perturb.cursor().shape() is Qt.CursorShape.ArrowCursor
    for at in (TIP, CART):
        move_mouse(perturb, at)
        assert perturb.cursor().shape() is Qt.CursorShape.OpenHandCursor
        press(qtbot, perturb, at)
        assert perturb.cursor().shape() is Qt.CursorShape.ClosedHandCursor
        qtbot.mouseRelease(perturb, LEFT, pos=at)
        assert perturb.cursor().shape() is Qt.CursorShape.OpenHandCursor
    perturb.show_moment(1.5, 0.0, GEOMETRY)  # the cart has rolled away below the mouse
    assert perturb.cursor().shape() is Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize(("key", "direction"), [(Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)])
@pytest.mark.parametrize(("modifier", "tap", "steady"), [(Qt.KeyboardModifier.NoModifier, 1.5, 0.2), (SHIFT, 25, 5)])
def test_keys_tap_and_then_push(perturb, stage, qtbot, clock, key, direction, modifier, tap, steady):
    qtbot.keyPress(stage, key, modifier)
    assert perturb.holds
    forces = steps(perturb, 10)
    clock.seconds = 0.21
    forces += steps(perturb, 3)
    qtbot.keyRelease(stage, key, modifier)
    part = 0 if modifier is SHIFT else 1
    expected = direction * np.array([tap] + [0] * 9 + [steady] * 3)
    assert [each[part] for each in forces] == pytest.approx(expected)
    assert not any(each[1 - part] for each in forces)
    assert steps(perturb) == [(0, 0)]


def test_a_key_between_two_steps_is_a_tap(perturb, stage, qtbot):
    qtbot.keyClick(stage, Qt.Key.Key_Right)
    assert steps(perturb, 2) == [(0, pytest.approx(1.5)), (0, 0)]


def test_repeated_keys_mean_nothing(perturb, stage, qtbot):
    right, no = Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier
    qtbot.keyPress(stage, right)
    for _ in range(3):
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
            QCoreApplication.sendEvent(stage, QKeyEvent(kind, right, no, "", True))
        assert perturb.holds
    assert [tip for _, tip in steps(perturb, 3)] == pytest.approx([1.5, 0, 0])
    qtbot.keyRelease(stage, right)
    assert not perturb.holds
    steps(perturb, 100)
    assert perturb.pushes == 1


def test_the_later_of_two_keys_counts(perturb, stage, qtbot):
    qtbot.keyPress(stage, Qt.Key.Key_Right)
    steps(perturb)
    qtbot.keyPress(stage, Qt.Key.Key_Left)
    qtbot.keyRelease(stage, Qt.Key.Key_Right)
    assert perturb.holds
    assert perturb.forces(REST) == (0, pytest.approx(-1.5))


def test_other_keys_are_the_stages(perturb, stage, qtbot):
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Up):
        qtbot.keyClick(stage, key)
    qtbot.keyClick(stage, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    QCoreApplication.sendEvent(stage, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier))
    assert stage.keys == [Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Control, Qt.Key.Key_Left, 0]
    assert steps(perturb) == [(0, 0)]


def test_who_loses_the_focus_lets_the_key_go(perturb, stage, qtbot):
    stage.setFocus()
    qtbot.keyPress(stage, Qt.Key.Key_Right)
    stage.clearFocus()
    assert not perturb.holds


def test_survived_after_two_seconds(perturb, qtbot):
    heard = []
    perturb.counted.connect(lambda *counts: heard.append(counts))
    drag(qtbot, perturb, TIP, QPoint(20, 0))
    steps(perturb, 120)
    assert perturb.pushes == 0
    qtbot.mouseRelease(perturb, LEFT, pos=TIP + QPoint(20, 0))
    steps(perturb, 99)
    assert (perturb.survived, perturb.pushes, heard) == (0, 0, [])
    steps(perturb)
    assert (perturb.survived, perturb.pushes, heard) == (1, 1, [(1, 1)])


def test_a_fall_within_two_seconds_is_not_survived(perturb, qtbot):
    qtbot.mouseClick(perturb, LEFT, pos=TIP)
    steps(perturb, 100)
    steps(perturb, terminated=True)
    assert (perturb.survived, perturb.pushes) == (0, 1)


def test_a_fall_while_it_is_held_is_not_survived(perturb, qtbot):
    drag(qtbot, perturb, TIP, QPoint(90, 0))
    steps(perturb, 5)
    steps(perturb, terminated=True)
    assert (perturb.survived, perturb.pushes) == (0, 1)
    assert not perturb.holds
    press(qtbot, perturb, TIP)  # there is nothing to hold until the next episode
    assert not perturb.holds
    qtbot.mouseRelease(perturb, LEFT, pos=TIP)
    perturb.episode_began()
    press(qtbot, perturb, TIP)
    assert perturb.holds


@pytest.mark.parametrize("restart", [False, True])
def test_what_a_time_limit_or_a_restart_overtakes_does_not_count(perturb, qtbot, restart):
    qtbot.mouseClick(perturb, LEFT, pos=TIP)
    steps(perturb, 50)
    if not restart:
        steps(perturb, truncated=True)
    perturb.episode_began()
    steps(perturb, 150)
    assert (perturb.survived, perturb.pushes) == (0, 0)


def test_a_new_run_counts_from_nothing(perturb, qtbot):
    qtbot.mouseClick(perturb, LEFT, pos=TIP)
    steps(perturb, 101)
    with qtbot.waitSignal(perturb.counted) as counted:
        perturb.reset_count()
    assert counted.args == [0, 0]
    assert perturb.pushes == 0


def test_where_nothing_can_be_pushed_it_is_not_there(perturb, stage, qtbot):
    drag(qtbot, perturb, TIP, QPoint(30, 0))
    perturb.set_active(False)
    assert not perturb.holds
    assert stage.childAt(TIP) is None
    qtbot.keyPress(stage, Qt.Key.Key_Left)
    assert stage.keys == [Qt.Key.Key_Left]
    assert steps(perturb) == [(0, 0)]
    perturb.set_active(True)
    assert stage.childAt(TIP) is perturb
    press(qtbot, perturb, TIP)
    assert perturb.holds


def test_a_stage_that_was_out_of_sight_can_be_pushed_again(perturb, stage, qtbot):
    stage.hide()
    stage.show()
    press(qtbot, perturb, TIP)
    assert perturb.holds


def test_before_there_is_a_moment_nothing_happens(stage, qtbot):
    perturb = Perturb(stage)
    perturb.set_active(True)
    perturb.episode_began()
    press(qtbot, perturb, TIP)
    qtbot.keyClick(stage, Qt.Key.Key_Left)
    perturb.grab()
    assert perturb.forces(REST) == (0, 0)


def picture(stage):
    image = stage.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1]


def inked(stage):
    return int((picture(stage) != np.array(LIGHT.card.getRgb()[:3])).any(axis=2).sum())


def arrow_length(stage, colour=LIGHT.text):
    """How far the thick horizontal stroke of a colour reaches at the height of its middle, pixels."""
    rows, columns = np.nonzero((picture(stage) == np.array(colour.getRgb()[:3])).all(axis=2))
    thick = [column for column in set(columns.tolist()) if (columns == column).sum() >= 2 and column > 247]
    return max(thick) - min(thick) + 1 if thick and len(rows) else 0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_drag_is_an_arrow_as_long_as_its_force(perturb, stage, qtbot, theme):
    """6 N/m of at most 3 N: 0.1 m are a fifth of the longest arrow, which is half a metre."""
    perturb.show_theme(theme)
    lengths = []
    for pixels in (20, 40, 50, 90):
        drag(qtbot, perturb, TIP, QPoint(pixels, 0))
        steps(perturb)
        lengths.append(arrow_length(stage, theme.text))
        move_mouse(perturb, TIP)
        steps(perturb)
        qtbot.mouseRelease(perturb, LEFT, pos=TIP)
        perturb.episode_began()
        qtbot.waitUntil(lambda: inked(stage) == 0, timeout=5000)
    soft = 5  # pixels of the point that are not quite of its colour
    assert lengths == pytest.approx([20 - soft, 40 - soft, 50 - soft, 50 - soft], abs=2)


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("at", [TIP, CART], ids=["pole", "cart"])
def test_it_points_where_the_force_pulls_and_fades_after(perturb, stage, qtbot, at, side):
    assert inked(stage) == 0
    drag(qtbot, perturb, at, QPoint(side * 60, 0))
    steps(perturb)
    text = (picture(stage) == np.array(LIGHT.text.getRgb()[:3])).all(axis=2)
    columns = np.nonzero(text.sum(axis=0) >= 3)[0]
    assert ((columns - 240) * side >= -6).all()  # but for the ring about the grip
    widest = np.argmax(text[:, np.arange(480)].sum(axis=0) * ((np.arange(480) - 240) * side > 8))
    outermost = max(columns, key=lambda column: side * column)
    assert 0 <= (outermost - widest) * side < 12  # the head is at the far end
    qtbot.mouseRelease(perturb, LEFT, pos=at + QPoint(side * 60, 0))
    after = (picture(stage) == np.array(LIGHT.text.getRgb()[:3])).all(axis=2)
    assert set(np.nonzero(after.sum(axis=0) >= 3)[0]) <= set(columns)  # it stays where it is
    qtbot.waitUntil(lambda: inked(stage) == 0, timeout=5000)


def test_the_line_goes_from_the_grip_to_the_mouse(perturb, stage, qtbot):
    drag(qtbot, perturb, TIP, QPoint(60, 40))
    steps(perturb)
    box = np.argwhere((picture(stage) != np.array(LIGHT.card.getRgb()[:3])).any(axis=2))
    (top, left), (bottom, right) = box.min(axis=0), box.max(axis=0)
    assert 230 < left < 240  # the ring about the grip
    assert 292 < right < 305  # the mouse
    assert 130 < top < 140
    assert 172 < bottom < 185


def test_what_is_held_is_painted_where_it_has_moved_to(perturb, stage, qtbot):
    """The stage paints only what moves of the scene; what the hand draws reaches further."""
    drag(qtbot, perturb, TIP, QPoint(60, 0))
    steps(perturb)
    stage.repaint()
    before = stage.painted
    perturb.show_moment(0.1, 0.0, GEOMETRY)
    QApplication.processEvents()
    assert stage.painted == before + 1
    qtbot.mouseRelease(perturb, LEFT, pos=TIP)
    qtbot.waitUntil(lambda: inked(stage) == 0, timeout=5000)
    QApplication.processEvents()
    before = stage.painted
    perturb.show_moment(0.2, 0.0, GEOMETRY)
    QApplication.processEvents()
    assert stage.painted == before


@pytest.mark.parametrize(("key", "side"), [(Qt.Key.Key_Right, -1), (Qt.Key.Key_Left, 1)])
@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, SHIFT])
def test_the_arrow_is_on_the_side_from_which_it_pushes(perturb, stage, qtbot, key, side, modifier):
    qtbot.keyPress(stage, key, modifier)
    columns = np.argwhere((picture(stage) != np.array(LIGHT.card.getRgb()[:3])).any(axis=2))[:, 1]
    assert ((columns - 240) * side > 0).all()


def test_it_is_drawn_in_the_looks_colours(perturb, stage, qtbot):
    qtbot.keyPress(stage, Qt.Key.Key_Left)
    for theme in (LIGHT, DARK):
        perturb.show_theme(theme)
        assert (picture(stage) == np.array(theme.text.getRgb()[:3])).all(axis=2).sum() > 40


def test_the_focus_is_drawn_when_keys_brought_it(perturb, stage):
    stage.setFocus(Qt.FocusReason.MouseFocusReason)
    assert inked(stage) == 0
    stage.clearFocus()
    stage.setFocus(Qt.FocusReason.TabFocusReason)
    assert inked(stage) > 1000
    stage.clearFocus()
    assert inked(stage) == 0


def test_the_stage_is_not_painted_for_a_mouse_that_holds_nothing(perturb, stage, qtbot):
    QApplication.processEvents()
    before = stage.painted
    for x in range(100, 400, 10):
        move_mouse(perturb, QPoint(x, 140))
    QApplication.processEvents()
    assert stage.painted == before


@pytest.mark.parametrize("size", [(1, 1), (60, 20), (2000, 1500)])
@pytest.mark.parametrize("angle", [0.0, radians(90), -3.0])
def test_every_picture_can_be_drawn(perturb, stage, qtbot, size, angle):
    drag(qtbot, perturb, TIP, QPoint(60, 0))
    steps(perturb)
    for _ in range(2):
        perturb.show_moment(9.0, angle, CartPoleGeometry.fit(QRectF(0, 0, *size), 4.0))
        steps(perturb)
        perturb.grab()
        qtbot.mouseRelease(perturb, LEFT, pos=TIP)


def test_it_says_what_can_be_done(perturb, qtbot):
    for text in (perturb.toolTip(), perturb.whatsThis(), perturb.accessibleDescription()):
        assert "Shift" in text
    assert perturb.accessibleName()
    move_mouse(perturb, NOTHING)
    assert not QToolTip.isVisible()
    move_mouse(perturb, TIP)
    assert QToolTip.text() == perturb.toolTip()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    move_mouse(perturb, TIP + QPoint(1, 0))
    assert not QToolTip.isVisible()  # once
    for at, shown in ((NOTHING, False), (TIP, True)):
        move_mouse(perturb, at)
        QCoreApplication.sendEvent(perturb, QHelpEvent(QEvent.Type.ToolTip, at, perturb.mapToGlobal(at)))
        assert QToolTip.isVisible() is shown
