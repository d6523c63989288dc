"""Panes, themes, plots, help: what the window looks like and how it is found out about."""

import json
import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QHelpEvent, QImage, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QMessageBox,
    QScrollBar,
    QTableWidget,
    QToolTip,
    QWhatsThis,
    QWidget,
)

from pg_desktop.learning.hyperparameters import HYPERPARAMETERS
from pg_desktop.session.columns import XAxis
from pg_desktop.session.history import Cursor
from pg_desktop.ui.dialogs import versions
from pg_desktop.ui.theme import DARK, LIGHT, ThemeChoice
from tests.ui.user import CTRL, NONE, User

KINDS = (QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider)


def controls(window) -> list[QWidget]:
    """Everything in the window that can be operated."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, KINDS)
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
        and widget.window() is window
    ]


def pixels(widget: QWidget) -> QImage:
    QGuiApplication.processEvents()
    return widget.grab().toImage()


def colours(image: QImage) -> Counter[str]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    values = np.array(image.constBits(), np.uint8).view("<u4").ravel() & 0xFFFFFF
    return Counter({QColor(int(value)).name(): int(count) for value, count in zip(*np.unique(values, return_counts=True), strict=True)})


def icon_colour(icon) -> str:
    """The colour of an icon's most solid pixel."""
    image = icon.pixmap(16, 16).toImage()
    points = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(points, key=lambda colour: colour.alpha()).name()


def near(one: str, other: str) -> bool:
    """Alike up to the rounding of translucent pixels."""
    a, b = QColor(one), QColor(other)
    return max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue())) <= 3


def choose(window, action: QAction) -> None:
    """Choose an action as its menu does."""
    action.trigger()
    QGuiApplication.processEvents()
    window.refresh()


def canvas_of(card):
    assert card.canvas is not None
    return card.canvas


def view_range(card):
    return canvas_of(card).strips[0].plot.viewRange()


def middle(card) -> QPoint:
    """The middle of the plot, in the viewport."""
    canvas = canvas_of(card)
    return canvas.mapFromScene(canvas.strips[0].plot.vb.sceneBoundingRect().center())


# Panes


def test_panes_have_their_names(user):
    assert user.part("renderPane") is user.window.render_pane
    assert user.part("returnPlot").isVisible()
    assert user.part("lossPlot").isVisible()


def test_the_window_fills_a_small_screen(user):
    hint = user.window.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 600


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_pane_is_hidden_and_brought_back(user, index):
    dock = user.window.docks[index]
    user.click(dock.header.close_button)
    assert not dock.isVisible()
    action = dock.toggleViewAction()
    assert not action.isChecked()
    choose(user.window, action)
    assert dock.isVisible()


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_pane_floats_and_docks_again(user, index):
    dock = user.window.docks[index]
    user.click(dock.header.float_button)
    assert dock.isFloating()
    assert dock.isVisible()
    user.click(dock.header.float_button)
    assert not dock.isFloating()


def test_a_floating_pane_goes_on(user):
    card = user.window.plots.return_plot
    user.click(card.header.float_button)
    user.step(2)
    assert len(canvas_of(card).strips[0].curve.getData()[0]) > 1
    user.click(user.window.settings_dock.header.float_button)
    user.click(user.window.panel.step_button)
    user.wait_until(lambda: user.status.update == 3)


def test_reset_layout_brings_every_pane_back(user):
    window = user.window
    before = [dock.geometry() for dock in window.docks]
    settings, returns, losses = window.docks
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, settings)
    user.click(returns.header.float_button)
    user.click(losses.header.close_button)
    choose(window, window.actions_.reset_layout)
    for dock, geometry in zip(window.docks, before, strict=True):
        assert dock.isVisible()
        assert not dock.isFloating()
        assert (dock.geometry().topLeft() - geometry.topLeft()).manhattanLength() <= 12, dock.objectName()
        assert abs(dock.width() - geometry.width()) <= 12, dock.objectName()


def test_plots_keep_a_readable_width_in_a_small_window(user):
    user.window.resize(1280, 800)
    QGuiApplication.processEvents()
    user.window.resize(user.window.minimumSizeHint())
    QGuiApplication.processEvents()
    assert min(card.width() for card in user.window.plots.cards) >= 220


def test_the_next_window_looks_as_this_one_was_left(open_window, qtbot):
    user = User(open_window(), qtbot)
    window = user.window
    user.click(window.plots.loss_plot.header.close_button)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.settings_dock)
    choose(window, window.actions_.themes[ThemeChoice.DARK])
    window.resize(1000, 640)
    QGuiApplication.processEvents()
    window.close()
    again = open_window()
    assert not again.plots.loss_plot.isVisible()
    assert again.plots.return_plot.isVisible()
    assert again.dockWidgetArea(again.settings_dock) is Qt.DockWidgetArea.RightDockWidgetArea
    assert again.height() == 640
    assert again.actions_.themes[ThemeChoice.DARK].isChecked()
    assert again._theme_keeper.theme is DARK


# Themes


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
def test_a_theme_reaches_every_corner(user, choice):
    window = user.window
    user.click(window.panel.more_button)
    user.step(3)
    other = ThemeChoice.LIGHT if choice is ThemeChoice.DARK else ThemeChoice.DARK
    choose(window, window.actions_.themes[other])
    choose(window, window.actions_.themes[choice])
    theme = DARK if choice is ThemeChoice.DARK else LIGHT
    image = pixels(window)
    places = {
        QPoint(3, window.height() // 2): theme.ground,
        window.settings_dock.mapTo(window, QPoint(6, 300)): theme.card,
        window.render_pane.mapTo(window, QPoint(6, 100)): theme.card,
        window.render_pane.stage.mapTo(window, QPoint(3, 3)): theme.card,
        window.panel.train_button.mapTo(window, QPoint(8, 16)): theme.accent,
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
            wanted = theme.on_accent if action is window.actions_.train_or_pause else theme.muted
            assert near(icon_colour(action.icon()), wanted.name()), action.objectName()
    buttons = [
        widget for widget in controls(window) if isinstance(widget, QAbstractButton) and not widget.icon().isNull()
    ]
    assert len(buttons) >= 9
    for button in buttons:
        wanted = theme.on_accent if button is window.panel.train_button else theme.muted
        assert near(icon_colour(button.icon()), wanted.name()), button.objectName() or button.toolTip()


def test_the_train_button_keeps_its_icon_through_a_change_of_theme(user):
    window = user.window
    user.click(window.panel.train_button)
    user.wait_until(lambda: window.panel.train_button.text() == "Pause")
    before = window.panel.train_button.icon().pixmap(16, 16).toImage()
    choose(window, window.actions_.themes[ThemeChoice.DARK])
    choose(window, window.actions_.themes[ThemeChoice.LIGHT])
    assert window.panel.train_button.icon().pixmap(16, 16).toImage() == before


def test_the_more_button_points_where_it_goes(user):
    button = user.window.panel.more_button
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


# Plots


def test_an_empty_return_plot_begins_at_zero(user):
    (_, _), (low, high) = view_range(user.window.plots.return_plot)
    assert low == 0
    assert 475 < high < 700


def test_both_plots_count_env_steps_on_demand(user):
    user.step(3)
    plots = user.window.plots
    user.window.refresh()
    assert canvas_of(plots.return_plot).strips[0].curve.getData()[0][-1] == user.status.episodes
    user.press(Qt.Key.Key_2, CTRL)
    user.window.refresh()
    for card in plots.cards:
        assert canvas_of(card).strips[0].curve.getData()[0][-1] == user.status.env_steps
        assert view_range(card)[0][1] >= user.status.env_steps
    assert user.window.actions_.x_by_step.isChecked()
    user.press(Qt.Key.Key_1, CTRL)
    user.window.refresh()
    assert canvas_of(plots.loss_plot).strips[0].curve.getData()[0][-1] == user.status.episodes


def test_the_range_grows_with_the_run(user):
    user.step(5)
    user.window.refresh()
    returns = [row.episode_return for block in user.window.session.history.episode_rows() for row in block]
    (left, right), (low, high) = view_range(user.window.plots.return_plot)
    assert left == 0
    assert user.status.episodes <= right <= 2 * user.status.episodes
    assert low == 0
    assert high > max(returns)


def test_every_loss_lies_in_the_plot(user):
    user.step(8)
    user.window.refresh()
    card = user.window.plots.loss_plot
    losses = user.window.session.history.since(Cursor())[0].losses_U
    (_, _), (low, high) = view_range(card)
    room = (high - low) * 0.01
    assert low + room <= losses.min()
    assert losses.max() <= high - room


@pytest.mark.parametrize("way", ["key", "double click", "button"])
def test_the_wheel_zooms_and_fit_goes_back(user, way, qtbot):
    user.step(2)
    plots = user.window.plots
    card = plots.return_plot
    user.window.refresh()
    automatic = view_range(card)
    assert not card.fit_button.isVisible()
    viewport = canvas_of(card).viewport()
    user.wheel(viewport, middle(card), 3)
    zoomed = view_range(card)
    assert zoomed[0][1] - zoomed[0][0] < automatic[0][1] - automatic[0][0]
    assert not canvas_of(card).automatic
    assert card.fit_button.isVisible()
    user.step()
    user.window.refresh()
    assert np.allclose(view_range(card), zoomed)
    assert np.allclose(view_range(plots.loss_plot)[0], zoomed[0])
    match way:
        case "key":
            user.press(Qt.Key.Key_F)
        case "double click":
            qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, NONE, middle(card))
        case "button":
            user.click(card.fit_button)
    user.window.refresh()
    assert canvas_of(card).automatic
    assert canvas_of(plots.loss_plot).automatic
    assert view_range(card)[0][0] == 0
    assert view_range(card)[0][1] >= user.status.episodes
    assert view_range(plots.loss_plot)[0] == view_range(card)[0]
    assert not card.fit_button.isVisible()
    assert not plots.loss_plot.fit_button.isVisible()


def test_dragging_moves_both_plots(user):
    user.step(2)
    plots = user.window.plots
    before = view_range(plots.loss_plot)[0]
    viewport = canvas_of(plots.return_plot).viewport()
    start = middle(plots.return_plot)
    user.drag(viewport, start, start - QPoint(60, 0))
    assert view_range(plots.loss_plot)[0][0] > before[0]
    assert np.allclose(view_range(plots.loss_plot)[0], view_range(plots.return_plot)[0])


def test_the_crosshair_reads_both_plots(user):
    user.step(3)
    plots = user.window.plots
    user.window.refresh()
    legends = [card.note.text() for card in plots.cards]
    card = plots.return_plot
    canvas = canvas_of(card)
    box = canvas.strips[0].plot.vb
    there = canvas.mapFromScene(box.mapViewToScene(QPointF(40, 10)))
    user.hover(canvas.viewport(), there)
    assert "episode 40" in card.note.text()
    assert "update 2" in card.note.text()
    rows = [row for block in user.window.session.history.episode_rows() for row in block]
    assert f"<b>{rows[39].episode_return:g}</b>" in card.note.text()
    assert "update 1" in plots.loss_plot.note.text()
    assert canvas.strips[0].cross.isVisible()
    assert canvas.strips[0].cross.value() == 40
    assert canvas_of(plots.loss_plot).strips[0].cross.isVisible()
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert [card.note.text() for card in plots.cards] == legends
    assert not canvas.strips[0].cross.isVisible()


def test_the_crosshair_counts_what_the_axis_counts(user):
    user.step(2)
    user.press(Qt.Key.Key_2, CTRL)
    user.window.refresh()
    card = user.window.plots.return_plot
    canvas = canvas_of(card)
    x = user.status.env_steps
    there = canvas.mapFromScene(canvas.strips[0].plot.vb.mapViewToScene(QPointF(x, 10)))
    user.hover(canvas.viewport(), there)
    assert f"episode {user.status.episodes}" in card.note.text()


def test_nothing_to_read_before_the_first_episode(user):
    card = user.window.plots.return_plot
    before = card.note.text()
    user.hover(canvas_of(card).viewport(), middle(card))
    assert card.note.text() == before


def test_entropy_and_gradient_are_shown_on_demand(user):
    user.step(2)
    card = user.window.plots.loss_plot
    canvas = canvas_of(card)
    assert [strip.style.colour for strip in canvas.shown] == ["second"]
    user.click(card.entropy_button)
    assert [strip.style.colour for strip in canvas.shown] == ["second", "good"]
    assert "entropy" in card.note.text()
    user.click(card.gradient_button)
    user.window.refresh()
    assert len(canvas.shown) == 3
    for strip in canvas.shown:
        assert len(strip.curve.getData()[0]) == 2
        assert np.allclose(strip.plot.viewRange()[0], view_range(card)[0])
        assert strip.plot.vb.height() > 30
    user.click(card.entropy_button)
    assert [strip.style.colour for strip in canvas.shown] == ["second", "muted"]
    assert "entropy" not in card.note.text()
    user.click(card.gradient_button)
    assert len(canvas.shown) == 1


def test_why_the_loss_is_no_score(user):
    user.click(user.window.plots.loss_plot.why_button)
    (page,) = [widget for widget in QApplication.topLevelWidgets() if widget.metaObject().className() == "QWhatsThat"]
    assert page.isVisible()
    assert "Watch the return" in user.window.plots.loss_plot.why()
    QWhatsThis.hideText()


def test_many_changes_are_one_mark_until_there_is_room(user):
    user.step()
    for number in (0.5, 0.6, 0.7):
        user.type(user.control("gamma").spin_box, str(number))
        user.settle()
        user.step()
    user.window.refresh()
    shown = canvas_of(user.window.plots.return_plot).strips[0].edits._shown
    assert len(user.window.session.edits.all()) == 3
    assert sum(int(mark.label.split()[0]) if mark.label.endswith("changes") else 1 for mark in shown) == 3


# Help


def test_every_control_says_what_it_is(user):
    user.click(user.window.panel.more_button)
    found = controls(user.window)
    assert len(found) > 35
    missing = {
        what: [widget.objectName() or widget.accessibleName() or repr(widget) for widget in found if not text(widget)]
        for what, text in {
            "tooltip": lambda widget: widget.toolTip(),
            "what's this": lambda widget: widget.whatsThis(),
            "name": lambda widget: widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()),
        }.items()
    }
    assert missing == {"tooltip": [], "what's this": [], "name": []}


def test_every_setting_explains_itself_with_its_formula(user):
    for key, row in HYPERPARAMETERS.items():
        control = user.control(key).focusProxy()
        assert row.name in control.whatsThis()
        assert row.help in control.whatsThis()
        assert row.formula in control.whatsThis()
        assert control.accessibleName() == row.name
        assert f"--set {key}=" in control.whatsThis()


def test_plots_and_stage_have_names_for_those_who_cannot_see_them(user):
    window = user.window
    assert window.render_pane.stage.accessibleName()
    for card in window.plots.cards:
        assert canvas_of(card).accessibleName()
        assert card.figure.accessibleName()


def test_a_tooltip_appears(user):
    button = user.window.panel.train_button
    place = button.rect().center()
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, place, button.mapToGlobal(place)))
    assert QToolTip.text() == "Train the policy, update after update. (Space)"
    QToolTip.hideText()


def test_whats_this_mode_explains_a_click(user):
    user.press(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert QWhatsThis.inWhatsThisMode()
    before = user.window.session.wanted
    user.click(user.control("gamma").slider, QPoint(3, 10))
    assert user.window.session.wanted == before
    QWhatsThis.leaveWhatsThisMode()
    QWhatsThis.hideText()


def test_tab_reaches_every_control(user):
    user.click(user.window.panel.more_button)
    QGuiApplication.processEvents()
    expected = [widget for widget in controls(user.window) if widget.isVisible() and widget.isEnabled()]
    user.window.panel.train_button.setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    for _ in range(200):
        widget = QApplication.focusWidget()
        if widget is None or widget in reached:
            break
        reached.append(widget)
        user.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is reached[0]
    missed = [widget.objectName() or widget.toolTip() for widget in expected if widget not in reached]
    assert not missed
    area = user.part("settingsArea")
    inside = [widget for widget in reached if area.widget().isAncestorOf(widget)]
    places = [widget.mapTo(area.widget(), QPoint(0, widget.height() // 2)) for widget in inside]
    order = sorted(zip(places, inside, strict=True), key=lambda entry: (entry[0].y() // 16, entry[0].x()))
    assert [widget.objectName() for widget in inside] == [widget.objectName() for _, widget in order]
    # Only what can be operated or read stops the way from control to control.
    assert area not in reached


def test_tab_shows_where_it_is(user):
    """The control with the focus looks different from the same control without it."""
    user.click(user.window.panel.more_button)
    for widget in controls(user.window):
        if not widget.isVisible() or user.window.plots.cards[0].isAncestorOf(widget):
            continue
        user.window.render_pane.stage.setFocus()
        without = pixels(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert pixels(widget) != without, widget.objectName() or widget.toolTip()


def test_every_action_has_a_tip_and_a_key_of_its_own(user):
    actions = list(user.window.actions_)
    names = {"train", "pause", "step", "reset", "open", "save", "saveAs"}
    assert {f"{name}Action" for name in names} <= {action.objectName() for action in actions}
    for action in [*actions, *(dock.toggleViewAction() for dock in user.window.docks)]:
        assert action.statusTip(), action.text()
        assert action.whatsThis() or action in [dock.toggleViewAction() for dock in user.window.docks]
    keys = Counter(key.toString() for action in user.window.findChildren(QAction) for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_two_letters_of_a_menu_are_the_same(user):
    def letters(texts):
        found = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        return [letter for letter, count in Counter(found).items() if count > 1]

    bar = user.window.menuBar()
    assert letters([action.text() for action in bar.actions()]) == []
    for top in bar.actions():
        entries = [action.text() for action in top.menu().actions() if not action.isSeparator()]
        assert letters(entries) == [], top.text()


def test_no_alt_key_means_two_things(user):
    """Menus and the visible controls share the letters behind Alt."""
    texts = [action.text() for action in user.window.menuBar().actions()]
    texts += [widget.text() for widget in user.window.findChildren(QAbstractButton) if widget.isVisible()]
    texts += [label.text() for label in user.window.findChildren(QWidget) if getattr(label, "buddy", lambda: None)()]
    found = [text[text.index("&") + 1].lower() for text in texts if "&" in text and "&nbsp;" not in text]
    assert [letter for letter, count in Counter(found).items() if count > 1] == []


def test_every_action_of_the_menus_is_in_the_menus(user):
    shown = {entry for top in user.window.menuBar().actions() for entry in top.menu().actions()}
    assert set(user.window.actions_) <= shown


def test_the_about_dialog_copies_versions(user):
    choose(user.window, user.window.actions_.about)
    user.wait_until(lambda: user.window.findChild(QDialog, "aboutDialog") is not None)
    dialog = user.window.findChild(QDialog, "aboutDialog")
    user.click(dialog.copy_button)
    text = QGuiApplication.clipboard().text()
    assert text.splitlines() == [f"{name} {number}" for name, number in versions()]
    assert "torch" in text
    assert "–" not in text
    user.dismiss(dialog)


def test_the_shortcuts_dialog_lists_every_key(user):
    user.press(Qt.Key.Key_K, CTRL)
    user.wait_until(lambda: user.window.findChild(QDialog, "shortcutsDialog") is not None)
    dialog = user.window.findChild(QDialog, "shortcutsDialog")
    table = dialog.findChild(QTableWidget)
    listed = {table.item(row, 0).text() for row in range(table.rowCount())}
    keys = {action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) for action in user.window.actions_}
    assert keys - {""} <= listed
    assert all(table.item(row, 1).text() for row in range(table.rowCount()))
    for row in range(table.rowCount()):
        assert table.columnWidth(1) >= table.fontMetrics().horizontalAdvance(table.item(row, 1).text()), row
    user.dismiss(dialog)


def test_dialogs_have_the_windows_look(user):
    choose(user.window, user.window.actions_.themes[ThemeChoice.DARK])
    choose(user.window, user.window.actions_.about)
    dialog = user.window.findChild(QDialog, "aboutDialog")
    assert pixels(dialog).pixelColor(3, 3).name() == DARK.ground.name()
    user.dismiss(dialog)


def test_the_axis_keys_are_exclusive(user):
    actions = user.window.actions_
    assert actions.x_by_episode.isChecked()
    choose(user.window, actions.x_by_step)
    assert (actions.x_by_episode.isChecked(), actions.x_by_step.isChecked()) == (False, True)
    assert user.window.plots._x_axis is XAxis.ENV_STEP


def test_status_tips_appear_for_menu_entries(user, qtbot):
    menu = user.window.menuBar().actions()[0].menu()
    user.press(Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    user.wait_until(menu.isVisible)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction() is user.window.actions_.open
    assert user.window.statusBar().currentMessage() == "Open a saved policy."
    menu.close()


# Before the first paint


_FIRST_PAINT = """
import json, sys
from PySide6.QtCore import Slot, QObject, QTimer
from pg_desktop.app import build
application, window = build([])
class Witness(QObject):
    @Slot()
    def painted(self):
        heavy = ("torch", "gymnasium", "pyqtgraph", "numpy", "pygame", "safetensors")
        print(json.dumps([name for name in heavy if name in sys.modules]))
        sys.stdout.flush()
        QTimer.singleShot(0, window.close)
witness = Witness()
window.painted.connect(witness.painted)
window.show()
application.exec()
"""


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT], capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout)
    assert not {"torch", "gymnasium", "pyqtgraph", "pygame"} & set(loaded)


def test_message_boxes_are_of_the_window(user):
    user.window.open_policy(user.window.files._folder() / "missing.safetensors")
    box = user.dialog("errorDialog")
    assert isinstance(box, QMessageBox)
    assert box.parent() is user.window
    user.dismiss(box)
