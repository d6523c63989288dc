"""Who gets a key: the control with the focus, or the window's shortcuts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from tests.ui.user import CTRL


@pytest.mark.parametrize(
    ("key", "chosen"),
    [(Qt.Key.Key_P, "Pendulum-v1"), (Qt.Key.Key_L, "LunarLander-v3"), (Qt.Key.Key_A, "Acrobot-v1")],
)
def test_a_letter_chooses_an_entry(user, key, chosen):
    box = user.control("environment").combo_box
    box.setFocus()
    user.press(key)
    assert box.currentText() == chosen
    assert user.window.session.wanted.environment == chosen


def test_no_letter_in_a_combo_box_is_a_shortcut(user):
    """S would do an update, N show a stage, F fit the plots, J, K and L restart, pause and step the shown episode."""
    actions = [*user.window.actions_, *user.window.render_pane.controls.actions()]
    single = [action for action in actions if len(action.shortcut().toString()) == 1]
    assert {action.shortcut().toString() for action in single} == {"S", "N", "F", "J", "K", "L"}
    triggered = []
    for action in single:
        action.triggered.connect(lambda _=False, action=action: triggered.append(action.objectName()))
    boxes = [box for box in user.window.findChildren(QComboBox) if box.isVisible() and box.window() is user.window]
    assert len(boxes) >= 5
    for box in boxes:
        for action in single:
            box.setFocus()
            QTest.keyClicks(box, action.shortcut().toString().lower())
    assert triggered == []
    user.window.render_pane.stage.setFocus()
    for action in single:
        user.press(Qt.Key(ord(action.shortcut().toString())))
    assert len(triggered) == len(single)


def test_keys_with_ctrl_are_the_windows_in_a_combo_box_too(user):
    user.control("advantage").combo_box.setFocus()
    user.press(Qt.Key.Key_2, CTRL)
    assert user.window.actions_.x_by_step.isChecked()


@pytest.mark.parametrize(("key", "new"), [("gamma", "0.5"), ("pace", "Max"), ("episode_limit", "500")])
def test_undo_in_a_number_field_takes_back_what_was_set(user, key, new):
    if key == "episode_limit":
        user.unfold()
    field = user.control(key).spin_box
    before = user.window.session.wanted.value(key)
    user.type(field, new)
    after = user.window.session.wanted.value(key)
    assert after != before
    assert field.hasFocus()
    user.press(Qt.Key.Key_Z, CTRL)
    assert user.window.session.wanted.value(key) == before == user.control(key).value()
    (redo,) = user.window.actions_.redo.shortcut()
    user.press(redo.key(), redo.keyboardModifiers())
    assert user.window.session.wanted.value(key) == after == user.control(key).value()


def test_undo_in_a_number_field_takes_back_what_is_half_typed_first(user):
    field = user.control("gamma").spin_box
    user.type(field, "0.5")
    user.press(Qt.Key.Key_End)
    QTest.keyClicks(field, "7")
    assert field.text() == "0.57"
    user.press(Qt.Key.Key_Z, CTRL)
    assert field.text() == "0.5"
    assert user.window.session.wanted.gamma == 0.5
    user.press(Qt.Key.Key_Z, CTRL)
    assert user.window.session.wanted.gamma == 0.99


def test_space_in_a_number_field_trains(user):
    user.control("gamma").spin_box.setFocus()
    assert QApplication.focusWidget() is user.control("gamma").spin_box
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: user.status.update > 0)
