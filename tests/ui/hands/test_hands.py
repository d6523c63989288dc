"""The sheet over the stage: real presses, moves, releases and keys."""

from math import radians

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from pg_desktop.ui.exhibition.cart_pole_scene import CartPoleGeometry
from pg_desktop.ui.hands.hands import Hands
from pg_desktop.ui.theme import DARK, LIGHT

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
def hands(qtbot, stage, clock):
    hands = Hands(stage, clock)
    hands.set_active(True)
    hands.show_moment(0.0, 0.0, GEOMETRY)
    hands.episode_began()
    yield hands
    for button in (LEFT, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        qtbot.mouseRelease(hands, button, pos=TIP)  # or the next test's mouse would still hold it


def press(qtbot, hands, at, button=LEFT):
    qtbot.mousePress(hands, button, pos=at)


def drag(qtbot, hands, at, by):
    qtbot.mousePress(hands, LEFT, pos=at)
    qtbot.mouseMove(hands, at + by)


def steps(hands, count=1, **ended):
    """Play env steps; the forces of each."""
    forces = []
    for _ in range(count):
        forces.append(hands.forces(REST))
        hands.stepped(**({"terminated": False, "truncated": False} | ended))
    return forces


def test_it_covers_the_stage_at_every_size(hands, stage, qtbot):
    assert hands.geometry() == stage.rect()
    stage.resize(600, 300)
    qtbot.waitUntil(lambda: hands.geometry() == stage.rect())


def test_dragging_the_pole(hands, qtbot):
    """0.2 m at 0.94 m of the pole: 1.2 N, of which 0.94 parts act on the tip."""
    drag(qtbot, hands, TIP, QPoint(20, 30))
    assert hands.holds
    assert hands.forces(REST) == pytest.approx((0.072, 1.128))
    qtbot.mouseMove(hands, TIP + QPoint(-300, 0))
    assert hands.forces(REST) == pytest.approx((-0.18, -2.82))
    qtbot.mouseRelease(hands, LEFT, pos=TIP + QPoint(-300, 0))
    assert not hands.holds
    assert hands.forces(REST) == (0, 0)


def test_dragging_the_cart(hands, qtbot):
    drag(qtbot, hands, CART, QPoint(-50, 0))
    assert hands.forces(REST) == pytest.approx((-10, 0))
    assert hands.forces((-0.5, -1.0, 0.0, 0.0)) == pytest.approx((6, 0))
    qtbot.mouseMove(hands, CART + QPoint(150, 0))
    assert hands.forces(REST) == pytest.approx((20, 0))


def test_the_drag_goes_on_where_the_pole_is_drawn_next(hands, qtbot):
    drag(qtbot, hands, TIP, QPoint(20, 0))
    hands.show_moment(0.1, 0.0, GEOMETRY)
    assert sum(hands.forces((0.1, 0, 0, 0))) == pytest.approx(0.6)


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
def test_a_click_is_a_tap_for_one_step(hands, qtbot, at, forces):
    qtbot.mouseClick(hands, LEFT, pos=at)
    assert hands.forces(REST) == pytest.approx(forces)
    assert hands.forces(REST) == (0, 0)


def test_two_clicks_are_two_taps_one_after_the_other(hands, qtbot):
    qtbot.mouseClick(hands, LEFT, pos=TIP)
    qtbot.mouseDClick(hands, LEFT, pos=TIP)
    qtbot.mouseRelease(hands, LEFT, pos=TIP)
    assert [tip for _, tip in steps(hands, 3)] == pytest.approx([1.5, 1.5, 0])


@pytest.mark.parametrize("steps_a_second", [12.5, 50, 200])
def test_a_press_without_a_move_holds_after_a_fifth_of_a_second_at_every_speed(hands, qtbot, clock, steps_a_second):
    press(qtbot, hands, TIP)
    leaning = (0.2, 0.0, 0.0, 0.0)
    while clock.seconds < 0.19:
        assert hands.forces(leaning) == (0, 0)
        clock.seconds += 1 / steps_a_second
    clock.seconds = 0.21
    assert sum(hands.forces(leaning)) == pytest.approx(-1.2)
    qtbot.mouseRelease(hands, LEFT, pos=TIP)
    assert steps(hands) == [(0, 0)]  # and is no tap then


def test_a_click_is_a_tap_however_many_steps_it_lasts(hands, qtbot, clock):
    press(qtbot, hands, TIP)
    for _ in range(20):  # 0.1 s at four times the speed
        clock.seconds += 0.005
        assert hands.forces(REST) == (0, 0)
    qtbot.mouseRelease(hands, LEFT, pos=TIP)
    assert steps(hands, 2) == [(0, pytest.approx(1.5)), (0, 0)]


def test_a_drag_while_nothing_is_played_is_no_push(hands, qtbot):
    drag(qtbot, hands, TIP, QPoint(30, 0))
    qtbot.mouseRelease(hands, LEFT, pos=TIP + QPoint(30, 0))
    steps(hands, 150)
    assert hands.pushes == 0


def test_elsewhere_a_press_gives_the_stage_the_focus(hands, stage, qtbot):
    stage.clearFocus()
    press(qtbot, hands, NOTHING)
    assert not hands.holds
    assert stage.presses == 1
    assert QApplication.focusWidget() is stage
    stage.clearFocus()
    press(qtbot, hands, TIP)
    assert hands.holds
    assert stage.presses == 1
    assert QApplication.focusWidget() is stage


def test_other_buttons_hold_nothing(hands, qtbot):
    press(qtbot, hands, TIP, Qt.MouseButton.RightButton)
    assert not hands.holds


def test_the_cursor_is_a_hand(hands, qtbot):
    qtbot.mouseMove(hands, NOTHING)
    assert hands.cursor().shape() is Qt.CursorShape.ArrowCursor
    for at in (TIP, CART):
        qtbot.mouseMove(hands, at)
        assert hands.cursor().shape() is Qt.CursorShape.OpenHandCursor
        press(qtbot, hands, at)
        assert hands.cursor().shape() is Qt.CursorShape.ClosedHandCursor
        qtbot.mouseRelease(hands, LEFT, pos=at)
        assert hands.cursor().shape() is Qt.CursorShape.OpenHandCursor
    hands.show_moment(1.5, 0.0, GEOMETRY)  # the cart has rolled away below the mouse
    assert hands.cursor().shape() is Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize(("key", "direction"), [(Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)])
@pytest.mark.parametrize(("modifier", "tap", "steady"), [(Qt.KeyboardModifier.NoModifier, 1.5, 0.2), (SHIFT, 25, 5)])
def test_keys_tap_and_then_push(hands, stage, qtbot, clock, key, direction, modifier, tap, steady):
    qtbot.keyPress(stage, key, modifier)
    assert hands.holds
    forces = steps(hands, 10)
    clock.seconds = 0.21
    forces += steps(hands, 3)
    qtbot.keyRelease(stage, key, modifier)
    part = 0 if modifier is SHIFT else 1
    expected = direction * np.array([tap] + [0] * 9 + [steady] * 3)
    assert [each[part] for each in forces] == pytest.approx(expected)
    assert not any(each[1 - part] for each in forces)
    assert steps(hands) == [(0, 0)]


def test_a_key_between_two_steps_is_a_tap(hands, stage, qtbot):
    qtbot.keyClick(stage, Qt.Key.Key_Right)
    assert steps(hands, 2) == [(0, pytest.approx(1.5)), (0, 0)]


def test_repeated_keys_mean_nothing(hands, stage, qtbot):
    right, no = Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier
    qtbot.keyPress(stage, right)
    for _ in range(3):
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
            QCoreApplication.sendEvent(stage, QKeyEvent(kind, right, no, "", True))
        assert hands.holds
    assert [tip for _, tip in steps(hands, 3)] == pytest.approx([1.5, 0, 0])
    qtbot.keyRelease(stage, right)
    assert not hands.holds
    steps(hands, 100)
    assert hands.pushes == 1


def test_the_later_of_two_keys_counts(hands, stage, qtbot):
    qtbot.keyPress(stage, Qt.Key.Key_Right)
    steps(hands)
    qtbot.keyPress(stage, Qt.Key.Key_Left)
    qtbot.keyRelease(stage, Qt.Key.Key_Right)
    assert hands.holds
    assert hands.forces(REST) == (0, pytest.approx(-1.5))


def test_other_keys_are_the_stages(hands, stage, qtbot):
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Up):
        qtbot.keyClick(stage, key)
    qtbot.keyClick(stage, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    QCoreApplication.sendEvent(stage, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier))
    assert stage.keys == [Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Control, Qt.Key.Key_Left, 0]
    assert steps(hands) == [(0, 0)]


def test_who_loses_the_focus_lets_the_key_go(hands, stage, qtbot):
    stage.setFocus()
    qtbot.keyPress(stage, Qt.Key.Key_Right)
    stage.clearFocus()
    assert not hands.holds


def test_survived_after_two_seconds(hands, qtbot):
    heard = []
    hands.counted.connect(lambda *counts: heard.append(counts))
    drag(qtbot, hands, TIP, QPoint(20, 0))
    steps(hands, 120)
    assert hands.pushes == 0
    qtbot.mouseRelease(hands, LEFT, pos=TIP + QPoint(20, 0))
    steps(hands, 99)
    assert (hands.survived, hands.pushes, heard) == (0, 0, [])
    steps(hands)
    assert (hands.survived, hands.pushes, heard) == (1, 1, [(1, 1)])


def test_a_fall_within_two_seconds_is_not_survived(hands, qtbot):
    qtbot.mouseClick(hands, LEFT, pos=TIP)
    steps(hands, 100)
    steps(hands, terminated=True)
    assert (hands.survived, hands.pushes) == (0, 1)


def test_a_fall_while_it_is_held_is_not_survived(hands, qtbot):
    drag(qtbot, hands, TIP, QPoint(90, 0))
    steps(hands, 5)
    steps(hands, terminated=True)
    assert (hands.survived, hands.pushes) == (0, 1)
    assert not hands.holds
    press(qtbot, hands, TIP)  # there is nothing to hold until the next episode
    assert not hands.holds
    qtbot.mouseRelease(hands, LEFT, pos=TIP)
    hands.episode_began()
    press(qtbot, hands, TIP)
    assert hands.holds


@pytest.mark.parametrize("restart", [False, True])
def test_what_a_time_limit_or_a_restart_overtakes_does_not_count(hands, qtbot, restart):
    qtbot.mouseClick(hands, LEFT, pos=TIP)
    steps(hands, 50)
    if not restart:
        steps(hands, truncated=True)
    hands.episode_began()
    steps(hands, 150)
    assert (hands.survived, hands.pushes) == (0, 0)


def test_a_new_run_counts_from_nothing(hands, qtbot):
    qtbot.mouseClick(hands, LEFT, pos=TIP)
    steps(hands, 101)
    with qtbot.waitSignal(hands.counted) as counted:
        hands.reset_count()
    assert counted.args == [0, 0]
    assert hands.pushes == 0


def test_where_nothing_can_be_pushed_it_is_not_there(hands, stage, qtbot):
    drag(qtbot, hands, TIP, QPoint(30, 0))
    hands.set_active(False)
    assert not hands.holds
    assert stage.childAt(TIP) is None
    qtbot.keyPress(stage, Qt.Key.Key_Left)
    assert stage.keys == [Qt.Key.Key_Left]
    assert steps(hands) == [(0, 0)]
    hands.set_active(True)
    assert stage.childAt(TIP) is hands
    press(qtbot, hands, TIP)
    assert hands.holds


def test_a_stage_that_was_out_of_sight_can_be_pushed_again(hands, stage, qtbot):
    stage.hide()
    stage.show()
    press(qtbot, hands, TIP)
    assert hands.holds


def test_before_there_is_a_moment_nothing_happens(stage, qtbot):
    hands = Hands(stage)
    hands.set_active(True)
    hands.episode_began()
    press(qtbot, hands, TIP)
    qtbot.keyClick(stage, Qt.Key.Key_Left)
    hands.grab()
    assert hands.forces(REST) == (0, 0)


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
def test_a_drag_is_an_arrow_as_long_as_its_force(hands, stage, qtbot, theme):
    """6 N/m of at most 3 N: 0.1 m are a fifth of the longest arrow, which is half a metre."""
    hands.show_theme(theme)
    lengths = []
    for pixels in (20, 40, 50, 90):
        drag(qtbot, hands, TIP, QPoint(pixels, 0))
        steps(hands)
        lengths.append(arrow_length(stage, theme.text))
        qtbot.mouseMove(hands, TIP)
        steps(hands)
        qtbot.mouseRelease(hands, LEFT, pos=TIP)
        hands.episode_began()
        qtbot.waitUntil(lambda: inked(stage) == 0, timeout=5000)
    soft = 5  # pixels of the point that are not quite of its colour
    assert lengths == pytest.approx([20 - soft, 40 - soft, 50 - soft, 50 - soft], abs=2)


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("at", [TIP, CART], ids=["pole", "cart"])
def test_it_points_where_the_force_pulls_and_fades_after(hands, stage, qtbot, at, side):
    assert inked(stage) == 0
    drag(qtbot, hands, at, QPoint(side * 60, 0))
    steps(hands)
    text = (picture(stage) == np.array(LIGHT.text.getRgb()[:3])).all(axis=2)
    columns = np.nonzero(text.sum(axis=0) >= 3)[0]
    assert ((columns - 240) * side >= -6).all()  # but for the ring about the grip
    widest = np.argmax(text[:, np.arange(480)].sum(axis=0) * ((np.arange(480) - 240) * side > 8))
    outermost = max(columns, key=lambda column: side * column)
    assert 0 <= (outermost - widest) * side < 12  # the head is at the far end
    qtbot.mouseRelease(hands, LEFT, pos=at + QPoint(side * 60, 0))
    after = (picture(stage) == np.array(LIGHT.text.getRgb()[:3])).all(axis=2)
    assert set(np.nonzero(after.sum(axis=0) >= 3)[0]) <= set(columns)  # it stays where it is
    qtbot.waitUntil(lambda: inked(stage) == 0, timeout=5000)


def test_the_line_goes_from_the_grip_to_the_mouse(hands, stage, qtbot):
    drag(qtbot, hands, TIP, QPoint(60, 40))
    steps(hands)
    box = np.argwhere((picture(stage) != np.array(LIGHT.card.getRgb()[:3])).any(axis=2))
    (top, left), (bottom, right) = box.min(axis=0), box.max(axis=0)
    assert 230 < left < 240  # the ring about the grip
    assert 292 < right < 305  # the mouse
    assert 130 < top < 140
    assert 172 < bottom < 185


def test_what_is_held_is_painted_where_it_has_moved_to(hands, stage, qtbot):
    """The stage paints only what moves of the scene; what the hand draws reaches further."""
    drag(qtbot, hands, TIP, QPoint(60, 0))
    steps(hands)
    stage.repaint()
    before = stage.painted
    hands.show_moment(0.1, 0.0, GEOMETRY)
    QApplication.processEvents()
    assert stage.painted == before + 1
    qtbot.mouseRelease(hands, LEFT, pos=TIP)
    qtbot.waitUntil(lambda: inked(stage) == 0, timeout=5000)
    QApplication.processEvents()
    before = stage.painted
    hands.show_moment(0.2, 0.0, GEOMETRY)
    QApplication.processEvents()
    assert stage.painted == before


@pytest.mark.parametrize(("key", "side"), [(Qt.Key.Key_Right, -1), (Qt.Key.Key_Left, 1)])
@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, SHIFT])
def test_the_arrow_is_on_the_side_from_which_it_pushes(hands, stage, qtbot, key, side, modifier):
    qtbot.keyPress(stage, key, modifier)
    columns = np.argwhere((picture(stage) != np.array(LIGHT.card.getRgb()[:3])).any(axis=2))[:, 1]
    assert ((columns - 240) * side > 0).all()


def test_it_is_drawn_in_the_looks_colours(hands, stage, qtbot):
    qtbot.keyPress(stage, Qt.Key.Key_Left)
    for theme in (LIGHT, DARK):
        hands.show_theme(theme)
        assert (picture(stage) == np.array(theme.text.getRgb()[:3])).all(axis=2).sum() > 40


def test_the_focus_is_drawn_when_keys_brought_it(hands, stage):
    stage.setFocus(Qt.FocusReason.MouseFocusReason)
    assert inked(stage) == 0
    stage.clearFocus()
    stage.setFocus(Qt.FocusReason.TabFocusReason)
    assert inked(stage) > 1000
    stage.clearFocus()
    assert inked(stage) == 0


def test_the_stage_is_not_painted_for_a_mouse_that_holds_nothing(hands, stage, qtbot):
    QApplication.processEvents()
    before = stage.painted
    for x in range(100, 400, 10):
        qtbot.mouseMove(hands, QPoint(x, 140))
    QApplication.processEvents()
    assert stage.painted == before


@pytest.mark.parametrize("size", [(1, 1), (60, 20), (2000, 1500)])
@pytest.mark.parametrize("angle", [0.0, radians(90), -3.0])
def test_every_picture_can_be_drawn(hands, stage, qtbot, size, angle):
    drag(qtbot, hands, TIP, QPoint(60, 0))
    steps(hands)
    for _ in range(2):
        hands.show_moment(9.0, angle, CartPoleGeometry.fit(QRectF(0, 0, *size), 4.0))
        steps(hands)
        hands.grab()
        qtbot.mouseRelease(hands, LEFT, pos=TIP)


def test_it_says_what_can_be_done(hands, qtbot):
    for text in (hands.toolTip(), hands.whatsThis(), hands.accessibleDescription()):
        assert "Shift" in text
    assert hands.accessibleName()
    qtbot.mouseMove(hands, NOTHING)
    assert not QToolTip.isVisible()
    qtbot.mouseMove(hands, TIP)
    assert QToolTip.text() == hands.toolTip()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    qtbot.mouseMove(hands, TIP + QPoint(1, 0))
    assert not QToolTip.isVisible()  # once
    for at, shown in ((NOTHING, False), (TIP, True)):
        qtbot.mouseMove(hands, at)
        QCoreApplication.sendEvent(hands, QHelpEvent(QEvent.Type.ToolTip, at, hands.mapToGlobal(at)))
        assert QToolTip.isVisible() is shown
