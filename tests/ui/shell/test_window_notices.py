"""A notice of the window lies over the stage: nothing moves, and nothing in the header is covered."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui.user import LEFT, NONE


def places(window):
    """Where everything in a window is, but its notices."""
    QGuiApplication.processEvents()
    card = window.panes.pane("robustness")
    notices = (window.notice, card.push.bar.notice, card.transfer.bar.notice)
    return {
        widget: (widget.mapTo(window, QPoint()), widget.size())
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.window() is window
        and not any(notice is widget or notice.isAncestorOf(widget) for notice in notices)
    }


def rect_in(window, widget):
    return QRect(widget.mapTo(window, QPoint()), widget.size())


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_nothing_moves_when_a_notice_comes_changes_and_goes(user, size):
    window = user.window
    user.resize(*size)
    window.render_pane.controls.actions()[0].trigger()  # the shown episode rests
    before = places(window)
    notice = window.notice
    notice.show_notice("The environment has failed in a way of which a lot can be told. " * 3, "details")
    assert places(window) == before
    notice.offer("Returns have collapsed.", "&Go back", "Goes back.", lambda: None)
    assert places(window) == before
    notice.hide()
    assert places(window) == before


def test_it_lies_over_the_stage_alone(user):
    window, pane = user.window, user.window.render_pane
    for size in ((1280, 800), (900, 620)):
        window.resize(*size)
        window.notice.show_notice("Something has happened.", "details")
        QGuiApplication.processEvents()
        place = rect_in(window, window.notice)
        assert rect_in(window, pane.stage).contains(place)
        for control in (*pane.controls.findChildren(QWidget), pane.mode_box, pane.speed_box, pane.title):
            assert not place.intersects(rect_in(window, control))


def test_it_is_in_sight_where_the_stage_is_not(user):
    window = user.window
    user.click(window.rail.buttons["compare"])
    user.wait_until(lambda: window.panes["runs"].isVisible() and not window.render_pane.isVisible())
    window.notice.show_notice("Something has happened.")
    user.wait_until(lambda: window.perspectives.at_rest and not window.notice.guarded)
    place = rect_in(window, window.notice)
    assert window.notice.visibleRegion().boundingRect().size() == place.size()
    for pane in ("runs", "returnPlot"):
        assert not place.intersects(rect_in(window, window.panes[pane].header))
    assert window.childAt(place.center()) in (window.notice, *window.notice.findChildren(QWidget))
    user.click(window.rail.buttons["train"])
    user.wait_until(lambda: rect_in(window, window.render_pane.stage).contains(rect_in(window, window.notice)))
    assert window.notice.isVisible()


def test_a_click_just_after_it_came_does_not_act_on_it(user):
    window, done = user.window, []
    window.notice.offer("Something has happened.", "&Go back", "Goes back.", lambda: done.append("action"))
    place = rect_in(window, window.notice.action_button).center()
    assert window.notice.guarded
    QTest.mouseClick(window.windowHandle(), LEFT, NONE, place)
    assert done == []
    user.wait_until(lambda: not window.notice.guarded)
    QTest.mouseClick(window.windowHandle(), LEFT, NONE, place)
    assert done == ["action"]


def test_escape_hides_it_wherever_the_focus_is(user):
    window = user.window
    for widget in (window.render_pane.stage, window.run_bar.train_button, user.control("gamma").spin_box):
        window.notice.show_notice("Something has happened.")
        widget.setFocus()
        user.press(Qt.Key.Key_Escape)
        assert window.notice.isHidden()
        assert widget.hasFocus()


def test_a_notice_on_a_measurement_moves_nothing_either(user):
    window = user.window
    window.panes["robustness"].raise_()
    user.wait_until(lambda: window.panes["robustness"].in_front)
    card = window.panes.pane("robustness")
    window.render_pane.controls.actions()[0].trigger()
    before = places(window)
    bar = card.push.bar
    bar.notice.show_notice("The measurement has failed, for some reason that takes a while to tell.", "details")
    assert places(window) == before
    place = rect_in(window, bar.notice)
    assert not place.intersects(rect_in(window, bar.button))
    assert rect_in(window, card).contains(place.adjusted(0, 0, 0, -place.height() // 2))
