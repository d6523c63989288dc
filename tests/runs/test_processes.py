"""The program's pool of processes: tasks come back, can be given up, and nothing is left of it."""

import os
import signal
import subprocess
import sys
import time
from textwrap import dedent

import pytest

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import UserError
from pg_desktop.runs.processes import Processes, UnexpectedError
from tests.runs import errands, heavy_errands

PATIENCE = 60


@pytest.fixture(scope="module")
def pool():
    processes = Processes()
    processes.submit(errands.doubled, 1).result(PATIENCE)
    yield processes
    pids = processes.pids
    processes.close()
    assert not any(map(lives, pids))


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_nothing_is_started_before_the_first_task():
    processes = Processes()
    assert processes.pids == ()
    processes.close()


def test_a_task_is_done_elsewhere_and_comes_back(pool):
    job = pool.submit(errands.doubled, 21)
    assert job.result(PATIENCE) == 42
    assert job.done
    assert job.share == 0.5


def test_its_process_stands_back_and_hears_nothing_of_interrupts(pool):
    found = pool.submit(errands.about_itself, None).result(PATIENCE)
    assert found["pid"] == pool.pids[0] != os.getpid()
    assert not found["torch"]  # nobody has asked for it
    assert found["deaf"]
    assert found["main"] is None  # it has not run ours again
    if sys.platform == "linux":
        assert found["nice"] > os.nice(0)


def test_torch_keeps_to_one_thread_there(pool):
    assert pool.submit(heavy_errands.threads, None).result(PATIENCE) == 1


def test_a_task_that_is_given_up_stops_and_its_process_lives_on(pool):
    job = pool.submit(errands.until_stopped, None)
    waiting = pool.submit(errands.doubled, 1)
    wait_until(lambda: job.share == 0.25)
    (pid,) = pool.pids
    waiting.cancel()
    job.cancel()
    for given_up in (job, waiting):
        assert given_up.cancelled
        with pytest.raises(RolloutStoppedError):
            given_up.result(PATIENCE)
    assert pool.submit(errands.doubled, 2).result(PATIENCE) == 4
    assert pool.pids == (pid,)


def test_what_goes_wrong_is_told_as_it_was_there(pool):
    with pytest.raises(UserError, match=r"^No bread today\.$") as told:
        pool.submit(errands.refusing, "bread").result(PATIENCE)
    assert told.value.template == "No {name} today."
    with pytest.raises(UnexpectedError, match=r"^ZeroDivisionError: by nothing$") as unforeseen:
        pool.submit(errands.broken, None).result(PATIENCE)
    assert "errands.py" in str(unforeseen.value.__cause__)


def test_a_process_that_dies_is_told_of_once_and_the_next_task_starts_another():
    pool = Processes()
    try:
        job = pool.submit(errands.killed, None)
        with pytest.raises(UserError, match=r"has ended with exit code -9; try again"):
            job.result(PATIENCE)
        assert pool.submit(errands.doubled, 3).result(PATIENCE) == 6
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)  # in its sleep
        wait_until(lambda: pool._executor._broken)
        assert pool.submit(errands.doubled, 4).result(PATIENCE) == 8
    finally:
        pool.close()


def test_closing_ends_one_that_is_at_work_and_even_one_that_does_not_listen():
    for errand in (errands.until_stopped, errands.deaf):
        processes = Processes()
        job = processes.submit(errand, None)
        wait_until(lambda job=job: job.share == 0.25)
        pids = processes.pids
        processes.close()
        assert not any(map(lives, pids))
        with pytest.raises(RolloutStoppedError):
            job.result(PATIENCE)
        with pytest.raises(RuntimeError):
            processes.submit(errand, None)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_ends_with_the_program_however_that_ends():
    script = """
        import sys, time
        from pg_desktop.runs.processes import Processes
        from tests.runs import errands
        processes = Processes()
        job = processes.submit(errands.until_stopped, None)
        while job.share != 0.25:
            time.sleep(0.01)
        print(processes.pids[0], flush=True)
        time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", dedent(script)], stdout=subprocess.PIPE, text=True) as program:
        pid = int(program.stdout.readline())
        assert lives(pid)
        program.kill()
    wait_until(lambda: not lives(pid))
