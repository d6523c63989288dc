"""The wheel scrolls; it turns a control only where the user has gone into it on purpose, and never world or preset."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollArea,
    QScrollBar,
)

from pg_desktop.ui.kit.wheel import DeliberateWheel, PickerBox
from tests.ui.looking import controls
from tests.ui.user import User


def value(widget):
    return widget.currentIndex() if isinstance(widget, QComboBox) else widget.value()


def turned(window) -> list:
    """Everything of the window that a wheel could turn."""
    kinds = (QComboBox, QAbstractSpinBox, QAbstractSlider)
    return [widget for widget in controls(window) if isinstance(widget, kinds) and not isinstance(widget, QScrollBar)]


@pytest.fixture
def everything(user: User):
    """The window with all settings unfolded; yields its panes one after the other, each in front."""
    user.unfold()

    def in_front():
        for dock in user.window.panes:
            if dock.isHidden():
                continue
            dock.raise_()
            user.wait_until(lambda dock=dock: dock.in_front)
            QApplication.processEvents()
            yield dock

    return in_front


def test_there_is_no_control_that_knows_nothing_of_this(user, everything):
    for _dock in everything():
        pass
    found = turned(user.window)
    assert len(found) > 40
    assert [widget.objectName() for widget in found if not isinstance(widget, DeliberateWheel)] == []
    pickers = [user.control("environment").combo_box, user.control("algorithm").combo_box, user.window.panel.preset_box]
    assert all(isinstance(box, PickerBox) for box in pickers)


def test_the_wheel_over_a_control_changes_nothing(user, everything):
    """Neither without the focus nor with one that has come along with a click or a choice."""
    seen = set()
    for _dock in everything():
        for widget in turned(user.window):
            if not (widget.isVisible() and widget.isEnabled()) or widget in seen:
                continue
            seen.add(widget)
            reveal(widget)
            before, wanted = value(widget), user.window.session.wanted
            turn_both_ways(user, widget)
            assert not widget.hasFocus()
            if not isinstance(widget, QAbstractSpinBox):
                widget.setFocus(Qt.FocusReason.MouseFocusReason)
                turn_both_ways(user, widget)
            assert (value(widget), user.window.session.wanted) == (before, wanted), widget.objectName()
    assert len(seen) > 30


def turn_both_ways(user, widget) -> None:
    """One notch, and two back: whatever has an end ends up elsewhere if it turns at all."""
    user.wheel(widget, widget.rect().center(), -1)
    user.wheel(widget, widget.rect().center(), 2)


def reveal(widget) -> None:
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        area.ensureWidgetVisible(widget)


@pytest.mark.parametrize("key", ["gamma", "learning_rate"])
@pytest.mark.parametrize("reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason])
def test_who_has_gone_in_by_keys_turns_the_wheel(user, key, reason):
    for inner in user.control(key).stops:
        before = user.window.session.wanted.value(key)
        inner.setFocus(reason)
        user.wheel(inner, inner.rect().center(), 1)
        assert user.window.session.wanted.value(key) > before
    inner.clearFocus()
    after = user.window.session.wanted.value(key)
    user.wheel(inner, inner.rect().center(), 1)
    assert user.window.session.wanted.value(key) == after


def test_who_has_clicked_into_a_number_turns_the_wheel(user):
    field = user.control("gamma").spin_box
    user.click(field, QPoint(10, field.height() // 2))
    user.wheel(field, field.rect().center(), -1)
    assert user.window.session.wanted.gamma < 0.99


def choose_from_list(user, box, qtbot) -> None:
    """Open a list with the mouse and take the next entry."""
    user.click(box)
    view = box.view()
    user.wait_until(view.isVisible)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    user.wait_until(lambda: not view.isVisible())


def test_after_a_choice_from_a_list_the_wheel_scrolls(user, qtbot):
    user.unfold()
    box = user.control("advantage").combo_box
    reveal(box)
    choose_from_list(user, box, qtbot)
    assert user.window.session.wanted.advantage == "batch"
    scroll_bar = user.part("settingsArea").verticalScrollBar()
    place = scroll_bar.value()
    user.wheel(box, box.rect().center(), -1)
    assert user.window.session.wanted.advantage == "batch"
    assert scroll_bar.value() > place


@pytest.mark.parametrize("name", ["environment_combo_box", "algorithm_combo_box", "preset"])
def test_worlds_algorithms_and_presets_are_never_turned(user, qtbot, name):
    box = user.part(name)
    choose_from_list(user, box, qtbot)
    chosen = user.window.session.wanted
    for reason in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason, Qt.FocusReason.PopupFocusReason):
        box.clearFocus()
        box.setFocus(reason)
        for notches in (-1, 1, -3):
            user.wheel(box, box.rect().center(), notches)
    assert user.window.session.wanted == chosen
