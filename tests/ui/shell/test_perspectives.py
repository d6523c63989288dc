"""Perspectives: what the window shows in each, in little room and in much, and what it remembers."""

import pytest
from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QTabBar

from pg_desktop.learning.settings.table import Settings
from pg_desktop.ui.kit.cards import LEAST
from pg_desktop.ui.kit.screens import frame_of, on_a_screen
from pg_desktop.ui.shell.arranging import Room
from pg_desktop.ui.shell.registry import PANES, PERSPECTIVES
from tests.ui.user import CTRL, User

ALT_CTRL = CTRL | Qt.KeyboardModifier.AltModifier
TRAIN, UNDERSTAND, CHALLENGE, COMPARE, PLAY = PERSPECTIVES


def in_front(window):
    return {dock.entry.id for dock in window.panes if dock.isVisible() and dock.in_front}


def titles(bar):
    return [bar.tabText(index) for index in range(bar.count())]


def made(window):
    return set(window.panes._panes)


def resize(user, width, height):
    user.window.resize(width, height)
    user.wait_until(lambda: user.window.size() == QSize(width, height))
    room = Room.of(QSize(width, height), user.window.perspectives.current)
    user.wait_until(lambda: user.window.perspectives._room == room)


def test_at_first_one_trains(user):
    window = user.window
    assert window.perspectives.current is TRAIN
    assert in_front(window) == {"settings", "returnPlot", "lossPlot"}
    assert window.render_pane.isVisible()


def test_panes_are_made_when_they_are_first_shown(user):
    assert made(user.window) == {"settings", "returnPlot", "lossPlot"}
    user.window.panes["runs"].raise_()
    user.wait_until(lambda: "runs" in made(user.window))
    assert made(user.window) == {"settings", "returnPlot", "lossPlot", "runs"}


@pytest.mark.parametrize(
    ("number", "perspective", "seen"),
    [
        (2, UNDERSTAND, {"anatomy", "distribution"}),
        (3, CHALLENGE, {"physics", "returnPlot", "challenges"}),
        (4, COMPARE, {"runs", "settings", "returnPlot", "lossPlot"}),
        (5, PLAY, {"ladder"}),
    ],
)
def test_keys_and_buttons_choose_a_perspective(user, number, perspective, seen):
    window = user.window
    user.press(Qt.Key(Qt.Key.Key_0 + number), ALT_CTRL)
    user.wait_until(lambda: in_front(window) == seen)
    assert window.perspectives.current is perspective
    assert window.rail.buttons[perspective.id].isChecked()
    assert window.render_pane.isVisible() is ("agent" in perspective.views)
    user.click(window.rail.buttons["train"])
    user.wait_until(lambda: in_front(window) == {"settings", "returnPlot", "lossPlot"})


def test_each_perspective_remembers_what_was_changed_in_it(user):
    window = user.window
    user.click(window.panes["lossPlot"].header.close_button)
    user.click(window.rail.buttons["compare"])
    user.wait_until(lambda: "lossPlot" in in_front(window))
    user.click(window.rail.buttons["train"])
    user.wait_until(lambda: window.perspectives.current is TRAIN)
    assert not window.panes["lossPlot"].isVisible()
    window.actions_.reset_layout.trigger()
    user.wait_until(window.panes["lossPlot"].isVisible)
    user.click(window.rail.buttons["compare"])
    assert window.perspectives.current is COMPARE


def test_the_next_window_begins_where_this_one_ended(open_window, qtbot):
    user = User(open_window(), qtbot)
    user.click(user.window.rail.buttons["challenge"])
    user.window.close()
    again = open_window()
    assert again.perspectives.current is CHALLENGE
    resize(User(again, qtbot), 1280, 800)  # which the screen of the tests has no room for
    assert {"physics", "challenges"} <= in_front(again)


def test_panes_for_worlds_that_can_be_varied_are_absent_elsewhere(user):
    window = user.window
    assert window.panes["physics"].toggleViewAction().isVisible()
    window.panel.choose_environment("MountainCar-v0")
    window.actions_.reset.trigger()
    user.wait_until(lambda: not window.panes["physics"].toggleViewAction().isVisible())
    assert window.panes["physics"].isHidden()
    assert window.panes["robustness"].isHidden()
    bars = window.findChildren(QTabBar)
    user.wait_until(lambda: not any("Physics" in titles(bar) for bar in bars if bar.isVisible()))
    window.panel.choose_environment("CartPole-v1")
    window.actions_.reset.trigger()
    user.wait_until(lambda: not window.panes["physics"].isHidden() and not window.panes["robustness"].isHidden())


@pytest.mark.parametrize(("width", "at_once"), [(1280, 1), (1700, 2)])
def test_panes_at_the_bottom_stand_beside_each_other_where_they_have_room(user, width, at_once):
    window = user.window
    user.click(window.rail.buttons["challenge"])
    resize(user, width, 900)
    bottom = {"returnPlot", "demonstrations"}
    user.wait_until(lambda: len(in_front(window) & bottom) == at_once)
    for pane in in_front(window):
        dock = window.panes[pane]
        others = [window.panes[other] for other in in_front(window) if other != pane]
        assert not any(dock.geometry().intersects(other.geometry()) for other in others)


def test_in_a_narrow_window_the_left_folds_to_icons(user):
    window = user.window
    assert not any(button.isVisible() for button in window.rail.fold_buttons.values())
    resize(user, 1024, 768)
    assert window.panes["settings"].isHidden()
    button = window.rail.fold_buttons["settings"]
    user.wait_until(button.isVisible)
    user.click(button)
    assert window.drawer.isVisible()
    assert button.isChecked()
    assert window.panel.isVisible()
    assert window.drawer.isAncestorOf(QApplication.focusWidget())
    before = window.session.wanted.gamma
    user.press(Qt.Key.Key_Escape)
    assert window.drawer.isHidden()
    assert not button.isChecked()
    assert window.session.wanted.gamma == before
    user.click(button)
    resize(user, 1280, 800)
    assert window.drawer.isHidden()
    assert window.panes["settings"].isVisible()
    assert window.panel.isVisible()
    assert window.panes["settings"].isAncestorOf(window.panel)


def test_where_no_card_has_room_all_panes_open_over_the_middle(user):
    window = user.window
    window._view_actions.zoom_to(175)
    user.wait_until(lambda: window.perspectives.tight and window.perspectives.at_rest)
    assert all(dock.isHidden() for dock in window.panes)
    button = window.rail.panes_button
    assert button.isVisible()
    assert not any(fold.isVisible() for fold in window.rail.fold_buttons.values())
    menu = button.menu()
    menu.aboutToShow.emit()
    offered = [action.text().replace("&", "") for action in menu.actions()]
    assert offered == [dock.plain_title for dock in window.perspectives.folded]
    next(action for action in menu.actions() if action.text().replace("&", "") == "Robustness").trigger()
    user.wait_until(lambda: window.drawer.isVisible() and "robustness" in made(window))
    assert window.drawer.isAncestorOf(window.panes.pane("robustness"))
    window.panes.bring_forward("runs")  # as a pane does that wants another one
    assert window.drawer.isAncestorOf(window.panes.pane("runs"))
    assert all(dock.isHidden() for dock in window.panes)
    window.panes["lossPlot"].toggleViewAction().trigger()  # as the View menu does
    user.wait_until(lambda: window.drawer.isAncestorOf(window.panes.pane("lossPlot")))
    assert window.panes["lossPlot"].isHidden()
    window._view_actions.zoom_to(100)
    user.wait_until(lambda: not window.perspectives.tight and window.perspectives.at_rest)
    assert window.drawer.isHidden()
    assert not button.isVisible()
    assert window.panes["lossPlot"].isAncestorOf(window.panes.pane("lossPlot"))
    assert in_front(window) == {"settings", "returnPlot", "lossPlot"}


def test_in_a_short_window_the_plots_stand_beside_the_agent(user):
    window = user.window
    resize(user, 1280, 620)
    agent, returns = (
        widget.mapTo(window, widget.rect().topLeft()) for widget in (window.centre, window.panes["returnPlot"])
    )
    assert abs(agent.y() - returns.y()) < 60
    assert returns.x() > agent.x()


def test_after_narrow_and_wide_again_the_plots_have_their_part(user):
    window = user.window
    widths = {name: window.panes[name].width() for name in ("returnPlot", "lossPlot")}
    resize(user, 1000, 700)
    resize(user, 1280, 800)
    for name, width in widths.items():
        user.wait_until(lambda name=name, width=width: abs(window.panes[name].width() - width) <= 16)


def test_extra_room_goes_to_agent_and_curves(user):
    window = user.window
    height = window.panes["returnPlot"].height()
    resize(user, 2560, 1440)
    panes = window.panes
    user.wait_until(lambda: panes["returnPlot"].width() >= 700 and panes["lossPlot"].width() >= 700)
    user.wait_until(lambda: panes["returnPlot"].height() >= 1.5 * height)
    assert window.render_pane.height() >= 600
    assert panes["settings"].width() <= 420


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), pytest.param((1600, 1000), marks=pytest.mark.slow)])
@pytest.mark.parametrize("perspective", [TRAIN, UNDERSTAND, CHALLENGE, COMPARE], ids=lambda each: each.id)
def test_no_pane_is_smaller_than_it_has_to_be(user, perspective, size):
    window = user.window
    resize(user, *size)
    user.click(window.rail.buttons[perspective.id])
    room = Room.of(QSize(*size), perspective)
    user.wait_until(lambda: window.perspectives._room == room)
    QGuiApplication.processEvents()
    assert window.size() == QSize(*size)
    for dock in window.panes:
        if dock.isVisible() and dock.in_front:
            assert dock.width() >= LEAST.width(), dock.entry.id
            assert dock.height() >= LEAST.height(), dock.entry.id
            assert window.rect().contains(dock.geometry()), dock.entry.id


def test_a_floated_pane_is_a_window_with_a_frame_beside_its_place(user):
    window, dock = user.window, user.window.panes["runs"]
    dock.raise_()
    user.wait_until(lambda: dock.in_front)
    place = dock.mapToGlobal(dock.rect().topLeft())
    user.click(dock.header.float_button)
    user.wait_until(lambda: bool(dock.windowFlags() & Qt.WindowType.WindowTitleHint))
    assert dock.isFloating()
    assert dock.isVisible()
    assert not dock.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert dock.windowTitle() == "Runs"
    assert dock.geometry().topLeft() != place
    assert dock.width() >= 480
    user.click(dock.header.float_button)
    assert not dock.isFloating()
    assert window.panes.pane("runs").isVisible()


def test_a_floating_pane_keeps_its_frame_through_presenting(user):
    dock = user.window.panes["lossPlot"]
    user.click(dock.header.float_button)
    user.wait_until(lambda: bool(dock.windowFlags() & Qt.WindowType.WindowTitleHint))
    user.press(Qt.Key.Key_F11)
    user.wait_until(user.window.isFullScreen)
    user.press(Qt.Key.Key_Escape)
    user.wait_until(lambda: not user.window.isFullScreen())
    user.wait_until(lambda: dock.isFloating() and dock.isVisible())
    user.wait_until(lambda: bool(dock.windowFlags() & Qt.WindowType.WindowTitleHint))


def test_a_window_comes_back_on_a_screen_that_exists():
    room = QGuiApplication.primaryScreen().availableGeometry()
    far = QRect(room.right() + 5000, room.bottom() + 5000, 500, 300)
    found = on_a_screen(far)
    assert room.contains(found)
    assert found.size() == QSize(500, 300)
    assert room.contains(on_a_screen(QRect(-900, -900, 100_000, 100_000)))
    frame = QMargins(4, 30, 4, 4)
    assert room.contains(on_a_screen(far, frame).marginsAdded(frame))
    assert room.contains(on_a_screen(QRect(-900, -900, 100_000, 100_000), frame).marginsAdded(frame))


@pytest.mark.parametrize("pane", ["returnPlot", "lossPlot"])
def test_a_pane_that_floats_is_on_the_screen_wholly(user, pane):
    dock = user.window.panes[pane]
    dock.raise_()
    user.window.move(0, user.window.screen().availableGeometry().bottom() - user.window.height())
    user.wait_until(lambda: dock.in_front)
    user.click(dock.header.float_button)
    user.wait_until(lambda: bool(dock.windowFlags() & Qt.WindowType.WindowTitleHint))
    assert dock.screen().availableGeometry().contains(dock.geometry().marginsAdded(frame_of(dock)))


def test_a_pane_that_no_screen_has_room_for_is_scrolled_while_it_floats(user):
    dock = user.window.panes["lossPlot"]
    dock.raise_()
    pane = user.window.panes.pane("lossPlot")
    before = pane.parentWidget()
    room = dock.screen().availableGeometry().size()
    user.click(dock.header.float_button)  # once, so that it is a window
    user.click(dock.header.float_button)
    user.wait_until(lambda: not dock.isFloating())
    pane.setMinimumHeight(room.height() + 200)
    user.click(dock.header.float_button)
    user.wait_until(lambda: bool(dock.windowFlags() & Qt.WindowType.WindowTitleHint))
    user.wait_until(lambda: dock.height() <= room.height())
    bar = dock.findChild(QScrollArea).verticalScrollBar()
    user.wait_until(lambda: bar.maximum() >= 200)
    pane.setMinimumHeight(0)
    user.click(dock.header.float_button)
    user.wait_until(lambda: not dock.isFloating())
    assert pane.parentWidget() is before


def test_views_of_the_menu_show_panes_that_have_no_place(user):
    window = user.window
    user.click(window.rail.buttons["understand"])
    dock = window.panes["runs"]
    assert dock.isHidden()
    dock.toggleViewAction().trigger()
    user.wait_until(lambda: dock.isVisible() and "runs" in made(window))
    user.click(window.rail.buttons["train"])
    user.click(window.rail.buttons["understand"])
    user.wait_until(lambda: not dock.isHidden())


def test_every_entry_of_the_table_has_a_card(user):
    assert [dock.entry for dock in user.window.panes] == list(PANES)
    assert user.window.session.wanted == Settings()


# Zoom and presenting


@pytest.mark.slow
def test_keys_zoom_and_the_next_window_is_as_large(open_window, qtbot):
    user = User(open_window(), qtbot)
    window = user.window
    size = window.plots.return_plot.figure.font().pointSizeF()
    for _ in range(2):
        user.press(Qt.Key.Key_Plus, CTRL)
    user.wait_until(lambda: window.zoom.percent == 125)
    assert window.plots.return_plot.figure.font().pointSizeF() == pytest.approx(1.25 * size)
    user.press(Qt.Key.Key_Minus, CTRL)
    user.wait_until(lambda: window.zoom.percent == 110)
    window.close()
    again = open_window()
    assert again.zoom.percent == 110
    assert again.plots.return_plot.figure.font().pointSizeF() == pytest.approx(1.1 * size)
    User(again, qtbot).press(Qt.Key.Key_0, CTRL)
    assert again.zoom.percent == 100
    assert again.plots.return_plot.figure.font().pointSizeF() == pytest.approx(size)


def test_a_key_that_is_held_zooms_once_however_often_it_repeats(user, qtbot):
    told = []
    user.window.zoom.changed.connect(told.append)
    for _ in range(3):
        qtbot.keyClick(user.window, Qt.Key.Key_Plus, CTRL)
    qtbot.waitUntil(lambda: told != [])
    assert told == [150]
    for key in (Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_Minus):
        qtbot.keyClick(user.window, key, CTRL)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == [150, 100, 90]


def test_presenting_shows_agent_and_return_alone_and_escape_returns(user):
    window = user.window
    user.step(2)
    before, thin = in_front(window), window.plots.return_plot.canvas.strips[0].curve.pen.widthF()
    user.press(Qt.Key.Key_F11)
    user.wait_until(window.isFullScreen)
    assert in_front(window) == {"returnPlot"}
    assert window.render_pane.isVisible()
    for widget in (window.menuBar(), window.run_bar, window.rail, window.time_machine, window.status_line):
        assert not widget.isVisible()
    assert window.zoom.percent == 175
    assert window.plots.return_plot.canvas.strips[0].curve.pen.widthF() > 1.5 * thin
    assert window.presenting.ring.isVisible()
    assert window.actions_.present.isChecked()
    user.step(3)
    user.press(Qt.Key.Key_Escape)
    user.wait_until(lambda: not window.isFullScreen())
    user.wait_until(lambda: in_front(window) == before)
    assert window.zoom.percent == 100
    figure = window.plots.return_plot.figure
    assert figure.width() >= figure.fontMetrics().horizontalAdvance(figure.text())
    for widget in (window.run_bar, window.rail, window.time_machine, window.status_line):
        assert widget.isVisible()
    assert not window.presenting.ring.isVisible()
    assert not window.actions_.present.isChecked()


def test_closing_while_presenting_remembers_the_window_as_it_was(open_window, qtbot):
    user = User(open_window(), qtbot)
    user.press(Qt.Key.Key_F11)
    user.wait_until(lambda: user.window.presenting.on)
    user.window.close()
    again = open_window()
    assert not again.isFullScreen()
    resize(User(again, qtbot), 1280, 800)
    assert again.zoom.percent == 100
    assert {"settings", "returnPlot", "lossPlot"} <= in_front(again)
    assert again.run_bar.isVisible()


@pytest.mark.parametrize("width", [1280, 1600])
def test_where_nothing_is_in_the_middle_the_sides_have_all_the_room(user, width):
    window = user.window
    resize(user, 1280, 800)
    left, right = window.panes["runs"], window.panes["returnPlot"]
    for perspective in ("compare", "train", "compare"):
        user.click(window.rail.buttons[perspective])
        user.wait_until(lambda: window.perspectives.at_rest)
    user.wait_until(lambda: right.width() == 700)
    resize(user, width, 800)
    user.wait_until(lambda: right.width() / left.width() == pytest.approx(700 / 460, rel=0.1))
    assert 0 < right.geometry().left() - left.geometry().right() < 20
