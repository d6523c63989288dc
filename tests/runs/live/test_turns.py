"""Training and measurements take turns."""

import threading
from itertools import pairwise
from time import perf_counter, sleep

import pytest

from pg_desktop.runs.live import turns as turns_module
from pg_desktop.runs.live.turns import LATE_SECONDS, SPELL_SECONDS, Turns

SECONDS = 30


class Trainer(threading.Thread):
    """Takes small steps until told to end, and notes when."""

    def __init__(self, turns, seconds_a_step=0.0001):
        super().__init__()
        self.turns, self.seconds_a_step = turns, seconds_a_step
        self.begun, self.ended = threading.Event(), threading.Event()
        self.steps = []
        self.done = threading.Semaphore(0)

    def run(self):
        with self.turns.training():
            while not self.ended.is_set():
                self.turns.give_way()
                since = perf_counter()
                sleep(self.seconds_a_step)
                self.steps.append((since, perf_counter()))
                self.begun.set()
                self.done.release()

    def wait_for(self, steps):
        """Wait until so many more steps are done."""
        while self.done.acquire(blocking=False):
            pass
        assert all(self.done.acquire(timeout=SECONDS) for _ in range(steps))

    def __enter__(self):
        self.start()
        assert self.begun.wait(SECONDS)
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join(SECONDS)
        assert not self.is_alive()


def measure(turns, spells=20):
    """Work for some spells, and return when."""
    found, since = [], perf_counter()
    with turns.measuring() as breathe:
        for _ in range(spells):
            since = perf_counter()
            sleep(SPELL_SECONDS)
            found.append((since, perf_counter()))
            breathe()
    return found


def overlap(spells, steps):
    return sum(max(0.0, min(end, last) - max(begin, first)) for begin, end in spells for first, last in steps)


@pytest.fixture
def patient(monkeypatch):
    """Both wait as long as it takes, however slow the computer is."""
    monkeypatch.setattr(turns_module, "_PATIENCE_SECONDS", SECONDS)
    monkeypatch.setattr(turns_module, "_WAIT_SECONDS_MAX", SECONDS)


@pytest.mark.usefixtures("patient")
def test_training_waits_while_something_is_measured_and_has_half_of_the_time_or_more():
    turns = Turns()
    with Trainer(turns) as trainer:
        spells = measure(turns)
        during = [step for step in trainer.steps if spells[0][0] < step[0] < spells[-1][1]]
    assert overlap(spells, trainer.steps) == 0
    assert sum(end - begin for begin, end in during) > 0.5 * (spells[-1][1] - spells[0][0])


def test_without_training_a_measurement_does_not_rest():
    turns = Turns()
    with Trainer(turns):
        pass
    spells = measure(turns)
    assert sum(end - begin for begin, end in spells) > 0.6 * (spells[-1][1] - spells[0][0])


def test_after_the_measurement_training_goes_on_for_good():
    turns = Turns()
    with Trainer(turns) as trainer:
        measure(turns, 3)
        trainer.wait_for(50)


def test_a_measurement_does_not_wait_for_training_that_learns_for_long():
    turns = Turns()
    with Trainer(turns, seconds_a_step=0.5):
        begun = perf_counter()
        measure(turns, 3)
        assert perf_counter() - begun < 0.4


def test_training_does_not_wait_for_a_measurement_that_never_ends():
    turns, over = Turns(), threading.Event()

    def stand_still():
        with turns.measuring():
            over.wait(SECONDS)

    thread = threading.Thread(target=stand_still)
    with Trainer(turns) as trainer:
        thread.start()
        trainer.wait_for(50)
        over.set()
    thread.join(SECONDS)


def test_a_measurement_that_fails_holds_nobody_up():
    turns = Turns()
    with Trainer(turns) as trainer:
        with pytest.raises(ValueError, match="broken"), turns.measuring():
            raise ValueError("broken")
        trainer.wait_for(50)
    assert len(measure(turns, 1)) == 1


def test_training_that_fails_is_not_waited_for():
    turns = Turns()
    with pytest.raises(ValueError, match="broken"), turns.training():
        raise ValueError("broken")
    spells = measure(turns)
    assert sum(end - begin for begin, end in spells) > 0.6 * (spells[-1][1] - spells[0][0])


@pytest.mark.usefixtures("patient")
def test_training_that_stands_still_in_an_update_is_not_waited_for():
    turns = Turns()
    with turns.training():
        with turns.standing_still():
            spells = measure(turns)
        assert turns._trains
    assert sum(end - begin for begin, end in spells) > 0.6 * (spells[-1][1] - spells[0][0])


def test_measurements_work_one_at_a_time_and_in_turns():
    turns, found = Turns(), [[], []]
    with Trainer(turns):
        threads = [threading.Thread(target=lambda part=part: part.extend(measure(turns))) for part in found]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SECONDS)
    assert [len(part) for part in found] == [20, 20]
    assert all(end <= begin for (_, end), (begin, _) in pairwise(sorted(found[0] + found[1])))
    assert max(found[0][0], found[1][0]) < min(found[0][-1], found[1][-1])


def wait_until(condition):
    until = perf_counter() + SECONDS
    while not condition():
        assert perf_counter() < until
        sleep(0.001)


def stands_still(trainer, seconds=0.1):
    """Whether nothing is done for so long."""
    before = len(trainer.steps)
    sleep(seconds)
    return len(trainer.steps) == before


@pytest.fixture
def aside(monkeypatch):
    """Whoever stands aside does so as long as it takes."""
    monkeypatch.setattr(turns_module, "_ASIDE_SECONDS_MAX", SECONDS)


@pytest.mark.usefixtures("aside")
def test_training_stands_aside_while_the_window_is_late_and_goes_on_when_it_answers():
    turns = Turns()
    turns.window_answers()
    with Trainer(turns) as trainer:
        wait_until(lambda: stands_still(trainer))
        assert trainer.steps[-1][1] > turns._answered_at + LATE_SECONDS / 2  # and not before
        turns.window_answers()
        trainer.wait_for(20)
        wait_until(lambda: stands_still(trainer))
        turns.window_goes()
        trainer.wait_for(50)
        assert not stands_still(trainer, 2 * LATE_SECONDS)


@pytest.mark.usefixtures("aside")
def test_a_measurement_stands_aside_for_a_late_window_too():
    turns, spells = Turns(), []
    thread = threading.Thread(target=lambda: spells.extend(measure(turns, 60)))
    turns.window_answers()
    thread.start()
    thread.join(60 * SPELL_SECONDS + 10 * LATE_SECONDS)
    assert thread.is_alive()
    turns.window_goes()
    thread.join(SECONDS)
    assert len(spells) == 60


def test_nobody_stands_aside_for_long_where_the_window_waits_for_them(monkeypatch):
    monkeypatch.setattr(turns_module, "_ASIDE_SECONDS_MAX", 0.05)
    turns = Turns()
    turns.window_answers()
    sleep(LATE_SECONDS)
    with Trainer(turns) as trainer:
        trainer.wait_for(50)
        assert not stands_still(trainer)


def test_without_a_window_nobody_is_late():
    with Trainer(Turns()) as trainer:
        assert not stands_still(trainer, 2 * LATE_SECONDS)
