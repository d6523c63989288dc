"""The user's own presets: saved, offered at once, renamed, deleted and brought back, in the window and for others."""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMessageBox

from pg_desktop.cli.parser import parse
from pg_desktop.learning.settings.table import Settings
from pg_desktop.storage.data_folder import data_folder
from pg_desktop.storage.own_presets import OwnPresets, values_of
from pg_desktop.ui.kit.theme import ThemeChoice
from tests.ui.looking import KINDS
from tests.ui.user import NONE, User


def own():
    return OwnPresets()


def keep(name, **changes):
    """A preset from an earlier day."""
    return own().save(name, f"{name} it is.", values_of(Settings(**changes)))


def dialog_of(user, action, name):
    user.wait_until(lambda: user.window.findChild(QDialog, name) is None)  # the one before may still be going
    action.trigger()
    user.wait_until(lambda: user.window.findChild(QDialog, name) is not None)
    dialog = user.window.findChild(QDialog, name)
    dialog.activateWindow()
    user.wait_until(dialog.isActiveWindow)
    return dialog


def save_dialog(user):
    return dialog_of(user, user.window.actions_.save_preset, "savePresetDialog")


def manage_dialog(user):
    return dialog_of(user, user.window.actions_.manage_presets, "managePresetsDialog")


def write(user, field, text):
    field.setFocus()
    field.selectAll()
    user._qtbot.keyClicks(field, text)


def save_as(user, name):
    dialog = save_dialog(user)
    write(user, dialog.name, name)
    user.click(dialog.save_button)
    if not dialog.isVisible():
        user.activate()
    return dialog


def offered(user):
    box = user.window.panel.preset_box
    return [box.itemText(index) for index in range(box.count())]


def test_saving_offers_the_preset_at_once_and_shows_it(user):
    box = user.window.panel.preset_box
    before = offered(user)
    user.type(user.control("gamma").stops[1], "0.9")
    assert box.currentText() == "Custom"
    save_as(user, "Mine")
    assert box.currentText() == "Mine"
    place = before.index("Board games") - 1
    assert offered(user) == [*before[:place], "", "Mine", *before[place:]]
    assert user.window.findChild(QDialog, "savePresetDialog") is None
    (file,) = (data_folder() / "presets").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["settings"]["gamma"] == 0.9
    user.type(user.control("gamma").stops[1], "0.8")
    assert box.currentText() == "Custom"


def test_it_can_be_chosen_like_any_other(user):
    user.type(user.control("gamma").stops[1], "0.9")
    save_as(user, "Zebra")
    box = user.window.panel.preset_box
    box.setFocus()
    user.press(Qt.Key.Key_Home)
    assert user.window.session.wanted.gamma == 0.99
    user.press(Qt.Key.Key_Z)
    assert box.currentText() == "Zebra"
    assert user.window.session.wanted.gamma == 0.9
    assert user.window.panel.preset_name == "Zebra"


def test_those_of_games_and_challenges_stand_under_headings_that_keys_pass_over(user):
    box = user.window.panel.preset_box
    all_of_them = offered(user)
    games, heading = all_of_them.index("Board games"), all_of_them.index("Challenges")
    last = all_of_them[games - 2]
    assert all_of_them[games - 1 : games + 2] == ["", "Board games", "Tic-tac-toe"]
    assert all_of_them[heading - 1 : heading + 2] == ["", "Challenges", "Reality: nominal"]
    assert all_of_them[-3:] == ["Adaptation: randomised", "", "Custom"]
    box.setFocus()
    user.press(Qt.Key.Key_C)
    user.press(Qt.Key.Key_H)
    assert box.currentText() == "Chapter 23"
    box.setCurrentText(last)
    user.press(Qt.Key.Key_Down)
    assert box.currentText() == "Tic-tac-toe"
    user.press(Qt.Key.Key_Up)
    assert box.currentText() == last


def test_one_with_the_values_of_another_stays_the_one_that_was_chosen(user):
    box = user.window.panel.preset_box
    save_as(user, "Mine")
    assert box.currentText() == "Mine"
    box.setFocus()
    user.press(Qt.Key.Key_Home)
    assert box.currentText() == "Quick"
    user.window.refresh()
    assert box.currentText() == "Quick"


def test_it_is_there_next_time_and_on_the_command_line(open_window, qtbot):
    user = User(open_window(), qtbot)
    user.type(user.control("gamma").stops[1], "0.9")
    save_as(user, "For Ada")
    user.window.close()
    again = User(open_window(), qtbot)
    assert again.window.panel.preset_box.currentText() == "For Ada"
    assert not again.window.notice.isVisible()
    assert parse(["train", "--preset", "for ada"]).settings == Settings(gamma=0.9)
    assert parse(["train", "--preset", "for-ada"]).settings == Settings(gamma=0.9)


def test_what_is_being_typed_is_saved_too(user):
    slider = user.control("hidden_size").slider
    slider.setFocus()
    user.press(Qt.Key.Key_Right)  # held back until the gesture is over
    save_as(user, "Mine")
    assert own().named("Mine").settings["hidden_size"] == user.control("hidden_size").value() != 64


def test_the_seed_comes_along_only_if_it_is_wanted(user):
    user.window.panel.choose({"seed": 42, "gamma": 0.9})
    dialog = save_dialog(user)
    assert "42" in dialog.seed.text()
    write(user, dialog.name, "Without")
    user.click(dialog.save_button)
    dialog = save_dialog(user)
    write(user, dialog.name, "With")
    dialog.seed.setFocus()
    user._qtbot.keyClick(dialog.seed, Qt.Key.Key_Space)
    user.click(dialog.save_button)
    assert "seed" not in own().named("Without").settings
    assert own().named("With").settings["seed"] == 42


def test_a_description_is_proposed_and_can_be_changed(user):
    user.type(user.control("gamma").stops[1], "0.9")
    dialog = save_dialog(user)
    assert dialog.summary.text().startswith("CartPole-v1, γ 0.9")
    write(user, dialog.name, "Mine")
    write(user, dialog.summary, "For <b>tomorrow</b>.")
    user.click(dialog.save_button)
    box = user.window.panel.preset_box
    tip = box.itemData(box.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert tip == "<p>For &lt;b&gt;tomorrow&lt;/b&gt;.</p>"
    assert "&lt;b&gt;tomorrow" in box.whatsThis()


def test_without_a_name_there_is_nothing_to_save_and_escape_leaves(user):
    dialog = save_dialog(user)
    assert not dialog.save_button.isEnabled()
    write(user, dialog.name, "   ")
    assert not dialog.save_button.isEnabled()
    user.dismiss(dialog)
    assert own().load().presets == ()


def test_a_name_of_the_programs_is_refused_in_the_dialog(user):
    dialog = save_as(user, "quick")
    assert dialog.isVisible()
    assert dialog.answer.text() == "The preset “Quick” comes with PG Desktop; choose another name."
    write(user, dialog.name, "quicker")
    assert not dialog.answer.isVisible()
    user.click(dialog.save_button)
    assert own().named("quicker") is not None


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
def test_nothing_is_replaced_without_a_question(user, answer):
    keep("Mine", gamma=0.1)
    dialog = save_dialog(user)
    write(user, dialog.name, "mine")
    with user.answering("replacePresetDialog", answer) as asked:
        user.click(dialog.save_button)
    assert asked == ["There is already a preset “Mine”. Do you want to replace it?"]
    yes = answer == QMessageBox.StandardButton.Yes
    (preset,) = own().load().presets
    assert preset.settings["gamma"] == (0.99 if yes else 0.1)
    if not yes:
        assert dialog.isVisible()
        user.dismiss(dialog)


@pytest.mark.parametrize("what", ["disk", "folder"])
def test_a_file_that_cannot_be_written_is_said_and_the_dialog_stays(user, monkeypatch, what):
    def fail(*_, **__):
        raise OSError(28 if what == "disk" else 13, os.strerror(28 if what == "disk" else 13))

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync") if what == "disk" else (Path, "mkdir")), fail)
        dialog = save_as(user, "Mine")
    assert dialog.isVisible()
    expected = "no space left on the disk" if what == "disk" else "cannot be used (Permission denied)"
    assert expected in dialog.answer.text()
    assert "Mine" not in offered(user)
    user.click(dialog.save_button)  # once there is room again
    assert "Mine" in offered(user)


def row_named(dialog, name):
    table = dialog.table
    return next(row for row in range(table.rowCount()) if table.item(row, 0).text() == name)


def listed(dialog):
    return [dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())]


def test_they_are_listed_with_what_they_are_for_and_where_they_are(user):
    keep("One", gamma=0.1)
    keep("Two", gamma=0.2)
    dialog = manage_dialog(user)
    assert listed(dialog) == ["One", "Two"]
    assert dialog.table.item(1, 1).text() == "Two it is."
    place = dialog.findChild(QLabel, "presetPlace")
    assert str(data_folder() / "presets") in place.text()
    user.dismiss(dialog)


def test_renaming_in_the_list(user):
    keep("One", gamma=0.1)
    user.window.presets._load()
    dialog = manage_dialog(user)
    user.click(dialog.rename_button)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    user.type(editor, "First")
    user.wait_until(lambda: listed(dialog) == ["First"])
    assert "One" not in offered(user)
    assert "First" in offered(user)
    assert own().named("First").id == "first"
    assert dialog.answer.text() == "“One” is now called “First”."
    user._qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    user.type(editor, "Quick")
    sentence = "The preset “Quick” comes with PG Desktop; choose another name."
    user.wait_until(lambda: dialog.answer.text() == sentence)
    assert listed(dialog) == ["First"]
    user.dismiss(dialog)


def test_deleting_can_be_undone(user):
    for name, gamma in (("One", 0.1), ("Two", 0.2), ("Three", 0.3)):
        keep(name, gamma=gamma)
    user.window.presets._load()
    dialog = manage_dialog(user)
    assert not dialog.undo_button.isEnabled()
    dialog.table.setCurrentCell(1, 0)
    user.click(dialog.delete_button)
    assert listed(dialog) == ["One", "Three"]
    assert dialog.chosen.name == "Three"
    assert "Two" not in offered(user)
    dialog.table.setFocus()
    user._qtbot.keyClick(dialog.table, Qt.Key.Key_Delete, NONE)
    assert listed(dialog) == ["One"]
    user.click(dialog.undo_button)
    user.click(dialog.undo_button)
    assert listed(dialog) == ["One", "Two", "Three"]
    assert dialog.answer.text() == "“Two” is back."
    assert not dialog.undo_button.isEnabled()
    assert [name for name in offered(user) if name in ("One", "Two", "Three")] == ["One", "Two", "Three"]
    user.dismiss(dialog)


def test_deleting_the_one_that_is_shown_leaves_the_settings(user):
    user.type(user.control("gamma").stops[1], "0.9")
    save_as(user, "Mine")
    dialog = manage_dialog(user)
    user.click(dialog.delete_button)
    assert user.window.panel.preset_box.currentText() == "Custom"
    assert user.window.session.wanted.gamma == 0.9
    assert "Mine" not in offered(user)
    user.dismiss(dialog)


def test_without_any_the_list_says_how_to_make_one(user):
    dialog = manage_dialog(user)
    assert dialog.answer.text().startswith("There are none yet.")
    buttons = (dialog.rename_button, dialog.delete_button, dialog.undo_button, dialog.folder_button)
    assert not any(button.isEnabled() for button in buttons)
    user.dismiss(dialog)


def test_the_folder_is_shown(user, monkeypatch):
    keep("One")
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile())))
    dialog = manage_dialog(user)
    user.click(dialog.folder_button)
    assert opened == [str(data_folder() / "presets")]
    assert dialog.answer.text() == "The folder cannot be shown here; its name stands below."
    user.dismiss(dialog)


def test_a_damaged_file_is_named_on_start_and_in_the_list(open_window, qtbot):
    keep("One", gamma=0.1)
    (data_folder() / "presets" / "bad.json").write_text("{", encoding="utf-8")
    user = User(open_window(), qtbot)
    user.wait_until(user.window.notice.isVisible)
    assert user.window.notice.text.text().startswith("The preset “bad.json” is not valid JSON: ")
    assert "One" in offered(user)
    dialog = manage_dialog(user)
    assert listed(dialog) == ["One"]
    assert dialog.answer.text().startswith("The preset “bad.json” is not valid JSON: ")
    user.dismiss(dialog)


@pytest.mark.parametrize("opened", [save_dialog, manage_dialog])
def test_every_control_of_the_dialogs_says_what_it_is_and_is_reached(user, opened):
    keep("One", gamma=0.1)
    dialog = opened(user)
    shown = [
        widget
        for kind in KINDS
        for widget in dialog.findChildren(kind)
        if widget.isVisible()
        and not widget.objectName().startswith("qt_")
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(shown) >= 4
    for widget in shown:
        assert widget.accessibleName() or widget.text(), widget
        assert widget.toolTip() or widget.text() in ("Cancel", "&Cancel", "Close", "&Close"), widget
    reached = set()
    for _ in range(30):
        reached.add(QApplication.focusWidget())
        user._qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert {widget for widget in shown if widget.isEnabled()} <= reached
    user.dismiss(dialog)


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_a_long_name_makes_the_pane_no_wider(user, theme):
    user.window._theme_keeper.choose(theme)
    width = user.window.panel.sizeHint().width()
    user.type(user.control("gamma").stops[1], "0.9")
    save_as(user, "M" * 60)
    assert user.window.panel.sizeHint().width() == width
    assert user.window.panel.preset_box.currentText() == "M" * 60
