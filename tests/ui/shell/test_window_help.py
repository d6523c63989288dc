"""Everything says what it is, can be reached by keyboard, and tells its key."""

from collections import Counter

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QGuiApplication, QHelpEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QMessageBox,
    QTabBar,
    QTableWidget,
    QToolTip,
    QWhatsThis,
    QWidget,
)

from pg_desktop.learning.settings.table import HYPERPARAMETERS
from pg_desktop.ui.kit.theme import DARK, ThemeChoice
from pg_desktop.versions import versions
from tests.ui.looking import canvas_of, choose, controls, pixels
from tests.ui.user import CTRL


def test_every_control_says_what_it_is(user):
    user.unfold()
    # Qt's own arrows beside tabs that find no room.
    arrows = ("ScrollLeftButton", "ScrollRightButton")
    found = [widget for widget in controls(user.window) if widget.objectName() not in arrows]
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
        control = user.control(key).stops[0]
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
    button = user.window.run_bar.train_button
    place = button.rect().center()
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, place, button.mapToGlobal(place)))
    assert QToolTip.text() == "Train the policy, update after update, or pause. (Space)"
    QToolTip.hideText()


def answer(widget):
    """What What's This says where a widget is, "" for nothing."""
    asked = QHelpEvent(QEvent.Type.QueryWhatsThis, QPoint(2, 2), widget.mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(widget, asked)
    if not asked.isAccepted():
        return ""
    while not widget.whatsThis():
        widget = widget.parentWidget()
    return widget.whatsThis()


def test_whats_this_is_answered_all_over_the_plots(user):
    returns, losses = user.window.plots.cards
    for card, title in ((returns, "<h3>Return</h3>"), (losses, "<h3>Policy loss</h3>")):
        for part in (canvas_of(card), canvas_of(card).viewport(), card.note, card):
            assert title in answer(part)
            for word in ("Smoothing", "wheel", "drag", "travel in time", "branch"):
                assert word in answer(part)
    assert "Mean return of the last 100 episodes" in answer(returns.figure)
    assert "Only its gradient is of use" in answer(losses.figure)
    assert "Only its gradient is of use" in answer(losses.why_button)
    assert "mean entropy" in answer(losses.toggles["entropy"])


def test_whats_this_is_answered_by_the_status_line_the_preset_and_the_environment(user):
    line, panel = user.window.status_line, user.window.panel
    assert "Mean return of the last 100" in answer(line.row.labels["mean"])
    assert "Green while it trains" in answer(line.state)
    assert "acts on Reset" in answer(panel.preset_box)
    assert "Box(4)" in answer(panel.world_words.facts)
    assert "The world in which the policy acts" in answer(user.control("environment").combo_box)


def test_whats_this_mode_explains_a_click(user):
    user.press(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert QWhatsThis.inWhatsThisMode()
    before = user.window.session.wanted
    user.click(user.control("gamma").slider, QPoint(3, 10))
    assert user.window.session.wanted == before
    QWhatsThis.leaveWhatsThisMode()
    QWhatsThis.hideText()


def test_no_two_controls_have_the_same_name(user):
    user.unfold()
    names = Counter(
        widget.accessibleName() or widget.text()
        for widget in user.window.findChildren(QAbstractButton)
        if widget.isVisible() and widget.window() is user.window and not widget.objectName().startswith("Scroll")
    )
    assert [name for name, count in names.items() if count > 1] == []
    assert names["Hide the pane Policy loss"] == names["Float or dock the pane Settings"] == 1


def tab_bars(user):
    return user.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)


def tab_bars_in_use(user):
    return [bar for bar in tab_bars(user) if not bar.visibleRegion().isEmpty()]


def tab_bars_with_tab(user):
    return [bar for bar in tab_bars(user) if bar.focusPolicy() is not Qt.FocusPolicy.NoFocus]


def test_tab_bars_of_panes_say_what_they_are_and_only_those_in_use_are_reached(user):
    losses = user.window.panes["lossPlot"]
    for change in (lambda: None, lambda: losses.setFloating(True), user.window.actions_.reset_layout.trigger):
        change()
        user.wait_until(lambda: len(tab_bars_in_use(user)) == 2)
        user.wait_until(lambda: tab_bars_with_tab(user) == tab_bars_in_use(user))
        in_use = tab_bars_in_use(user)
        names = {bar.accessibleName() for bar in in_use}
        assert "Panes: Settings, Physics" in names
        assert names < {
            "Panes: Settings, Physics",
            "Panes: Policy loss, Runs, Distribution, Robustness",
            "Panes: Runs, Distribution, Robustness",
        }
        assert all(bar.toolTip() and bar.whatsThis() for bar in in_use)


def is_other_choice(widget):
    exclusive = isinstance(widget, QAbstractButton) and widget.group() is not None and widget.group().exclusive()
    return exclusive and not widget.isChecked()


def test_tab_reaches_every_control(user):
    user.unfold()
    QGuiApplication.processEvents()
    expected = [widget for widget in controls(user.window) if widget.isVisible() and widget.isEnabled()]
    # Of buttons that exclude each other Tab reaches the chosen one, and arrow keys the others.
    expected = [widget for widget in expected if not is_other_choice(widget)]
    # Of a pane behind another one nobody sees the heading.
    behind = [dock.header for dock in user.window.panes if not dock.in_front]
    expected = [widget for widget in expected if not any(header.isAncestorOf(widget) for header in behind)]
    user.window.run_bar.train_button.setFocus(Qt.FocusReason.TabFocusReason)
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
    user.unfold()
    for widget in controls(user.window):
        if not (widget.isVisible() and widget.isEnabled()) or user.window.plots.cards[0].isAncestorOf(widget):
            continue
        user.window.render_pane.stage.setFocus()
        without = pixels(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert pixels(widget) != without, widget.objectName() or widget.toolTip()


def test_every_action_has_a_tip_and_a_key_of_its_own(user):
    actions = list(user.window.actions_)
    names = {"train", "step", "reset", "open", "save", "saveAs"}
    assert {f"{name}Action" for name in names} <= {action.objectName() for action in actions}
    for action in [*actions, *(dock.toggleViewAction() for dock in list(user.window.panes))]:
        assert action.statusTip(), action.text()
        assert action.whatsThis() or action in [dock.toggleViewAction() for dock in list(user.window.panes)]
    keys = Counter(key.toString() for action in user.window.findChildren(QAction) for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []


def menus(user):
    """All menus of the menu bar, with those in them."""
    found = [top.menu() for top in user.window.menuBar().actions()]
    for menu in found:
        found += [action.menu() for action in menu.actions() if action.menu() is not None]
    return found


def entries(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator() and action.isVisible()]


def test_no_two_letters_of_a_menu_are_the_same(user):
    def letters(texts):
        found = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        return [letter for letter, count in Counter(found).items() if count > 1]

    bar = user.window.menuBar()
    assert letters([action.text() for action in bar.actions()]) == []
    for menu in menus(user):
        assert letters(entries(menu)) == [], menu.title()


def test_no_entry_is_in_the_train_menu_twice(user):
    menu = user.window.menuBar().actions()[1].menu()
    assert max(Counter(entries(menu)).values()) == 1
    user.click(user.train_button)
    user.wait_until(lambda: user.train_button.text() == "Pause")
    assert max(Counter(entries(menu)).values()) == 1


def test_no_alt_key_means_two_things(user):
    """Menus and the visible controls share the letters behind Alt."""
    texts = [action.text() for action in user.window.menuBar().actions()]
    texts += [widget.text() for widget in user.window.findChildren(QAbstractButton) if widget.isVisible()]
    texts += [label.text() for label in user.window.findChildren(QWidget) if getattr(label, "buddy", lambda: None)()]
    found = [text[text.index("&") + 1].lower() for text in texts if "&" in text and "&nbsp;" not in text]
    assert [letter for letter, count in Counter(found).items() if count > 1] == []


def test_every_action_of_the_menus_is_in_the_menus(user):
    shown = {entry for menu in menus(user) for entry in menu.actions()}
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
    headings = [row for row in range(table.rowCount()) if table.columnSpan(row, 0) == 2]
    assert [table.item(row, 0).text() for row in headings] == [
        "Everywhere in the window",
        "The policy at work",
        "A plot with the focus",
        "The list of runs with the focus",
        "The board with the focus",
        "Settings and other controls",
    ]
    keys = {row: table.item(row, 0).text() for row in range(table.rowCount()) if row not in headings}
    window = user.window
    actions = [*window.actions_, *window.render_pane.controls.actions(), *window.panes.pane("runs").keys]
    native = QKeySequence.SequenceFormat.NativeText
    assert {action.shortcut().toString(native) for action in actions} - {""} <= set(keys.values())
    assert {"J", "K", "L", "Left, Right", "Shift+Left, Shift+Right", "+, −", "Home", "Esc", "Return"} <= set(
        keys.values()
    )
    for row in keys:
        assert table.item(row, 1).text()
        room = QRect(0, 0, table.columnWidth(1), 1000)
        needed = table.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, table.item(row, 1).text())
        assert needed.height() <= table.rowHeight(row), row
        assert needed.width() <= table.columnWidth(1), row
    # It is longer than the window is high, and must be read without a mouse.
    table.setFocus()
    user._qtbot.keyClick(table, Qt.Key.Key_PageDown)
    assert table.verticalScrollBar().value() > 0
    user.dismiss(dialog)


def test_dialogs_have_the_windows_look(user):
    choose(user.window, user.window.actions_.themes[ThemeChoice.DARK])
    choose(user.window, user.window.actions_.about)
    dialog = user.window.findChild(QDialog, "aboutDialog")
    assert pixels(dialog).pixelColor(3, 3).name() == DARK.ground.name()
    user.dismiss(dialog)


def test_status_tips_appear_for_menu_entries(user, qtbot):
    menu = user.window.menuBar().actions()[0].menu()
    user.press(Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    user.wait_until(menu.isVisible)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction() is user.window.actions_.open
    assert user.window.statusBar().currentMessage() == "Open an experiment, or add a saved policy to this one."
    menu.close()


def test_names_are_never_taken_for_markup(user):
    name = "x<i>y<br>z.safetensors"
    user.window.open_policy(user.window._preferences.latest_folder() / name)
    box = user.dialog("errorDialog")
    assert name in box.text()
    assert box.textFormat() is Qt.TextFormat.PlainText
    user.dismiss(box)
    user.window.notice.show_notice(f"“{name}” is not there.", "details")
    assert user.window.notice.text.textFormat() is Qt.TextFormat.PlainText
    user.click(user.window.notice.details_button)
    details = user.dialog("errorDialog")
    assert details.textFormat() is Qt.TextFormat.PlainText
    user.dismiss(details)


def test_message_boxes_are_of_the_window(user):
    user.window.open_policy(user.window._preferences.latest_folder() / "missing.safetensors")
    box = user.dialog("errorDialog")
    assert isinstance(box, QMessageBox)
    assert box.parent() is user.window
    user.dismiss(box)
