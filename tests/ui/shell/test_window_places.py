"""Keys go from place to place in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QTabBar

from tests.ui.user import CTRL

F6, DOWN, UP = Qt.Key.Key_F6, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp
SHIFT = Qt.KeyboardModifier.ShiftModifier


def places(user):
    window = user.window
    named = {"run bar": window.run_bar, "rail": window.rail, "agent": window.render_pane, "drawer": window.drawer}
    named |= {view.entry.id: view for view in window.views} | {dock.entry.id: dock for dock in window.panes}
    return named | {"time machine": window.time_machine}


def here(user):
    focus = QApplication.focusWidget()
    return next((name for name, place in places(user).items() if place.isAncestorOf(focus)), None)


def tour(user, modifier=Qt.KeyboardModifier.NoModifier):
    """Where one key goes, until it is where it began."""
    found = []
    while True:
        user.press(F6, modifier)
        QGuiApplication.processEvents()  # another window may become the active one
        assert QApplication.focusWidget().isVisible()
        place = here(user)
        if place in found:
            return found
        found.append(place)


def begin(user, perspective):
    window = user.window
    window.perspectives.switch(next(each for each in window.perspectives.offered if each.id == perspective))
    user.resize(1600, 1000)
    user.settle()
    user.step()  # the time machine has somewhere to go
    window.run_bar.train_button.setFocus(Qt.FocusReason.TabFocusReason)


@pytest.mark.parametrize("perspective", ["train", "understand", "challenge", "compare", "play"])
def test_one_key_goes_through_all_places_in_sight(user, perspective):
    begin(user, perspective)
    found = tour(user)
    behind = {dock.entry.id for dock in user.window.panes if not dock.in_front}
    in_sight = {name for name, place in places(user).items() if place.isVisible() and name not in behind}
    assert set(found) == in_sight
    assert len(found) > 4
    assert found[0] == "rail" and found[-1] == "run bar"
    assert tour(user, SHIFT) == found[::-1]


def test_places_follow_each_other_from_left_to_right(user):
    begin(user, "train")
    found = tour(user)
    lefts = [places(user)[name].mapTo(user.window, places(user)[name].rect().topLeft()).x() for name in found[1:-2]]
    assert lefts == sorted(lefts)
    assert "agent" in found


def test_who_comes_back_finds_the_focus_where_it_was(user):
    begin(user, "train")
    field = user.control("gamma").stops[0]
    field.setFocus(Qt.FocusReason.TabFocusReason)
    user.press(F6)
    assert here(user) != "settings"
    user.press(F6, SHIFT)
    assert QApplication.focusWidget() is field


def test_a_pane_in_a_window_of_its_own_is_a_place_too(user):
    begin(user, "train")
    dock = user.window.panes["settings"]
    dock.setFloating(True)
    user.settle()
    found = tour(user)
    assert (found[0], found[-1]) == ("run bar", "settings")


def test_a_pane_over_the_others_is_a_place_too(user):
    begin(user, "train")
    user.resize(1024, 768)
    user.settle()
    user.click(user.window.rail.fold_buttons["settings"])
    assert "drawer" in tour(user)


def test_keys_go_through_the_panes_behind_tabs(user):
    begin(user, "challenge")
    window = user.window
    first = next(
        dock for dock in window.panes if dock.in_front and dock.isVisible() and window.tabifiedDockWidgets(dock)
    )
    group = [first, *window.tabifiedDockWidgets(first)]
    while here(user) != first.entry.id:
        user.press(F6)
    seen = []
    for _ in group:
        user.press(DOWN, CTRL)
        seen.append(here(user))
    assert sorted(seen) == sorted(dock.entry.id for dock in group)
    assert seen[-1] == first.entry.id
    user.press(UP, CTRL)
    assert here(user) == seen[-2]
    assert window.panes[seen[-2]].in_front


def tabbed(user):
    """The bar of the tabs above the first pane in front that shares its place, and that pane."""
    window = user.window
    dock = next(
        dock for dock in window.panes if dock.in_front and dock.isVisible() and window.tabifiedDockWidgets(dock)
    )
    for bar in window.findChildren(QTabBar):
        if bar.isVisible() and bar.tabText(bar.currentIndex()) == dock.windowTitle():
            return bar, dock
    raise AssertionError(dock.windowTitle())


def test_keys_go_through_the_panes_behind_tabs_from_the_tabs_themselves(user):
    begin(user, "challenge")
    bar, dock = tabbed(user)
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    user.press(DOWN, CTRL)
    assert not dock.in_front
    assert user.window.panes[here(user)].in_front
    assert bar.tabText(bar.currentIndex()) == user.window.panes[here(user)].windowTitle()


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, SHIFT])
def test_from_tabs_the_keys_go_on_as_from_the_pane_below_them(user, modifier):
    begin(user, "challenge")
    bar, dock = tabbed(user)
    while here(user) != dock.entry.id:
        user.press(F6)
    user.press(F6, modifier)
    after = here(user)
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    user.press(F6, modifier)
    assert here(user) == after


def test_where_there_are_no_tabs_their_keys_leave_the_focus_alone(user):
    begin(user, "train")
    user.window.render_pane.stage.setFocus(Qt.FocusReason.TabFocusReason)
    before = [dock.entry.id for dock in user.window.panes if dock.in_front]
    user.press(DOWN, CTRL)
    assert QApplication.focusWidget() is user.window.render_pane.stage
    assert [dock.entry.id for dock in user.window.panes if dock.in_front] == before
