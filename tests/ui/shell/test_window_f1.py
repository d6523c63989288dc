"""F1 explains what has the focus, and the glossary explains the words."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from pg_desktop.ui.kit.theme import DARK, ThemeChoice
from pg_desktop.ui.shell.glossary_dialog import GlossaryDialog
from tests.ui.looking import choose, colours, pixels


def glossary(user) -> GlossaryDialog:
    user.wait_until(lambda: user.window.findChild(QDialog, "glossaryDialog") is not None)
    dialog = user.window.findChild(GlossaryDialog)
    assert dialog is not None
    return dialog


def explain(user, widget) -> GlossaryDialog:
    user.activate()
    widget.setFocus()
    user.press(Qt.Key.Key_F1)
    return glossary(user)


def test_f1_explains_the_control_that_has_the_focus(user):
    dialog = explain(user, user.control("learning_rate").spin_box)
    text = dialog.page.toPlainText()
    row = user.control("learning_rate").row
    assert text.startswith(row.name)
    assert row.help in text
    assert "--set learning_rate=" in text
    assert 'href="term:' in dialog.page.toHtml()
    dialog = explain(user, user.window.run_bar.train_button)
    assert dialog.page.toPlainText().startswith("Train\nTrain the policy, update after update, or pause.")
    dialog = explain(user, user.window.render_pane.stage)
    assert "push the pole" in dialog.page.toPlainText()


@pytest.mark.parametrize("key", ["gamma", "advantage", "hidden_size", "pace"])
def test_f1_shows_the_formula_of_a_setting(user, key):
    dialog = explain(user, user.control(key).stops[0])
    assert " ".join(user.control(key).row.formula.split()) in dialog.page.toPlainText()


def test_f1_without_help_opens_the_glossary(user):
    user.activate()
    if QApplication.focusWidget() is not None:
        QApplication.focusWidget().clearFocus()
    user._qtbot.keyClick(user.window, Qt.Key.Key_F1)
    dialog = glossary(user)
    user.wait_until(dialog.search.hasFocus)
    assert dialog.list.count() > 40


def test_a_word_in_a_help_leads_to_the_glossary_and_back(user):
    dialog = explain(user, user.control("advantage").combo_box)
    before = dialog.page.toPlainText()
    assert not dialog.back_button.isEnabled()
    dialog.page.anchorClicked.emit(QUrl("term:baseline"))
    assert dialog.page.toPlainText().startswith("baseline\n")
    assert dialog.list.currentItem().text() == "baseline"
    user.click(dialog.back_button)
    assert dialog.page.toPlainText() == before
    assert dialog.list.currentItem() is None


def test_links_are_followed_by_keyboard(user):
    dialog = explain(user, user.control("advantage").combo_box)
    user.wait_until(dialog.isActiveWindow)
    user._qtbot.keyClick(dialog.page, Qt.Key.Key_Tab)
    user._qtbot.keyClick(dialog.page, Qt.Key.Key_Return)
    assert dialog.list.currentItem() is not None
    assert dialog.page.toPlainText().startswith(dialog.list.currentItem().text())


def test_the_glossary_is_searched_by_keyboard(user):
    user.window.actions_.glossary.trigger()
    dialog = glossary(user)
    user._qtbot.keyClicks(dialog.search, "target")
    assert dialog.list.item(0).text() == "target network"
    assert dialog.page.toPlainText().startswith("target network\n")
    user._qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.list.currentRow() == 1
    assert dialog.page.toPlainText().startswith(dialog.list.item(1).text())
    user._qtbot.keyClick(dialog.search, Qt.Key.Key_Escape)
    user.wait_until(lambda: user.window.findChild(GlossaryDialog) is None)


def test_it_stays_one_dialog(user):
    first = explain(user, user.control("gamma").spin_box)
    assert explain(user, user.control("pace").spin_box) is first
    assert first.page.toPlainText().startswith("Pace")


def test_it_has_the_windows_look(user):
    dialog = explain(user, user.control("advantage").combo_box)
    choose(user.window, user.window.actions_.themes[ThemeChoice.DARK])
    image = pixels(dialog.page)
    assert image.pixelColor(20, image.height() - 20).name() == DARK.card.name()
    assert colours(image)[DARK.accent.name()] > 5  # links


def test_shift_f1_is_still_whats_this(user):
    actions = user.window.actions_
    assert actions.help.shortcut().toString() == "F1"
    assert actions.whats_this.shortcut().toString() == "Shift+F1"


def test_words_that_nobody_can_guess_are_explained_where_they_stand(user):
    panel = user.window.panel
    user.unfold()
    facts = panel.findChild(QLabel, "environmentFacts").toolTip()
    assert "four real numbers" in facts
    assert "step in one call" in facts
    assert "ln 2 nats" in user.window.plots.loss_plot.toggles["entropy"].toolTip()
    quick = panel.preset_box.itemData(0, Qt.ItemDataRole.ToolTipRole)
    assert "The mean reward-to-go of all the update" in quick
