"""Questions are answered one at a time, the latest first."""

import threading

import pytest

from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.panes.board.thinking import Thinking


@pytest.fixture
def thinking(qapp):
    thinking = Thinking(Turns(), qapp)
    yield thinking
    thinking.stop()
    thinking.deleteLater()


def test_of_a_question_that_another_has_replaced_nothing_is_heard(thinking, qtbot):
    heard, told = [], threading.Event()
    thinking.told.connect(lambda question, answer: heard.append((question, answer)))

    def early(tell, stop):
        tell("too late")  # it waits for the window's thread, which asks something else first
        told.set()

    thinking.ask("first", early)
    assert told.wait(10)
    thinking.ask("second", lambda tell, stop: tell("answer"))
    qtbot.waitUntil(lambda: not thinking.busy)
    assert heard == [("second", "answer")]


def test_what_is_told_on_the_way_is_heard_in_order(thinking, qtbot):
    heard = []
    thinking.told.connect(lambda question, answer: heard.append(answer))
    thinking.ask("all", lambda tell, stop: [tell(number) for number in range(3)])
    qtbot.waitUntil(lambda: not thinking.busy)
    assert heard == [0, 1, 2]


def test_after_the_end_nothing_begins(thinking):
    thinking.stop()
    thinking.ask("late", lambda tell, stop: tell("never"))
    assert not thinking.busy
    assert thinking.asked is None
