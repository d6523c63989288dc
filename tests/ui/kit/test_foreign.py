"""Texts from elsewhere in labels, tooltips, menus, titles and dialogs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from pg_desktop.messages import UserError
from pg_desktop.ui.kit.foreign import in_menu, in_title, plain_tip, readable
from pg_desktop.ui.kit.notices import NoticeBar, error_box, sentence

MARKUP = "<img src=x><b>bold</b>"


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.show()
    return widget


@pytest.mark.parametrize("letter", ["x", "漢", "\x01", "<b>", " ", "\n", "\u202e"])
def test_no_dialog_is_larger_than_the_screen(parent, letter):
    box = error_box(parent, letter * 100_000, letter * 1_000_000)
    box.open()
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert box.width() <= screen.width()
    assert box.height() <= screen.height()
    box.close()


def test_a_dialog_shows_no_markup_and_no_control_characters(parent):
    box = error_box(parent, f"{MARKUP}\x1b\u202e", "details\n\tof \x1b")
    box.setInformativeText(MARKUP)
    labels = {label.objectName(): label for label in box.findChildren(QLabel)}
    assert labels["qt_msgbox_label"].text() == f"{MARKUP}\\x1b\\u202e"
    for name in ("qt_msgbox_label", "qt_msgbox_informativelabel"):
        assert labels[name].textFormat() is Qt.TextFormat.PlainText
    assert box.findChild(QTextEdit).toPlainText() == "details\n\tof \\x1b"
    box.close()


def test_neither_does_a_notice(parent):
    bar = NoticeBar(parent)
    bar.show_notice(f"{MARKUP}\u202e{'w' * 5000}")
    assert bar.text.textFormat() is Qt.TextFormat.PlainText
    assert bar.text.text().startswith(f"{MARKUP}\\u202e")
    assert len(bar.text.text()) < 1200
    assert bar.minimumSizeHint().width() < 700


def test_sentences_are_quoted_alike_in_every_language(qapp):
    assert sentence(UserError("It is {text}, {n}.", text="a\u202eb\n", n=2)) == "It is a\\u202eb\\n, 2."
    assert sentence(UserError("{n}", n=10**5000)) == "1.00e+5000"


def test_tooltips_menus_and_titles():
    assert plain_tip(MARKUP) == "<p>&lt;img src=x&gt;&lt;b&gt;bold&lt;/b&gt;</p>"
    assert in_menu("R&D\n\u202e") == "R&&D\\n\\u202e"
    assert in_title("x[*]\x07") == "x[*][*]\\x07"
    assert len(in_menu("m" * 1000)) == len(in_title("m" * 1000)) == 120


def test_long_words_can_be_broken_and_others_stay():
    assert readable("a/b and c") == "a/b and c"
    assert readable("n" * 90).split("\u200b") == ["n" * 40, "n" * 40, "n" * 10]
    assert readable(readable("n" * 90)) == readable("n" * 90)
