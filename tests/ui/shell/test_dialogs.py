"""Every dialog is of one family: letters behind Alt on its buttons, the program's own icons, the focus in sight."""

from collections import Counter

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialogButtonBox,
    QInputDialog,
    QLabel,
    QMessageBox,
    QPushButton,
)

from pg_desktop.ui.kit.exporting import may_write
from pg_desktop.ui.kit.icons import application_icon
from pg_desktop.ui.kit.message_boxes import dress_buttons
from pg_desktop.ui.kit.notices import error_box
from pg_desktop.ui.panes.settings.other_environment import OtherEnvironmentDialog


def letters(dialog):
    """The letters behind Alt of what a dialog has, and the texts of the buttons without one."""
    buttons = [
        button
        for button in dialog.findChildren(QAbstractButton)
        if button.isVisibleTo(dialog) and button.text() and not isinstance(button.parent(), QComboBox)
    ]
    assert any(isinstance(button, QPushButton) for button in buttons)
    without = [button.text() for button in buttons if "&" not in button.text()]
    labels = [label.text() for label in dialog.findChildren(QLabel) if label.buddy() is not None]
    texts = [text for text in [button.text() for button in buttons] + labels if "&" in text]
    return Counter(text[text.index("&") + 1].lower() for text in texts), without


def assert_has_letters(dialog):
    found, without = letters(dialog)
    assert without == []
    assert [letter for letter, count in found.items() if count > 1] == []


def assert_has_own_sign(box):
    assert isinstance(box, QMessageBox)
    sign = box.iconPixmap().toImage()
    assert not sign.isNull()
    middle = box.style().standardIcon(box.style().StandardPixmap.SP_MessageBoxWarning).pixmap(sign.size()).toImage()
    assert sign != middle
    # Of one colour, as all of the program's icons are.
    solid = [sign.pixelColor(x, y) for x in range(sign.width()) for y in range(sign.height())]
    assert len({colour.name() for colour in solid if colour.alpha() == 255}) == 1


def opened(user, name):
    user.wait_until(lambda: user._open_dialog(name) is not None)
    return user._open_dialog(name)


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("about", "aboutDialog"),
        ("report", "reportDialog"),
        ("shortcuts", "shortcutsDialog"),
        ("glossary", "glossaryDialog"),
    ],
)
def test_every_button_of_the_help_menus_dialogs_has_a_letter(user, action, name):
    getattr(user.window.actions_, action).trigger()
    dialog = opened(user, name)
    assert_has_letters(dialog)
    if name in ("aboutDialog", "reportDialog"):
        user.click(dialog.copy_button)
        assert_has_letters(dialog)
    user.dismiss(dialog)


def test_every_button_of_the_dialog_for_other_environments_has_a_letter(user):
    dialog = OtherEnvironmentDialog(user.window)
    dialog.open()
    assert_has_letters(dialog)
    user.dismiss(dialog)


def test_the_dialog_for_a_note_has_letters(user):
    card = user.window.panes.pane("runs")
    card._ask_for_note(user.window.session.view.record)
    dialog = opened(user, "noteDialog")
    assert isinstance(dialog, QInputDialog)
    assert_has_letters(dialog)
    user.dismiss(dialog)


def test_the_question_about_unsaved_changes_has_letters_and_the_programs_sign(user):
    user.step()
    button = QMessageBox.StandardButton
    looked = []

    def look(box):
        assert_has_letters(box)
        assert_has_own_sign(box)
        looked.append({box.button(each).text() for each in (button.Save, button.Discard, button.Cancel)})

    with user.answering("unsavedDialog", button.Cancel, look) as asked:
        user.window.close()
    assert asked == ["The experiment has not been saved yet."]
    assert looked == [{"&Save", "&Discard", "&Cancel"}]


def test_the_question_about_replacing_a_file_has_letters(user, tmp_path):
    path = tmp_path / "there.csv"
    path.touch()

    def look(box):
        assert_has_letters(box)
        assert_has_own_sign(box)

    with user.answering("replaceDialog", QMessageBox.StandardButton.No, look) as asked:
        assert not may_write(user.window, path, str(tmp_path / "there"))
    assert len(asked) == 1


def test_an_error_with_details_has_letters_whether_they_are_shown_or_not(user):
    box = error_box(user.window, "Something has failed.", "Traceback")
    box.open()
    assert_has_letters(box)
    assert_has_own_sign(box)
    details = next(button for button in box.buttons() if "details" in button.text())
    assert details.text() == "Show &details…"
    user.click(details)
    assert details.text() == "Hide &details…"
    assert_has_letters(box)
    user.click(details)
    assert details.text() == "Show &details…"
    user.dismiss(box)


def test_standard_buttons_have_none_of_the_desktops_pictures(qtbot):
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(buttons)
    close = buttons.button(QDialogButtonBox.StandardButton.Close)
    close.setIcon(application_icon())
    dress_buttons(buttons)
    assert close.icon().isNull()
