"""What environments of others may take is chosen in the window, acts from then on, and is remembered."""

import os

import pytest
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.limit_rows import LIMIT_ROWS
from pg_desktop.learning.worlds.limits import Limits, usual_limits
from pg_desktop.ui.shell.preferences import Preferences
from tests.ui.user import User

VARIABLES = [row.allowed.variable for row in LIMIT_ROWS]
SECONDS = VARIABLES[0]


@pytest.fixture(autouse=True)
def _unset(monkeypatch):
    for name in VARIABLES:
        monkeypatch.setenv(name, "1")
        monkeypatch.delenv(name)


def opened(user):
    user.window.actions_.limits.trigger()
    found = user.window.findChildren(QDialog, "limitsDialog")[-1]
    user.wait_until(found.isVisible)
    return found


def press(user, dialog, button):
    user.click(dialog.buttons.button(button))


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field.lineEdit(), text)


def test_a_limit_that_is_chosen_acts_and_is_remembered(user, qtbot):
    dialog = opened(user)
    assert dialog.fields[SECONDS].text() == "60 s"
    type_into(qtbot, dialog.fields[SECONDS], "7.5")
    press(user, dialog, QDialogButtonBox.StandardButton.Ok)
    assert usual_limits().seconds == 7.5
    assert usual_limits().start_seconds == Limits().start_seconds
    assert [Preferences().limit(row) for row in LIMIT_ROWS] == [7.5, None, None]
    assert user.window.session.wanted == Settings()  # it is no setting of a run


def test_what_is_cancelled_changes_nothing(user, qtbot):
    dialog = opened(user)
    type_into(qtbot, dialog.fields[SECONDS], "7.5")
    press(user, dialog, QDialogButtonBox.StandardButton.Cancel)
    assert usual_limits() == usual_limits(as_chosen=False)
    assert SECONDS not in os.environ


def test_the_usual_limits_come_back_and_are_not_remembered_as_a_choice(user, qtbot):
    dialog = opened(user)
    type_into(qtbot, dialog.fields[SECONDS], "7.5")
    press(user, dialog, QDialogButtonBox.StandardButton.Ok)
    dialog = opened(user)
    assert dialog.fields[SECONDS].value() == 7.5
    press(user, dialog, QDialogButtonBox.StandardButton.RestoreDefaults)
    press(user, dialog, QDialogButtonBox.StandardButton.Ok)
    assert usual_limits() == usual_limits(as_chosen=False)
    assert Preferences().limit(LIMIT_ROWS[0]) is None


def test_a_choice_of_another_day_acts_but_for_what_a_variable_says(open_window, qtbot, monkeypatch):
    preferences = Preferences()
    for row, value in zip(LIMIT_ROWS, (5.0, 50.0, 2.0), strict=True):
        preferences.remember_limit(row, value)
    monkeypatch.setenv(SECONDS, "9")
    User(open_window(), qtbot)
    assert usual_limits() == Limits(seconds=9.0, start_seconds=50.0, memory=2 * 2**30)


def test_a_variable_that_makes_no_sense_can_be_replaced(user, qtbot, monkeypatch):
    monkeypatch.setenv(SECONDS, "much")
    dialog = opened(user)
    type_into(qtbot, dialog.fields[SECONDS], "8")
    press(user, dialog, QDialogButtonBox.StandardButton.Ok)
    assert usual_limits().seconds == 8.0


def test_what_cannot_be_read_keeps_the_dialog_open(user, qtbot):
    dialog = opened(user)
    type_into(qtbot, dialog.fields[SECONDS], "much")
    press(user, dialog, QDialogButtonBox.StandardButton.Ok)
    assert dialog.isVisible()
    assert usual_limits() == usual_limits(as_chosen=False)
    dialog.reject()
