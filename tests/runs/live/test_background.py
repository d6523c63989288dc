"""Work beside the window: told of in the window's thread, stopped, and never a reason to fail."""

import threading

import pytest
from PySide6.QtCore import QObject, QThread

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import UserError
from pg_desktop.runs.live.background import Background


class Told:
    """What is told, by which thread."""

    def __init__(self):
        self.words, self.threads = [], set()

    def of(self, word):
        def note(*given):
            self.words.append((word, *given))
            self.threads.add(threading.get_ident())

        return note

    def begin(self, background, work):
        return background.begin(work, self.of("done"), self.of("failed"), self.of("over"))


@pytest.fixture
def background(qtbot):
    owner = QObject()
    made = Background(owner)
    yield made
    made.end()


def test_the_end_is_told_in_the_windows_thread_and_comes_from_another(background, qtbot):
    told, workers = Told(), []

    def work(stop):
        workers.append(threading.get_ident())
        return 7

    told.begin(background, work)
    qtbot.waitUntil(lambda: len(told.words) == 2)
    assert told.words == [("done", 7), ("over",)]
    assert told.threads == {threading.get_ident()} != set(workers)


@pytest.mark.parametrize("error", [UserError("No bread today."), ValueError("x"), SystemExit(3), KeyboardInterrupt()])
def test_whatever_goes_wrong_is_told(background, qtbot, error):
    told = Told()

    def work(stop):
        raise error

    told.begin(background, work)
    qtbot.waitUntil(lambda: len(told.words) == 2)
    assert [word[0] for word in told.words] == ["failed", "over"]


def test_what_stops_because_it_was_asked_to_says_nothing_but_that_it_is_over(background, qtbot):
    told, begun = Told(), threading.Event()

    def work(stop):
        begun.set()
        while not stop():
            pass
        raise RolloutStoppedError

    one = told.begin(background, work)
    assert begun.wait(10)
    assert one.running
    one.cancel()
    qtbot.waitUntil(lambda: bool(told.words))
    assert told.words == [("over",)]
    assert not one.running


def test_after_the_end_nothing_is_told_and_nothing_begins(background, qtbot):
    told = Told()
    works = [told.begin(background, lambda stop: threading.Event().wait(0.01)) for _ in range(5)]
    background.end()
    assert not any(work.running for work in works)
    assert told.begin(background, lambda stop: 1) is None
    QThread.yieldCurrentThread()
    qtbot.wait(20)
    assert told.words == []


def test_many_one_after_the_other_are_each_told_in_order(background, qtbot):
    told = Told()
    for number in range(200):
        told.begin(background, lambda stop, number=number: number)
    qtbot.waitUntil(lambda: len(told.words) == 400)
    assert sorted(word[1] for word in told.words if word[0] == "done") == list(range(200))
    assert background._works == []
