"""The commands of the README are understood, and those that train DQN do what they say, as they stand there."""

import re
import shlex
from pathlib import Path

import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli.parser import parse
from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.storage.policy_file import load_policy

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Without a window\n")[2].partition("\n## ")[0]
COMMANDS = re.findall(r"^(?:\w+=\w+ )*pg-desktop (.+)$", SECTION, re.MULTILINE)
OF_FILES = ("--from", "--edits")
"""What reads a file before anything is done."""
DQN = "train --algorithm dqn --steps 40000 --save dqn.safetensors"


@pytest.mark.parametrize("command", [command for command in COMMANDS if not any(word in command for word in OF_FILES)])
def test_it_is_understood(command):
    parse(shlex.split(command))


def test_none_is_overlooked():
    known = {"train", "evaluate", "inspect", "export", "explain", "gui", "bench", "selftest"}
    known |= {"challenge", "ladder", "play"}
    assert {shlex.split(command)[0] for command in COMMANDS} == known
    assert DQN in COMMANDS


@pytest.mark.slow
def test_dqn_balances_as_it_stands_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([*shlex.split(DQN), "--quiet"]) == 0
    policy = load_policy(Path("dqn.safetensors")).policy
    found = evaluate(policy, make_world("CartPole-v1"), episodes=20, seed=0, mode=ActionMode.GREEDY)
    assert found.mean_return > 100  # five times what acting at random gets; rounding differs from computer to computer
