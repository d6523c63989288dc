"""The mailbox between two threads: commands in line, of the settings the latest."""

import threading

import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.live.control import Control, Load, Pause, Quit, Reset, Step, Train, WantedSettings
from pg_desktop.runs.replay import Replay
from tests.runs.conftest import SECONDS, SMALL, new_run


class AnnouncedCondition(threading.Condition):
    """Says when a thread waits. The lock is held then, so whoever takes it next finds the thread waiting."""

    def __init__(self):
        super().__init__()
        self.waits = threading.Semaphore(0)

    def wait(self, timeout=None):
        self.waits.release()
        return super().wait(timeout)


class Taker:
    """A thread in `take`; one that is never woken up must not keep the process from ending."""

    def __init__(self, control, timeout=None):
        self.control = control
        self.condition = control._condition = AnnouncedCondition()
        self.taken = []
        self.thread = threading.Thread(target=lambda: self.taken.append(control.take(0, timeout)), daemon=True)
        self.thread.start()

    def until_waiting(self):
        assert self.condition.waits.acquire(timeout=SECONDS)
        assert self.taken == []

    def result(self):
        self.thread.join(SECONDS)
        return self.taken


def in_threads(*works):
    """Run all at once; what one of them raises fails the test."""
    begin = threading.Barrier(len(works))

    def run(work):
        begin.wait(SECONDS)
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)


@pytest.fixture
def policy():
    return new_run().policy()


def test_commands_come_out_in_the_order_in_which_they_went_in(policy):
    control = Control(SMALL)
    commands = [Train(), Step(3), Pause(), Step(), Load(SMALL, policy), Reset(), Train(), Quit()]
    for command in commands:
        control.send(command)
    seen = control.wanted.version
    taken = [control.take(seen, None) for _ in commands]
    # A Load comes out with what it did to the wanted settings.
    assert [command for command in taken if not isinstance(command, Load)] == [
        command for command in commands if not isinstance(command, Load)
    ]
    assert (taken[4].settings, taken[4].policy) == (SMALL, policy)
    assert (taken[4].version, taken[4].before) == (1, SMALL)
    assert control.take(seen, 0) is None


def test_what_a_refused_load_asked_for_is_taken_back(policy):
    control = Control(SMALL)
    control.send(Load(SMALL.changed({"seed": 5}), policy))
    load = control.take(0, None)
    assert control.wanted.settings.seed == 5
    control.take_back(load)
    assert control.wanted == WantedSettings(SMALL, 2)


def test_what_was_changed_after_a_refused_load_stays(policy):
    control = Control(SMALL)
    control.send(Load(SMALL.changed({"seed": 5}), policy))
    load = control.take(0, None)
    control.want(SMALL.changed({"seed": 6}))
    control.take_back(load)
    assert control.wanted.settings.seed == 6


def test_one_step_is_one_update():
    assert Step() == Step(1)


def test_of_the_settings_the_latest_win_and_versions_count():
    control = Control(SMALL)
    assert control.wanted == WantedSettings(SMALL, 0)
    second, third = SMALL.changed({"gamma": 0.5}), SMALL.changed({"gamma": 0.6})
    assert [control.want(second), control.want(third), control.want(SMALL)] == [1, 2, 3]
    assert control.wanted == WantedSettings(SMALL, 3)


def test_load_brings_its_settings_and_the_others_leave_them(policy):
    control = Control(SMALL)
    for command in (Train(), Pause(), Step(2), Reset(), Quit()):
        control.send(command)
    assert control.wanted == WantedSettings(SMALL, 0)
    loaded = SMALL.changed({"seed": 9})
    control.send(Load(loaded, policy))
    assert control.wanted == WantedSettings(loaded, 1)


def test_take_looks_without_waiting():
    control = Control(SMALL)
    control._condition = AnnouncedCondition()
    assert control.take(0, 0) is None
    control.send(Train())
    assert control.take(0, 0) == Train()
    control.want(SMALL)
    assert control.take(0, None) is None
    # Nothing is there, time is up, and no notification has come.
    assert control.take(1, 0.001) is None


def test_a_command_goes_before_newer_settings():
    control = Control(SMALL)
    control.want(SMALL)
    control.send(Pause())
    assert control.take(0, None) == Pause()
    assert control.take(0, None) is None


def test_take_waits_for_a_command():
    taker = Taker(Control(SMALL))
    taker.until_waiting()
    taker.control.send(Step(5))
    assert taker.result() == [Step(5)]


def test_take_waits_for_newer_settings():
    taker = Taker(Control(SMALL))
    taker.until_waiting()
    taker.control.want(SMALL)
    assert taker.result() == [None]
    assert taker.control.wanted.version == 1


def test_a_timeout_does_not_delay_what_comes_in_time():
    taker = Taker(Control(SMALL), timeout=10 * SECONDS)
    taker.until_waiting()
    taker.control.send(Quit())
    assert taker.result() == [Quit()]


def test_a_wakening_for_nothing_does_not_end_the_waiting():
    taker = Taker(Control(SMALL))
    taker.until_waiting()
    with taker.condition:
        taker.condition.notify_all()
    taker.until_waiting()
    taker.control.send(Train())
    assert taker.result() == [Train()]


@pytest.mark.parametrize("command", [Train(), Pause(), Step(), Step(100)])
def test_what_can_wait_for_the_end_of_an_update(command):
    control = Control(SMALL)
    assert not control.urgent()
    control.send(command)
    control.want(SMALL.changed({"gamma": 0.5}))
    assert not control.urgent()


@pytest.mark.parametrize("kind", [Reset, Load, Quit])
def test_what_an_update_is_abandoned_for(kind, policy):
    control = Control(SMALL)
    control.send(Pause())
    control.send(Load(SMALL, policy) if kind is Load else kind())
    control.send(Train())
    seen = control.wanted.version
    assert control.urgent()
    assert control.take(seen, 0) == Pause()
    assert control.urgent()
    assert isinstance(control.take(seen, 0), kind)
    assert not control.urgent()


def test_the_first_command_can_be_looked_at():
    control = Control(SMALL)
    assert (control.waiting(), control.first()) == (False, None)
    control.send(Pause())
    control.send(Train())
    assert (control.waiting(), control.first()) == (True, Pause())
    assert control.take(0, 0) == Pause()
    assert (control.waiting(), control.first()) == (True, Train())
    control.take(0, 0)
    assert (control.waiting(), control.first()) == (False, None)


@pytest.mark.parametrize("wake", [lambda control: control.send(Quit()), lambda control: control.want(SMALL)])
def test_waiting_ends_with_a_command_or_other_settings(wake):
    control = Control(SMALL)
    condition = control._condition = AnnouncedCondition()
    thread = threading.Thread(target=control.wait, args=(0,), daemon=True)
    thread.start()
    assert condition.waits.acquire(timeout=SECONDS)
    assert thread.is_alive()
    wake(control)
    thread.join(SECONDS)
    assert not thread.is_alive()
    control.wait(0)


@pytest.mark.usefixtures("eager_threads")
def test_commands_from_many_threads_all_arrive_each_threads_in_order():
    control, senders, each = Control(SMALL), 4, 300
    taken = []

    def send(sender):
        for number in range(each):
            control.send(Step(sender * each + number))

    def take():
        while len(taken) < senders * each:
            command = control.take(0, SECONDS)
            assert command is not None
            taken.append(command.updates)

    in_threads(take, *(lambda sender=sender: send(sender) for sender in range(senders)))
    assert sorted(taken) == list(range(senders * each))
    for sender in range(senders):
        own = [number for number in taken if number // each == sender]
        assert own == sorted(own)


@pytest.mark.usefixtures("eager_threads")
def test_settings_from_many_threads_each_get_a_version_and_the_last_stays():
    control, each = Control(SMALL), 3000
    versions = {}

    def want(settings):
        for _ in range(each):
            versions[control.want(settings)] = settings

    everybody = [Settings(seed=seed) for seed in range(3)]
    in_threads(*(lambda settings=settings: want(settings) for settings in everybody))
    assert sorted(versions) == list(range(1, 3 * each + 1))
    assert control.wanted == WantedSettings(versions[3 * each], 3 * each)


@pytest.mark.usefixtures("eager_threads")
def test_settings_and_their_version_are_never_torn_apart():
    control, last = Control(Settings(seed=0)), 1000
    pairs = []

    def want():
        for version in range(1, last + 1):
            assert control.want(Settings(seed=version)) == version

    def read():
        while not pairs or pairs[-1].version < last:
            pairs.append(control.wanted)

    in_threads(want, read)
    assert all(pair.settings.seed == pair.version for pair in pairs)


def test_what_the_run_changes_by_itself_is_wanted_besides_what_the_user_wants():
    control = Control(SMALL)
    assert control.follow({"gamma": 0.5}, 0) == 1
    assert control.wanted == WantedSettings(SMALL.changed({"gamma": 0.5}), 1)
    control.want(SMALL.changed({"gamma": 0.5, "pace": 2.0}))
    # It does not know of the pace yet, and must still hear of it.
    assert control.follow({"gamma": 0.4}, 1) == 1
    assert control.wanted == WantedSettings(SMALL.changed({"gamma": 0.4, "pace": 2.0}), 3)
    assert control.take(1, 0) is None


def test_a_run_to_be_played_again_will_train():
    control = Control(SMALL)
    control.send(Load(SMALL, None))
    assert not control.will_train(lambda: True)
    control.send(Load(SMALL, None, replay=Replay()))
    assert control.will_train(lambda: False)


def test_what_is_asked_for_at_once_is_seen_as_one():
    control = Control(SMALL)
    taker = Taker(control)
    taker.until_waiting()
    with control.at_once():
        control.want(SMALL.changed({"gamma": 0.5}))
        taker.thread.join(0.1)
        assert taker.taken == []
        control.send(Reset())
    assert taker.result() == [Reset()]


def test_before_a_reset_what_is_wanted_is_wanted_of_the_run_that_it_begins():
    control = Control(SMALL)
    control.want(SMALL.changed({"gamma": 0.5}))
    assert control.wanted_here is not None
    control.send(Reset())
    assert control.wanted_here is None
