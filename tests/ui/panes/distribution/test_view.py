"""The policy's distribution is shown as it is, seldom, and not at all where nobody sees it."""

import math
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QToolTip

from pg_desktop.learning.acting.distributions import (
    ActionValues,
    Categorical,
    ChoicePart,
    DensityPart,
    Gaussian,
    MultiCategorical,
    SquashedGaussian,
    ValuePart,
)
from pg_desktop.learning.acting.playback import Moment
from pg_desktop.learning.worlds.spaces import BoxSpace
from pg_desktop.learning.worlds.table import EnvironmentEntry, environment_entry
from pg_desktop.ui.kit.theme import DARK, LIGHT, Theme
from pg_desktop.ui.panes.distribution import density
from pg_desktop.ui.panes.distribution.bars import BarsLayout, probability_bars, value_bars
from pg_desktop.ui.panes.distribution.card import DistributionCard
from pg_desktop.ui.panes.distribution.density import Curve, Plane, action_at, probability_beyond, squashed
from pg_desktop.ui.panes.distribution.grid import Grid, Reach
from pg_desktop.ui.panes.distribution.look import Look
from pg_desktop.ui.panes.distribution.parts import ends_of
from pg_desktop.ui.panes.distribution.view import DistributionView
from pg_desktop.ui.panes.distribution.words import action_texts, entropy_text, mean_and_std, part_names
from pg_desktop.ui.panes.shown_moment import ShownMoment
from tests.ui.docked import docked
from tests.ui.looking import colours

CART_POLE = environment_entry("CartPole-v1")
LANDER = environment_entry("LunarLanderContinuous-v3")
UNKNOWN = EnvironmentEntry(id="Somebody/Else-v0", summary="")
ONE = BoxSpace((-1.0,), (1.0,))


def moment(distribution, parameters, action, *, ended=False):
    return Moment(
        obs_O=np.zeros(1, np.float32),
        state=None,
        step=0,
        episode_return=0.0,
        action=None if ended else action,
        environment_action=None if ended else action,
        distribution=distribution,
        parameters_K=np.array(parameters, np.float32),
        terminated=ended,
        truncated=False,
    )


def pushes(probability_of_right, action=1, **kind):
    """CartPole's choice with a probability worked out by hand: the logit is log(p / (1 − p))."""
    logit = math.log(probability_of_right / (1 - probability_of_right))
    return moment(Categorical(2), (0.0, logit), action, **kind)


@pytest.fixture
def view(qtbot) -> Iterator[DistributionView]:
    window = QMainWindow()
    qtbot.addWidget(window)
    shown = DistributionView(window)
    window.setCentralWidget(shown)
    window.resize(352, 236)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: shown.repaints > 0)
    qtbot.waitUntil(window.isActiveWindow)
    shown.clearFocus()  # of which it draws a ring in the accent colour
    yield shown
    window.close()


def width_of(view: DistributionView, colour: QColor) -> int:
    """How many pixels of a colour the fullest line has."""
    image = view.grab().toImage()
    return max(
        sum(image.pixelColor(x, y).name() == colour.name() for x in range(image.width())) for y in range(image.height())
    )


def test_a_choice_in_words() -> None:
    shown = pushes(0.75)
    assert part_names(shown, CART_POLE, 0) == ("left", "right")
    assert [text.replace("\u00a0", " ") for text in probability_bars(shown.parts[0], ("left", "right")).texts] == [
        "25 %",
        "75 %",
    ]
    # −(¼ ln ¼ + ¾ ln ¾) = 0.5623, ln 2 = 0.6931
    assert entropy_text(shown.parts) == "0.56 of 0.69 nats"
    assert action_texts(shown, CART_POLE) == ("a = right",)
    assert action_texts(pushes(0.75, ended=True), CART_POLE) == ("end of the episode",)
    assert part_names(shown, UNKNOWN, 0) == ("0", "1")


def test_several_choices_in_words() -> None:
    shown = moment(MultiCategorical((2, 3)), (0, 0, 0, 0, 0), np.array([1, 2]))
    assert entropy_text(shown.parts) == "1.79 of 1.79 nats"  # ln 2 + ln 3 = ln 6
    assert action_texts(shown, CART_POLE) == ("a = (1; 2)",)
    assert part_names(shown, CART_POLE, 0) == ("0", "1")  # not left and right: those are names of numbers of an action


def test_real_numbers_in_words() -> None:
    two = Gaussian(BoxSpace((-1.0, -1.0), (1.0, 1.0)), free_std=True)
    shown = moment(two, (0, 0, 0, -1), np.array([-2.5, 0.5]))
    # Two normal variables: 1.4189 + 1.4189 − 1
    assert entropy_text(shown.parts) == "1.84 nats"
    assert action_texts(shown, LANDER) == ("a = (−2.50; 0.50) → (−1.00; 0.50)", "a = (−2.50; 0.50)")
    assert part_names(shown, LANDER, 1) == ("side engines",)
    assert part_names(shown, UNKNOWN, 1) == ("a2",)
    within = moment(two, (0, 0, 0, -1), np.array([0.25, 0.5]))
    assert action_texts(within, LANDER) == ("a = (0.25; 0.50)",)


def test_what_is_clipped() -> None:
    assert probability_beyond(DensityPart(0.0, 1.0, -1.0, 1.0, False, None)) == pytest.approx(0.31731, abs=1e-5)
    assert probability_beyond(DensityPart(0.0, 1.0, -math.inf, 0.0, False, None)) == pytest.approx(0.5)
    assert probability_beyond(DensityPart(0.0, 1.0, -math.inf, math.inf, False, None)) == 0.0
    assert Curve.of(DensityPart(0.0, 1.0, -1.0, 1.0, True, None)).clipped == 0.0


@pytest.mark.parametrize("std", [0.0067, 0.1, 1.0, 7.4])
@pytest.mark.parametrize("mean", [-0.7, 0.0, 0.9])
def test_a_narrow_peak_keeps_its_height(mean, std) -> None:
    curve = Curve.of(DensityPart(mean, std, -1.0, 1.0, False, None))
    assert curve.density_X.max() == pytest.approx(1 / (std * math.sqrt(2 * math.pi)), rel=0.02)
    assert (np.diff(curve.value_X) >= 0).all()
    assert len(curve.value_X) <= 80
    assert curve.at(mean) == pytest.approx(curve.density_X.max(), rel=0.02)
    assert curve.at(99.0) == 0.0


def test_a_squashed_density_lies_between_its_bounds() -> None:
    curve = Curve.of(DensityPart(2.0, 0.5, -2.0, 2.0, True, None))
    assert -2.0 < curve.value_X[0] < curve.value_X[-1] < 2.0
    assert curve.centre == pytest.approx(2 * math.tanh(2.0))
    assert np.isfinite(curve.density_X).all()
    assert squashed(curve.part, 0.5) == 1.0


def test_where_values_lie() -> None:
    plane = Plane(QRectF(0, 0, 100, 50), -1.0, 1.0, 2.0)
    assert (plane.x(0.0), plane.x(1.0), plane.x(9.0), plane.x(-9.0)) == (50, 100, 100, 0)
    assert (plane.y(0.0), plane.y(1.0), plane.y(9.0)) == (50, 25, 0)
    points = plane.points(np.array([-1.0, 0.0, 1.0]), np.array([0.0, 1.0, 3.0]))
    assert [(point.x(), point.y()) for point in points] == [(0, 50), (50, 25), (100, 0)]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_are_as_long_as_probabilities(view: DistributionView, theme: Theme) -> None:
    view.show_theme(theme)
    look = Look.of(theme, view.font())
    area = QRectF(0, 0, view.width(), view.height() - look.metrics.height() - 8)
    track = BarsLayout.fit(area, ("left", "right"), look, "> 99 %").rows[0].track.width()
    view.show_moment(pushes(0.75, action=1), CART_POLE)
    assert width_of(view, theme.accent) == pytest.approx(0.75 * track, abs=4)  # what was taken
    assert width_of(view, look.accent(0.5)) == pytest.approx(0.25 * track, abs=4)
    view.show_moment(pushes(0.75, action=0), CART_POLE)
    assert width_of(view, theme.accent) == pytest.approx(0.25 * track, abs=4)
    assert colours(view.grab().toImage())[theme.second.name()] > 20  # its mark


def test_nothing_is_marked_at_the_end_of_an_episode(view: DistributionView) -> None:
    view.show_moment(pushes(0.75, ended=True), CART_POLE)
    seen = colours(view.grab().toImage())
    assert seen[LIGHT.second.name()] == seen[LIGHT.accent.name()] == 0


@pytest.mark.parametrize("width", [120, 300])
def test_every_action_has_a_row(qtbot, width) -> None:
    look = Look.of(LIGHT, QFont())
    names = tuple(map(str, range(18)))
    height = BarsLayout.least_height(18, width, look)
    layout = BarsLayout.fit(QRectF(0, 0, width, height), names, look, "> 99 %")
    assert len(layout.rows) == 18
    tops = [row.text.center().y() for row in layout.rows]
    assert min(np.diff(tops)) >= look.metrics.height()
    assert all(row.track.top() >= 0 and row.track.bottom() <= height for row in layout.rows)


@pytest.mark.parametrize(
    ("count", "width", "columns", "rows"),
    [(1, 352, 1, 1), (4, 352, 4, 1), (6, 352, 3, 2), (17, 352, 4, 5), (6, 700, 6, 1), (4, 200, 2, 2), (3, 40, 1, 3)],
)
def test_dimensions_stand_in_even_rows(count, width, columns, rows) -> None:
    grid = Grid.fit(count, width)
    assert (grid.columns, grid.rows) == (columns, rows)
    area = QRectF(0, 20, width, grid.height(100))
    cells = grid.cells(area)
    assert len(cells) == count
    for index, cell in enumerate(cells):
        assert cell.width() == pytest.approx(grid.cell_width(width))
        assert cell.height() == pytest.approx(100)
        assert area.contains(cell.adjusted(1e-6, 1e-6, -1e-6, -1e-6))
        assert not any(cell.intersects(other) for other in cells[index + 1 :])


def six(action=None, size=6, mean=0.0):
    gaussian = Gaussian(BoxSpace((-1.0,) * size, (1.0,) * size), True)
    return moment(gaussian, [mean] * size + [-1.0] * size, np.zeros(size) if action is None else action)


@pytest.mark.parametrize("size", [6, 17])
def test_every_dimension_can_be_scrolled_to(qtbot, size) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    moments = ShownMoment()
    card = DistributionCard(moments, window)
    docked(card, window)
    window.resize(380, 300)
    window.show()
    moments.show(pushes(0.5), CART_POLE)
    QApplication.processEvents()
    area = card.findChild(QScrollArea, "distributionArea")
    assert area.verticalScrollBar().maximum() == 0
    moments.show(six(size=size), UNKNOWN)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0 or card.view.height() >= card.view.minimumHeight())
    QApplication.processEvents()
    assert card.view.height() >= card.view.minimumHeight()
    assert card.view.width() == area.viewport().width()
    # A line at μ for each dimension, as wide apart as the dimensions are.
    image = card.view.grab().toImage()
    look = Look.of(LIGHT, card.view.font())
    heading = look.metrics.height() + 8
    cells = Grid.fit(size, card.view.width()).cells(QRectF(0, heading, card.view.width(), card.view.height() - heading))
    for cell in cells:
        found = colours(image.copy(cell.toRect()))
        assert found[LIGHT.second.name()] > 10  # its action
        assert cell.height() >= 80
    if size == 17:
        card.view.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(card.view, Qt.Key.Key_PageDown)
        assert area.verticalScrollBar().value() > 0
        qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    moments.show(pushes(0.5), CART_POLE)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    window.close()


@pytest.mark.parametrize("mean", [13.0, -13.0, 400.0])
def test_a_mean_far_beyond_the_bounds_is_in_view(view: DistributionView, mean) -> None:
    pendulum = Gaussian(BoxSpace((-2.0,), (2.0,)), True)
    view.show_moment(moment(pendulum, (mean, 0.0), np.array([mean])), UNKNOWN)
    view.repaint()
    (picture,) = view._pictures(QRectF(0, 0, 352, 200), view.moment, UNKNOWN, Look.of(LIGHT, view.font()))
    plane = picture._plane
    assert plane.low < min(mean - 3, -2)
    assert max(mean + 3, 2) < plane.high
    assert colours(view.grab().toImage())[LIGHT.second.name()] > 150  # what is clipped: nearly all of it


def test_axes_widen_at_once_and_narrow_late() -> None:
    now = [0.0]
    reach = Reach(lambda: now[0])
    reach.forget_unless("pendulum")
    assert reach.widest(0, (-3.0, 3.0)) == (-3.0, 3.0)
    assert reach.widest(0, (-3.0, 18.0)) == (-3.0, 18.0)
    for seconds in range(1, 20):  # a policy that swings
        now[0] = float(seconds)
        assert reach.widest(0, (-18.0, 3.0) if seconds % 2 else (-3.0, 18.0)) == (-18.0, 18.0)
    assert reach.widest(1, (-3.0, 3.0)) == (-3.0, 3.0)
    now[0] = 23.9
    assert reach.widest(0, (-3.0, 3.0)) == (-18.0, 3.0)  # the swing to the right is more than five seconds ago
    now[0] = 24.5
    assert reach.widest(0, (-3.0, 3.0)) == (-3.0, 3.0)
    reach.widest(0, (-9.0, 9.0))
    reach.forget_unless("another")
    assert reach.widest(0, (-3.0, 3.0)) == (-3.0, 3.0)


def test_a_squashed_number_has_a_median_and_the_mean_and_spread_before_tanh(view: DistributionView) -> None:
    """2 tanh 1 = 1.52."""
    squashing = SquashedGaussian(BoxSpace((-2.0,), (2.0,)), True)
    shown = moment(squashing, (1.0, math.log(0.5)), np.array([1.0]))
    assert action_at(shown.parts[0], 1.0) == pytest.approx(2 * math.tanh(1.0))
    assert mean_and_std(shown.parts[0]) == "μ 1.00  σ 0.50"
    view.show_moment(shown, UNKNOWN)
    assert "a: median 1.52, μ 1.00 and σ 0.50 before tanh." in view.reading()
    plain = moment(Gaussian(BoxSpace((-2.0,), (2.0,)), True), (1.0, math.log(0.5)), np.array([1.0]))
    view.show_moment(plain, UNKNOWN)
    assert "a: μ 1.00, σ 0.50." in view.reading()


def test_what_is_written_at_the_line_is_what_the_line_is(view: DistributionView, monkeypatch) -> None:
    written = []
    draw = density.write
    monkeypatch.setattr(density, "write", lambda *arguments: written.append(arguments[3]) or draw(*arguments))
    for family, name in ((SquashedGaussian(ONE, True), "median"), (Gaussian(ONE, True), "μ")):
        written.clear()
        view.show_moment(moment(family, (0.1, -1.0), np.array([0.5])), UNKNOWN)
        view.grab()
        assert name in written
        assert not any("tanh" in text for text in written)


@pytest.mark.parametrize("size", [(200, 120), (352, 236), (672, 436)])
@pytest.mark.parametrize(
    "shown",
    [
        pushes(0.5),
        moment(MultiCategorical((2, 3, 4)), [0] * 9, np.array([0, 1, 2])),
        moment(Categorical(18), range(18), 17),
        moment(Gaussian(BoxSpace((-1.0,) * 6, (1.0,) * 6), True), [0.0] * 6 + [-5, -3, -1, 0, 1, 2], np.zeros(6)),
        moment(Gaussian(BoxSpace((-math.inf,), (math.inf,)), True), (1e30, -5), np.array([1e30])),
        moment(Gaussian(BoxSpace((-math.inf,), (2.0,)), True), (30, 0), np.array([31.0])),
        moment(SquashedGaussian(ONE, True), (1e6, 2), np.array([1e6])),
        moment(Categorical(3), (math.nan, 0, 0), 0),
        moment(Gaussian(ONE, True), (math.inf, math.nan), np.array([math.nan])),
    ],
    ids=["two", "choices", "eighteen", "six", "huge", "one bound", "squashed", "nan", "nan number"],
)
def test_whatever_a_policy_puts_out_can_be_painted(view: DistributionView, shown, size) -> None:
    view.window().resize(*size)
    view.show_moment(shown, UNKNOWN)
    assert not view.grab().isNull()


def test_parts_beyond_the_bounds_are_hatched(view: DistributionView) -> None:
    view.show_moment(moment(Gaussian(ONE, True), (0.0, 0.0), np.array([0.5])), UNKNOWN)
    clipped = colours(view.grab().toImage())[LIGHT.second.name()]
    view.show_moment(moment(Gaussian(ONE, True), (0.0, -2.0), np.array([0.5])), UNKNOWN)
    assert clipped > colours(view.grab().toImage())[LIGHT.second.name()] + 300


def test_of_several_moments_at_once_the_last_is_painted(view: DistributionView, qtbot) -> None:
    view.show_moment(pushes(0.5), CART_POLE)  # of another kind than none, which asks for other room
    QApplication.processEvents()
    before = view.repaints
    moments = [pushes(0.01 * (n + 1)) for n in range(50)]
    for each in moments:
        view.show_moment(each, CART_POLE)
    qtbot.waitUntil(lambda: view.repaints > before)
    QApplication.processEvents()
    assert view.repaints == before + 1
    assert [each for each in moments if "parts" in vars(each)] == moments[-1:]


def test_nothing_is_done_while_hidden(view: DistributionView, qtbot) -> None:
    view.hide()
    before, shown = view.repaints, pushes(0.3)
    view.show_moment(shown, CART_POLE)
    QApplication.processEvents()
    assert view.repaints == before
    assert "parts" not in vars(shown)  # not even worked out
    view.show()
    qtbot.waitUntil(lambda: view.repaints > before)
    assert "parts" in vars(shown)


def test_what_stays_is_recorded_once(view: DistributionView) -> None:
    def still():
        return view._still[1]

    view.show_moment(pushes(0.3), CART_POLE)
    view.repaint()
    first = still()
    view.show_moment(pushes(0.9), CART_POLE)
    view.repaint()
    assert still() is first
    view.show_theme(DARK)
    view.repaint()
    assert still() is not first


def test_it_can_be_read(view: DistributionView, qtbot) -> None:
    assert "shown here" in view.reading()
    view.show_moment(pushes(0.75), CART_POLE)
    sentence = "Entropy 0.56 of 0.69 nats. left 25 %, right 75 %. a = right."
    assert view.reading().replace("\u00a0", " ") == sentence
    QApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(9, 9), view.mapToGlobal(QPoint(9, 9))))
    assert view.reading() in QToolTip.text()
    assert "ln 2 nats" in QToolTip.text()
    QToolTip.hideText()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: view.accessibleDescription() == view.reading())


def test_the_card_hands_moments_on(qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    moments = ShownMoment()
    card = DistributionCard(moments, window)
    docked(card, window)
    window.resize(380, 300)
    window.show()
    shown = pushes(0.3)
    moments.show(shown, CART_POLE)
    assert card.view.moment is shown
    card.show_theme(DARK)
    card.switch.buttons[1].click()
    before = card.view.repaints
    moments.show(pushes(0.4), CART_POLE)
    QApplication.processEvents()
    assert card.view.repaints == before
    assert card.lab.isVisible()
    qtbot.mouseClick(card.switch.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.view.repaints > before)
    assert isinstance(card.view.moment.parts[0], ChoicePart)
    window.close()


def test_the_card_is_made_and_painted_without_numpy() -> None:
    """It is there before the window's first paint."""
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from pg_desktop.ui.panes.distribution.card import DistributionCard\n"
        "from pg_desktop.ui.panes.shown_moment import ShownMoment\n"
        "application = QApplication([])\n"
        "card = DistributionCard(ShownMoment(), None)\n"
        "card.show()\n"
        "application.processEvents()\n"
        "assert card.view.repaints\n"
        "assert not {'numpy', 'gymnasium', 'torch'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


@pytest.fixture
def shown_values(view, qtbot):
    """Left is worth −1.5 and was taken all the same, right 3."""
    found = moment(ActionValues(2), (-1.5, 3.0, 0.25), 0)
    before = view.repaints
    view.show_moment(found, CART_POLE)
    qtbot.waitUntil(lambda: view.repaints > before)
    return view, found


def test_what_actions_are_worth_is_shown_with_exploration(shown_values):
    view, moment = shown_values
    assert view.reading() == "What each action is worth; ε is 0.25. left −1.50, right 3.00. a = left."
    (part,) = moment.parts
    bars = value_bars(part, ("left", "right"), (-2.0, 3.0))
    assert bars.shares == (pytest.approx(0.1), 1.0)
    assert (bars.strong, bars.taken) == (1, 0)
    assert bars.texts == ("−1.50", "3.00")


def test_the_scale_of_values_holds_zero_and_all_values_seen(shown_values):
    _, moment = shown_values
    assert ends_of(moment.parts[0]) == (-1.5, 3.0)
    positive = ValuePart(np.array([1, 0], np.float32), None, np.array([4, 2], np.float32), 0.0)
    assert ends_of(positive) == (0.0, 4.0)
