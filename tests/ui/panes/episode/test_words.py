"""What is said of an episode."""

from PySide6.QtGui import QFontMetrics

from pg_desktop.ui.panes.episode.words import sentence_of_all


def test_the_sentence_on_all_has_room_in_a_usual_window(qapp):
    # The pane is 747 pixels wide where the window has 1280, and 14 of them stay free on either side.
    assert QFontMetrics(qapp.font()).horizontalAdvance(sentence_of_all()) < 719
