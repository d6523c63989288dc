"""What keeping an experiment costs: of the computing that training takes, and of the moments that a window waits."""

import threading
import time
from collections.abc import Callable

import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.archive.keeper import Keeper
from pg_desktop.runs.archive.writer import ArchiveWriter, Moment
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.presets import load_presets

TRAIN_SECONDS = 15.0
SHARE_MAX = 0.01
LATE_SECONDS = 0.016
ROUNDS = 3
WRITES = 60
PRESETS = {preset.id: preset for preset in load_presets()}


class WatchedKeeper(Keeper):
    """Tells what its thread has computed, and when it wrote.

    Attributes:
        seconds: of computing by its thread while there was training.
        writings: begin and end of each.
    """

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.seconds, self.writings = 0.0, []

    def _write(self, writer, *, complete):
        begun = time.monotonic()
        super()._write(writer, complete=complete)
        self.writings.append((begun, time.monotonic()))
        if not complete:
            self.seconds = time.thread_time()


def kept(path, run) -> WatchedKeeper:
    """A keeper of an experiment with one run, which has begun."""
    experiment = Experiment()
    experiment.add(run.record)

    def open_file():
        file = ExperimentFile.create(path)
        return file, ArchiveWriter(file)

    def told(error):
        raise error

    keeper = WatchedKeeper(experiment, open_file, told)
    keeper.start()
    return keeper


def share_of(path, settings) -> tuple[float, float, int]:
    """What keeping computes in both threads: per second of training, and per second that training computes.

    The second is larger where others use the machine, for it is written once a second whether training gets on or not.
    The last element is how often it was written. What is written once training rests is in none.
    """
    run = Run.begin(settings, id=1, watched=True)
    keeper, giving = kept(path, run), 0.0
    begun, until = time.thread_time(), time.monotonic() + TRAIN_SECONDS
    keeper.give(Moment(run.record, run.state(), training=True), now=True)
    while time.monotonic() < until:
        run.advance()
        if keeper.wants:
            before = time.thread_time()
            keeper.give(Moment(run.record, run.state(), training=True))
            giving += time.thread_time() - before
    training = time.thread_time() - begun - giving
    assert keeper.end(60)
    run.close()
    keeping = keeper.seconds + giving
    return keeping / TRAIN_SECONDS, keeping / training, len(keeper.writings)


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["quick", "dqn-cart-pole"])
def test_it_takes_a_hundredth_of_the_time_of_training(preset, tmp_path, scoreboard):
    """Seconds of processor time of both threads, of the seconds in which there is training."""
    share, of_computing, writings = share_of(
        tmp_path / "e.pglab", PRESETS[preset].apply(Settings()).changed({"seed": 1})
    )
    assert writings >= TRAIN_SECONDS / 3
    scoreboard(
        "autosave-time" if preset == "quick" else "autosave-time-dqn",
        f"{share:.2%} of its seconds, {of_computing:.2%} of its processor time",
    )
    assert share <= SHARE_MAX


def late_while(do: Callable[[], None]) -> list[tuple[float, float]]:
    """Do something, and see when a thread that wants to go on every two milliseconds had to wait for 16 or more."""
    late, ending = [], threading.Event()

    def beat():
        while not ending.is_set():
            begun = time.monotonic()
            time.sleep(0.002)
            now = time.monotonic()
            if now - begun - 0.002 > LATE_SECONDS:
                late.append((begun, now))

    thread = threading.Thread(target=beat)
    thread.start()
    do()
    ending.set()
    thread.join()
    return late


@pytest.mark.slow
def test_no_frame_waits_for_it(tmp_path, scoreboard):
    """As many writings as in a minute, one right after the other; what else the computer does is given three rounds."""
    run = Run.begin(Settings(seed=1), id=1, watched=True)
    for _ in range(40):
        run.advance()
    rounds = []
    for number in range(ROUNDS):
        keeper = kept(tmp_path / f"{number}.pglab", run)

        def write(keeper=keeper):
            for _ in range(WRITES):
                written = threading.Event()
                keeper.give(Moment(run.record, run.state(), training=True), now=True)
                keeper.then(lambda _: None, lambda _, written=written: written.set())
                assert written.wait(20)

        late = late_while(write)
        rounds.append(sum(any(begun < end and start < now for start, end in keeper.writings) for begun, now in late))
        assert keeper.end(60)
    run.close()
    scoreboard("autosave-frames", f"{min(rounds)} in {WRITES} writings (of {ROUNDS} rounds: {rounds})")
    assert min(rounds) == 0
