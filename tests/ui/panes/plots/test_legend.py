"""The legend shows whole entries, as many as there is room for."""

import pytest

from pg_desktop.ui.panes.plots.legend import Legend


@pytest.fixture
def legend(qtbot):
    legend = Legend(None)
    qtbot.addWidget(legend)
    legend.show()
    legend.show_entries(["<b>first</b>", "second", "<i>third</i>"])
    return legend


def shown(legend, width):
    legend.resize(width, 30)
    return [word for word in ("first", "second", "third") if word in legend.text()]


def test_what_there_is_no_room_for_is_left_out_from_the_end_and_comes_back(legend):
    rooms = [shown(legend, width) for width in range(400, 0, -5)]
    assert rooms[0] == ["first", "second", "third"]
    assert rooms[-1] == ["first"]
    assert [len(room) for room in rooms] == sorted((len(room) for room in rooms), reverse=True)
    assert ["first", "second"] in rooms
    assert shown(legend, 400) == ["first", "second", "third"]


def test_an_entry_that_is_shown_is_not_cut_in_two(legend):
    for width in range(60, 300):
        shown(legend, width)
        if "second" in legend.text():
            needed = legend.sizeHint().width()
            assert needed <= width + 1


def test_new_entries_are_shown_at_once(legend):
    legend.resize(400, 30)
    legend.show_entries(["other"])
    assert legend.text() == "other"
