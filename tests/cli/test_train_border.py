"""On the command line nothing that happens in training loses the run, and standard output stays the program's own."""

import json
import os
import subprocess
import sys

import pytest

from pg_desktop.__main__ import main
from pg_desktop.runs.run import Run
from pg_desktop.storage.policy_file import load_policy
from tests.learning.worlds.test_border import HOSTILE
from tests.tables import table_in

SMALL = ["--set", "hidden_size=4", "--set", "episodes_per_update=2", "--quiet"]


def after_two_updates(monkeypatch, error):
    advance = Run.advance

    def broken(run, *arguments):
        if run.updates == 2:
            raise error
        return advance(run, *arguments)

    monkeypatch.setattr(Run, "advance", broken)


@pytest.mark.parametrize(
    "error",
    [SystemExit(0), SystemExit(7), KeyboardInterrupt(), GeneratorExit(), MemoryError(), ZeroDivisionError("by 0")],
)
def test_whatever_ends_training_what_was_to_be_saved_is_saved(monkeypatch, capsys, tmp_path, error):
    after_two_updates(monkeypatch, error)
    policy, history = tmp_path / "policy.safetensors", tmp_path / "history.csv"
    assert main(["train", "--updates", "5", *SMALL, "--json", "--save", str(policy), "--history", str(history)]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["updates"] == 2
    assert err.startswith("Something unexpected ha")
    assert type(error).__name__ in err
    assert err.count("\n") == 1
    assert load_policy(policy).statistics.updates == 2
    assert len(table_in(history)) == 4


@pytest.mark.parametrize(
    ("what", "cause"),
    [
        ("exit", "SystemExit: 7"),
        ("vanish", "its process has ended with exit code 0"),
        ("crash", "its process was ended by SIGSEGV, “Segmentation fault”"),
    ],
)
def test_an_environment_that_ends_gives_no_exit_code_and_loses_nothing(monkeypatch, capsys, tmp_path, what, cause):
    switch, policy = tmp_path / "switch", tmp_path / "policy.safetensors"
    advance = Run.advance

    def after_two(run, *arguments):
        if run.updates == 2:
            switch.touch()
        return advance(run, *arguments)

    monkeypatch.setattr(Run, "advance", after_two)
    made_with = [f"--env-arg={name}={value}" for name, value in (("where", "step"), ("what", what), ("switch", switch))]
    assert main(["train", "--env", HOSTILE, *made_with, "--updates", "5", *SMALL, "--save", str(policy)]) == 1
    assert capsys.readouterr().err.endswith(f"has failed in step(): {cause}.\n")
    assert load_policy(policy).statistics.updates == 2


def test_what_an_environment_prints_goes_to_standard_error():
    command = [
        "train",
        "--env",
        HOSTILE,
        "--env-arg",
        "where=step",
        "--env-arg",
        "what=print",
        "--updates",
        "1",
        "--json",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pg_desktop", *command, *SMALL], capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(done.stdout)["updates"] == 1
    for line in ("from Python", "from the system", "from C"):
        assert line in done.stderr.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    "how", [["-m", "pg_desktop"], ["-c", "import sys; from pg_desktop.__main__ import main; sys.exit(main())"]]
)
def test_the_console_script_and_the_module_find_the_same(tmp_path, how):
    (tmp_path / "my_world.py").write_text(
        "import gymnasium\nfrom gymnasium.envs.classic_control import CartPoleEnv\n"
        "gymnasium.register('Mine-v0', CartPoleEnv, max_episode_steps=5)\n"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONSAFEPATH": "1" if "-c" in how else ""}
    done = subprocess.run(
        [sys.executable, *how, "train", "--env", "my_world:Mine-v0", "--updates", "1", *SMALL],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env=environ,
    )
    assert (done.returncode, done.stderr) == (0, "")
