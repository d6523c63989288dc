"""Columns of the list of runs that have no room."""

from PySide6.QtCore import Qt

from pg_desktop.ui.panes.runs.model import Column


def opened(user):
    window = user.window
    window.resize(1366, 768)
    window.panes.bring_forward("runs")
    user.wait_until(lambda: window.panes["runs"].in_front and "runs" in window.panes.made_by_now)
    user.wait_until(lambda: window.perspectives.at_rest)
    return window.panes.pane("runs")


def test_the_heading_says_which_columns_have_no_room(user):
    card = opened(user)
    hidden = [column for column in Column if card.view.isColumnHidden(column)]
    assert Column.SOLVED in hidden
    assert card.more_button.isVisible()
    assert card.more_button.text() == f"+{len(hidden)}"
    for column in hidden:
        assert card.model.headerData(column, Qt.Orientation.Horizontal) in card.more_button.toolTip()


def test_all_columns_can_be_scrolled_to(user):
    card = opened(user)
    user.click(card.more_button)
    assert not any(card.view.isColumnHidden(column) for column in Column)
    user.wait_until(lambda: card.view.horizontalScrollBar().maximum() > 0)
    user.click(card.more_button)
    assert card.view.isColumnHidden(Column.SOLVED)
    user.wait_until(lambda: card.view.horizontalScrollBar().maximum() == 0)


def test_where_all_have_room_nothing_is_said(user):
    card = opened(user)
    card.view.resize(3000, 300)
    assert not card.more_button.isVisible()
