"""Notices lie over what they tell of: nothing moves, no click goes astray, nothing is lost."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from pg_desktop.ui.kit import notices
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.theme import DARK, LIGHT
from tests.ui.user import LEFT, NONE


class Desk(QWidget):
    """A button that fills a window, and a notice over it."""

    def __init__(self):
        super().__init__()
        self.done = []
        self.button = QPushButton("below", self)
        self.button.setSizePolicy(*[self.button.sizePolicy().Policy.Expanding] * 2)
        self.button.clicked.connect(lambda: self.done.append("button"))
        QVBoxLayout(self).addWidget(self.button)
        self.notice = NoticeBar(self)
        self.notice.show_theme(LIGHT)
        self.resize(700, 300)

    def offer(self, text="Something has happened."):
        self.notice.offer(text, "&Go back", "Goes back.", self.act)

    def act(self):
        self.done.append("action")

    def click(self, at):
        QTest.mouseClick(self.windowHandle(), LEFT, NONE, at)

    def centre(self, widget):
        return widget.mapTo(self, widget.rect().center())


@pytest.fixture
def desk(qtbot):
    desk = Desk()
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    qtbot.waitUntil(desk.isActiveWindow)
    return desk


def settled(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.notice.guarded)


def test_a_click_that_was_aimed_at_a_button_reaches_it_though_a_notice_came(desk, qtbot):
    desk.offer()
    place = desk.centre(desk.notice.action_button)
    desk.notice.hide()
    desk.click(place)
    assert desk.done == ["button"]
    desk.offer()
    assert desk.notice.isVisible()
    desk.click(place)
    assert desk.done == ["button", "button"]
    assert desk.notice.isVisible()
    settled(desk, qtbot)
    desk.click(place)
    assert desk.done == ["button", "button", "action"]
    assert desk.notice.isHidden()


def test_a_click_on_the_card_itself_goes_no_further(desk, qtbot):
    desk.notice.show_notice("Something has happened.")
    settled(desk, qtbot)
    desk.click(desk.notice.mapTo(desk, QPoint(12, desk.notice.height() // 2)))
    assert desk.done == []


def test_another_notice_begins_the_guard_again(desk, qtbot):
    desk.offer()
    settled(desk, qtbot)
    desk.offer("Something else has happened.")
    assert desk.notice.guarded
    desk.click(desk.centre(desk.notice.action_button))
    assert desk.done == ["button"]


def test_the_newest_notice_is_shown_and_the_others_come_back(desk, qtbot):
    bar = desk.notice
    bar.show_notice("First.", "details of the first")
    desk.offer("Second.")
    bar.show_notice("Third.")
    assert (bar.text.text(), bar.more.text(), bar.more.isVisible()) == ("Third.", "2 more", True)
    assert not bar.action_button.isVisible()
    qtbot.mouseClick(bar.close_button, LEFT)
    assert (bar.text.text(), bar.action_button.isVisible()) == ("Second.", True)
    qtbot.mouseClick(bar.action_button, LEFT)
    assert desk.done == ["action"]
    assert (bar.text.text(), bar.details_button.isVisible(), bar.more.isVisible()) == ("First.", True, False)
    qtbot.mouseClick(bar.close_button, LEFT)
    assert bar.isHidden()


def test_the_same_notice_again_is_no_second_one(desk):
    desk.notice.show_notice("First.")
    desk.notice.show_notice("Second.")
    desk.notice.show_notice("First.")
    assert (desk.notice.text.text(), desk.notice.more.text()) == ("First.", "1 more")


def test_what_is_hidden_is_done_with(desk):
    desk.offer()
    desk.notice.hide()
    desk.notice.show_notice("Another.")
    assert not desk.notice.more.isVisible()


def test_an_offer_that_is_withdrawn_leaves_the_other_notices(desk):
    offered = desk.act
    desk.notice.show_notice("First.")
    desk.notice.offer("Second.", "&Go", "Goes.", offered)
    desk.notice.withdraw_offer(lambda: None)
    assert desk.notice.text.text() == "Second."
    desk.notice.withdraw_offer(offered)
    assert desk.notice.text.text() == "First."
    desk.notice.offer("Third.", "&Go", "Goes.", offered)
    desk.notice.show_notice("Fourth.")
    desk.notice.withdraw_offer(offered)
    assert (desk.notice.text.text(), desk.notice.more.text()) == ("Fourth.", "1 more")
    desk.notice.hide()
    desk.notice.withdraw_offer(offered)
    assert desk.notice.isHidden()


def test_escape_closes_the_newest_and_gives_the_focus_back(desk, qtbot):
    desk.button.setFocus()
    desk.notice.show_notice("First.")
    desk.offer("Second.")
    assert QApplication.focusWidget() is desk.button
    desk.notice.action_button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(desk.notice.action_button, Qt.Key.Key_Escape)
    assert desk.notice.text.text() == "First."
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert desk.notice.isHidden()
    assert QApplication.focusWidget() is desk.button
    assert desk.done == []


def test_it_follows_its_room_and_is_never_wider_than_can_be_read(desk):
    desk.offer("Something has happened, of which there is a bit more to say than usual, so that it takes two lines.")
    bar = desk.notice
    for width, widest in ((1200, 640), (700, 640), (300, 300)):
        desk.resize(width, 300)
        QApplication.processEvents()
        assert bar.width() == widest
        assert bar.geometry().top() == 0
        assert abs(2 * bar.geometry().center().x() - desk.rect().center().x() * 2) <= 1
        assert bar.height() >= bar.layout().totalHeightForWidth(widest)
    below = bar.action_button.mapTo(bar, QPoint()).y() > bar.text.geometry().bottom()
    assert below  # where there is no room beside


def test_it_lies_in_the_room_that_it_is_given(desk):
    desk.notice.lie_in(desk, lambda: QRect(100, 50, 400, 200))
    desk.notice.show_notice("Something has happened.")
    assert desk.notice.geometry().topLeft() == QPoint(100, 50)
    assert desk.notice.width() == 400


def test_screen_readers_are_told(desk, monkeypatch):
    told = []
    monkeypatch.setattr(
        notices.QAccessible, "updateAccessibility", lambda event: told.append((event.type(), event.object()))
    )
    desk.notice.show_notice("Something has happened.")
    assert told == [(QAccessible.Event.Alert, desk.notice)]
    assert desk.notice.accessibleName() == "Something has happened."
    desk.notice.show_notice("Something else has happened.")
    desk.notice.dismiss()
    assert len(told) == 3


def test_a_friendly_notice_does_not_warn(desk):
    def sign():
        return desk.notice._sign.pixmap().toImage()

    desk.notice.show_notice("Something has happened.")
    warning = sign()
    desk.notice.tell("Nothing has happened.")
    assert sign() != warning
    light = sign()
    desk.notice.show_theme(DARK)
    assert sign() != light
