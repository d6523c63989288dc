"""Exceptions that nobody catches end in one place, and end nothing."""

import sys
import threading

import pytest

from pg_desktop.mishaps import Funnel, mishap_of


class Told(list):
    def __call__(self, mishap, trace, again):
        self.append((mishap.error, again))


@pytest.fixture(autouse=True)
def written(monkeypatch):
    lines = []
    monkeypatch.setattr("pg_desktop.mishaps.write_down", lambda mishap, what: lines.append((what, mishap.error)))
    return lines


def _in_a_thread(work):
    thread = threading.Thread(target=work, name="worker")
    thread.start()
    thread.join()


def _fail():
    raise ValueError("no such thing")


def _fail_in_del():
    class Dying:
        def __del__(self):
            _fail()

    Dying()


def _fail_in_main():
    try:
        _fail()
    except ValueError:
        sys.excepthook(*sys.exc_info())


@pytest.mark.parametrize("fail", [_fail_in_main, lambda: _in_a_thread(_fail), _fail_in_del])
def test_wherever_it_comes_from_it_is_told_and_written_down_once(fail, written):
    told = Told()
    with Funnel(told).catching():
        for _ in range(5):
            fail()
    assert told == [("ValueError: no such thing", False)] + [("ValueError: no such thing", True)] * 4
    assert len(written) == 3  # the first, the second, the fourth
    assert written[2][0].endswith(", 4 times by now")


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_what_is_to_end_the_process_goes_where_it_went_before(kind, monkeypatch):
    seen, told = [], Told()
    monkeypatch.setattr(sys, "excepthook", lambda *given: seen.append(given[0]))
    with Funnel(told).catching():
        sys.excepthook(kind, kind(), None)
    assert (seen, told) == ([kind], [])


def test_the_hooks_are_as_before_afterwards():
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with Funnel(Told()).catching():
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_where_telling_fails_python_does_what_it_does_without_us(monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda *given: seen.append(str(given[1])))

    def broken(*_):
        raise RuntimeError("no window")

    with Funnel(broken).catching():
        _fail_in_main()
    assert seen == ["no such thing"]


class Nasty(Exception):  # noqa: N818
    def __str__(self):
        raise OSError("not even this")


@pytest.mark.parametrize(
    ("error", "short"),
    [
        (ValueError("one\ntwo\u202e\x1b[31m three."), "ValueError: one two [31m three"),
        (KeyError(), "KeyError"),
        (Nasty(), "Nasty: (OSError when asked what)"),
        (ValueError("x" * 10_000), f"ValueError: {'x' * 299}…"),
    ],
)
def test_an_exception_is_told_in_one_line(error, short):
    mishap = mishap_of(error)
    assert mishap.error == short
    assert len(mishap.details) < 21_000


def test_other_places_are_other_mishaps_until_there_are_too_many(written):
    told = Told()
    funnel = Funnel(told)
    for number in range(1500):
        code = compile(f"{chr(10) * number}raise ValueError({number})", "made up", "exec")
        try:
            exec(code)  # noqa: S102
        except ValueError as error:
            funnel.take(error, "test")
    assert [again for _, again in told] == [False] * 1000 + [True] * 500
    assert len(written) == 1000
