"""`train --experiment`, `train --resume`, `inspect` and `export` of experiments, without a window."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from pg_desktop.__main__ import main
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.run import Run
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.policy_format import tensors_digest
from tests.killing import killed
from tests.runs.archive.resuming import go_on, outcome, resumed
from tests.tables import table_in

SMALL = ["--set", "episodes_per_update=4", "--set", "hidden_size=8"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "e.pglab"


def train(capsys, *arguments, code=0):
    assert main(["train", "--json", "--quiet", *map(str, arguments)]) == code
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments, code=2):
    assert main(["train", "--quiet", *map(str, arguments)]) == code
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.strip()


def inspected(capsys, path):
    assert main(["inspect", str(path), "--json"]) == 0
    return json.loads(capsys.readouterr().out)["runs"]


def test_a_run_that_is_resumed_is_the_one_that_went_on(path, capsys):
    kept = train(capsys, *SMALL, "--experiment", path, "--updates", 3)
    assert (kept["run"], kept["updates"]) == (1, 3)
    went_on = train(capsys, "--resume", path, "--updates", 8)
    whole = train(capsys, *SMALL, "--updates", 8)
    assert went_on["run"] == 1
    for key in ("updates", "episodes", "env_steps", "policy_sha256", "columns_sha256"):
        assert went_on[key] == whole[key]
    assert [entry.name for entry in path.parent.iterdir()] == ["e.pglab"]


def test_updates_are_those_that_it_has_in_all(path, capsys):
    kept = train(capsys, *SMALL, "--experiment", path, "--updates", 3)
    again = train(capsys, "--resume", path, "--updates", 2)
    assert again["policy_sha256"] == kept["policy_sha256"]


def test_runs_have_names_and_numbers(path, capsys):
    train(capsys, *SMALL, "--experiment", path, "--updates", 1, "--name", "first")
    train(capsys, *SMALL, "--experiment", path, "--updates", 2, "--seed", 7)
    train(capsys, "--resume", path, "--updates", 4, "--run", "first")
    runs = inspected(capsys, path)
    assert [(run["run"], run["name"], run["updates"], run["live"]) for run in runs] == [
        (1, "first", 4, True),
        (2, "", 2, False),
    ]
    assert train(capsys, "--resume", path, "--updates", 3, "--run", 2)["seed"] == 7
    error = refused(capsys, "--resume", path, "--updates", 3, "--run", "third")
    assert error == "The experiment has no run 'third'; its runs are 1 ('first'), 2."


def test_settings_are_changed_from_there_on(path, capsys):
    train(capsys, *SMALL, "--experiment", path, "--updates", 2)
    train(capsys, "--resume", path, "--updates", 4, "--set", "gamma=0.9")
    (run,) = inspected(capsys, path)
    assert run["edits"] == 1
    error = refused(capsys, "--resume", path, "--updates", 5, "--set", "buffer_size=100")
    assert "buffer_size" in error
    assert inspected(capsys, path)[0]["updates"] == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--name", "x", "--updates", "1"], "--name names a run in an experiment; add --experiment."),
        (["--run", "1", "--updates", "1"], "--run says which run of an experiment goes on; add --resume."),
        (
            ["--resume", "e.pglab", "--seed", "3"],
            "A run that goes on with --resume keeps what it began with, so --seed cannot be given.",
        ),
        (["--resume", "missing.pglab", "--updates", "1"], "There is no file “missing.pglab”."),
    ],
)
def test_what_does_not_fit_together_is_refused(arguments, sentence, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert refused(capsys, *arguments) == sentence
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_experiment_is_refused(path, capsys):
    path.write_bytes(b"something else")
    for option in ("--experiment", "--resume"):
        assert refused(capsys, option, path, "--updates", 1) == "“e.pglab” is no PG Desktop experiment."
    assert path.read_bytes() == b"something else"


def test_what_cannot_begin_leaves_no_file(path, capsys):
    error = refused(capsys, "--experiment", path, "--env", "Pendulum-v1", "--algorithm", "dqn", "--updates", 1)
    assert "DQN" in error
    assert list(path.parent.iterdir()) == []


def test_inspect_prints_a_row_for_each_run(path, capsys):
    train(capsys, *SMALL, "--experiment", path, "--updates", 2, "--name", "first")
    assert main(["inspect", str(path)]) == 0
    text = capsys.readouterr().out
    assert "1 (trained last)" in text
    assert "first" in text
    assert "2 updates" in text


def test_export_writes_what_others_read(path, tmp_path, capsys):
    kept = train(capsys, *SMALL, "--experiment", path, "--updates", 2, "--name", "a/b: c")
    assert main(["export", str(path), "--into", str(tmp_path / "out"), "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [name.rpartition("/")[2] for name in files] == [
        f"run-1-a-b-c{end}" for end in (".safetensors", ".csv", ".json")
    ]
    assert (
        tensors_digest(load_policy(tmp_path / "out" / "run-1-a-b-c.safetensors").policy.parameters)
        == (kept["policy_sha256"])
    )
    again = train(capsys, "--edits", tmp_path / "out" / "run-1-a-b-c.json")
    assert again["policy_sha256"] == kept["policy_sha256"]
    assert table_in(tmp_path / "out" / "run-1-a-b-c.csv")


@contextmanager
def training(path, *arguments):
    """A process that trains until it is ended, once it has begun to write."""
    command = [sys.executable, "-m", "pg_desktop", "train", *SMALL, "--quiet", "--json", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command += ["--updates", "1000000", "--experiment", path]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **streams) as process:
        try:
            wal = path.with_name(path.name + "-wal")
            deadline = time.monotonic() + 60
            while not (wal.exists() and wal.stat().st_size > 100_000):
                assert process.poll() is None, process.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.01)
            yield process
        finally:
            process.kill()


def kill_after(path, seconds):
    """Kill a process some time after it has begun to write."""
    with training(path):
        time.sleep(seconds)


def assert_goes_on(path, capsys):
    (run,) = inspected(capsys, path)
    assert run["updates"] > 0
    until = run["updates"] + 2
    went_on = train(capsys, "--resume", path, "--updates", until)
    whole = train(capsys, *SMALL, "--updates", until)
    assert went_on["policy_sha256"] == whole["policy_sha256"]
    assert went_on["columns_sha256"] == whole["columns_sha256"]


@pytest.mark.slow
def test_a_pulled_plug_costs_little_and_changes_nothing(path, capsys):
    kill_after(path, 1.5)
    assert_goes_on(path, capsys)


KILLS = 25
EDITS = [[update, "gamma", 0.9 + 0.001 * (update // 20 % 90)] for update in range(20, 30_000, 20)]


def script(path):
    """A file with EDITS."""
    values = [Settings().gamma, *(value for _, _, value in EDITS)]
    edits = [
        {"update": update, "key": key, "old": old, "new": new}
        for (update, key, new), old in zip(EDITS, values, strict=False)
    ]
    path.write_text(json.dumps({"settings": {"hidden_size": 8, "episodes_per_update": 4}, "edits": edits}), "utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("number", range(KILLS))
def test_a_pulled_plug_at_any_moment(number, path, tmp_path, scoreboard):
    process = killed(
        [
            *(sys.executable, "-m", "tests.cli.dying", "--experiment", str(path), "--updates", "1000000"),
            *("--edits", str(script(tmp_path / "edits.json"))),
        ],
        os.environ,
        after=random.Random(number).uniform(0, 4),
    )
    run = resumed(path)
    process.assert_little_is_lost(run.updates, len(run.edits.all()))
    until = run.updates + 2
    whole = Run.begin(run.record.settings)
    go_on(run, until, [edit for edit in EDITS if edit[0] > run.updates])
    go_on(whole, until, EDITS)
    assert outcome(run) == outcome(whole)
    run.close()
    whole.close()
    scoreboard("killed-command", 1, of=KILLS)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_a_signal_to_end_keeps_and_saves_what_was_asked_for(number, path, tmp_path, capsys):
    policy = tmp_path / "p.safetensors"
    with training(path, "--save", str(policy)) as process:
        process.send_signal(number)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    (run,) = inspected(capsys, path)
    assert json.loads(out)["updates"] == run["updates"]
    assert load_policy(policy).statistics.updates == run["updates"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["e.pglab", "p.safetensors"]
