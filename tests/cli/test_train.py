"""`pg-desktop train`: the window's run, without a window."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli import train
from pg_desktop.cli.parser import parse
from pg_desktop.learning import trainer
from pg_desktop.learning.worlds import world
from pg_desktop.learning.worlds.table import BOX2D
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.run import Run
from pg_desktop.runs.table import table_header, table_rows
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.policy_format import tensors_digest
from tests.tables import table_in

SMALL = ["--set", "episodes_per_update=4", "--set", "hidden_size=8"]


def train_json(capsys, *arguments, code=0):
    """Train a small policy and return what is printed."""
    assert main(["train", *SMALL, "--json", *arguments]) == code
    return json.loads(capsys.readouterr().out)


def same_run(updates, *arguments):
    """The run that the command must have done, done here."""
    run = Run.begin(parse(["train", *SMALL, *arguments]).settings)
    for _ in range(updates):
        run.advance()
    return run


@pytest.fixture
def advances(monkeypatch):
    """A list of functions: the n-th is called after the n-th update, in `Run.advance`."""
    actions = []
    original = Run.advance

    def advance(self, *arguments):
        report = original(self, *arguments)
        if self.updates <= len(actions):
            actions[self.updates - 1]()
        return report

    monkeypatch.setattr(Run, "advance", advance)
    return actions


def nothing():
    pass


def interrupt():
    signal.raise_signal(signal.SIGINT)


def test_the_results_are_those_of_the_same_run(capsys):
    found = train_json(capsys, "--seed", "3", "--updates", "2")
    run = same_run(2, "--seed", "3")
    seconds = found.pop("train_seconds")
    assert seconds > 0
    assert found.pop("steps_per_second") == pytest.approx(run.history.env_steps / seconds)
    assert found == {
        "algorithm": "reinforce",
        "env": "CartPole-v1",
        "seed": 3,
        "solved": False,
        "solved_at_episode": None,
        "updates": 2,
        "episodes": 8,
        "env_steps": run.history.env_steps,
        "mean_return_100": run.history.mean_return(),
        "policy_sha256": tensors_digest(run.policy().parameters),
        "columns_sha256": columns_digest(run.history),
    }


def test_the_same_seed_gives_the_same_policy(capsys):
    digests = [train_json(capsys, "--updates", "3", "--seed", seed)["policy_sha256"] for seed in ("1", "1", "2")]
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_steps_end_training_with_the_update_that_reaches_them(capsys):
    before, after = same_run(1), same_run(2)
    found = train_json(capsys, "--steps", str(before.history.env_steps + 1))
    assert (found["updates"], found["env_steps"]) == (2, after.history.env_steps)
    found = train_json(capsys, "--steps", str(before.history.env_steps))
    assert (found["updates"], found["env_steps"]) == (1, before.history.env_steps)


def test_the_settings_own_limits_count_too(capsys):
    assert train_json(capsys, "--updates", "9", "--set", "episode_limit=9")["episodes"] == 12
    assert train_json(capsys, "--set", "update_limit=2")["updates"] == 2


def test_unsolved_is_a_failure_only_where_solving_was_asked_for(capsys):
    assert train_json(capsys, "--until-solved", "--steps", "10", code=3)["solved"] is False
    assert train_json(capsys, "--steps", "10", code=0)["solved"] is False


@pytest.mark.parametrize("arguments", [["--until-solved"], []])
def test_training_ends_when_solved(capsys, monkeypatch, arguments):
    # A target that every policy reaches, as soon as there are a hundred episodes.
    easy = replace(make_world("CartPole-v1"), threshold=1.0)
    monkeypatch.setattr(trainer, "make_world", lambda *_, **__: easy)
    found = train_json(capsys, *arguments)
    assert (found["solved"], found["solved_at_episode"], found["episodes"]) == (True, 100, 100)


def test_the_usual_limit_ends_a_run_that_is_never_solved(capsys, monkeypatch):
    monkeypatch.setattr("pg_desktop.cli.train_arguments.EPISODE_LIMIT", 10)
    assert train_json(capsys)["episodes"] == 12


def test_training_for_ever_is_refused(capsys, monkeypatch):
    endless = replace(make_world("CartPole-v1"), threshold=None)
    monkeypatch.setattr(trainer, "make_world", lambda *_, **__: endless)
    assert main(["train", *SMALL, "--until-solved"]) == 2
    assert "CartPole-v1 has no target at which it would be solved" in capsys.readouterr().err
    assert train_json(capsys, "--until-solved", "--updates", "1", code=3)["updates"] == 1
    assert train_json(capsys, "--until-solved", "--set", "update_limit=1", code=3)["updates"] == 1


def test_the_summary_for_people(capsys):
    assert main(["train", *SMALL, "--updates", "1", "--seed", "2"]) == 0
    out, err = capsys.readouterr()
    run = same_run(1, "--seed", "2")
    assert "CartPole-v1, seed 2" in out
    assert f"1 update, 4 episodes, {run.history.env_steps:,} env steps in " in out
    assert f"{run.history.mean_return():.1f} over the last 100 episodes" in out
    assert tensors_digest(run.policy().parameters) in out
    # There is no terminal here that could show a progress bar.
    assert err == ""


def test_policy_and_history_are_written(capsys, tmp_path):
    policy, table = tmp_path / "policy.safetensors", tmp_path / "history.csv"
    found = train_json(capsys, "--updates", "3", "--save", str(policy), "--history", str(table))
    run = same_run(3)

    document = load_policy(policy)
    assert tensors_digest(document.policy.parameters) == found["policy_sha256"]
    assert document.settings == run.settings
    statistics = document.statistics
    assert (statistics.updates, statistics.episodes, statistics.env_steps) == (3, 12, run.history.env_steps)
    assert (statistics.train_seconds, statistics.mean_return_100) == (found["train_seconds"], found["mean_return_100"])

    rows = table_in(table)
    expected = list(table_rows(run.history, ()))
    assert list(rows[0]) == list(table_header(run.history))
    assert len(rows) == len(expected) == 12
    for row, numbers in zip(rows, expected, strict=True):
        wanted = dict(zip(table_header(run.history), numbers, strict=True))
        assert row.pop("seconds")
        # There is no value network, no designed reward and no helper, and nothing was changed meanwhile.
        empty = {key for key, value in row.items() if value == ""}
        of_helpers = {"catastrophes", "interventions", "false_blocks", "helped"}
        assert empty == {"explained_variance", "designed_return", "edits", *of_helpers}
        told = {key: float(value) for key, value in row.items() if key not in empty}
        assert told == pytest.approx({key: wanted[key] for key in told}, rel=1e-6)
        assert set(told) == set(wanted) - {"seconds"} - empty


def test_the_explained_variance_is_written_where_there_is_a_value_network(capsys, tmp_path):
    table = tmp_path / "history.csv"
    train_json(capsys, "--updates", "2", "--set", "advantage=value", "--history", str(table))
    explained = [float(row["explained_variance"]) for row in table_in(table)]
    assert len(explained) == 8
    # One number an update, written beside each of its episodes.
    assert len(set(explained[:4])) == len(set(explained[4:])) == 1
    assert explained[0] != explained[4]
    assert max(explained) <= 1


def test_an_environment_that_there_is_not_is_one_sentence(capsys):
    assert main(["train", "--env", "Nowhere-v1", "--updates", "1"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("There is no environment named 'Nowhere-v1'; known are CartPole-v1, ")
    assert err.count("\n") == 1


def test_what_an_environment_needs_is_said(capsys, monkeypatch):
    monkeypatch.setattr(world, "missing_extra", lambda entry: entry.extra is BOX2D)
    assert main(["train", "--env", "LunarLander-v3", "--updates", "1"]) == 2
    assert capsys.readouterr() == (
        "",
        "LunarLander-v3 needs more than is installed; run “pip install 'pg-desktop[box2d]'” and start again.\n",
    )


def test_if_one_file_fails_the_rest_is_kept(capsys, tmp_path, monkeypatch):
    def fail(*arguments):
        raise UserError("The disk is full.")

    monkeypatch.setattr(train, "save_policy", fail)
    table = tmp_path / "h.csv"
    found = train_json(capsys, "--updates", "1", "--save", str(tmp_path / "p"), "--history", str(table), code=1)
    assert found["updates"] == 1
    assert len(table_in(table)) == 4


def test_what_was_learned_before_an_error_is_kept(capsys, tmp_path, monkeypatch):
    original = Run.advance

    def advance(self, *arguments):
        if self.updates == 2:
            raise UserError("The gradient was no longer a finite number.")
        return original(self, *arguments)

    monkeypatch.setattr(Run, "advance", advance)
    policy = tmp_path / "p.safetensors"
    assert main(["train", *SMALL, "--updates", "5", "--save", str(policy), "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["updates"] == 2
    assert err == "The gradient was no longer a finite number.\n"
    assert load_policy(policy).statistics.updates == 2


def test_ctrl_c_lets_the_update_finish_and_saves(capsys, tmp_path, advances):
    advances += [nothing, interrupt]
    handler = signal.getsignal(signal.SIGINT)
    policy, table = tmp_path / "p.safetensors", tmp_path / "h.csv"
    found = train_json(capsys, "--updates", "9", "--save", str(policy), "--history", str(table), code=130)
    assert found["updates"] == 2
    assert tensors_digest(load_policy(policy).policy.parameters) == found["policy_sha256"]
    assert len(table_in(table)) == 2 * 4
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_second_ctrl_c_ends_at_once(capsys, tmp_path, advances):
    def interrupt_twice():
        interrupt()
        interrupt()

    advances.append(interrupt_twice)
    handler = signal.getsignal(signal.SIGINT)
    policy = tmp_path / "p.safetensors"
    assert main(["train", *SMALL, "--updates", "9", "--save", str(policy)]) == 130
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudoterminals")
@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "unit"), [(["--until-solved"], "episodes"), (["--steps", "1000000000"], "/1000000000 ")]
)
def test_a_terminal_shows_progress_and_ctrl_c_ends_it(tmp_path, arguments, unit):
    import termios

    terminal, stderr = os.openpty()
    termios.tcsetwinsize(terminal, (24, 120))
    # So small a learning rate never solves anything.
    command = [sys.executable, "-m", "pg_desktop", "train", *arguments, "--set", "learning_rate=1e-5", "--json"]
    policy = tmp_path / "p.safetensors"
    process = subprocess.Popen([*command, "--save", str(policy)], stdout=subprocess.PIPE, stderr=stderr)
    try:
        os.close(stderr)
        shown = b""
        while b"mean return" not in shown:
            shown += os.read(terminal, 4096)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate()
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    assert unit in shown.decode()
    assert process.returncode == 130
    assert json.loads(out)["policy_sha256"] == tensors_digest(load_policy(policy).policy.parameters)


def test_training_loads_no_qt():
    code = (
        "import sys; from pg_desktop.__main__ import main; main(['train', '--updates', '1', '--json'])\n"
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["updates"] == 1


@pytest.mark.slow
def test_the_quick_preset_solves_the_task(capsys):
    assert main(["train", "--until-solved", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["solved"]
    assert found["mean_return_100"] > 400
    assert 100 <= found["solved_at_episode"] <= found["episodes"]
