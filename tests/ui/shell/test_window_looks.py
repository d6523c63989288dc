"""Panes and themes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication

from pg_desktop.learning.settings.kinds import Group
from pg_desktop.runs.facts import Solved
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.kit.theme import DARK, LIGHT, ThemeChoice
from tests.ui.looking import canvas_of, choose, colours, controls, icon_colour, middle, near, pixels, placed
from tests.ui.user import User

# Panes


def test_panes_have_their_names(user):
    assert user.part("renderPane") is user.window.render_pane
    assert user.part("returnPlot").isVisible()
    assert user.part("lossPlot").isVisible()


def test_the_window_fills_a_small_screen(user):
    least = user.window.minimumSize()
    assert (least.width(), least.height()) == (800, 600)
    user.window.resize(least)
    user.wait_until(lambda: user.window.size() == least)
    user.wait_until(lambda: user.window.minimumSizeHint().width() <= 800)
    user.wait_until(lambda: user.window.minimumSizeHint().height() <= 600)


def test_every_entry_of_a_menu_has_a_letter_of_its_own(user):
    for menu in (action.menu() for action in user.window.menuBar().actions()):
        entries = [action.text() for action in menu.actions() if not action.isSeparator() and action.isVisible()]
        letters = [entry[entry.index("&") + 1].lower() for entry in entries]
        assert len(letters) == len(set(letters)), entries


@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_letter_is_marked_in_the_menu_alone(user, index):
    dock = placed(user.window)[index]
    user.click(dock.header.float_button)
    assert "&" in dock.toggleViewAction().text()
    assert dock.windowTitle() == dock.header.title.text() == dock.toggleViewAction().text().replace("&", "")


@pytest.mark.parametrize("width", [1024, 1280])
def test_what_is_beside_a_title_keeps_its_distance(user, width):
    user.window.resize(width, 768)
    QGuiApplication.processEvents()
    header = user.window.panes["lossPlot"].header
    toggle = user.window.plots.loss_plot.toggles["entropy"]
    assert toggle.mapTo(header, QPoint()).x() - header.title.geometry().right() >= 8


def test_long_figures_do_not_widen_the_window(user):
    solved = Solved(episode=1642, update=38, env_step=1_234_567, seconds=83.0)
    status = replace(
        user.status, update=12_345, episodes=395_040, env_steps=123_456_789, mean_return_100=499.9, solved=solved
    )
    user.window.refreshing.stop()
    before = user.window.minimumSizeHint().width()
    user.window.status_line.show_status(replace(status, state=RunState.TRAINING, steps_per_second=120_000.0))
    QGuiApplication.processEvents()
    assert user.window.minimumSizeHint().width() == before


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_pane_is_hidden_and_brought_back(user, index):
    dock = placed(user.window)[index]
    user.click(dock.header.close_button)
    assert not dock.isVisible()
    action = dock.toggleViewAction()
    assert not action.isChecked()
    choose(user.window, action)
    assert dock.isVisible()


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_pane_floats_and_docks_again(user, index):
    dock = placed(user.window)[index]
    user.click(dock.header.float_button)
    assert dock.isFloating()
    assert dock.isVisible()
    user.click(dock.header.float_button)
    assert not dock.isFloating()


def test_a_floating_pane_goes_on(user):
    card = user.window.plots.return_plot
    user.click(user.window.panes["returnPlot"].header.float_button)
    user.step(2)
    assert len(canvas_of(card).strips[0].curve.x) > 1
    user.click(user.window.panes["settings"].header.float_button)
    user.click(user.window.run_bar.step_button)
    user.wait_until(lambda: user.status.update == 3)


def test_keys_work_in_a_floating_pane(user):
    dock = user.window.panes["settings"]
    user.click(dock.header.float_button)
    user.wait_until(lambda: bool(dock.windowFlags() & Qt.WindowType.WindowTitleHint))
    dock.activateWindow()
    user.wait_until(dock.isActiveWindow)
    slider = user.control("gamma").slider
    slider.setFocus()
    assert QApplication.focusWidget() is slider
    user.press(Qt.Key.Key_Space)
    user.wait_for(RunState.TRAINING)
    user.press(Qt.Key.Key_Space)
    user.wait_for(RunState.PAUSED)


def test_reset_layout_brings_every_pane_back(user):
    window = user.window
    before = [dock.geometry() for dock in placed(window)]
    front = [dock for dock in placed(window) if dock.in_front]
    settings = window.panes["settings"]
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, settings)
    user.click(window.panes["returnPlot"].header.float_button)
    user.click(window.panes["lossPlot"].header.close_button)
    choose(window, window.actions_.reset_layout)
    for dock, geometry in zip(placed(window), before, strict=True):
        assert dock.isVisible()
        assert not dock.isFloating()
        assert dock.in_front is (dock in front), dock.objectName()
        if not dock.in_front:
            continue
        assert (dock.geometry().topLeft() - geometry.topLeft()).manhattanLength() <= 12, dock.objectName()
        assert abs(dock.width() - geometry.width()) <= 12, dock.objectName()


def test_plots_keep_a_readable_width_in_a_small_window(user):
    user.window.resize(1280, 800)
    QGuiApplication.processEvents()
    user.window.resize(user.window.minimumSizeHint())
    QGuiApplication.processEvents()
    assert min(card.width() for card in user.window.plots.cards) >= 200


@pytest.mark.slow
def test_the_next_window_looks_as_this_one_was_left(open_window, qtbot):
    user = User(open_window(), qtbot)
    window = user.window
    user.click(window.panes["lossPlot"].header.close_button)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.panes["settings"])
    choose(window, window.actions_.themes[ThemeChoice.DARK])
    window.resize(1180, 690)
    QGuiApplication.processEvents()
    window.close()
    again = open_window()
    assert again.height() == 690
    again.resize(1180, 690)  # which the screen of the tests has no room for
    QGuiApplication.processEvents()
    assert not again.panes["lossPlot"].isVisible()
    assert again.panes["returnPlot"].isVisible()
    assert again.dockWidgetArea(again.panes["settings"]) is Qt.DockWidgetArea.RightDockWidgetArea
    assert again.actions_.themes[ThemeChoice.DARK].isChecked()
    assert again._theme_keeper.theme is DARK


# Themes


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_a_theme_reaches_every_corner(user, choice):
    window = user.window
    user.unfold()
    user.step(3)
    other = ThemeChoice.LIGHT if choice is ThemeChoice.DARK else ThemeChoice.DARK
    choose(window, window.actions_.themes[other])
    choose(window, window.actions_.themes[choice])
    theme = DARK if choice is ThemeChoice.DARK else LIGHT
    image = pixels(window)
    places = {
        QPoint(3, window.height() // 2): theme.ground,
        window.panes["settings"].mapTo(window, QPoint(6, 300)): theme.card,
        window.render_pane.mapTo(window, QPoint(6, 100)): theme.card,
        window.render_pane.stage.mapTo(window, QPoint(3, 3)): theme.card,
        window.run_bar.train_button.mapTo(window, QPoint(8, 16)): theme.accent,
        window.statusBar().mapTo(window, QPoint(window.width() - 200, 5)): theme.ground,
    }
    for card in window.plots.cards:
        places[card.mapTo(window, QPoint(6, 100))] = theme.card
        viewport = canvas_of(card).viewport()
        places[viewport.mapTo(window, middle(card) + QPoint(0, 2 - middle(card).y()))] = theme.card
    for place, colour in places.items():
        assert image.pixelColor(place).name() == colour.name(), place
    returns, losses = (colours(pixels(canvas_of(card))) for card in window.plots.cards)
    assert returns[theme.accent.name()] > 20
    assert losses[theme.second.name()] > 5
    assert colours(pixels(window.render_pane.stage))[theme.body.name()] > 200
    unwanted = LIGHT if theme is DARK else DARK
    found = colours(image)
    assert {unwanted.card.name(), unwanted.ground.name(), unwanted.field.name()} & set(found) == set()


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_every_icon_is_drawn_for_the_theme(user, choice):
    window = user.window
    other = ThemeChoice.LIGHT if choice is ThemeChoice.DARK else ThemeChoice.DARK
    choose(window, window.actions_.themes[other])
    choose(window, window.actions_.themes[choice])
    theme = DARK if choice is ThemeChoice.DARK else LIGHT
    for action in window.actions_:
        if not action.icon().isNull():
            assert near(icon_colour(action.icon()), theme.muted.name()), action.objectName()
    buttons = [
        widget for widget in controls(window) if isinstance(widget, QAbstractButton) and not widget.icon().isNull()
    ]
    assert len(buttons) >= 9
    for button in buttons:
        here = window.rail.buttons[window.perspectives.current.id]
        wanted = {window.run_bar.train_button: theme.on_accent, here: theme.accent}.get(button, theme.muted)
        assert near(icon_colour(button.icon()), wanted.name()), button.objectName() or button.toolTip()


@pytest.mark.slow
def test_the_train_button_keeps_its_icon_through_a_change_of_theme(user):
    window = user.window
    user.click(window.run_bar.train_button)
    user.wait_until(lambda: window.run_bar.train_button.text() == "Pause")
    before = window.run_bar.train_button.icon().pixmap(16, 16).toImage()
    choose(window, window.actions_.themes[ThemeChoice.DARK])
    choose(window, window.actions_.themes[ThemeChoice.LIGHT])
    assert window.run_bar.train_button.icon().pixmap(16, 16).toImage() == before


def test_a_heading_points_to_what_it_hides(user):
    button = user.window.panel.sections[Group.RUN].header
    closed = button.icon().pixmap(16, 16).toImage()
    user.click(button)
    opened = button.icon().pixmap(16, 16).toImage()
    assert opened != closed
    user.click(button)
    assert button.icon().pixmap(16, 16).toImage() == closed


def test_the_system_theme_follows_the_system(user):
    window = user.window
    choose(window, window.actions_.themes[ThemeChoice.SYSTEM])
    expected = DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
    assert window._theme_keeper.theme is expected


def test_a_closed_window_ignores_themes(open_window):
    first = open_window()
    first.close()
    first.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    second = open_window()
    choose(second, second.actions_.themes[ThemeChoice.DARK])
    assert pixels(second).pixelColor(3, 400).name() == DARK.ground.name()


def test_a_pane_that_floats_from_behind_another_works(user):
    dock = user.window.panes["robustness"]
    assert not dock.in_front
    dock.header.float_button.click()
    user.wait_until(dock.isFloating)
    assert dock.in_front
    assert user.window.panes.pane("robustness").isEnabled()


def test_a_pane_that_is_docked_again_stays_in_front(user):
    dock = user.window.panes["robustness"]
    dock.raise_()
    user.wait_until(lambda: dock.in_front)
    for _ in range(2):
        user.click(dock.header.float_button)
    user.wait_until(lambda: not dock.isFloating())
    assert dock.in_front
    assert not user.window.panes["lossPlot"].in_front


def test_another_look_moves_nothing(user):
    def places():
        QGuiApplication.processEvents()
        return [widget.geometry() for widget in (user.window.time_machine, *list(user.window.panes))]

    before = places()
    for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT):
        user.window.actions_.themes[choice].trigger()
        assert places() == before


def test_a_reset_layout_leaves_the_window_as_large_as_it_is(user):
    window = user.window
    window.resize(1124, 700)
    window.panes["returnPlot"].close()
    window.panes["settings"].close()
    QGuiApplication.processEvents()
    window.actions_.reset_layout.trigger()
    for _ in range(3):
        QGuiApplication.processEvents()
    assert (window.width(), window.height()) == (1124, 700)
    assert all(dock.isVisible() for dock in placed(window))
