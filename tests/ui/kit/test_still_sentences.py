"""Sentences in a fixed number of lines."""

import pytest

from pg_desktop.ui.kit.still_sentences import StillSentences

LONG = "After move 3 of 9, O is to move: try another move here, and see what becomes of it in the end."


@pytest.fixture
def label(qtbot):
    found = StillSentences("sentences", 2, None)
    qtbot.addWidget(found)
    found.resize(40 * found.fontMetrics().averageCharWidth(), found.height())
    found.show()
    return found


def test_it_is_as_high_whatever_it_says(label):
    before = label.height()
    for text in ("", "Short.", LONG, LONG * 5):
        label.say(text)
        assert label.sizeHint().height() <= before or label.maximumHeight() == before
        assert label.height() == before
        assert label.heightForWidth(label.width()) <= before


def test_what_has_no_room_is_told_by_the_tooltip(label):
    label.say("Short.")
    assert (label.text(), label.toolTip()) == ("Short.", "")
    label.say(LONG)
    assert label.text().endswith("…")
    assert LONG.startswith(label.text().removesuffix("…"))
    assert label.said == label.accessibleName() == LONG
    assert LONG in label.toolTip()


def test_more_room_shows_more(label):
    label.say(LONG)
    shown = label.text()
    label.resize(2 * label.width(), label.height())
    assert len(label.text()) > len(shown)


def test_a_word_that_is_longer_than_a_line_is_left(label):
    label.resize(30, label.height())
    label.say("Donaudampfschifffahrtsgesellschaft")
    assert label.text() == "Donaudampfschifffahrtsgesellschaft"
