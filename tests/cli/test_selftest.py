"""`pg-desktop selftest` says whether everything works here, check by check."""

import json
import sys

import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli import selftest, selftest_checks
from pg_desktop.cli.requests import SelftestRequest
from pg_desktop.cli.selftest_checks import CHECKS
from pg_desktop.learning.networks.trained_policy import TrainedPolicy
from pg_desktop.storage import policy_file
from pg_desktop.storage.data_folder import data_folder

WINDOW = "A window opens, trains and closes"
QUICK = tuple(check for check in CHECKS if check.name != WINDOW)


def run(capsys, checks=QUICK, *, as_json=False):
    code = selftest.run(SelftestRequest(as_json=as_json), checks)
    out, err = capsys.readouterr()
    assert err == ""
    return code, out


def test_a_line_for_each_check_and_what_it_took(capsys):
    code, out = run(capsys)
    header, *lines, conclusion = out.splitlines()
    assert code == 0
    assert header.split() == ["Check", "Result", "Seconds"]
    assert [line[: selftest._NAME].rstrip() for line in lines] == [check.name for check in QUICK]
    assert all(line[selftest._NAME :].split()[0] == "ok" for line in lines)
    assert conclusion.startswith("All 7 checks are in order, after ")
    assert lines[-1].endswith(" env steps per second")


def test_as_json(capsys):
    code, out = run(capsys, QUICK[:3], as_json=True)
    found = json.loads(out)
    assert (code, found["ok"]) == (0, True)
    assert [(check["name"], check["ok"]) for check in found["checks"]] == [(each.name, True) for each in QUICK[:3]]
    assert all(check["seconds"] > 0 for check in found["checks"])
    assert {"PG Desktop", "Python", "torch", "System", "Processor"} <= found.keys()


def _without_a_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyqtgraph", None)


def _not_repeatable(monkeypatch):
    step, count = TrainedPolicy.step, 0

    def drifting(self, learning_rate):
        nonlocal count
        count += 1
        step(self, learning_rate * (1 + count / 1000))

    monkeypatch.setattr(TrainedPolicy, "step", drifting)


def _opens_something_else(monkeypatch):
    monkeypatch.setattr(policy_file, "load_policy", lambda _: selftest_checks._document_of(seed=4))


def _opens_everything(monkeypatch):
    monkeypatch.setattr(policy_file, "load_policy", lambda _: None)


def _no_data_folder(_):
    data_folder().parent.mkdir(parents=True)
    data_folder().write_text("in the way")


@pytest.mark.parametrize(
    ("fault", "failing", "remark"),
    [
        (_without_a_library, [0], "ModuleNotFoundError: import of pyqtgraph halted"),
        (_not_repeatable, [1, 2], "the same seed has come to other weights"),
        (_opens_something_else, [3, 4], "what was opened is not what was saved"),
        (_opens_everything, [3, 4], "a policy was opened although its byte 0 is another"),
        (_no_data_folder, [5], "FileExistsError: "),
    ],
)
def test_what_is_not_in_order_is_said_and_the_others_are_checked_all_the_same(
    capsys, monkeypatch, fault, failing, remark
):
    monkeypatch.setattr("pg_desktop.cli.selftest.write_down", lambda *_: None)
    fault(monkeypatch)
    code, out = run(capsys, QUICK[:6])
    _, *lines, conclusion = out.splitlines()
    assert code == 1
    assert [number for number, line in enumerate(lines) if line[selftest._NAME :].split()[0] == "FAILED"] == failing
    assert remark in out
    assert conclusion.startswith(f"{len(failing)} of 6 checks have failed; ")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such program there")
def test_a_window_that_does_not_open_is_said(capsys, monkeypatch):
    monkeypatch.setattr("pg_desktop.cli.selftest.write_down", lambda *_: None)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    code, out = run(capsys, [check for check in CHECKS if check.name == WINDOW])
    assert code == 1
    assert "the window ended with 1" in out


@pytest.mark.slow
def test_as_a_user_calls_it(capsys):
    assert main(["selftest", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (window,) = (check for check in found["checks"] if check["name"] == WINDOW)
    assert window["ok"]
    assert "a picture of" in window["remark"]
    assert sum(check["seconds"] for check in found["checks"]) < 60
